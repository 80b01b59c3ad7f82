"""Opening a project: what is refused, what is brought up to date, who else may write."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path

import numpy as np
import pytest
from shown_pairs import candidate

from matchcut.errors import ProjectError
from matchcut.media.times import Trouble
from matchcut.project import schema
from matchcut.project.arrays import pack
from matchcut.project.films import edit_film, film, frame_trouble
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import Project, open_project
from matchcut.project.reviews import (
    AcceptedCut,
    accept_all,
    accepted,
    history,
    review,
    set_notes,
    set_verdicts,
    undo,
)
from matchcut.project.revisions import film_revisions
from matchcut.project.schema import MIGRATIONS, Migration
from matchcut.project.settings import timeline_rate
from matchcut.project.shots import begin_analysis

Version = Callable[[Sequence[Migration]], Project]


@pytest.fixture
def version(project_path: Path, monkeypatch: pytest.MonkeyPatch) -> Version:
    """Opens the project as a version with other migrations does, making it where it is not."""

    def opened(migrations: Sequence[Migration]) -> Project:
        with monkeypatch.context() as patch:
            patch.setattr(schema, "MIGRATIONS", migrations)
            return open_project(project_path, create=True)

    return opened


def test_a_missing_project_says_where_it_was_looked_for(project_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"There is no project at .*rushes\.matchcut"):
        open_project(project_path)
    assert not project_path.exists()


def test_a_text_file_is_not_ours_and_stays_as_it_was(project_path: Path) -> None:
    project_path.write_text("dear diary, " * 1000)
    with pytest.raises(ProjectError, match="is not a matchcut project"):
        open_project(project_path, create=True)
    assert project_path.read_text() == "dear diary, " * 1000


def test_a_database_of_another_program_is_not_ours_and_stays_as_it_was(project_path: Path) -> None:
    with sqlite3.connect(project_path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    before = project_path.read_bytes()
    with pytest.raises(ProjectError, match="is not a matchcut project"):
        open_project(project_path, create=True)
    assert project_path.read_bytes() == before


def test_an_empty_file_is_ours_only_when_a_project_is_to_be_made(project_path: Path) -> None:
    project_path.touch()
    with pytest.raises(ProjectError, match="is not a matchcut project"):
        open_project(project_path)
    open_project(project_path, create=True).close()
    open_project(project_path).close()


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is a folder"):
        open_project(tmp_path, create=True)


def test_a_project_of_a_newer_version_asks_for_an_update(
    project_path: Path, version: Version
) -> None:
    later = (*MIGRATIONS, ["CREATE TABLE smells (shot INTEGER)"])
    version(later).close()
    with pytest.raises(
        ProjectError,
        match=rf"newer matchcut \(file version {schema.newest() + 1}.*Update matchcut",
    ):
        open_project(project_path)


def test_an_older_project_is_migrated_and_keeps_its_content(
    project_path: Path, version: Version
) -> None:
    with open_project(project_path, create=True) as project, project.writing():
        project.execute("INSERT INTO settings VALUES ('kept', 'yes')")
    later = (*MIGRATIONS, ["ALTER TABLE settings ADD COLUMN since TEXT NOT NULL DEFAULT 'always'"])
    with version(later) as project:
        row = project.row("SELECT * FROM settings WHERE name = 'kept'")
        assert row is not None
        assert tuple(row) == ("kept", "yes", "always")
        version = project.row("PRAGMA user_version")
        assert version is not None
        assert version[0] == schema.newest() + 1


PAIR, REVIEWED = "abcdefghij", ("pairs", "reviews", "history")
# Tables of an early version, short of columns that later ones have.
EARLY = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE films (uuid TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
    reel TEXT NOT NULL, rate TEXT NOT NULL, time_base TEXT NOT NULL, frame_count INTEGER NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, damage TEXT NOT NULL DEFAULT '');
CREATE TABLE media (film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE, role TEXT NOT NULL, fingerprint TEXT NOT NULL, size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL, PRIMARY KEY (film, path)) WITHOUT ROWID;
CREATE TABLE analysis (film TEXT PRIMARY KEY REFERENCES films (uuid) ON DELETE CASCADE,
    recipe TEXT NOT NULL, next_frame INTEGER NOT NULL, next_pts INTEGER, finished INTEGER NOT NULL,
    open_shot BLOB);
CREATE TABLE pairs (id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE, flavour TEXT NOT NULL,
    out_film TEXT NOT NULL, out_pts INTEGER NOT NULL, in_film TEXT NOT NULL,
    in_pts INTEGER NOT NULL, shown_out_film TEXT NOT NULL, shown_out_pts INTEGER NOT NULL,
    shown_in_film TEXT NOT NULL, shown_in_pts INTEGER NOT NULL, score REAL NOT NULL,
    parts TEXT NOT NULL, flop INTEGER NOT NULL);
CREATE TABLE reviews (pair TEXT PRIMARY KEY REFERENCES pairs (id), review TEXT NOT NULL,
    to_check INTEGER NOT NULL, changed TEXT NOT NULL);
CREATE TABLE history (step INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, deed TEXT NOT NULL,
    changes TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'done', shots TEXT);
CREATE VIEW present_films AS SELECT * FROM films;
CREATE TRIGGER films_INSERT AFTER INSERT ON films BEGIN SELECT 1; END;
INSERT INTO films VALUES ('old', 1, 'old.mov', '', '25', '1/25', 100, 16, 9, 'Torn.');
INSERT INTO media VALUES ('old', '/old.mov', 'original', 'content', 7, 0);
PRAGMA user_version = 5;
"""


