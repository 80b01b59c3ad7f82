"""The films of a project: what is known about each, and the editor's labels for it.

A film keeps the UUID that it was added with (`adding`).
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from threading import Thread
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MediaError, ProjectError
from matchcut.files import is_there
from matchcut.media.fingerprint import fingerprint
from matchcut.media.times import FrameTimes, Trouble
from matchcut.project.arrays import pack, unpack
from matchcut.project.media import MediaFile, is_changed, media_of
from matchcut.project.project import Project, damage_told
from matchcut.project.settings import timeline_rate
from matchcut.project.stored_values import Crop, stored_crop, stored_number, stored_range
from matchcut.timing import (
    DROP_TIMELINE_START,
    TIMELINE_START,
    Clock,
    FrameRange,
    allows_drop,
    countable,
    film_clock,
    start_written,
    typed_timecode,
)

# How long disks that don't respond may delay a command.
_LOOKING_SECONDS = 1.0
# Every film has a file; one without has a damaged UUID, which its shots don't share.
_WHOLE_FILMS = "present_films WHERE uuid IN (SELECT film FROM media)"

Loss = Literal["gone", "changed"]
"""Why a film's file can't be read as it was watched: it is gone, or another is in its place."""


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """A film of a project.

    name, reel, start_timecode: the editor's if set, else the file's; reel and start timecode are
        those of the file that lists name.
    width, height: of the picture that was watched, upright in square pixels.
    damage: what could not be decoded, in words for the editor; "" if nothing.
    crop: the active picture, None until it is known.
    media: the originals before the proxies.
    range: the frames whose shots are paired; None for the whole film.
    fingerprint: of the file that was watched, to which frames and their times refer.
    """

    uuid: str
    name: str
    reel: str
    start_timecode: str | None
    rate: Fraction
    time_base: Fraction
    frame_count: int
    width: int
    height: int
    damage: str
    crop: Crop | None
    media: tuple[MediaFile, ...]
    range: FrameRange | None = None
    fingerprint: str = ""

    @property
    def clock(self) -> Clock:
        """The clock that turns its frames into timecode."""
        return film_clock(self.start_timecode, self.rate)


def films(project: Project) -> list[FilmRecord]:
    """Return the films in the order they were added, without those that were removed."""
    rows = project.rows(f"SELECT * FROM {_WHOLE_FILMS} ORDER BY position")
    return [_record(project, row) for row in rows]


def timeline_start(project: Project) -> str:
    """Return the timecode at which exported lists start unless another is given.

    It is drop-frame if the timeline's rate has that, and of the films with timecode at such a rate
    most count that way.
    """
    rate = timeline_rate(project)
    if rate is None or not allows_drop(rate):
        return TIMELINE_START
    clocks = (film.clock.track or film.clock for film in films(project) if film.start_timecode)
    drops = [clock.drop for clock in clocks if allows_drop(clock.rate)]
    return DROP_TIMELINE_START if 2 * sum(drops) > len(drops) else TIMELINE_START


def broken_films(project: Project) -> list[str]:
    """Return the names of films without any file, which is damage: `films` omits them."""
    rows = project.rows(
        """SELECT coalesce(own_name, name) AS name FROM present_films
        WHERE uuid NOT IN (SELECT film FROM media) ORDER BY position"""
    )
    return [row["name"] for row in rows]


def knows_films(project: Project) -> bool:
    """Return whether the project has any film, or had one that was removed."""
    return project.row("SELECT 1 FROM films") is not None


def film_uuids(project: Project) -> list[str]:
    """Return the UUIDs of the films of the project, in the order they were added."""
    rows = project.rows(f"SELECT uuid FROM {_WHOLE_FILMS} ORDER BY position")
    return [row["uuid"] for row in rows]


def film(project: Project, film_uuid: str) -> FilmRecord:
    """Return one film, even a removed one: whoever is watching it continues to the end.

    Raises ProjectError if the project has no film with that UUID.
    """
    return _record(project, _row(project, film_uuid))


def film_name(project: Project, film_uuid: str) -> str:
    """Return a film's name, even if it was removed; "" if none has that UUID."""
    query = "SELECT coalesce(own_name, name) AS name FROM films WHERE uuid = ?"
    row = project.row(query, [film_uuid])
    return row["name"] if row else ""


