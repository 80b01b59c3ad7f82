"""A film that is taken out of a project is out of sight, and nothing of it is lost."""

import numpy as np
import pytest

from matchcut.errors import ProjectError
from matchcut.project.adding import add_film
from matchcut.project.films import FilmRecord, films, set_frame_times
from matchcut.project.media import add_media
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import Project, open_project
from matchcut.project.removal import discard_empty, remove_film
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    accepted,
    history,
    redo,
    review,
    set_verdicts,
    undo,
)
from matchcut.project.revisions import film_revisions, reviews_mark
from matchcut.project.settings import timeline_rate
from matchcut.project.shots import Checkpoint, all_shots, append_shots, begin_analysis
from matchcut.review import Anchor, Candidate
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


@pytest.fixture
def other(project: Project, film: FilmRecord, make_facts) -> FilmRecord:
    """Another film of two shots, of which pairs with the first were judged and accepted."""
    record = add_film(project, make_facts("other.mov", content="other pictures"))
    set_frame_times(project, record.uuid, np.arange(100) * 1001)
    begin_analysis(project, record.uuid, "adaptive 1")
    shots = [Shot(FrameRange(0, 40)), Shot(FrameRange(40, 100))]
    append_shots(project, record.uuid, shots, Checkpoint(100, finished=True))
    for id, out, into in (
        ("across", film.uuid, record.uuid),
        ("within", record.uuid, record.uuid),
        ("apart", film.uuid, film.uuid),
    ):
        candidate = Candidate("frame", Anchor(out, 0), Anchor(into, 50 * 1001))
        record_pairs(project, [ShownPair(id, candidate, 0.9, {})])
    accept_all(project, {"across": AcceptedCut()})
    accept_all(project, {"apart": AcceptedCut()})
    set_verdicts(project, ["within"], "good")
    return record


def names(project: Project) -> list[str]:
    return [each.name for each in films(project)]


def test_a_removed_film_is_out_of_sight_and_what_was_said_of_it_is_counted(project, film, other):
    waits = "Its reviews are kept until it is back"
    assert remove_film(project, other.uuid) == f"{waits}: 1 accepted cut and 1 verdict."
    assert names(project) == ["reel.mov"]
    assert all_shots(project) == []
    assert history(project)[-1].deed == "remove film"
    assert remove_film(project, film.uuid) == f"{waits}: 2 accepted cuts."


def test_undo_and_redo_bring_a_film_back_and_take_it_out_again(project, film, other):
    before, shots = films(project), all_shots(project)
    remove_film(project, other.uuid)
    undone = undo(project)
    assert undone.edit.place == (other.uuid, None)
    assert not undone.edit.moves_boundaries
    assert films(project) == before
    assert all_shots(project) == shots
    assert accepted(project) == ["across", "apart"]
    redo(project)
    assert names(project) == ["reel.mov"]
    assert accepted(project) == ["across", "apart"]


def test_a_film_that_is_added_again_has_its_shots_and_verdicts_and_its_place(
    project, film, other, make_facts
):
    shots = all_shots(project)
    remove_film(project, film.uuid)
    assert names(project) == ["other.mov"]
    assert add_film(project, make_facts()).uuid == film.uuid
    assert names(project) == ["reel.mov", "other.mov"]
    assert all_shots(project) == shots
    assert review(project, "within").verdict == "good"
    # To add it is the latest step: undo takes it out again, not back to where it is already.
    assert history(project)[-1].deed == "add film"
    undo(project)
    assert names(project) == ["other.mov"]


def test_the_timeline_follows_the_first_film_that_is_left(project, film, other):
    with project.writing():
        project.execute("UPDATE films SET rate = '25' WHERE uuid = ?", [other.uuid])
    remove_film(project, film.uuid)
    assert timeline_rate(project) == 25
    remove_film(project, other.uuid)
    assert timeline_rate(project) is None


def test_another_process_sees_that_a_film_was_taken_out(project, film, other):
    revision, mark = film_revisions(project)[other.uuid], reviews_mark(project)
    remove_film(project, other.uuid)
    assert film_revisions(project)[other.uuid] != revision
    assert reviews_mark(project) != mark


def test_the_file_of_a_removed_film_can_be_given_to_another(project, film, other, make_facts):
    remove_film(project, other.uuid)
    add_media(project, film.uuid, make_facts("other.mov", content="other pictures").media)
    (left,) = films(project)
    assert [each.path.name for each in left.media] == ["reel.mov", "other.mov"]
    # There is nothing left that could be brought back.
    assert all(step.deed != "remove film" for step in history(project))
    assert review(project, "within").verdict == "good"


def test_a_project_whose_only_film_was_taken_out_is_not_thrown_away(project, film):
    assert remove_film(project, film.uuid) == ""
    assert not discard_empty(project)
    with open_project(project.path) as again:
        assert films(again) == []


def test_an_unknown_film_is_not_taken_out(project):
    with pytest.raises(ProjectError, match="has no film"):
        remove_film(project, "nobody")
    assert history(project) == []
