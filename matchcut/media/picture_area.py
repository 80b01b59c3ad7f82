"""The active picture of a film's frame, and what is burnt into it."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged


@dataclass(frozen=True, slots=True, eq=False)
class PictureArea:
    """The active picture of a film, and the overlay burnt into it.

    x, y, width, height: the active picture in upright, square pixels of the film.
    overlay: (rows, columns) bool over the active picture, True where something is burnt in;
        any size, all False where there is no overlay.
    """

    x: int
    y: int
    width: int
    height: int
    overlay: NDArray[np.bool_]

    def overlay_at(self, height: int, width: int) -> NDArray[np.bool_]:
        """Return the overlay as (height, width) bool, True for each pixel that it touches."""
        grid = self.overlay.astype(np.float32)
        # Shrinking averages areas, so any share of an overlay cell counts.
        return averaged(grid, width, height) > 0


def whole_picture(width: int, height: int) -> PictureArea:
    """Return the area of a film without bars or overlay."""
    return PictureArea(0, 0, width, height, np.zeros((1, 1), np.bool_))


def continued(values: NDArray[Any], hidden: NDArray[np.bool_]) -> NDArray[Any]:
    """Return ``values`` with the hidden part filled in smoothly from its surroundings.

    values: (h, w) or (h, w, c), of any type. hidden: (h, w), not all True.

    Push-pull (Gortler et al., "The Lumigraph", SIGGRAPH 1996): visible values are averaged at half
    size, quarter size and so on, until no hole is left, and interpolated back.
    """
    if not hidden.any():
        return values
    if values.ndim == 3:
        # OpenCV scales one plane at a time much faster than all together.
        planes = [continued(values[..., each], hidden) for each in range(values.shape[2])]
        return np.stack(planes, axis=-1)
    plane = values.astype(np.float32)
    filled = plane.copy()
    filled[hidden] = _pulled(plane, (~hidden).astype(np.float32))[hidden]
    if np.issubdtype(values.dtype, np.integer):
        filled = np.rint(filled)
    return filled.astype(values.dtype)


def _pulled(plane: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a plane without holes; weight: (h, w), 0..1, how well each value is known."""
    if weight.min() > 0 or weight.size == 1:
        return plane
    rows, columns = weight.shape
    half = ((columns + 1) // 2, (rows + 1) // 2)
    known = averaged(weight, *half)
    sums = averaged(plane * weight, *half)
    coarse = _pulled(np.asarray(sums / np.maximum(known, 1e-6), np.float32), known)
    wide = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(weight * plane + (1 - weight) * wide, np.float32)
