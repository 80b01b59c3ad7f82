"""Which part of a film's frame is picture, and what is burnt into it."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PictureArea:
    """The active picture of a film, and the overlay burnt into it.

    x, y, width, height: the active picture in upright, square pixels of the film.
    overlay: (rows, columns) bool over the active picture, True where something is burnt in;
        any size, and empty of True where there is no overlay.
    """

    x: int
    y: int
    width: int
    height: int
    overlay: NDArray[np.bool_]

    def overlay_at(self, height: int, width: int) -> NDArray[np.bool_]:
        """Return the overlay as (height, width) bool; a pixel it touches at all is True."""
        grid = self.overlay.astype(np.float32)
        # Area averaging when made smaller: any share of an overlay cell counts.
        return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_AREA) > 0)


def whole_picture(width: int, height: int) -> PictureArea:
    """Return the area of a film without bars or overlay."""
    return PictureArea(0, 0, width, height, np.zeros((1, 1), np.bool_))


def continued(values: NDArray[Any], hidden: NDArray[np.bool_]) -> NDArray[Any]:
    """Return ``values`` with what surrounds the hidden part continued smoothly into it.

    values: (h, w) or (h, w, c), c at most 4, of any type. hidden: (h, w), not all True.

    Push and pull (Gortler et al., "The Lumigraph", SIGGRAPH 1996): means of what is open are
    taken at half the size, a quarter and so on, until no hole is left, and interpolated back.
    """
    if not hidden.any():
        return values
    planes = values.astype(np.float32)
    filled = planes.copy()
    filled[hidden] = _pulled(planes, (~hidden).astype(np.float32))[hidden]
    if np.issubdtype(values.dtype, np.integer):
        filled = np.rint(filled)
    return filled.astype(values.dtype)


def _pulled(planes: NDArray[np.floating], weight: NDArray[np.float32]) -> NDArray[np.floating]:
    """Return planes without holes; weight: (h, w), 0..1, how far each value is known."""
    shares = weight if planes.ndim == 2 else weight[..., None]
    if weight.min() > 0 or weight.size == 1:
        return planes
    rows, columns = weight.shape
    half = ((columns + 1) // 2, (rows + 1) // 2)
    known = np.asarray(cv2.resize(weight, half, interpolation=cv2.INTER_AREA), np.float32)
    sums = np.asarray(cv2.resize(planes * shares, half, interpolation=cv2.INTER_AREA), np.float32)
    divisor = np.maximum(known if planes.ndim == 2 else known[..., None], 1e-6)
    coarse = _pulled(sums.reshape(*known.shape, *planes.shape[2:]) / divisor, known)
    wide = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_LINEAR)
    wide = np.asarray(wide, np.float32).reshape(planes.shape)
    return np.asarray(shares * planes + (1 - shares) * wide, np.float32)
