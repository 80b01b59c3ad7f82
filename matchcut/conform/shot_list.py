"""Use a list from another system as the shot list of a film, instead of detection.

Two kinds of list contain a film's shots. A list *of* the film names pieces of it, as after scene
detection in another tool. A list that *made* the film names the rushes it was cut from; there the
timeline gives the film's shots.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest

from matchcut.conform.matching import Conformed, conform
from matchcut.conform.reading.events import EventList
from matchcut.errors import ListError
from matchcut.export.cut import Source
from matchcut.export.layout import film_frame, length_in_list, source_clock
from matchcut.shots.listed import (
    ListedShot,
    Problem,
    ShotList,
    in_film,
    in_order,
    transitions_between,
)
from matchcut.timing import Clock, frames_in_a_day, has_timecode, rate_text, rate_words

# Start and stop in timeline frames, then the event's number and position in the list.
_Span = tuple[int, int, int, str]


def shot_list(listed: EventList, film: Source) -> ShotList:
    """Return the transitions of a film according to a list, and what was skipped in it.

    Raises ListError where the list's timeline runs at another rate than the film it made, or
    no event lies in the film.
    """
    matched, unmatched = conform(listed.events, [film])
    problems = [*listed.problems]
    named = len(matched) + sum(lost.source is not None for lost in unmatched)
    if 2 * named >= len(listed.events):
        shots = list(_pieces(matched, listed.rate))
        problems += [lost.problem() for lost in unmatched]
    else:
        shots, outside = _on_timeline(listed, film)
        problems += outside
    inside, passed_over = in_film(shots, film.name, film.frames)
    if not inside:
        lost = [each.reason for each in unmatched if each.source is not None]
        reason = next(iter([*lost, *(each.reason for each in passed_over)]), None)
        raise ListError(
            f"No event of the list lies in {film.name}{f': {reason}' if reason else ''}.",
            "Choose the list of this film."
            if reason
            else "Check the film's start timecode, or choose the list of this film.",
        )
    return ShotList(tuple(transitions_between(inside)), in_order((*problems, *passed_over)))


def _pieces(matched: Sequence[Conformed], timeline_rate: Fraction) -> Iterator[ListedShot]:
    """Yield the parts of a film that a list shows.

    If a timeline frame is longer than a film frame, a part's last film frame may fall between two
    timeline frames; it then belongs to the part.
    """
    for one, following in zip_longest(matched, matched[1:]):
        start, stop = one.frames.start, one.frames.stop
        if following is not None and following.event.record.start == one.event.record.stop:
            passed_over = following.frames.start - stop
            plays_at = one.event.plays_at if one.event.retimed else None
            pace = (plays_at or one.source.clock.rate) / timeline_rate
            if 0 < passed_over < pace and one.event.count != "frame":
                stop = following.frames.start
        yield ListedShot(one.event.where, one.event.number, start, stop)


def _on_timeline(listed: EventList, film: Source) -> tuple[list[ListedShot], list[Problem]]:
    """Return the events' ranges on the timeline, in frames of the film, and those outside it."""
    clock = source_clock(film, listed.rate)
    if listed.rate != clock.rate:
        raise ListError(
            f"The list's timeline runs at {rate_words(listed.rate)}, "
            f"{film.name} at {rate_text(clock.rate)}.",
            "Choose the list that this film was made from.",
        )
    length = length_in_list(film, listed.rate)
    spans: list[_Span] = []
    outside = []
    for event, start in zip(listed.events, _starts(listed, clock, length), strict=True):
        begin, stop = start + event.transition, start + len(event.record)
        if 0 <= begin < min(stop, length):
            spans.append((begin, min(stop, length), event.number, event.where))
            reason = f"it is cut short at the end of {film.name}" if stop > length else ""
        else:
            reason = f"it lies outside {film.name}"
        if reason:
            outside.append(Problem(event.where, reason, event.number))
    shots = []
    for begin, stop, number, where in _parts(spans):
        first, last = (film_frame(film, at, listed.rate) for at in (begin, stop - 1))
        shots.append(ListedShot(where, number, first, last + 1))
    return shots, outside


def _parts(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Yield the parts from each start or end of a span to the next.

    Where tracks overlap every edge may be a cut: a sign leaves the shot below visible, a cutaway
    does not.
    """
    coming = deque(sorted(spans))
    reached, number, where = 0, 0, ""
    for begin, stop in pairwise(sorted({edge for span in coming for edge in span[:2]})):
        while coming and coming[0][0] <= begin:
            reached, number, where = max((reached, number, where), coming.popleft()[1:])
        if reached > begin:
            yield begin, stop, number, where


def _starts(listed: EventList, clock: Clock, length: int) -> list[int]:
    """Return where on the film's timeline each event starts; clock, length: the film's."""
    starts = [event.record.start for event in listed.events]
    if not listed.by_timecode:
        return starts
    day = frames_in_a_day(clock.rate, drop=clock.drop) if has_timecode(clock.rate) else sys.maxsize
    first = min(starts)
    ends = (start + len(event.record) for start, event in zip(starts, listed.events, strict=True))
    ahead = (first - clock.start) % day
    # A film without a timecode counts from zero. If it is over an hour long, it seems to contain
    # the start of a list that begins at 01:00:00:00, so check for the list's end too, less a
    # second.
    inside = ahead if clock.start else ahead + max(ends) - first - round(clock.rate)
    # A film without its timeline's timecode begins with the list's first event.
    base = first - ahead if inside < length else first
    return [start - base for start in starts]
