from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from drawn_features import DRAWN_SHOTS, masked_shots
from drawn_figures import masks_of, random_shot, shot_of
from hypothesis import given, settings
from hypothesis import strategies as st

import matchcut.ranking as ranking
from matchcut.errors import Cancelled
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.ranking import PairableShot, gap_within, top_pairs
from matchcut.scoring import masks
from matchcut.scoring.masks import MaskScorer
from matchcut.scoring.scorer import BestCuts


class TableScorer:
    """A scorer that reads its answers from tables; the bounds may be anything above."""

    def __init__(self, scores, bounds=None, ordered=True):
        self.scores = np.asarray(scores, np.float32)
        self.table = self.scores if bounds is None else np.asarray(bounds, np.float32)
        self.ordered = ordered
        self.asked = 0

    def __len__(self):
        return len(self.scores)

    def bounds(self, tails, heads):
        return self.table[tails, heads]

    def best_cuts(self, tails, heads):
        self.asked += len(tails)
        return BestCuts(
            self.scores[tails, heads],
            tails * 100 + 50,
            heads * 100 + 20,
            np.zeros(len(tails), bool),
        )

    def parts(self, pair):
        return {"table": pair.score}


def places_of(n, film="a", **changes):
    """Return shots of two seconds, one after the other."""
    return [PairableShot(film, 2.0 * at, 2.0 * at + 2, **changes) for at in range(n)]


def slowly(scorer, places, k, gap_seconds, per_shot, query):
    """Return (score, tail, head) of the best pairs by scoring all, sorting, and walking down."""
    n = len(places)
    tails, heads = (side.ravel() for side in np.indices((n, n)))
    exact = scorer.best_cuts(tails, heads).score.reshape(n, n)

    def may(a, b):
        one, other = places[a], places[b]
        apart = max(one.start_seconds, other.start_seconds) - min(
            one.stop_seconds, other.stop_seconds
        )
        near = one.film == other.film and apart < gap_seconds.get(one.film, 0)
        same = one.group is not None and one.group == other.group
        return a != b and other.head and not near and not same

    entries = {}
    for a, b in np.ndindex(n, n):
        if may(a, b) and exact[a, b] > 0 and query in (None, a, b):
            entries.setdefault((min(a, b), max(a, b)), []).append((-float(exact[a, b]), a, b))
    chosen, shown = [], dict.fromkeys(range(n), 0)
    for score, a, b in sorted(min(entry) for entry in entries.values()):
        few = all(shown[shot] < per_shot or shot == query for shot in (a, b))
        if few and len(chosen) < k:
            shown[a] += 1
            shown[b] += 1
            chosen.append((-score, a, b))
    return chosen


def test_a_pair_the_other_way_round_is_not_listed_and_takes_no_place_from_other_shots():
    scores = np.zeros((4, 4))
    scores[1, 0], scores[0, 1], scores[0, 2], scores[0, 3] = 0.9, 0.89, 0.8, 0.7
    for per_shot, more in ((2, []), (None, [(0, 3)])):
        pairs = top_pairs(TableScorer(scores), places_of(4), 10, per_shot=per_shot)
        assert [(pair.tail, pair.head) for pair in pairs] == [(1, 0), (0, 2), *more]


def told(pairs):
    return [(pair.score, pair.tail, pair.head) for pair in pairs]


def test_the_best_pairs_come_first_with_their_cut_points_and_parts():
    scorer = TableScorer([[0.9, 0.2, 0.8], [0.3, 0.9, 0], [0.7, 0.1, 0.9]])
    pairs = top_pairs(scorer, places_of(3), 3, per_shot=None)
    assert told(pairs) == [
        (pytest.approx(0.8), 0, 2),
        (pytest.approx(0.3), 1, 0),
        (pytest.approx(0.1), 2, 1),
    ]
    assert (pairs[0].out_frame, pairs[0].in_frame) == (50, 220)
    assert pairs[0].parts == {"table": pytest.approx(0.8)}


def test_a_pair_that_scores_nothing_is_not_shown():
    pairs = top_pairs(TableScorer([[0, 0.5], [0, 0]], np.ones((2, 2))), places_of(2), 10)
    assert told(pairs) == [(0.5, 0, 1)]


@pytest.mark.parametrize("ordered", [False, True])
def test_two_shots_are_one_entry_in_their_better_direction(ordered):
    scorer = TableScorer([[0, 0.4], [0.6, 0]], np.full((2, 2), 0.7), ordered)
    assert told(top_pairs(scorer, places_of(2), 5)) == [(pytest.approx(0.6), 1, 0)]


def test_a_shot_is_shown_at_most_three_times():
    scores = np.zeros((6, 6))
    scores[0, 1:] = [0.9, 0.8, 0.7, 0.6, 0.5]
    scores[4, 5] = 0.1
    pairs = top_pairs(TableScorer(scores), places_of(6), 10)
    assert [(pair.tail, pair.head) for pair in pairs] == [(0, 1), (0, 2), (0, 3), (4, 5)]


