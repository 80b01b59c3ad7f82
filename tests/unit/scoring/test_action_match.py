import numpy as np
import pytest
from drawn_acts import acting, disc, waver

from matchcut.representations.action import ActionFeatures, Acts
from matchcut.scoring.action import ActionScorer
from matchcut.scoring.scorer import BOUND_SLACK, Pair
from matchcut.timing import FrameRange

EVERYTHING = slice(None)


def score(a, b, **settings):
    found = ActionScorer([a, b], **settings).best_cuts(np.array([0]), np.array([1]))
    return float(found.score[0])


def random_shots(n, seed=0):
    random = np.random.default_rng(seed)

    def some(samples):
        return Acts(
            path=random.normal(0, 0.6, (samples, 3, 2)).astype(np.float32),
            spin=random.normal(0, 0.6, (samples, 3, 2)).astype(np.float32),
            rhythm=random.exponential(0.2, (samples, 3, 4)).astype(np.float32),
            length=random.uniform(0.3, 1, samples).astype(np.float32),
            area=random.uniform(0, 0.3, samples).astype(np.float32),
        )

    shots = []
    for k in range(n):
        samples, start = int(random.integers(1, 9)), 1000 * k
        stop = start + int(random.integers(9, 90))
        at = np.sort(random.choice(np.arange(start, stop), samples, replace=False))
        shots.append(ActionFeatures(FrameRange(start, stop), at, some(samples), some(samples)))
    return shots


RUN = disc(0.3, 0.25, 0.12, vx=0.2)
RUN_ELSEWHERE = disc(0.4, 0.35, 0.06, vx=0.1)
RUN_BACK = disc(0.7, 0.25, 0.12, vx=-0.2)
COME = disc(0.5, 0.25, 0.18, growth=1.5)
GO = disc(0.5, 0.25, 0.18, growth=-1.5)
WAVE = waver(0.5, 0.25, 0.15, 0.15, 1.0, 0.4)
WAVE_ELSEWHERE = waver(0.2, 0.3, 0.1, 0.1, 1.0, 0.4 * 0.2 / 0.3)
TWICE_AS_FAST = waver(0.5, 0.25, 0.15, 0.15, 2.5, 0.4)
STILL = disc(0.5, 0.25, 0.15)


@pytest.mark.parametrize("act", [RUN, COME, WAVE, TWICE_AS_FAST])
def test_an_act_that_goes_on_the_same_scores_high(act):
    assert score(acting(*act), acting(*act)) > 0.4


@pytest.mark.parametrize(("one", "other"), [(RUN, RUN_ELSEWHERE), (WAVE, WAVE_ELSEWHERE)])
def test_place_and_size_make_little_difference(one, other):
    alike = score(acting(*one), acting(*one))
    assert score(acting(*one), acting(*other)) > 0.75 * alike


@pytest.mark.parametrize(
    ("one", "other"), [(RUN, RUN_BACK), (COME, GO), (RUN, COME), (RUN, WAVE), (WAVE, TWICE_AS_FAST)]
)
def test_different_acts_score_less_than_half_of_equal_ones(one, other):
    alike = score(acting(*one), acting(*one))
    assert score(acting(*one), acting(*other)) < 0.5 * alike


def turning(vx, vy, x0=0.5, y0=0.25):
    """A disc that stays in the picture's middle with the camera, and turns after 1.6 seconds."""
    _, mask = disc(x0, y0, 0.12)

    def velocity(seconds, x, y):
        before = seconds < 1.6
        return np.full_like(x, vx if before else 0.0), np.full_like(y, 0.0 if before else vy)

    return velocity, mask


def test_a_turn_matches_a_turn_and_neither_half_of_it():
    turn = acting(*turning(0.2, -0.2), at=[50])
    again = acting(*turning(0.2, -0.2, 0.4, 0.3), at=[20])
    other_way = acting(*turning(0.2, 0.2), at=[20])
    # What led to the cut goes on after it: both windows hold the turn.
    alike = score(turn, again)
    assert score(turn, other_way) < 0.6 * alike
    assert score(turn, acting(*turning(0.2, 0.0), at=[10])) < 0.6 * alike


def test_still_figures_score_nothing():
    assert score(acting(*STILL), acting(*STILL)) == 0
    slow = disc(0.5, 0.25, 0.15, vx=0.004)
    assert score(acting(*slow), acting(*slow)) < 0.02
    assert score(acting(*STILL), acting(*RUN)) == 0


def test_the_score_falls_with_the_ratio_of_the_speeds():
    scores = [
        score(acting(*RUN), acting(*disc(0.3, 0.25, 0.12, vx=0.2 * ratio)))
        for ratio in (1, 0.7, 0.4, 0.2)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 0.3 * scores[0]


def test_flopping_matches_a_run_with_a_run_the_other_way():
    shots = [acting(*RUN), acting(*RUN_BACK)]
    found = ActionScorer(shots, flop=True).best_cuts(np.array([0]), np.array([1]))
    assert found.flop[0]
    assert found.score[0] == pytest.approx(score(acting(*RUN), acting(*RUN)), rel=0.1)


def test_bounds_are_the_best_scores():
    shots = random_shots(12)
    scorer = ActionScorer(shots, flop=True)
    tails, heads = (index.ravel() for index in np.indices((12, 12)))
    exact = scorer.best_cuts(tails, heads).score.reshape(12, 12)
    assert scorer.bounds(EVERYTHING, EVERYTHING) == pytest.approx(exact, abs=BOUND_SLACK)
    assert exact.max() > 0.1


def test_a_score_depends_on_its_two_shots_alone():
    shots = random_shots(12)
    among = ActionScorer(shots).best_cuts(np.array([3]), np.array([7])).score[0]
    alone = ActionScorer([shots[3], shots[7]]).best_cuts(np.array([0]), np.array([1])).score[0]
    assert among == alone


def test_the_heat_map_holds_the_best_cut_and_keeps_twelve_frames_of_each_shot():
    shots = [acting(*WAVE, at=[5, 30, 60]), acting(*WAVE, at=[10, 40, 90])]
    scorer = ActionScorer(shots)
    cuts = scorer.cut_scores(0, 1)
    assert cuts.out_frames.tolist() == [30, 60]
    assert cuts.in_frames.tolist() == [10, 40]
    best = scorer.best_cuts(np.array([0]), np.array([1]))
    assert cuts.scores.max() == best.score[0]


def test_the_parts_say_what_agrees():
    shots = [acting(*RUN), acting(*RUN_ELSEWHERE), acting(*WAVE)]
    scorer = ActionScorer(shots)
    runs = scorer.parts(Pair(scorer.flavour, 0, 1, 0.5, 48, 48))
    assert runs["path"] > 0.5
    assert runs["rhythm"] < 0.1
    assert runs["pace"] > 0.9
    run_and_wave = scorer.parts(Pair(scorer.flavour, 0, 2, 0.5, 48, 48))
    assert run_and_wave["path"] < 0.2
    assert set(runs) == {"path", "turning", "rhythm", "pace"}


def test_no_shots_have_no_scores():
    scorer = ActionScorer([])
    assert len(scorer) == 0
    assert scorer.bounds(EVERYTHING, EVERYTHING).shape == (0, 0)
