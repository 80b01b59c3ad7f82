"""Store features and thumbnails beside the project: everything here can be computed again.

A second SQLite file in a folder that the editor may delete at any time. A damaged store is replaced
by an empty one, and the features are computed again.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

from matchcut.errors import ProjectError
from matchcut.files import NO_ROOM, file_id
from matchcut.project.arrays import Arrays, pack, unpack
from matchcut.project.disk_errors import opened_unwritable

# The store and the files that SQLite creates beside it.
STORE_FILES = tuple(f"features.db{end}" for end in ("", "-wal", "-shm", "-journal"))
# Film, first frame, frame after the last.
Span = tuple[str, int, int]
T = TypeVar("T")

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

# Number of shots whose features are read by one statement.
_READ_AT_ONCE = 128
# One feature of some shots, given as JSON. A cross join keeps its order: each is looked up.
_SOME = """SELECT film, start, stop, data FROM json_each(?) AS span CROSS JOIN features
    WHERE name = ? AND version = ? AND film = json_extract(span.value, '$[0]')
    AND start = json_extract(span.value, '$[1]') AND stop = json_extract(span.value, '$[2]')"""

# One feature of one shot.
_ONE = "name = ? AND version = ? AND film = ? AND start = ? AND stop = ?"

_TABLES = """
CREATE TABLE IF NOT EXISTS features (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    film TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (name, version, film, start, stop)
);
CREATE TABLE IF NOT EXISTS thumbnails (
    film TEXT NOT NULL,
    frame INTEGER NOT NULL,
    jpeg BLOB NOT NULL,
    UNIQUE (film, frame)
);
"""
# The columns that are read; others may have added columns of their own.
_COLUMNS = {"features": "name, version, film, start, stop, data", "thumbnails": "film, frame, jpeg"}


class FeatureStore:
    """The arrays computed for shots, by span, name and version, and JPEG thumbnails by frame."""

    def __init__(self, folder: Path, *, shared: bool = False, read_only: bool = False) -> None:
        self._path = folder / STORE_FILES[0]
        self._shared = shared
        self._read_only = read_only
        self._connection: sqlite3.Connection | None = None
        self._connected: str | None = None

    def save(
        self, name: str, version: int, features: Mapping[Span, Mapping[str, NDArray[Any]]]
    ) -> None:
        """Store one named feature of some shots, replacing what is there.

        name: which feature, for instance "masks:foreground".
        version: of the code that computed it; other versions are stale and are not found.
        """
        rows = [
            (name, version, film, start, stop, pack(arrays))
            for (film, start, stop), arrays in features.items()
        ]
        self._write(
            """INSERT OR REPLACE INTO features (name, version, film, start, stop, data)
            VALUES (?, ?, ?, ?, ?, ?)""",
            rows,
        )

    def load(self, name: str, version: int, film: str | None = None) -> dict[Span, Arrays]:
        """Return one named feature of every shot that has it, of one film or of all.

        Damaged ones are dropped, so that the next analysis computes them again.
        """
        where, values = _where(name, version, film)
        query = f"SELECT film, start, stop, data FROM features WHERE {where}"
        return self._unpacked(name, version, self._read(query, values))

    def each(self, name: str, version: int, spans: Sequence[Span]) -> Iterator[tuple[Span, Arrays]]:
        """Yield one named feature of those of some shots that have it, in order.

        Only a few are held at a time, because all of a long list take gigabytes. Damaged ones are
        dropped as in `load`.
        """
        for at in range(0, len(spans), _READ_AT_ONCE):
            some = spans[at : at + _READ_AT_ONCE]
            rows = self._read(_SOME, (json.dumps(some), name, version))
            found = self._unpacked(name, version, rows)
            yield from ((span, found[span]) for span in some if span in found)

    def load_one(self, name: str, version: int, span: Span) -> Arrays | None:
        """Return one named feature of one shot, or None; a damaged one is dropped as in `load`."""
        key = (name, version, *span)
        rows = self._read(f"SELECT data FROM features WHERE {_ONE}", key)
        try:
            return unpack(rows[0][0]) if rows else None
        except ValueError:
            self._drop_damaged([(*key, rows[0][0])])
            return None

    def spans(self, name: str, version: int, film: str | None = None) -> set[Span]:
        """Return which shots have a named feature."""
        where, values = _where(name, version, film)
        rows = self._read(f"SELECT film, start, stop FROM features WHERE {where}", values)
        return {(of, start, stop) for of, start, stop in rows}

    def save_thumbnails(self, film: str, jpegs: Mapping[int, bytes]) -> None:
        """Store JPEG pictures of some frames of a film."""
        rows = [(film, frame, jpeg) for frame, jpeg in jpegs.items()]
        self._write("INSERT OR REPLACE INTO thumbnails (film, frame, jpeg) VALUES (?, ?, ?)", rows)

    def nearest_thumbnail(self, film: str, frame: int, start: int, stop: int) -> bytes | None:
        """Return the JPEG picture nearest to a frame among frames ``start`` up to ``stop``."""
        rows = self._read(
            """SELECT jpeg FROM thumbnails WHERE film = ? AND frame >= ? AND frame < ?
            ORDER BY abs(frame - ?) LIMIT 1""",
            (film, start, stop, frame),
        )
        return rows[0][0] if rows else None

    def forget(self, film: str) -> None:
        """Drop everything computed from a film."""
        self._write("DELETE FROM features WHERE film = ?", [(film,)])
        self._write("DELETE FROM thumbnails WHERE film = ?", [(film,)])

    def keep_only(self, film: str, spans: Collection[Span], versions: Mapping[str, int]) -> None:
        """Drop features of a film's former shots, and those that other versions computed.

        spans: of the shots that the film has now. versions: by feature name; for other names every
        version stays. The freed space is reused; the file does not shrink.
        """
        rows = self._read(
            "SELECT rowid, name, version, start, stop FROM features WHERE film = ?", (film,)
        )
        stale = [
            (row,)
            for row, name, version, start, stop in rows
            if (film, start, stop) not in spans or version != versions.get(name, version)
        ]
        self._write("DELETE FROM features WHERE rowid = ?", stale)

    def keep_thumbnails(self, film: str, frames: Collection[int]) -> None:
        """Drop the pictures of a film's other frames."""
        stored = self._read("SELECT frame FROM thumbnails WHERE film = ?", (film,))
        stale = [(film, frame) for (frame,) in stored if frame not in frames]
        self._write("DELETE FROM thumbnails WHERE film = ? AND frame = ?", stale)

    def names(self) -> set[str]:
        """Return the names of all features stored."""
        return {name for (name,) in self._read("SELECT DISTINCT name FROM features", ())}

    def drop(self, name: str) -> None:
        """Drop one named feature of every shot, in every version."""
        self._write("DELETE FROM features WHERE name = ?", [(name,)])

    def holds(self, film: str) -> bool:
        """Return whether anything computed from a film is stored."""
        return bool(self._read("SELECT 1 FROM features WHERE film = ? LIMIT 1", (film,)))

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = self._connected = None

    def _unpacked(self, name: str, version: int, rows: Iterable[Any]) -> dict[Span, Arrays]:
        """Return the features in rows of film, start, stop and data; drop damaged ones."""
        found, damaged = {}, []
        for film, start, stop, data in rows:
            try:
                found[film, start, stop] = unpack(data)
            except ValueError:
                damaged.append((name, version, film, start, stop, data))
        self._drop_damaged(damaged)
        return found

    def _drop_damaged(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Drop features only as they were read: a worker may have computed them again by now."""
        if rows and not self._read_only:
            self._write(f"DELETE FROM features WHERE {_ONE} AND data = ?", rows)

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        return self._mended(lambda: self._opened().execute(sql, values).fetchall())

    def _write(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        rows = list(rows)

        def write() -> None:
            with self._opened() as connection:
                connection.executemany(sql, rows)

        self._mended(write)

    def _mended(self, act: Callable[[], T]) -> T:
        """Call ``act``, and again with an empty store if the store turns out to be damaged."""
        try:
            try:
                return act()
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                # SQLite quotes damaged names in its messages, which then are no text.
                if _code(error) not in _DAMAGED and not isinstance(error, UnicodeDecodeError):
                    raise
                self._begin_anew()
                return act()
        except (OSError, sqlite3.Error) as error:
            if _code(error) == sqlite3.SQLITE_ERROR:
                raise  # a bug in our own SQL
            raise self._told(error) from error

    def _told(self, error: OSError | sqlite3.Error) -> ProjectError:
        """Return an error of the disk or of the store in words for the editor."""
        name, reason = self._path.parent.name, str(error)
        without_room = _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        remedy = "See whether it may be written, and is used by nothing else."
        if isinstance(error, OSError):
            without_room, reason = error.errno in NO_ROOM, (error.strerror or reason).lower()
            remedy = "Check its disk, or remove it; it is built again."
        elif _code(error) in _DAMAGED:
            remedy = f"Delete {self._path.name} in it; it is built again."
        if without_room:
            return ProjectError(
                f"There is no space left for the cache {name}, or its disk does not answer.",
                "Free some space, or move it to another disk: matchcut cache PROJECT --move "
                "FOLDER.",
            )
        return ProjectError(f"The cache {name} can't be used: {reason}.", remedy)

    def _opened(self) -> sqlite3.Connection:
        # Deleted, or deleted and created again by another process: anything written to the file
        # that we still hold would be lost.
        if self._connected is None or self._connected != self._file():
            self.close()
        if self._connection is None:
            try:
                self._connection = self._connect()
            except sqlite3.OperationalError as error:
                # Here, and only here: a file of ours with the wrong tables.
                if _code(error) != sqlite3.SQLITE_ERROR:
                    raise
                self._begin_anew()
                self._connection = self._connect()
            self._connected = self._file()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        if self._read_only:
            connection = self._opened_to_read()
        else:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=30)
        # A damaged film id belongs to no film: its row is as if it were not there.
        connection.text_factory = lambda text: text.decode(errors="replace")
        try:
            if not self._read_only:
                # Losing the newest features in a power cut only costs computing them again.
                connection.execute(f"PRAGMA journal_mode = {'DELETE' if self._shared else 'WAL'}")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.executescript(_TABLES)
            for table, columns in _COLUMNS.items():
                connection.execute(f"SELECT {columns} FROM {table} LIMIT 0")
        except BaseException:
            connection.close()
            raise
        return connection

    def _opened_to_read(self) -> sqlite3.Connection:
        if self._file() is not None:
            return opened_unwritable(self._path)
        empty = sqlite3.connect(":memory:")
        empty.executescript(_TABLES)
        return empty

    def _file(self) -> str | None:
        """Return the `file_id` of the file at the store's path, None if there is none."""
        with suppress(OSError):
            return file_id(self._path)
        return None

    def _begin_anew(self) -> None:
        self.close()
        for name in STORE_FILES:
            self._path.with_name(name).unlink(missing_ok=True)


def _where(name: str, version: int, film: str | None) -> tuple[str, tuple[Any, ...]]:
    if film is None:
        return "name = ? AND version = ?", (name, version)
    return "name = ? AND version = ? AND film = ?", (name, version, film)


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
