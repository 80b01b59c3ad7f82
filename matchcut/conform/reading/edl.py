"""Read an EDL as Resolve, Premiere, Avid and older systems actually write it.

Columns shift, reels contain spaces, letters may be lower-case, tabs replace blanks, and drop-frame
is declared on its own line or by a semicolon: only the order of the fields is certain. That rules
out a strict parser; in the tests pycmx reads what we write.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

from matchcut.conform.reading.events import EventList, ListEvent, at_speed, reason_of, timecode_span
from matchcut.errors import TimecodeError
from matchcut.export.cut import LeftOut
from matchcut.export.remarks import side_named
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange, allows_drop, exact_number, frames_in_a_day, is_drop_text

_TC = r"(\d{1,2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2})"
# Blanks and words alternate, so that a line matches in one way only; otherwise matching a line
# with many blanks takes time cubic in their number.
_EVENT = re.compile(
    r"\s*(?P<number>\d+)[A-Z]?\s+(?P<reel>\S+(?:\s+\S+)*?)\s+(?P<channels>[ABVN][A-Z0-9/]*)\s+"
    r"(?P<transition>C|D|W\d*|K(?:\s*[BO])?)\s+(?:(?P<frames>\d+)\s+)?"
    rf"{_TC}\s+{_TC}\s+{_TC}\s+{_TC}\s*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\*\s*(.*)")
_FIELD = re.compile(r"((?:FROM |TO )?CLIP NAME|SOURCE FILE)\s*:\s*(.*)", re.IGNORECASE)
# Final Cut shortens a reel to eight characters, and adds a line with its full name.
_REEL = re.compile(r"(?:\*\s*)?FINAL CUT PRO REEL:(.*)", re.IGNORECASE)
# The wording of our own lists.
_LEFT_OUT = re.compile(r"LEFT OUT: ([^\s,]+), (.*)")
_REPLACED = re.compile(r"\bREPLACED BY:", re.IGNORECASE)
_NO_FILM = {"BL", "BLK", "BLACK"}
# "No tape": the film is identified by its name only.
_NO_REEL = {"AX"}

# Half speed and the like at 29.97 may be written as 14.9, 15.0, or anything in between.
_SIMPLE, _ROUNDED = 4, Fraction(1, 10)

_Span = tuple[str, str]


@dataclass(slots=True)
class _Open:
    """The event being read, until the next one begins; a dissolve has two lines."""

    number: str = ""
    lines: list[ListEvent] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)


def read(text: str, rate: Fraction) -> EventList:
    """Return the picture events of an EDL whose timecode counts at ``rate``."""
    lines = [line.replace("\0", "").strip() for line in re.split(r"\r\n|\n|\r", text)]
    # Only in timecodes: a title or a reel may contain one too.
    events = [event for line in lines if (event := _EVENT.fullmatch(line))]
    codes = [code for event in events for span in _codes(event) for code in span]
    reader = _Reader(rate, any_semicolon=any(";" in code for code in codes))
    for number, line in enumerate(lines, start=1):
        reader.line(number, line)
    return reader.finish()


def _codes(event: re.Match[str]) -> tuple[_Span, _Span]:
    """Return an event's timecodes: in and out of the source, then of the record."""
    first, after_last, start, stop = event.groups()[-4:]
    return (first, after_last), (start, stop)


def _frames_a_second(said: str, rate: Fraction) -> Fraction:
    """Return the exact rate meant by one that is written with one decimal place.

    Raises ValueError if it is not a number.
    """
    plays_at = exact_number(said)
    simple = (plays_at / rate).limit_denominator(_SIMPLE) * rate
    return simple if abs(simple - plays_at) <= _ROUNDED else plays_at


