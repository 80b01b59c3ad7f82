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
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    accepted,
    history,
    redo,
    review,
    reviews,
    set_notes,
    set_verdicts,
    undo,
)
from matchcut.project.stored_reviews import Review

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
        assert project.mended == ["rushes.matchcut was damaged: its indexes are made anew."]
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


@pytest.fixture
def judged(project: Project, pairs: list[str]) -> tuple[Path, list[str]]:
    """A project with three pairs: good, accepted, and bad but no more."""
    set_verdicts(project, [pairs[0]], "good")
    accept_all(project, {pairs[1]: AcceptedCut()})
    set_notes(project, [pairs[1]], "the door")
    set_verdicts(project, [pairs[2]], "bad")
    set_verdicts(project, [pairs[2]], None)
    project.close()
    return project.path, pairs


def test_a_damaged_review_is_restored_from_the_history(judged: tuple[Path, list[str]]) -> None:
    path, pairs = judged
    with open_project(path) as project:
        before = reviews(project)
    flip(path, b'"verdict": "g')
    with open_project(path) as project:
        assert project.mended == [
            "rushes.matchcut was damaged: 1 review restored from its history."
        ]
        assert reviews(project) == before
        assert accepted(project) == [pairs[1]]
    with open_project(path) as project:
        assert project.mended == []
        undo(project)


@pytest.mark.parametrize("column", ["pair", "review", "to_check"])
def test_whatever_of_a_review_is_damaged_is_restored(
    column: str, judged: tuple[Path, list[str]]
) -> None:
    path, pairs = judged
    with open_project(path) as project:
        before = reviews(project)
    kept = {"pair": "'x'", "review": "'{'", "to_check": "1"}
    write(path, f"UPDATE reviews SET {column} = {kept[column]} WHERE pair = '{pairs[1]}'")
    for reading in (True, False):
        with open_project(path, reading=reading) as project:
            assert reviews(project) == before
            assert review(project, pairs[1]).note == "the door"
            set_verdicts(project, [pairs[1]], "good")
            before = reviews(project)


def test_whatever_writes_what_was_said_leaves_it_whole(judged: tuple[Path, list[str]]) -> None:
    path, pairs = judged
    with open_project(path) as project, project.writing():
        project.execute("UPDATE reviews SET review = replace(review, 'the door', 'the gate')")
        project.execute("UPDATE history SET changes = replace(changes, 'the door', 'the gate')")
    with open_project(path) as project:
        assert project.mended == []
        assert review(project, pairs[1]).note == "the gate"


def test_other_programs_can_write_what_was_said(judged: tuple[Path, list[str]]) -> None:
    path, pairs = judged
    write(path, f"UPDATE reviews SET changed = '' WHERE pair = '{pairs[0]}'")
    write(path, "UPDATE history SET deed = 'called good' WHERE deed = 'good'")
    with open_project(path) as project:
        assert project.mended == []


def lost(pair: str) -> str:
    return (
        f"rushes.matchcut is damaged: the verdict of {pair}, its place in the cut list, trim and "
        "note are lost. Judge it again, and accept it again if it was in the list."
    )


def test_a_review_that_no_step_holds_is_named_until_it_is_judged_again(
    judged: tuple[Path, list[str]],
) -> None:
    path, pairs = judged
    write(path, "UPDATE reviews SET review = replace(review, 'good', 'cood')")
    write(path, "UPDATE history SET changes = replace(changes, 'the door', 'the poor')")
    with open_project(path) as project:
        assert project.mended == [
            "The history of rushes.matchcut was damaged: not all of it can be undone.",
            lost(pairs[0]),
        ]
        assert accepted(project) == [pairs[1]]
        assert review(project, pairs[1]).note == "the door"
        assert [step.deed for step in history(project)] == ["bad", "no verdict"]
    with open_project(path) as project:
        assert project.mended == [lost(pairs[0])]
        set_verdicts(project, [pairs[0]], "maybe")
    with open_project(path) as project:
        assert project.mended == []
        assert review(project, pairs[0]) == Review(verdict="maybe")


