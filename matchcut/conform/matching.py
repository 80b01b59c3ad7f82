"""Match the events of a list to films, and find their frames."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath, PureWindowsPath

from matchcut.conform.reading.events import ListEvent, at_speed, reason_of, timecode_span
from matchcut.errors import TimecodeError
from matchcut.export.cut import Source
from matchcut.export.layout import film_frame, length_in_list, source_clock
from matchcut.export.safe import comment, one_line, reels
from matchcut.files import folded
from matchcut.media.folders import FILM_SUFFIXES
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange, frames_in_a_day, has_timecode, rate_text, rate_words

# What Avid appends to the names of relinked clips, subclips and copies, and Premiere to subclips.
_COPY = re.compile(r"(\.(new|sub|copy)\.[0-9]+|\.subclip[0-9]*)+$")
# Some systems cut off what reels have beyond these characters.
_SHORTEST_REEL = 7


@dataclass(frozen=True, slots=True)
class Conformed:
    """An event, its film, and the film's frames that it shows."""

    event: ListEvent
    source: Source
    frames: FrameRange


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An event without its film or frames, and why; ``source`` is the film if it is known."""

    event: ListEvent
    reason: str
    source: Source | None = None

    def __str__(self) -> str:
        return str(self.problem())

    def problem(self) -> Problem:
        """Return it as a `Problem`."""
        name = self.event.name or self.event.reel or self.event.path or "an unnamed film"
        return Problem(_with_name(self.event, name), self.reason, self.event.number)


def conform(
    events: Sequence[ListEvent], films: Sequence[Source]
) -> tuple[list[Conformed], list[Unmatched]]:
    """Match each event to a film by the first that identifies one: path, file name, reel, name.

    If several films fit, timecode and folders decide.
    """
    matched: list[Conformed] = []
    unmatched: list[Unmatched] = []
    given_reels = [reels(films), reels(films, long=True)]
    for event in events:
        fitting = _films_of(event, films, given_reels)
        if len(fitting) != 1:
            names = ", ".join(told_apart(fitting))
            reason = f"several films fit: {names}" if names else "no film of that name or reel"
            unmatched.append(Unmatched(event, reason))
            continue
        try:
            counted = _counted(event, fitting[0])
            matched.append(Conformed(counted, fitting[0], _frames(counted, fitting[0])))
        except (ValueError, TimecodeError) as error:
            unmatched.append(Unmatched(event, reason_of(error), fitting[0]))
    return matched, unmatched


def retimed(matched: Sequence[Conformed]) -> list[str]:
    """Return sentences on the events that play at another speed than their films."""
    return [
        f"{_with_name(one.event, one.source.name)}: it plays at another speed, so not each of its "
        "frames is on screen once"
        for one in matched
        if one.event.retimed
    ]


def _with_name(event: ListEvent, name: str) -> str:
    """Return an event's position with its film's name, unless the position contains it already."""
    return event.where if f"({name})" in event.where else f"{event.where}, {name}"


def told_apart(films: Iterable[Source]) -> list[str]:
    """Return the name of each film, or its path where several films have that name."""
    films = list(films)
    many = Counter(film.name for film in films)
    return [film.name if many[film.name] == 1 else str(film.path) for film in films]


def _films_of(
    event: ListEvent, films: Sequence[Source], given_reels: Sequence[Mapping[str, str]]
) -> Sequence[Source]:
    """Return the film of an event, several if nothing distinguishes them, or none.

    given_reels: reel names that our own lists give films, by film id.
    """
    file_name = _file_name(event.path)
    spoken = [_without_ending(name) for name in (file_name, event.name)]
    named: list[Callable[[Source], bool]] = [
        lambda film: event.path in (str(film.path), one_line(str(film.path), 1000)),
        lambda film: folded(film.path.name) == file_name,
        # Avid omits the suffix.
        lambda film: folded(film.path.stem) == file_name,
        lambda film: bool(film.reel) and folded(film.reel) == folded(event.reel),
        lambda film: event.name in _names(film),
        # Old systems have only capitals.
        lambda film: folded(event.name) in map(folded, _names(film)),
        # Originals and proxies differ in suffix; some lists use file names as reels.
        *(partial(_is_but_for_ending, name) for name in (file_name, event.name, event.reel)),
        # And some, as Avid's, use reels as names.
        lambda film: bool(film.reel) and _without_ending(film.reel) in spoken,
    ]
    candidates = _narrowed((), films, named)
    folders = _folders(event.path)
    most = max((len(folders & _folders(str(film.path))) for film in candidates), default=0)
    # Tie-breakers for films on one tape, or from cards with the same file numbering.
    placed: list[Callable[[Source], bool]] = [
        lambda film: event.media_start == source_clock(film, event.rate).start,
        lambda film: _has_frames(event, film),
        lambda film: len(folders & _folders(str(film.path))) == most,
    ]
    if len(candidates) > 1:
        candidates = _narrowed(candidates, films, placed)

    def has_given_reel(film: Source) -> bool:
        return folded(event.reel) in {folded(given[film.id]) for given in given_reels}

    def has_cut_reel(film: Source) -> bool:
        cut = folded(event.reel)
        # A name that begins so, too, is the whole reel, and of no film or it would have been found.
        whole = any(name.startswith(cut) for name in spoken)
        return len(cut) >= _SHORTEST_REEL and not whole and folded(film.reel).startswith(cut)

    return _narrowed(candidates, films, [has_given_reel, has_cut_reel])


def _narrowed(
    candidates: Sequence[Source], films: Sequence[Source], tests: Sequence[Callable[[Source], bool]]
) -> Sequence[Source]:
    """Return the candidates, or if there are none all films, that pass the tests in turn.

    A test that none passes is ignored, and testing stops once a single film is left.
    """
    for fits in tests:
        if len(candidates) == 1:
            break
        candidates = [film for film in candidates or films if fits(film)] or candidates
    return candidates


def _has_frames(event: ListEvent, film: Source) -> bool:
    try:
        _frames(_counted(event, film), film)
    except (ValueError, TimecodeError):
        return False
    return True


def _folders(path: str) -> set[str]:
    windows = "\\" in path or path[1:2] == ":"
    parts = (PureWindowsPath if windows else PurePosixPath)(path).parts[:-1]
    return {folded(part) for part in parts}


def _names(film: Source) -> Sequence[str]:
    return film.name, comment(film.name), film.path.name, film.path.stem


def _file_name(path: str) -> str:
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return folded(name)


def _is_but_for_ending(name: str, film: Source) -> bool:
    """Return whether a film or its file has this name, ignoring suffixes."""
    return bool(name) and _without_ending(name) in map(_without_ending, _names(film))


def _without_ending(name: str) -> str:
    name = _COPY.sub("", folded(name))
    ending = PurePosixPath(name).suffix
    return name.removesuffix(ending) if ending in FILM_SUFFIXES else name


def _counted(event: ListEvent, film: Source) -> ListEvent:
    """Return the event with its source counted by the film's clock, if not counted yet."""
    if event.codes is None:
        return event
    drop = source_clock(film, event.rate).drop
    source = timecode_span(*event.codes, event.rate, drop=drop)
    retimed = event.retimed or len(source) != len(event.record)
    return at_speed(replace(event, source=source, retimed=retimed))


