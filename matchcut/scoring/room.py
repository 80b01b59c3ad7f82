"""Decide how much of each shot must stay on screen beside a cut, and word it where it is short."""

from collections.abc import Mapping
from fractions import Fraction

from matchcut.timing import FrameRange
from matchcut.words import counted

ROOM_FRAMES = 12
"""Frames of each shot that stay on screen beside the cut, at film rates."""

# Least time that these frames must last, for fast cameras.
_ROOM_SECONDS = Fraction(1, 2)
# How far inside a short shot its outermost sample frames lie, as a share; cuts lie between these.
_SAMPLED_INSIDE = Fraction(1, 10)


def room_frames(rate: Fraction) -> int:
    """Return how many frames of a shot at this rate stay on screen beside a cut."""
    return max(ROOM_FRAMES, int(_ROOM_SECONDS * rate))


def room_in(shot: FrameRange, room: int) -> int:
    """Return how many frames of this shot stay on screen.

    Half of it if it has fewer than ``room``, or if no sample frame would leave that many.
    """
    most = len(shot) - int(_SAMPLED_INSIDE * len(shot))
    return room if most >= room else -(-len(shot) // 2)


def short_side(shot: FrameRange, frame: int, rate: Fraction, *, incoming: bool) -> int | None:
    """Return how many frames a cut leaves of a shot on screen; None if they are enough.

    frame: the last one shown of an outgoing shot, the first one of an incoming shot.
    """
    left = shot.stop - frame if incoming else frame + 1 - shot.start
    return left if left < room_frames(rate) else None


def short_sides(out: int | None, into: int | None) -> dict[str, int]:
    """Return both results of `short_side` by "out" and "in", omitting sides with enough frames."""
    return {side: left for side, left in (("out", out), ("in", into)) if left is not None}


def short_words(short: Mapping[str, int]) -> str:
    """Return `short_sides` in words, "short: 8 frames of A, 5 of B"; "" for neither."""
    named = [(short[side], letter) for side, letter in (("out", "A"), ("in", "B")) if side in short]
    told = [f"{counted(left, 'frame')} of {letter}" for left, letter in named[:1]]
    told += [f"{left} of {letter}" for left, letter in named[1:]]
    return f"short: {', '.join(told)}" if told else ""
