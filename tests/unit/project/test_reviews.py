"""Reviews: pairs by their ids, verdicts with a history, the cut list, undo and redo."""

import json
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from matchcut.errors import ProjectError
from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import FilmRecord, films, set_frame_times
from matchcut.project.pairs import (
    ShownPair,
    find_pair,
    known_pair,
    known_pairs,
    record_pairs,
    reviewed_pairs,
)
from matchcut.project.project import Project, open_project
from matchcut.project.reviews import (
    Cut,
    Review,
    accept,
    accept_all,
    accepted,
    history,
    mark_to_check,
    move,
    redo,
    remove,
    remove_all,
    review,
    reviews,
    set_flop,
    set_note,
    set_nudge,
    set_verdict,
    set_verdicts,
    trim,
    undo,
)
from matchcut.project.shots import (
    Checkpoint,
    all_shots,
    append_shots,
    begin_analysis,
    set_groups,
)
from matchcut.review import Anchor, Candidate, Locate, Nudge, Place, identify, orphans, pair_id
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

# Units of presentation time a frame takes in the films drawn here.
TICKS = 1001


def detect(project: Project, film: str, recipe: str, *bounds: tuple[int, int]) -> None:
    begin_analysis(project, film, recipe)
    shots = [Shot(FrameRange(start, stop)) for start, stop in bounds]
    append_shots(project, film, shots, Checkpoint(100, finished=True))


def candidate(film: str, out: int, into: int, flavour: str = "frame") -> Candidate:
    return Candidate(flavour, Anchor(film, out * TICKS), Anchor(film, into * TICKS))


def locator(project: Project) -> Locate:
    """Find anchors by the shots that the project has now."""
    found = all_shots(project)

    def locate(anchor: Anchor) -> Place | None:
        for shot in found:
            if shot.film == anchor.film and anchor.pts // TICKS in shot.frames:
                key = (shot.film, shot.frames.start)
                return Place(key, key if shot.group is None else shot.group)
        return None

    return locate


def everywhere(films: Sequence[str], pts: Sequence[int]) -> list[bool]:
    return [True] * len(films)


def show(project: Project, *candidates: Candidate) -> list[str]:
    """Do what a search does with the pairs it is about to show."""
    ids = identify(candidates, known_pairs(project, "frame", everywhere), locator(project))
    record_pairs(
        project,
        [
            ShownPair(pair, each, score=0.5, parts={"iou": 0.5})
            for pair, each in zip(ids, candidates, strict=True)
        ],
    )
    return ids


@pytest.fixture
def cut_film(project: Project, film: FilmRecord) -> str:
    detect(project, film.uuid, "adaptive 1", (0, 30), (30, 60), (60, 100))
    return film.uuid


@pytest.fixture
def pairs(project: Project, cut_film: str) -> list[str]:
    """Three pairs that were shown."""
    frames = [(20, 40), (25, 80), (50, 90)]
    return show(project, *(candidate(cut_film, *each) for each in frames))


def test_a_pair_is_resolved_by_its_id_or_enough_of_it(project: Project, pairs: list[str]) -> None:
    found = find_pair(project, pairs[1])
    assert found.id == pairs[1]
    assert found.shown.score == 0.5
    assert found.shown.parts == {"iou": 0.5}
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


