"""Group near-duplicate shots: repeats of one set-up, as when a dialogue cuts A-B-A-B.

A picture is described by the layout of its colours and edges, relative to its own mean, so that
neither a shared palette nor darkness makes two set-ups alike. Two pictures of one set-up share
a large area whatever the actors do elsewhere, so similarity is the share of cells that agree.
Cells near the border count more, because the set shows there. No network is needed.
Two shots are as similar as their most similar pictures. A shot joins the group of an earlier
representative only, never of an ordinary member: chains of small steps would lead anywhere.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.scaling import averaged

VERSION = 5

THRESHOLD = 0.34
"""Least `similarity` of near-duplicates.

In 15,193 hand-marked pairs of shots, cartoon and live action, different set-ups reach at most .21
and 85 % of the pairs of one set-up lie above .34 (tests/benchmarks/setups.py). Two figures before
one painted backdrop reach .34. A shot hidden in a group costs the editor more than one listed
twice.
"""

# Cosine above which two pictures are compared cell by cell; the lowest of any two pictures of one
# set-up among the marked pairs is .55.
_SUSPECT = 0.45
# Squared difference of two cells, over the sum of their squared lengths, at which agreement is 1 /
# e.
_DIFFERENCE = 0.05
# Squared length of a typical cell; much fainter cells agree because both are empty.
_FAINT = 0.2
_GRID = (6, 10)
_SIZE = (64, 36)
# Standard deviation in grey levels below which a picture shows nothing to compare.
_FLAT = 4.0
_BORDER = 4.0
_BLUR_PIXELS = 2.0
_SHOTS_AT_ONCE = 64
_CELLS = _GRID[0] * _GRID[1]
# Three colour values and three edge values.
_VALUES = 6

FloatArray = NDArray[np.float32]


def appearance(pictures: NDArray[np.uint8], overlay: NDArray[np.bool_] | None = None) -> FloatArray:
    """Describe pictures of one shot; its head, middle and tail are enough.

    pictures: (n, h, w, 3) uint8 BGR, the active picture, any size.
    overlay: (rows, columns) bool over the picture, True where something is burnt in.
    Returns (n, 360) float32 unit vectors; all zeros for a flat picture, so that it matches nothing.
    """
    weights = _WEIGHTS
    if overlay is not None:
        clear = _cells(overlay.astype(np.float32)) == 0
        # A watermark all over the picture leaves no cell clear but hides little of any.
        weights = weights * clear if clear.any() else weights
    return np.stack([_described(picture, weights) for picture in pictures])


def similarity(one: FloatArray, other: FloatArray) -> float:
    """Return how much of the picture two shots share at best, 0..1, from their `appearance`."""
    return float(_agreement(_by_cell(one), _by_cell(other)).max())


def likeliest(one: FloatArray, descriptors: Sequence[FloatArray], count: int) -> list[int]:
    """Return the indices of the ``count`` shots most likely to be similar, best first.

    Fast enough for thousands of shots; compute `similarity` for those returned.
    descriptors: one array of `appearance` per shot, none empty.
    """
    first = np.cumsum([0, *map(len, descriptors)])[:-1]
    cosine = np.maximum.reduceat((np.concatenate(descriptors) @ one.T).max(axis=1), first)
    return [int(at) for at in np.argsort(-cosine, kind="stable")[:count]]


def group(
    descriptors: Sequence[FloatArray],
    *,
    settled: Sequence[int] = (),
    apart: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> NDArray[np.int64]:
    """Return the position of the shot that represents each shot, (n_shots,) int64.

    A shot that represents itself has its own position.
    descriptors: one array of `appearance` per shot, earliest first: the earliest shot of a group
        represents it.
    settled: the result for the first shots, where known; later shots don't change it.
    apart: position of a shot -> earlier shots that it must not share a group with, however similar.
    """
    first = np.cumsum([0, *map(len, descriptors)])
    shot_of = np.repeat(np.arange(len(descriptors)), np.diff(first))
    representative = np.arange(len(descriptors))
    representative[: len(settled)] = settled

    def stand(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        own: NDArray[np.bool_] = representative[shot_of[rows]] == shot_of[rows]
        return own

    # Shots are compared only with earlier representatives: no other shot may take them in.
    rows = np.arange(first[len(settled)])
    rows = rows[stand(rows)]
    # The only copy of the descriptors, which may take hundreds of megabytes.
    compared = np.empty((len(shot_of), _CELLS * _VALUES), np.float32)
    known = [descriptors[shot] for shot in np.unique(shot_of[rows])]
    np.concatenate([compared[:0], *known], out=compared[: len(rows)])
    for start in range(len(settled), len(descriptors), _SHOTS_AT_ONCE):
        stop = min(start + _SHOTS_AT_ONCE, len(descriptors))
        own_rows, own = (
            np.arange(first[start], first[stop]),
            np.concatenate(descriptors[start:stop]),
        )
        earlier, rows = rows, np.concatenate([rows, own_rows])
        compared[len(earlier) : len(rows)] = own
        cosine = compared[: len(rows)] @ own.T
        cosine = np.maximum.reduceat(cosine, first[start:stop] - first[start], axis=1)
        for shot in range(start, stop):
            before = len(earlier) + first[shot] - first[start]
            near = np.flatnonzero(cosine[:before, shot - start] >= _SUSPECT)
            near = near[stand(rows[near])]
            if shot in apart:
                near = near[~np.isin(shot_of[rows[near]], representative[list(apart[shot])])]
            if not len(near):
                continue
            cells = _by_cell(descriptors[shot]), _by_cell(compared[near])
            alike = _agreement(*cells).max(axis=0)
            if alike.max() >= THRESHOLD:
                representative[shot] = shot_of[rows[near[alike.argmax()]]]
        standing = stand(own_rows)
        rows = np.concatenate([earlier, own_rows[standing]])
        compared[len(earlier) : len(rows)] = own[standing]
    return representative


def _by_cell(vectors: FloatArray) -> FloatArray:
    """Return the descriptors without the cell weights, (n_cells, n, 6) float32."""
    cells = vectors.reshape(len(vectors), _CELLS, _VALUES) / np.sqrt(_WEIGHTS)[:, None]
    return np.ascontiguousarray(cells.transpose(1, 0, 2))


def _agreement(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the share of the picture that agrees, (n, m), from (n_cells, n or m, 6) each."""
    lengths = (one**2).sum(axis=2)[:, :, None], (other**2).sum(axis=2)[:, None, :]
    difference = lengths[0] + lengths[1] - 2 * one @ other.transpose(0, 2, 1)
    agree = np.exp(-difference / (_DIFFERENCE * (lengths[0] + lengths[1] + _FAINT)))
    # All-zero cells lie under an overlay or belong to a flat picture.
    weights = _WEIGHTS[:, None, None] * ((lengths[0] > 0) & (lengths[1] > 0))
    share: FloatArray = (agree * weights).sum(axis=0) / np.maximum(weights.sum(axis=0), 1e-9)
    return share


