"""Handle disks that are full, read-only or gone: report errors, and read a project all the same.

Verdicts that are safe on such a disk can still be listed and exported.
"""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from matchcut.errors import ProjectError
from matchcut.files import NO_ROOM, file_id
from matchcut.words import printable

_UNWRITABLE_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)


class MovedError(ProjectError):
    """A project file is not where it was opened: another one is there, or none."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} was moved, renamed or deleted while it was open.",
            "Put it back, or open it from where it is now.",
        )


def refuse_moved(path: Path, opened_as: str) -> None:
    """Raise `MovedError` if a project file that was open is gone, or another one is in its place.

    opened_as: `Project.file_id`; "" for any.
    """
    with disk_told(path), suppress(FileNotFoundError):
        if opened_as in ("", file_id(path)):
            return
    raise MovedError(path)


def refuse_long_name(path: Path) -> None:
    """Raise ProjectError if the disk doesn't allow names as long as those beside a project."""
    try:
        path.with_name(f".{path.name}.lock.taking").stat()  # the longest of them
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise ProjectError(
            f"The name {path.name} is too long: others are made of it.",
            "Shorten it, then try again.",
        ) from error


@contextmanager
def disk_told(path: Path, *, making: bool = False) -> Iterator[None]:
    """Turn errors of the disk and of SQLite into a ProjectError for the editor.

    Also for text typed in another encoding than the terminal's: SQLite holds only Unicode.
    making: there is no file at ``path`` yet.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _SENTENCES:
            raise
        raise _told(path, code, making=making) from error
    except OSError as error:
        if error.errno in _CODES:
            raise _told(path, _CODES[error.errno], making=making) from error
        # Errors raised by programs have no message from the system.
        reason = f": {error.strerror}" if error.strerror else ""
        raise ProjectError(
            f"{path.name} can't be used{reason}.", "Check the disk that it lies on."
        ) from error
    except UnicodeEncodeError as error:
        raise ProjectError(
            f"{printable(error.object)} is not readable text.", "Type it again, in UTF-8."
        ) from error


def _told(path: Path, code: int, *, making: bool) -> ProjectError:
    """Return the error for one of SQLite's primary result codes."""
    if code == sqlite3.SQLITE_CANTOPEN and os.access(path, os.R_OK):
        code = sqlite3.SQLITE_READONLY  # the files beside it can't be written
    sentences = {**_SENTENCES, **_UNMADE} if making else _SENTENCES
    happened, remedy = sentences[code]
    return ProjectError(happened.format(path.name), remedy.format(path.name))


def damaged(path: Path, how: str = "") -> ProjectError:
    """Return the error for a damaged project file; how: the damage in words, if known."""
    happened, remedy = _SENTENCES[sqlite3.SQLITE_CORRUPT]
    told = f"{path.name} is damaged: {how}." if how else happened.format(path.name)
    return ProjectError(told, remedy.format(path.name))


def is_unwritable(cause: BaseException | None) -> bool:
    """Return whether an error of ours is caused by a disk that is full or read-only."""
    if isinstance(cause, OSError):
        return cause.errno in _CODES
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE_CODES


def opened_unwritable(path: Path) -> sqlite3.Connection:
    """Open a database for reading where SQLite can't write its locks beside it.

    Its log is part of it: if that is not empty, both are read into memory.
    """
    logs = logs_of(path)
    if not logs:
        return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None)
    with tempfile.TemporaryDirectory() as folder:
        for file in (path, *logs):
            shutil.copyfile(file, Path(folder) / file.name)
        with closing(sqlite3.connect(Path(folder) / path.name)) as copied:
            return in_memory(copied)


def logs_of(path: Path) -> list[Path]:
    """Return the files beside a database that hold what is not in the database itself yet."""
    logs = [path.with_name(path.name + end) for end in ("-wal", "-journal")]
    return [log for log in logs if log.exists() and log.stat().st_size]


def in_memory(database: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy of a database in memory, which lasts as long as it is open."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    database.backup(memory)
    return memory


# SQLite's primary result codes for errors caused by the system.
_CODES = {
    **dict.fromkeys(NO_ROOM, sqlite3.SQLITE_FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), sqlite3.SQLITE_READONLY),
}
_SENTENCES = {
    sqlite3.SQLITE_NOTADB: ("{} is not a matchcut project.", "Choose a file that matchcut made."),
    sqlite3.SQLITE_CORRUPT: (
        "{} is damaged.",
        # Otherwise SQLite writes what it logged of the damaged file into the copy.
        "Go back to a copy of it, and first delete {}-wal if that lies beside it; the films "
        "themselves are untouched.",
    ),
    sqlite3.SQLITE_BUSY: (
        "{} is locked by another process.",
        "Close the program that uses it, then try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "There is no space left to save {}.",
        "Free some space; everything saved so far is kept.",
    ),
    sqlite3.SQLITE_IOERR: (
        "{} could not be written: the disk is full or does not answer.",
        "Free some space or reconnect the disk; everything saved so far is kept.",
    ),
    sqlite3.SQLITE_READONLY: (
        "{} can't be written: its folder is read-only.",
        "Copy it to a folder of your own and open it there.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{} can't be opened: its folder can't be written or is gone.",
        "Copy it to a folder of your own and open it there.",
    ),
}
# Sentences that differ if there is no file yet.
_UNMADE = {
    **dict.fromkeys(
        (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
        (
            "{} can't be made here: its folder can't be written.",
            "Choose a folder of your own for the project.",
        ),
    ),
    sqlite3.SQLITE_FULL: (
        "There is no space left to make {}.",
        "Free some space, or choose a folder on another disk.",
    ),
    sqlite3.SQLITE_IOERR: (
        "{} could not be made: the disk is full or does not answer.",
        "Free some space, or choose a folder on another disk.",
    ),
}