def watched_file(record: FilmRecord) -> Path:
    """Return the file that a film was watched from, which needn't be the original."""
    files = [media.path for media in record.media if media.fingerprint == record.fingerprint]
    if len(files) > 1:  # with one file, don't check it: a slow disk would block the window
        return next((path for path in files if is_there(path)), files[0])
    return files[0] if files else record.media[0].path


def loss_of(record: FilmRecord) -> Loss | None:
    """Return why the watched file of a film can't be read as it was, None if it can.

    Slow where its disk doesn't respond.
    """
    watched = [each for each in record.media if each.fingerprint == record.fingerprint]
    there = [each for each in watched or record.media if is_there(each.path)]
    if not there:
        return "gone"
    return "changed" if all(is_changed(each) for each in there) else None


def changed_films(records: Sequence[FilmRecord]) -> list[FilmRecord]:
    """Return the films whose watched file exists but is changed or unreadable.

    Those on disks that don't respond in time are skipped.
    """
    found = list[FilmRecord]()

    def look() -> None:
        found.extend(record for record in records if loss_of(record) == "changed")

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(_LOOKING_SECONDS)
    return list(found)


def film_at(project: Project, path: Path) -> str | None:
    """Return the UUID of the film that a file shows now, None if it is not a known one."""
    with suppress(OSError, MediaError):
        query = "SELECT film FROM media WHERE fingerprint = ?"
        if row := project.row(query, [fingerprint(path)]):
            return str(row["film"])
    return None


@dataclass(frozen=True, slots=True)
class ShotCount:
    """How many shots a film has, and how much of them is black, titles and the like, 0..1."""

    shots: int = 0
    no_picture: float = 0.0


def shot_counts(project: Project) -> dict[str, ShotCount]:
    """Return how many shots films have, by UUID; those without any are left out."""
    rows = project.rows(
        "SELECT film, count(*) AS shots, sum(stop - start) AS frames,"
        " sum((stop - start) * (kind != 'picture')) AS other FROM shots GROUP BY film"
    )
    return {row["film"]: ShotCount(row["shots"], row["other"] / row["frames"]) for row in rows}


@dataclass(frozen=True, slots=True)
class FilmLabels:
    """Name, reel and start timecode set by the editor or the file; None if not set."""

    name: str | None
    reel: str | None
    start_timecode: str | None


def film_labels(project: Project, film_uuid: str) -> tuple[FilmLabels, FilmLabels]:
    """Return the labels that the editor typed for a film, and those in its original."""
    row = _row(project, film_uuid)
    typed = FilmLabels(row["own_name"], row["own_reel"], row["own_start_timecode"])
    return typed, _said(project, row, media_of(project, film_uuid))


def edit_film(
    project: Project,
    film_uuid: str,
    *,
    name: str | None = None,
    reel: str | None = None,
    start_timecode: str | None = None,
) -> None:
    """Set labels that override those in the file: "" restores the file's, None changes nothing.

    Raises TimecodeError if the start is not a timecode at the film's rate.
    """
    start, rate = start_timecode, film(project, film_uuid).rate
    if start and not start.isspace():
        start = start_written(typed_timecode(start), rate)
    typed = {"own_name": name, "own_reel": reel, "own_start_timecode": start}
    with project.writing():
        for column, label in typed.items():
            if label is not None:
                update = f"UPDATE films SET {column} = ? WHERE uuid = ?"
                project.execute(update, [label.strip() or None, film_uuid])


def is_as_long(record: FilmRecord, frames: int) -> bool:
    """Return whether a film has this many frames, give or take one that containers miscount."""
    return abs(frames - record.frame_count) <= 1


def set_range(project: Project, film_uuid: str, frames: FrameRange | None) -> None:
    """Pair only the shots inside these frames from now on; None for the whole film.

    Raises ProjectError for a range without a frame.
    """
    if frames is not None and not frames:
        raise ProjectError("The range holds no frame.", "Let it begin before it ends, or clear it.")
    with project.writing():
        project.execute(
            "UPDATE films SET range_start = ?, range_stop = ? WHERE uuid = ?",
            [frames and frames.start, frames and frames.stop, film_uuid],
        )


