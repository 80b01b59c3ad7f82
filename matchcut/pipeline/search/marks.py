"""Marks drawn over a frame to show why it matched: outlines of figures, arrows of moves.

Both are stored at sample frames; a frame between two of them shows the marks of the nearer one.
"""

import numpy as np

from matchcut.pipeline.search.flavours import Comparison, Features
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.masks import MaskFeatures
from matchcut.representations.motion import PART_SHARES, MotionFeatures, Moves
from matchcut.representations.segmenter import Segmenter
from matchcut.scoring.scorer import IntArray

ARROW_SECONDS = 0.25
_SHORTEST_ARROW = 0.012

Point = tuple[float, float]
"""x and y, 0..1 of the active picture."""


class StoredFeatures:
    """Reads the stored figures and moves of single shots of a project."""

    def __init__(self, project: Project, segmenter: Segmenter) -> None:
        self._store = project.features
        self._segmenter = segmenter

    def load(self, shot: ShotRecord, compared: Comparison[Features]) -> Features | None:
        """Return the features of a shot that a flavour compares, or None if they are missing."""
        arrays = self._store.load_one(*compared.key(self._segmenter), shot.span)
        return None if arrays is None else compared.from_arrays(arrays)


def nearest(indices: IntArray, frame: int) -> int:
    """Return the position of the sample frame nearest to a frame."""
    return int(np.argmin(np.abs(indices - frame)))


def frames_off(features: MaskFeatures, frame: int) -> int:
    """Return by how many frames the outlines shown at a frame are later than it."""
    return int(features.indices[nearest(features.indices, frame)]) - frame


def outlines(features: MaskFeatures, frame: int) -> list[list[Point]]:
    """Return the closed rings round the figures of a frame."""
    rings = features.outlines(nearest(features.indices, frame))
    return [[(x, y) for x, y in ring.tolist()] for ring in rings]


def arrows(
    features: MotionFeatures, frame: int, *, outgoing: bool, aspect: float
) -> list[tuple[Point, Point]]:
    """Return where the picture goes within a quarter of a second, from tail to tip, on a grid.

    outgoing: the move that ends at the frame, else the one that starts there.
    aspect: width to height of the picture.
    """
    moves = features.ending if outgoing else features.starting
    return _arrows(moves, nearest(features.indices, frame), aspect)


def _arrows(moves: Moves, at: int, aspect: float) -> list[tuple[Point, Point]]:
    pan, tilt, zoom, roll = (np.array(PART_SHARES) @ moves.camera[at]).tolist()
    rows, columns = SUBJECT_GRID
    found: list[tuple[Point, Point]] = []
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) / columns - 0.5, ((row + 0.5) / rows - 0.5) / aspect
            own_x, own_y = moves.subject[at, row, column].tolist()
            dx = (pan + zoom * x - roll * y + own_x) * ARROW_SECONDS
            dy = (tilt + zoom * y + roll * x + own_y) * ARROW_SECONDS
            if np.hypot(dx, dy) >= _SHORTEST_ARROW:
                found.append(((x + 0.5, y * aspect + 0.5), (x + dx + 0.5, (y + dy) * aspect + 0.5)))
    return found
