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


def window(camera=(0.0, 0.0, 0.0, 0.0), subject=(0.0, 0.0)) -> Moves:
    """A steady move; of the subject, only in the upper left cell of its grid."""
    field = np.zeros((1, *SUBJECT_GRID, 2), np.float32)
    field[0, 0, 0] = subject
    return Moves(np.full((1, 3, 4), camera, np.float32), field, np.ones(1, np.float32))


# From the middle of the upper left cell, (1/16, 1/8), in a picture of 2:1: 7/16 of a width left of
# the middle of the picture and 3/16 of a width above it.
@pytest.mark.parametrize(
    ("move", "tip"),
    [
        (window((0.4, 0, 0, 0)), (1 / 16 + 0.1, 1 / 8)),
        (window((0, 0.4, 0, 0)), (1 / 16, 1 / 8 + 0.2)),
        (window((0, 0, 0.4, 0)), (1 / 16 - 0.7 / 16, 1 / 8 - 0.6 / 16)),
        (window((0, 0, 0, 0.4)), (1 / 16 + 0.3 / 16, 1 / 8 - 1.4 / 16)),
        (window(subject=(0.4, 0)), (1 / 16 + 0.1, 1 / 8)),
        (window(subject=(0, 0.4)), (1 / 16, 1 / 8 + 0.2)),
    ],
    ids=["pan", "tilt", "zoom", "roll", "subject across", "subject down"],
)
@pytest.mark.parametrize("outgoing", [False, True])
def test_an_arrow_points_where_the_picture_goes_in_the_window_at_the_cut(move, tip, outgoing):
    away = window((-0.5, 0.8, 0.3, 1), (0.6, 0.7))
    windows = (move, away) if outgoing else (away, move)
    features = MotionFeatures(FrameRange(0, 50), np.array([25]), *windows)
    first = arrows(features, 25, outgoing=outgoing, aspect=2)[0]
    assert first[0] == (1 / 16, 1 / 8)
    assert first[1] == pytest.approx(tip)
