"""The files that a film can be read from, and where they are now."""

import glob
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Literal

from matchcut.errors import MediaError, ProjectError
from matchcut.files import is_there
from matchcut.media.fingerprint import fingerprint
from matchcut.project.edits import forget_edits
from matchcut.project.project import Project

_FACTS = ("reel", "start_timecode", "width", "height", "audio_channels", "audio_rate")

Role = Literal["original", "proxy"]


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """The facts of one file, as read from it.

    The files of one film may differ in these. Lists use those of the file that they refer to.

    start_timecode: "01:00:00:00", with ";" before the frames for drop-frame; None if the file has
        none.
    width, height: of the upright picture in square pixels.
    audio_channels: of all its sound tracks together; 0 if it is silent.
    audio_rate: samples a second, 0 if it is silent.
    """

    reel: str
    start_timecode: str | None
    width: int
    height: int
    audio_channels: int
    audio_rate: int


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file that a film can be read from.

    fingerprint: of its content, from its size and sampled blocks.
    modified_ns: when the file was last changed, nanoseconds since 1970.
    facts: None for a file that an earlier version of the program recorded.
    """

    path: Path
    role: Role
    fingerprint: str
    size: int
    modified_ns: int
    facts: MediaFacts | None = None


def media_of(project: Project, film_uuid: str) -> tuple[MediaFile, ...]:
    """Return the files of a film, the original before its proxies."""
    rows = project.rows("SELECT * FROM media WHERE film = ? ORDER BY role, path", [film_uuid])
    return tuple(
        MediaFile(
            Path(row["path"]),
            row["role"],
            row["fingerprint"],
            row["size"],
            row["modified_ns"],
            None if row["reel"] is None else MediaFacts(*(row[name] for name in _FACTS)),
        )
        for row in rows
    )


def add_media(project: Project, film_uuid: str, media: MediaFile) -> None:
    """Add a file that a film can be read from, or update its record.

    If the project has the same content at a path that is gone, the new path replaces it and keeps
    its role. A known file keeps its role, too. Any other file starts as a proxy, unless it is the
    film's first: only `set_original` changes which file lists refer to.

    The path may be that of another film's file, as two files may have exchanged their names. That
    film is then given the path where this content was. Raises MediaError if this content is still
    there, or is new to this film: the other film would be left without a file.
    """
    path = media.path.absolute()
    with project.writing():
        _make_room(project, film_uuid, media)
        known = media_of(project, film_uuid)
        replaced = [
            each
            for each in known
            if each.path == path
            or (each.fingerprint == media.fingerprint and not is_there(each.path))
        ]
        project.execute_all(
            "DELETE FROM media WHERE film = ? AND path = ?",
            [(film_uuid, str(each.path)) for each in replaced],
        )
        role = replaced[0].role if replaced else "proxy" if known else media.role
        project.execute(
            f"""INSERT INTO media
            (film, path, beside, role, fingerprint, size, modified_ns, {", ".join(_FACTS)})
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                film_uuid,
                str(path),
                _relative(path, project.path.parent),
                role,
                media.fingerprint,
                media.size,
                media.modified_ns,
                *(astuple(media.facts) if media.facts else (None,) * len(_FACTS)),
            ],
        )


def set_original(project: Project, film_uuid: str, path: Path) -> None:
    """Make this file the one that lists refer to; the film's other files become proxies.

    Raises ProjectError if it is not a file of the film.
    """
    with project.writing():
        if all(media.path != path.absolute() for media in media_of(project, film_uuid)):
            raise ProjectError(f"{path.name} is not a file of this film.", "Add the file first.")
        project.execute(
            "UPDATE media SET role = iif(path = ?, 'original', 'proxy') WHERE film = ?",
            [str(path.absolute()), film_uuid],
        )


def is_changed(media: MediaFile) -> bool:
    """Return whether an existing file has different content than before, or can't be read."""
    if _seems_unchanged(media):
        return False
    try:
        same_size = media.path.stat().st_size == media.size
        return not same_size or fingerprint(media.path) != media.fingerprint
    except (OSError, MediaError):
        return True


def _seems_unchanged(media: MediaFile) -> bool:
    """Return whether a file has the same path, size and date as before: a cheap check."""
    try:
        status = media.path.stat()
    except OSError:
        return False
    return status.st_size == media.size and status.st_mtime_ns == media.modified_ns


def forget_media(project: Project, film_uuid: str, path: Path) -> None:
    """Forget a file of a film. Raises ProjectError for the one that was watched."""
    for media in media_of(project, film_uuid):
        same = media.path == path.absolute()
        if same and media.fingerprint == _watched(project, film_uuid):
            raise ProjectError(
                f"{path.name} is the file that was watched.", "Say where it is now instead."
            )
    with project.writing():
        project.execute(
            "DELETE FROM media WHERE film = ? AND path = ?", [film_uuid, str(path.absolute())]
        )


