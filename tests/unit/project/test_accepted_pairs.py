"""The cut list: what accepting keeps, the editor's order, and steps on several pairs."""

import json

import pytest
from shown_pairs import TICKS, candidate, show

from matchcut.errors import ProjectError
from matchcut.project import reviews as saved
from matchcut.project import stored_reviews
from matchcut.project.pairs import (
    ShownPair,
    record_pairs,
)
from matchcut.project.project import Project, open_project
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    accepted,
    change,
    cut_places,
    history,
    placed,
    redo,
    remove_all,
    review,
    reviews,
    set_notes,
    set_verdicts,
    undo,
)
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor, moved


def move(project: Project, pair: str, place: int) -> None:
    places = cut_places(reviews(project))
    change(project, "move", placed(moved(places, pair, place)))


def test_accepting_keeps_the_cut_point_shown_whatever_a_later_search_proposes(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    accept_all(project, {pairs[0]: AcceptedCut()})
    show(project, candidate(cut_film, 22, 45))
    kept = review(project, pairs[0])
    assert (kept.out, kept.into) == (Anchor(cut_film, 20 * TICKS), Anchor(cut_film, 40 * TICKS))
    accept_all(project, {pairs[0]: AcceptedCut(into=Anchor(cut_film, 41 * TICKS))})
    assert review(project, pairs[0]).into == Anchor(cut_film, 41 * TICKS)
    assert accepted(project) == pairs[:1]


def test_accepting_keeps_the_mirroring_that_was_seen_whatever_another_search_shows(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    at = candidate(cut_film, 20, 40)
    record_pairs(project, [ShownPair(pairs[0], at, score=0.5, parts={}, flop=True)])
    accept_all(project, {pairs[0]: AcceptedCut(flop=False)})
    assert review(project, pairs[0]).flop is False
    accept_all(project, {pairs[1]: AcceptedCut()})
    assert review(project, pairs[1]).flop is False


def test_the_cut_list_is_ordered_by_the_editor(project: Project, pairs: list[str]) -> None:
    first, second, third = pairs
    for pair in pairs:
        accept_all(project, {pair: AcceptedCut()})
    assert accepted(project) == [first, second, third]
    move(project, third, 0)
    assert accepted(project) == [third, first, second]
    remove_all(project, [first])
    assert accepted(project) == [third, second]
    accept_all(project, {first: AcceptedCut()})
    assert accepted(project) == [third, second, first]
    for _ in range(3):
        undo(project)
    assert accepted(project) == [first, second, third]


def test_the_cut_list_is_told_without_reading_what_was_said_of_other_pairs(
    project: Project, pairs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_verdicts(project, pairs, "good")
    accept_all(project, {pairs[1]: AcceptedCut()})
    read: list[str] = []
    monkeypatch.setattr(
        saved, "read_review", lambda text: read.append(text) or stored_reviews.read_review(text)
    )
    assert accepted(project) == pairs[1:2]
    assert len(read) == 1


@pytest.mark.parametrize("kept", ["", "[]", '"good"', "{}"])
def test_a_cut_list_with_what_can_not_be_read_is_told_to_be_damaged(
    kept: str, project: Project, pairs: list[str]
) -> None:
    set_verdicts(project, pairs, "good")
    with project.writing():
        project.execute("UPDATE reviews SET review = ? WHERE pair = ?", [kept, pairs[0]])
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
        accepted(project)


def test_to_accept_a_pair_at_a_place_is_one_step_with_all_that_it_moves(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    first, second, third = pairs
    accept_all(project, {first: AcceptedCut()})
    accept_all(project, {second: AcceptedCut()})
    trimmed = Anchor(cut_film, 41 * TICKS)
    accept_all(project, {third: AcceptedCut(into=trimmed)}, place=0)
    assert accepted(project) == [third, first, second]
    accept_all(project, {third: AcceptedCut()}, place=5)
    assert accepted(project) == [first, second, third]
    assert review(project, third).into == trimmed
    undo(project)
    assert accepted(project) == [third, first, second]
    undo(project)
    assert accepted(project) == [first, second]
    assert review(project, third) == Review()


def test_a_step_of_the_cut_list_holds_the_pair_that_moved_alone(
    project: Project, pairs: list[str]
) -> None:
    first, second, third = pairs
    for pair in pairs:
        accept_all(project, {pair: AcceptedCut()})
    move(project, third, 1)
    remove_all(project, [first])
    accept_all(project, {second: AcceptedCut()}, place=0)
    set_verdicts(project, [third], "bad")
    assert [[*step.changes] for step in history(project)[3:]] == [
        [third], [first], [second], [third]
    ]  # fmt: skip
    accept_all(project, {second: AcceptedCut()})
    assert len(history(project)) == 7  # it is in the list, where it stays
    orders = [accepted(project)]
    while undo(project):
        orders.append(accepted(project))
    assert orders == [
        *([second], [second, third], [third, second], [first, third, second]),
        *([first, second, third], [first, second], [first], []),
    ]
    while redo(project):
        assert accepted(project) == orders[len(orders) - 1 - len(history(project))]


def test_a_move_is_taken_back_that_a_former_version_kept_with_all_places(
    project: Project, pairs: list[str]
) -> None:
    first, second, third = pairs
    for pair in pairs:
        accept_all(project, {pair: AcceptedCut()})
    move(project, third, 0)
    # It counted all places from 0 with every step.
    for at, pair in enumerate((third, first, second)):
        project.execute(
            "UPDATE reviews SET review = json_set(review, '$.place', ?) WHERE pair = ?", [at, pair]
        )
    said = {
        pair: json.loads(project.row("SELECT review FROM reviews WHERE pair = ?", [pair])[0])
        for pair in pairs
    }
    kept = {pair: [said[pair] | {"place": was}, said[pair]] for was, pair in enumerate(pairs)}
    project.execute(
        "UPDATE history SET changes = ? WHERE step = 4",
        [json.dumps({third: kept[third]} | kept)],
    )
    move(project, first, 2)
    assert accepted(project) == [third, second, first]
    undo(project)
    assert accepted(project) == [third, first, second]
    undo(project)
    assert accepted(project) == [first, second, third]
    redo(project)
    assert accepted(project) == [third, first, second]


@pytest.mark.parametrize(("moved", "place"), [(0, 2), (2, 0)])
def test_a_step_that_moves_several_pairs_names_first_the_one_it_is_about(
    project: Project, pairs: list[str], moved: int, place: int
) -> None:
    for pair in pairs:
        accept_all(project, {pair: AcceptedCut()})
    move(project, pairs[moved], place)
    assert next(iter(history(project)[-1].changes)) == pairs[moved]


def test_a_bad_pair_is_in_no_cut_list_and_one_undo_restores_both(
    project: Project, pairs: list[str]
) -> None:
    for pair in pairs:
        accept_all(project, {pair: AcceptedCut()})
    set_verdicts(project, [pairs[0]], "maybe")
    set_verdicts(project, [pairs[0]], "bad")
    assert accepted(project) == pairs[1:]
    undo(project)
    assert accepted(project) == pairs
    assert review(project, pairs[0]).verdict == "maybe"
    redo(project)
    assert accepted(project) == pairs[1:]


def test_a_verdict_on_several_pairs_is_one_step(project: Project, pairs: list[str]) -> None:
    set_notes(project, [pairs[0]], "holds her look")
    for pair in pairs[:2]:
        accept_all(project, {pair: AcceptedCut()})
    before = reviews(project)
    set_verdicts(project, pairs, "bad")
    after = reviews(project)
    assert {review.verdict for review in after.values()} == {"bad"}
    assert accepted(project) == []
    assert after[pairs[0]].note == "holds her look"
    step = history(project)[-1]
    assert (step.deed, step.pairs) == ("bad", pairs)
    undo(project)
    assert reviews(project) == before
    redo(project)
    assert reviews(project) == after


def test_undo_of_a_verdict_on_several_leaves_what_others_have_said_of_other_pairs(
    project: Project, pairs: list[str]
) -> None:
    with open_project(project.path) as elsewhere:
        set_notes(elsewhere, [pairs[2]], "too dark")
    set_verdicts(project, pairs[:2], "good")
    undo(project)
    assert {pair: said.note for pair, said in reviews(project).items()} == {pairs[2]: "too dark"}


def test_several_pairs_are_accepted_in_their_order_in_one_step(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    first, second, third = pairs
    accept_all(project, {second: AcceptedCut()})
    set_verdicts(project, [third], "bad")
    before, trimmed = reviews(project), Anchor(cut_film, 21 * TICKS)
    accept_all(
        project,
        {third: AcceptedCut(), first: AcceptedCut(out=trimmed, flop=True), second: AcceptedCut()},
    )
    assert accepted(project) == [second, third, first]
    assert review(project, third).verdict is None
    kept = review(project, first)
    assert (kept.out, kept.into, kept.flop) == (trimmed, Anchor(cut_film, 40 * TICKS), True)
    assert history(project)[-1].pairs == [third, first]
    undo(project)
    assert reviews(project) == before
    redo(project)
    assert accepted(project) == [second, third, first]


def test_several_pairs_are_removed_in_one_step_and_come_back_where_they_were(
    project: Project, pairs: list[str]
) -> None:
    accept_all(project, dict.fromkeys(pairs, AcceptedCut()))
    remove_all(project, [pairs[0], pairs[2]])
    assert accepted(project) == [pairs[1]]
    undo(project)
    assert accepted(project) == pairs


def test_a_step_is_not_about_pairs_that_only_made_room(project: Project, pairs: list[str]) -> None:
    for pair in pairs[:2]:
        accept_all(project, {pair: AcceptedCut()})
    with project.writing():  # no room is left between the two
        for pair, place in zip(pairs[:2], (0.0, 5e-324), strict=True):
            project.execute(
                "UPDATE reviews SET review = json_set(review, '$.place', ?) WHERE pair = ?",
                [place, pair],
            )
    accept_all(project, {pairs[2]: AcceptedCut()}, place=1)
    step = history(project)[-1]
    assert len(step.changes) > 1
    assert step.pairs == [pairs[2]]


def test_an_accepted_pair_is_bad_no_more_and_one_undo_restores_both(
    project: Project, pairs: list[str]
) -> None:
    set_verdicts(project, [pairs[0]], "bad")
    accept_all(project, {pairs[0]: AcceptedCut()})
    assert review(project, pairs[0]).verdict is None
    undo(project)
    assert (review(project, pairs[0]).verdict, accepted(project)) == ("bad", [])
    set_verdicts(project, [pairs[1]], "good")
    accept_all(project, {pairs[1]: AcceptedCut()})
    assert review(project, pairs[1]).verdict == "good"