def test_the_partners_of_one_shot_are_all_shown_each_in_its_better_direction():
    scores = np.zeros((6, 6))
    scores[2] = [0.9, 0.8, 0, 0.6, 0.5, 0.4]
    scores[:, 2] = [0.3, 0.85, 0, 0, 0, 0]
    scores[0, 1] = 1
    pairs = top_pairs(TableScorer(scores), places_of(6), 10, query=2)
    assert [(pair.tail, pair.head) for pair in pairs] == [
        (2, 0),
        (1, 2),
        (2, 3),
        (2, 4),
        (2, 5),
    ]


def test_a_still_is_always_the_outgoing_side():
    scores = np.full((3, 3), 0.5)
    scores[1, 2] = 0.9
    still = PairableShot("", 0, 0, head=False)
    scorer = TableScorer(scores, np.ones((3, 3)), ordered=False)
    pairs = top_pairs(scorer, [*places_of(2), still], 5, query=2)
    assert [(pair.tail, pair.head) for pair in pairs] == [(2, 0), (2, 1)]


def test_shots_of_one_film_keep_their_distance_and_those_of_two_films_need_none():
    places = [
        PairableShot("a", 0, 5),
        PairableShot("a", 60, 70),
        PairableShot("a", 65.1, 70),
        PairableShot("b", 3, 5),
    ]
    scorer = TableScorer(np.full((4, 4), 0.5), ordered=False)
    pairs = top_pairs(scorer, places, 10, gap_seconds={"a": 60}, per_shot=None)
    assert {(pair.tail, pair.head) for pair in pairs} == {(0, 2), (0, 3), (1, 3), (2, 3)}


def test_a_film_under_ten_minutes_has_a_shorter_distance():
    assert gap_within(7200, 60) == 60
    assert gap_within(600, 60) == 60
    assert gap_within(60, 60) == pytest.approx(6)
    assert gap_within(300, 20) == pytest.approx(10)


def test_near_duplicates_are_not_paired_with_each_other():
    places = places_of(4)
    places[1:3] = [replace(place, group=7) for place in places[1:3]]
    scorer = TableScorer(np.full((4, 4), 0.5), ordered=False)
    pairs = top_pairs(scorer, places, 10, per_shot=None)
    assert [(p.tail, p.head) for p in pairs] == [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)]
    assert [(p.tail, p.head) for p in top_pairs(scorer, places, 10, query=2)] == [(0, 2), (2, 3)]


def test_equal_scores_go_by_the_positions_of_their_shots():
    pairs = top_pairs(TableScorer(np.full((5, 5), 0.5)), places_of(5), 4, per_shot=None)
    assert [(pair.tail, pair.head) for pair in pairs] == [(0, 1), (0, 2), (0, 3), (0, 4)]


def test_the_shots_must_be_those_that_are_scored():
    with pytest.raises(ValueError, match="2 shots, and 3 that are scored"):
        top_pairs(TableScorer(np.zeros((3, 3))), places_of(2), 1)


def test_nothing_is_asked_of_a_list_without_shots():
    assert top_pairs(TableScorer(np.zeros((0, 0))), [], 5) == []


def test_the_work_reports_and_stops_when_told_to():
    reports = []
    scorer = TableScorer(np.full((200, 200), 0.5))
    top_pairs(scorer, places_of(200), 1, progress=reports.append)
    assert reports[-1].done == reports[-1].total

    def stop(report):
        raise Cancelled

    with pytest.raises(Cancelled):
        top_pairs(scorer, places_of(200), 1, progress=stop)


def test_few_pairs_are_scored_exactly_where_bounds_are_close():
    rng = np.random.default_rng(1)
    scores = rng.random((300, 300))
    scorer = TableScorer(scores, np.minimum(1, scores + 0.002 * rng.random((300, 300))))
    pairs = top_pairs(scorer, places_of(300), 20)
    assert scorer.asked < 2000
    assert told(pairs) == slowly(scorer, places_of(300), 20, {}, 3, None)


@st.composite
def lists(draw):
    """Scores, loose bounds, places and settings, with many equal scores."""
    seed, n = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 24))
    rng = np.random.default_rng(seed)
    ordered = draw(st.booleans())
    scores = rng.integers(0, draw(st.sampled_from([3, 10, 1000])), (n, n)) / 1000
    bounds = scores + rng.random((n, n)) * draw(st.sampled_from([0, 0.01, 1]))
    if not ordered:
        bounds = np.maximum(bounds, bounds.T)
    places = [
        PairableShot(
            film="ab"[rng.integers(2)],
            start_seconds=float(start := rng.integers(0, 200)),
            stop_seconds=float(start + rng.integers(1, 10)),
            group=[None, 1, 2][rng.integers(3)],
            head=bool(rng.random() < 0.9),
        )
        for _ in range(n)
    ]
    return (
        TableScorer(scores, bounds * (bounds > 0), ordered),
        places,
        draw(st.sampled_from([1, 3, 20, 1000])),
        {"a": draw(st.sampled_from([0, 30]))},
        draw(st.sampled_from([1, 3, 100])),
        draw(st.sampled_from([None, 0])),
    )


