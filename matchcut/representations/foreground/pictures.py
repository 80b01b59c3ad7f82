"""Convert pictures to Lab planes, pixel positions and smaller sizes."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged

# How OpenCV packs L*, a* and b* into bytes.
_LAB_ZERO = (0, 128, 128)
_LAB_UNIT = (1 / 255, 1 / 100, 1 / 100)

Plane = NDArray[np.float32]


def lab(picture: NDArray[np.uint8]) -> tuple[Plane, Plane, Plane]:
    """Return the planes, (h, w) each, of a BGR picture in CIE L*a*b*, divided by 100."""
    packed = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB))
    light, green_red, blue_yellow = (
        (np.asarray(plane, np.float32) - np.float32(zero)) * np.float32(unit)
        for plane, zero, unit in zip(packed, _LAB_ZERO, _LAB_UNIT, strict=True)
    )
    return light, green_red, blue_yellow


@lru_cache(maxsize=8)
def places(height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of each pixel, (h, w) each, as shares of the longer side."""
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def shrunk(picture: NDArray[Any], factor: int) -> NDArray[Any]:
    """Return a picture ``factor`` times smaller, averaged, at least one pixel each way."""
    height, width = picture.shape[:2]
    size = (max(1, width // factor), max(1, height // factor))
    return averaged(picture, *size)
