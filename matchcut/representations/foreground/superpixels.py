"""Cut a picture into small regions of one colour that end where objects end.

Watershed from a regular grid of seeds ("waterpixels": Machairas et al., IEEE Transactions on
Image Processing 2015), in about a millisecond.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

# Usual side of a superpixel, as a share of the picture's longer side.
_REGION_SIDE = 1 / 26


@dataclass(frozen=True, eq=False)
class Superpixels:
    """A picture cut into ``count`` regions; labels: (h, w) int32 in 0..count-1."""

    labels: NDArray[np.int32]
    count: int

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        """Number of pixels of each region, (count,); a region may have none."""
        return np.bincount(self.labels.ravel(), minlength=self.count).astype(np.float64)

    def means(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the mean of (h, w) values over each region, (count,)."""
        return self.all_means([values])[:, 0]

    def all_means(self, planes: Iterable[NDArray[np.floating]]) -> NDArray[np.float64]:
        """Return the means of several (h, w) planes, one column each, (count, n)."""
        flat = self.labels.ravel().astype(np.intp)
        sums = [np.bincount(flat, plane.ravel(), self.count) for plane in planes]
        return np.stack(sums, axis=-1) / np.maximum(self.sizes, 1)[:, None]

    def neighbours(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the pairs of regions that touch, each once, the lower number first."""
        touching = np.zeros(self.count**2, np.bool_)
        sides = (self.labels[:, :-1], self.labels[:, 1:]), (self.labels[:-1], self.labels[1:])
        for one, other in sides:
            border = one != other
            first, second = one[border], other[border]
            touching[np.minimum(first, second) * self.count + np.maximum(first, second)] = True
        return np.divmod(np.flatnonzero(touching), self.count)


def step_of(longer: int, side: float = _REGION_SIDE) -> int:
    """Return a share of a picture's longer side in pixels, as the ``step`` for `superpixels`."""
    return max(2, round(longer * side))


def superpixels(picture: NDArray[np.uint8], step: int) -> Superpixels:
    """Cut a (h, w, 3) picture into regions about ``step`` pixels across."""
    height, width = picture.shape[:2]
    ys = np.arange(min(step // 2, height - 1), height, step)
    xs = np.arange(min(step // 2, width - 1), width, step)
    seeds = np.zeros((height, width), np.uint16)
    numbers = np.arange(1, len(ys) * len(xs) + 1, dtype=np.uint16).reshape(len(ys), len(xs))
    seeds[np.ix_(ys, xs)] = numbers
    # Three pixels wide: a one-pixel seed on a speck would flood only the speck.
    grown = cv2.dilate(seeds, np.ones((3, 3), np.uint8)).astype(np.int32)
    flooded = np.asarray(cv2.watershed(picture, grown), np.int32)
    # The lines between regions, and the picture's border, go to a region beside them.
    inside = np.maximum(flooded, 0).astype(np.uint16)
    beside = cv2.dilate(inside, np.ones((3, 3), np.uint8)).astype(np.int32)
    labels = np.where(flooded > 0, flooded, np.maximum(beside, 1)) - 1
    return Superpixels(labels, int(numbers.size))
