"""Find the timecode of a film's first frame, and the rate that it counts at.

Cameras at 50 and 59.94 usually write a timecode track of 25 or 29.97. FFmpeg gives the track's
first timecode as text, without its rate; the track itself stores it as a frame number. Where a
film was trimmed without encoding, or its picture starts late, the first frame has a later one.
"""

import re
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer
from av.stream import DataStream
from av.video.stream import VideoStream

from matchcut.media.edit_lists import TrackStart, track_starts
from matchcut.timing import (
    allows_drop,
    countable,
    film_clock,
    has_timecode,
    is_drop_text,
    nominal_rate,
)

_TIMECODE = re.compile(r"(\d\d):(\d\d):(\d\d)[:;.](\d+)")
# The track's single sample holds the number of frames from midnight to the first frame.
_COUNT_BYTES = 4


def of_first_frame(
    timecode: str, rate: Fraction, container: InputContainer, picture: VideoStream, path: Path
) -> str:
    """Return the first frame's timecode, with its track's rate where that differs from the film's.

    timecode: as FFmpeg gives it. rate: of the picture.
    """
    track = _track(timecode, container)
    if track is None:
        return timecode
    started = _with_rate(timecode, rate, _counted_rate(timecode, track, path))
    starts = track_starts(path)
    if len(track.index_entries) > 1 or not {track.id, picture.id} <= starts.keys():
        return started
    return _later(started, rate, _passed(starts[track.id], starts[picture.id]))


def _with_rate(timecode: str, rate: Fraction, counted: int | None) -> str:
    as_film = has_timecode(rate) and counted == nominal_rate(rate)
    if counted is None or (as_film and (allows_drop(rate) or not is_drop_text(timecode))):
        return timecode
    return f"{timecode}@{counted}"


def _track(timecode: str, container: InputContainer) -> DataStream | None:
    """Return the track that ``timecode`` is from, if it is from one."""
    for stream in container.streams.data:
        if stream.metadata.get("timecode") == timecode and len(stream.index_entries):
            return stream
    return None


def _counted_rate(timecode: str, track: DataStream, path: Path) -> int | None:
    """Return a timecode track's frames per second; None if it starts in the first second."""
    match = _TIMECODE.fullmatch(timecode)
    if match is None:
        return None
    with path.open("rb") as file:
        file.seek(track.index_entries[0].pos)
        count = int.from_bytes(file.read(_COUNT_BYTES))
    hours, minutes, seconds, frames = (int(part) for part in match.groups())
    passed = Fraction((hours * 60 + minutes) * 60 + seconds)
    if is_drop_text(timecode):
        # At 30 frames a second, 2 numbers are skipped each minute except every tenth.
        all_minutes = hours * 60 + minutes
        passed -= Fraction(all_minutes - all_minutes // 10, 15)
    counted = (count - frames) / passed if passed else Fraction(0)
    return int(counted) if counted.denominator == 1 and counted > frames else None


def _passed(track: TrackStart, picture: TrackStart) -> Fraction:
    """Return the seconds of a timecode track that have passed when the picture starts."""
    waits = picture.delay - track.delay
    return track.skipped + waits if waits >= 0 else Fraction(0)


def _later(timecode: str, rate: Fraction, seconds: Fraction) -> str:
    """Return a start timecode moved by so many seconds, to the nearest frame."""
    start = countable(timecode, rate)
    if start is None:
        return timecode
    clock = film_clock(start, rate)
    read = clock.track or clock
    frames = round(seconds * read.rate)
    if frames == 0:
        return timecode
    return _with_rate(read.timecode(frames), rate, nominal_rate(read.rate))
