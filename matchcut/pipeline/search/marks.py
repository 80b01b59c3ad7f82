"""Marks drawn over a frame to show why it matched: outlines of figures, arrows of moves.

Both are stored at sample frames; a frame between two of them shows the marks of the nearer one.
"""

import numpy as np

from matchcut.pipeline.search.documents import Arrow, Marks, Point
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.stored import FIGURES, MOVES, StoredFeatures, nearest
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.masks import MaskFeatures
from matchcut.representations.motion import PART_SHARES, MotionFeatures, Moves
from matchcut.review import Flavour

ARROW_SECONDS = 0.25
_SHORTEST_ARROW = 0.012


def marks(
    stored: StoredFeatures, flavour: Flavour, side: FoundSide, *, outgoing: bool, aspect: float
) -> Marks:
    """Return the marks that show why a pair of this flavour matches, as far as known.

    outgoing, aspect: see `arrows`.
    """
    shown = COMPARISONS[flavour]
    figures = stored.load(side.shot, FIGURES) if shown.outlines else None
    moves = stored.load(side.shot, MOVES) if shown.arrows else None
    return Marks(
        outlines=outlines(figures, side.frame) if figures else (),
        arrows=arrows(moves, side.frame, outgoing=outgoing, aspect=aspect) if moves else (),
        frames_off=frames_off(figures, side.frame) if figures else 0,
    )


def frames_off(features: MaskFeatures, frame: int) -> int:
    """Return by how many frames the outlines shown at a frame are later than it."""
    return int(features.indices[nearest(features.indices, frame)]) - frame


def outlines(features: MaskFeatures, frame: int) -> list[list[Point]]:
    """Return closed rings around the figures of a frame."""
    rings = features.outlines(nearest(features.indices, frame))
    return [[(x, y) for x, y in ring.tolist()] for ring in rings]


def arrows(features: MotionFeatures, frame: int, *, outgoing: bool, aspect: float) -> list[Arrow]:
    """Return where the picture moves within a quarter of a second, from tail to tip, on a grid.

    outgoing: the move that ends at the frame, else the one that starts there.
    aspect: width to height of the picture.
    """
    moves = features.ending if outgoing else features.starting
    return _arrows(moves, nearest(features.indices, frame), aspect)


def _arrows(moves: Moves, at: int, aspect: float) -> list[Arrow]:
    pan, tilt, zoom, roll = (np.array(PART_SHARES) @ moves.camera[at]).tolist()
    rows, columns = SUBJECT_GRID
    found: list[Arrow] = []
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) / columns - 0.5, ((row + 0.5) / rows - 0.5) / aspect
            own_x, own_y = moves.subject[at, row, column].tolist()
            dx = (pan + zoom * x - roll * y + own_x) * ARROW_SECONDS
            dy = (tilt + zoom * y + roll * x + own_y) * ARROW_SECONDS
            if np.hypot(dx, dy) >= _SHORTEST_ARROW:
                found.append(((x + 0.5, y * aspect + 0.5), (x + dx + 0.5, (y + dy) * aspect + 0.5)))
    return found
