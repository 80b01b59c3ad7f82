"""Measure the similarity of two pictures, one of which may be graded (a proxy and its original).

A grade keeps the order of brightness, so pixels are compared by brightness rank.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.frames import FrameReader
from matchcut.media.scaling import averaged

GreyFrame = NDArray[np.float32]

MIN_SIMILARITY = 0.7
"""Two copies of one picture exceed this similarity, even with timecode burnt into one."""

_LONG_SIDE, _COMPARED = 160, (64, 36)
# Least standard deviation, in grey levels, of a picture with contrast.
_MIN_CONTRAST = 8.0
# A neighbour is taken for the frame shown if it is more similar by _MORE_ALIKE, and by _SHARE of
# the frame's distance from 1. In thirteen films with small proxies this rejects no correct frame,
# graded or not, and 15, 28, 49 and 64 in a hundred of those that are 1, 2, 3 and 5 frames off: in
# the others hardly anything moves.
_MORE_ALIKE, _SHARE = 0.002, 0.6


def grey_frame(reader: FrameReader, pts: int) -> GreyFrame:
    """Return the frame on screen at ``pts``, scaled to (36, 64) float32, grey levels."""
    picture = reader.frame_at(pts, _LONG_SIDE).picture
    return averaged(grey_of(picture).astype(np.float32), *_COMPARED)


def rank_correlation(one: GreyFrame, other: GreyFrame) -> float | None:
    """Return Spearman's rank correlation of two pictures' brightness, -1 to 1.

    None if neither has contrast; 0 if only one has. SciPy is avoided: it takes over a second to
    load.
    """
    if max(one.std(), other.std()) < _MIN_CONTRAST:
        return None
    first, second = (ranks - ranks.mean() for ranks in (_ranks(one), _ranks(other)))
    spread = float(np.sqrt((first**2).mean() * (second**2).mean()))
    return float((first * second).mean()) / spread if spread else 0.0


def is_same_frame(shown: GreyFrame, frames: Sequence[GreyFrame], at: int) -> bool:
    """Return whether ``shown`` is frame ``at`` of successive frames, not a neighbour of it.

    Also True if neither picture has contrast.
    """
    alike = rank_correlation(shown, frames[at])
    if alike is None:
        return True
    beside = max(rank_correlation(shown, frame) or 0.0 for frame in frames)
    return alike >= MIN_SIMILARITY and beside - alike <= max(_MORE_ALIKE, _SHARE * (1 - alike))


def _ranks(picture: GreyFrame) -> NDArray[np.float64]:
    """Return the rank of each pixel by brightness, (n,); equal pixels share one."""
    flat = picture.ravel()
    ordered = np.sort(flat)
    return (np.searchsorted(ordered, flat) + np.searchsorted(ordered, flat, side="right")) / 2
