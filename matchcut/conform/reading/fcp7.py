"""Read Final Cut Pro 7 XML, as written by Premiere, Resolve and Final Cut 7.

Read by hand because the OpenTimelineIO adapter gives up the whole list where one clip is odd; here
the odd clip is reported and the rest is read.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

from matchcut.conform.reading.events import (
    EventList,
    ListEvent,
    Nest,
    Nesting,
    Read,
    passed_over,
    rate_meant,
)
from matchcut.conform.reading.speed import Point, UnknownSpeedError, frames_shown, line_through
from matchcut.errors import TimecodeError
from matchcut.export.fcp7 import TICKS
from matchcut.export.remarks import side_named
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange, exact_number, is_drop_text, timecode_count

_UNSAID = Fraction(25)
# In frames; a tick is shorter at any rate.
_ROUNDED = Fraction(1, 1_000_000)
_OWN_SPEED: Point = (Fraction(0), Fraction(1))
_HOST = re.compile(r"^file:(//[^/]*)?", re.IGNORECASE)

_ById = dict[str | None, Xml.Element]


@dataclass(frozen=True, slots=True)
class _Described:
    """The files and sequences that clips refer to by id.

    The list describes each once, where it is first needed. One without an id can't be referred to;
    it is described in the clip itself.
    """

    files: _ById
    sequences: _ById
    nesting: Nesting = field(default_factory=Nesting)


def read(text: str) -> EventList:
    """Return the clips on the video tracks of the first sequence, track by track.

    Clips of nested sequences are placed where it shows them; other sequences are reported as
    skipped.
    Raises xml.etree.ElementTree.ParseError if the text is not XML.
    """
    root = Xml.fromstring(text)
    sequence = root if root.tag == "sequence" else root.find(".//sequence")
    if sequence is None:
        return EventList(_UNSAID, (), [Problem("the list", "it has no sequence")])
    described = _Described(files=_by_id(root.iter("file")), sequences=_by_id(root.iter("sequence")))
    rate = _rate(sequence, _UNSAID)
    events, problems = _clips(sequence, described, rate, ())
    title = sequence.findtext("name", "")
    problems += passed_over(title, _others(root, sequence, described))
    start = _start_timecode(sequence, rate) or 0
    return EventList(rate, events, problems, start=start)


def _by_id(described: Iterable[Xml.Element]) -> _ById:
    return {id: one for one in described if len(one) and (id := one.get("id"))}


def _others(root: Xml.Element, read: Xml.Element, described: _Described) -> list[str]:
    """Return the names of the sequences that were not read.

    Top-level sequences, except ``read`` and those it uses, directly or through others: these may be
    described anywhere, such as in a bin of their own.
    """
    inside = _sequences_inside(root)
    shown: set[str | Xml.Element] = set()
    walked: set[Xml.Element] = set()
    waiting = [read]
    while waiting:
        sequence = waiting.pop()
        shown.add(sequence.get("id") or sequence)
        if sequence not in walked:
            walked.add(sequence)
            waiting += [described.sequences.get(sequence.get("id"), sequence), *inside[sequence]]
    return [one.findtext("name", "") for one in inside[None] if (one.get("id") or one) not in shown]


def _sequences_inside(root: Xml.Element) -> Mapping[Xml.Element | None, Sequence[Xml.Element]]:
    """Return the sequences directly inside each sequence, top-level ones under None."""
    inside = defaultdict[Xml.Element | None, list[Xml.Element]](list)
    waiting: list[tuple[Xml.Element, Xml.Element | None]] = [(root, None)]
    while waiting:
        element, around = waiting.pop()
        if element.tag == "sequence":
            inside[around].append(element)
            around = element
        waiting += [(child, around) for child in reversed(element)]
    return inside


def _clips(
    sequence: Xml.Element, described: _Described, rate: Fraction, around: tuple[Xml.Element, ...]
) -> Read:
    """Read the clips of a sequence; around: the sequences that it is nested in."""
    events: list[ListEvent] = []
    problems: list[Problem] = []
    items = _items(sequence, described.nesting)
    for number, (item, record, transition) in enumerate(items, start=1):
        if _is_generated(item, described.files):
            continue
        name = item.findtext("name", "").strip()
        where = f"clip {number} ({name})" if name else f"clip {number}"
        try:
            if item.find("file") is None and item.find("sequence") is not None:
                nest = Nest(where, number, _number(item, "in"), record, transition, rate)
                inner = _inside(nest, item, described, (*around, sequence))
                events += inner[0]
                problems += inner[1]
            else:
                event = _event(where, item, described.files, record, transition, rate)
                events.append(replace(event, number=number))
        except ValueError as error:
            problems.append(Problem(where, str(error), number))
    return events, problems


def _inside(
    nest: Nest, item: Xml.Element, described: _Described, around: tuple[Xml.Element, ...]
) -> Read:
    """Read the visible part of a nested sequence; raise ValueError if that fails."""
    named = item.find("sequence")
    assert named is not None
    sequence = described.sequences.get(named.get("id"), named)
    if any(sequence is one for one in around):
        raise ValueError("it is a sequence within itself")
    if _rate(sequence, nest.rate) != nest.rate:
        raise ValueError("it is a nested sequence at another rate")
    if _time_remap(item) is not None:
        raise ValueError("it is a nested sequence at another speed")
    if nest.first < 0:
        raise ValueError(f"its in, {nest.first}, is not a frame number")
    with described.nesting.deeper():
        return nest.lift(_clips(sequence, described, nest.rate, around))


def path_of(url: str) -> str:
    """Return the path in a ``file:`` URL; a drive letter comes first, as on its own system."""
    # Some programs leave # and ? unescaped, and some write a path that is no URL.
    path = unquote(_HOST.sub("", url.strip()))
    return path[1:] if path[2:3] == ":" else path


def _items(
    sequence: Xml.Element, nesting: Nesting
) -> Iterator[tuple[Xml.Element, FrameRange, int]]:
    """Yield each clip with its record and the length of the transition that it begins with.

    The record stops where a transition to the next clip begins. Disabled tracks and clips are
    skipped. Raises ValueError where there are too many nested clips.
    """
    for track in nesting.counted(sequence.findall("media/video/track")):
        if not _is_on(track):
            continue
        items = [one for one in track if one.tag in ("clipitem", "transitionitem")]
        for index, item in enumerate(nesting.counted(items)):
            if item.tag != "clipitem" or not _is_on(item):
                continue
            start, end, transition = _number(item, "start"), _number(item, "end"), 0
            # Where a transition covers an edge, the edge is -1 and the transition gives its
            # position.
            if start < 0 and index > 0:
                start, stop = (_number(items[index - 1], side) for side in ("start", "end"))
                transition = max(0, stop - start)
            if end < 0 and index + 1 < len(items):
                end = _number(items[index + 1], "start")
            start = max(0, start)
            yield item, FrameRange(start, max(start, end)), transition


def _is_on(element: Xml.Element) -> bool:
    return element.findtext("enabled", "").strip().upper() != "FALSE"


def _is_generated(item: Xml.Element, files: _ById) -> bool:
    """Return whether Premiere generates a clip's picture itself: black, colour, titles."""
    file = item.find("file")
    return file is not None and files.get(file.get("id"), file).find("mediaSource") is not None