@pytest.fixture
def early(project_path: Path) -> Path:
    """A project file of an early version, with a film that was watched to frame 40, and reviews."""
    with open_project(project_path.with_name("kept.matchcut"), create=True) as project:
        shown = candidate("old", 20, 40)
        record_pairs(project, [ShownPair(PAIR, shown, 0.5, {"iou": 0.5})])
        set_verdicts(project, [PAIR], "good")
        accept_all(project, {PAIR: AcceptedCut()})
        set_notes(project, [PAIR], "the door")
        rows = {
            name: [
                [value for key, value in zip(row.keys(), row, strict=True) if key != "checksum"]
                for row in project.rows(f"SELECT * FROM {name}")
            ]
            for name in REVIEWED
        }
    with closing(sqlite3.connect(project_path)) as connection, connection:
        connection.executescript(EARLY)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        for table, of_table in rows.items():
            for row in of_table:
                places = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({places})", tuple(row))
        frames = pack({"frames": np.arange(3)})
        connection.execute(
            "INSERT INTO analysis VALUES ('old', 'cuts 1', 40, NULL, 0, ?)", [frames]
        )
        unnamed = json.dumps({"gone": {}, "come": {"hidden": [["old", 3]]}})
        connection.execute(
            "INSERT INTO history (at, deed, changes, shots) VALUES ('', 'hide', '{}', ?)", [unnamed]
        )
    return project_path


def test_no_review_of_an_early_version_is_lost(early: Path) -> None:
    with open_project(early) as project:
        said = review(project, PAIR)
        assert (said.verdict, said.note, said.place is None) == ("good", "the door", False)
        assert accepted(project) == [PAIR]
        assert [step.deed for step in history(project)] == ["good", "accept", "note"]
        undo(project)
        assert review(project, PAIR).note == ""
        assert project.row("SELECT max(step) FROM history")[0] == 4
        assert not project.rows("PRAGMA foreign_key_check")
        assert project.row("PRAGMA integrity_check")[0] == "ok"
    with open_project(early) as project:  # and is of the newest version from now on
        assert accepted(project) == [PAIR]


def test_a_film_that_an_early_version_began_to_watch_is_watched_on(early: Path) -> None:
    with open_project(early) as project:
        record = film(project, "old")
        assert (record.damage, record.fingerprint) == ("Torn.", "content")
        assert frame_trouble(project, "old") == Trouble()
        checkpoint = begin_analysis(project, "old", "cuts 1")
        assert (checkpoint.next_frame, checkpoint.finished) == (40, False)
        assert checkpoint.open_shot["frames"].tolist() == [0, 1, 2]
        before = film_revisions(project)
        edit_film(project, "old", name="new")
        assert film_revisions(project) != before


