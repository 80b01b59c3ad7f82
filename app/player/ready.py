"""Choose the frames and sound to preload: a whole cut, or a long shot's parts near the playhead.

However long a shot is, memory holds some seconds of its frames and a minute or two of its sound.
Parts are counted from the shot's start, so that a moving playhead needs the same ones as before,
less one, and one more.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from app.player.clock import Speed
from app.player.loop import Loop, Stretch

_WHOLE_SECONDS = Fraction(17, 2)
"""The longest loop preloaded as a whole; a cut's is four seconds on each side."""

_PART_SECONDS = Fraction(1)
_PARTS_AHEAD, _PARTS_BEHIND = 3, 1
_SOUND_SECONDS = Fraction(60)


def frames_ready_at(loop: Loop, position: int, speed: Speed) -> list[Stretch]:
    """Return the parts of a loop whose frames to preload, most urgent first.

    speed: that it plays at; backwards, more is preloaded before the playhead.
    """
    if loop.seconds <= _WHOLE_SECONDS:
        return _stretches(loop)
    shot, at = loop.head, loop.at(position)[1] - loop.head.first
    size = _frames(shot, _PART_SECONDS)
    count, way = -(-len(shot) // size), -1 if speed < 0 else 1
    steps = (*range(_PARTS_AHEAD + 1), *range(-1, -_PARTS_BEHIND - 1, -1))
    parts = [_part(shot, size, (at // size + way * step) % count) for step in steps]
    if speed:
        return parts
    # When seeking, the frames before it in its part can wait.
    first = shot.first + at
    return [replace(shot, first=first, stop=first + 1), *parts]


def sound_ready_at(loop: Loop, position: int, speed: Speed) -> list[Stretch]:
    """Return the parts of a loop whose sound to preload, that at the position first."""
    ready = frames_ready_at(loop, position, speed)
    if loop.seconds <= _WHOLE_SECONDS:
        return ready
    size = _frames(loop.head, _SOUND_SECONDS)
    numbers = dict.fromkeys((each.first - loop.head.first) // size for each in ready)
    return [_part(loop.head, size, number) for number in numbers]


def heard_at(loop: Loop, position: int) -> list[Stretch]:
    """Return the sound played as one piece at a position, in order."""
    return sound_ready_at(loop, position, 0)[: None if loop.seconds <= _WHOLE_SECONDS else 1]


def heard_after(loop: Loop, heard: Sequence[Stretch]) -> list[Stretch]:
    """Return the piece of sound after another; the same one if the loop's sound is one piece."""
    stop = loop.cut + heard[-1].stop - loop.head.first
    return heard_at(loop, stop % len(loop))


def frames_at_once(loop: Loop) -> int:
    """Return the largest number of frames of a loop preloaded at once."""
    if loop.seconds <= _WHOLE_SECONDS:
        return len(loop)
    return _frames(loop.head, _PART_SECONDS) * (_PARTS_AHEAD + 1 + _PARTS_BEHIND)


def _stretches(loop: Loop) -> list[Stretch]:
    return [each for each in (loop.tail, loop.head) if each is not None]


def _frames(shot: Stretch, seconds: Fraction) -> int:
    return max(1, round(seconds * shot.rate))


def _part(shot: Stretch, size: int, number: int) -> Stretch:
    first = shot.first + size * number
    return replace(shot, first=first, stop=min(first + size, shot.stop))
