"""A pair is known again by where its anchors lie."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchcut.review import (
    Anchor,
    Candidate,
    KnownPair,
    Locate,
    LocatedShot,
    appended,
    identify,
    moved,
    orphans,
    pair_id,
)

# Ten seconds of one film, one shot a second; a presentation time is a tenth of a second.
SHOTS = 10


def locate(anchor: Anchor) -> LocatedShot | None:
    """One shot for every ten units of time; even shots look alike, and nothing is after 100."""
    shot = anchor.pts // 10
    if anchor.film != "film" or not 0 <= shot < SHOTS:
        return None
    return LocatedShot(shot, "even" if shot % 2 == 0 else shot)


def at(pts: int) -> Anchor:
    return Anchor("film", pts)


def known(out: int, into: int, *, reviewed: bool = False, flavour: str = "frame") -> KnownPair:
    return KnownPair(pair_id(flavour, at(out), at(into)), candidate(out, into, flavour), reviewed)


def candidate(out: int, into: int, flavour: str = "frame") -> Candidate:
    return Candidate(flavour, at(out), at(into))


moves = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 7)), max_size=40)


@given(moves)
def test_a_list_has_the_order_in_which_its_pairs_were_put_there(moves) -> None:
    places: dict[str, float] = {"a": 0, "b": 1, "c": 2}  # as counted by former versions
    order = ["a", "b", "c"]
    for pair, position in moves:
        order = [other for other in order if other != pair]
        if position is not None:
            order.insert(position, pair)
        changes = moved(places, pair, position)
        assert next(iter(changes)) == pair
        places |= changes
        places = {each: at for each, at in places.items() if at is not None}
        assert sorted(places, key=lambda each: places[each]) == order


def test_all_places_are_counted_anew_only_where_there_is_no_room_for_another() -> None:
    places: dict[str, float] = {"a": 1, "b": 2, "c": 3}
    counted = []
    for turn in range(200):
        pair = "cb"[turn % 2]
        changes = moved(places, pair, 1)
        places |= changes
        counted.append(len(changes) > 1)
        assert sorted(places, key=lambda each: places[each]) == ["a", pair, "bc"[turn % 2]]
    assert sum(counted) == 1


def test_a_pair_that_is_where_it_is_put_keeps_its_place() -> None:
    places = {"a": 0, "b": 0.5, "c": 7}
    assert [moved(places, pair, at)[pair] for at, pair in enumerate("abc")] == [0, 0.5, 7]


def test_several_pairs_go_to_the_end_of_a_list_in_their_order_and_the_listed_stay() -> None:
    assert appended({}, ["a", "b"]) == {"a": 0, "b": 1}
    assert appended({"x": 1.0, "y": 2.5}, ["a", "x", "b"]) == {"a": 3, "x": 1.0, "b": 4}


def test_an_id_is_short_and_can_be_typed() -> None:
    assert re.fullmatch("[a-z2-7]{10}", pair_id("frame", at(1), at(2)))


def test_an_id_is_the_same_on_every_machine() -> None:
    assert pair_id("frame", at(1), at(2)) == "d5rpzfzm2h"


@pytest.mark.parametrize(
    ("flavour", "out", "into"),
    [
        ("motion", at(1), at(2)),
        ("frame", at(2), at(1)),
        ("frame", at(12), at(2)),
        ("frame", Anchor("film\n1", 1), at(2)),
    ],
)
def test_an_id_depends_on_flavour_order_film_and_time(
    flavour: str, out: Anchor, into: Anchor
) -> None:
    assert pair_id(flavour, out, into) != pair_id("frame", at(1), at(2))


def test_each_frame_is_located_once_however_many_pairs_were_ever_shown() -> None:
    asked: list[Anchor] = []

    def counted(anchor: Anchor) -> LocatedShot | None:
        asked.append(anchor)
        return locate(anchor)

    shown = [known(out, 95, reviewed=out % 2 == 0) for out in range(40)]
    wanted = [candidate(1, 95), candidate(11, 95), candidate(33, 2)]
    assert identify(wanted, shown, counted)[0] == shown[0].id
    assert len(asked) == 2 * (len(shown) + len(wanted))


def test_a_new_pair_is_named_by_its_own_frames() -> None:
    assert identify([candidate(1, 11)], [], locate) == [pair_id("frame", at(1), at(11))]


def test_a_trimmed_pair_keeps_its_id() -> None:
    before = known(1, 11)
    assert identify([candidate(9, 15)], [before], locate) == [before.id]


def test_a_pair_with_another_representative_keeps_its_id() -> None:
    before = known(1, 11)
    assert identify([candidate(25, 15)], [before], locate) == [before.id]


def test_a_near_duplicate_asked_for_by_name_is_a_pair_of_its_own() -> None:
    before = known(1, 11, reviewed=True)

    def proposing(first: int) -> Locate:
        def locate_now(anchor: Anchor) -> LocatedShot | None:
            place = locate(anchor)
            return place and replace(place, stands=place.shot in (first, 1))

        return locate_now

    assert identify([candidate(25, 15)], [before], proposing(2)) == [before.id]
    assert identify([candidate(25, 15)], [before], proposing(0)) != [before.id]
    assert identify([candidate(5, 15)], [before], proposing(0)) == [before.id]


def test_the_same_shots_come_before_near_duplicates() -> None:
    same, alike = known(21, 11), known(1, 11)
    assert identify([candidate(25, 15)], [alike, same], locate) == [same.id]


def test_a_verdict_on_near_duplicates_comes_before_the_same_shots_without_one() -> None:
    same, alike = known(21, 11), known(1, 11, reviewed=True)
    assert identify([candidate(25, 15)], [same, alike], locate) == [alike.id]


def test_each_of_two_near_duplicates_keeps_its_own_verdict() -> None:
    one, other = known(1, 11, reviewed=True), known(21, 11, reviewed=True)
    ids = identify([candidate(25, 15), candidate(5, 15)], [one, other], locate)
    assert ids == [other.id, one.id]


def test_a_reviewed_pair_comes_before_an_earlier_one_and_that_before_a_later() -> None:
    first, second, reviewed = known(1, 11), known(2, 11), known(3, 11, reviewed=True)
    assert identify([candidate(5, 15)], [first, second, reviewed], locate) == [reviewed.id]
    assert identify([candidate(5, 15)], [first, second], locate) == [first.id]


def test_two_candidates_never_get_the_same_id() -> None:
    before = known(1, 11)
    ids = identify([candidate(21, 15), candidate(41, 15)], [before], locate)
    assert ids == [before.id, pair_id("frame", at(41), at(15))]


def test_the_other_direction_is_another_pair() -> None:
    before = known(1, 11)
    assert identify([candidate(11, 1)], [before], locate) != [before.id]


def lost(*pairs: KnownPair) -> list[str]:
    return orphans({pair.id: pair.candidate for pair in pairs if pair.reviewed}, locate)


def test_reviewed_pairs_without_two_shots_are_orphans() -> None:
    gone = known(105, 11, reviewed=True)
    merged = known(11, 15, reviewed=True)
    fine = known(1, 11, reviewed=True)
    assert lost(gone, merged, fine) == [gone.id, merged.id]


def test_a_reviewed_pair_behind_another_of_the_same_shots_is_an_orphan() -> None:
    first, second = known(1, 11, reviewed=True), known(2, 12, reviewed=True)
    assert lost(first, second) == [second.id]


times = st.integers(0, 119)
flavours = st.sampled_from(["frame", "motion"])
candidates = st.lists(
    st.builds(candidate, times, times, flavours).filter(
        lambda each: (
            locate(each.out) and locate(each.into) and locate(each.out) != locate(each.into)
        )
    ),
    unique=True,
    max_size=12,
)
known_pairs = st.lists(
    st.builds(
        lambda out, into, reviewed, flavour: known(out, into, reviewed=reviewed, flavour=flavour),
        times,
        times,
        st.booleans(),
        flavours,
    ),
    unique_by=lambda pair: pair.id,
    max_size=12,
)


@given(candidates, known_pairs)
def test_ids_are_one_to_one(proposed: list[Candidate], before: list[KnownPair]) -> None:
    ids = identify(proposed, before, locate)
    assert len(set(ids)) == len(ids) == len(proposed)


@given(candidates, known_pairs)
def test_showing_again_gives_the_same_ids(
    proposed: list[Candidate], before: list[KnownPair]
) -> None:
    ids = identify(proposed, before, locate)
    recorded = {pair.id for pair in before}
    new = [
        KnownPair(pair, each, False)
        for pair, each in zip(ids, proposed, strict=True)
        if pair not in recorded
    ]
    again = identify(proposed, [*before, *new], locate)
    assert {pair for pair in again if pair in recorded} == {
        pair for pair in ids if pair in recorded
    }
    assert len(set(again)) == len(again)


@given(known_pairs)
def test_every_reviewed_pair_is_proposed_again_or_listed_as_an_orphan(
    before: list[KnownPair],
) -> None:
    orphaned = lost(*before)
    everything = [
        candidate(out, into, flavour)
        for flavour in ("frame", "motion")
        for out in range(5, 100, 10)
        for into in range(5, 100, 10)
        if out != into
    ]
    proposed = set(identify(everything, before, locate))
    assert all(pair.id in proposed or pair.id in orphaned for pair in before if pair.reviewed)
    assert not any(pair.id in orphaned for pair in before if not pair.reviewed)
