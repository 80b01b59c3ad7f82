"""What the commands share: where they print, and how they show progress.

Results go to standard output (`output`): answers, reports, and what a command has done. Progress,
warnings and errors go to standard error (`errors`). With --json, standard output holds the JSON
document and nothing else.
"""

import json
import signal
import sys
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise
from types import FrameType
from typing import Literal

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from matchcut import progress
from matchcut.errors import Cancelled
from matchcut.words import printable

# Film names are printed literally, even [red] or :smile:.
errors = Console(stderr=True, highlight=False, markup=False, emoji=False)
# Lines are not folded in a file or a pipe, which has no width.
_UNLIMITED = 100_000
output = Console(
    highlight=False,
    markup=False,
    emoji=False,
    width=None if sys.stdout.isatty() else _UNLIMITED,
)

ProgressStyle = Literal["bar", "json", "none"]
# A program that shows our progress needs a few reports per second, not one per frame.
_REPORT_SECONDS = 0.1
# A log gets an occasional sign of life, and nothing for short work.
_LINE_SECONDS = 15.0
_FITTED_ROWS = 1000
# Length of a film's name in a column, in characters.
LONGEST_NAME = 20
# Blanks between the columns of a table.
_GAP = 2
# Pair ids, timecode and most words are shorter, and are never folded.
_WHOLE_WORD = 14


@contextmanager
def shown_progress(style: ProgressStyle = "bar") -> Iterator[progress.Progress]:
    """Yield a `Progress` that draws a bar for each stage of each film on standard error.

    If that is not a terminal, it occasionally writes a line. style: "json" writes one JSON line
    per report instead, for a program that runs this one.
    """
    if style == "bar" and errors.is_terminal:
        with _bars() as progress_bars, _interrupted(progress_bars) as told:
            yield told
    else:
        by_lines = _json_lines() if style == "json" else _lines()
        with _interrupted(progress.silent if style == "none" else by_lines) as told:
            yield told


@contextmanager
def resuming() -> Iterator[None]:
    """Tell whoever stops the work inside that it can be resumed."""
    try:
        yield
    except (KeyboardInterrupt, Cancelled) as stopped:
        raise Cancelled(resumes=True) from stopped


@contextmanager
def _interrupted(told: progress.Progress) -> Iterator[progress.Progress]:
    """Yield a `Progress` that stops the work even if its KeyboardInterrupt was swallowed.

    An exception raised inside a callback from C (a decoder's log line, say) never reaches Python
    code.
    """
    heard = False

    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        heard = True
        signal.default_int_handler(number, frame)

    def tell(report: progress.Report) -> None:
        if heard:
            raise Cancelled
        told(report)

    # Our parent process may have set interrupts to be ignored, as nohup does.
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield told
        return
    signal.signal(signal.SIGINT, hear)
    try:
        yield tell
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def json_line(document: Mapping[str, object]) -> None:
    """Write one JSON document as one line on standard error."""
    sys.stderr.write(json.dumps(document) + "\n")
    sys.stderr.flush()


def _json_lines() -> progress.Progress:
    last = ("", "", -_REPORT_SECONDS)

    def write(report: progress.Report) -> None:
        nonlocal last
        now = time.monotonic()
        subject, stage, at = last
        new = (subject, stage) != (report.subject, report.stage)
        if new or now - at >= _REPORT_SECONDS or report.done >= report.total:
            last = (report.subject, report.stage, now)
            json_line(asdict(report))

    return write


def _lines() -> progress.Progress:
    stage = ("", "")
    began = last = time.monotonic()
    first = 0.0

    def write(report: progress.Report) -> None:
        nonlocal stage, began, last, first
        now = time.monotonic()
        if stage != (report.subject, report.stage):
            stage, began, first = (report.subject, report.stage), now, report.done
        if now - last < _LINE_SECONDS:
            return
        last = now
        left = ""
        if report.done > first:
            seconds = (now - began) * (report.total - report.done) / (report.done - first)
            left = f", {timedelta(seconds=max(0, round(seconds)))} left"
        print_line(f"{_stage_words(report)}, {_count_words(report)}{left}")

    return write


def _stage_words(report: progress.Report) -> str:
    subject = f"{short_name(report.subject)}: " if report.subject else ""
    return subject + report.stage


def _count_words(report: progress.Report) -> str:
    return f"{min(report.done, report.total):,.0f} of {report.total:,.0f} {report.unit}"


@contextmanager
def _bars() -> Iterator[progress.Progress]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}", markup=False),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors) as bars:
        drawn: tuple[str, str] | None = None
        task = TaskID(0)

        def show(report: progress.Report) -> None:
            nonlocal drawn, task
            key = (report.subject, report.stage)
            if key != drawn:
                # One bar at a time: those of a hundred films would fill the window.
                if drawn is not None:
                    bars.remove_task(task)
                task = bars.add_task(_stage_words(report), total=report.total, count="")
                drawn = key
            bars.update(
                task,
                completed=min(report.done, report.total),
                total=report.total,
                count=_count_words(report),
            )

        yield show


