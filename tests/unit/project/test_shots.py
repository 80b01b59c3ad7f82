"""Shots and checkpoints: what is certain is stored, what the editor drew stays."""

import numpy as np
import pytest

from matchcut.project.films import FilmRecord
from matchcut.project.project import Project
from matchcut.project.shots import (
    Checkpoint,
    ShotRecord,
    all_shots,
    append_shots,
    begin_again,
    begin_analysis,
    choose_representative,
    film_shots,
    replace_by_hand,
    set_alone,
    set_groups,
    set_hidden,
)
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


def shots(*bounds: tuple[int, int]) -> list[Shot]:
    return [Shot(FrameRange(start, stop)) for start, stop in bounds]


def ranges(found: list[ShotRecord]) -> list[tuple[int, int]]:
    return [(shot.frames.start, shot.frames.stop) for shot in found]


@pytest.fixture
def cut_film(project: Project, film: FilmRecord) -> str:
    """The film cut at 40, with a dissolve from 60 to 70."""
    begin_analysis(project, film.uuid, "adaptive 1")
    found = [*shots((0, 40), (40, 60)), Shot(FrameRange(70, 100), "title")]
    append_shots(project, film.uuid, found, Checkpoint(100, finished=True))
    return film.uuid


def test_a_film_never_analysed_begins_at_its_first_frame(
    project: Project, film: FilmRecord
) -> None:
    checkpoint = begin_analysis(project, film.uuid, "adaptive 1")
    assert (checkpoint.next_frame, checkpoint.finished) == (0, False)


def test_analysis_goes_on_from_its_checkpoint(project: Project, film: FilmRecord) -> None:
    begin_analysis(project, film.uuid, "adaptive 1")
    kept = {"frames": np.arange(6, dtype=np.uint8).reshape(2, 3)}
    append_shots(project, film.uuid, shots((0, 40)), Checkpoint(40, open_shot=kept))
    checkpoint = begin_analysis(project, film.uuid, "adaptive 1")
    assert checkpoint.next_frame == 40
    assert checkpoint.open_shot is not None
    np.testing.assert_array_equal(checkpoint.open_shot["frames"], kept["frames"])
    append_shots(project, film.uuid, shots((40, 100)), Checkpoint(100, finished=True))
    checkpoint = begin_analysis(project, film.uuid, "adaptive 1")
    assert checkpoint.finished
    assert checkpoint.open_shot is None
    assert ranges(film_shots(project, film.uuid)) == [(0, 40), (40, 100)]


def test_another_recipe_begins_anew(project: Project, cut_film: str) -> None:
    checkpoint = begin_analysis(project, cut_film, "adaptive 2")
    assert checkpoint.next_frame == 0
    assert film_shots(project, cut_film) == []


def test_of_a_film_that_begins_again_the_editors_own_shots_stay(
    project: Project, cut_film: str
) -> None:
    replace_by_hand(project, cut_film, FrameRange(40, 60), shots((40, 50), (50, 60)))
    begin_again(project, cut_film)
    found = film_shots(project, cut_film)
    assert ranges(found) == [(40, 50), (50, 60)]
    assert all(shot.hand_made for shot in found)
    checkpoint = begin_analysis(project, cut_film, "adaptive 1")
    assert (checkpoint.next_frame, checkpoint.finished) == (0, False)


def test_shots_are_numbered_from_one_in_order_of_time(project: Project, cut_film: str) -> None:
    found = film_shots(project, cut_film)
    assert [shot.number for shot in found] == [1, 2, 3]
    assert [shot.kind for shot in found] == ["picture", "picture", "title"]
    assert all(shot.representative and shot.group is None for shot in found)


def test_groups_are_replaced_as_a_whole(project: Project, cut_film: str) -> None:
    set_groups(project, {(cut_film, 0): (7, True), (cut_film, 40): (7, False)}, "{}")
    set_groups(project, {(cut_film, 40): (1, True), (cut_film, 70): (1, False)}, "{}")
    found = all_shots(project)
    assert [shot.group for shot in found] == [None, 1, 1]
    assert [shot.representative for shot in found] == [True, True, False]


def test_the_editor_chooses_who_represents_a_group(project: Project, cut_film: str) -> None:
    set_groups(project, {(cut_film, 0): (7, True), (cut_film, 40): (7, False)}, "{}")
    choose_representative(project, film_shots(project, cut_film)[1])
    assert [shot.representative for shot in film_shots(project, cut_film)] == [False, True, True]


