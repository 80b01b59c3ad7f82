"""Shots, and the transitions between them."""

from dataclasses import dataclass
from typing import Literal

from matchcut.timing import FrameRange

TransitionKind = Literal["cut", "fade", "dissolve", "gap"]
ShotKind = Literal["picture", "title", "black", "bars", "slate"]

# Fewer are not a shot but stray frames between two cuts.
MIN_SHOT_FRAMES = 6


@dataclass(frozen=True, slots=True)
class Transition:
    """Where one shot gives way to the next.

    A hard cut at frame f is ``Transition(f, f, "cut")`` and has no frames of its own. A fade or
    dissolve covers the frames ``start`` up to, not including, ``stop``, which belong to no shot; so
    does a gap, which a list from outside may leave between its shots.
    """

    start: int
    stop: int
    kind: TransitionKind


@dataclass(frozen=True, slots=True)
class Shot:
    """Frames between two transitions of one film, and what they show."""

    frames: FrameRange
    kind: ShotKind = "picture"
