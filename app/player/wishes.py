"""What a loop needs at its playhead, in order of urgency."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.player.clock import PlaybackClock
from app.player.frames import Run, SoundOf, Wish
from app.player.loop import Loop, Stretch
from app.player.ready import frames_at_once, frames_ready_at, sound_ready_at

SMALL = 640
"""Long side of the frames that are read ahead."""

_SHARP_BYTES = 512 << 20


def wishes(
    clock: PlaybackClock,
    here: Callable[[Stretch], bool],
    neighbours: Sequence[Loop],
    strips: Iterable[Stretch],
    view_side: int,
) -> Iterator[Wish]:
    """Yield the wishes, most urgent first.

    here: return whether a stretch can be played. neighbours: the loop that is likely next, then
    others. strips: what the filmstrips show. view_side: long side of the picture on the screen.
    """
    loop = clock.loop
    ready = filmed(frames_ready_at(loop, clock.position, clock.speed))
    # Frames not read ahead are requested sharp at once: decoding takes longer than the larger size.
    sharp = _sharp_side(view_side, frames_at_once(loop))
    yield from (_run(each, sharp) for each in ready if not here(each))
    yield from sounds(sound_ready_at(loop, clock.position, clock.speed))
    after, before = neighbours[:1], neighbours[1:]
    for each in after:
        yield from _small(each)
    if loop.tail is not None and not loop.tail.still:
        yield Run(loop.tail.film, loop.tail.stop - 1, loop.tail.stop, sharp)
    if loop.tail is not None:
        yield Run(loop.head.film, loop.head.first, loop.head.first + 1, sharp)
    yield from (_run(strip, SMALL) for strip in strips)
    yield from (_run(each, sharp) for each in ready)
    for each in before:
        yield from _small(each)


def filmed(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches that are decoded: all but a still."""
    return [each for each in stretches if not each.still]


def sounds(stretches: Iterable[Stretch]) -> Iterator[SoundOf]:
    """Yield the sound of each stretch."""
    return (SoundOf(each.film, each.first, each.stop) for each in filmed(stretches))


def _small(loop: Loop) -> Iterator[Wish]:
    yield from (_run(each, SMALL) for each in filmed(frames_ready_at(loop, 0, 1)))
    yield from sounds(sound_ready_at(loop, 0, 1))


def _run(stretch: Stretch, long_side: int) -> Run:
    return Run(stretch.film, stretch.first, stretch.stop, long_side)


def _sharp_side(view_side: int, frames: int) -> int:
    """Return the largest useful long side at which this many frames fit in memory."""
    # As if square: no picture of this long side has more pixels.
    most = int(math.sqrt(_SHARP_BYTES / (4 * frames)))
    return max(SMALL, min(view_side, most))
