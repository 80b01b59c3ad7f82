"""Read lists of a film's shots, used instead of detection: CSV as written by people and tools.

Four forms are understood. A column ``frame`` holds the first frames of new shots. Columns
``start`` and ``stop`` (or ``end``) hold the shots themselves, stop excluded; ``first`` and ``last``
do the same with both included. Frames before, between and after them belong to no shot.
PySceneDetect's list counts frames from 1 and is converted. A list that begins with a frame has no
header: one column is read as the first form and two as the second. Frames are numbers, 0 the film's
first, or its timecode.

Only frames inside the film count. Of two overlapping shots the one that begins first keeps the
frames; of two that begin together, the longer one. Shots with too few frames are dropped.
"""

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matchcut.errors import ListError, TimecodeError
from matchcut.lists import delimiter, text_of
from matchcut.shots.shot import MIN_SHOT_FRAMES, Transition
from matchcut.words import printable

NEVER = sys.maxsize
"""Stop of a transition that lasts to the film's end."""

# Longest cell to quote from a list.
_LONGEST_CELL = 60

# The number of a frame, of no more digits than Python reads, or its timecode.
_PLACE = re.compile(r"-?\d{1,4000}|(?P<timecode>([0-9]{1,2}[:;.,]){3}[0-9]{1,2})")

_Row = tuple[int, list[str]]
_FrameOf = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of a list that was skipped, and why.

    number: of the line or clip that ``where`` names, to sort by; 0 is the whole list.
    """

    where: str
    reason: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ListedShot:
    """A shot as listed; without ``stop`` it lasts to the next one.

    where: its place in the list, such as "line 12", for messages. number: as in `Problem`.
    """

    where: str
    number: int
    start: int
    stop: int | None = None

    def problem(self, reason: str) -> Problem:
        """Return a problem with this shot; reason: as in `Problem`."""
        return Problem(self.where, reason, self.number)


@dataclass(frozen=True, slots=True)
class ShotList:
    """The transitions of a list, and its skipped lines in order."""

    transitions: tuple[Transition, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns hold the first frame of a shot and, if given, its end.

    start_offset, stop_offset: how far the written numbers are above ours, which count frames from 0
        and exclude the end.
    """

    start: int
    stop: int | None = None
    start_offset: int = 0
    stop_offset: int = 0


# Column names, and the offsets of their numbers: see `_Columns`.
_KNOWN = (
    # PySceneDetect's end is the last frame counted from 1, which equals our excluded stop.
    ("start frame", "end frame", 1, 0),
    ("frame", None, 0, 0),
    ("first", "last", 0, -1),
    ("start", "stop", 0, 0),
    ("start", "end", 0, 0),
    ("start", None, 0, 0),
)


