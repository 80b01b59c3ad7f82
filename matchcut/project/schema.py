"""The tables of a project file, and the migrations of older files.

`PRAGMA application_id` marks our files among SQLite files, `PRAGMA user_version` is the version of
the tables. A migration never changes once released: new ones follow.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from zlib import crc32

from matchcut.errors import ProjectError
from matchcut.project.disk_errors import damaged
from matchcut.project.stored_reviews import read_changes, read_review

# "MCUT" in ASCII.
APPLICATION_ID = 0x4D435554

Migration = Sequence[str]

_TABLES: Mapping[str, str] = {
    "settings": "(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # fingerprint: of the file that was watched. trouble: where decoding failed, packed.
    # range_start, range_stop: the frames whose shots are paired; both or neither are NULL.
    "films": """(
        uuid TEXT PRIMARY KEY,
        position INTEGER NOT NULL UNIQUE,
        name TEXT NOT NULL,
        reel TEXT NOT NULL,
        start_timecode TEXT,
        own_name TEXT,
        own_reel TEXT,
        own_start_timecode TEXT,
        rate TEXT NOT NULL,
        time_base TEXT NOT NULL,
        frame_count INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        damage TEXT NOT NULL DEFAULT '',
        crop TEXT,
        overlay BLOB,
        times BLOB,
        range_start INTEGER,
        range_stop INTEGER,
        fingerprint TEXT,
        trouble BLOB
    )""",
    # From reel on the facts of the file; NULL until it is read again. Channels of 0: it is silent.
    "media": """(
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        beside TEXT,
        role TEXT NOT NULL CHECK (role IN ('original', 'proxy')),
        fingerprint TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        reel TEXT,
        start_timecode TEXT,
        width INTEGER,
        height INTEGER,
        audio_channels INTEGER,
        audio_rate INTEGER,
        PRIMARY KEY (film, path)
    ) WITHOUT ROWID""",
    # Films removed from the project: everything known about them waits for their return.
    "removed": """(
        film TEXT PRIMARY KEY REFERENCES films (uuid) ON DELETE CASCADE
    ) WITHOUT ROWID""",
    "analysis": """(
        film TEXT PRIMARY KEY REFERENCES films (uuid) ON DELETE CASCADE,
        recipe TEXT NOT NULL,
        next_frame INTEGER NOT NULL,
        finished INTEGER NOT NULL,
        open_shot BLOB
    )""",
    "shots": """(
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL CHECK (stop > start),
        kind TEXT NOT NULL,
        near_duplicates INTEGER,
        representative INTEGER NOT NULL DEFAULT 1,
        hand_made INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (film, start)
    ) WITHOUT ROWID""",
    # Hidden by a frame inside the shot, so that it stays hidden when detection runs again.
    "hidden": """(
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        frame INTEGER NOT NULL,
        PRIMARY KEY (film, frame)
    ) WITHOUT ROWID""",
    # The editor's wish for a shot among its near-duplicates; by a frame inside it, like hidden.
    "group_wishes": """(
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        frame INTEGER NOT NULL,
        wish TEXT NOT NULL CHECK (wish IN ('alone', 'represents')),
        PRIMARY KEY (film, frame)
    ) WITHOUT ROWID""",
    # No foreign keys from here on: a review outlives the shots, and even the film, it was made on.
    "pairs": """(
        id TEXT PRIMARY KEY,
        place INTEGER NOT NULL UNIQUE,
        flavour TEXT NOT NULL,
        out_film TEXT NOT NULL,
        out_pts INTEGER NOT NULL,
        in_film TEXT NOT NULL,
        in_pts INTEGER NOT NULL,
        shown_out_film TEXT NOT NULL,
        shown_out_pts INTEGER NOT NULL,
        shown_in_film TEXT NOT NULL,
        shown_in_pts INTEGER NOT NULL,
        score REAL NOT NULL,
        parts TEXT NOT NULL,
        flop INTEGER NOT NULL
    )""",
    # review: JSON, the same as in the history.
    "reviews": """(
        pair TEXT PRIMARY KEY REFERENCES pairs (id),
        review TEXT NOT NULL,
        to_check INTEGER NOT NULL,
        changed TEXT NOT NULL
    )""",
    # shots: a step's changes of shots and films, as JSON; NULL if it changed reviews.
    "history": """(
        step INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        deed TEXT NOT NULL,
        changes TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')),
        shots TEXT
    )""",
    # The number differs after any change of a film, whoever makes it.
    "revisions": "(film TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID",
}

_REVISED = {"films": "uuid"} | dict.fromkeys(
    ("media", "shots", "hidden", "group_wishes", "removed"), "film"
)

_VIEWS: Migration = (
    "CREATE VIEW present_films AS SELECT * FROM films WHERE uuid NOT IN (SELECT film FROM removed)",
    # Not INSERT OR REPLACE: the statement that fires a trigger also decides its conflict handling.
    *(
        f"""CREATE TRIGGER {table}_{deed} AFTER {deed} ON {table} BEGIN
            DELETE FROM revisions WHERE film = {row}.{film};
            INSERT INTO revisions (film, revision) VALUES ({row}.{film}, random());
        END"""
        for table, film in _REVISED.items()
        for deed, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old"))
    ),
)

# The version of these tables; those of earlier ones, before any release, are recreated.
_FIRST = 10
# Before this version, steps of the history that changed shots had another form.
_NAMED_COLUMNS = 9

# The checksum of a row, as SQL: nothing can recompute what the editor said.
REVIEW_CHECKSUM = "checksum(CAST(pair AS BLOB), CAST(review AS BLOB), to_check)"
STEP_CHECKSUM = "checksum(CAST(changes AS BLOB), CAST(shots AS BLOB))"

# What each later version adds.
MIGRATIONS: tuple[Migration, ...] = (
    (
        "ALTER TABLE reviews ADD COLUMN checksum INTEGER",
        "ALTER TABLE history ADD COLUMN checksum INTEGER",
        # Reviews that nothing else holds, until the pair is judged again.
        """CREATE TABLE damaged_reviews (
            pair TEXT PRIMARY KEY, review TEXT NOT NULL, changed TEXT NOT NULL
        ) WITHOUT ROWID""",
        # Rows that are already damaged get none.
        f"""UPDATE reviews SET checksum = {REVIEW_CHECKSUM}
        WHERE is_review(CAST(review AS BLOB))""",
        f"""UPDATE history SET checksum = {STEP_CHECKSUM}
        WHERE is_step(CAST(changes AS BLOB), CAST(shots AS BLOB))""",
    ),
)


def newest() -> int:
    """Return the version to which `migrate` brings files."""
    return _FIRST + len(MIGRATIONS)


# What reading damaged JSON raises.
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)

# Constraints beyond column types. A picture has sides, and decoders allow none longer.
_WITHIN = {
    ("films", "frame_count"): "BETWEEN 0 AND 1 << 40",
    ("films", "width"): "BETWEEN 1 AND 1 << 20",
    ("films", "height"): "BETWEEN 1 AND 1 << 20",
    ("media", "size"): ">= 0",
    ("media", "width"): "BETWEEN 1 AND 1 << 20",
    ("media", "height"): "BETWEEN 1 AND 1 << 20",
    ("media", "audio_channels"): ">= 0",
    ("media", "audio_rate"): ">= 0",
    ("analysis", "next_frame"): ">= 0",
}


def check_ours(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a project file, 0 for an empty database.

    Raises ProjectError for a file that is not ours or was made by a newer version.
    """
    application, version = _header(connection)
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application == 0 and version == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise ProjectError(
            f"{path.name} is not a matchcut project.", "Choose a file that matchcut made."
        )
    if version > newest():
        raise ProjectError(
            f"{path.name} was made by a newer matchcut (file version {version}, "
            f"this one reads up to {newest()}).",
            "Update matchcut to open it.",
        )
    return version


