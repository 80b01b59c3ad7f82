"""The window's requests to the picture server and their answers: the JSON as types."""

from typing import TypedDict

SOUND_RATE = 48000
"""Samples a second of all sound."""


class RunArguments(TypedDict):
    """``run``: frames ``first`` up to ``stop``, each a part, a `Frame`; then how many were sent.

    There are fewer if the film ends or is damaged.
    """

    film: str
    first: int
    stop: int
    long_side: int  # limit in pixels, besides the film's own size


class Frame(TypedDict):
    """A frame of a film's active picture, upright, with square pixels."""

    frame: int
    timecode: str
    width: int
    height: int
    block: str  # a file of height x width x 4 bytes: blue, green, red and 255


class SoundArguments(TypedDict):
    """``sound``: that of the frames ``first`` up to ``stop``, as it is played, at `SOUND_RATE`.

    The answer is the name of a file of int16, left and right in turn.
    """

    film: str
    first: int
    stop: int
