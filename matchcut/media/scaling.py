"""Pictures made smaller by averaging."""

from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer[Any] | np.floating[Any])


def averaged(picture: NDArray[Number], columns: int, rows: int) -> NDArray[Number]:
    """Return a picture, (h, w) or (h, w, c), scaled to ``columns`` by ``rows``.

    Each pixel is the mean over the area that it covers; a larger picture is interpolated.
    """
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small, picture.dtype)
