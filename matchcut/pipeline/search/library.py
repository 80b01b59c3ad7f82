"""Hold the shots of a project in memory: numbers, frames, times and groups, with look-ups."""

import math
import os
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ProjectError
from matchcut.files import folded
from matchcut.media.times import FrameTimes
from matchcut.project import films as stored
from matchcut.project.films import FilmRecord, frame_times, names_apart
from matchcut.project.pairs import Near
from matchcut.project.project import Project
from matchcut.project.revisions import film_revisions
from matchcut.project.shots import ShotRecord, film_shots
from matchcut.review import Anchor, LocatedShot
from matchcut.scoring.room import short_side
from matchcut.timing import Clock, FrameRange, has_timecode, milliseconds_read
from matchcut.words import printable

# Of the films that a name may mean, in a message.
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFilm:
    """A film with its shots in order of time, and when each of its frames is shown.

    revision: of the film when it was read; see `film_revisions`.
    """

    record: FilmRecord
    shots: list[ShotRecord]
    times: FrameTimes
    revision: int | None = None

    @property
    def clock(self) -> Clock:
        """The clock that turns its frames into timecode."""
        return self.record.clock

    @property
    def seconds(self) -> Fraction:
        """How long it is, as far as it has been watched."""
        return self.begins(len(self.times)) if len(self.times) else Fraction(0)

    def begins(self, frame: int) -> Fraction:
        """Return when a frame, or the one after the last, comes on screen; see `FrameTimes`."""
        return self.times.begins(frame, self.record.rate)

    def seconds_between(self, start: int, stop: int) -> Fraction:
        """Return how long after frame ``start`` frame ``stop`` comes on screen."""
        return self.begins(stop) - self.begins(start)

    def label(self, frame: int) -> str:
        """Return the timecode of a frame, or of the one after the last; see `FrameTimes`."""
        return self.times.label(frame, self.clock)

    def frame_reading(self, label: str) -> int:
        """Return the frame on screen at a label, assuming no gaps beyond the last frame."""
        clock, last = self.clock, len(self.times) - 1
        if has_timecode(clock.rate):
            count = clock.frame(label)
            beyond = count - round(self.times.seconds_of(last) * clock.rate)
            # Half a frame later, because timestamps are rounded to ticks.
            ticks = int((count + Fraction(1, 2)) / clock.rate / self.times.time_base)
        else:
            # The last moment with this label: labels drop fractions of a millisecond.
            stop = Fraction(milliseconds_read(label) + 1, 1000)
            beyond = math.ceil((stop - self.times.seconds_of(last)) * clock.rate) - 1
            ticks = math.ceil(stop / self.times.time_base) - 1
        return last + beyond if beyond > 0 else self.times.index_of(self.times.pts_of(0) + ticks)

    def frame_at(self, where: str) -> int:
        """Return the frame that an editor names, by its number or as in `frame_reading`."""
        return int(where) if is_number(where) else self.frame_reading(where)

    def anchor(self, frame: int) -> Anchor:
        """Return the anchor of a frame, which doesn't depend on shots."""
        return Anchor(self.record.uuid, self.times.pts_of(frame))

    def outside(self, shot: ShotRecord) -> bool:
        """Return whether the middle of a shot is outside the film's range."""
        return self.record.range is not None and shot.frames.middle not in self.record.range

    def shot_at(self, frame: int) -> ShotRecord | None:
        """Return the shot that holds a frame."""
        at = bisect_right(self.shots, frame, key=lambda shot: shot.frames.start) - 1
        return self.shots[at] if at >= 0 and frame in self.shots[at].frames else None


@dataclass(frozen=True, slots=True)
class FoundSide:
    """One side of a pair: the film, the shot, and the frame at the cut."""

    film: LibraryFilm
    shot: ShotRecord
    frame: int

    def short(self, *, incoming: bool) -> int | None:
        """Return how many frames a cut leaves of the shot; None if they are enough."""
        rate = self.film.record.rate
        return short_side(self.shot.frames, self.frame, rate, incoming=incoming)


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """All analysed films of a project, by UUID, in the order they were added."""

    films: dict[str, LibraryFilm]

    def film(self, named: str) -> LibraryFilm:
        """Return a film by any name that `film_called` accepts."""
        records = [film.record for film in self.films.values()]
        return self.films[film_called(records, named).uuid]

    def frame_of(self, anchor: Anchor) -> int | None:
        """Return the present number of an anchor's frame; None if it is gone."""
        film = self.films.get(anchor.film)
        if film is None or not len(film.times):
            return None
        inside = film.times.pts_of(0) <= anchor.pts <= film.times.pts_of(len(film.times) - 1)
        return film.times.index_of(anchor.pts) if inside else None

    def shot_of(self, anchor: Anchor) -> ShotRecord | None:
        """Return the shot that holds an anchor's frame."""
        frame = self.frame_of(anchor)
        return None if frame is None else self.films[anchor.film].shot_at(frame)

    def side_at(self, anchor: Anchor) -> FoundSide | None:
        """Return the side of an anchor's frame, None if the frame is gone.

        If no shot holds it any more it is returned alone, as shot 0: what was accepted stays, and
        one frame is certain.
        """
        frame = self.frame_of(anchor)
        if frame is None:
            return None
        film = self.films[anchor.film]
        return FoundSide(film, film.shot_at(frame) or _lone_frame(anchor.film, frame), frame)

    def locate(self, anchor: Anchor) -> LocatedShot | None:
        """Return the `LocatedShot` of an anchor, for `matchcut.review.identify`."""
        shot = self.shot_of(anchor)
        if shot is None:
            return None
        return LocatedShot((shot.film, shot.frames.start), _group_of(shot), shot.representative)

    def near(self, anchors: Iterable[Anchor]) -> Near:
        """Return a test of many anchors: which lie in the shots of these, or in near-duplicates.

        It tests all at once, because `locate` takes microseconds for each.
        """
        groups = {place.group for each in anchors if (place := self.locate(each)) is not None}

        def near(films: Sequence[str], pts: Sequence[int]) -> NDArray[np.bool_]:
            of, at = np.array(films), np.array(pts, np.int64)
            found = np.zeros(len(at), bool)
            for uuid, film in self.films.items():
                here = of == uuid
                found[here] = _in_groups(film, groups, at[here])
            return found

        return near


