"""Regions that look alike vote alike, wherever in the shot they are.

Non-local consensus voting (Faktor and Irani, "Video Segmentation by Non-Local Consensus
Voting", BMVC 2014): each superpixel asks the superpixels of all frames that resemble it, and
again, so that a figure which stands still in one frame is found by its motion in another, and
motion that only a patch of background shows is outvoted.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from matchcut.representations.foreground.superpixels import Superpixels

NEIGHBOURS = 20
ROUNDS = 30
# Chosen on DAVIS train, as are the weights in `describe`.
RESEMBLANCE = 0.06
SURROUNDINGS_WEIGHT = 0.6
PLACE_WEIGHT = 0.7


def describe(picture: NDArray[np.uint8], regions: Superpixels) -> NDArray[np.float64]:
    """Return (count, 9): colour, colour of the surroundings, texture and place, as weighted."""
    height, width = picture.shape[:2]
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2LAB) / 100
    around = cv2.GaussianBlur(lab, (0, 0), width / 32)
    light = np.ascontiguousarray(lab[..., 0])
    level = cv2.GaussianBlur(light, (0, 0), 3)
    texture = np.sqrt(np.maximum(cv2.GaussianBlur(light * light, (0, 0), 3) - level * level, 0))
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    return regions.means(
        np.dstack([lab, SURROUNDINGS_WEIGHT * around, texture, PLACE_WEIGHT * x, PLACE_WEIGHT * y])
    )


def consensus(features: NDArray[np.float64], votes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the votes (m,) after asking around among the (m, f) features of a shot."""
    neighbours = min(NEIGHBOURS, len(votes))
    if neighbours < 2:
        return votes
    distances, nearest = KDTree(features).query(features, k=neighbours)
    closeness = np.exp(-((distances / RESEMBLANCE) ** 2))
    rows = np.repeat(np.arange(len(votes)), neighbours)
    one_way = sparse.csr_array(
        (closeness.ravel(), (rows, nearest.ravel())), shape=(len(votes), len(votes))
    )
    graph = one_way + one_way.T
    degree = np.asarray(graph.sum(axis=1)).ravel()
    for _ in range(ROUNDS):
        votes = (graph @ votes) / degree
    return votes
