"""What the scorer of every flavour of the table keeps to."""

from fractions import Fraction

import numpy as np
import pytest
from drawn_features import DRAWN_SHOTS

from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.review import FLAVOURS
from matchcut.scoring.scorer import BOUND_SLACK, Pair, may_end, may_start
from matchcut.scoring.words import MEANINGS, shown_parts

EVERYTHING = slice(None)
NUMBER = 16


@pytest.fixture(params=list(COMPARISONS))
def flavour(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["upright", "flop"])
def flop(request):
    return request.param


@pytest.fixture(params=range(3))
def shots(request, flavour):
    return DRAWN_SHOTS[flavour](NUMBER, seed=request.param)


@pytest.fixture
def scorer_of(flavour, flop):
    return lambda shots: COMPARISONS[flavour].scorer(shots, Fraction(16, 9), flop, None)


def every_pair(n=NUMBER):
    tails, heads = (side.ravel() for side in np.indices((n, n)))
    return tails, heads


def cut_at(best, at, tail, head):
    return Pair(
        tail,
        head,
        float(best.score[at]),
        int(best.out_frame[at]),
        int(best.in_frame[at]),
        bool(best.flop[at]),
    )


def test_no_exact_score_is_above_its_bound(scorer_of, shots):
    scorer = scorer_of(shots)
    bounds = scorer.bounds(EVERYTHING, EVERYTHING)
    exact = scorer.best_cuts(*every_pair()).score.reshape(bounds.shape)
    assert bounds.dtype == exact.dtype == np.float32
    assert 0 <= exact.min() < exact.max() <= 1
    assert (exact <= bounds + BOUND_SLACK).all()
    if not scorer.ordered:
        assert (bounds + BOUND_SLACK >= exact.T).all()


def test_bounds_are_the_same_in_blocks(scorer_of, shots):
    scorer = scorer_of(shots)
    bounds = scorer.bounds(EVERYTHING, EVERYTHING)
    assert scorer.bounds(slice(3, 7), slice(5, NUMBER)) == pytest.approx(bounds[3:7, 5:], abs=1e-6)


def test_a_score_depends_on_its_two_shots_alone_to_the_last_bit(scorer_of, shots):
    together = scorer_of(shots).best_cuts(*every_pair())
    for at in range(0, NUMBER**2, 7):
        tail, head = divmod(at, NUMBER)
        alone = scorer_of([shots[tail], shots[head]]).best_cuts(np.array([0]), np.array([1]))
        assert alone.score[0] == together.score[at]
        if alone.score[0]:
            for name in ("out_frame", "in_frame", "flop"):
                assert getattr(alone, name)[0] == getattr(together, name)[at]


def test_the_scores_of_all_cuts_peak_at_the_best_cut(scorer_of, flop, shots):
    scorer = scorer_of(shots)
    tails, heads = every_pair()
    best = scorer.best_cuts(tails, heads)
    ways = {bool(best.flop[at]) for at in np.flatnonzero(best.score)}
    assert ways == {False, flop}
    for at in np.flatnonzero(best.score)[::5]:
        for way in ways:
            table = scorer.cut_scores(int(tails[at]), int(heads[at]), flop=way)
            assert table.scores.shape == (len(table.out_frames), len(table.in_frames))
            assert may_end(shots[tails[at]].frames, table.out_frames).all()
            assert may_start(shots[heads[at]].frames, table.in_frames).all()
            if way != best.flop[at]:
                assert table.scores.max(initial=0) <= best.score[at] + 1e-6
                continue
            out, into = np.unravel_index(np.argmax(table.scores), table.scores.shape)
            assert table.scores[out, into] == pytest.approx(best.score[at])
            assert (table.out_frames[out], table.in_frames[into]) == (
                best.out_frame[at],
                best.in_frame[at],
            )


def test_a_best_cut_leaves_enough_of_both_shots_and_is_of_parts(scorer_of, shots):
    scorer = scorer_of(shots)
    tails, heads = every_pair()
    best = scorer.best_cuts(tails, heads)
    found = np.flatnonzero(best.score)
    assert found.size
    for at in found:
        tail, head = int(tails[at]), int(heads[at])
        out_frame, in_frame = int(best.out_frame[at]), int(best.in_frame[at])
        assert may_end(shots[tail].frames, np.array([out_frame]))[0]
        assert may_start(shots[head].frames, np.array([in_frame]))[0]
        parts = scorer.parts(cut_at(best, at, tail, head))
        assert all(0 <= part <= 1 + 1e-6 for part in parts.values())
        assert any(parts.values())


def test_of_films_of_a_high_rate_as_many_frames_as_are_asked_for_are_left(flavour):
    shots = DRAWN_SHOTS[flavour](NUMBER, seed=0)
    rooms = [30 + at % 2 for at in range(NUMBER)]
    scorer = COMPARISONS[flavour].scorer(shots, Fraction(16, 9), False, rooms)
    tails, heads = every_pair()
    best = scorer.best_cuts(tails, heads)
    found = np.flatnonzero(best.score)
    assert found.size
    for at in found:
        tail, head = int(tails[at]), int(heads[at])
        assert may_end(shots[tail].frames, best.out_frame[at], rooms[tail])
        assert may_start(shots[head].frames, best.in_frame[at], rooms[head])


def test_every_flavour_has_a_scorer():
    assert tuple(COMPARISONS) == FLAVOURS


def test_every_part_that_is_told_has_a_sentence_and_nothing_else_has():
    words = set()
    for flavour, comparison in COMPARISONS.items():
        shots = DRAWN_SHOTS[flavour](NUMBER, seed=0)
        scorer = comparison.scorer(shots, Fraction(16, 9), False, None)
        tails, heads = every_pair()
        best = scorer.best_cuts(tails, heads)
        at = int(best.score.argmax())
        parts = scorer.parts(cut_at(best, at, int(tails[at]), int(heads[at])))
        words |= dict(shown_parts(parts)).keys()
    assert words == MEANINGS.keys()


def test_mirroring_may_only_help(flavour, shots):
    upright, either = (
        COMPARISONS[flavour].scorer(shots, Fraction(16, 9), may, None) for may in (0, 1)
    )
    tails, heads = every_pair()
    plain, found = upright.best_cuts(tails, heads), either.best_cuts(tails, heads)
    assert not plain.flop.any()
    assert (found.score >= plain.score).all()
    assert (found.score > plain.score).tolist() == (found.flop & (found.score > 0)).tolist()


def test_no_shots_have_no_scores(scorer_of):
    scorer = scorer_of([])
    none = np.zeros(0, np.int64)
    assert len(scorer) == 0
    assert scorer.bounds(EVERYTHING, EVERYTHING).shape == (0, 0)
    assert len(scorer.best_cuts(none, none).score) == 0
