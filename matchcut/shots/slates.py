"""Detect slates by the two sticks of a clapper, striped in black and white.

The writing on the board is unreliable, the sticks are not: two rows of parallel edges at even
steps, dark to bright and back, equally long, near each other and leaning opposite ways, because
their stripes form arrows where the sticks meet. A zebra crossing, stairs or a fence have one row,
or upright ones.
"""

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

# For a picture 256 pixels wide: length of a stripe's edge, and grey levels across it.
_EDGE_PIXELS = (4, 60)
_MIN_CONTRAST = 50
# Pixels to either side of an edge at which its contrast is read.
_BESIDE = 2
# Between neighbours in a row: cosine of their directions, ratio of their lengths, and their
# distance in edge lengths.
_PARALLEL = 0.97
_ALIKE = 1.8
_STEP_LENGTHS = (0.25, 2.2)
# Cosines between an edge and the step to the next: neither a ladder nor one broken line.
_LEANING = (0.2, 0.94)
# How far the next edge may be from its expected position, as a share of a step.
_STRAY = 0.4
_MIN_EDGES = 6
# Between the two sticks: ratio of their steps, degrees between them, gap in steps.
_SAME_STEP = 1.35
_OPEN_DEGREES = 30
_GAP_STEPS = 6
# Least angle of stripes to the upright, in degrees.
_MIN_LEAN = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Straight edges: middles (n, 2) and unit directions (n, 2, downwards) in pixels.

    lengths, contrasts: (n,); the sign of a contrast tells which side is brighter.
    """

    middles: NDArray[np.float64]
    directions: NDArray[np.float64]
    lengths: NDArray[np.float64]
    contrasts: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Stick:
    """A row of stripes: its edges' middles (n, 2), the step from one to the next, and the lean.

    lean: degrees from upright, signed, seen along the step.
    """

    middles: NDArray[np.float64]
    step: NDArray[np.float64]
    lean: float


def is_slate(grey: NDArray[np.uint8]) -> bool:
    """Return whether a grey picture, 256 pixels wide, shows both sticks of a clapper."""
    return any(_belong_together(*pair) for pair in combinations(_sticks(_edges(grey)), 2))


def _edges(grey: NDArray[np.uint8]) -> _Edges:
    """Return the edges that may belong to stripes.

    Found by the detector of von Gioi et al., "LSD: a Line Segment Detector" (IPOL 2012).
    """
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(grey)[0]
    ends = np.zeros((0, 2, 2)) if found is None else found.reshape(-1, 2, 2).astype(np.float64)
    ways = ends[:, 1] - ends[:, 0]
    lengths = np.hypot(*ways.T)
    ways *= np.where(ways[:, 1] < 0, -1, 1)[:, None]
    directions = ways / np.maximum(lengths, 1e-6)[:, None]
    middles = ends.mean(axis=1)
    across = _BESIDE * np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    contrasts = _grey_at(grey, middles + across) - _grey_at(grey, middles - across)
    shortest, longest = _EDGE_PIXELS
    kept = (shortest <= lengths) & (lengths <= longest) & (abs(contrasts) >= _MIN_CONTRAST)
    return _Edges(middles[kept], directions[kept], lengths[kept], contrasts[kept])


def _grey_at(grey: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = np.rint(points).astype(np.intp).T
    rows, columns = grey.shape
    read = grey[y.clip(0, rows - 1), x.clip(0, columns - 1)]
    return np.asarray(read, np.float64)


def _sticks(edges: _Edges) -> list[_Stick]:
    """Return the rows of stripes, longest first, no edge in two of them."""
    apart = edges.middles[None] - edges.middles[:, None]
    linked = _linked(edges, apart)
    starts = np.flatnonzero(_lead_far(linked)).tolist()
    rows = [row for first in starts if (row := _longest_row(first, linked, apart))]
    sticks = []
    taken: set[int] = set()
    for row in sorted(rows, key=len, reverse=True):
        if taken.isdisjoint(row):
            taken.update(row)
            sticks.append(_stick(edges, row))
    return sticks


def _linked(edges: _Edges, apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which edge may follow which in a row of stripes, (n, n)."""
    distance = np.hypot(apart[..., 0], apart[..., 1])
    lengths = edges.lengths[:, None]
    ratio = lengths / lengths.T
    nearest, farthest = _STEP_LENGTHS
    along = abs((apart * edges.directions[:, None]).sum(axis=2)) / np.maximum(distance, 1e-6)
    least, most = _LEANING
    return np.asarray(
        (abs(edges.directions @ edges.directions.T) > _PARALLEL)
        & (ratio > 1 / _ALIKE)
        & (ratio < _ALIKE)
        & (edges.contrasts[:, None] * edges.contrasts < 0)
        & (least < along)
        & (along < most)
        & (nearest * lengths < distance)
        & (distance < farthest * lengths)
    )


def _lead_far(linked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return from which edges a chain of links is long enough for a row, (n,); few are."""
    far: NDArray[np.bool_] = np.ones(len(linked), np.bool_)
    for _ in range(_MIN_EDGES - 1):
        far = np.asarray((linked & far).any(axis=1), np.bool_)
    return far


def _longest_row(
    first: int, linked: NDArray[np.bool_], apart: NDArray[np.float64]
) -> list[int] | None:
    """Return the longest row of edges at even steps from ``first`` on, None if it is too short."""
    longest: list[int] = []
    for second in np.flatnonzero(linked[first]).tolist():
        row, step = [first, second], apart[first, second]
        while len(following := np.flatnonzero(linked[row[-1]])):
            strays = np.hypot(*(apart[row[-1], following] - step).T)
            strays[np.isin(following, row)] = np.inf
            if strays.min() > _STRAY * np.hypot(*step):
                break
            row.append(int(following[strays.argmin()]))
            step = (step + apart[row[-2], row[-1]]) / 2
        longest = max(longest, row, key=len)
    return longest if len(longest) >= _MIN_EDGES else None


def _stick(edges: _Edges, row: list[int]) -> _Stick:
    middles = edges.middles[row]
    step = (middles[-1] - middles[0]) / (len(row) - 1)
    step = step if step[0] >= 0 else -step
    x, y = edges.directions[row].mean(axis=0)
    lean = np.degrees(np.arctan2(step[0] * y - step[1] * x, step[0] * x + step[1] * y)) - 90
    return _Stick(middles, step, float(lean))


def _belong_together(one: _Stick, other: _Stick) -> bool:
    """Return whether two rows of stripes are the sticks of one clapper, open or closed."""
    steps = np.hypot(*one.step), np.hypot(*other.step)
    if max(steps) > _SAME_STEP * min(steps):
        return False
    if one.lean * other.lean >= 0 or min(abs(one.lean), abs(other.lean)) < _MIN_LEAN:
        return False
    if abs(one.step @ other.step) < np.cos(np.radians(_OPEN_DEGREES)) * steps[0] * steps[1]:
        return False
    gaps = one.middles[:, None] - other.middles
    return bool(np.hypot(gaps[..., 0], gaps[..., 1]).min() <= _GAP_STEPS * min(steps))
