"""What of a film could not be read, in words for the editor."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchcut.media.film import MediaInfo
from matchcut.media.opening import shown_name


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where decoding failed, as presentation timestamps.

    unreadable: of the frames after which one could not be decoded, or came at a time already shown.
    concealed: of the frames that were decoded with parts of them made up.
    """

    unreadable: tuple[int, ...] = ()
    concealed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unreadable or self.concealed)

    def __add__(self, later: "Trouble") -> "Trouble":
        return Trouble(self.unreadable + later.unreadable, self.concealed + later.concealed)

    def before(self, pts: int) -> "Trouble":
        """Return what there was of it before a time."""
        return Trouble(
            tuple(each for each in self.unreadable if each < pts),
            tuple(each for each in self.concealed if each < pts),
        )

    def since(self, pts: int) -> "Trouble":
        """Return what there was of it from a time on."""
        return Trouble(
            tuple(each for each in self.unreadable if each >= pts),
            tuple(each for each in self.concealed if each >= pts),
        )


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
