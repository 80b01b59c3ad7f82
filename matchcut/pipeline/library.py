"""The shots of a project at hand: numbers, frames, times and groups, looked up both ways."""

import math
from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from matchcut.errors import ProjectError
from matchcut.media.times import FrameTimes
from matchcut.project.films import FilmRecord, films, frame_times
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, film_shots
from matchcut.review import Anchor, Place
from matchcut.timing import Clock, has_timecode, milliseconds_read


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFilm:
    """A film with its shots in order of time, and when each of its frames is shown."""

    record: FilmRecord
    shots: list[ShotRecord]
    times: FrameTimes

    @property
    def clock(self) -> Clock:
        """What turns its frames into timecode."""
        return self.record.clock

    @property
    def seconds(self) -> Fraction:
        """How long it is."""
        return self.record.frame_count / self.record.rate

    def label(self, frame: int) -> str:
        """Return the timecode of a frame, or of the one after the last.

        It is that of the frame's time: where frames are missing or the rate varies, numbers and
        timecode part.
        """
        last = len(self.times) - 1
        if frame <= last:
            return self.clock.label_at(self.times.seconds_of(frame))
        beyond = (frame - last) / self.record.rate
        return self.clock.label_at(self.times.seconds_of(last) + beyond)

    def frame_reading(self, label: str) -> int:
        """Return the frame on screen when a label is read; beyond the last none is skipped."""
        clock, last = self.clock, len(self.times) - 1
        if has_timecode(clock.rate):
            count = clock.frame(label)
            beyond = count - round(self.times.seconds_of(last) * clock.rate)
            # Half a frame on: timestamps are rounded to ticks.
            ticks = int((count + Fraction(1, 2)) / clock.rate / self.times.time_base)
        else:
            # The last moment that reads so: labels leave out what is less than a thousandth.
            stop = Fraction(milliseconds_read(label) + 1, 1000)
            beyond = math.ceil((stop - self.times.seconds_of(last)) * clock.rate) - 1
            ticks = math.ceil(stop / self.times.time_base) - 1
        return last + beyond if beyond > 0 else self.times.index_of(self.times.pts_of(0) + ticks)

    def anchor(self, frame: int) -> Anchor:
        """Return what a frame is known by, whatever the shots are."""
        return Anchor(self.record.uuid, self.times.pts_of(frame))

    def outside(self, shot: ShotRecord) -> bool:
        """Tell whether a shot lies outside the film's range: its middle does."""
        middle = (shot.frames.start + shot.frames.stop) // 2
        return self.record.range is not None and middle not in self.record.range

    def shot_at(self, frame: int) -> ShotRecord | None:
        """Return the shot that holds a frame."""
        at = bisect_right(self.shots, frame, key=lambda shot: shot.frames.start) - 1
        return self.shots[at] if at >= 0 and frame in self.shots[at].frames else None


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """All analysed films of a project, by UUID, in the order they were added."""

    films: dict[str, LibraryFilm]

    def film(self, uuid_or_name: str) -> LibraryFilm:
        """Return a film by UUID, the beginning of it, or its name."""
        found = [
            each
            for uuid, each in self.films.items()
            if each.record.name == uuid_or_name or (uuid_or_name and uuid.startswith(uuid_or_name))
        ]
        if len(found) != 1:
            raise ProjectError(
                f"{'Several films are' if found else 'No film is'} called {uuid_or_name!r}.",
                "matchcut shots lists the films with their ids.",
            )
        return found[0]

    def frame_of(self, anchor: Anchor) -> int | None:
        """Return the number that an anchor's frame has now; None where it is gone."""
        film = self.films.get(anchor.film)
        if film is None or not len(film.times):
            return None
        inside = film.times.pts_of(0) <= anchor.pts <= film.times.pts_of(len(film.times) - 1)
        return film.times.index_of(anchor.pts) if inside else None

    def shot_of(self, anchor: Anchor) -> ShotRecord | None:
        """Return the shot that holds an anchor's frame."""
        frame = self.frame_of(anchor)
        return None if frame is None else self.films[anchor.film].shot_at(frame)

    def locate(self, anchor: Anchor) -> Place | None:
        """Return where an anchor lies, for `matchcut.review.identify`."""
        shot = self.shot_of(anchor)
        if shot is None:
            return None
        key = (shot.film, shot.frames.start)
        group: Hashable = key if shot.group is None else shot.group
        return Place(key, group, shot.representative)


def load_library(project: Project) -> Library:
    """Read the films, shots and frame times of a project, all of one moment."""
    with project.reading():
        read = [
            (record, film_shots(project, record.uuid), frame_times(project, record.uuid))
            for record in films(project)
        ]
    return Library(
        {
            record.uuid: LibraryFilm(record, shots, FrameTimes(times, record.time_base))
            for record, shots, times in read
            if times is not None
        }
    )
