"""A project, held open: one SQLite file, and the feature store beside it.

Two processes write at the same time: the worker its analysis, the window the editor's reviews.
So every write is one short transaction, on disk when it returns, and a kill at any moment leaves
the last complete one.
"""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Self

from filelock import FileLock, Timeout

from matchcut.errors import ProjectError, TimecodeError
from matchcut.files import file_id, is_there
from matchcut.project.disk_errors import (
    damaged,
    disk_told,
    in_memory,
    is_unwritable,
    opened_unwritable,
    refuse_long_name,
    refuse_moved,
)
from matchcut.project.features import FeatureStore
from matchcut.project.preparing import make_project, prepare
from matchcut.project.shared_storage import SharedLock, is_shared, this_process

# Values for the ? of a statement, or for its :names.
Values = Sequence[Any] | Mapping[str, Any]

# Names of values stored for the whole project.
Setting = Literal[
    "timeline_rate", "frame_shape", "grouped_from", "analysing", "cache", "cache_left"
]


class Project:
    """An open project file; the functions of this package work on it.

    Belongs to the thread that opened it. Use it as a context manager, or call `close`.
    read_only: its disk can't be written to; changes are lost when it is closed.
    file_id: of its file; "" on shared storage, where that may change, or where it is `read_only`.
    mended: what was damaged when it was opened, in sentences for the editor.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        file_id: str,
        lock: SharedLock | None,
        *,
        read_only: bool = False,
        mended: Sequence[str] = (),
    ) -> None:
        self.path = path
        self.file_id = file_id
        self.read_only = read_only
        self.mended = mended
        self._connection = connection
        self._lock = lock
        self._only_reading = False
        self._features: FeatureStore | None = None
        self._cache: Path | None = None
        self._put: str | None = None  # where the setting put the cache

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def cache(self) -> Path:
        """The folder that may be deleted at any time: beside the project, or where it was put.

        Everything in it is computed again, except what `adapt` learnt, which must be learnt again.
        """
        self._refuse_moved()
        put = self.setting("cache")
        if put != self._put:
            self._forget_cache()  # another process has moved it
            self._put = put
        if self._cache is None:
            place = Path(self._put) if self._put else None
            # The disk it was put on may not be connected, or the folder may be another user's.
            self._cache = place if place and is_there(place.parent) else beside(self.path)
        return self._cache

    def set_cache(self, place: Path | None) -> None:
        """Store the folder of the cache; None for beside the project."""
        self.set_setting("cache", None if place is None else str(place))
        self._forget_cache()

    @property
    def features(self) -> FeatureStore:
        """The features and thumbnails computed so far, in the present cache folder."""
        cache = self.cache
        if self._features is None:
            shared = self._lock is not None
            self._features = FeatureStore(cache, shared=shared, read_only=self.read_only)
        return self._features

    def _forget_cache(self) -> None:
        if self._features is not None:
            self._features.close()
        self._cache = self._features = None

    def setting(self, name: Setting) -> str | None:
        """Return the value stored under a name, None if there is none."""
        row = self.row("SELECT value FROM settings WHERE name = ?", [name])
        return row["value"] if row else None

    def set_setting(self, name: Setting, value: str | None) -> None:
        """Store a value under a name; None removes it."""
        with self.writing():
            self.execute("DELETE FROM settings WHERE name = ?", [name])
            if value is not None:
                self.execute("INSERT INTO settings (name, value) VALUES (?, ?)", [name, value])

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with disk_told(self.path):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query, None if there is none."""
        with disk_told(self.path):
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def version(self) -> tuple[int, int]:
        """Return a value that differs after any change to the file. Raises `MovedError`."""
        self._refuse_moved()
        # The first counts commits of other connections, the second changes of this one.
        (others,) = self.rows("PRAGMA data_version")
        return int(others[0]), self._connection.total_changes

    def execute(self, sql: str, values: Values = ()) -> None:
        """Run a statement inside `writing`."""
        with disk_told(self.path):
            self._connection.execute(sql, values)

    def write_blob(
        self, table: str, column: str, rowid: int, parts: Sequence[bytes | memoryview]
    ) -> None:
        """Write ``parts`` one after another into a column of one row, inside `writing`.

        They are never joined: a running shot takes ten megabytes, and binding would copy them
            again.
        """
        size = sum(len(part) for part in parts)
        with disk_told(self.path):
            self._connection.execute(
                f"UPDATE {table} SET {column} = zeroblob(?) WHERE rowid = ?", [size, rowid]
            )
            with self._connection.blobopen(table, column, rowid) as blob:
                for part in parts:
                    blob.write(part)

    def execute_all(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement inside `writing` once for each of ``values``."""
        with disk_told(self.path):
            self._connection.executemany(sql, values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read a consistent snapshot: writes of other processes are not seen inside the block.

        Writing inside raises RuntimeError. On shared storage writers wait until the block ends.
        Raises `MovedError`, as `writing` does.
        """
        if self._connection.in_transaction:
            yield
            return
        with disk_told(self.path):
            self._refuse_moved()
            self._connection.execute("BEGIN")
        self._only_reading = True
        try:
            yield
        finally:
            self._only_reading = False
            # Nothing was changed; SQLite itself may have rolled back when a read failed.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, all or nothing; inside another it is part of that one.

        Raises `MovedError`, and ProjectError when the file is held by another process for too long,
        the disk is full or the folder can't be written.
        """
        if self._only_reading:
            raise RuntimeError("what is written inside `reading` would be undone")
        if self._connection.in_transaction:
            yield
            return
        with disk_told(self.path):
            if self._lock is not None:
                self._lock.hold()
            self._refuse_moved()
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with disk_told(self.path):
                self._connection.execute("COMMIT")
        except BaseException:
            # SQLite itself has rolled back already if the disk was full.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def settle(self) -> None:
        """Write the log beside the file into the file itself, and empty it (a checkpoint).

        Closing does this too, but a file moved or copied before that leaves its log behind, and
        what a crash leaves in the log goes into any copy that replaces the file. Doesn't wait:
        while others read or write, the log keeps its length.
        """
        # If there is no room, it stays in the log, where it is as safe.
        with suppress(sqlite3.Error, ProjectError):
            self._refuse_moved()
            (patience_ms,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
            try:
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {patience_ms}")

    def _refuse_moved(self) -> None:
        """Raise `MovedError` if the project file has been replaced or deleted.

        Its log is found by its name alone: nobody reads that again, or a new project writes it.
        """
        if self.file_id:  # on shared storage there is no such log
            refuse_moved(self.path, self.file_id)

    @contextmanager
    def analysing(self) -> Iterator[None]:
        """Be the only process that analyses films or empties the cache, until the block ends.

        Raises ProjectError naming the process that already does.
        """
        with disk_told(self.path):
            lock = FileLock(self._analysis_lock)
            try:
                # The system frees this lock when its process dies, however it dies.
                lock.acquire(timeout=0)
            except Timeout:
                holder = self.setting("analysing") or "another process"
                raise ProjectError(
                    f"{self.path.name} is being analysed by {holder}.",
                    "Wait until it is done, or stop it.",
                ) from None
        try:
            self.set_setting("analysing", str(this_process()))
            yield
        finally:
            self.settle()
            lock.release()

    @property
    def _analysis_lock(self) -> Path:
        # Not in the cache, which may be deleted at any time.
        return self.path.with_name(f".{self.path.name}.analysis")

    def delete(self) -> None:
        """Close the project and delete its file; its cache stays.

        Raises ProjectError where another process has it open.
        """
        with disk_told(self.path):
            # A process that is not alone can't switch a file out of write-ahead logging.
            for statement in (
                "PRAGMA busy_timeout = 0",
                "PRAGMA locking_mode = EXCLUSIVE",
                "PRAGMA journal_mode = DELETE",
                "BEGIN EXCLUSIVE",
            ):
                self._connection.execute(statement)
            self.close()
            for file in (self.path, self._analysis_lock):
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files; what was committed is on disk already."""
        if self._features is not None:
            self._features.close()
        self._connection.close()
        if self._lock is not None:
            self._lock.release()


@contextmanager
def damage_told(project: Project, what: str) -> Iterator[None]:
    """Raise ProjectError for errors over values in the file that we never store.

    what: the values in words, such as "a shot". The block must only convert them.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, zlib.error, TimecodeError) as error:
        raise damaged(project.path, f"{what} can't be read") from error


def beside(project: Path) -> Path:
    """Return the default folder of a project's cache."""
    return project.with_name(project.name + ".cache")


def open_project(
    path: Path,
    *,
    create: bool = False,
    reading: bool = False,
    shared: bool | None = None,
    patience_seconds: float = 10.0,
) -> Project:
    """Open a project file, updating an older one.

    create: create the file and its folder if needed.
    reading: also open it where it can't be written to; see `Project`.
    shared: whether the file is on storage shared with other machines; None finds out.
    patience_seconds: how long to wait while another process writes.
    Raises ProjectError if it is missing, not ours, from a newer version, in use elsewhere, or
    can't be written.
    """
    # The real path: lock, cache and log are beside it, whatever link it is opened through.
    path = Path(os.path.realpath(path))
    try:
        return _open_to_write(path, create, shared, patience_seconds)
    except ProjectError as failure:
        if not reading or not is_unwritable(failure.__cause__):
            raise
    with disk_told(path), closing(opened_unwritable(path)) as stored:
        memory = in_memory(stored)
        mended = prepare(memory, path, False, False)
        return Project(path, memory, "", None, read_only=True, mended=mended)


def _open_to_write(
    path: Path, create: bool, shared: bool | None, patience_seconds: float
) -> Project:
    making = create and not is_there(path)
    with disk_told(path, making=making):
        if path.is_dir():
            raise ProjectError(f"{path.name} is a folder.", "Choose the project file itself.")
        if path.exists() and not path.is_file():
            raise ProjectError(f"{path.name} is not a file.", "Choose a file that matchcut made.")
        if not create and not path.exists():
            raise ProjectError(
                f"There is no project at {path}.",
                "Check the name, or reconnect the disk it is on; analysing a film makes a new one.",
            )
        if path.exists() and not path.stat().st_size and _was_used(path):
            raise damaged(path, "it is empty")
        _make_folder(path.parent)
        refuse_long_name(path)
        lock = SharedLock(path) if (is_shared(path) if shared is None else shared) else None
        try:
            if lock is not None:
                lock.hold()
            if making:
                make_project(path, lock is not None)
            # Before it is open, to notice if somebody deletes it in between.
            opened = "" if lock is not None else file_id(path)
            connection = sqlite3.connect(path, timeout=patience_seconds, isolation_level=None)
            mended = prepare(connection, path, lock is not None, create)
            return Project(path, connection, opened, lock, mended=mended)
        except BaseException:
            if lock is not None:
                lock.release()
            raise


def _was_used(path: Path) -> bool:
    """Return whether a project file has been used, judged by the files beside it."""
    return is_there(beside(path)) or is_there(path.with_name(path.name + "-wal"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder {folder} can't be created: {error.strerror}."
        raise ProjectError(what, "Choose a folder of your own for the project.") from error