def _event(
    where: str,
    item: Xml.Element,
    files: _ById,
    record: FrameRange,
    transition: int,
    timeline_rate: Fraction,
) -> ListEvent:
    """Read one clip; raise ValueError with the reason if that fails."""
    file = item.find("file")
    if item.find("multiclip") is not None:
        raise ValueError("it is a multiclip, whose angles aren't looked up")
    if file is None:
        raise ValueError("it refers to no file")
    file = files.get(file.get("id"), file)
    first, stop = _number(item, "in"), _number(item, "out")
    if not 0 <= first < stop:
        raise ValueError(f"its in and out, {first} and {stop}, are not a range of frames")
    clip_rate = _rate(item, timeline_rate)
    rate = _rate(file, clip_rate)
    source, plays_at, unknown = FrameRange(0, 1), rate, ""
    try:
        source, plays_at = _shown(item, file, FrameRange(first, stop), clip_rate)
    except UnknownSpeedError as error:
        unknown = str(error)
    comments = (item.findtext(f"comments/mastercomment{n}", "") for n in range(1, 5))
    return ListEvent(
        where=where,
        reel=file.findtext("timecode/reel/name", "").strip(),
        name=item.findtext("name", "").strip(),
        path=path_of(file.findtext("pathurl", "")),
        source=source,
        count="time",
        rate=rate,
        record=record,
        transition=transition,
        retimed=_time_remap(item) is not None,
        plays_at=plays_at,
        cut_side=side_named(part for comment in comments for part in comment.split("; ")),
        media_start=_start_timecode(file, rate),
        unknown=unknown,
    )


