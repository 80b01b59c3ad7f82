"""How much of each shot stays on screen beside a cut, and the words where that is little."""

from collections.abc import Mapping
from fractions import Fraction

from matchcut.timing import FrameRange
from matchcut.words import counted

ROOM_FRAMES = 12
"""How much of each shot stays on screen beside the cut, at the rates of films."""

# What the frames of a fast camera have to last, too.
_ROOM_SECONDS = Fraction(1, 2)
# How far inside a short shot its outermost sample frames lie: between these it can be cut.
_SAMPLED_INSIDE = Fraction(1, 10)


def room_frames(rate: Fraction) -> int:
    """Return how many frames of a shot at this rate stay on screen beside a cut."""
    return max(ROOM_FRAMES, int(_ROOM_SECONDS * rate))


def room_in(shot: FrameRange, room: int) -> int:
    """Return how many frames of this shot stay on screen.

    Half of one that has fewer than ``room``, or that no sample frame would leave as many of.
    """
    most = len(shot) - int(_SAMPLED_INSIDE * len(shot))
    return room if most >= room else -(-len(shot) // 2)


def short_side(shot: FrameRange, frame: int, rate: Fraction, *, incoming: bool) -> int | None:
    """Return how many frames a cut leaves on screen of a shot; None where they are enough.

    frame: the last one shown of an outgoing shot, the first one of an incoming.
    """
    left = shot.stop - frame if incoming else frame + 1 - shot.start
    return left if left < room_frames(rate) else None


def short_sides(out: int | None, into: int | None) -> dict[str, int]:
    """Return what `short_side` says of both, by "out" and "in", without the sides with enough."""
    return {side: left for side, left in (("out", out), ("in", into)) if left is not None}


def short_words(short: Mapping[str, int]) -> str:
    """Return `short_sides` in an editor's words, "short: 8 frames of A, 5 of B"; "" for neither."""
    named = [(short[side], letter) for side, letter in (("out", "A"), ("in", "B")) if side in short]
    told = [f"{counted(left, 'frame')} of {letter}" for left, letter in named[:1]]
    told += [f"{left} of {letter}" for left, letter in named[1:]]
    return f"short: {', '.join(told)}" if told else ""
