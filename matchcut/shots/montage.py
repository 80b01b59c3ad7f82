"""Cuts so close that they hide each other: every frame or two is another picture.

A cut is known by the frames on either side of it, which are alike. In so fast a montage none are.
It differs from a whip pan or flashing lamps in that picture after picture is like none of those
around it, even if moved or lit differently, and that this goes on.
"""

from matchcut.shots.cuts import NEIGHBOURS
from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.sketch import WarpedCorrelation, difference

MONTAGE_FRAMES = 12
"""How many frames on each side of a new picture are searched for others."""

_MIN_DIFFERENCE = 20.0
_MAX_CORRELATION = 0.5
# New pictures within that reach. Ordinary films, animated ones too, have four at most.
_MIN_PICTURES = 6


def is_other_picture(history: RecentFrames, at: int, correlation: WarpedCorrelation) -> bool:
    """Return whether a picture starts at position ``at`` that is like none of those before it."""
    frames = history.sketches
    # Most frames are like the last one: no need to look further.
    if difference(frames[at - 1], frames[at]) < _MIN_DIFFERENCE:
        return False
    before = frames[max(at - NEIGHBOURS, 0) : at]
    after = frames[at : at + NEIGHBOURS]
    across = min(difference(a, b) for a in before for b in after)
    return across >= _MIN_DIFFERENCE and correlation(before[-1], after[0]) <= _MAX_CORRELATION


def in_montage(pictures: set[int], at: int) -> bool:
    """Return whether the picture that starts at ``at`` begins, goes on with or ends a montage.

    pictures: where other pictures start, by `is_other_picture`.
    """
    earlier = pictures.intersection(range(at - MONTAGE_FRAMES, at))
    later = pictures.intersection(range(at + 1, at + MONTAGE_FRAMES + 1))
    return max(len(earlier), len(later)) >= _MIN_PICTURES - 1