def add_functions(connection: sqlite3.Connection) -> None:
    """Add the functions that distinguish whole rows from damaged ones."""
    connection.create_function("checksum", -1, _checksum, deterministic=True)
    connection.create_function("is_review", 1, _is_review, deterministic=True)
    connection.create_function("is_step", 2, _is_step, deterministic=True)


def keep_checksums(connection: sqlite3.Connection) -> None:
    """Give every row of reviews or history that this connection writes its checksum.

    The triggers belong to this connection: stored ones would call a function that only we have, and
    keep every other program from writing to the file.
    """
    for table, row_checksum, of in (
        ("reviews", REVIEW_CHECKSUM, "pair, review, to_check"),
        ("history", STEP_CHECKSUM, "changes, shots"),
    ):
        for deed in ("INSERT", f"UPDATE OF {of}"):
            connection.execute(
                f"""CREATE TEMP TRIGGER {table}_{deed[:6]} AFTER {deed} ON main.{table} BEGIN
                    UPDATE {table} SET checksum = {row_checksum} WHERE rowid = new.rowid;
                END"""
            )


def _checksum(*values: bytes | int | None) -> int:
    return crc32(repr(values).encode("ascii"))


def _is_review(review: bytes) -> bool:
    """Return whether a stored review can be read."""
    with suppress(*_UNREADABLE):
        read_review(review)
        return True
    return False


