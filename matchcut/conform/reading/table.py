"""Read back the CSV and TSV that matchcut writes."""

import csv
import io
from contextlib import suppress
from fractions import Fraction

from matchcut.conform.reading.events import EventList, ListEvent, rate_meant
from matchcut.export.remarks import CutSide
from matchcut.export.safe import uncelled
from matchcut.lists import delimiter
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange, exact_number


def read(text: str, rate: Fraction) -> EventList:
    """Return two events per row: the outgoing side up to its frame, the incoming from its own."""
    lines = io.StringIO(text, newline="")
    rows = csv.DictReader(lines, restval="", delimiter=delimiter(text))
    if "out_frame" not in (rows.fieldnames or ()):
        problem = Problem("line 1", "its columns are not those of a cut list of matchcut's", 1)
        return EventList(rate, (), [problem])
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for row in rows:
        number = rows.line_num
        try:
            out, into = _side(number, row, "out", rate), _side(number, row, "in", rate)
        except (ValueError, KeyError):
            problems.append(Problem(f"line {number}", "its frames are no numbers", number))
            continue
        events += [out, into]
    return EventList(rate, events, problems)


def _side(number: int, row: dict[str, str], side: str, otherwise: Fraction) -> ListEvent:
    """Read one side; ``otherwise``: its rate where that can't be read."""
    start, end = int(row[f"{side}_start"]), int(row[f"{side}_end"])
    frame = int(row[f"{side}_frame"])
    rate = otherwise
    # The rate counts nothing here, and spreadsheets turn 25/2 into a date.
    with suppress(ValueError, KeyError):
        rate = rate_meant(exact_number(row[f"{side}_rate"]))
    source = FrameRange(start, frame + 1) if side == "out" else FrameRange(frame, end)
    return ListEvent(
        where=f"line {number}",
        number=number,
        reel=uncelled(row[f"{side}_reel"]),
        name=uncelled(row[f"{side}_name"]),
        path=uncelled(row[f"{side}_path"]),
        source=source,
        count="frame",
        rate=rate,
        record=FrameRange(0, len(source)),
        cut_side=CutSide(row["id"], incoming=side == "in") if row["id"] else None,
    )