def is_number(where: str) -> bool:
    """Return whether an editor names a frame by its number, whether or not it exists."""
    return where.removeprefix("-").isdecimal()


NO_FILMS = Library({})


def film_called(records: Sequence[FilmRecord], named: str) -> FilmRecord:
    """Return a film as an editor names it.

    By its name or UUID; the path of one of its files, or the end of that; its name `folded`, then
    without its suffix; or the beginning of that or of its UUID. The first of these that fits any
    film counts. Raises ProjectError if none fits, or several do.
    """
    name, end = folded(named), Path(named).parts
    path = Path(os.path.normpath(Path(named).absolute()))
    tests: Sequence[Callable[[FilmRecord], bool]] = (
        lambda film: named in (film.name, film.uuid),
        lambda film: any(media.path == path for media in film.media),
        lambda film: any(media.path.parts[-len(end) :] == end for media in film.media),
        lambda film: folded(film.name) == name,
        lambda film: folded(Path(film.name).stem) == name,
        lambda film: folded(film.name).startswith(name) or film.uuid.startswith(named),
    )
    fitting = ([film for film in records if fits(film)] for fits in tests)
    found = next(filter(None, fitting), []) if named else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise ProjectError(
            f"No film is called {named!r}.", "matchcut shots lists the films with their ids."
        )
    apart = names_apart(found)
    which = [f"{printable(apart[film.uuid])} ({film.uuid[:8]})" for film in found[:_MOST_NAMED]]
    more = [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    raise ProjectError(
        f"Several films are called {named!r}: {', '.join([*which, *more])}.",
        "Type more of the name, or the id.",
    )


def _lone_frame(film: str, frame: int) -> ShotRecord:
    return ShotRecord(film, 0, FrameRange(frame, frame + 1), "picture", None, True, False, False)


def _group_of(shot: ShotRecord) -> Hashable:
    """Return a key of a shot's near-duplicates; a shot without any is a group of its own."""
    return (shot.film, shot.frames.start) if shot.group is None else shot.group


def _in_groups(
    film: LibraryFilm, groups: Collection[Hashable], pts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return for each timestamp whether it lies in a shot of one of the groups."""
    if not film.shots or not len(film.times):
        return np.zeros(len(pts), bool)
    times = film.times.pts
    starts = np.array([shot.frames.start for shot in film.shots])
    stops = np.array([shot.frames.stop for shot in film.shots])
    wanted = np.array([_group_of(shot) in groups for shot in film.shots])
    frames = np.searchsorted(times, pts, side="right") - 1
    shots = np.searchsorted(starts, frames, side="right") - 1
    inside = (times[0] <= pts) & (pts <= times[-1]) & (shots >= 0) & (frames < stops[shots])
    found: NDArray[np.bool_] = inside & wanted[shots]
    return found


def load_library(project: Project, known: Library = NO_FILMS) -> Library:
    """Read the films, shots and frame times of a project, in one consistent state.

    known: an earlier result; what has not changed since is reused.
    """
    with project.reading():
        revisions = film_revisions(project)
        read = []
        for uuid in stored.film_uuids(project):
            found = known.films.get(uuid)
            if found is None or found.revision != revisions.get(uuid):
                found = _read_film(project, uuid, revisions.get(uuid))
            read.append(found)
    return Library({found.record.uuid: found for found in read if found is not None})


def _read_film(project: Project, uuid: str, revision: int | None) -> LibraryFilm | None:
    times = frame_times(project, uuid)
    if times is None:
        return None
    return LibraryFilm(stored.film(project, uuid), film_shots(project, uuid), times, revision)
