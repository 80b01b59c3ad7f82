"""Damage to a project file: found as it is opened, and mended where the file itself tells how."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matchcut.project.disk_errors import damaged


def mend(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Return what was damaged and is mended, in sentences.

    Raises ProjectError where more than that is damaged.
    """
    return _mend_indexes(connection, path)


@contextmanager
def unreadable_told(path: Path) -> Iterator[None]:
    """Raise ProjectError where the definition of a table is other than it was made.

    The block runs statements that fit every whole project.
    """
    try:
        yield
    except (sqlite3.OperationalError, UnicodeDecodeError) as error:
        # "No such column" has that code, and what is no UTF-8 has none.
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        raise damaged(path) from error


def _mend_indexes(connection: sqlite3.Connection, path: Path) -> list[str]:
    if not (found := _faults(connection)):
        return []
    # Rows that their index lacks would be missing from whatever is looked up by it.
    if not all(" index " in fault for fault in found):
        raise damaged(path)
    try:
        connection.execute("REINDEX")
    except sqlite3.IntegrityError as error:  # two rows are the same
        raise damaged(path) from error
    if _faults(connection):
        raise damaged(path)
    return [f"{path.name} was damaged: its indexes are made anew, and nothing is lost."]


def _faults(connection: sqlite3.Connection) -> list[str]:
    found = [fault for (fault,) in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found
