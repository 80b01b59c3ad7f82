"""What the closer look at one pair says of it."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from drawn_figures import box, masks_of, shot_of

from matchcut.pipeline.search.close_up import nudge
from matchcut.representations.masks import MaskFeatures, mask_features
from matchcut.representations.samples import FrameMasks, motionless
from matchcut.timing import FrameRange

STORED = SimpleNamespace(load=lambda shot, compared: shot)
WIDE = Fraction(16, 9)


def boxed(width: int, height: int, left: float, top: float) -> MaskFeatures:
    """One frame with a box, its corner in shares of 16:9, a quarter as wide and half as high."""
    frame_width = round(height * WIDE)
    aside = (frame_width - width) / 2
    x, y = round(left * frame_width - aside), round(top * height)
    mask = np.zeros((1, height, width), np.bool_)
    mask[0, y : y + height // 2, x : x + frame_width // 4] = True
    picture = np.zeros((1, height, width, 3), np.uint8)
    grey = picture[..., 0]
    samples = motionless(FrameRange(0, 1), np.zeros(1, np.int64), picture, grey, grey)
    return mask_features(samples, [FrameMasks(mask, ("",), np.ones(1, np.float32))])


@pytest.mark.parametrize("size", [(256, 144), (256, 192), (192, 144)])
def test_figures_of_films_of_any_two_shapes_are_laid_over_each_other(size):
    out = SimpleNamespace(shot=boxed(256, 144, 0.4, 0.25), frame=0)
    into = SimpleNamespace(shot=boxed(*size, 0.3, 0.25), frame=0)
    fit, flop = nudge(STORED, out, into, WIDE, flop=False)
    assert not flop
    assert fit.scale == pytest.approx(1, abs=0.03)
    assert (fit.dx, fit.dy) == pytest.approx((0.1, 0), abs=0.01)
    assert fit.after > 0.95 > fit.before


def angle(*, mirrored):
    """One frame of a figure like the letter L, or its mirror image."""
    letter = np.zeros((36, 64), np.bool_)
    letter[8:28, 20:26] = letter[22:28, 20:40] = True
    shown = letter[:, ::-1] if mirrored else letter
    return SimpleNamespace(shot=shot_of(masks_of(shown)), frame=50)


@pytest.mark.parametrize("flop", [False, True])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_figure_is_laid_as_it_is_or_mirrored_whichever_fits(mirrored, flop):
    fit, turned = nudge(STORED, angle(mirrored=False), angle(mirrored=mirrored), WIDE, flop=flop)
    assert turned is mirrored
    assert (fit.dx, fit.dy) == pytest.approx((0, 0), abs=0.01)
    assert fit.after > 0.95
    # Before is as it is shown now.
    assert (fit.before > 0.95) is (flop is mirrored)


@pytest.mark.parametrize("flop", [False, True])
def test_a_figure_that_mirroring_hardly_changes_is_left_as_it_is(flop):
    round_enough = SimpleNamespace(shot=shot_of(masks_of(box(28, 10, 8, 16))), frame=50)
    assert nudge(STORED, round_enough, round_enough, WIDE, flop=flop)[1] is flop
