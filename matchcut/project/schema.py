"""The tables of a project file, and the migrations of older files.

`PRAGMA application_id` marks our files among SQLite files, `PRAGMA user_version` counts the
migrations that a file has been through. A migration never changes once released: new ones follow.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from matchcut.errors import ProjectError

# "MCUT" in ASCII.
APPLICATION_ID = 0x4D435554

Migration = Sequence[str]

FIRST: Migration = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE films (
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
        times BLOB
    )""",
    """CREATE TABLE media (
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        beside TEXT,
        role TEXT NOT NULL CHECK (role IN ('original', 'proxy')),
        fingerprint TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        PRIMARY KEY (film, path)
    ) WITHOUT ROWID""",
    """CREATE TABLE analysis (
        film TEXT PRIMARY KEY REFERENCES films (uuid) ON DELETE CASCADE,
        recipe TEXT NOT NULL,
        next_frame INTEGER NOT NULL,
        next_pts INTEGER,
        finished INTEGER NOT NULL,
        open_shot BLOB
    )""",
    """CREATE TABLE shots (
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL CHECK (stop > start),
        kind TEXT NOT NULL,
        near_duplicates INTEGER,
        representative INTEGER NOT NULL DEFAULT 1,
        hand_made INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (film, start)
    ) WITHOUT ROWID""",
    # Hidden by a frame inside it, so that the shot stays hidden when detection runs again.
    """CREATE TABLE hidden (
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        frame INTEGER NOT NULL,
        PRIMARY KEY (film, frame)
    ) WITHOUT ROWID""",
    # No foreign keys from here on: a review outlives the shots, and even the film, it was made on.
    """CREATE TABLE pairs (
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
    """CREATE TABLE reviews (
        pair TEXT PRIMARY KEY REFERENCES pairs (id),
        review TEXT NOT NULL,
        to_check INTEGER NOT NULL,
        changed TEXT NOT NULL
    )""",
    """CREATE TABLE history (
        step INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        deed TEXT NOT NULL,
        changes TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
    )""",
)

SECOND: Migration = (
    # What the editor wants of a shot among its near-duplicates; by a frame inside it, as hidden.
    """CREATE TABLE group_wishes (
        film TEXT NOT NULL REFERENCES films (uuid) ON DELETE CASCADE,
        frame INTEGER NOT NULL,
        wish TEXT NOT NULL CHECK (wish IN ('alone', 'represents')),
        PRIMARY KEY (film, frame)
    ) WITHOUT ROWID""",
    # Until now a representative that is not the earliest of its group was the only sign of one.
    """INSERT INTO group_wishes
        SELECT shots.film, (shots.start + shots.stop) / 2, 'represents'
        FROM shots JOIN films ON films.uuid = shots.film
        WHERE shots.representative AND EXISTS (
            SELECT 1 FROM shots AS other JOIN films AS other_film ON other_film.uuid = other.film
            WHERE other.near_duplicates = shots.near_duplicates
            AND (other_film.position, other.start) < (films.position, shots.start)
        )""",
)

THIRD: Migration = (
    # The frames of a film whose shots are paired; both or neither are NULL.
    "ALTER TABLE films ADD COLUMN range_start INTEGER",
    "ALTER TABLE films ADD COLUMN range_stop INTEGER",
)

FOURTH: Migration = (
    # What a step changed of shots, JSON; NULL where it changed reviews.
    "ALTER TABLE history ADD COLUMN shots TEXT",
    # Of the file that was watched: until now the first one named in exports.
    "ALTER TABLE films ADD COLUMN fingerprint TEXT",
    """UPDATE films SET fingerprint = (
        SELECT fingerprint FROM media WHERE film = films.uuid ORDER BY role, path LIMIT 1
    )""",
)

FIFTH: Migration = (
    # Where decoding failed, packed; NULL where it never did or was not known yet.
    "ALTER TABLE films ADD COLUMN trouble BLOB",
)

SIXTH: Migration = (
    # Nothing ever stood in it.
    "ALTER TABLE analysis DROP COLUMN next_pts",
)

SEVENTH: Migration = (
    # The facts of each file; NULL until it is read again. Channels of 0: it is silent.
    *(
        f"ALTER TABLE media ADD COLUMN {column}"
        for column in (
            "reel TEXT",
            "start_timecode TEXT",
            "width INTEGER",
            "height INTEGER",
            "audio_channels INTEGER",
            "audio_rate INTEGER",
        )
    ),
)


def _revised(table: str, film: str) -> Migration:
    """Return what gives a film another revision after any change of its rows in a table."""
    # Not INSERT OR REPLACE: the statement that fires a trigger decides on conflicts in it, too.
    return [
        f"""CREATE TRIGGER {table}_{deed} AFTER {deed} ON {table} BEGIN
            DELETE FROM revisions WHERE film = {row}.{film};
            INSERT INTO revisions (film, revision) VALUES ({row}.{film}, random());
        END"""
        for deed, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old"))
    ]


EIGHTH: Migration = (
    # Another number after any change of a film, whoever makes it.
    "CREATE TABLE revisions (film TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID",
    *_revised("films", "uuid"),
    *_revised("media", "film"),
    *_revised("shots", "film"),
    *_revised("hidden", "film"),
    *_revised("group_wishes", "film"),
)

NINTH: Migration = (
    # Films that were taken out of the project: all that is known of them waits for their return.
    """CREATE TABLE removed (
        film TEXT PRIMARY KEY REFERENCES films (uuid) ON DELETE CASCADE
    ) WITHOUT ROWID""",
    "CREATE VIEW present_films AS SELECT * FROM films WHERE uuid NOT IN (SELECT film FROM removed)",
    *_revised("removed", "film"),
    # Former versions would misread what is kept from now on: places in the cut list that lie
    # between others, and steps of the history that name their columns.
)

# Former versions can't count a start timecode that names its rate, as "01:00:10:15@30".
TENTH: Migration = ()

MIGRATIONS: tuple[Migration, ...] = (
    *(FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH),
    *(NINTH, TENTH),
)

# Constraints beyond column types. A picture has sides, and decoders allow no longer ones.
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
    """Return the version of a project file, 0 for a database with nothing in it yet.

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
    if version > len(MIGRATIONS):
        raise ProjectError(
            f"{path.name} was made by a newer matchcut (file version {version}, "
            f"this one reads up to {len(MIGRATIONS)}).",
            "Update matchcut to open it.",
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version in one transaction: wholly or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the transaction: another process may have been quicker.
        _, version = _header(connection)
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, len(MIGRATIONS))}")
        connection.execute("COMMIT")
    except BaseException:
        # SQLite itself has rolled back already when the disk was full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def check_values(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ProjectError where a value doesn't fit its column.

    SQLite keeps whatever it is given, and others write to these files, too. What tables and
    columns they have added is their own affair.
    """
    columns: dict[str, dict[str, str]] = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        migrate(empty)
        for table, *column in empty.execute(_COLUMNS):
            columns.setdefault(table, {})[column[0]] = _is_wrong(table, *column)
    for table, wrong in columns.items():
        sums = ", ".join(f"total({each})" for each in wrong.values())
        counts = connection.execute(f"SELECT {sums} FROM {table}").fetchone()
        damaged = next((name for name, count in zip(wrong, counts, strict=True) if count), None)
        if damaged is not None:
            raise ProjectError(
                f"{path.name} is damaged: {damaged} in its {table} can't be read.",
                "Go back to a copy of it; the films themselves are untouched.",
            )


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
