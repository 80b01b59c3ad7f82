"""Reviews: pairs by their ids, verdicts with a history, undo and redo."""

import json
from dataclasses import replace
from typing import Any

import pytest
from shown_pairs import TICKS, candidate, detect, everywhere, orphaned, show

from matchcut.errors import ProjectError
from matchcut.project.films import FilmRecord
from matchcut.project.pairs import (
    ShownPair,
    find_pair,
    first_shown,
    known_pair,
    known_pairs,
    record_pairs,
    reviewed_pairs,
)
from matchcut.project.project import Project, open_project
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    change,
    history,
    redo,
    review,
    reviews,
    set_notes,
    set_verdicts,
    undo,
)
from matchcut.project.shots import (
    set_groups,
)
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor, Nudge, pair_id


def test_a_pair_is_resolved_by_its_id_or_enough_of_it(project: Project, pairs: list[str]) -> None:
    found = find_pair(project, pairs[1])
    assert found.id == pairs[1]
    assert found.score == 0.5
    assert found.parts == {"iou": 0.5}
    assert find_pair(project, f" {pairs[1][:6].upper()} ").id == pairs[1]
    with pytest.raises(ProjectError, match="has no pair zzzz"):
        find_pair(project, "zzzz")
    with pytest.raises(ProjectError, match="has no pair"):
        find_pair(project, "")


def test_an_id_cut_too_short_is_refused(project: Project, cut_film: str) -> None:
    many = [candidate(cut_film, out, into) for out in range(30) for into in range(60, 100)]
    record_pairs(
        project,
        [ShownPair(pair_id("frame", each.out, each.into), each, 0.1, {}) for each in many],
    )
    with pytest.raises(ProjectError, match="More than one pair begins with a"):
        find_pair(project, "a")


