import numpy as np
import pytest
from drawn_features import moving_shots

from matchcut.representations.motion import MotionFeatures, Moves, mirrored
from matchcut.scoring.motion import motion_scorer
from matchcut.scoring.scorer import BOUND_SLACK, Pair
from matchcut.scoring.vectors import CARRY_POWER
from matchcut.timing import FrameRange

EVERYTHING = slice(None)


def moves(pan=0.0, tilt=0.0, zoom=0.0, roll=0.0, subject=(0.0, 0.0), cell=(2, 3), length=1.0):
    """Return the moves of one sample frame; each move is a number or one for each part."""
    camera = np.zeros((1, 3, 4), np.float32)
    for kind, speed in enumerate((pan, tilt, zoom, roll)):
        camera[0, :, kind] = speed
    field = np.zeros((1, 4, 8, 2), np.float32)
    row, column = cell
    field[0, row : row + 2, column : column + 2] = subject
    return Moves(camera, field, np.array([length], np.float32))


def shot(ending, starting=None, start=0, stop=48, at=(24,)):
    starting = starting or ending
    return MotionFeatures(FrameRange(start, stop), np.array(at), ending, starting)


def joined(each):
    return Moves(*(np.concatenate([getattr(one, n) for one in each]) for n in Moves.__slots__))


def score(a, b, **settings):
    scorer = motion_scorer([shot(a), shot(b)], **settings)
    return float(scorer.best_cuts(np.array([0]), np.array([1])).score[0])


@pytest.mark.parametrize(
    "move",
    [
        {"pan": 0.3},
        {"zoom": 0.5},
        {"roll": -0.6},
        {"subject": (0.5, -0.3)},
        {"pan": -0.2, "subject": (0.2, 0.4)},
    ],
)
def test_a_move_that_goes_on_the_same_scores_almost_one(move):
    assert score(moves(**move), moves(**move)) > 0.9


@pytest.mark.parametrize("turn", [{"zoom": 0.5}, {"roll": 0.5}])
def test_a_zoom_or_a_roll_counts_as_it_is_seen_at_two_fifths_of_a_width(turn):
    # With a pan of the same .2 widths a second: 2 * .04 / (.04 + .08), squared, and its carry.
    carry = (0.08 / (0.08 + 0.03**2) * 0.04 / (0.04 + 0.03**2)) ** (1 / 3)
    assert score(moves(pan=0.2, **turn), moves(pan=0.2)) == pytest.approx(4 / 9 * carry, abs=1e-4)


def test_the_product_of_two_sketches_is_nearly_the_root_of_the_score():
    slow, fast = moves(pan=0.3), moves(pan=0.3 * np.exp(0.5))
    sketches = motion_scorer([shot(slow), shot(moves()), shot(fast)]).sketches()
    # A still shot has none.
    assert sketches.tail_shot.tolist() == sketches.head_shot.tolist() == [0, 2]
    carry = [energy / (energy + 0.03**2) for energy in (0.3**2, 0.3**2 * np.e)]
    product = (sketches.tail @ sketches.head.T)[0]
    assert product[0] == pytest.approx(carry[0] ** (1 / 3), abs=1e-4)
    assert product[1] == pytest.approx(np.cos(0.5) * np.prod(carry) ** (1 / 6), abs=1e-4)


def test_two_still_shots_are_no_motion_match():
    assert score(moves(), moves()) == 0
    assert score(moves(pan=0.002), moves(pan=0.002)) < 0.05


@pytest.mark.parametrize("move", [{"pan": 0.3}, {"zoom": 0.5}, {"subject": (0.5, 0.0)}])
def test_opposite_moves_score_nothing(move):
    back = {name: -np.array(speed) for name, speed in move.items()}
    assert score(moves(**move), moves(**back)) == 0


def test_a_pan_and_a_tilt_of_one_speed_score_nothing():
    assert score(moves(pan=0.3), moves(tilt=0.3)) == 0


def test_the_score_falls_with_the_ratio_of_speeds():
    scores = [score(moves(pan=0.15), moves(pan=0.15 * times)) for times in (1, 1.5, 2, 3, 5)]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] > 0.75  # hardly seen
    assert scores[3] < 0.4
    assert scores[4] < 0.2


def test_which_side_is_the_faster_one_makes_no_difference():
    slow, fast = moves(pan=0.2), moves(pan=0.5)
    assert score(slow, fast) == pytest.approx(score(fast, slow))


def test_a_pan_that_speeds_up_into_the_cut_goes_on_best_at_the_speed_it_has_reached():
    rising = moves(pan=(0.5, 0.3, 0.1))
    reached, mean = moves(pan=0.5), moves(pan=0.3)
    assert score(rising, moves(pan=(0.5, 0.3, 0.1))) > score(rising, reached)
    assert score(rising, reached) > score(rising, moves(pan=(0.1, 0.3, 0.5)))
    assert score(mean, mean) > score(rising, mean)


def test_moves_alike_at_the_cut_alone_match_better_than_those_alike_further_from_it():
    steady, begun, ended = moves(pan=0.3), moves(pan=(0.3, 0, 0)), moves(pan=(0, 0.3, 0.3))
    assert score(begun, steady) > 0.6
    assert score(ended, steady) < 0.3


def test_a_subject_a_cell_aside_matches_almost_as_well_and_across_the_frame_clearly_less():
    here, beside, far = (moves(subject=(0.6, 0), cell=(1, at)) for at in (1, 2, 6))
    assert score(here, beside) > 0.9 * score(here, here)
    assert score(here, far) < 0.85 * score(here, beside)


