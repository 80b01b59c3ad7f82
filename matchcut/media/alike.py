"""How alike two pictures are, where one may be graded: its proxy is not as bright as an original.

Whatever a grade does, it leaves what is brighter than what, so brightness is compared by rank.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.frames import FrameReader
from matchcut.media.scaling import averaged

Look = NDArray[np.float32]

LEAST_ALIKE = 0.7
"""The likeness of one picture in two files is higher, also with timecode burnt into one of them."""

_LONG_SIDE, _COMPARED = 160, (64, 36)
# Levels of grey by which a picture's deviate, if it shows anything to compare.
_LEAST_CONTRAST = 8.0
# A frame beside is the one that is shown where it is more alike by this, and by this share of what
# lacks. In thirteen films with small proxies no right frame is told as wrong so, graded or not; of
# those that are 1, 2, 3 and 5 off, 15, 28, 49 and 64 in a hundred are: the others hardly move.
_MORE_ALIKE, _SHARE = 0.002, 0.6


def look(reader: FrameReader, pts: int) -> Look:
    """Return the frame on screen at ``pts`` as it is compared: (36, 64) float32, levels of grey."""
    picture = reader.frame_at(pts, _LONG_SIDE).picture
    return averaged(grey_of(picture).astype(np.float32), *_COMPARED)


def likeness(one: Look, other: Look) -> float | None:
    """Return how far what is brighter in one picture is so in the other, -1 to 1.

    None where neither shows anything to compare; 0 where one of them is of one grey.
    Spearman's rank correlation; SciPy's own takes over a second to be loaded.
    """
    if max(one.std(), other.std()) < _LEAST_CONTRAST:
        return None
    first, second = (ranks - ranks.mean() for ranks in (_ranks(one), _ranks(other)))
    spread = float(np.sqrt((first**2).mean() * (second**2).mean()))
    return float((first * second).mean()) / spread if spread else 0.0


def is_frame(shown: Look, frames: Sequence[Look], at: int) -> bool:
    """Tell whether ``shown`` is the frame ``at`` of successive ones, and none of those beside it.

    It is also where there is nothing to compare.
    """
    alike = likeness(shown, frames[at])
    if alike is None:
        return True
    beside = max(likeness(shown, frame) or 0.0 for frame in frames)
    return alike >= LEAST_ALIKE and beside - alike <= max(_MORE_ALIKE, _SHARE * (1 - alike))


def _ranks(picture: Look) -> NDArray[np.float64]:
    """Return the place of each pixel by brightness, (n,); equal ones share one."""
    flat = picture.ravel()
    ordered = np.sort(flat)
    return (np.searchsorted(ordered, flat) + np.searchsorted(ordered, flat, side="right")) / 2