def test_an_early_project_that_can_not_be_brought_up_to_date_stays_as_it_was(
    early: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_VIEWS", ["SELECT 1 FROM nowhere"])
    with pytest.raises(sqlite3.OperationalError):
        open_project(early)
    with closing(sqlite3.connect(early)) as connection:
        assert connection.execute("SELECT count(*) FROM reviews").fetchone()[0] == 1
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 5


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    project_path: Path, version: Version
) -> None:
    open_project(project_path, create=True).close()
    broken = (*MIGRATIONS, ["CREATE TABLE extra (x)", "INSERT INTO nowhere VALUES (1)"])
    with pytest.raises(sqlite3.OperationalError):
        version(broken)
    with open_project(project_path) as project:
        assert project.row("SELECT 1 FROM sqlite_master WHERE name = 'extra'") is None


def test_a_damaged_project_is_told_apart_from_a_foreign_file(project_path: Path) -> None:
    open_project(project_path, create=True).close()
    content = bytearray(project_path.read_bytes())
    content[100:] = b"\x55" * (len(content) - 100)
    project_path.write_bytes(content)
    with pytest.raises(ProjectError, match="is damaged"):
        open_project(project_path)


def test_tables_and_columns_that_others_have_added_are_left_alone(project_path: Path) -> None:
    open_project(project_path, create=True).close()
    with sqlite3.connect(project_path) as connection:
        connection.execute('CREATE TABLE "my notes" ("first name" TEXT, "order" INTEGER)')
        connection.execute("""INSERT INTO "my notes" VALUES ('Anna', 'second')""")
        connection.execute('ALTER TABLE films ADD COLUMN "order" INTEGER')
    connection.close()
    with open_project(project_path) as project:
        assert len(project.rows('SELECT * FROM "my notes"')) == 1


def test_a_project_in_a_read_only_folder_says_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rushes.matchcut"
        open_project(path, create=True).close()
        Path(folder).chmod(0o555)
        path.chmod(0o444)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            with pytest.raises(ProjectError, match="its folder"):
                open_project(path)
            with pytest.raises(ProjectError, match="its folder"):
                open_project(Path(folder) / "new.matchcut", create=True)
        finally:
            if is_root:
                os.seteuid(0)
            Path(folder).chmod(0o755)


def test_a_project_that_another_process_writes_is_waited_for_then_refused(
    project_path: Path,
) -> None:
    open_project(project_path, create=True).close()
    other = sqlite3.connect(project_path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProjectError, match="locked by another process"):
        open_project(project_path, patience_seconds=0.05)
    other.close()
    open_project(project_path, patience_seconds=0.05).close()


def test_two_writers_take_turns(project_path: Path, project: Project) -> None:
    with open_project(project_path) as other:
        for number in range(10):
            for writer, name in ((project, "analysis"), (other, "review")):
                with writer.writing():
                    writer.execute("INSERT INTO settings VALUES (?, '')", [f"{name} {number}"])
        assert len(project.rows("SELECT * FROM settings")) == 20


@pytest.mark.parametrize("shared", [False, True])
def test_what_is_read_together_is_of_one_moment(project_path: Path, shared: bool) -> None:
    with (
        open_project(project_path, create=True, shared=shared) as project,
        open_project(project_path, shared=shared, patience_seconds=0) as other,
    ):

        def count() -> int:
            return len(project.rows("SELECT * FROM settings"))

        with project.reading(), project.reading():
            before = count()
            try:
                with other.writing():
                    other.execute("INSERT INTO settings VALUES ('a', '1')")
            except ProjectError:
                assert shared, "only a rollback journal lets writers wait"
            assert count() == before
        with other.writing():
            other.execute("INSERT OR REPLACE INTO settings VALUES ('a', '1')")
        assert count() == before + 1


