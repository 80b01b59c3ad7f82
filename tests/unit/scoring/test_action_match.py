from dataclasses import replace

import numpy as np
import pytest
from drawn_acts import acting, disc, waver

from matchcut.scoring.action import action_scorer
from matchcut.scoring.scorer import Pair


def score(a, b, **settings):
    found = action_scorer([a, b], **settings).best_cuts(np.array([0]), np.array([1]))
    return float(found.score[0])


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
    assert score(acting(*act), acting(*act)) > 0.3


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


def test_the_same_act_done_faster_is_nearer_than_another_done_as_fast():
    run = acting(*RUN)
    faster = acting(*disc(0.1, 0.25, 0.12, vx=0.35), at=[20])
    falling = acting(*disc(0.2, 0.1, 0.12, vx=0.14, vy=0.14), at=[20])
    assert score(run, faster) > 0.8 * score(run, run)
    assert score(run, falling) < 0.6 * score(run, run)


def test_a_doubtful_figure_scores_less():
    run = acting(*RUN)
    doubtful = replace(run, starting=replace(run.starting, trust=run.starting.trust * 0.2))
    assert score(run, doubtful) < 0.7 * score(run, run)


def test_an_act_that_is_over_before_the_cut_scores_less():
    _, mask = disc(0.5, 0.25, 0.12)

    def running(seconds, x, y):
        return np.full_like(x, 0.2 if 1 < seconds < 2 else 0.0), np.zeros_like(x)

    to_its_end, over = (acting(running, mask, at=[frame]) for frame in (47, 60))
    from_its_beginning, later = (acting(running, mask, at=[frame]) for frame in (24, 12))
    assert score(over, later) < 0.5 * score(to_its_end, from_its_beginning)


def test_flopping_matches_a_run_with_a_run_the_other_way():
    shots = [acting(*RUN), acting(*RUN_BACK)]
    found = action_scorer(shots, flop=True).best_cuts(np.array([0]), np.array([1]))
    assert found.flop[0]
    assert found.score[0] == pytest.approx(score(acting(*RUN), acting(*RUN)), rel=0.1)


def test_the_parts_say_what_agrees():
    shots = [acting(*RUN), acting(*RUN_ELSEWHERE), acting(*WAVE)]
    scorer = action_scorer(shots)
    runs = scorer.parts(Pair(0, 1, 0.5, 48, 48))
    assert runs["path"] > 0.5
    assert runs["rhythm"] < 0.1
    assert runs["pace"] > 0.9
    run_and_wave = scorer.parts(Pair(0, 2, 0.5, 48, 48))
    assert run_and_wave["path"] < 0.2
    assert set(runs) == {"path", "turning", "rhythm", "pace"}