def _shown(
    item: Xml.Element, file: Xml.Element, asked: FrameRange, clip_rate: Fraction
) -> tuple[FrameRange, Fraction]:
    """Return the film's frames that a clip shows, and how many are shown per second.

    asked: its in and out, at ``clip_rate``. Raises ValueError where the frames are not part of the
    film, UnknownSpeedError where they can't be told.
    """
    rate = _rate(file, clip_rate)
    # A subclip counts from its own start.
    before = max(0, _number(item, "subclipinfo/startoffset"))
    if (remap := _time_remap(item)) is None:
        counted = FrameRange(before + asked.start, before + asked.stop)
        return _at_usual_speed(item, counted, clip_rate, rate), rate
    length = _number(file, "duration") * clip_rate / rate
    after = max(0, _number(item, "subclipinfo/endoffset"))
    at_zero, slope = _line(remap, length - before - after)
    at, plays_at = (before + at_zero + asked.start * slope) * rate / clip_rate, slope * rate
    first, last = frames_shown(at, plays_at / clip_rate, Fraction(len(asked)))
    if not 0 <= first <= last:
        raise ValueError("its in and out, at its speed, are not a part of the film")
    return FrameRange(first, last + 1), plays_at


def _at_usual_speed(
    item: Xml.Element, counted: FrameRange, clip_rate: Fraction, rate: Fraction
) -> FrameRange:
    """Return the film's frames that a clip shows; counted: its in and out at its own rate."""
    # In and out may count at the sequence's rate; the film's last frame is then the one on screen
    # when the last of these begins.
    pace = rate / clip_rate
    ticks = Fraction(_number(item, "pproTicksIn"), TICKS) * clip_rate
    if pace != 1 and abs(ticks - counted.start) < 1:
        # Premiere's ticks also give the position within the film's frame, up to rounding.
        start = math.floor(ticks * pace + _ROUNDED)
        return FrameRange(start, math.floor((ticks + len(counted) - 1) * pace + _ROUNDED) + 1)
    last = math.floor((counted.stop - 1) * pace)
    return FrameRange(min(round(counted.start * pace), last), last + 1)


def _start_timecode(element: Xml.Element, rate: Fraction) -> int | None:
    """Return a file's or sequence's start timecode in frames, None if it states none."""
    timecode = element.find("timecode")
    if timecode is None:
        return None
    if (frame := _number(timecode, "frame")) >= 0:
        return frame
    text = timecode.findtext("string", "")
    drop = is_drop_text(text) or timecode.findtext("displayformat", "").strip().upper() == "DF"
    with suppress(TimecodeError):
        return timecode_count(text, rate, drop=drop)
    return None


def _time_remap(item: Xml.Element) -> Xml.Element | None:
    """Return the effect that changes a clip's speed, None if it plays at its own."""
    effects = item.findall("filter/effect")
    remap = next((one for one in effects if one.findtext("effectid") == "timeremap"), None)
    with suppress(UnknownSpeedError):
        if remap is not None and _line(remap, Fraction(0)) == _OWN_SPEED:
            return None
    return remap


def _line(remap: Xml.Element, length: Fraction) -> Point:
    """Return the line from a clip's frames to its film's; see `line_through`.

    length: of the film or subclip, in the clip's frames; negative if not stated.
    """
    said = {one.findtext("parameterid", ""): one for one in remap.findall("parameter")}
    graph = said["graphdict"].findall("keyframe") if "graphdict" in said else []
    # Premiere's keyframes for the clip's in and out may be no frames, and aren't needed.
    keys = [
        one for one in graph if one.find("speedkfin") is None and one.find("speedkfout") is None
    ]
    points = [(_exact(one, "when"), _exact(one, "value")) for one in keys]
    if len(points) > 1:
        # The line bends wherever speeds differ, nobody knows how far around.
        return line_through(points, min(points)[0], max(points)[0])
    speed = _exact(said["speed"], "value") / 100 if "speed" in said else Fraction(0)
    if not speed or ("variablespeed" in said and _exact(said["variablespeed"], "value")):
        raise UnknownSpeedError("it plays at a speed that the list doesn't tell")
    reverse = "reverse" in said and said["reverse"].findtext("value", "").strip().upper() == "TRUE"
    if speed > 0 and not reverse:
        return Fraction(0), speed
    if length <= 0:
        raise UnknownSpeedError("it plays in reverse from an end that the list doesn't tell")
    return length, -abs(speed)


def _exact(element: Xml.Element, tag: str) -> Fraction:
    try:
        return exact_number(element.findtext(tag, "").strip())
    except ValueError as error:
        raise UnknownSpeedError("it plays at a speed that the list doesn't tell") from error


def _rate(element: Xml.Element, otherwise: Fraction) -> Fraction:
    timebase = element.findtext("rate/timebase", "").strip()
    if not timebase.isdigit() or not int(timebase):
        return otherwise
    ntsc = element.findtext("rate/ntsc", "").strip().upper() == "TRUE"
    return rate_meant(Fraction(int(timebase) * 1000, 1001) if ntsc else Fraction(int(timebase)))


def _number(element: Xml.Element, tag: str) -> int:
    text = element.findtext(tag, "").strip()
    try:
        return int(text)
    except ValueError:
        return -1
