"""What was said of a film that has changed stays, and is to be checked."""

from collections.abc import Callable

import numpy as np
from shown_pairs import TICKS, candidate, detect, orphaned, show

from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import films, set_frame_times
from matchcut.project.project import Project
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    accepted,
    mark_to_check,
    redo,
    review,
    reviews,
    set_notes,
    set_verdicts,
    undo,
)
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor


def test_verdicts_on_changed_media_stay_and_ask_to_be_checked(
    project: Project, cut_film: str, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    add_film(project, make_facts(content="graded pictures"))
    assert review(project, pairs[0]).verdict == "good"
    assert review(project, pairs[0]).to_check
    assert orphaned(project) == [pairs[0]]
    set_frame_times(project, cut_film, np.arange(100) * TICKS)
    detect(project, cut_film, "adaptive 1", (0, 30), (30, 60), (60, 100))
    assert show(project, candidate(cut_film, 20, 40)) == [pairs[0]]
    set_verdicts(project, [pairs[0]], "good")
    assert not review(project, pairs[0]).to_check


def test_a_verdict_that_is_undone_leaves_the_pair_to_be_checked_as_before(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    add_film(project, make_facts(content="graded pictures"))
    set_verdicts(project, [pairs[0]], "bad")
    assert review(project, pairs[0]) == Review(verdict="bad")
    undo(project)
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)
    redo(project)
    assert review(project, pairs[0]) == Review(verdict="bad")


def test_saying_again_that_a_checked_pair_is_good_is_undone_too(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    add_film(project, make_facts(content="graded pictures"))
    set_verdicts(project, [pairs[0]], "good")
    undo(project)
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)


def test_what_was_said_before_a_film_changed_is_to_be_checked_also_when_it_is_done_again(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    set_verdicts(project, [pairs[1]], "maybe")
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
    accept_all(project, {pairs[0]: AcceptedCut()})
    add_film(project, make_facts(content="graded pictures"))
    assert review(project, pairs[0]).to_check
    accept_all(project, {pairs[0]: AcceptedCut()})
    assert not review(project, pairs[0]).to_check
    assert accepted(project) == [pairs[0]]


def test_what_was_said_of_content_that_is_back_needs_no_check(
    project: Project, pairs: list[str], make_facts: Callable[..., FilmFacts]
) -> None:
    set_verdicts(project, [pairs[0]], "good")
    set_verdicts(project, [pairs[1]], "maybe")
    first = films(project)[0].media[0].fingerprint
    for content in ("graded pictures", "other pictures"):
        add_film(project, make_facts(content=content))
    set_verdicts(project, [pairs[1]], "bad")
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
    set_verdicts(project, [pairs[0]], "good")
    accept_all(project, {pairs[0]: AcceptedCut(Anchor(film, 0), Anchor(other, 0))})

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
    set_verdicts(project, [pairs[0]], "good")
    with project.writing():
        project.execute(
            "UPDATE reviews SET to_check = 1, review = json_remove(review, '$.to_check')"
        )
    assert review(project, pairs[0]) == Review(verdict="good", to_check=True)
    set_notes(project, [pairs[0]], "later")
    with project.writing():
        mark_to_check(project, films(project)[0].uuid, was="new", now="old")
    assert review(project, pairs[0]).to_check
