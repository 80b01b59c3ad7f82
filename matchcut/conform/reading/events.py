"""The contents of a list from another system: events, and the lines that can't be read."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeVar

from matchcut.conform.reading.speed import frames_shown
from matchcut.errors import MatchcutError, TimecodeError
from matchcut.export.cut import LeftOut
from matchcut.export.remarks import CutSide
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange, exact_rate, frames_in_a_day, timecode_count

Count = Literal["timecode", "time", "frame"]
T = TypeVar("T")

DEEPEST_NEST = 32
MAX_NESTED_CLIPS = 200_000
"""Limit for one list, each clip counted once per surrounding sequence: above any cut from selects.

Skipped clips count too, as they take time to read.
"""

_SLOWEST, _FASTEST = Fraction(1, 1000), 1_000_000
# Some systems write this where an event ends at midnight; no frame has this timecode.
_MIDNIGHT = re.compile(r"24[:;.,]00[:;.,]00[:;.,]00")
# Programs that count in floats or milliseconds miss a frame's start by less than this.
_BETWEEN = 0.03


@dataclass(frozen=True, slots=True)
class ListEvent:
    """A part of a film in a list.

    where: the event's position in the list, such as "line 12", for messages.
    reel, name, path: how the list names the film; "" where it doesn't.
    source: a part of the film, counted by ``count``: frames of ``rate`` from midnight by
        timecode, frames of ``rate`` from the film's start, or the film's own frame numbers.
    record: frames of the list's timeline, counted as in the list.
    number: of the line or clip that ``where`` names, as in `Problem`.
    own_number: the event's own in an EDL; None in other lists.
    transition: length in frames of the dissolve or wipe that the event begins with.
    retimed: it plays at another speed, so source and record differ in length.
    plays_at: frames of the film per second of the timeline, negative in reverse; None means
        ``rate``.
    off_grid: it begins or ends between two frames of the timeline, which its record ignores.
    codes: its source in and out, if only the film's clock can tell whether they are drop-frame;
        ``source`` is then a guess.
    cut_side: the side of one of our cuts that it is marked as.
    media_start: the timecode of the film's first frame in the list, in frames of ``rate``.
    unknown: why the frames that it shows are not known, and ``source`` means nothing; or "".
    """

    where: str
    reel: str
    name: str
    path: str
    source: FrameRange
    count: Count
    rate: Fraction
    record: FrameRange
    number: int = 0
    own_number: int | None = None
    transition: int = 0
    retimed: bool = False
    plays_at: Fraction | None = None
    off_grid: bool = False
    codes: tuple[str, str] | None = None
    cut_side: CutSide | None = None
    media_start: int | None = None
    unknown: str = ""

    @property
    def speed(self) -> Fraction:
        """How fast it plays its film: 1 at full speed, negative in reverse."""
        if self.plays_at is not None:
            return self.plays_at / self.rate
        if self.retimed and len(self.record):
            return Fraction(len(self.source), len(self.record))
        return Fraction(1)


Read = tuple[list[ListEvent], list[Problem]]
"""The events of a part of a list, and its lines that could not be read."""


def passed_over(title: str, others: Sequence[str]) -> list[Problem]:
    """Return the problem of a file that has other timelines besides the one that is read."""
    named = ", ".join(name or "one without a name" for name in others)
    reason = f"only its first timeline, {title or 'one without a name'}, is read, not {named}"
    return [Problem("the list", reason)] if others else []


@dataclass(frozen=True, slots=True)
class EventList:
    """The picture events of a list, in order, and its lines that could not be read.

    rate: of the list's timeline.
    by_timecode: its records count frames from midnight, and continue past the next midnight;
        otherwise they count from the timeline's start.
    start: the timecode of that start, in frames, if the list states one; otherwise 0.
    left_out: cuts that the list, one of ours, says it could not hold.
    """

    rate: Fraction
    events: Sequence[ListEvent]
    problems: Sequence[Problem]
    by_timecode: bool = False
    start: int = 0
    left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True, slots=True)
class Nest:
    """A sequence placed on a timeline like a clip.

    where, number: its position in the list. first: the frame of its own timeline that is shown
    first.
    record, transition: as in `ListEvent`. rate: of both timelines.
    """

    where: str
    number: int
    first: int
    record: FrameRange
    transition: int
    rate: Fraction

    def lift(self, inside: Read, kind: str = "a nested sequence") -> Read:
        """Return what was read of a sequence, limited to what the outer timeline shows.

        kind: what it is, in words. Raises ValueError where nothing is left.
        """
        events, problems = inside
        by = self.record.start - self.first
        shown = []
        for event in events:
            start = max(self.record.start, event.record.start + by)
            stop = min(self.record.stop, event.record.stop + by)
            if start < stop:
                shown.append(self._part(event, FrameRange(start, stop), by))
        if not shown and not problems:
            raise ValueError(f"it is {kind} without clips")
        return shown, [
            Problem(f"{self.where}, {one.where}", one.reason, self.number) for one in problems
        ]

    def _part(self, event: ListEvent, record: FrameRange, by: int) -> ListEvent:
        """Return an event trimmed to the part at ``record`` of the outer timeline."""
        before = record.start - by - event.record.start
        plays_at = event.rate if event.plays_at is None else event.plays_at
        pace = abs(plays_at) / self.rate
        source = event.source
        if len(record) < len(event.record):
            skipped = min(math.floor(before * pace), len(source) - 1)
            last = min(math.floor((before + len(record) - 1) * pace), len(source) - 1)
            source = FrameRange(source.start + skipped, source.start + last + 1)
            if plays_at < 0:
                end = event.source.stop
                source = FrameRange(end - last - 1, end - skipped)
        inner = max(0, event.transition - before)
        return replace(
            event,
            where=f"{self.where}, {event.where}",
            number=self.number,
            source=source,
            record=record,
            transition=max(inner, self.transition if record.start == self.record.start else 0),
        )


class Nesting:
    """Counts clips read from nested sequences, so that no list takes forever to read.

    If each sequence shows the next one twice, a few dozen contain more clips than can be read.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._clips = 0

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Enter one more sequence; raise ValueError where sequences or clips are too many."""
        if self._depth == DEEPEST_NEST:
            raise ValueError(f"it is nested in more than {DEEPEST_NEST} sequences")
        self._refuse_too_many()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def counted(self, clips: Iterable[T]) -> Iterator[T]:
        """Yield the clips of a sequence; raise ValueError if nested ones are too many."""
        for clip in clips:
            # Each sequence around a clip places it again.
            self._clips += self._depth
            if self._depth:
                self._refuse_too_many()
            yield clip

    def _refuse_too_many(self) -> None:
        if self._clips > MAX_NESTED_CLIPS:
            raise ValueError(f"the list has more than {MAX_NESTED_CLIPS:,} nested clips")


def at_speed(event: ListEvent) -> ListEvent:
    """Return an EDL event whose source has the frames that its speed implies.

    Some systems write source in and out as far apart as the record's, as if at full speed.
    """
    if event.plays_at is None or (event.plays_at and len(event.source) != len(event.record)):
        return event
    pace = event.plays_at / event.rate
    if pace < 0:
        unknown = "" if pace == -1 else "it plays in reverse, and its in and out don't tell how far"
        return replace(event, unknown=unknown)
    long = Fraction(max(1, len(event.record)))
    first, last = frames_shown(Fraction(event.source.start), pace, long)
    return replace(event, source=FrameRange(first, last + 1))


def timecode_span(first: str, after_last: str, rate: Fraction, *, drop: bool) -> FrameRange:
    """Return frames since midnight from one timecode to another, which may be on the next day.

    Raises TimecodeError where one can't be counted or they are in the wrong order.
    """
    start = timecode_count(first, rate, drop=drop)
    day = frames_in_a_day(rate, drop=drop)
    at_midnight = _MIDNIGHT.fullmatch(after_last)
    stop = day if at_midnight else timecode_count(after_last, rate, drop=drop)
    if stop < start:
        stop += day  # It passes midnight.
    if stop - start > day // 2:
        raise TimecodeError(f"It ends at {after_last}, before it begins at {first}.")
    return FrameRange(start, stop)


def reason_of(error: Exception) -> str:
    """Return an error's text as the reason of a problem, without its final full stop."""
    happened = error.happened if isinstance(error, MatchcutError) else str(error)
    return happened.rstrip().removesuffix(".")


def are_off_grid(positions: Iterable[Fraction | float]) -> bool:
    """Return whether any of these, in frames of a timeline, lies between two frames."""
    return any(abs(float(at - round(at))) > _BETWEEN for at in positions)


def rate_meant(rate: Fraction | float) -> Fraction:
    """Return the frame rate that a list means; raise ValueError if it is not a film's."""
    if not _SLOWEST <= rate <= _FASTEST:
        raise ValueError("its rate is not one of a film")
    return exact_rate(rate)
