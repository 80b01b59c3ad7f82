"""Describe the damage of a film in words for the editor."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from matchcut.media.film import MediaInfo
from matchcut.media.frame_rate import is_variable
from matchcut.media.opening import shown_name
from matchcut.media.times import Trouble
from matchcut.words import are, counted

# A longer step, in frames, means that one is missing in between.
_HOLE = 1.5


def damage(info: MediaInfo, times: Sequence[int], trouble: Trouble) -> str:
    """Return a few sentences on a film's damage, or "" if there is none.

    times: ascending presentation timestamps of all frames seen up to the film's end, in any number
        of passes. trouble: of all those passes.
    """
    parts, remedy = [], ""
    missing = _missing(info, times, trouble)
    again = shown_before(times, trouble, info.rate, info.time_base)
    unreadable, concealed = len(trouble.unreadable) - again, len(trouble.concealed)
    if missing:
        parts.append(f"{missing:,} of {len(times) + missing:,} frames {are(missing)} missing")
    elif unreadable:
        parts.append(f"{counted(unreadable, 'frame')} could not be read")
    if concealed:
        parts.append(f"{counted(concealed, 'frame')} {are(concealed)} damaged")
    if again:
        parts.append(
            f"{counted(again, 'frame')} {are(again)} left out, whose times were shown before"
        )
        remedy = " Where recordings were joined, use them one by one, or a copy whose times go on."
    elif (
        missing and not info.frames_counted and not (unreadable or concealed) and _gap(info, times)
    ):
        remedy = " Where the recording was paused, none is."
    name = shown_name(info.path)
    said = [f"In {name} {' and '.join(parts)}.{remedy}"] if parts else []
    if info.pictures > 1:
        said.append(
            f"{name} holds {info.pictures} pictures, as of two eyes or several angles: only "
            f"one of them, {info.width} x {info.height}, is watched. Others want files of their "
            "own."
        )
    return " ".join(said)


def shown_before(times: ArrayLike, trouble: Trouble, rate: Fraction, time_base: Fraction) -> int:
    """Return how many frames came after their time had been shown, 0 if only a few did.

    Some systems join recordings by concatenating files; times then restart in each.
    """
    shown = np.asarray(times, np.int64)
    after = np.searchsorted(shown, trouble.unreadable, side="right")
    followed = after < len(shown)
    steps = shown[after[followed]] - np.asarray(trouble.unreadable, np.int64)[followed]
    # A frame that could not be decoded leaves a hole.
    again = int(np.sum(steps * float(time_base * rate) < _HOLE))
    # If both parts are equally long, the very last frame repeats the time of the last one shown.
    return again + int(np.sum(~followed)) if again >= rate else 0


def _missing(info: MediaInfo, times: Sequence[int], trouble: Trouble) -> int:
    """Return how many frames are missing, judged by the file's count and the times."""
    # A file whose header promises a few frames more than it shows has lost nothing.
    slack = 10 + info.frames // 100
    lacking = info.frames - len(times)
    if info.variable_rate:
        return lacking if info.frames_counted and lacking > slack else 0
    # If the rate varies later on, neither header nor times give the number of frames.
    holes = len(trouble.unreadable) + len(trouble.concealed)
    if not times or is_variable(times, holes=holes):
        return 0

    def number(pts: int) -> int:
        return round((pts - info.start_pts) * info.time_base * info.rate)

    first, stop = number(times[0]), number(times[-1]) + 1
    ends = info.frames_counted or info.length_stated
    if ends and info.frames - stop > slack:
        stop = info.frames
    missing = stop - first - len(times)
    # If every counted frame is there, gaps between them are pauses in the recording.
    return max(0, min(missing, lacking) if ends else missing)


def _gap(info: MediaInfo, times: Sequence[int]) -> bool:
    """Return whether there is a gap between any two successive times."""
    steps = np.diff(np.asarray(times, np.float64))
    return bool(np.any(steps * float(info.time_base * info.rate) >= _HOLE))
