"""Pictures as the steps want them: in even colours, or small."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# How OpenCV packs L*a*b* into bytes.
LAB_ZERO = np.array([0, 128, 128], np.float32)
LAB_UNIT = np.array([1 / 255, 1 / 100, 1 / 100], np.float32)


def lab(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a BGR picture as (h, w, 3) CIE L*a*b*, divided by 100."""
    packed = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB), np.float32)
    return (packed - LAB_ZERO) * LAB_UNIT


def shrunk(picture: NDArray[Any], factor: int) -> NDArray[Any]:
    """Return a picture ``factor`` times smaller, averaged, never smaller than one pixel."""
    height, width = picture.shape[:2]
    size = (max(1, width // factor), max(1, height // factor))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
