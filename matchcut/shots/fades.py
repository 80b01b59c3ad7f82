"""Detect fades, where the picture vanishes and, after a while of nothing, another appears.

In between may be black (with a small line of text, as in trailers), or any even colour: white, or
fog. Either end may be sudden. Black or colour that lasts is a shot of its own between two
transitions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import ReducedFrame, WarpedCorrelation, are_structured
from matchcut.shots.shot import MIN_SHOT_FRAMES

LONGEST_HOLD = 36
"""Black or colour that lasts longer, in frames, is a shot of its own in any case."""

_LONGEST_FADE_OUT = 48
"""A picture that takes longer to fade, in frames, doesn't share one transition with the next."""

_LONGEST_RAMP = 72
# How long an appearing picture may be too dim to be seen, in frames.
_DIM = 3
_BLACK_BRIGHTNESS = 20.0
_BLACK_CONTRAST = 5.5
_EVEN_CONTRAST = 3.0
# Root mean square over the three channels; less is a flickering dark picture.
_MIN_RISE = 10.0
# A ramp ends where the picture hardly gains for this many frames.
_PAUSE = 4
_MIN_GROWTH = 1.04
_FLASH_FRAMES = 12
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Fade:
    """A picture vanishes or appears at positions ``start`` up to, not including, ``stop``.

    flash: black or colour within one shot, which is no transition.
    """

    start: int
    stop: int
    flash: bool = False


def fades(
    history: RecentFrames, correlation: WarpedCorrelation, longest_hold: int
) -> Iterator[Fade]:
    """Yield the fades in order, including a sudden end but not an end that is only a cut.

    longest_hold: black or colour that lasts longer, in frames, is a shot of its own; at most
        LONGEST_HOLD. The last 40 frames of an unfinished film may still change the result.
    """
    for start, stop in _empty_runs(history):
        out = _ramp(history, start, -1)
        back = _ramp(history, stop - 1, 1)
        at_an_end = start == 0 or stop == len(history)
        emptied = _emptiest(history, start, stop, 1)
        filled = _emptiest(history, stop - 1, start - 1, -1) + 1
        if out is None and back is None:
            continue
        if (
            out is not None
            and back is not None
            and not at_an_end
            and filled - emptied <= longest_hold
            and stop - emptied <= LONGEST_HOLD + _DIM
            and start - out <= _LONGEST_FADE_OUT
        ):
            if _is_flash(history, start, stop, correlation) and min(start - out, back - stop) <= 1:
                # The picture beside it may change, by movement or by a cut of its own.
                yield Fade(start, stop, flash=True)
                continue
            yield Fade(out, back, flash=_is_flash(history, out, back, correlation))
            continue
        if out is not None and start - out > 1:
            yield Fade(out, emptied)
        if back is not None and back - stop > 1:
            yield Fade(filled, back)


def _empty_runs(history: RecentFrames) -> list[tuple[int, int]]:
    """Return runs of black frames, and runs of evenly coloured ones between pictures."""
    frames = history.frames
    brightness = np.array([each.brightness for each in frames])
    contrast = np.array([each.contrast for each in frames])
    tint = np.array([each.tint for each in frames])
    black = (brightness <= _BLACK_BRIGHTNESS) & (contrast <= _BLACK_CONTRAST)
    black &= ~_dark_shots(frames, black)
    even = (np.maximum(contrast, tint) <= _EVEN_CONTRAST) & ~black
    if not (black | even).any():
        return []
    picture = np.pad(~(black | even), 1, constant_values=True)
    runs = _runs(black)
    runs += [(a, b) for a, b in _runs(even) if picture[a] and picture[b + 1]]
    return sorted(runs)


def _dark_shots(frames: Sequence[ReducedFrame], black: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of the almost black frames belong to dark pictures that stay.

    A fade has such pictures for a few frames only.
    """
    dark = np.zeros_like(black)
    at = np.flatnonzero(black)
    if len(at):
        dark[at] = are_structured(np.stack([frames[each].inner_cells for each in at.tolist()]))
    for start, stop in _runs(dark):
        dark[start:stop] = stop - start >= MIN_SHOT_FRAMES
    return dark


def _runs(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _ramp(history: RecentFrames, empty: int, step: int) -> int | None:
    """Follow the picture away from the empty frame at ``empty``, forwards (1) or backwards (-1).

    Returns the position where it has fully appeared: the fade's stop (its start, backwards).
    None where no picture appears.
    """
    reach = min(_LONGEST_RAMP, len(history) - 1 - empty if step > 0 else empty)
    if reach == 0:
        return None
    steps = np.arange(reach + 1)
    away = history.back[empty + steps, steps] if step > 0 else history.back[empty, : reach + 1]
    rise = np.sqrt(away)
    # If the picture appeared at once, its first frame ends the ramp.
    joints = empty + step * (steps + 1) + (step < 0)
    cut = np.array([joint in history.cuts for joint in joints])
    ahead = sliding_window_view(np.pad(rise[1:], (0, _PAUSE)), _PAUSE).max(axis=1)
    ends = cut | (ahead < rise * _MIN_GROWTH)
    ends[0], ends[-1] = False, True
    top = 1 if cut[0] else int(np.argmax(ends))
    if rise[top] < _MIN_RISE:
        return None
    return empty + top if step > 0 else empty - top + 1


def _emptiest(history: RecentFrames, edge: int, end: int, step: int) -> int:
    """Return where nothing of the picture is left, going on from the ``edge`` of an empty run."""
    levels = [
        history.frames[at].brightness + history.frames[at].contrast for at in range(edge, end, step)
    ]
    left = 0
    while left + 1 < len(levels) and min(levels[left + 1 : left + 4]) < levels[left] - 0.2:
        left += 1
    return edge + step * left


def _is_flash(history: RecentFrames, start: int, stop: int, correlation: WarpedCorrelation) -> bool:
    """Return whether ``start`` up to ``stop`` are few frames between two that are alike."""
    if start < 1 or stop >= len(history) or stop - start > _FLASH_FRAMES:
        return False
    return correlation(history.frames[start - 1], history.frames[stop]) >= _ALIKE
