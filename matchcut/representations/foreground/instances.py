"""From one mask to the figures in it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.samples import FrameMasks

MOST_INSTANCES = 6
# A figure has at least this share of the picture, and of the largest figure beside it.
LEAST_AREA = 0.003
LEAST_SHARE = 0.05


def instances(mask: NDArray[np.bool_]) -> FrameMasks:
    """Return the connected parts of a (h, w) mask, the largest first, without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    order = np.argsort(-areas, kind="stable")[:MOST_INSTANCES]
    least = max(LEAST_AREA * mask.size, LEAST_SHARE * areas.max()) if count > 1 else 0
    kept = [label for label in order if areas[label] >= least]
    masks = np.zeros((len(kept), *mask.shape), bool)
    for place, label in enumerate(kept):
        masks[place] = labels == label + 1
    return FrameMasks(masks, ("",) * len(kept), np.full(len(kept), 0.5, np.float32))
