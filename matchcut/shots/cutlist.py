"""Cut lists from outside, in place of detection: CSV as people and tools write it.

Three forms are understood. A column ``frame`` holds the first frames of new shots. Columns
``start`` and ``stop`` (or ``end``) hold the shots themselves, stop excluded; what lies before,
between and after them belongs to no shot. PySceneDetect's list counts frames from 1 and is turned
into ours. Without a header, one column is read as the first form and two as the second.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from matchcut.errors import CutListError
from matchcut.shots.shot import Transition

NEVER = sys.maxsize
"""The frame at which a transition stops that lasts to the film's end."""

_Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class CutList:
    """What a cut list says, and the lines of it that can't be read."""

    transitions: tuple[Transition, ...]
    problems: tuple[CutListError, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a line has the first frame of a shot, and where its end if it has one."""

    start: int
    stop: int | None = None
    counted_from: int = 0


def read_cut_list(path: Path) -> CutList:
    """Read a cut list in CSV; lines that can't be read are told in ``problems``.

    Raises CutListError where the file can't be read at all, or none of its lines.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = [
            (number, [cell.strip() for cell in row])
            for number, row in enumerate(csv.reader(text.splitlines(), _dialect(text)), 1)
            if any(cell.strip() for cell in row)
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CutListError(
            f"{path.name} can't be read as a cut list ({error}).", "Give a CSV file of frames."
        ) from error
    columns, lines = _columns(rows)
    shots: list[tuple[int, int | None]] = []
    problems: list[CutListError] = []
    for number, row in lines:
        try:
            shots.append(_shot(row, columns))
        except ValueError as reason:
            problems.append(CutListError(f"{path.name}, line {number}: {reason}."))
    if not shots:
        raise (
            problems[0]
            if problems
            else CutListError(
                f"{path.name} has no line with a frame.", "Write the first frame of each new shot."
            )
        )
    return CutList(
        tuple(transitions_between(sorted(shots, key=lambda shot: shot[0]))), tuple(problems)
    )


def transitions_between(shots: Sequence[tuple[int, int | None]]) -> Iterator[Transition]:
    """Turn shots in order into what lies between them; a shot without end lasts to the next.

    After a last one with an end comes a transition up to `NEVER`: how long the film is, the list
    doesn't say.
    """
    end = None if shots[0][1] is None else 0
    for start, stop in shots:
        if start > 0:
            gone = start if end is None else min(end, start)
            yield Transition(gone, start, "dissolve" if gone < start else "cut")
        end = stop
    if end is not None:
        yield Transition(end, NEVER, "dissolve")


def _dialect(text: str) -> type[csv.Dialect]:
    first_line = text.split("\n", 1)[0]

    class Separated(csv.excel):
        delimiter = max(",;\t", key=first_line.count)

    return Separated


def _columns(rows: Sequence[_Row]) -> tuple[_Columns, Sequence[_Row]]:
    """Find the header, before the first number; return what it says and the rows after it."""
    for at, (_, row) in enumerate(rows):
        if any(cell.isdecimal() for cell in row):
            break  # a note may read "frame" or "start"
        names = [name.lower() for name in row]
        if "start frame" in names and "end frame" in names:
            # The end is the last frame, counted from 1: as a number, the first one after it.
            start, stop = names.index("start frame"), names.index("end frame")
            return _Columns(start, stop, counted_from=1), rows[at + 1 :]
        if "frame" in names:
            return _Columns(names.index("frame")), rows[at + 1 :]
        if "start" in names:
            stop_name = next((name for name in ("stop", "end") if name in names), None)
            stop_at = names.index(stop_name) if stop_name else None
            return _Columns(names.index("start"), stop_at), rows[at + 1 :]
    widths = [len(row) for _, row in rows]
    return _Columns(0, 1 if widths and min(widths) >= 2 else None), rows


def _shot(row: list[str], columns: _Columns) -> tuple[int, int | None]:
    start = _frame(row, columns.start) - columns.counted_from
    if start < 0:
        raise ValueError(f"frame {row[columns.start]} lies before the film's first")
    if columns.stop is None:
        return start, None
    stop = _frame(row, columns.stop)
    if stop <= start:
        raise ValueError(f"the shot ends at {stop}, before its first frame {start} is over")
    return start, stop


def _frame(row: list[str], column: int) -> int:
    cell = row[column] if column < len(row) else ""
    try:
        return int(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not a frame number") from None
