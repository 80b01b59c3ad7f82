"""Prepare a project file for opening: create, check and update it."""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from matchcut.errors import ProjectError
from matchcut.files import is_there
from matchcut.project import schema
from matchcut.project.disk_errors import logs_of
from matchcut.project.mending import mend, unreadable_told


def make_project(path: Path, shared: bool) -> None:
    """Create a new project file, wholly or not at all, unless another process is quicker.

    It is made in a folder of its own, so that nobody opens one that is half made, and what fails
    deletes nothing that somebody has opened. Raises ProjectError where a project that was moved or
    deleted has left its log.
    """
    for log in logs_of(path):
        # SQLite knows a log by its name alone, and would write this one into the new project.
        raise ProjectError(
            f"{log.name} holds what was last written to a project that is gone from {path.parent}.",
            "Put that project back, or choose another name. If you don't want it any more, close "
            f"it everywhere and delete {log.name}.",
        )
    with tempfile.TemporaryDirectory(prefix=".matchcut-", dir=path.parent) as folder:
        new = Path(folder) / "new"
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            # Including its log and everything that opening it takes, for which there may be no
            # room.
            prepare(connection, path, shared, True)
        try:
            path.hardlink_to(new)
        except OSError:
            if not is_there(path):  # a disk without links
                new.rename(path)


def prepare(
    connection: sqlite3.Connection, path: Path, shared: bool, create: bool
) -> Sequence[str]:
    """Check that a file is a project, and update it; close it if that fails.

    Returns what was damaged, in sentences.
    """
    try:
        # A damaged character is decoded as one replacement character.
        connection.text_factory = lambda text: text.decode(errors="replace")
        schema.add_functions(connection)
        with unreadable_told(path):
            version = schema.check_ours(connection, path)
        if version == 0 and not create:
            raise ProjectError(
                f"{path.name} is not a matchcut project.", "Choose a file that matchcut made."
            )
        # Only once we know the file is ours, because this changes it.
        connection.execute(f"PRAGMA journal_mode = {'DELETE' if shared else 'WAL'}")
        connection.execute("PRAGMA synchronous = FULL")
        if version < schema.newest():
            schema.migrate(connection)
        else:
            # Fail now rather than at the first verdict, if the folder is read-only.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        with unreadable_told(path):
            schema.check_code(connection)
            schema.check_values(connection, path)
            schema.keep_checksums(connection)
            mended = mend(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.row_factory = sqlite3.Row
        return mended
    except BaseException:
        connection.close()
        raise