@pytest.mark.parametrize("pool", [1, 10, 1 << 17])
@settings(max_examples=100, deadline=None)
@given(case=lists())
def test_the_list_is_that_of_scoring_every_pair_and_walking_down(pool, case):
    scorer, places, k, gaps, per_shot, query = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "_POOL", pool)
        patch.setattr(ranking, "_POOL_PER_PAIR", 0)
        patch.setattr(ranking, "_FIRST_BATCH", 4)
        patch.setattr(ranking, "_TAILS_AT_ONCE", 5)
        pairs = top_pairs(scorer, places, k, gap_seconds=gaps, per_shot=per_shot, query=query)
    assert told(pairs) == slowly(scorer, places, k, gaps, per_shot, query)


@pytest.mark.parametrize("flop", [False, True])
def test_frame_matches_of_drawn_shots_are_those_of_scoring_every_pair(flop):
    rng = np.random.default_rng(5)
    scorer = MaskScorer([random_shot(rng, at * 60) for at in range(60)], flop=flop)
    places = places_of(60)
    for query in (None, 7):
        pairs = top_pairs(scorer, places, 15, gap_seconds={"a": 6}, query=query)
        assert len(pairs) == 15
        assert told(pairs) == slowly(scorer, places, 15, {"a": 6}, 3, query)
        assert pairs == top_pairs(scorer, places, 15, gap_seconds={"a": 6}, query=query)


@pytest.mark.parametrize("flop", [False, True])
@pytest.mark.parametrize("flavour", list(COMPARISONS))
def test_looking_up_sketches_finds_nearly_the_same_list(monkeypatch, flavour, flop):
    shots = DRAWN_SHOTS[flavour](120, seed=5)
    scorer = COMPARISONS[flavour].scorer(shots, Fraction(16, 9), flop, None)
    places = places_of(120)
    exact = top_pairs(scorer, places, 20, gap_seconds={"a": 6})
    monkeypatch.setattr(ranking, "_EXACT_UP_TO", 100)
    monkeypatch.setattr(scorer, "bounds", pytest.fail)
    looked_up = top_pairs(scorer, places, 20, gap_seconds={"a": 6})
    assert len({*told(exact)} & {*told(looked_up)}) >= 18
    assert looked_up == top_pairs(scorer, places, 20, gap_seconds={"a": 6})


@pytest.mark.parametrize("stage", ["sketching", "sorting", "indexing", "looking up", "scoring"])
def test_looking_up_reports_and_stops_when_told_to(monkeypatch, stage):
    monkeypatch.setattr(ranking, "_EXACT_UP_TO", 100)
    monkeypatch.setattr(ranking, "_SKETCHES_AT_ONCE", 64)
    monkeypatch.setattr(ranking, "_LARGEST_BATCH", 512)
    monkeypatch.setattr(masks, "_ROWS_AT_ONCE", 64)
    scorer, reports = MaskScorer(DRAWN_SHOTS["frame"](120, seed=5)), []

    def stop(report):
        reports.append(report)
        if report.stage == stage and report.done > report.total / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        top_pairs(scorer, places_of(120), 20, progress=stop)
    assert len([each for each in reports if each.stage == stage]) > 1
    assert (
        any((each.stage, each.done) == ("sorting", 0) for each in reports) or stage == "sketching"
    )
    assert reports[-1].done < reports[-1].total


def test_lists_are_the_same_looked_up_in_any_slices(monkeypatch):
    monkeypatch.setattr(ranking, "_EXACT_UP_TO", 100)
    lists = []
    for at_once in (50, 4096):
        monkeypatch.setattr(ranking, "_SKETCHES_AT_ONCE", at_once)
        monkeypatch.setattr(masks, "_ROWS_AT_ONCE", at_once)
        scorer = MaskScorer(DRAWN_SHOTS["frame"](120, seed=5), flop=True)
        lists.append(top_pairs(scorer, places_of(120), 20))
    assert lists[0] == lists[1]


def test_what_is_looked_up_keeps_to_the_rules_too(monkeypatch):
    monkeypatch.setattr(ranking, "_EXACT_UP_TO", 3)
    scorer = MaskScorer(masked_shots(8))
    assert top_pairs(scorer, places_of(8), 20) != []
    assert top_pairs(scorer, places_of(8, group=1), 20) == []
    assert top_pairs(scorer, places_of(8), 20, gap_seconds={"a": 100}) == []


def test_of_shots_without_figures_nothing_is_looked_up(monkeypatch):
    monkeypatch.setattr(ranking, "_EXACT_UP_TO", 3)
    scorer = MaskScorer([shot_of(masks_of()) for _ in range(4)])
    assert top_pairs(scorer, places_of(4), 20) == []
