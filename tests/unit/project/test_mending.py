"""Damage to a project file: what can be mended is, and the rest is told in a sentence."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from matchcut.errors import ProjectError
from matchcut.project.adding import add_film
from matchcut.project.films import edit_film, film, films
from matchcut.project.project import Project, beside, open_project

DAMAGED = r"^rushes\.matchcut is damaged\. Go back .* first delete rushes\.matchcut-wal if"


def flip(path: Path, said: bytes, bit: int = 1, last: bool = False) -> None:
    """Flip a bit of the last byte of something that stands in a file, as a failing disk does."""
    content = bytearray(path.read_bytes())
    at = (content.rindex(said) if last else content.index(said)) + len(said) - 1
    content[at] ^= bit
    path.write_bytes(content)


def write(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(sql)


@pytest.fixture
def closed(project: Project, make_facts: Callable) -> Path:
    """A project with two films."""
    for name in ("one.mov", "two.mov"):
        add_film(project, make_facts(name, name))
    project.close()
    return project.path


def test_a_film_that_an_index_lacks_is_found_again_and_said(closed: Path) -> None:
    with open_project(closed) as project:
        names = {record.uuid: record.name for record in films(project)}
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        root = "(SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_films_1')"
        size, page = connection.execute(f"SELECT * FROM pragma_page_size, {root}").fetchone()
    content = bytearray(closed.read_bytes())
    uuid = max(names)
    at = content.index(uuid.encode(), (page - 1) * size)
    content[at] ^= 1
    closed.write_bytes(content)
    with open_project(closed) as project:
        assert project.mended == [
            "rushes.matchcut was damaged: its indexes are made anew, and nothing is lost."
        ]
        assert film(project, uuid).name == names[uuid]
        edit_film(project, uuid, name="found")
    with open_project(closed) as project:
        assert project.mended == []


def test_two_rows_that_have_become_the_same_are_damage(closed: Path) -> None:
    index = "(SELECT sql FROM sqlite_schema WHERE name = 'films')"
    write(closed, "CREATE TABLE alike (word TEXT)")
    write(closed, "INSERT INTO alike VALUES ('a'), ('a')")
    write(closed, "CREATE INDEX words ON alike (word)")
    write(
        closed,
        "UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX words ON alike (word)' "
        f"WHERE name = 'words' AND {index} NOTNULL",
    )
    with pytest.raises(ProjectError, match=DAMAGED):
        open_project(closed)


def test_pages_that_belong_to_nothing_are_damage(closed: Path) -> None:
    content = bytearray(closed.read_bytes())
    content[39] ^= 1  # how many pages are free
    closed.write_bytes(content)
    with pytest.raises(ProjectError, match=DAMAGED):
        open_project(closed)


@pytest.mark.parametrize(
    ("said", "bit"),
    [
        (b"pair TEXT PRIMARY KEY REFERENCES pairs (id),\n        review", 1),
        (b"SELECT film FROM rem", 1),
        (b"DELETE FROM revisions WHERE fil", 1),
        (b"CREATE T", 0x80),
    ],
)
def test_a_table_whose_definition_is_another_is_damage(closed: Path, said: bytes, bit: int) -> None:
    flip(closed, said, bit, last=True)
    for reading in (False, True):
        with pytest.raises(ProjectError, match=DAMAGED):
            open_project(closed, reading=reading)


def test_a_letter_that_is_damaged_costs_no_more_than_itself(closed: Path) -> None:
    with open_project(closed) as project, project.writing():
        project.execute("UPDATE films SET own_name = 'the last reel'")
    flip(closed, b"the last", 0x80)
    flip(closed, b"the last", 0x80)
    with open_project(closed) as project:
        assert [record.name for record in films(project)] == ["the las\ufffd reel"] * 2


def test_a_file_that_was_emptied_is_not_made_anew(closed: Path) -> None:
    beside(closed).mkdir()
    os.truncate(closed, 0)
    for create in (False, True):
        with pytest.raises(ProjectError, match="is damaged: it is empty"):
            open_project(closed, create=create)
    assert closed.stat().st_size == 0
