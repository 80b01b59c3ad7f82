"""Find which frames of its film are on screen while a clip plays at another speed.

Such a clip counts its own time, and a map gives the film's time for it: a line where the speed is
constant, falling where the film plays in reverse and level where it stands still.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

Point = tuple[Fraction, Fraction]

# How far two slopes may differ and count as one: systems round the points to frames.
_SAME = Fraction(1, 1000)


class UnknownSpeedError(ValueError):
    """A clip's speed doesn't tell which frames of its film it shows; the text says why."""


def line_through(points: Sequence[Point], start: Fraction, stop: Fraction) -> Point:
    """Return the film's time at clip time 0, and how much of it passes per unit of clip time.

    points: of the map, each the clip's time, then the film's; its ends continue straight. Raises
    UnknownSpeedError where it has no line, or more than one from ``start`` to ``stop``.
    """
    lines = [(one, two) for one, two in pairwise(sorted(points)) if one[0] < two[0]]
    if not lines:
        raise UnknownSpeedError("it plays at a speed that the list doesn't tell")
    seen = [(one, two) for one, two in lines if two[0] > start and one[0] < stop]
    seen = seen or [lines[0] if start < lines[0][0][0] else lines[-1]]
    slope, *others = [(two[1] - one[1]) / (two[0] - one[0]) for one, two in seen]
    if any(abs(other - slope) > _SAME for other in others):
        raise UnknownSpeedError("its speed changes, so which frames it shows is not known")
    time, value = seen[0][0]
    return value - time * slope, slope


def frames_shown(at: Fraction, pace: Fraction, long: Fraction) -> tuple[int, int]:
    """Return the lowest and highest frame on screen in ``long`` frames of the timeline.

    at: the position in the film, in frames, when they begin. pace: film frames per timeline frame,
    negative in reverse: the frame on screen then ends at the position.
    """
    end = at + (long - 1) * pace
    return (math.ceil(end) - 1, math.ceil(at) - 1) if pace < 0 else (int(at), int(end))