def test_a_small_figure_and_a_large_one_match_by_how_fast_they_go():
    small, large = moves(subject=(0.4, 0.1)), moves(subject=(0.4, 0.1))
    large.subject[0, 1:, 2:7] = 0.4, 0.1
    back = moves(subject=(-0.4, -0.1))
    assert score(small, large) > 0.5
    assert score(back, large) == 0


def test_figures_that_part_are_not_followed_to_the_side_of_the_slightly_faster_one():
    def parting(left, right):
        both = moves(subject=(-left, 0), cell=(1, 1))
        both.subject[0, 1:3, 5:7] = right, 0
        return both

    to_the_right, to_the_left = parting(0.3, 0.36), parting(0.36, 0.3)
    assert score(to_the_right, to_the_left) > 0.9 * score(to_the_right, to_the_right)


def test_a_slow_pan_carries_a_cut_and_a_fidget_as_fast_does_not():
    pan, fidget = moves(pan=0.06), moves(subject=(0.06, 0))
    assert score(pan, pan) > 0.8
    assert score(fidget, fidget) < 0.5


def test_a_twitch_in_one_cell_carries_less_than_a_figure_of_four():
    figure, twitch = moves(subject=(0.1, 0)), moves()
    twitch.subject[0, 2, 3] = 0.1, 0
    assert score(twitch, twitch) < 0.95 * score(figure, figure)


def test_the_same_pan_with_another_subject_scores_less_than_the_pan_alone():
    pan, busy = moves(pan=0.3), moves(pan=0.3, subject=(-0.8, 0.3))
    assert score(pan, busy) < 0.8 * score(pan, pan)


def test_windows_that_the_shot_cuts_short_weigh_less():
    whole, short = moves(pan=0.3), moves(pan=0.3, length=0.25)
    assert score(whole, short) == pytest.approx(score(whole, whole) * 0.25**CARRY_POWER, rel=1e-4)


def test_a_flopped_pan_goes_the_other_way():
    left = moves(pan=0.3, roll=0.1, subject=(0.4, 0.2), cell=(1, 0))
    assert score(left, mirrored(left)) < 0.1
    found = motion_scorer([shot(left), shot(mirrored(left))], flop=True).best_cuts(
        np.array([0]), np.array([1])
    )
    assert found.score[0] == pytest.approx(score(left, left))
    assert found.flop[0]


def test_a_match_that_needs_no_flop_gets_none():
    tilt = shot(moves(tilt=0.3))
    found = motion_scorer([tilt, tilt], flop=True).best_cuts(np.array([0]), np.array([1]))
    assert not found.flop[0]


def test_mirroring_both_shots_changes_no_score():
    shots = moving_shots(8)
    other = [
        MotionFeatures(s.frames, s.indices, mirrored(s.ending), mirrored(s.starting)) for s in shots
    ]
    one, two = (motion_scorer(each).bounds(EVERYTHING, EVERYTHING) for each in (shots, other))
    assert one == pytest.approx(two, abs=1e-5)


def test_the_best_of_all_cut_points_is_found():
    out = joined([moves(tilt=0.3), moves(pan=0.3), moves(zoom=0.5)])
    into = joined([moves(roll=0.9), moves(pan=-0.3), moves(pan=0.3)])
    tail, head = shot(out, at=(15, 24, 40)), shot(into, start=100, stop=148, at=(105, 110, 120))
    found = motion_scorer([tail, head]).best_cuts(np.array([0]), np.array([1]))
    assert (found.out_frame[0], found.in_frame[0]) == (24, 120)


def test_twelve_frames_of_each_shot_stay_beside_the_cut():
    three = joined([moves(pan=0.3)] * 3)
    long = shot(three, three, 0, 40, at=(3, 20, 36))
    found = motion_scorer([long, long]).best_cuts(np.array([0]), np.array([1]))
    assert found.out_frame[0] in (20, 36)
    assert found.in_frame[0] in (3, 20)


def test_a_shot_without_an_admissible_frame_scores_nothing_and_a_short_one_may():
    early = shot(moves(pan=0.3), moves(pan=0.3), 0, 40, at=(3,))
    short = shot(moves(pan=0.3), moves(pan=0.3), 0, 8, at=(4,))
    scorer = motion_scorer([early, short])
    bounds = scorer.bounds(EVERYTHING, EVERYTHING)
    assert bounds[0].tolist() == [0, 0]
    assert (bounds[1] > 0.9).all()


def test_bounds_are_the_exact_scores():
    shots = moving_shots(30)
    for flop in (False, True):
        scorer = motion_scorer(shots, flop=flop)
        bounds = scorer.bounds(EVERYTHING, EVERYTHING)
        tails, heads = (each.ravel() for each in np.indices(bounds.shape))
        exact = scorer.best_cuts(tails, heads).score.reshape(bounds.shape)
        assert np.abs(bounds - exact).max() < BOUND_SLACK


def test_unrelated_moves_do_not_saturate():
    bounds = motion_scorer(moving_shots(60)).bounds(EVERYTHING, EVERYTHING)
    assert np.median(bounds) < 0.2


def test_parts_tell_camera_from_subject():
    a = moves(pan=0.3, subject=(0.5, 0.0))
    b = moves(pan=0.3, subject=(-0.5, 0.0))
    parts = motion_scorer([shot(a), shot(b)]).parts(Pair(0, 1, 0.5, 24, 24))
    assert parts["camera"] > 0.9
    assert parts["subject"] == 0
    assert parts["magnitude"] == pytest.approx(1)


def test_parts_of_a_slow_and_a_fast_pan_name_their_ratio():
    scorer = motion_scorer([shot(moves(pan=0.2)), shot(moves(pan=0.5))])
    parts = scorer.parts(Pair(0, 1, 0.5, 24, 24))
    assert parts["magnitude"] == pytest.approx(0.4)
    assert parts["subject"] == 0