def test_a_pair_shown_again_keeps_its_anchors_and_shows_its_new_cut_point(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    trimmed = candidate(cut_film, 22, 45)
    assert show(project, trimmed) == [pairs[0]]
    found = find_pair(project, pairs[0])
    assert found.first.out == Anchor(cut_film, 20 * TICKS)
    assert found.shown.candidate == trimmed
    assert [pair.id for pair in known_pairs(project, "frame", everywhere)] == pairs
    assert reviewed_pairs(project) == {}
    set_verdict(project, pairs[0], "good")
    assert reviewed_pairs(project) == {pairs[0]: found}


def test_a_verdict_survives_another_detection_and_another_representative(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    set_verdict(project, pairs[0], "good")
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


def orphaned(project: Project) -> list[str]:
    first = {id: pair.first for id, pair in reviewed_pairs(project).items()}
    return orphans(first, locator(project))


def test_reviewed_pairs_that_lost_their_shots_are_orphans(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    for pair in pairs[:2]:
        set_verdict(project, pair, "bad")
    detect(project, cut_film, "adaptive 2", (0, 60), (60, 78), (82, 100))
    assert orphaned(project) == pairs[:2]


def test_a_review_lies_on_disk_as_the_first_version_wrote_it(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    trim(project, pairs[0], None, Anchor(cut_film, 7))
    (row,) = project.rows("SELECT review FROM reviews")
    assert json.loads(row["review"]) == {
        "verdict": None, "place": None, "out": None, "in_": {"film": cut_film, "pts": 7},
        "flop": None, "nudge": None, "note": "", "to_check": False,
    }  # fmt: skip


def test_everything_said_of_a_pair_is_on_disk_at_once(project: Project, pairs: list[str]) -> None:
    out, into = find_pair(project, pairs[0]).first.out, Anchor("elsewhere", 7)
    set_verdict(project, pairs[0], "maybe")
    trim(project, pairs[0], out, into)
    set_note(project, pairs[0], "the hat 'matches'")
    set_flop(project, pairs[0], True)
    set_nudge(project, pairs[0], Nudge(1.1, -0.02, 0.0))
    accept(project, pairs[0])
    with open_project(project.path) as other:
        assert reviews(other) == {
            pairs[0]: Review(
                verdict="maybe",
                place=0,
                out=out,
                into=into,
                flop=True,
                nudge=Nudge(1.1, -0.02, 0.0),
                note="the hat 'matches'",
            )
        }


def test_accepting_keeps_the_cut_point_shown_whatever_a_later_search_proposes(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    accept(project, pairs[0])
    show(project, candidate(cut_film, 22, 45))
    kept = review(project, pairs[0])
    assert (kept.out, kept.into) == (Anchor(cut_film, 20 * TICKS), Anchor(cut_film, 40 * TICKS))
    accept(project, pairs[0], into=Anchor(cut_film, 41 * TICKS))
    assert review(project, pairs[0]).into == Anchor(cut_film, 41 * TICKS)
    assert accepted(project) == pairs[:1]


def test_accepting_keeps_the_mirroring_that_was_seen_whatever_another_search_shows(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    at = candidate(cut_film, 20, 40)
    record_pairs(project, [ShownPair(pairs[0], at, score=0.5, parts={}, flop=True)])
    accept(project, pairs[0], flop=False)
    assert review(project, pairs[0]).flop is False
    accept(project, pairs[1])
    assert review(project, pairs[1]).flop is False


def test_the_cut_list_is_ordered_by_the_editor(project: Project, pairs: list[str]) -> None:
    first, second, third = pairs
    for pair in pairs:
        accept(project, pair)
    assert accepted(project) == [first, second, third]
    move(project, third, 0)
    assert accepted(project) == [third, first, second]
    remove(project, first)
    assert accepted(project) == [third, second]
    accept(project, first)
    assert accepted(project) == [third, second, first]
    for _ in range(3):
        undo(project)
    assert accepted(project) == [first, second, third]


def test_to_accept_a_pair_at_a_place_is_one_step_with_all_that_it_moves(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    first, second, third = pairs
    accept(project, first)
    accept(project, second)
    trimmed = Anchor(cut_film, 41 * TICKS)
    accept(project, third, into=trimmed, place=0)
    assert accepted(project) == [third, first, second]
    accept(project, third, place=5)
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
        accept(project, pair)
    move(project, third, 1)
    remove(project, first)
    accept(project, second, place=0)
    set_verdict(project, third, "bad")
    assert [[*step.changes] for step in history(project)[3:]] == [
        [third], [first], [second], [third]
    ]  # fmt: skip
    accept(project, second)
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
        accept(project, pair)
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
        accept(project, pair)
    move(project, pairs[moved], place)
    assert next(iter(history(project)[-1].changes)) == pairs[moved]


def test_undo_and_redo_walk_through_everything_also_after_a_restart(
    project: Project, pairs: list[str]
) -> None:
    set_verdict(project, pairs[0], "good")
    set_verdict(project, pairs[0], "bad")
    set_note(project, pairs[1], "later")
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
    set_verdict(project, pairs[0], "good")
    undo(project)
    set_verdict(project, pairs[0], "bad")
    assert redo(project) is None
    assert review(project, pairs[0]).verdict == "bad"


def test_the_history_tells_each_change_of_a_pair(project: Project, pairs: list[str]) -> None:
    set_verdict(project, pairs[0], "good")
    set_verdict(project, pairs[1], "bad")
    set_verdict(project, pairs[0], "good")
    set_verdict(project, pairs[0], None)
    steps = [step for step in history(project) if pairs[0] in step.changes]
    assert [step.deed for step in steps] == ["good", "no verdict"]
    assert steps[1].changes[pairs[0]] == (Review(verdict="good"), Review())
    assert steps[0].at.endswith("+00:00")
    assert len(history(project)) == 3


def test_verdicts_on_changed_media_stay_and_ask_to_be_checked(
    project: Project, cut_film: str, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdict(project, pairs[0], "good")
    add_film(project, make_facts(content="graded pictures"))
    assert review(project, pairs[0]).verdict == "good"
    assert review(project, pairs[0]).to_check
    assert orphaned(project) == [pairs[0]]
    set_frame_times(project, cut_film, np.arange(100) * TICKS)
    detect(project, cut_film, "adaptive 1", (0, 30), (30, 60), (60, 100))
    assert show(project, candidate(cut_film, 20, 40)) == [pairs[0]]
    set_verdict(project, pairs[0], "good")
    assert not review(project, pairs[0]).to_check


def test_a_verdict_that_is_undone_leaves_the_pair_to_be_checked_as_before(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdict(project, pairs[0], "good")
    add_film(project, make_facts(content="graded pictures"))
    set_verdict(project, pairs[0], "bad")
    assert review(project, pairs[0]) == Review(verdict="bad")
    undo(project)
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)
    redo(project)
    assert review(project, pairs[0]) == Review(verdict="bad")


def test_saying_again_that_a_checked_pair_is_good_is_undone_too(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdict(project, pairs[0], "good")
    add_film(project, make_facts(content="graded pictures"))
    set_verdict(project, pairs[0], "good")
    undo(project)
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)


def test_what_was_said_before_a_film_changed_is_to_be_checked_also_when_it_is_done_again(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdict(project, pairs[0], "good")
    set_verdict(project, pairs[1], "maybe")
    undo(project)
    add_film(project, make_facts(content="graded pictures"))
    undo(project)
    assert reviews(project) == {}
    redo(project)
    redo(project)
    assert reviews(project) == {
        pairs[0]: Review(verdict="good", to_check=True),
        pairs[1]: Review(verdict="maybe", to_check=True),
    }


def test_to_accept_a_pair_says_that_it_has_been_checked(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    accept(project, pairs[0])
    add_film(project, make_facts(content="graded pictures"))
    assert review(project, pairs[0]).to_check
    accept(project, pairs[0])
    assert not review(project, pairs[0]).to_check
    assert accepted(project) == [pairs[0]]


def test_what_was_said_of_content_that_is_back_needs_no_check(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdict(project, pairs[0], "good")
    set_verdict(project, pairs[1], "maybe")
    first = films(project)[0].media[0].fingerprint
    for content in ("graded pictures", "other pictures"):
        add_film(project, make_facts(content=content))
    set_verdict(project, pairs[1], "bad")
    facts = make_facts()
    assert facts.media.fingerprint == first
    add_film(project, facts)
    assert not review(project, pairs[0]).to_check
    assert review(project, pairs[1]) == Review(verdict="bad", to_check=True)
    undo(project)
    assert review(project, pairs[1]) == Review(verdict="maybe")
    redo(project)
    add_film(project, make_facts(content="other pictures"))
    assert review(project, pairs[0]).to_check
    assert review(project, pairs[1]) == Review(verdict="bad")


def test_a_pair_of_two_films_needs_a_check_until_both_are_as_they_were(
    project: Project, pairs: list[str]
) -> None:
    (film, other) = films(project)[0].uuid, "another film"
    set_verdict(project, pairs[0], "good")
    accept(project, pairs[0], Anchor(film, 0), Anchor(other, 0))

    def to_check(uuid: str, was: str, now: str) -> bool:
        with project.writing():
            mark_to_check(project, uuid, was=was, now=now)
        return review(project, pairs[0]).to_check

    assert to_check(film, "f1", "f2")
    assert to_check(other, "o1", "o2")
    assert to_check(film, "f2", "f1")
    assert not to_check(other, "o2", "o1")


def test_a_review_that_a_former_version_marked_is_still_to_be_checked(
    project: Project, pairs: list[str]
) -> None:
    set_verdict(project, pairs[0], "good")
    with project.writing():
        project.execute(
            "UPDATE reviews SET to_check = 1, review = json_remove(review, '$.to_check')"
        )
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)
    set_note(project, pairs[0], "later")
    with project.writing():
        mark_to_check(project, films(project)[0].uuid, was="new", now="old")
    assert review(project, pairs[0]).to_check


@pytest.mark.parametrize("kept", ["", "[]", '"good"'])
def test_what_was_said_and_can_no_longer_be_read_is_told_in_a_sentence(
    kept: str, project: Project, film: FilmRecord
) -> None:
    detect(project, film.uuid, "a recipe", (0, 50), (50, 100))
    (pair,) = show(project, candidate(film.uuid, 40, 60))
    set_verdict(project, pair, "good")
    for change, read in (
        ("reviews SET review", lambda: reviews(project)),
        ("reviews SET review", lambda: review(project, pair)),
        ("history SET changes", lambda: history(project)),
        ("history SET changes", lambda: undo(project)),
    ):
        with project.writing():
            project.execute(f"UPDATE {change} = ?", [kept])
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


def test_a_bad_pair_is_in_no_cut_list_and_one_undo_restores_both(
    project: Project, pairs: list[str]
) -> None:
    for pair in pairs:
        accept(project, pair)
    set_verdict(project, pairs[0], "maybe")
    set_verdict(project, pairs[0], "bad")
    assert accepted(project) == pairs[1:]
    undo(project)
    assert accepted(project) == pairs
    assert review(project, pairs[0]).verdict == "maybe"
    redo(project)
    assert accepted(project) == pairs[1:]


def test_a_verdict_on_several_pairs_is_one_step(project: Project, pairs: list[str]) -> None:
    set_note(project, pairs[0], "holds her look")
    for pair in pairs[:2]:
        accept(project, pair)
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
        set_note(elsewhere, pairs[2], "too dark")
    set_verdicts(project, pairs[:2], "good")
    undo(project)
    assert {pair: said.note for pair, said in reviews(project).items()} == {pairs[2]: "too dark"}


def test_several_pairs_are_accepted_in_their_order_in_one_step(
    project: Project, cut_film: str, pairs: list[str]
) -> None:
    first, second, third = pairs
    accept(project, second)
    set_verdict(project, third, "bad")
    before, trimmed = reviews(project), Anchor(cut_film, 21 * TICKS)
    accept_all(project, {third: Cut(), first: Cut(out=trimmed, flop=True), second: Cut()})
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
    accept_all(project, dict.fromkeys(pairs, Cut()))
    remove_all(project, [pairs[0], pairs[2]])
    assert accepted(project) == [pairs[1]]
    undo(project)
    assert accepted(project) == pairs


def test_a_step_is_not_about_pairs_that_only_made_room(project: Project, pairs: list[str]) -> None:
    for pair in pairs[:2]:
        accept(project, pair)
    with project.writing():  # no room is left between the two
        for pair, place in zip(pairs[:2], (0.0, 5e-324), strict=True):
            project.execute(
                "UPDATE reviews SET review = json_set(review, '$.place', ?) WHERE pair = ?",
                [place, pair],
            )
    accept(project, pairs[2], place=1)
    step = history(project)[-1]
    assert len(step.changes) > 1
    assert step.pairs == [pairs[2]]


def test_an_accepted_pair_is_bad_no_more_and_one_undo_restores_both(
    project: Project, pairs: list[str]
) -> None:
    set_verdict(project, pairs[0], "bad")
    accept(project, pairs[0])
    assert review(project, pairs[0]).verdict is None
    undo(project)
    assert (review(project, pairs[0]).verdict, accepted(project)) == ("bad", [])
    set_verdict(project, pairs[1], "good")
    accept(project, pairs[1])
    assert review(project, pairs[1]).verdict == "good"
