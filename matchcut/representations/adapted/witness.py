"""Judge which of two masks is better by the picture and its motion alone.

Agreement with the masks that taught a network can't show whether it is better than they are. Two
measures can: how far the mask coincides with what moves, and how far the colours inside differ from
those around. On DAVIS, over good and spoilt masks of many methods, their sum follows the true J
(`tests/benchmarks/region_integrity.py`). Masks of nothing or nearly everything score 0.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.integrity import MAX_AREA

_MIN_PX = 0.5
# Bounds of Otsu's threshold for independent motion, as shares of the strongest.
_MIN_SHARE, _MAX_SHARE = 0.15, 0.6
# How far around a mask colours are compared, as a share of the longer side.
_SURROUNDINGS = 1 / 21
_BINS = 8


def witness(
    mask: NDArray[np.bool_], picture: NDArray[np.uint8], motion: NDArray[np.float32]
) -> float:
    """Return how well a frame's figures fit picture and motion, 0 to 2.

    mask: (h, w) bool, all figures together. picture: (h, w, 3) BGR. motion: (h, w), from
    `independent_motion`.
    """
    if not mask.any() or mask.mean() > MAX_AREA:
        return 0.0
    return _coincidence(mask, motion) + _contrast(mask, picture)


def _coincidence(mask: NDArray[np.bool_], motion: NDArray[np.float32]) -> float:
    """Return the intersection over union of the mask and the moving pixels."""
    strongest = max(float(np.percentile(motion, 98)), _MIN_PX)
    share = np.minimum(motion / strongest, 1)
    level, _ = cv2.threshold((share * 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    moving = share > np.clip(level / 255, _MIN_SHARE, _MAX_SHARE)
    return float(np.count_nonzero(mask & moving) / np.count_nonzero(mask | moving))


def _contrast(mask: NDArray[np.bool_], picture: NDArray[np.uint8]) -> float:
    """Return 1 less the Bhattacharyya coefficient of the colours inside and around."""
    reach = 2 * round(_SURROUNDINGS * max(mask.shape)) + 1
    near = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))
    around = (cv2.dilate(mask.astype(np.uint8), near) > 0) & ~mask
    if not around.any():
        return 0.0
    packed = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB).astype(np.intp) * _BINS // 256
    colour = (packed[..., 0] * _BINS + packed[..., 1]) * _BINS + packed[..., 2]
    inside, outside = (
        np.bincount(colour[where], minlength=_BINS**3) / np.count_nonzero(where)
        for where in (mask, around)
    )
    return float(1 - np.sqrt(inside * outside).sum())