def test_a_note_does_not_end_what_is_told_of_a_lost_review_and_accepting_it_does(
    judged: tuple[Path, list[str]],
) -> None:
    path, pairs = judged
    write(path, "UPDATE reviews SET review = replace(review, 'the door', 'the poor')")
    write(path, "UPDATE history SET changes = changes || ' '")
    with open_project(path) as project:
        assert project.mended[1:] == [lost(pairs[1])]
        set_notes(project, [pairs[1]], "was it in the list?")
    # What was said since is brought back alone.
    write(path, "UPDATE reviews SET review = replace(review, 'was it', 'is it')")
    with open_project(path) as project:
        assert project.mended[1:] == [lost(pairs[1])]
        assert review(project, pairs[1]) == Review(note="was it in the list?")
        accept_all(project, {pairs[1]: AcceptedCut()})
    with open_project(path) as project:
        assert project.mended == []


@pytest.mark.parametrize("restored", [True, False])
def test_a_lost_review_of_no_known_pair_is_told_once(
    restored: bool, judged: tuple[Path, list[str]]
) -> None:
    path, pairs = judged
    write(path, f"UPDATE reviews SET pair = 'x' WHERE pair = '{pairs[0]}'")
    write(path, "UPDATE history SET changes = changes || ' ' WHERE deed IN ('good', 'accept')")
    if restored:
        write(path, f"UPDATE reviews SET pair = 'y' WHERE pair = '{pairs[1]}'")
    write(path, "INSERT INTO damaged_reviews VALUES ('z', '', '')")
    with open_project(path) as project:
        told = "rushes.matchcut was damaged: 2 reviews under unknown ids lost."
        assert told in project.mended
        assert not any("again" in sentence for sentence in project.mended)
        assert review(project, pairs[1]).note == "the door"
    with open_project(path) as project:
        assert project.mended == []


def test_of_the_steps_undone_those_before_a_damaged_one_can_be_redone(
    judged: tuple[Path, list[str]],
) -> None:
    path, _ = judged
    with open_project(path) as project:
        for _ in range(4):
            undo(project)
    write(path, "UPDATE history SET changes = replace(changes, 'the door', 'the poor')")
    with open_project(path) as project:
        assert [step.deed for step in history(project)] == ["good"]
        assert redo(project).deed == "accept"
        assert redo(project) is None


def without_checksums(path: Path) -> None:
    """Make a project one of the version before them."""
    for table in ("reviews", "history"):
        write(path, f"ALTER TABLE {table} DROP COLUMN checksum")
    write(path, "DROP TABLE damaged_reviews")
    write(path, "PRAGMA user_version = 10")


@pytest.mark.parametrize(
    ("whole", "damage"),
    [
        ("good", "cood"),
        ('"note"', '"nota"'),
        ('"in_"', '"in^"'),
        ('"place": null', '"place" null'),
        ('"verdict": "good"', '"verdict": {"a": 1}'),
    ],
)
def test_what_was_damaged_before_there_were_checksums_is_found_as_well(
    whole: str, damage: str, judged: tuple[Path, list[str]]
) -> None:
    path, pairs = judged
    changed = f"replace(review, '{whole}', '{damage}')"
    write(path, f"UPDATE reviews SET review = {changed} WHERE pair = '{pairs[0]}'")
    without_checksums(path)
    with open_project(path) as project:
        assert project.mended == [
            "rushes.matchcut was damaged: 1 review restored from its history."
        ]
        assert review(project, pairs[0]).verdict == "good"
        assert accepted(project) == [pairs[1]]


@pytest.mark.parametrize(
    "damage",
    [
        """changes = replace(changes, '"note"', '"nota"')""",
        """changes = '{"a": []}'""",
        """shots = '{"gone": {}, "cone": {}}'""",
        "shots = '[]'",
    ],
)
def test_a_step_that_was_damaged_before_there_were_checksums_is_let_go(
    damage: str, judged: tuple[Path, list[str]]
) -> None:
    path, _ = judged
    with open_project(path) as project:
        before = reviews(project)
    # Three steps follow: of these, one changed shots.
    write(path, f"UPDATE history SET {damage} WHERE deed = 'accept'")
    write(path, """UPDATE history SET shots = '{"gone": {}, "come": {}}' WHERE deed = 'bad'""")
    without_checksums(path)
    with open_project(path) as project:
        assert project.mended == [
            "The history of rushes.matchcut was damaged: not all of it can be undone."
        ]
        assert reviews(project) == before
        assert [step.deed for step in history(project)] == ["note", "bad", "no verdict"]
