"""Near-duplicate shots: the same set-up again, as when a dialogue cuts A-B-A-B.

A picture is described by where its colours and its edges lie, relative to its own mean, so that
neither a shared palette nor darkness makes two set-ups alike. The middle counts less than the
borders: that is where actors move while the set stays. No weights are needed. Two shots are as
alike as their most alike pictures, and a shot joins the group of an earlier one that represents
it, never that of a mere member: chains of small steps lead anywhere.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

VERSION = 1

THRESHOLD = 0.84
"""Least cosine of near-duplicates.

On 15,193 hand-marked pairs of shots, cartoon and live action, the lowest threshold at which no
two set-ups are taken for one; it finds .81 of the pairs that are (tests/benchmarks/setups.py).
"""

_GRID = (6, 10)
_SIZE = (64, 36)
# Standard deviation in grey levels under which a picture shows nothing to compare.
_FLAT = 4.0
_BORDER = 4.0
_BLUR_PIXELS = 2.0
_SHOTS_AT_ONCE = 64
# Colours and edges, three values a cell each.
_LENGTH = 2 * 3 * _GRID[0] * _GRID[1]


def appearance(
    pictures: NDArray[np.uint8], overlay: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Describe pictures of one shot, of which its head, middle and tail are enough.

    pictures: (n, h, w, 3) uint8 BGR, the active picture, any size.
    overlay: (rows, columns) bool over the picture, True where the film has something burnt in.
    Returns (n, 360) float32 unit vectors; a flat picture's is zero: it is like nothing.
    """
    weights = _cell_weights(overlay)
    return np.stack([_described(picture, weights) for picture in pictures])


def group(
    descriptors: Sequence[NDArray[np.float32]], *, threshold: float = THRESHOLD
) -> NDArray[np.int64]:
    """Return the position of the shot that represents each shot, (n_shots,) int64.

    descriptors: one array of `appearance` for each shot of a project, earliest first, which is
        who represents. A shot that represents itself is its own position.
    """
    first = np.cumsum([0, *map(len, descriptors)])
    vectors = np.concatenate([np.zeros((0, _LENGTH), np.float32), *descriptors])
    representative = np.arange(len(descriptors))
    for start in range(0, len(descriptors), _SHOTS_AT_ONCE):
        stop = min(start + _SHOTS_AT_ONCE, len(descriptors))
        alike = vectors[: first[stop]] @ vectors[first[start] : first[stop]].T
        alike = np.maximum.reduceat(alike, first[:stop], axis=0)
        alike = np.maximum.reduceat(alike, first[start:stop] - first[start], axis=1)
        for shot in range(start, stop):
            # Of those before it, only shots that represent themselves may take it in.
            stands = representative[:shot] == np.arange(shot)
            likeness = np.where(stands, alike[:shot, shot - start], -1)
            if shot and likeness.max() >= threshold:
                representative[shot] = likeness.argmax()
    return representative


def _described(picture: NDArray[np.uint8], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    small = np.asarray(cv2.resize(picture, _SIZE, interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32)
    if grey.std() < _FLAT:
        return np.zeros(_LENGTH, np.float32)
    parts = [_layout(_colours(small), weights), _layout(_edges(grey), weights)]
    return np.asarray(np.concatenate(parts) / np.sqrt(len(parts)), np.float32)


def _colours(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (h, w, 3) float32, CIE Lab."""
    scaled = picture.astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2LAB), np.float32)


def _edges(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (h, w, 3) float32, the gradient's strength, and it at its doubled angle.

    A doubled angle is that of an edge, whichever of its sides is the brighter one (Granlund,
    1978).
    """
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    length = np.maximum(strength, 1e-6)
    double = (across**2 - down**2) / length, 2 * across * down / length
    return np.asarray(np.stack([strength, *double], axis=-1), np.float32)


def _cell_weights(overlay: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    """Return (rows, columns, 1) float32: more at the borders, none under an overlay."""
    y, x = ((np.indices(_GRID).T + 0.5) / _GRID - 0.5).T
    weights = 1 + _BORDER * np.maximum(np.abs(x), np.abs(y)) ** 2
    if overlay is not None:
        weights[_cells(overlay.astype(np.float32)) > 0] = 0
    return np.asarray(weights[..., None], np.float32)


def _layout(values: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how (h, w, 3) values lie in the picture, as a unit vector."""
    cells = _cells(np.asarray(cv2.GaussianBlur(values, (0, 0), _BLUR_PIXELS), np.float32))
    centred = cells - (cells * weights).sum(axis=(0, 1)) / weights.sum()
    weighted = (centred * np.sqrt(weights)).ravel()
    return np.asarray(weighted / max(float(np.linalg.norm(weighted)), 1e-6), np.float32)


def _cells(values: NDArray[np.float32]) -> NDArray[np.float32]:
    cells = cv2.resize(values, _GRID[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(cells, np.float32)
