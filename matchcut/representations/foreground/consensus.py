"""Let regions that look alike vote alike, wherever in the shot they are.

Non-local consensus voting (Faktor and Irani, "Video Segmentation by Non-Local Consensus
Voting", BMVC 2014): each superpixel repeatedly averages its vote with similar superpixels of all
frames, so that a figure which stands still in one frame is found by its motion in another, and
motion that only a patch of background shows is outvoted. The agreed votes then train a model of the
shot's figure and ground, which decides where votes were close.

The constants below were chosen on the training split of DAVIS 2016.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged
from matchcut.representations.foreground.pictures import lab, places, shrunk
from matchcut.representations.foreground.superpixels import Superpixels

# Columns of the result of `describe`.
_COLOUR = slice(0, 3)
_AROUND = slice(3, 6)
_LOOKS = slice(0, 7)
_PLACE = slice(7, 9)
_SURROUNDINGS_WEIGHT = 0.6
_PLACE_WEIGHT = 0.7

# If the colours of a shot spread less than this, they are amplified up to it, within bounds: a
# figure in fog or at night differs from its surroundings as little as these differ in themselves.
_USUAL_SPREAD = 0.16
_MAX_GAIN = 6

# FLANN's number for one tree, searched to the end.
_KD_TREE = 4
_NEIGHBOURS = 8
_ROUNDS = 20
_RESEMBLANCE = 0.06
# Touching regions agree only if their colours hardly differ, but then more than others.
_SEAMLESS = 0.03
_TOUCHING_WEIGHT = 3

# A region is foreground from this share of the mean of the best 2 % of votes on; the share is lower
# where nothing moves, since saliency covers a figure more evenly than motion does.
_ELECTED_STILL = 0.4
_ELECTED_MOVING = 0.6
_ELITE = 0.02

# How sharply a vote above the level is separated from one below.
_CLARITY = 10
_MODEL_TERMS = 128
# Regions evaluated together, to limit the model's memory.
_MODEL_BLOCK = 1024
_MODEL_REACH = 0.25
# The model weighs location less than the voters do: a figure walks about in its shot.
_MODEL_PLACE = 0.1 / _PLACE_WEIGHT

Joined = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]
"""Pairs of regions, each named once, and how much either counts for the other."""


def describe(
    picture: NDArray[np.uint8], regions: Superpixels, grid: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return features of the regions, (count, 9), and of the cells of a grid, (cells, 9).

    Colour, colour of the surroundings, texture and place, weighted. grid: columns and rows.
    """
    height, width = picture.shape[:2]
    colour = lab(picture)
    # A wide blur is computed on a small picture.
    blurred = cv2.GaussianBlur(shrunk(cv2.merge(colour), 4), (0, 0), max(height, width) / 128)
    around = cv2.split(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR))
    light = colour[0]
    level = cv2.blur(light, (11, 11))
    texture = np.sqrt(np.maximum(cv2.blur(light * light, (11, 11)) - level * level, 0))
    planes = [np.asarray(p) for p in (*colour, *around, texture, *places(height, width))]
    of_regions = regions.all_means(planes)
    of_cells = np.stack([averaged(each, *grid).ravel() for each in planes], -1, dtype=np.float64)
    for of_each in (of_regions, of_cells):
        of_each[:, _AROUND] *= _SURROUNDINGS_WEIGHT
        of_each[:, _PLACE] *= _PLACE_WEIGHT
    return of_regions, of_cells


def gain(features: NDArray[np.float64]) -> float:
    """Return the factor by which to raise the contrast of a shot, at least 1; features: (m, 9)."""
    spread = float(np.linalg.norm(features[:, _COLOUR].std(axis=0)))
    return float(np.clip(_USUAL_SPREAD / max(spread, 1e-6), 1, _MAX_GAIN))


def brought_out(features: NDArray[np.float64], contrast: float) -> NDArray[np.float64]:
    """Return features, (m, 9), with those of appearance multiplied by a `gain`."""
    raised = features.copy()
    raised[:, _LOOKS] *= contrast
    return raised


