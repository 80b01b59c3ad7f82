import numpy as np
import pytest
from drawn_acts import FRAMES, acting, disc, waver

from matchcut.representations.action import Acts, mirrored
from matchcut.representations.rhythm import BEATS_HZ
from matchcut.representations.windows import windowed_from_arrays

DOWN, WITHIN = 1, 2
GROWTH, ROLL = 0, 1


def loudest(rhythm):
    return BEATS_HZ[int(np.argmax(rhythm))]


def test_a_gliding_disc_goes_its_own_lengths_a_second_in_every_part():
    # An even box spreads as a disc does when its side is the square root of 3 radii.
    features = acting(*disc(0.3, 0.25, 0.1, vx=0.1))
    for acts in (features.ending, features.starting):
        assert acts.path[0, :, 0] == pytest.approx([0.1 / (3**0.5 * 0.1)] * 3, rel=0.1)
        assert acts.path[0, :, 1] == pytest.approx(0, abs=0.02)
        assert acts.spin == pytest.approx(0, abs=0.1)
        assert acts.rhythm == pytest.approx(0, abs=0.02)


def test_speed_is_relative_to_size():
    large = acting(*disc(0.5, 0.25, 0.2, vx=0.1)).ending
    small = acting(*disc(0.5, 0.25, 0.1, vx=0.05)).ending
    assert large.path == pytest.approx(small.path, rel=0.15, abs=0.02)


def test_it_makes_no_difference_where_a_figure_is():
    here = acting(*waver(0.25, 0.2, 0.12, 0.1, 2.0, 0.15)).ending
    there = acting(*waver(0.7, 0.34, 0.12, 0.1, 2.0, 0.15)).ending
    assert here.path == pytest.approx(there.path, abs=0.06)
    assert here.rhythm == pytest.approx(there.rhythm, abs=0.12)


def test_a_growing_disc_grows_and_goes_nowhere():
    acts = acting(*disc(0.5, 0.25, 0.2, growth=0.4)).ending
    assert acts.spin[0, :, GROWTH] == pytest.approx(0.4, rel=0.15)
    assert acts.spin[0, :, ROLL] == pytest.approx(0, abs=0.02)
    assert acts.path == pytest.approx(0, abs=0.02)


def test_a_still_figure_does_nothing():
    acts = acting(*disc(0.5, 0.25, 0.15)).ending
    assert not acts.path.any()
    assert not acts.spin.any()
    assert not acts.rhythm.any()
    assert acts.area[0] > 0.05


@pytest.mark.parametrize(("hertz", "beat"), [(1.0, 1.0), (1.6, 1.6), (2.5, 2.5), (4.0, 4.0)])
def test_a_swinging_limb_beats_at_its_own_frequency_within_the_figure(hertz, beat):
    rhythm = acting(*waver(0.5, 0.25, 0.15, 0.15, hertz, 0.2)).ending.rhythm[0]
    assert loudest(rhythm[WITHIN]) == beat
    # Half the figure swings with .2 widths a second, so the whole and each half against it with
    # .1, of a figure of .3 widths.
    assert np.hypot.reduce(rhythm[WITHIN]) == pytest.approx(0.1 / 0.3, rel=0.25)
    assert np.hypot.reduce(rhythm[DOWN]) == pytest.approx(0.1 / 0.3, rel=0.25)


def test_a_limb_that_swings_while_the_figure_walks_keeps_its_beat():
    acts = acting(*waver(0.2, 0.25, 0.08, 0.15, 2.5, 0.15, vx=0.15), at=[48]).ending
    assert acts.path[0, :, 0] == pytest.approx(0.15 / 0.3, rel=0.2)
    assert loudest(acts.rhythm[0, WITHIN]) == 2.5


def test_a_turn_is_two_directions_one_after_the_other():
    velocity, _ = disc(0.5, 0.25, 0.12, vx=0.15)
    back, mask = disc(0.5, 0.25, 0.12)

    def turning(seconds, x, y):
        vx, vy = velocity(0, x, y) if seconds < 1.5 else back(0, x, y)
        return (vx, vy) if seconds < 1.5 else (vx, vy - 0.15)

    acts = acting(turning, mask, at=[48]).ending
    near, _, far = acts.path[0]
    assert near[1] < -0.4
    assert abs(near[0]) < 0.2
    assert far[0] > 0.4
    assert abs(far[1]) < 0.2


