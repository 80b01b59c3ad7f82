"""What of a film could not be read, in words for the editor."""

from collections.abc import Sequence

from matchcut.media.film import MediaInfo
from matchcut.media.opening import shown_name
from matchcut.media.times import Trouble


def damage(info: MediaInfo, times: Sequence[int], trouble: Trouble) -> str:
    """Return one sentence on what could not be read of a film, or "" where all could.

    times: ascending presentation timestamps of all frames seen to the film's end, in however many
        passes; trouble: of all of them.
    """
    parts = []
    missing, expected = _missing(info, times)
    unreadable, concealed = len(trouble.unreadable), len(trouble.concealed)
    if missing:
        parts.append(f"{missing} of {expected} frames {_are(missing)} missing")
    elif unreadable:
        parts.append(f"{_frames(unreadable)} could not be read")
    if concealed:
        parts.append(f"{_frames(concealed)} {_are(concealed)} damaged")
    return f"In {shown_name(info.path)} {' and '.join(parts)}." if parts else ""


def _missing(info: MediaInfo, times: Sequence[int]) -> tuple[int, int]:
    """Return how many frames were missing, of how many."""
    # A file whose header promises a few frames more than it shows has lost nothing.
    slack = 10 + info.frames // 100
    if info.variable_rate:
        missing = info.frames - len(times) if info.frames_counted else 0
        return (missing if missing > slack else 0), info.frames
    if not times:
        return 0, info.frames

    def number(pts: int) -> int:
        return round((pts - info.start_pts) * info.time_base * info.rate)

    first, stop = number(times[0]), number(times[-1]) + 1
    if info.frames_counted and info.frames - stop > slack:
        stop = info.frames
    return max(0, stop - first - len(times)), stop - first


def _frames(count: int) -> str:
    return f"{count} frame{'' if count == 1 else 's'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
