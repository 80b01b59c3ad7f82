"""Find damage to a project file when it is opened, and repair it if the file itself allows."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from matchcut.project.disk_errors import damaged
from matchcut.project.schema import REVIEW_CHECKSUM, STEP_CHECKSUM
from matchcut.words import counted

_WRONG_REVIEW = f"checksum IS NOT {REVIEW_CHECKSUM}"
_WRONG_STEP = f"checksum IS NOT {STEP_CHECKSUM}"
_NO_PAIR = "pair NOT IN (SELECT id FROM pairs)"


def mend(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Repair what can be repaired; return what was damaged, in sentences.

    Raises ProjectError if more is damaged than indexes, reviews and the history.
    """
    return [*_mend_indexes(connection, path), *_mend_reviews(connection, path)]


@contextmanager
def unreadable_told(path: Path) -> Iterator[None]:
    """Raise ProjectError if the definition of a table is not as it was created.

    The block runs statements that fit every whole project.
    """
    try:
        yield
    except (sqlite3.OperationalError, UnicodeDecodeError) as error:
        # "No such column" has this code; invalid UTF-8 has none.
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        raise damaged(path) from error


def _mend_indexes(connection: sqlite3.Connection, path: Path) -> list[str]:
    if not (found := _faults(connection)):
        return []
    # Rows missing from an index would be missing from whatever is looked up by it.
    if not all(" index " in fault for fault in found):
        raise damaged(path)
    try:
        connection.execute("REINDEX")
    except sqlite3.IntegrityError as error:  # two rows are the same
        raise damaged(path) from error
    if _faults(connection):
        raise damaged(path)
    return [f"{path.name} was damaged: its indexes are made anew."]


def _faults(connection: sqlite3.Connection) -> list[str]:
    found = [fault for (fault,) in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def _mend_reviews(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Restore damaged reviews from the history, and drop damaged steps.

    A review that no step holds is set aside, and reported until the pair is judged or accepted
    again.
    One under an id that is no pair's is reported once: that pair can't be reviewed again.
    """
    wrong = connection.execute(f"SELECT pair FROM reviews WHERE {_WRONG_REVIEW}").fetchall()
    query = f"SELECT 1 FROM history WHERE state <> 'dropped' AND {_WRONG_STEP}"
    steps = connection.execute(query).fetchone()
    strays = connection.execute(f"SELECT 1 FROM damaged_reviews WHERE {_NO_PAIR}").fetchone()
    told = []
    if wrong or steps or strays:
        connection.execute("BEGIN IMMEDIATE")
        restored = _restore(connection) if wrong else set()
        if restored:
            count = counted(len(restored), "review")
            told.append(f"{path.name} was damaged: {count} restored from its history.")
        # Some of what the history restored was stored under a damaged id.
        dropped = connection.execute(f"DELETE FROM damaged_reviews WHERE {_NO_PAIR}").rowcount
        if (unknown := dropped - len(restored - {pair for (pair,) in wrong})) > 0:
            count = counted(unknown, "review")
            told.append(f"{path.name} was damaged: {count} under unknown ids lost.")
        if steps:
            _drop_steps(connection)
            told.append(f"The history of {path.name} was damaged: not all of it can be undone.")
        connection.execute("COMMIT")
    lost = connection.execute("SELECT pair FROM damaged_reviews")
    return [
        *told,
        *(
            f"{path.name} is damaged: the verdict of {pair}, its place in the cut list, trim and "
            "note are lost. Judge it again, and accept it again if it was in the list."
            for (pair,) in lost
        ),
    ]


def _restore(connection: sqlite3.Connection) -> set[str]:
    """Restore damaged reviews from the history, and set the others aside.

    Returns the pairs whose reviews are restored.
    """
    aside = {pair for (pair,) in connection.execute("SELECT pair FROM damaged_reviews")}
    connection.execute(
        f"""INSERT OR IGNORE INTO damaged_reviews
        SELECT pair, review, changed FROM reviews WHERE {_WRONG_REVIEW}"""
    )
    connection.execute(f"DELETE FROM reviews WHERE {_WRONG_REVIEW}")
    restored = {
        pair
        for pair, said in _held(connection).items()
        # A pair without any review left needs no entry.
        if any(
            value not in (None, "")
            for name, value in said.items()
            if name not in ("to_check", "judged_on")
        )
        and connection.execute(
            """INSERT OR IGNORE INTO reviews (pair, review, to_check, changed)
            VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%f+00:00'))""",
            [pair, json.dumps(said), bool(said.get("to_check"))],
        ).rowcount
    }
    # Reviews lost earlier stay set aside: what was recorded since doesn't restore them.
    connection.executemany(
        "DELETE FROM damaged_reviews WHERE pair = ?", [[pair] for pair in restored - aside]
    )
    return restored


def _held(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return each pair's review as the latest step left it, back to the first damaged step."""
    held: dict[str, dict[str, Any]] = {}
    rows = connection.execute(
        f"SELECT changes, {_WRONG_STEP} FROM history WHERE state = 'done' ORDER BY step DESC"
    )
    # A version before there were checksums may have kept what isn't whole.
    with suppress(ValueError, AttributeError, TypeError):
        for changes, wrong in rows:
            if wrong:
                break
            for pair, (_, after) in json.loads(changes).items():
                held.setdefault(pair, after)
    return held


def _drop_steps(connection: sqlite3.Connection) -> None:
    """Drop damaged steps, and those that come after them on the way there, from undo and redo."""
    connection.execute(
        f"""UPDATE history SET state = 'dropped' WHERE
        (state = 'done' AND step <= (
            SELECT max(step) FROM history WHERE state = 'done' AND {_WRONG_STEP}))
        OR (state = 'undone' AND step >= (
            SELECT min(step) FROM history WHERE state = 'undone' AND {_WRONG_STEP}))"""
    )