def _frames(event: ListEvent, film: Source) -> FrameRange:
    """Return the film's frames that an event shows; raise ValueError with the reason if none."""
    if event.unknown:
        raise ValueError(event.unknown)
    if event.count == "frame":
        if event.source.stop > film.frames:
            raise ValueError(_outside(film, event, event.source.start, film.frames))
        return event.source
    clock = source_clock(film, event.rate)
    if clock.rate != event.rate:
        raise ValueError(
            f"the list counts {rate_words(event.rate)}, the film {rate_text(clock.rate)}"
        )
    length = length_in_list(film, event.rate)
    if film.times is not None:
        # The length of the last frame is not known; allow the average.
        length += math.ceil(event.rate / film.clock.rate)
    start = event.source.start - (clock.start if event.count == "timecode" else 0)
    if start < 0 and has_timecode(clock.rate):
        # A film that runs past midnight continues from zero.
        day = frames_in_a_day(clock.rate, drop=clock.drop)
        start += day if clock.start + length > day else 0
    stop = start + len(event.source)
    if start < 0 or stop > length:
        raise ValueError(_outside(film, event, start, length))
    first, last = (film_frame(film, at, event.rate) for at in (start, stop - 1))
    return FrameRange(first, last + 1)


def _outside(film: Source, event: ListEvent, start: int, length: int) -> str:
    """Return why an event has no frames: what it asks for, from ``start`` on, and what exists."""
    last = start + len(event.source) - 1
    asked, there = f"frames {start} to {last}", str(length)
    if event.count == "timecode" and has_timecode(event.rate):
        clock = source_clock(film, event.rate)
        asked = f"{clock.timecode(start)} to {clock.timecode(last)}"
        there = f"{clock.timecode(0)} to {clock.timecode(length - 1)}"
    return f"it asks for {asked}, {film.name} has {there}; check its start timecode"
