"""Detect cuts so close that they hide each other: a new picture every frame or two.

A cut is recognised because the frames on either side of it are alike. In so fast a montage none
are. It differs from a whip pan or flashing lamps in that picture after picture, for a while, is
like none of those around it, even if moved or lit differently.
"""

from matchcut.shots.cuts import NEIGHBOURS
from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import WarpedCorrelation, difference

MONTAGE_FRAMES = 12
"""How many frames on each side of a new picture are searched for others."""

_MIN_DIFFERENCE = 20.0
_MAX_CORRELATION = 0.5
# New pictures within that range. Ordinary films, animated ones too, have at most four.
_MIN_PICTURES = 6


def is_other_picture(history: RecentFrames, at: int, correlation: WarpedCorrelation) -> bool:
    """Return whether a picture starts at position ``at`` that is like none of those before it."""
    frames = history.frames
    # Most frames are like the last one, so look no further.
    if difference(frames[at - 1], frames[at]) < _MIN_DIFFERENCE:
        return False
    before = frames[max(at - NEIGHBOURS, 0) : at]
    after = frames[at : at + NEIGHBOURS]
    across = min(difference(a, b) for a in before for b in after)
    return across >= _MIN_DIFFERENCE and correlation(before[-1], after[0]) <= _MAX_CORRELATION


def in_montage(pictures: set[int], at: int) -> bool:
    """Return whether the picture that starts at ``at`` begins, continues or ends a montage.

    pictures: where other pictures start, by `is_other_picture`.
    """
    earlier = pictures.intersection(range(at - MONTAGE_FRAMES, at))
    later = pictures.intersection(range(at + 1, at + MONTAGE_FRAMES + 1))
    return max(len(earlier), len(later)) >= _MIN_PICTURES - 1
