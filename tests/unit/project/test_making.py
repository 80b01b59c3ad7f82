"""A new project file: made whole or not at all, and never in place of another's."""

import errno
import sqlite3
from pathlib import Path

import pytest

from matchcut.errors import ProjectError
from matchcut.project import schema
from matchcut.project.project import Project, open_project


def test_what_another_process_makes_meanwhile_is_not_deleted(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = list[sqlite3.Connection]()

    def fill_disk(connection: sqlite3.Connection) -> None:
        others.append(sqlite3.connect(project_path, isolation_level=None))
        others[0].execute("BEGIN EXCLUSIVE")
        others[0].execute("CREATE TABLE theirs (word TEXT)")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(schema, "migrate", fill_disk)
    with pytest.raises(ProjectError, match="no space left to make"):
        open_project(project_path, create=True, patience_seconds=0)
    others[0].execute("COMMIT")
    others[0].close()
    assert list(project_path.parent.iterdir()) == [project_path]


@pytest.mark.parametrize("links", [True, False])
def test_whoever_is_slower_opens_the_project_that_is_there_by_then(
    project_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    others = list[Project]()
    migrate = schema.migrate

    def refuse(path: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links")

    def lose(connection: sqlite3.Connection) -> None:
        monkeypatch.undo()
        if not links:
            monkeypatch.setattr(Path, "hardlink_to", refuse)
        migrate(connection)
        others.append(open_project(project_path, create=True))

    monkeypatch.setattr(schema, "migrate", lose)
    with open_project(project_path, create=True) as project:
        (other,) = others
        other.set_setting("cache", "theirs")
        assert project.setting("cache") == "theirs"
        other.close()
    assert list(project_path.parent.iterdir()) == [project_path]