def _is_step(changes: bytes, shots: bytes | None) -> bool:
    """Return whether a step of the history can be read."""
    with suppress(*_UNREADABLE):
        read_changes(changes)
        return shots is None or json.loads(shots).keys() == {"gone", "come"}
    return False


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version in one transaction, wholly or not at all.

    Foreign keys must not be enforced yet, because tables are dropped.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the transaction: another process may have been quicker.
        _, version = _header(connection)
        if version < _FIRST:
            _make_tables(connection, version)
        for migration in MIGRATIONS[max(version - _FIRST, 0) :]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, newest())}")
        connection.execute("COMMIT")
    except BaseException:
        # SQLite itself has rolled back already if the disk was full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make_tables(connection: sqlite3.Connection, version: int) -> None:
    """Create all tables, with the contents of those of an early version, if any."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    early = [table for table in _TABLES if table in there]
    connection.execute("DROP VIEW IF EXISTS present_films")
    for table in early:
        connection.execute(f"ALTER TABLE {table} RENAME TO early_{table}")
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE {table} {columns}")
    for table in early:
        known = _columns(connection, f"early_{table}")
        both = ", ".join(name for name in _columns(connection, table) if name in known)
        connection.execute(f"INSERT INTO {table} ({both}) SELECT {both} FROM early_{table}")
        connection.execute(f"DROP TABLE early_{table}")
    connection.execute(
        """UPDATE films SET fingerprint = (
            SELECT fingerprint FROM media WHERE film = films.uuid ORDER BY role, path LIMIT 1
        ) WHERE fingerprint IS NULL"""
    )
    if version < _NAMED_COLUMNS:
        connection.execute("UPDATE history SET state = 'dropped' WHERE shots NOTNULL")
    for statement in _VIEWS:
        connection.execute(statement)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]


def check_values(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ProjectError if a value doesn't fit its column.

    SQLite stores whatever it is given, and others write to these files, too. Tables and columns
    that they have added don't concern us.
    """
    columns: dict[str, dict[str, str]] = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        add_functions(empty)
        migrate(empty)
        for table, *column in empty.execute(_COLUMNS):
            columns.setdefault(table, {})[column[0]] = _is_wrong(table, *column)
    for table, wrong in columns.items():
        sums = ", ".join(f"total({each})" for each in wrong.values())
        counts = connection.execute(f"SELECT {sums} FROM {table}").fetchone()
        name = next((name for name, count in zip(wrong, counts, strict=True) if count), None)
        if name is not None:
            raise damaged(path, f"{name} in its {table} can't be read")


def check_code(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.Error if views or triggers can't be compiled any more."""
    connection.execute("EXPLAIN SELECT * FROM present_films")
    for table, film in _REVISED.items():
        connection.execute(f"EXPLAIN INSERT INTO {table} DEFAULT VALUES")
        connection.execute(f"EXPLAIN UPDATE {table} SET {film} = {film}")
        connection.execute(f"EXPLAIN DELETE FROM {table}")


_COLUMNS = """SELECT tables.name, columns.name, lower(columns.type), columns."notnull"
    FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND columns.type IN ('INTEGER', 'REAL', 'TEXT', 'BLOB')"""


def _is_wrong(table: str, name: str, type_: str, never_null: int) -> str:
    """Return the expression that is true for values that don't fit a column."""
    fits = f"typeof({name}) = '{type_}'"
    if (table, name) in _WITHIN:
        fits += f" AND {name} {_WITHIN[table, name]}"
    return f"NOT ({fits})" if never_null else f"{name} IS NOT NULL AND NOT ({fits})"


def _header(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return int(application), int(version)
