"""Read from the edit lists of a QuickTime or MP4 file when its tracks start.

FFmpeg applies edit lists to picture and sound, but not to a timecode track.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO

# A box (in QuickTime, an atom): its kind, and where its content starts and stops in the file.
_Box = tuple[bytes, int, int]

_HEADERS = (b"mvhd", b"tkhd", b"mdhd")
_NOTHING = -1  # the media time of an edit that shows nothing
_USUAL_SPEED = 1 << 16


@dataclass(frozen=True, slots=True)
class TrackStart:
    """When a track starts.

    delay: seconds of the film that pass before. skipped: seconds of its own that are cut off.
    """

    delay: Fraction
    skipped: Fraction


def track_starts(path: Path) -> dict[int, TrackStart]:
    """Return how tracks start, by their IDs; leave out tracks that have more than one edit.

    Empty for a file of another format, or one that is cut off.
    """
    with path.open("rb") as file:
        try:
            return dict(_starts(file, path.stat().st_size))
        except (struct.error, KeyError, ZeroDivisionError):
            return {}


def _starts(file: BinaryIO, size: int) -> Iterator[tuple[int, TrackStart]]:
    for kind, *film in _boxes(file, 0, size):
        if kind != b"moov":
            continue
        film_ticks = _number(_facts(file, *film)[b"mvhd"])
        for part, *track in _boxes(file, *film):
            if part == b"trak":
                facts = _facts(file, *track)
                edits = _edits(facts[b"elst"]) if b"elst" in facts else []
                start = _start(edits, film_ticks, _number(facts[b"mdhd"]))
                if start is not None:
                    yield _number(facts[b"tkhd"]), start


def _start(edits: list[tuple[int, int, int]], film_ticks: int, ticks: int) -> TrackStart | None:
    """Return how a track starts; film_ticks, ticks: of the film and of the track, a second."""
    shown = list(dropwhile(lambda edit: edit[1] == _NOTHING, edits))
    if len(shown) > 1 or any(speed != _USUAL_SPEED for _, _, speed in shown):
        return None
    delay = sum(length for length, _, _ in edits[: len(edits) - len(shown)])
    skipped = shown[0][1] if shown else 0
    return TrackStart(Fraction(delay, film_ticks), Fraction(skipped, ticks))


def _facts(file: BinaryIO, start: int, stop: int) -> dict[bytes, bytes]:
    """Return the headers and the edit list of a film or of one of its tracks."""
    facts: dict[bytes, bytes] = {}
    for kind, at, end in _boxes(file, start, stop):
        if kind in (b"edts", b"mdia"):
            facts |= _facts(file, at, end)
        elif kind == b"elst" or kind in _HEADERS:
            file.seek(at)
            facts[kind] = file.read(end - at)
    return facts


def _boxes(file: BinaryIO, start: int, stop: int) -> Iterator[_Box]:
    while start + 8 <= stop:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            header = 16
        end = start + size if size else stop  # 0: up to the end
        if not start + header <= end <= stop:
            return
        yield kind, start + header, end
        start = end


def _number(header: bytes) -> int:
    """Return the ticks a second of a film or track, or a track's ID: all are in one place."""
    (number,) = struct.unpack_from(">I", header, 20 if _is_long(header) else 12)
    return int(number)


def _edits(content: bytes) -> list[tuple[int, int, int]]:
    """Return length in ticks of the film, start in ticks of the track, and speed of each edit."""
    form = struct.Struct(">QqI" if _is_long(content) else ">IiI")
    (count,) = struct.unpack_from(">I", content, 4)
    return [form.unpack_from(content, 8 + form.size * each) for each in range(count)]


def _is_long(content: bytes) -> bool:
    """Return whether times in a box take 64 bits."""
    return content[:1] == b"\x01"
