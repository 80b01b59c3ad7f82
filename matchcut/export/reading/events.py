"""What a list from another system says: events, and the places in it that can't be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from matchcut.timing import FrameRange, exact_rate

Count = Literal["timecode", "time", "frame"]

_SLOWEST, _FASTEST = Fraction(1, 1000), 1_000_000


@dataclass(frozen=True, slots=True)
class ListEvent:
    """Part of a film that a list asks for.

    where: the event's place in the list, such as "line 12", for messages.
    reel, name, path: how the list names the film; "" where it doesn't.
    source: a part of the film, counted as ``count`` says: frames of ``rate`` from midnight by
        timecode, frames of ``rate`` from the film's start, or the film's own frame numbers.
    record: frames of the list's timeline, counted as the list says.
    transition: frames of dissolve or wipe that the event begins with.
    retimed: it plays at another speed, so source and record differ in length.
    remarks: the comments that belong to the event.
    """

    where: str
    reel: str
    name: str
    path: str
    source: FrameRange
    count: Count
    rate: Fraction
    record: FrameRange
    transition: int = 0
    retimed: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a list that was passed over, and why."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class EventList:
    """The picture events of a list, in its order, and what in it could not be read.

    rate: of the list's timeline.
    by_timecode: its records count frames from midnight, else from the timeline's start; after the
        next midnight they go on.
    """

    title: str
    rate: Fraction
    events: Sequence[ListEvent]
    problems: Sequence[Problem]
    by_timecode: bool = False


def rate_meant(rate: Fraction | float) -> Fraction:
    """Return the frames a second that a list means; raise ValueError where nothing runs at them."""
    if not _SLOWEST <= rate <= _FASTEST:
        raise ValueError("its rate is none that a film runs at")
    return exact_rate(rate)
