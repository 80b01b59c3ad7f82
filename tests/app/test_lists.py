"""Filters and sorting, without a window."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QObject, Qt

from app.session.candidates import (
    ACCEPTED,
    UNTAGGED,
    Candidate,
    CandidateSide,
    Filters,
    moves_of,
    shown,
)
from app.session.shots import Shots, listed
from app.tables.shots import ShotsTable

SIDE = CandidateSide("f1", "one.mov", "A001", 3, 0, 50, 20, 20, "01:00:00:20", Fraction(25))
PAIR = Candidate(
    "p1", "frame", 1, 0.8, {"shape": 0.9}, False, SIDE, replace(SIDE, shot=9),
    gap_seconds=30.0, subject_size=0.2,
)  # fmt: skip
ACROSS = replace(PAIR, id="p2", into=replace(SIDE, film="f2"), gap_seconds=None)


def camera(pan=0.0, tilt=0.0, zoom=0.0, roll=0.0):
    return replace(PAIR, camera=(pan, tilt, zoom, roll))


@pytest.mark.parametrize(
    ("filters", "pair", "passes"),
    [
        (Filters(), PAIR, True),
        (Filters(least_score=0.8), PAIR, True),
        (Filters(least_score=0.81), PAIR, False),
        (Filters(films=frozenset({"f2"})), PAIR, False),
        (Filters(films=frozenset({"f2"})), ACROSS, True),
        (Filters(least_gap_seconds=31), PAIR, False),
        (Filters(least_gap_seconds=31), ACROSS, True),
        (Filters(same_film=True), ACROSS, False),
        (Filters(same_film=False), ACROSS, True),
        (Filters(same_film=False), PAIR, False),
        (Filters(subject=(0.1, 0.3)), PAIR, True),
        (Filters(subject=(0.3, 1.0)), PAIR, False),
        (Filters(verdicts=frozenset({UNTAGGED})), PAIR, True),
        (Filters(verdicts=frozenset({"good"})), replace(PAIR, verdict="good"), True),
        (Filters(verdicts=frozenset({UNTAGGED})), replace(PAIR, accepted=True), False),
        (
            Filters(verdicts=frozenset({ACCEPTED})),
            replace(PAIR, verdict="bad", accepted=True),
            True,
        ),
        (Filters(moves=frozenset({"still"})), camera(), True),
        (Filters(moves=frozenset({"pan", "zoom"})), camera(zoom=-0.2), True),
        (Filters(moves=frozenset({"pan"})), camera(tilt=0.2), False),
        # The picture slides left when the camera turns right, and down when it turns up.
        (Filters(direction=0.0), camera(pan=-0.2), True),
        (Filters(direction=0.0), camera(pan=0.2), False),
        (Filters(direction=math.pi / 2), camera(tilt=0.2), True),
        (Filters(direction=-math.pi / 2), camera(tilt=0.2), False),
        (Filters(direction=math.pi), camera(pan=0.2, tilt=0.01), True),
        # A direction takes in an eighth of all, 22.5 degrees to either side.
        (Filters(direction=0.0), camera(pan=-0.2, tilt=0.08), True),
        (Filters(direction=0.0), camera(pan=-0.2, tilt=-0.09), False),
        (Filters(direction=math.pi), camera(pan=0.2, tilt=-0.08), True),
        (Filters(direction=0.0), camera(), False),
    ],
)
def test_a_pair_passes_what_it_fits(filters, pair, passes):
    assert filters.passes(pair) is passes


def test_a_slow_drift_is_a_still_camera():
    assert moves_of(camera(pan=0.02, zoom=0.05)) == {"still"}
    assert moves_of(camera(pan=0.2, roll=0.1)) == {"pan", "roll"}


def test_pairs_are_sorted_as_asked():
    far = replace(PAIR, id="far", rank=2, gap_seconds=500.0)
    large = replace(PAIR, id="large", rank=3, subject_size=0.5, verdict="good")
    early = replace(PAIR, id="early", rank=4, out=replace(SIDE, frame=2), verdict="bad")
    pairs = [early, large, far, PAIR]
    orders = {
        "score": ["p1", "far", "large", "early"],
        "gap": ["far", "p1", "large", "early"],
        "subject": ["large", "p1", "far", "early"],
        "place": ["early", "p1", "far", "large"],
        "verdict": ["large", "p1", "far", "early"],
    }
    for sort, order in orders.items():
        assert [pair.id for pair in shown(pairs, Filters(), sort)] == order, sort


def shot(number, group=None, representative=True, kind="picture"):
    return {
        "shot": number, "start": 10 * number, "end": 10 * number + 10, "frame": 10 * number + 5,
        "timecode": "", "seconds": 0.4, "kind": kind, "group": group,
        "representative": representative, "hidden": False, "outside": False,
        "hand_made": False, "wish": None,
    }  # fmt: skip


def film(uuid, shots, revision=1):
    name = f"{uuid}.mov"
    told = {"film": uuid, "revision": revision, "name": name, "has_range": False, "shots": shots}
    return told | {"first": 0, "more": False}


def test_a_film_of_many_shots_is_known_once_all_its_parts_have_come():
    before = told_of(film("f1", [shot(1)], revision=1))
    begun = before.heard(film("f1", [shot(1), shot(2)], revision=2) | {"more": True})
    assert (begun.known, len(begun.of("f1"))) == ({"f1": 1}, 1)
    # The server died, and another sends them anew.
    begun = begun.heard(film("f1", [shot(1), shot(2)], revision=2) | {"more": True})
    ended = begun.heard(film("f1", [shot(3)], revision=2) | {"first": 2})
    assert ended.known == {"f1": 2}
    assert [each.shot for each in ended.of("f1")] == [1, 2, 3]
    assert told_of("f1", before=ended).of(None) == ended.of("f1")


def told_of(*films, before=None):
    """Return the shots after an answer with these films; a name stands for one that is known."""
    told = before or Shots()
    for each in films:
        told = told.heard(each) if isinstance(each, dict) else told
    return told.after(
        {"films": [each["film"] if isinstance(each, dict) else each for each in films]}
    )


def test_a_group_is_listed_once_and_whole_where_it_is_expanded():
    told = [shot(1), shot(2, 0, False), shot(3), shot(4, 0), shot(5, kind="title")]
    shots = told_of(film("f1", told))
    rows = shots.of(None)
    assert shots.members == {0: 2}

    def numbers(**how):
        how = {"film": None, "expanded": [], "every_kind": False} | how
        return [row.shot for row in listed(rows, **how)]

    assert numbers() == [1, 3, 4]
    assert numbers(expanded=[0]) == [1, 3, 4, 2]
    assert numbers(every_kind=True) == [1, 3, 4, 5]
    assert numbers(film="f2") == []


def test_a_group_represented_by_another_film_is_listed_in_its_own_film_too():
    rows = told_of(film("f1", [shot(1, 0)]), film("f2", [shot(1, 0, False)])).of(None)
    assert [row.film for row in listed(rows, film="f2", expanded=[], every_kind=False)] == ["f2"]
    assert [row.film for row in listed(rows, film=None, expanded=[], every_kind=False)] == ["f1"]


def test_shots_that_an_answer_leaves_out_stay_and_count_in_their_groups():
    before = told_of(film("f1", [shot(1, 0)]), film("f2", [shot(1, 0, False)]))
    assert before.members == {0: 2}
    alone = film("f2", [shot(1)], revision=7)
    after = told_of("f1", alone, before=before)
    assert [row.film for row in after.of(None)] == ["f1", "f2"]
    assert after.films["f1"] is before.films["f1"]
    assert after.members == {0: 1}
    assert after.known == {"f1": 1, "f2": 7}
    assert told_of(alone, before=after).known == {"f2": 7}


def test_a_frame_has_the_shot_that_holds_it_and_none_in_a_gap():
    told = [shot(1), shot(2) | {"end": 27}, shot(3)]
    of_film = told_of(film("f1", told)).films["f1"]
    held = [of_film.holding(frame) for frame in (9, 10, 19, 20, 26, 27, 30, 39, 40)]
    assert [each and each.shot for each in held] == [None, 1, 1, 2, 2, None, 3, 3, None]


def test_the_shot_that_follows_is_the_next_of_its_film():
    shots = told_of(film("f1", [shot(1), shot(2)]), film("f2", [shot(3)]))
    first, second, other = shots.of(None)
    assert shots.following(first) == second
    assert shots.following(second) is None
    assert shots.following(other) is None


def test_the_row_of_a_frame_is_found_among_films_and_expanded_groups():
    one, two = [shot(1), shot(2, 0), shot(3)], [shot(1), shot(2, 0, False), shot(3) | {"end": 32}]
    shots = told_of(film("f1", one), film("f2", two))
    rows = listed(shots.of(None), film=None, expanded=[0], every_kind=False)
    table = ShotsTable(parent := QObject())
    table.show(rows, names={"f1": "", "f2": ""}, paths={}, members=shots.members)
    assert [(row.film, row.shot) for row in rows][1:3] == [("f1", 2), ("f2", 2)]
    assert [table.row_of(row.film, row.end - 1) for row in rows] == list(range(6))
    assert [table.row_of(*at) for at in (("f2", 9), ("f2", 32), ("f3", 10))] == [-1, -1, -1]
    assert table.rowCount() == 6
    assert not table.flags(table.index(0)) & Qt.ItemFlag.ItemIsEditable
    parent.deleteLater()
