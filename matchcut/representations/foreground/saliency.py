"""Measure saliency: what stands out in one picture, where nothing moves.

Contrast against the likely background, after Zhu et al., "Saliency Optimization from Robust
Background Detection" (CVPR 2014): background is what reaches far along the picture's border,
measured over superpixels by their geodesic distance in colour. A figure cut off by the lower
edge, as people in films are, still counts as a figure.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.pictures import lab, places, shrunk
from matchcut.representations.foreground.superpixels import Superpixels, step_of, superpixels

# Side of a superpixel, as a share of the longer side; coarse, because all pairs are compared. With
# coarser ones the best pairs of a film would change with its encoding.
_COARSE_SIDE = 1 / 16
# Steps in colour below this are shading; distances are in Lab / 100.
_SHADING = 0.03
_LEAST_STEP = 1e-5
_SAME_SURFACE = 0.1
_FARTHEST_SURFACE = 2.5
_SAME_COLOUR = 0.06
_NEAR = 0.25
# How little of the border a region may touch and still be a figure, in roots of its area.
_REACH = 0.7
_LOWER_EDGE_WEIGHT = 0.3
# Contrast that counts half: a black or foggy picture has less, and nothing stands out in it.
_FAINT = 0.01


def saliency(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how far each part of a BGR picture stands out, (h, w), 0 to 1."""
    shape = picture.shape[1::-1]
    # Half size is enough, because the regions are large.
    picture = shrunk(picture, 2)
    height, width = picture.shape[:2]
    long_side = max(height, width)
    regions = superpixels(picture, step_of(long_side, _COARSE_SIDE))
    means = regions.all_means([*lab(picture), *places(height, width)])
    colour, place = means[:, :3], means[:, 3:]
    sizes = regions.sizes / picture[..., 0].size
    colours_apart = _distances(colour)
    places_apart = _distances(place)

    background = _background(regions, sizes, colours_apart)
    contrast = colours_apart * np.exp(-(places_apart**2) / (2 * _NEAR**2)) @ (background * sizes)
    standing_out = contrast * (1 - background) * _central(place, width, height)
    alike = np.exp(-((colours_apart / _SAME_COLOUR) ** 2) - (places_apart / 0.2) ** 2) * sizes
    smooth = (alike @ standing_out) / np.maximum(alike.sum(axis=1), 1e-12)
    strongest = smooth.max()
    certainty = contrast.max() / (contrast.max() + _FAINT)
    field = (certainty * smooth / max(strongest, 1e-12))[regions.labels].astype(np.float32)
    return np.asarray(cv2.resize(field, shape, interpolation=cv2.INTER_LINEAR), np.float32)


def _background(
    regions: Superpixels, sizes: NDArray[np.float64], colours_apart: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return 0..1 for each region: how surely the surface it belongs to is background."""
    labels = regions.labels
    edges = np.concatenate([labels[0], labels[:, 0], labels[:, -1], labels[-1]])
    weights = np.ones(len(edges))
    weights[-labels.shape[1] :] = _LOWER_EDGE_WEIGHT
    border = np.bincount(edges, weights, regions.count)
    first, second = regions.neighbours()
    steps = np.full(colours_apart.shape, np.inf, np.float32)
    steps[first, second] = np.maximum(colours_apart[first, second] - _SHADING, _LEAST_STEP)
    geodesic = _shortest(np.minimum(steps, steps.T))
    surface = np.exp(-((geodesic / _SAME_SURFACE) ** 2) / 2)
    surface[geodesic > _FARTHEST_SURFACE * _SAME_SURFACE] = 0
    area = np.maximum(surface @ sizes * labels.size, 1)
    reach = (surface @ border) / np.sqrt(area)
    return np.asarray(1 - np.exp(-((reach / _REACH) ** 2) / 2))


def _shortest(steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far apart regions are by way of any others, (count, count).

    steps: (count, count), between regions that touch, endless between others.

    By Floyd and Warshall: with so few regions it takes a millisecond, as a search from each of them
    does, and SciPy, which has one, takes a third of a second to load.
    """
    shortest = steps.copy()
    np.fill_diagonal(shortest, 0)
    by_way = np.empty_like(shortest)
    for region in range(len(shortest)):
        np.add(shortest[:, region, None], shortest[region], out=by_way)
        np.minimum(shortest, by_way, out=shortest)
    return shortest


def _central(place: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """Return weights that fall from 1 near the middle towards the edges, least to the lower one."""
    long_side = max(width, height)
    x = place[:, 0] * long_side / width - 0.5
    y = place[:, 1] * long_side / height - 0.55
    return np.exp(-((x / 0.3) ** 2) / 2 - ((y / np.where(y > 0, 0.45, 0.3)) ** 2) / 2)


def _distances(points: NDArray[np.float64]) -> NDArray[np.float64]:
    squared = sum((column[:, None] - column) ** 2 for column in points.T)
    return np.asarray(np.sqrt(squared), np.float64)
