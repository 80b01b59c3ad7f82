"""A project as read at one moment: its films and its reviews."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.session.footage import Footage
from matchcut.project import reviews as saved
from matchcut.project.films import (
    ShotCount,
    broken_films,
    films,
    frame_times,
    shot_counts,
    watched_file,
)
from matchcut.project.project import Project
from matchcut.project.revisions import film_revisions, reviews_mark
from matchcut.project.stored_reviews import Review


@dataclass(frozen=True, slots=True)
class Contents:
    """The window's snapshot of a project: its films and its reviews.

    shots: how many each film has. bare: files of films whose features are gone. mended, file_id: as
    in `Project`. revisions, mark: of the films and of the reviews; others if these have changed.
    """

    path: Path
    footage: Footage
    shots: Mapping[str, ShotCount]
    reviews: Mapping[str, Review]
    bare: Sequence[Path]
    cache: Path
    mended: Sequence[str]
    file_id: str
    revisions: Mapping[str, int]
    mark: Hashable


def read_contents(project: Project, path: Path) -> Contents:
    """Read a project that lies at ``path``; its films' files are looked for, which may be slow."""
    with project.reading():
        records, broken = films(project), broken_films(project)
        times = {record.uuid: frame_times(project, record.uuid) for record in records}
        shots, reviews = shot_counts(project), saved.reviews(project)
        revisions, mark = film_revisions(project), reviews_mark(project)
    # Not while the project is locked: other disks may be slow, and on shared storage a reader
    # prevents others from writing.
    known = {uuid: each for uuid, each in times.items() if each is not None}
    files = {record.uuid: watched_file(record) for record in records}
    return Contents(
        path,
        Footage(records, known, files, broken),
        shots,
        reviews,
        [files[uuid] for uuid in known if not project.features.holds(uuid)],
        project.cache,
        project.mended,
        project.file_id,
        revisions,
        mark,
    )