def consensus(
    cuts: list[Superpixels],
    features: NDArray[np.float64],
    votes: NDArray[np.float64],
    seen: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the votes (m,) of the regions of a shot's frames, each averaged with similar regions.

    features: (m, 9), from `describe`, frame after frame. seen: (m,), the share of each region not
    under anything burnt in; hidden regions count less.
    """
    joined = zip(_alike(features), _touching(cuts, features), strict=True)
    one, other, closeness = (np.concatenate(each) for each in joined)

    def heard(values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each region the sum over those it is joined to."""
        there = np.bincount(one, closeness * values[other], len(values))
        back = np.bincount(other, closeness * values[one], len(values))
        return np.asarray(there + back, np.float64)

    degree = np.maximum(heard(seen), 1e-9)
    for _ in range(_ROUNDS):
        votes = heard(seen * votes) / degree
    return votes


def elected(votes: NDArray[np.float64], sizes: NDArray[np.float64], moving: float) -> float:
    """Return the least vote that makes a region foreground.

    sizes: (m,), visible pixels of each region. moving: 0..1, how surely anything moves in the shot.
    """
    order = np.argsort(-votes, kind="stable")
    share = np.cumsum(sizes[order]) / sizes.sum()
    best = order[: int(np.searchsorted(share, _ELITE)) + 1]
    part = _ELECTED_STILL + (_ELECTED_MOVING - _ELECTED_STILL) * moving
    return part * float(np.average(votes[best], weights=sizes[best]))


@dataclass(frozen=True, slots=True, eq=False)
class FigureModel:
    """A model of figure and ground in one shot: a regression on features, in cosine terms."""

    waves: NDArray[np.float32]
    phases: NDArray[np.float32]
    fit: NDArray[np.float32]

    def belief(self, features: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return how far regions of the shot look like figure, (m,) 0..1; features: (m, 9)."""
        return np.asarray(np.clip(_terms(features, self.waves, self.phases) @ self.fit, 0, 1))


def second_opinion(
    features: NDArray[np.float64],
    votes: NDArray[np.float64],
    level: float,
    sizes: NDArray[np.float64],
) -> tuple[NDArray[np.float64], FigureModel]:
    """Return the belief, (m,) 0..1, that each region is foreground (above 0.5), and a model of it.

    The model is a kernel regression of that belief on the features, in random Fourier terms (Rahimi
    and Recht, NIPS 2007), with equal weight for figure and ground, and more for clear votes than
    for close ones. sizes: (m,), as for `elected`.
    """
    belief = 1 / (1 + np.exp(np.clip(_CLARITY * (1 - votes / level), -50, 50)))
    weight = sizes * np.abs(2 * belief - 1)
    figure = belief > 0.5
    for side in (figure, ~figure):
        weight[side] /= max(2 * weight[side].sum(), 1e-9)
    random = np.random.default_rng(0)
    normal = random.normal(size=(features.shape[1], _MODEL_TERMS)) / _MODEL_REACH
    uniform = random.uniform(0, 2 * np.pi, _MODEL_TERMS)
    waves, phases = normal.astype(np.float32), uniform.astype(np.float32)
    square = 1e-3 * np.eye(_MODEL_TERMS + 1)
    product = np.zeros(_MODEL_TERMS + 1)
    for start in range(0, len(features), _MODEL_BLOCK):
        block = slice(start, start + _MODEL_BLOCK)
        exact = _terms(features[block], waves, phases).astype(np.float64)
        weighted = (exact * weight[block, None]).T
        square += weighted @ exact
        product += weighted @ belief[block]
    fit = np.linalg.solve(square, product)
    return belief, FigureModel(waves, phases, np.asarray(fit, np.float32))


def _terms(
    features: NDArray[np.float64], waves: NDArray[np.float32], phases: NDArray[np.float32]
) -> NDArray[np.float32]:
    scale = np.ones(features.shape[1])
    scale[_PLACE] = _MODEL_PLACE
    # Single precision takes a tenth of the time.
    angles = (features * scale).astype(np.float32) @ waves + phases
    terms = np.ones((len(features), _MODEL_TERMS + 1), np.float32)
    np.cos(angles, out=terms[:, :_MODEL_TERMS])
    return terms


def _alike(features: NDArray[np.float64]) -> Joined:
    """Join each region to those of the shot that resemble it most, itself among them."""
    count = len(features)
    neighbours = min(_NEIGHBOURS, count)
    points = features.astype(np.float32)
    # OpenCV is loaded already; SciPy's tree is no faster and takes a third of a second to load.
    tree = cv2.flann.Index(points, {"algorithm": _KD_TREE})
    nearest, squared = tree.knnSearch(points, neighbours)
    closeness = np.exp(-squared.ravel().astype(np.float64) / _RESEMBLANCE**2)
    return np.repeat(np.arange(count), neighbours), nearest.ravel().astype(np.intp), closeness


def _touching(cuts: list[Superpixels], features: NDArray[np.float64]) -> Joined:
    """Join regions that touch in their frame and pass into each other without a seam."""
    starts = np.cumsum([0] + [regions.count for regions in cuts])
    pairs = [
        np.stack(regions.neighbours()) + start for regions, start in zip(cuts, starts, strict=False)
    ]
    first, second = np.concatenate(pairs, axis=1)
    apart = np.linalg.norm(features[first, _COLOUR] - features[second, _COLOUR], axis=1)
    return first, second, _TOUCHING_WEIGHT * np.exp(-((apart / _SEAMLESS) ** 2))
