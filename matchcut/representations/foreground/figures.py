"""From beliefs about regions to the figures of a frame, and how far each is trusted."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.integrity import MOST_AREA, region_integrity
from matchcut.representations.foreground.superpixels import Superpixels
from matchcut.representations.samples import FrameMasks

MOST_FIGURES = 6
# A figure has at least this share of the picture, and of the largest figure beside it.
LEAST_AREA = 0.003
LEAST_SHARE = 0.08
# Pieces with less than this share of the longer side between them are one figure.
GAP = 0.025
# Reach and smoothness, in grey levels of 1, of the filter that draws a mask to the picture's edges.
GUIDED_REACH = 0.024
GUIDED_EPSILON = 1e-3
# Blur that takes the snapping to borders out of a mask, in the root of a region's area.
UNSNAP = 0.5


def figures(
    picture: NDArray[np.uint8],
    regions: Superpixels,
    belief: NDArray[np.float64],
    overlay: NDArray[np.bool_],
) -> FrameMasks:
    """Return the figures of a BGR picture, the largest first.

    belief: (count,), foreground above 0.5. A figure is one piece, or pieces with a narrow gap
    between, as a belt or a lamp post makes; specks are dropped and pinholes closed.
    """
    field = belief[regions.labels].astype(np.float32)
    # The median rounds off the teeth that superpixels leave.
    guided = _guided(field, picture)
    rounded = np.asarray(cv2.medianBlur((guided > 0.5).astype(np.uint8), 5), np.uint8)
    mask = _filled(rounded)
    if mask.mean() > MOST_AREA:
        mask[:] = False
    labels = _pieces(mask)
    areas = np.bincount(labels[mask])[1:]
    least = max(LEAST_AREA * mask.size, LEAST_SHARE * areas.max(initial=0))
    order = np.argsort(-areas, kind="stable")[:MOST_FIGURES]
    kept = [mask & (labels == place + 1) for place in order if areas[place] >= least]
    # Only now, or what is burnt in would cut a figure in two.
    seen = [figure & ~overlay for figure in kept if (figure & ~overlay).any()]
    masks = np.array(seen, bool).reshape(-1, *mask.shape)
    integrity = region_integrity(_unsnapped(masks, field, regions), regions)
    return FrameMasks(masks, ("",) * len(masks), integrity)


def _guided(field: NDArray[np.float32], picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the field with its steps drawn to edges of the picture, and smooth elsewhere.

    He, Sun and Tang, "Guided Image Filtering" (ECCV 2010). Where superpixels end is in part
    chance, which the next copy of the film decides otherwise.
    """
    reach = 2 * max(1, round(GUIDED_REACH * max(field.shape))) + 1
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32) / 255

    def mean(values: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.asarray(cv2.blur(values, (reach, reach)), np.float32)

    light, level = mean(grey), mean(field)
    slope = (mean(grey * field) - light * level) / (
        mean(grey * grey) - light * light + GUIDED_EPSILON
    )
    return np.asarray(mean(slope) * grey + mean(level - slope * light), np.float32)


def _filled(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Close the holes that are smaller than the smallest figure."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - mask, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < LEAST_AREA * mask.size
    return np.asarray((mask > 0) | small[labels])


def _pieces(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the figures of a mask from 1, at each of its pixels."""
    width = 2 * round(GAP * max(mask.shape) / 2) + 1
    bridge = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    bridged = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, bridge)
    return np.asarray(cv2.connectedComponents(bridged)[1], np.int32)


def _unsnapped(
    masks: NDArray[np.bool_], field: NDArray[np.float32], regions: Superpixels
) -> NDArray[np.bool_]:
    """Return the figures, (n, h, w) like the masks, as they were before borders drew them in.

    field: (h, w), the belief of the region at each pixel; blurred, it forgets the borders.
    """
    sigma = UNSNAP * float(np.sqrt(field.size / regions.count))
    blurred = cv2.GaussianBlur(field, (0, 0), sigma) > 0.5
    reach = 2 * round(2 * sigma) + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    near = [cv2.dilate(mask.astype(np.uint8), around) > 0 for mask in masks]
    return np.array([blurred & part for part in near], bool).reshape(masks.shape)
