"""Compress pictures small enough to keep by the thousand."""

import cv2
import numpy as np
from numpy.typing import NDArray

_QUALITY = 80  # of 100


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return (h, w, 3) uint8 BGR as the bytes of a JPEG file."""
    done, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert done, "JPEG holds any picture of this form"
    return packed.tobytes()
