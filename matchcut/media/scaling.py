"""Fit pictures into a size, and shrink them by averaging."""

from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer[Any] | np.floating[Any])


def averaged(picture: NDArray[Number], columns: int, rows: int) -> NDArray[Number]:
    """Return a picture, (h, w) or (h, w, c), scaled to ``columns`` by ``rows``.

    Each pixel is the mean over the area it covers; when enlarging, it is interpolated.
    """
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small, picture.dtype)


def size_within(width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
    """Return width and height of a picture of this shape that just fits into columns and rows."""
    scale = min(columns / width, rows / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
