"""What the closer look at one pair says of it."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from matchcut.pipeline.search.close_up import nudge
from matchcut.representations.masks import MaskFeatures, mask_features
from matchcut.representations.samples import FrameMasks, motionless
from matchcut.timing import FrameRange

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
    stored = SimpleNamespace(load=lambda shot, compared: shot)
    out = SimpleNamespace(shot=boxed(256, 144, 0.4, 0.25), frame=0)
    into = SimpleNamespace(shot=boxed(*size, 0.3, 0.25), frame=0)
    found = nudge(stored, out, into, WIDE, flop=False)
    assert not found.flop
    assert found.fit.scale == pytest.approx(1, abs=0.03)
    assert (found.fit.dx, found.fit.dy) == pytest.approx((0.1, 0), abs=0.01)
    assert found.fit.after > 0.95 > found.fit.before