def test_what_the_editor_wants_of_groups_survives_another_detection(
    project: Project, cut_film: str
) -> None:
    set_groups(project, {(cut_film, 0): (7, True), (cut_film, 40): (7, False)}, "{}")
    _, second, third = film_shots(project, cut_film)
    choose_representative(project, second)
    set_alone(project, [third], True)
    begin_analysis(project, cut_film, "adaptive 2")
    append_shots(project, cut_film, shots((0, 45), (45, 58), (58, 100)), Checkpoint(100))
    found = film_shots(project, cut_film)
    assert [shot.wish for shot in found] == [None, "represents", "alone"]
    set_alone(project, [found[2]], False)
    assert film_shots(project, cut_film)[2].wish is None


def test_of_two_wishes_in_one_shot_the_earlier_counts(project: Project, cut_film: str) -> None:
    set_groups(project, {(cut_film, 40): (7, True), (cut_film, 70): (7, False)}, "{}")
    first, second, third = film_shots(project, cut_film)
    set_alone(project, [third], True)
    choose_representative(project, second)
    set_alone(project, [third], True)
    set_hidden(project, first, True)
    replace_by_hand(project, cut_film, FrameRange(40, 100), shots((40, 100)))
    found = film_shots(project, cut_film)
    assert [(shot.hidden, shot.wish) for shot in found] == [(True, None), (False, "represents")]


def test_of_one_group_only_the_shot_chosen_last_is_wanted(project: Project, cut_film: str) -> None:
    set_groups(project, {(cut_film, 0): (7, True), (cut_film, 40): (7, False)}, "{}")
    choose_representative(project, film_shots(project, cut_film)[1])
    choose_representative(project, film_shots(project, cut_film)[0])
    assert [shot.wish for shot in film_shots(project, cut_film)] == ["represents", None, None]


def test_a_hidden_shot_stays_hidden_when_detection_finds_other_boundaries(
    project: Project, cut_film: str
) -> None:
    set_hidden(project, film_shots(project, cut_film)[1], True)
    begin_analysis(project, cut_film, "adaptive 2")
    append_shots(project, cut_film, shots((0, 45), (45, 58), (58, 100)), Checkpoint(100))
    found = film_shots(project, cut_film)
    assert [shot.hidden for shot in found] == [False, True, False]
    set_hidden(project, found[1], False)
    assert not any(shot.hidden for shot in film_shots(project, cut_film))


def test_a_split_by_hand_survives_another_detection(project: Project, cut_film: str) -> None:
    replace_by_hand(project, cut_film, FrameRange(0, 40), shots((0, 15), (15, 40)))
    assert ranges(film_shots(project, cut_film)) == [(0, 15), (15, 40), (40, 60), (70, 100)]
    begin_analysis(project, cut_film, "adaptive 2")
    append_shots(project, cut_film, shots((0, 30), (30, 100)), Checkpoint(100))
    found = film_shots(project, cut_film)
    assert ranges(found) == [(0, 15), (15, 40), (40, 100)]
    assert [shot.hand_made for shot in found] == [True, True, False]


def test_shots_drawn_in_the_middle_leave_both_sides_of_a_detected_one(
    project: Project, film: FilmRecord
) -> None:
    begin_analysis(project, film.uuid, "adaptive 1")
    replace_by_hand(project, film.uuid, FrameRange(20, 60), shots((20, 60)))
    append_shots(project, film.uuid, shots((0, 100)), Checkpoint(100))
    assert ranges(film_shots(project, film.uuid)) == [(0, 20), (20, 60), (60, 100)]


def test_what_is_too_short_for_a_shot_beside_one_drawn_by_hand_is_none(
    project: Project, film: FilmRecord
) -> None:
    begin_analysis(project, film.uuid, "adaptive 1")
    replace_by_hand(project, film.uuid, FrameRange(20, 60), shots((20, 60)))
    found = shots((0, 14), (14, 25), (25, 65), (65, 68))
    append_shots(project, film.uuid, found, Checkpoint(68, finished=True))
    # Six frames make a shot; the last was found as it is.
    assert ranges(film_shots(project, film.uuid)) == [(0, 14), (14, 20), (20, 60), (65, 68)]


def test_a_merge_by_hand_replaces_both_shots(project: Project, cut_film: str) -> None:
    replace_by_hand(project, cut_film, FrameRange(0, 60), shots((0, 60)))
    assert ranges(film_shots(project, cut_film)) == [(0, 60), (70, 100)]