class _Reader:
    """State that earlier lines set for later ones."""

    def __init__(self, rate: Fraction, *, any_semicolon: bool) -> None:
        self._rate = rate
        # If drop-frame is written with semicolons, colons mean non-drop whatever the FCM line says.
        self._trust_fcm = allows_drop(rate) and not any_semicolon
        self._fcm_drop = False
        self._day = 0  # of the timeline, in frames
        self._open = _Open()
        self._events: list[ListEvent] = []
        self._problems: list[Problem] = []
        self._left_out: list[LeftOut] = []

    def line(self, number: int, line: str) -> None:
        """Read one line, without its line end; number: counted from 1."""
        upper = line.upper()
        if upper.startswith("FCM:"):
            self._fcm_drop = "NON" not in upper and "DROP" in upper
        elif upper.startswith("M2"):
            self._retime(line.split()[1:])
        elif reel := _REEL.fullmatch(line):
            self._replaced(*_REPLACED.split(reel[1], maxsplit=1))
        elif remark := _REMARK.fullmatch(line):
            self._remark(remark[1].strip())
        elif event := _EVENT.fullmatch(line):
            self._event(number, event)
        elif line[:1].isdigit():
            self._close()  # The next comments belong to the event that can't be read.
            self._problem(number, "it begins like an event, but has not an event's fields")

    def finish(self) -> EventList:
        """Return the events and problems read."""
        self._close()
        events = self._in_one_go()
        return EventList(
            self._rate, events, self._problems, by_timecode=True, left_out=self._left_out
        )

    def _problem(self, number: int, reason: str) -> None:
        self._problems.append(Problem(f"line {number}", reason, number))

    def _event(self, number: int, match: re.Match[str]) -> None:
        if match["number"] != self._open.number:
            self._close()
            self._open = _Open(match["number"])
        channels = match["channels"].upper()
        if "V" not in channels and channels != "B":
            return  # Only sound; the next comments may belong to a picture event of this number.
        reel = match["reel"].strip()
        codes, record_codes = _codes(match)
        try:
            source, is_open = self._source(codes)
            record = self._span(*record_codes)
        except TimecodeError as error:
            self._problem(number, reason_of(error))
            return
        self._day = frames_in_a_day(self._rate, drop=self._is_drop(record_codes[0]))
        event = ListEvent(
            where=f"line {number}",
            number=number,
            own_number=int(match["number"]),
            reel="" if reel.upper() in _NO_REEL else reel,
            name="",
            path="",
            source=source,
            count="timecode",
            rate=self._rate,
            record=record,
            transition=int(match["frames"] or 0),
            codes=codes if is_open else None,
            retimed=not is_open and len(source) != len(record),
        )
        self._open.lines.append(event)
        # The first line of a dissolve is often empty: it only names the outgoing side.
        self._open.shown.append(reel.upper() not in _NO_FILM and len(record) > 0)

    def _source(self, codes: _Span) -> tuple[FrameRange, bool]:
        """Return the part of the film, and whether only the film's clock can tell drop-frame.

        Drop-frame is declared for the list's timeline: the films may count differently.
        """
        if is_drop_text(codes[0]) or not self._trust_fcm:
            return self._span(*codes), False
        try:
            return self._span(*codes), True
        except TimecodeError:
            return timecode_span(*codes, self._rate, drop=False), True

    def _span(self, first: str, after_last: str) -> FrameRange:
        return timecode_span(first, after_last, self._rate, drop=self._is_drop(first))

    def _in_one_go(self) -> list[ListEvent]:
        """Return the events; if the timeline passes midnight, records continue counting."""
        starts = [event.record.start for event in self._events]
        if not starts or max(starts) - min(starts) <= self._day // 2:
            return self._events
        later = [self._day if start < self._day // 2 else 0 for start in starts]
        return [
            replace(event, record=FrameRange(event.record.start + by, event.record.stop + by))
            for event, by in zip(self._events, later, strict=True)
        ]

    def _is_drop(self, code: str) -> bool:
        return is_drop_text(code) or (self._trust_fcm and self._fcm_drop)

    def _remark(self, remark: str) -> None:
        if left := _LEFT_OUT.fullmatch(remark):
            self._left_out.append(LeftOut(left[1], left[2]))
            return
        lines = self._open.lines
        if not lines:
            return
        said = _FIELD.fullmatch(remark)
        if said is None:
            side = side_named([remark.removeprefix("COMMENT:").strip()])
            lines[-1] = replace(lines[-1], cut_side=lines[-1].cut_side or side)
        elif said[1].upper() in ("FROM CLIP NAME", "CLIP NAME"):
            # In a dissolve of two lines, this is the film of the first line.
            at = 0 if lines[-1].transition else -1
            lines[at] = replace(lines[at], name=said[2].strip())
        elif said[1].upper() == "TO CLIP NAME":
            lines[-1] = replace(lines[-1], name=said[2].strip())
        else:
            lines[-1] = replace(lines[-1], path=said[2].strip())

    def _replaced(self, reel: str, by: str = "") -> None:
        """Replace the open event's shortened reel by its full name."""
        self._open.lines = [
            replace(event, reel=reel.strip() or event.reel)
            if by and event.reel.casefold() == by.strip().casefold()
            else event
            for event in self._open.lines
        ]

    def _retime(self, said: Sequence[str]) -> None:
        """Read a retiming: the reel, its frames per second, and the timecode where it starts."""
        lines = self._open.lines
        if not lines:
            return
        reel = " ".join(said[:-2]).casefold()
        # Each side of a dissolve may have its own speed.
        fitting = [at for at, event in enumerate(lines) if event.reel.casefold() == reel]
        at = fitting[-1] if fitting else -1
        plays_at = None
        with suppress(ValueError):
            plays_at = _frames_a_second("".join(said[-2:-1]), self._rate)
        retimed = lines[at].retimed or plays_at != self._rate
        lines[at] = replace(lines[at], retimed=retimed, plays_at=plays_at)

    def _close(self) -> None:
        self._events += [
            at_speed(event) if event.codes is None else event
            for event, shown in zip(self._open.lines, self._open.shown, strict=True)
            if shown
        ]
        self._open = _Open()
