"""Which part of a film's frame is picture, and what is burnt into it."""

from dataclasses import dataclass

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