def print_line(words: object, to: Console = errors) -> None:
    """Print a sentence on one line, with ``?`` for unprintable characters in names."""
    to.print(printable(str(words)), soft_wrap=True)


def print_lines(sentences: Iterable[object], to: Console = errors) -> None:
    """Print each sentence as `print_line` does."""
    for sentence in sentences:
        print_line(sentence, to)


def print_columns(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    parted: int | None = None,
    by: str = "",
) -> None:
    """Print a table; in a narrower terminal long cells wrap, none is cut off.

    They wrap at blanks: ids and timecode stay whole, even if lines become too long.
    parted: the row, from 0, above which the words ``by`` are printed.
    Beyond 1000 rows the table is not fitted, because that takes a millisecond per row.
    """
    lines = [headings, *rows]
    if table_width(lines) <= output.width or len(rows) > _FITTED_ROWS:
        widths = _widths(lines)
        output.print(_line(headings, widths), style="bold", soft_wrap=True)
        upto = len(rows) if parted is None else parted
        output.file.writelines(f"{_line(row, widths)}\n" for row in rows[:upto])
        if parted is not None:
            output.print(by, style="dim", soft_wrap=True)
        output.file.writelines(f"{_line(row, widths)}\n" for row in rows[upto:])
        return
    widths = _fitted(lines)
    _print_wrapped(headings, rows[:parted], widths)
    if parted is not None:
        output.print(by, style="dim")
        _print_wrapped(None, rows[parted:], widths)


def _print_wrapped(
    headings: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """Print rows whose cells wrap in columns of these widths."""
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, _GAP, 0, 0),
        width=_spanned(widths),
        show_header=headings is not None,
    )
    for heading, width in zip(headings or [""] * len(widths), widths, strict=True):
        table.add_column(heading, overflow="fold", width=width)
    for row in rows:
        table.add_row(*row)
    output.print(table, width=max(_spanned(widths), output.width), crop=False, soft_wrap=False)


def table_width(lines: Sequence[Sequence[str]]) -> int:
    """Return the width of an unfitted table, in columns of the terminal."""
    return _spanned(_widths(lines))


def _spanned(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _fitted(lines: Sequence[Sequence[str]]) -> list[int]:
    """Return the column widths of a table, the widest reduced as far as their words allow."""
    widths = _widths(lines)
    least = [
        max(
            (size for word in " ".join(column).split() if (size := cell_len(word)) <= _WHOLE_WORD),
            default=1,
        )
        for column in zip(*lines, strict=True)
    ]
    while _spanned(widths) > output.width:
        spare = [at for at, width in enumerate(widths) if width > least[at]]
        if not spare:
            break
        widths[max(spare, key=widths.__getitem__)] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    filled = (set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True))
    return (_GAP * " ").join(filled).rstrip()


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*lines, strict=True)]


def print_json(document: object) -> None:
    """Print one JSON document and nothing else."""
    # JSON can escape characters that other encodings lack.
    every_letter = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    json.dump(document, sys.stdout, ensure_ascii=not every_letter, indent=1)
    sys.stdout.write("\n")


def short_name(name: str, most: int = LONGEST_NAME, among: Iterable[str] = ()) -> str:
    """Return a name made printable, elided beyond ``most`` characters.

    Its ends stay, and so does what distinguishes it from the names ``among`` which it is listed.
    """
    line = printable(name)
    if len(line) <= most:
        return line
    apart = {_first_difference(line, printable(other)) for other in among} - {len(line)}
    kept = apart | {0, len(line) - 1}
    nearest = sorted(
        range(len(line)),
        key=lambda at: (min(abs(at - each) for each in kept), at not in apart, -at),
    )
    letters = range(len(line) + 1)
    fitting = bisect_right(letters, most, key=lambda count: len(_elided(line, nearest[:count])))
    return _elided(line, nearest[: max(0, fitting - 1)])


def _first_difference(line: str, other: str) -> int:
    """Return where a line first differs from another, its length if it never does."""
    letters = zip(line, other.ljust(len(line), "\0"), strict=False)
    return next((at for at, (one, two) in enumerate(letters) if one != two), len(line))


def _elided(line: str, kept: Iterable[int]) -> str:
    """Return the characters at some positions of a line, with an ellipsis in each gap."""
    places = sorted(kept)
    gaps = [after - before > 1 for before, after in pairwise([-1, *places, len(line)])]
    dots = ["\N{HORIZONTAL ELLIPSIS}" if gap else "" for gap in gaps]
    return dots[0] + "".join(line[at] + gap for at, gap in zip(places, dots[1:], strict=True))