def relink_media(project: Project, film_uuid: str) -> MediaFile:
    """Return a file of the film that exists and is unchanged, original first.

    A file that has changed or can't be read does not keep the others from being found. A file that
    moved is searched for in the project's folder and three levels below, by name, size and
    fingerprint, and its new path is stored. Raises MediaError if there is none.
    """
    return _relink(project, film_uuid, media_of(project, film_uuid))


def relink_watched(project: Project, film_uuid: str) -> MediaFile:
    """Return the file that was watched, as in `relink_media`: known times are of its frames."""
    known, watched = media_of(project, film_uuid), _watched(project, film_uuid)
    wanted = [media for media in known if media.fingerprint == watched]
    return _relink(project, film_uuid, wanted or known)


def _make_room(project: Project, film_uuid: str, media: MediaFile) -> None:
    """If the path is another film's, give that film the former path of this content.

    A removed film gives way, and is no longer known. Raises MediaError if there is no such path.
    """
    path = media.path.absolute()
    removed = "SELECT film FROM media JOIN removed USING (film) WHERE path = ? AND film <> ?"
    for row in project.rows(removed, [str(path), film_uuid]):
        project.features.forget(row["film"])
        forget_edits(project, row["film"])
        project.execute("DELETE FROM films WHERE uuid = ?", [row["film"]])
    other = project.row(
        """SELECT coalesce(own_name, name) AS name FROM films JOIN media ON media.film = films.uuid
        WHERE path = ? AND uuid <> ?""",
        [str(path), film_uuid],
    )
    if other is None:
        return
    left = [
        each.path
        for each in media_of(project, film_uuid)
        if each.fingerprint == media.fingerprint and not _seems_unchanged(each)
    ]
    if not left:
        raise MediaError(
            f"{path.name} is the file of another film, {other['name']}.",
            "Choose a file of this film: two never share one.",
        )
    # One at a time: no two files may have the same path even for a moment.
    for old, new in ((str(left[0]), ""), (str(path), str(left[0])), ("", str(path))):
        project.execute(
            "UPDATE media SET path = ?, beside = ? WHERE path = ?",
            [new, _relative(Path(new), project.path.parent), old],
        )


def _relink(project: Project, film_uuid: str, wanted: Sequence[MediaFile]) -> MediaFile:
    there = [media for media in wanted if is_there(media.path)]
    for media in there:
        if not is_changed(media):
            return media
    for media in wanted:
        moved = _moved(project, media)
        if moved is not None:
            add_media(project, film_uuid, moved)
            return moved
    if there:
        fingerprint(there[0].path)  # raises if it can't be read
        raise MediaError(
            f"{there[0].path.name} has changed since it was added to the project.",
            "Analyse it again: verdicts stay, and its pairs are marked to be checked.",
        )
    missing = wanted[0].path
    raise MediaError(
        f"{missing.name} is not where it was ({missing.parent}).",
        f"Put it back, or beside {project.path.name}, or say where it is now: "
        "Ctrl+T in the window, matchcut film --original, or matchcut analyze.",
    )


def _moved(project: Project, media: MediaFile) -> MediaFile | None:
    """Return the file at its present path, None if it isn't found."""
    for candidate in _candidates(project, media):
        # A file of this name and size may be another user's and not readable for us, or its name
        # may not be encodable on this system.
        with suppress(OSError, MediaError, UnicodeEncodeError):
            status = candidate.stat()
            if status.st_size == media.size and fingerprint(candidate) == media.fingerprint:
                path = Path(os.path.normpath(candidate))
                return replace(media, path=path, modified_ns=status.st_mtime_ns)
    return None


def _candidates(project: Project, media: MediaFile) -> list[Path]:
    """Return paths that a moved file may be at, likeliest first."""
    row = project.row("SELECT beside FROM media WHERE path = ?", [str(media.path)])
    folder = project.path.parent
    places = [folder / row["beside"]] if row and row["beside"] else []
    # The name may be too long for this disk, or not encodable on this system.
    with suppress(OSError, UnicodeEncodeError):
        # Not the whole tree: a project may be in a home folder.
        for depth in ("", "*/", "*/*/", "*/*/*/"):
            places += sorted(folder.glob(depth + glob.escape(media.path.name)))
    return places


def _watched(project: Project, film_uuid: str) -> str | None:
    """Return the fingerprint of the file that was watched."""
    row = project.row("SELECT fingerprint FROM films WHERE uuid = ?", [film_uuid])
    return row["fingerprint"] if row else None


def _relative(path: Path, folder: Path) -> str | None:
    try:
        # The project's folder is stored by its real name, not by the link it was opened through.
        return os.path.relpath(path.parent.resolve() / path.name, folder)
    except ValueError:  # another drive
        return None