def test_writing_inside_reading_is_a_bug_that_shows(project_path: Path) -> None:
    with open_project(project_path, create=True) as project:
        with pytest.raises(RuntimeError, match="reading"), project.reading():
            project.set_setting("timeline_rate", "24")
        with project.writing(), project.reading():
            project.set_setting("timeline_rate", "25")
        assert timeline_rate(project) == 25


def test_a_transaction_that_fails_leaves_nothing(project: Project) -> None:
    with pytest.raises(RuntimeError), project.writing():
        project.execute("INSERT INTO settings VALUES ('half', '')")
        raise RuntimeError
    assert project.rows("SELECT * FROM settings") == []


def test_a_transaction_inside_another_is_part_of_it(project: Project) -> None:
    with pytest.raises(RuntimeError), project.writing():
        with project.writing():
            project.execute("INSERT INTO settings VALUES ('inner', '')")
        raise RuntimeError
    assert project.rows("SELECT * FROM settings") == []


def test_no_space_left_is_told_and_what_was_saved_is_kept(project: Project) -> None:
    with project.writing():
        project.execute("INSERT INTO settings VALUES ('first', 'kept')")
    pages = project.row("PRAGMA page_count")
    assert pages is not None
    project.execute(f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(ProjectError, match="no space left to save rushes"), project.writing():
        project.execute("INSERT INTO settings VALUES ('second', ?)", ["x" * 100_000])
    names = [row["name"] for row in project.rows("SELECT name FROM settings")]
    assert names == ["first"]


def test_a_second_analysis_is_refused_and_told_who_does_the_first(
    project_path: Path, project: Project
) -> None:
    with project.analysing(), open_project(project_path) as other:
        with (
            pytest.raises(ProjectError, match=rf"being analysed by .* \(process {os.getpid()}, "),
            other.analysing(),
        ):
            pytest.fail("analysed twice")
        with other.writing():
            other.execute("INSERT INTO settings VALUES ('a review', 'goes on')")
    with open_project(project_path) as other, other.analysing():
        pass


def test_the_lock_of_an_analysis_that_was_killed_is_free(project_path: Path) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time, pathlib\n"
            "from matchcut.project.project import open_project\n"
            "with open_project(pathlib.Path(sys.argv[1]), create=True) as project:\n"
            "    with project.analysing():\n"
            "        print('analysing', flush=True)\n"
            "        time.sleep(60)\n",
            str(project_path),
        ],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"analysing\n"
    with open_project(project_path) as project:
        with pytest.raises(ProjectError, match=f"process {child.pid}"), project.analysing():
            pytest.fail("analysed twice")
        child.kill()
        child.wait()
        child.stdout.close()
        with project.analysing():
            pass


@pytest.mark.parametrize("settled", ["told to", "analysed"])
def test_a_copy_that_is_put_back_after_a_crash_stays_as_it_is(
    project_path: Path, project: Project, tmp_path: Path, settled: str
) -> None:
    project.set_setting("timeline_rate", "25")
    project.settle()
    crashed = tmp_path / "crashed" / project_path.name
    crashed.parent.mkdir()
    shutil.copyfile(project_path, crashed)
    with project.analysing() if settled == "analysed" else nullcontext():
        project.set_setting("timeline_rate", "30")
    if settled == "told to":
        project.settle()
    shutil.copyfile(f"{project_path}-wal", f"{crashed}-wal")
    with open_project(crashed) as restored:
        assert timeline_rate(restored) == 25


def test_settling_waits_for_nobody_and_keeps_the_patience(
    project_path: Path, project: Project
) -> None:
    project.set_setting("timeline_rate", "25")
    project.execute("PRAGMA busy_timeout = 120000")
    with open_project(project_path) as other, other.writing():
        other.set_setting("frame_shape", "4/3")
        before = time.monotonic()
        project.settle()
        assert time.monotonic() - before < 60
    (patience,) = project.row("PRAGMA busy_timeout") or ()
    assert patience == 120_000
