"""Find the rate that a film's timecode counts at, which may differ from that of its picture.

Cameras at 50 and 59.94 usually write a timecode track of 25 or 29.97. FFmpeg gives the first
timecode as text, without its rate; the track itself stores it as a frame number.
"""

import re
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer

from matchcut.timing import allows_drop, has_timecode, is_drop_text, nominal_rate

_TIMECODE = re.compile(r"(\d\d):(\d\d):(\d\d)[:;.](\d+)")
# The track's single sample holds the number of frames from midnight to the first frame.
_COUNT_BYTES = 4


def with_rate(timecode: str, rate: Fraction, container: InputContainer, path: Path) -> str:
    """Return a film's first timecode, with its track's rate where that differs from the film's.

    timecode: as FFmpeg gives it. rate: of the picture.
    """
    counted = _track_rate(timecode, container, path)
    as_film = has_timecode(rate) and counted == nominal_rate(rate)
    if counted is None or (as_film and (allows_drop(rate) or not is_drop_text(timecode))):
        return timecode
    return f"{timecode}@{counted}"


def _track_rate(timecode: str, container: InputContainer, path: Path) -> int | None:
    """Return the timecode track's frames per second; None without one, or in its first second."""
    match = _TIMECODE.fullmatch(timecode)
    for stream in container.streams.data:
        samples = stream.index_entries
        if match is None or stream.metadata.get("timecode") != timecode or not len(samples):
            continue
        with path.open("rb") as file:
            file.seek(samples[0].pos)
            count = int.from_bytes(file.read(_COUNT_BYTES))
        hours, minutes, seconds, frames = (int(part) for part in match.groups())
        passed = Fraction((hours * 60 + minutes) * 60 + seconds)
        if is_drop_text(timecode):
            # At 30 frames a second, 2 numbers are skipped each minute except every tenth.
            all_minutes = hours * 60 + minutes
            passed -= Fraction(all_minutes - all_minutes // 10, 15)
        counted = (count - frames) / passed if passed else Fraction(0)
        if counted.denominator == 1 and counted > frames:
            return int(counted)
    return None
