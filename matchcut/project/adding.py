"""Add films to a project.

A film's UUID is derived from the fingerprint of its first file, so that two analyses of the same
film, on any machine, agree on it. An added file may also belong to a known film: it may be another
file of it, its file with new content, or that of a film that was removed.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from matchcut.errors import MediaError
from matchcut.files import is_there
from matchcut.project.edits import editing, forget_edits
from matchcut.project.films import FilmRecord, film, film_labels, is_as_long
from matchcut.project.media import MediaFile, add_media, is_changed, media_of
from matchcut.project.project import Project
from matchcut.project.reviews import mark_to_check
from matchcut.timing import countable

_NAMESPACE = uuid.UUID("5f0ed1a4-8d0c-5a8f-9d0e-6c1f6f3a2b11")


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """The facts of a film, as read from its file.

    rate: frames a second. time_base: seconds per unit of presentation time.
    frame_count: as the file claims, until the film has been decoded.
    media: the file itself, with its own facts.
    """

    rate: Fraction
    time_base: Fraction
    frame_count: int
    media: MediaFile


def add_film(project: Project, facts: FilmFacts) -> FilmRecord:
    """Add a film, or return the one that has this content already.

    A known path whose content has changed keeps its film. The facts are replaced; its features, its
    shots, and the editor's changes of them are dropped; verdicts on its frames are marked to be
    checked, except those given when it had this content before.

    There are two exceptions. If the content is now that of another film, as after reels were
    renumbered, that other film is returned. If the film was watched from another file that still
    exists, the changed file is only recorded; MediaError is raised if its frames differ.

    A removed film is put back in its old position, as a step of the history.
    """
    path, content = str(facts.media.path.absolute()), facts.media.fingerprint
    with project.writing():
        known = project.row("SELECT film, fingerprint FROM media WHERE path = ?", [path])
        same = project.row("SELECT film FROM media WHERE fingerprint = ?", [content])
        if known is None or known["fingerprint"] == content:
            same = known or same
            found = same["film"] if same is not None else _insert_film(project, facts)
            add_media(project, found, facts.media)
        elif same is None or same["film"] == known["film"]:
            found = known["film"]
            if _is_watched_elsewhere(project, found, path):
                _refuse_other_frames(film(project, found), facts)
                add_media(project, found, facts.media)
            else:
                _replace_content(project, found, facts)
        else:
            found = same["film"]
            # It may be a copy that overwrote the only file of the other film, which then has none.
            with suppress(MediaError):
                add_media(project, found, facts.media)
        with editing(project, "add film", [found]):
            project.execute("DELETE FROM removed WHERE film = ?", [found])
    return film(project, found)


def _insert_film(project: Project, facts: FilmFacts) -> str:
    taken = {row["uuid"] for row in project.rows("SELECT uuid FROM films")}
    new = str(uuid.uuid5(_NAMESPACE, facts.media.fingerprint))
    while new in taken:  # a film that began with this content and has changed since
        new = str(uuid.uuid5(_NAMESPACE, new))
    project.execute(
        """INSERT INTO films
        (uuid, position, name, reel, start_timecode, rate, time_base, frame_count, width, height,
        fingerprint)
        VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM films),
        ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [new, *_values(facts)],
    )
    return new


def _is_watched_elsewhere(project: Project, film_uuid: str, path: str) -> bool:
    """Return whether the file that a film was watched from exists unchanged at another path."""
    watched = film(project, film_uuid).fingerprint
    return any(
        each.fingerprint == watched
        and str(each.path) != path
        and is_there(each.path)
        and not is_changed(each)
        for each in media_of(project, film_uuid)
    )


def _refuse_other_frames(record: FilmRecord, facts: FilmFacts) -> None:
    if facts.rate != record.rate or not is_as_long(record, facts.frame_count):
        raise MediaError(
            f"{facts.media.path.name} was a file of {record.name}, and has other frames now.",
            "Give it another name to watch it as another film, or bring back what it was.",
        )


def _replace_content(project: Project, film_uuid: str, facts: FilmFacts) -> None:
    # Features first: if interrupted in between, they are merely computed again.
    project.features.forget(film_uuid)
    typed, _ = film_labels(project, film_uuid)
    was = film(project, film_uuid).fingerprint
    project.execute(
        """UPDATE films SET name = ?, reel = ?, start_timecode = ?, rate = ?, time_base = ?,
        frame_count = ?, width = ?, height = ?, fingerprint = ?, own_start_timecode = ?,
        damage = '', crop = NULL, overlay = NULL, times = NULL, trouble = NULL,
        range_start = NULL, range_stop = NULL WHERE uuid = ?""",
        # A timecode typed for another rate would be invalid in every list.
        [*_values(facts), countable(typed.start_timecode, facts.rate), film_uuid],
    )
    for table in ("analysis", "shots", "hidden", "group_wishes"):
        project.execute(f"DELETE FROM {table} WHERE film = ?", [film_uuid])
    mark_to_check(project, film_uuid, was=was, now=facts.media.fingerprint)
    forget_edits(project, film_uuid)
    add_media(project, film_uuid, facts.media)


def _values(facts: FilmFacts) -> list[object]:
    said = facts.media.facts
    assert said is not None  # None only for files recorded by earlier versions
    return [
        facts.media.path.name,
        said.reel,
        said.start_timecode,
        str(facts.rate),
        str(facts.time_base),
        facts.frame_count,
        said.width,
        said.height,
        facts.media.fingerprint,
    ]
