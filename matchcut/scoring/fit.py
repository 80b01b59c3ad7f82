"""Nudge to fit: find the scale and shift that best lay one figure over another.

For a given scale every shift is tried at once: the cells that two masks share at each shift are
their cross-correlation, and so are the cells of the moved figure that stay in the picture. So the
result is the best of the whole grid, first in coarse steps, then in fine ones around the best.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged

LARGEST_SCALE = 2.0
LARGEST_SHIFT = 0.5
"""Largest shift, as a share of width and height; beyond it hardly any picture is left."""

_COARSE_COLUMNS, FINE_COLUMNS = 96, 320
_OCTAVE_STEPS = 8
# A smaller gain is not worth a softer picture.
_WORTH_MOVING = 0.005

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fit:
    """How the incoming picture is scaled about its middle, then moved.

    dx, dy: to the right and down, in widths and heights of the frame.
    before, after: intersection over union of the two figures before and after fitting, 0..1.
    """

    scale: float
    dx: float
    dy: float
    before: float
    after: float


def best_fit(out: Mask, into: Mask) -> Fit:
    """Return the nudge that best lays the figure of ``into`` over that of ``out``.

    out, into: (rows, columns) bool, both in the project's frame. What leaves the frame is lost.
    If either is empty: scale 1, no shift.
    """
    before = _iou(out, into)
    still = Fit(1.0, 0.0, 0.0, before, before)
    if not out.any() or not into.any():
        return still
    octaves = int(np.log2(LARGEST_SCALE) * _OCTAVE_STEPS)
    coarse = 2.0 ** (np.arange(-octaves, octaves + 1) / _OCTAVE_STEPS)
    scale = _best(out, into, coarse, _COARSE_COLUMNS)[0]
    fine = scale * 2.0 ** (np.arange(-4, 5) / (4 * _OCTAVE_STEPS))
    fine = fine[(fine >= 1 / LARGEST_SCALE) & (fine <= LARGEST_SCALE)]
    scale, dx, dy = _best(out, into, fine, FINE_COLUMNS)
    after = _iou(out, _laid(into, scale, dx, dy))
    return Fit(scale, dx, dy, before, after) if after > before + _WORTH_MOVING else still


def _best(
    out: Mask, into: Mask, scales: NDArray[np.float64], columns: int
) -> tuple[float, float, float]:
    """Return the scale, dx and dy with the highest intersection over union."""
    rows = max(1, round(columns * out.shape[0] / out.shape[1]))
    fixed, moving = (averaged(mask.astype(np.float32), columns, rows) for mask in (out, into))
    reach_x, reach_y = int(columns * LARGEST_SHIFT), int(rows * LARGEST_SHIFT)
    figure, frame = (
        cv2.copyMakeBorder(cells, reach_y, reach_y, reach_x, reach_x, cv2.BORDER_CONSTANT)
        for cells in (fixed, np.ones_like(fixed))
    )
    best, found = -1.0, (1.0, 0.0, 0.0)
    for scale in scales.tolist():
        moved = _laid(moving, scale, 0, 0)
        shared = cv2.matchTemplate(figure, moved, cv2.TM_CCORR)
        inside = cv2.matchTemplate(frame, moved, cv2.TM_CCORR)
        iou = shared / np.maximum(fixed.sum() + inside - shared, 1e-9)
        y, x = np.unravel_index(np.argmax(iou), iou.shape)
        if iou[y, x] > best:
            best = float(iou[y, x])
            found = scale, (int(x) - reach_x) / columns, (int(y) - reach_y) / rows
    return found


def _laid(
    mask: NDArray[np.float32] | Mask, scale: float, dx: float, dy: float
) -> NDArray[np.float32]:
    """Return a mask scaled about its middle, then moved."""
    rows, columns = mask.shape
    # Pixel positions are centres, half a pixel from the edge.
    middle_x, middle_y = (columns - 1) / 2, (rows - 1) / 2
    move = np.array(
        [
            [scale, 0, middle_x * (1 - scale) + dx * columns],
            [0, scale, middle_y * (1 - scale) + dy * rows],
        ]
    )
    laid = cv2.warpAffine(mask.astype(np.float32), move, (columns, rows), flags=cv2.INTER_LINEAR)
    return np.asarray(laid, np.float32)


def _iou(out: Mask, into: NDArray[np.float32] | Mask) -> float:
    other = np.asarray(into >= 0.5, np.bool_)
    union = int((out | other).sum())
    return int((out & other).sum()) / union if union else 0.0