def set_frame_times(
    project: Project,
    film_uuid: str,
    times: NDArray[np.int64],
    damage: str = "",
    trouble: Trouble | None = None,
) -> None:
    """Store the results of decoding so far: presentation timestamps, and damage.

    times: (n_frames,) int64, strictly ascending, in units of the film's time base.
    damage: in words, once the whole film has been seen. trouble: kept for a later session.
    """
    packed = None
    if trouble:
        packed = pack({name: np.array(at, np.int64) for name, at in asdict(trouble).items()})
    with project.writing():
        stored = FrameTimes(times, film(project, film_uuid).time_base).to_bytes()
        project.execute(
            "UPDATE films SET times = ?, frame_count = ?, damage = ?, trouble = ? WHERE uuid = ?",
            [stored, len(times), damage, packed, film_uuid],
        )


def frame_times(project: Project, film_uuid: str) -> FrameTimes | None:
    """Return when each frame is shown, or None until that is known."""
    row = project.row("SELECT times FROM films WHERE uuid = ?", [film_uuid])
    if row is None or not row["times"]:
        return None
    with damage_told(project, "when a film's frames are shown"):
        return FrameTimes.from_bytes(row["times"])


def frame_trouble(project: Project, film_uuid: str) -> Trouble:
    """Return where decoding failed among the frames whose timestamps are known."""
    row = project.row("SELECT trouble FROM films WHERE uuid = ?", [film_uuid])
    if row is None or row["trouble"] is None:
        return Trouble()
    with damage_told(project, "what of a film could not be decoded"):
        kept = unpack(row["trouble"])
        return Trouble(tuple(kept["unreadable"].tolist()), tuple(kept["concealed"].tolist()))


def _row(project: Project, film_uuid: str) -> sqlite3.Row:
    row = project.row("SELECT * FROM films WHERE uuid = ?", [film_uuid])
    if row is None:
        raise ProjectError(
            f"{project.path.name} has no film {film_uuid}.", "matchcut shots lists its films."
        )
    return row


def _record(project: Project, row: sqlite3.Row) -> FilmRecord:
    media = media_of(project, row["uuid"])
    said = _said(project, row, media)
    rate, start = stored_number(project, row["rate"]), _own(row, "start_timecode", said)
    with damage_told(project, "the start timecode of a film"):
        film_clock(start, rate)
    return FilmRecord(
        uuid=row["uuid"],
        name=_own(row, "name", said),
        reel=_own(row, "reel", said),
        start_timecode=start,
        rate=rate,
        time_base=stored_number(project, row["time_base"]),
        frame_count=row["frame_count"],
        width=row["width"],
        height=row["height"],
        damage=row["damage"],
        crop=None if row["crop"] is None else stored_crop(project, row["crop"]),
        media=media,
        range=_range(project, row),
        fingerprint=row["fingerprint"] or "",
    )


def _range(project: Project, row: sqlite3.Row) -> FrameRange | None:
    if row["range_start"] is None:
        return None
    return stored_range(project, row["range_start"], row["range_stop"])


def _said(project: Project, row: sqlite3.Row, media: Sequence[MediaFile]) -> FilmLabels:
    """Return the labels in the original, with the name that the film was added under."""
    named = media[0].facts if media else None
    if named is None:
        return FilmLabels(row["name"], row["reel"], row["start_timecode"])
    # It may have other frames, if the watched file has changed since.
    start = countable(named.start_timecode, stored_number(project, row["rate"]))
    return FilmLabels(row["name"], named.reel, start)


def _own(row: sqlite3.Row, name: str, said: FilmLabels) -> str:
    own: str | None = row[f"own_{name}"]
    label: str = getattr(said, name) if own is None else own
    return label


def names_apart(records: Iterable[FilmRecord]) -> dict[str, str]:
    """Return distinct names of films, by UUID: paths where several films share a name.

    A path is relative to the folder that contains them all: ``card 2/CLIP/C0001.mp4``. Films on
    several drives have no such folder.
    """
    named: dict[str, list[FilmRecord]] = {}
    for record in records:
        named.setdefault(record.name, []).append(record)
    apart = {alike[0].uuid: name for name, alike in named.items()}
    for alike in (films for films in named.values() if films[1:]):
        paths = [record.media[0].path for record in alike]
        shared = set.intersection(*(set(path.parents) for path in paths))
        common = max(shared, key=lambda folder: len(folder.parts), default=None)
        for record, path in zip(alike, paths, strict=True):
            apart[record.uuid] = str(path if common is None else path.relative_to(common))
    return apart
