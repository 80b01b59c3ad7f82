"""What is drawn over a frame says what the sentence beside it says."""

import numpy as np
import pytest

from matchcut.pipeline.search.marks import ARROW_SECONDS, arrows
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.motion import MotionFeatures, Moves
from matchcut.timing import FrameRange


def panning(*speeds: float) -> MotionFeatures:
    """One sample frame; the speeds of the pan in the parts of its window, that at the cut first."""
    camera = np.zeros((1, 3, 4), np.float32)
    camera[0, :, 0] = speeds
    moves = Moves(camera, np.zeros((1, *SUBJECT_GRID, 2), np.float32), np.ones(1, np.float32))
    return MotionFeatures(FrameRange(0, 50), np.array([25]), ending=moves, starting=moves)


def test_arrows_of_a_pan_that_speeds_up_are_as_long_as_its_speed_weighed_towards_the_cut():
    drawn = arrows(panning(0.6, 0.2, 0.1), 25, outgoing=True, aspect=16 / 9)
    lengths = [tip[0] - tail[0] for tail, tip in drawn]
    expected = (0.7 * 0.6 + 0.2 * 0.2 + 0.1 * 0.1) * ARROW_SECONDS
    assert lengths == pytest.approx([expected] * 32)
