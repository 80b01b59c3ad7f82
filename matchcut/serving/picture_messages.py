"""What the window asks the picture server, and what that answers: the JSON as types."""

from typing import TypedDict

SOUND_RATE = 48000
"""Samples a second of all sound."""


class RunArguments(TypedDict):
    """``run``: the frames ``first`` up to ``stop``, each a part, a `Frame`; then how many came.

    Fewer than asked come where the film ends or is damaged.
    """

    film: str
    first: int
    stop: int
    long_side: int  # most pixels; never more than the film has


class Frame(TypedDict):
    """A frame of a film's active picture, upright and in shape."""

    frame: int
    timecode: str
    width: int
    height: int
    block: str  # a file of height x width x 4 bytes: blue, green, red and 255


class SoundArguments(TypedDict):
    """``sound``: that of the frames ``first`` up to ``stop``, as `Sound`."""

    film: str
    first: int
    stop: int


class Sound(TypedDict):
    """Sound as it is played, at `SOUND_RATE`."""

    block: str  # a file of int16, left and right in turn


class Facts(TypedDict):
    """``facts``: those of the whole project."""

    shape: float  # width over height of its frame
