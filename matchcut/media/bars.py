"""Find the black bars beside a picture.

Bars stay black even in the maximum of all frames, and end at a straight, sharp edge. A dark scene
does neither.
"""

import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of

Grey = NDArray[np.uint8]
# Left, top, right, bottom; right and bottom excluded.
Box = tuple[int, int, int, int]

# Brightest level of a bar: converted black is 0, but noise and ringing lift it.
_BLACK = 26
# Least share of a line that is lit where there is picture; burnt-in text in a bar covers less.
_LIT_SHARE = 0.6
# Least step in level from bar to picture across the edge.
_EDGE_STEP = 14
# Where scaling hasn't softened the edge, the first row has at least this share of the next row's
# brightness.
_WHOLE_SHARE = 0.8
_SMALLEST_SIDE = 0.2
# Largest difference in width between a shot's two bars, at analysis size.
_UNEVEN_PIXELS = 2


def shot_bars(pictures: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return (h, w) bool, True in the black bars beside the picture of one shot.

    For films that mix aspect ratios. Only bars of equal width count, since a dark doorway may end
    anywhere. pictures: (n, h, w, 3) uint8 BGR, frames of the shot.
    """
    brightest = np.max([grey_of(picture) for picture in pictures], axis=0)
    rows, columns = brightest.shape
    left, top, right, bottom = active_box(brightest)
    bars = np.ones((rows, columns), np.bool_)
    bars[top:bottom, left:right] = False
    uneven = max(abs(left - (columns - right)), abs(top - (rows - bottom)))
    return bars if uneven <= _UNEVEN_PIXELS else np.zeros_like(bars)


def active_box(brightest: Grey) -> Box:
    """Return the active picture, given the maximum of all frames, (h, w) uint8."""
    rows, columns = brightest.shape
    lit = brightest > _BLACK
    # Each pair of bars is searched outside the other: wide pillars would hide the picture.
    lit_columns = lit.mean(axis=0) > 0.1
    lit_rows = lit.mean(axis=1) > 0.1
    if not lit_columns.any() or not lit_rows.any():
        return 0, 0, columns, rows
    top, bottom = _between_bars(brightest[:, lit_columns])
    left, right = _between_bars(brightest[lit_rows].T)
    if bottom - top < _SMALLEST_SIDE * rows or right - left < _SMALLEST_SIDE * columns:
        return 0, 0, columns, rows
    return left, top, right, bottom


def _between_bars(brightest: Grey) -> tuple[int, int]:
    """Return the first row of picture and the row after the last."""
    picture = np.flatnonzero((brightest > _BLACK).mean(axis=1) >= _LIT_SHARE)
    rows = len(brightest)
    if not len(picture):
        return 0, rows
    first, stop = int(picture[0]), int(picture[-1]) + 1
    upward = brightest[::-1]
    return _past_edge(brightest, first), rows - _past_edge(upward, rows - stop)


def _past_edge(brightest: Grey, first: int) -> int:
    """Return the first row that is entirely picture, 0 where no bar ends at row ``first``."""
    if not _is_sharp(brightest, first):
        return 0
    # Scaling softens a bar's edge by a pixel; the half-lit row would look like something burnt in.
    whole = brightest[first] >= _WHOLE_SHARE * brightest[min(first + 1, len(brightest) - 1)]
    return first if np.mean(whole) >= _LIT_SHARE else first + 1


def _is_sharp(brightest: Grey, edge: int) -> bool:
    """Return whether a black bar ends at row ``edge`` in one step, along most of the row."""
    if edge == 0:
        return False
    bar = brightest[max(0, edge - 4) : max(1, edge - 1)].max(axis=0).astype(np.int16)
    picture = brightest[edge : edge + 4].max(axis=0)
    return bool(np.mean(picture - bar >= _EDGE_STEP) >= _LIT_SHARE)
