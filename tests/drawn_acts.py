"""Figures that act, drawn as the masks and the flow that they would leave, for the tests."""

from fractions import Fraction

import numpy as np

from matchcut.representations.action import ActionFeatures, action_features
from matchcut.representations.masks import mask_features
from matchcut.representations.samples import FrameMasks, ShotSamples
from matchcut.timing import FrameRange

RATE = 24
FRAMES = 96
FINE = 8
"""Pixels of a drawn picture to a cell of the subject's grid, each way."""


def acting(
    velocity, mask, *, frames=FRAMES, at=(48,), rate=RATE, camera=None, figures=None
) -> ActionFeatures:
    """Return the features of a shot with one drawn figure.

    velocity: from the time in seconds, pixel centres x and y in picture widths, to the motion
        there, in picture widths a second. mask: likewise, to where the figure is.
    camera: (4,), the camera's move a second. figures: the masks that are found of it, each with
    its trust; one with all of it if None.
    """
    height, width = 4 * FINE, 8 * FINE
    y, x = (np.indices((height, width)) + 0.5) / width
    subject = np.zeros((frames, 4, 8, 2))
    for frame in range(1, frames):
        seconds = frame / rate
        moved = np.stack(velocity(seconds, x, y), axis=-1) * mask(seconds, x, y)[..., None] / rate
        subject[frame] = moved.reshape(4, FINE, 8, FINE, 2).mean(axis=(1, 3))
    moves = np.zeros((frames, 4), np.float32)
    if camera is not None:
        moves[1:] = np.array(camera) / rate
    blank = np.zeros((len(at), height, width), np.uint8)
    samples = ShotSamples(
        frames=FrameRange(0, frames),
        indices=np.array(at, np.int64),
        pictures=np.zeros((len(at), height, width, 3), np.uint8),
        before=blank,
        after=blank,
        overlay=np.zeros((height, width), bool),
        camera=moves,
        subject=subject.astype(np.float16),
    )
    parts, trusts = zip(*(figures or [(mask, 1)]), strict=True)
    found = [
        FrameMasks(
            np.stack([part(frame / rate, x, y) for part in parts]),
            ("",) * len(parts),
            np.array(trusts, np.float32),
        )
        for frame in at
    ]
    return action_features(samples, mask_features(samples, found), Fraction(rate))


def disc(x0, y0, radius, vx=0.0, vy=0.0, growth=0.0):
    """Return the motion and the mask of a disc that glides from (x0, y0) and grows."""

    def where(seconds, x, y):
        return x - x0 - vx * seconds, y - y0 - vy * seconds

    def velocity(seconds, x, y):
        dx, dy = where(seconds, x, y)
        return vx + growth * dx, vy + growth * dy

    def mask(seconds, x, y):
        return np.hypot(*where(seconds, x, y)) < radius

    return velocity, mask


def waver(x0, y0, half_width, half_height, hertz, speed, vx=0.0):
    """Return the motion and mask of a box whose right half swings up and down.

    speed: picture widths a second, root mean square. vx: the whole's.
    """

    def velocity(seconds, x, y):
        swing = 2**0.5 * speed * np.sin(2 * np.pi * hertz * seconds)
        return np.full_like(x, vx), np.where(x > x0 + vx * seconds, swing, 0)

    def mask(seconds, x, y):
        return (np.abs(x - x0 - vx * seconds) < half_width) & (np.abs(y - y0) < half_height)

    return velocity, mask