def _described(picture: NDArray[np.uint8], weights: FloatArray) -> FloatArray:
    small = averaged(picture, *_SIZE)
    grey = grey_of(small).astype(np.float32)
    if grey.std() < _FLAT:
        return np.zeros(_CELLS * _VALUES, np.float32)
    parts = [_layout(_colours(small), weights), _layout(_edges(grey), weights)]
    return np.asarray(np.concatenate(parts, axis=1).ravel() / np.sqrt(len(parts)), np.float32)


def _colours(picture: NDArray[np.uint8]) -> FloatArray:
    """Return (h, w, 3) float32, CIE Lab."""
    scaled = picture.astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2LAB), np.float32)


def _edges(grey: FloatArray) -> FloatArray:
    """Return the gradient's strength and its vector at the doubled angle, (h, w, 3) float32.

    The doubled angle is the same whichever side of an edge is brighter (Granlund, 1978).
    """
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    length = np.maximum(strength, 1e-6)
    double = (across**2 - down**2) / length, 2 * across * down / length
    return np.asarray(np.stack([strength, *double], axis=-1), np.float32)


def _layout(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the layout of (h, w, 3) values as (n_cells, 3), of length 1 overall."""
    cells = _cells(np.asarray(cv2.GaussianBlur(values, (0, 0), _BLUR_PIXELS), np.float32))
    centred = cells - np.average(cells, axis=0, weights=weights)
    weighted = centred * np.sqrt(weights)[:, None]
    return np.asarray(weighted / max(float(np.linalg.norm(weighted)), 1e-6), np.float32)


def _cells(values: FloatArray) -> FloatArray:
    """Return the cell means, (n_cells, ...)."""
    return averaged(values, *_GRID[::-1]).reshape(_CELLS, *values.shape[2:])


def _border_weights() -> FloatArray:
    """Return the weight of each cell, (n_cells,), summing to 1."""
    y, x = ((np.indices(_GRID).T + 0.5) / _GRID - 0.5).T
    weights = 1 + _BORDER * np.maximum(np.abs(x), np.abs(y)).ravel() ** 2
    return np.asarray(weights / weights.sum(), np.float32)


_WEIGHTS = _border_weights()