def read_shot_list(path: Path, film: str, frames: int, frame_of: _FrameOf) -> ShotList:
    """Read a list of shots in CSV; lines that can't be read are reported in ``problems``.

    film, frames: the film's name and length. frame_of: returns the frame that has a timecode;
        raises TimecodeError where there is no such timecode.
    Raises ListError where the file or all of its lines can't be read, or nothing in it lies in the
    film.
    """
    try:
        text = text_of(path)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        rows = [
            (reader.line_num, [cell.strip() for cell in row])
            for row in reader
            if any(cell.strip() for cell in row)
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ListError(
            f"{path.name} can't be read as a list of shots ({reason}).",
            "Give a CSV file of frames.",
        ) from error
    columns, lines = _columns(rows, path.name)
    shots: list[ListedShot] = []
    problems: list[Problem] = []
    for number, row in lines:
        where = f"{path.name}, line {number}"
        try:
            shots.append(ListedShot(where, number, *_shot(row, columns, frame_of)))
        except ValueError as error:
            problems.append(Problem(where, str(error), number))
    if problems and not shots:
        raise ListError(f"{problems[0]}.")
    if not shots:
        raise ListError(
            f"{path.name} has no line with a frame.", "Write the first frame of each new shot."
        )
    inside, passed_over = in_film(shots, film, frames)
    if not inside:
        raise ListError(
            f"No line of {path.name} holds a shot of {film}: {passed_over[0].reason}.",
            "Choose the list of this film.",
        )
    return ShotList(tuple(transitions_between(inside)), in_order((*problems, *passed_over)))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of the lines, or clips, of their list."""
    return tuple(sorted(problems, key=lambda problem: problem.number))


def in_film(
    shots: Iterable[ListedShot], film: str, frames: int
) -> tuple[list[ListedShot], list[Problem]]:
    """Return the shots in order, clipped to the film and to the end of the shot before.

    Also returns the skipped lines, and those shots with too few frames to be kept.
    film, frames: the film's name and length.
    """
    inside: list[ListedShot] = []
    passed_over: list[Problem] = []
    taken, least = 0, min(MIN_SHOT_FRAMES, frames)
    for shot in sorted(shots, key=lambda shot: (shot.start, -(shot.stop or 0))):
        start, stop = max(shot.start, taken), shot.stop
        if shot.start >= frames:
            passed_over.append(shot.problem(f"it lies after the end of {film}"))
            continue
        if stop is not None:
            if stop <= taken:
                passed_over.append(shot.problem("other shots have all its frames"))
                continue
            if shot.start < taken:
                kept = f"its frames {shot.start} to {taken - 1}"
                passed_over.append(shot.problem(f"{kept} stay with a shot that begins earlier"))
            if stop > frames:
                passed_over.append(shot.problem(f"it is cut short at the end of {film}"))
            stop = min(stop, frames)
            if stop - start < least:
                passed_over.append(shot.problem(_has_too_few(stop - start)))
                continue
            taken = stop
        if not inside or inside[-1].start < start:
            inside.append(replace(shot, start=start, stop=stop))
    without_ends = [shot for shot in inside if shot.stop is None]
    return inside, passed_over + _too_short(without_ends, frames)


def _has_too_few(frames: int) -> str:
    return f"it has {frames} of the {MIN_SHOT_FRAMES} frames of a shot"


def _too_short(shots: Sequence[ListedShot], frames: int) -> list[Problem]:
    """Return the too short shots of a list without ends; a film's only shot is never too short."""
    least = min(MIN_SHOT_FRAMES, frames)
    end, problems = frames, list[Problem]()
    for shot in reversed(shots):
        if end - shot.start < least:
            problems.append(shot.problem(_has_too_few(end - shot.start)))
        end = shot.start
    # The frames before its first entry form a shot, too.
    if shots and 0 < end < least:
        problems.append(shots[0].problem(f"what lies before {_has_too_few(end)}"))
    return problems[::-1]


def transitions_between(shots: Sequence[ListedShot]) -> Iterator[Transition]:
    """Yield the transitions between shots that `in_film` returned.

    After a last shot with an end comes a transition up to `NEVER`: only watching the film shows its
    exact length.
    """
    end = None if shots[0].stop is None else 0
    for shot in shots:
        if shot.start > 0:
            gone = shot.start if end is None else end
            yield Transition(gone, shot.start, "gap" if gone < shot.start else "cut")
        end = shot.stop
    if end is not None:
        yield Transition(end, NEVER, "gap")


def _columns(rows: Sequence[_Row], list_name: str) -> tuple[_Columns, Sequence[_Row]]:
    """Find the header, before the first number; return its columns and the rows after it."""
    for at, (_, row) in enumerate(rows):
        if any(_PLACE.fullmatch(cell) for cell in row):
            break  # a note may read "frame" or "start"
        names = [name.lower() for name in row]
        for start, stop, *offsets in _KNOWN:
            if start in names and (stop is None or stop in names):
                stop_at = None if stop is None else names.index(stop)
                return _Columns(names.index(start), stop_at, *offsets), rows[at + 1 :]
    if rows and not _PLACE.fullmatch(rows[0][1][0]):
        raise _unknown(list_name, rows[0][1])
    widths = [len(row) for _, row in rows]
    return _Columns(0, 1 if widths and min(widths) >= 2 else None), rows


def _unknown(list_name: str, header: Sequence[str]) -> ListError:
    names = [name.lower() for name in header]
    if "out_frame" in names and "in_frame" in names:
        return ListError(
            f"{list_name} is a table of match cuts that matchcut exported, not a list of shots.",
            "matchcut conform and matchcut verify take it.",
        )
    return ListError(
        f"{list_name} begins with neither a frame nor columns that are known, but with "
        f"{printable(', '.join(header))[:_LONGEST_CELL]}.",
        "Name them frame (the first of each shot), start and stop (stop excluded), or first and "
        "last (last included).",
    )


def _shot(row: list[str], columns: _Columns, frame_of: _FrameOf) -> tuple[int, int | None]:
    start = _frame(row, columns.start, frame_of) - columns.start_offset
    if start < 0:
        raise ValueError(f"frame {row[columns.start][:_LONGEST_CELL]} lies before the film's first")
    if columns.stop is None:
        return start, None
    stop = _frame(row, columns.stop, frame_of) - columns.stop_offset
    if stop <= start:
        raise ValueError(
            f"the shot ends at {row[columns.stop][:_LONGEST_CELL]}, before its first frame "
            f"{row[columns.start][:_LONGEST_CELL]} is over"
        )
    return start, stop


def _frame(row: list[str], column: int, frame_of: _FrameOf) -> int:
    cell = row[column] if column < len(row) else ""
    place = _PLACE.fullmatch(cell)
    if place is None:
        raise ValueError(f"{cell[:_LONGEST_CELL]!r} is neither a frame number nor timecode")
    try:
        return frame_of(cell) if place["timecode"] else int(cell)
    except TimecodeError as error:
        raise ValueError(error.happened.removesuffix(".")) from error