def test_the_camera_that_follows_a_figure_takes_nothing_from_its_path():
    _, mask = disc(0.5, 0.25, 0.1)

    def stays_in_frame(seconds, x, y):
        return np.full_like(x, 0.2), np.zeros_like(x)

    acts = acting(stays_in_frame, mask, camera=[-0.2, 0, 0, 0]).ending
    assert acts.path[0, :, 0] == pytest.approx(0.2 / (3**0.5 * 0.1), rel=0.1)


@pytest.mark.parametrize("rate", [10, 12, 30, 60])
def test_an_act_is_the_same_at_any_rate(rate):
    drawn = waver(0.4, 0.25, 0.15, 0.15, 1.6, 0.15, vx=0.04)
    usual = acting(*drawn).ending
    other = acting(*drawn, rate=rate, frames=4 * rate, at=[2 * rate]).ending
    assert other.path == pytest.approx(usual.path, abs=0.06)
    assert other.rhythm == pytest.approx(usual.rhythm, abs=0.1)
    assert other.coverage == 1


def test_without_a_figure_nobody_acts():
    velocity, _ = disc(0.5, 0.25, 0.2, vx=0.2)
    acts = acting(velocity, lambda seconds, x, y: np.zeros(x.shape, bool)).ending
    assert all(not getattr(acts, name).any() for name in ("path", "spin", "rhythm", "area"))


def test_who_surely_is_a_figure_acts_before_a_doubtful_one_that_moves_more():
    (runs, runner), (sways, leaves) = disc(0.2, 0.25, 0.1, vx=0.1), disc(0.75, 0.25, 0.12, vy=-0.1)

    def velocity(seconds, x, y):
        return tuple(
            np.where(x < 0.5, *both) for both in zip(runs(0, x, y), sways(0, x, y), strict=True)
        )

    def both(seconds, x, y):
        return runner(seconds, x, y) | leaves(seconds, x, y)

    def acts(trust):
        return acting(velocity, both, figures=[(runner, 0.8), (leaves, trust)]).ending

    sure, doubtful = acts(0.8), acts(0.2)
    assert sure.path[0, 0, 1] < -0.3
    assert doubtful.path[0, 0, 0] > 0.3
    assert doubtful.trust == pytest.approx(0.8)


def test_a_window_that_the_shot_cuts_short_says_so_and_goes_on_as_it_began():
    acts = acting(*disc(0.3, 0.25, 0.1, vx=0.1), at=[18]).ending
    assert acts.coverage[0] == pytest.approx(0.5, abs=0.03)
    assert acts.path[0, :, 0] == pytest.approx([0.1 / (3**0.5 * 0.1)] * 3, rel=0.1)


def test_a_mirror_turns_path_and_roll_and_leaves_growth_and_rhythm():
    drawn = disc(0.4, 0.25, 0.15, vx=0.1, vy=-0.05, growth=0.2)
    acts = acting(*drawn).ending
    seen = mirrored(acts)
    assert seen.path == pytest.approx(acts.path * [-1, 1])
    assert seen.spin == pytest.approx(acts.spin * [1, -1])
    assert seen.rhythm == pytest.approx(acts.rhythm)


def test_stored_arrays_come_back():
    features = acting(*waver(0.4, 0.25, 0.15, 0.15, 1.6, 0.15), at=[10, 40, FRAMES - 1])
    again = windowed_from_arrays(features.to_arrays(), Acts)
    assert again.frames == features.frames
    assert (again.indices == features.indices).all()
    assert (again.ending.path == features.ending.path).all()
    assert (again.starting.rhythm == features.starting.rhythm).all()


def test_a_jolt_that_does_not_come_again_is_no_rhythm():
    _, mask = waver(0.5, 0.25, 0.15, 0.15, 1.0, 0.0)

    def jolt(seconds, x, y):
        up = 0.8 if 1.2 < seconds < 1.35 else -0.8 if 1.35 < seconds < 1.5 else 0.0
        return np.zeros_like(x), np.where(x > 0.5, up, 0)

    assert not acting(jolt, mask).ending.rhythm.any()


def test_fidgeting_is_no_rhythm():
    random = np.random.default_rng(5)
    _, mask = waver(0.5, 0.25, 0.15, 0.15, 1.0, 0.0)

    def fidget(seconds, x, y):
        return np.full_like(x, random.normal(0, 0.2)), np.full_like(y, random.normal(0, 0.2))

    features = [acting(fidget, mask).ending.rhythm for _ in range(12)]
    steady = acting(*waver(0.5, 0.25, 0.15, 0.15, 2.5, 0.2)).ending.rhythm
    assert np.mean([(rhythm**2).sum() for rhythm in features]) < 0.2 * (steady**2).sum()