def test_a_pair_is_looked_up_by_its_id_without_a_look_at_all_others(
    project: Project, pairs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = project.rows
    monkeypatch.setattr(project, "rows", lambda *query: asked.append(query) or rows(*query))
    find_pair(project, pairs[1][:6])
    monkeypatch.undo()
    plans = [
        step["detail"]
        for sql, values in asked
        for step in project.rows(f"EXPLAIN QUERY PLAN {sql}", values)
    ]
    assert any("SEARCH pairs" in plan for plan in plans)
    assert not any("SCAN" in plan for plan in plans)


def test_a_pair_shown_again_keeps_its_anchors_and_shows_its_new_cut_point(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    trimmed = candidate(cut_film, 22, 45)
    assert show(project, trimmed) == [pairs[0]]
    found = find_pair(project, pairs[0])
    assert found.candidate == trimmed
    assert [pair.id for pair in known_pairs(project, "frame", everywhere)] == pairs
    assert reviewed_pairs(project) == {}
    set_verdicts(project, [pairs[0]], "good")
    assert reviewed_pairs(project) == {pairs[0]: found}
    assert first_shown(project)[pairs[0]].out == Anchor(cut_film, 20 * TICKS)


def test_a_verdict_survives_another_detection_and_another_representative(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    detect(project, cut_film, "adaptive 2", (0, 28), (33, 58), (58, 80), (80, 100))
    assert show(project, candidate(cut_film, 10, 50)) == [pairs[0]]
    set_groups(project, {(cut_film, 33): (1, False), (cut_film, 80): (1, True)}, "{}")
    assert show(project, candidate(cut_film, 10, 90)) == [pairs[0]]
    assert review(project, pairs[0]).verdict == "good"


def test_the_other_direction_and_the_other_flavour_are_other_pairs(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    others = show(
        project,
        candidate(cut_film, 40, 20),
        candidate(cut_film, 20, 40, "motion"),
    )
    assert len({*others, pairs[0]}) == 3


def test_reviewed_pairs_that_lost_their_shots_are_orphans(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    for pair in pairs[:2]:
        set_verdicts(project, [pair], "bad")
    detect(project, cut_film, "adaptive 2", (0, 60), (60, 78), (82, 100))
    assert orphaned(project) == pairs[:2]


def test_the_history_is_read_from_its_end_some_steps_at_a_time(
    project: Project, pairs: list[str]
) -> None:
    for verdict in ("good", "bad", "maybe", "good"):
        set_verdicts(project, pairs[:1], verdict)
    undo(project)
    steps = history(project)
    assert [step.deed for step in steps] == ["good", "bad", "maybe"]
    assert history(project, last=2) == steps[1:]
    assert history(project, last=2, before=steps[1].number) == steps[:1]
    assert history(project, last=2, before=steps[0].number) == []


def test_a_review_lies_on_disk_as_the_first_version_wrote_it(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    trimmed = Review(into=Anchor(cut_film, 7))
    change(project, "trim", {pairs[0]: lambda _: trimmed})
    (row,) = project.rows("SELECT review FROM reviews")
    assert json.loads(row["review"]) == {
        "verdict": None, "place": None, "out": None, "in_": {"film": cut_film, "pts": 7},
        "flop": None, "nudge": None, "note": "", "to_check": False,
    }  # fmt: skip


def test_everything_said_of_a_pair_is_on_disk_at_once(project: Project, pairs: list[str]) -> None:
    out, into = find_pair(project, pairs[0]).candidate.out, Anchor("elsewhere", 7)
    set_verdicts(project, [pairs[0]], "maybe")
    change(project, "trim", {pairs[0]: lambda said: replace(said, out=out, into=into)})
    set_notes(project, [pairs[0]], "the hat 'matches'")
    nudge = Nudge(1.1, -0.02, 0.0)
    change(project, "nudge", {pairs[0]: lambda said: replace(said, flop=True, nudge=nudge)})
    accept_all(project, {pairs[0]: AcceptedCut()})
    with open_project(project.path) as other:
        assert reviews(other) == {
            pairs[0]: Review(
                verdict="maybe",
                place=0,
                out=out,
                into=into,
                flop=True,
                nudge=nudge,
                note="the hat 'matches'",
            )
        }


def test_undo_and_redo_walk_through_everything_also_after_a_restart(
    project: Project, pairs: list[str]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    set_verdicts(project, [pairs[0]], "bad")
    set_notes(project, [pairs[1]], "later")
    project.close()
    with open_project(project.path) as again:
        states = [reviews(again)]
        while undo(again):
            states.append(reviews(again))
        assert states[-1] == {}
        assert not any(pair.reviewed for pair in known_pairs(again, "frame", everywhere))
        while redo(again):
            states.append(reviews(again))
    assert states[:4] == states[:2:-1]
    assert states[1] == {pairs[0]: Review(verdict="bad")}
    assert states[2] == {pairs[0]: Review(verdict="good")}


def test_a_new_change_after_undo_ends_redo(project: Project, pairs: list[str]) -> None:
    set_verdicts(project, [pairs[0]], "good")
    undo(project)
    set_verdicts(project, [pairs[0]], "bad")
    assert redo(project) is None
    assert review(project, pairs[0]).verdict == "bad"


def test_the_history_tells_each_change_of_a_pair(project: Project, pairs: list[str]) -> None:
    set_verdicts(project, [pairs[0]], "good")
    set_verdicts(project, [pairs[1]], "bad")
    set_verdicts(project, [pairs[0]], "good")
    set_verdicts(project, [pairs[0]], None)
    steps = [step for step in history(project) if pairs[0] in step.changes]
    assert [step.deed for step in steps] == ["good", "no verdict"]
    assert steps[1].changes[pairs[0]] == (Review(verdict="good"), Review())
    assert steps[0].at.endswith("+00:00")
    assert len(history(project)) == 3


@pytest.mark.parametrize("kept", ["", "[]", '"good"'])
def test_what_was_said_and_can_no_longer_be_read_is_told_in_a_sentence(
    kept: str, project: Project, film: FilmRecord
) -> None:
    detect(project, film.uuid, "a recipe", (0, 50), (50, 100))
    (pair,) = show(project, candidate(film.uuid, 40, 60))
    set_verdicts(project, [pair], "good")
    for column, read in (
        ("reviews SET review", lambda: reviews(project)),
        ("reviews SET review", lambda: review(project, pair)),
        ("history SET changes", lambda: history(project)),
        ("history SET changes", lambda: undo(project)),
    ):
        with project.writing():
            project.execute(f"UPDATE {column} = ?", [kept])
        with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
            read()


def test_a_pair_whose_score_can_no_longer_be_explained_is_told_in_a_sentence(
    project: Project, film: FilmRecord
) -> None:
    detect(project, film.uuid, "a recipe", (0, 50), (50, 100))
    (pair,) = show(project, candidate(film.uuid, 40, 60))
    with project.writing():
        project.execute("UPDATE pairs SET parts = 'overlap .9'")
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
        known_pair(project, pair)
