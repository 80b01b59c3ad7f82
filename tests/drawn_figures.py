"""Shots with figures drawn by hand, for the tests of masks, scores and ranking."""

from dataclasses import replace

import cv2
import numpy as np

from matchcut.representations.masks import MaskFeatures, mask_features
from matchcut.representations.samples import FrameMasks, ShotSamples
from matchcut.timing import FrameRange


def box(x, y, width, height, size=(64, 36)):
    """Return a mask that is True in one box; all in pixels of a picture of ``size``."""
    mask = np.zeros((size[1], size[0]), bool)
    mask[y : y + height, x : x + width] = True
    return mask


def masks_of(*figures, size=(64, 36), trust=None, labels=None, sureness=None):
    """Return the masks of one sample frame."""
    return FrameMasks(
        np.array(figures, bool).reshape(-1, size[1], size[0]),
        tuple(labels or [""] * len(figures)),
        np.array([1.0] * len(figures) if trust is None else trust, np.float32),
        sureness,
    )


def doubted(masks, reach=1):
    """Return masks of one frame whose figures are likely ``reach`` pixels further out, and sure
    as far in.
    """
    every = masks.masks.any(axis=0).astype(np.uint8)
    around = np.ones((2 * reach + 1,) * 2, np.uint8)
    sureness = cv2.dilate(every, around) + cv2.erode(every, around)
    return replace(masks, sureness=sureness)


def samples_of(indices, start=0, stop=100, size=(64, 36), overlay=None):
    """Return the samples of a still shot with no picture to speak of."""
    n, (width, height) = len(indices), size
    grey = np.zeros((n, height, width), np.uint8)
    return ShotSamples(
        frames=FrameRange(start, stop),
        indices=np.array(indices, np.int64),
        pictures=np.zeros((n, height, width, 3), np.uint8),
        before=grey,
        after=grey,
        overlay=np.zeros((height, width), bool) if overlay is None else overlay,
        camera=np.zeros((stop - start, 4), np.float32),
        subject=np.zeros((stop - start, 4, 8, 2), np.float16),
    )


def shot_of(*frames, indices=None, start=0, stop=100, size=(64, 36)) -> MaskFeatures:
    """Return the features of a shot whose sample frames show these masks, spread over it."""
    if indices is None:
        indices = np.linspace(start, stop - 1, len(frames) + 2)[1:-1].astype(int)
    return mask_features(samples_of(indices, start, stop, size), frames)


def random_shot(rng, start=0, size=(64, 36)) -> MaskFeatures:
    """Return a shot of one to four sample frames, each with up to four boxes or none."""
    length = int(rng.integers(5, 60))
    indices = np.unique(rng.integers(start, start + length, rng.integers(1, 5)))
    frames = []
    for _ in indices:
        figures = [
            box(*rng.integers(0, (50, 26)), *rng.integers(2, (40, 30)), size)
            for _ in range(rng.integers(0, 5))
        ]
        masks = masks_of(*figures, size=size, trust=rng.random(len(figures)))
        frames.append(doubted(masks) if figures and rng.random() < 0.7 else masks)
    return shot_of(*frames, indices=indices, start=start, stop=start + length, size=size)
