"""A film's revision is another one after whatever is written of it, and only then."""

import sqlite3
from pathlib import Path

import pytest

from matchcut.project.films import FilmRecord
from matchcut.project.project import Project
from matchcut.project.revisions import film_revisions


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE films SET own_name = 'Reel one'",
        "UPDATE media SET role = 'proxy'",
        "INSERT INTO shots (film, start, stop, kind) SELECT uuid, 0, 9, 'picture' FROM films",
        "INSERT OR IGNORE INTO hidden SELECT uuid, 4 FROM films",
        "INSERT OR REPLACE INTO group_wishes SELECT uuid, 4, 'alone' FROM films",
        "DELETE FROM media",
    ],
)
def test_whoever_writes_of_a_film_changes_its_revision(
    project: Project, film: FilmRecord, statement: str
) -> None:
    before = film_revisions(project)
    elsewhere = sqlite3.connect(project.path)
    with elsewhere:
        elsewhere.execute(statement)
    elsewhere.close()
    assert film_revisions(project).keys() == {film.uuid}
    assert film_revisions(project) != before


def test_what_is_written_of_the_project_leaves_the_films_as_they_were(
    project: Project, film: FilmRecord, tmp_path: Path
) -> None:
    before = film_revisions(project)
    project.set_cache(tmp_path / "elsewhere")
    assert film_revisions(project) == before
