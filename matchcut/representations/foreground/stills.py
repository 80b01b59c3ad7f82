"""Find figures where nothing moves, with a small network of our own.

Votes come from motion. In a still, or a shot in which nothing moves, they come from contrast alone,
which finds a red coat and misses who wears it. There the network is used, which learnt from
figures that motion found in open films and from drawn ones (`models/still_figures.md`); where a
shot moves it would only blur what the whole shot agreed on.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import size_within
from models.figure_planes import encoded
from models.still_figures import LONG_SIDE, MULTIPLE, StillFigures

# The network's share of the belief where a shot moves no more surely than `STILL`; it falls to
# zero at `MOVING`. Chosen on films and compositions that it did not learn from.
NETWORK_WEIGHT = 0.8
STILL, MOVING = 0.1, 0.5

Plane = NDArray[np.float32]


def network_weight(moving: float) -> float:
    """Return how much of the belief is the network's, 0 to `NETWORK_WEIGHT`.

    moving: 0..1, how surely anything moves in the shot.
    """
    return NETWORK_WEIGHT * float(np.clip((MOVING - moving) / (MOVING - STILL), 0, 1))


def still_beliefs(
    pictures: NDArray[np.uint8], standing_out: Sequence[Plane], likeness: Sequence[Plane]
) -> list[Plane]:
    """Return how surely each pixel of each picture is figure, (h, w) 0..1 each.

    pictures: (n, h, w, 3) BGR. standing_out, likeness: (h, w) each, see `Opinion`.
    """
    height, width = pictures.shape[1:3]
    columns, rows = extent(height, width)
    seen = [still_planes(*each) for each in zip(pictures, standing_out, likeness, strict=True)]
    return [
        np.asarray(cv2.resize(found[:rows, :columns], (width, height)), np.float32)
        for found in _network().beliefs(np.stack(seen))
    ]


def still_planes(
    picture: NDArray[np.uint8], standing_out: Plane, likeness: Plane
) -> NDArray[np.uint8]:
    """Return (PLANES, rows, columns), a picture as the network sees it, with empty padding."""
    columns, rows = size = extent(*picture.shape[:2])
    return encoded(picture, (standing_out, likeness), size, (_filled(rows), _filled(columns)))


@lru_cache(maxsize=1)
def _network() -> StillFigures:
    return StillFigures()


def extent(height: int, width: int) -> tuple[int, int]:
    """Return how many columns and rows a picture has as the network sees it."""
    return size_within(width, height, LONG_SIDE, LONG_SIDE)


def _filled(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE
