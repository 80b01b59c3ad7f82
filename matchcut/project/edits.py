"""Record the editor's changes of shots and films as rows removed and rows added.

So they can be undone and redone like verdicts: boundaries drawn by hand, hidden shots, wishes about
near-duplicates; the films' ranges, names, reels and start timecodes; removed films; the timeline.
Groups are not included: they follow from these and are computed again.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from matchcut.project.history import log_step
from matchcut.project.project import Project, damage_told
from matchcut.project.settings import TIMELINE
from matchcut.project.shots import beside
from matchcut.timing import FrameRange, outside

Row = Mapping[str, Any]
"""The values of a row, by column."""

Rows = Mapping[str, Sequence[Row]]

# What is compared, by table: the columns that identify a row, of which the first is its film's or
# the setting's name, and the other columns.
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "shots": (("film", "start"), ("stop", "kind", "hand_made")),
    "hidden": (("film", "frame"), ()),
    "group_wishes": (("film", "frame"), ("wish",)),
    "films": (
        ("uuid",),
        ("range_start", "range_stop", "own_name", "own_reel", "own_start_timecode"),
    ),
    "removed": (("film",), ()),
    "settings": (("name",), ("value",)),
}

# Where a change is: the columns that name its film and, if there is one, a frame of it.
_PLACES = {
    "shots": ("film", "start"),
    "hidden": ("film", "frame"),
    "group_wishes": ("film", "frame"),
    "films": ("uuid", "range_start"),
    "removed": ("film", ""),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """The rows of each table that one change removed, and those that it added."""

    gone: Rows
    come: Rows

    @property
    def place(self) -> tuple[str, int | None]:
        """The film that was changed, or "", and a frame of the change or None."""
        for table, (film, frame) in _PLACES.items():
            for row in (*self.come.get(table, ()), *self.gone.get(table, ())):
                return row[film], row.get(frame)
        return "", None

    @property
    def is_within_shot(self) -> bool:
        """Whether `place` is any frame of a shot, as for hidden shots and wishes about groups."""
        tables = {*self.come, *self.gone}
        return not self.moves_boundaries and not tables.isdisjoint(("hidden", "group_wishes"))

    @property
    def hides(self) -> bool:
        """Whether the change hides a shot from every pair."""
        return "hidden" in self.come

    @property
    def films(self) -> set[str]:
        """The films in which something changed that is valid only for their present frames or rate.

        Shots, wishes, a range of frames or a start timecode; and films removed or added.
        """
        of_frames = {
            row["film"]
            for rows in (self.gone, self.come)
            for table in ("shots", "hidden", "group_wishes", "removed")
            for row in rows.get(table, ())
        }
        told = (row for rows in (self.gone, self.come) for row in rows.get("films", ()))
        return of_frames | {
            row["uuid"]
            for row in told
            if row.get("range_start") is not None or row.get("own_start_timecode") is not None
        }

    @property
    def labels(self) -> dict[str, str]:
        """Labels typed for a film: "name", "reel", "start"; "" restores that of the file."""
        before, after = (rows.get("films", [])[:1] for rows in (self.gone, self.come))
        columns = {"name": "own_name", "reel": "own_reel", "start": "own_start_timecode"}
        return {
            label: new.get(column) or ""
            for old, new in zip(before, after, strict=True)
            for label, column in columns.items()
            if old.get(column) != new.get(column)
        }

    @property
    def timeline(self) -> dict[str, Fraction | None]:
        """What was set for the timeline: names of `TIMELINE`; None restores the first film's."""
        before, after = (
            {row["name"]: row["value"] for row in rows.get("settings", ())}
            for rows in (self.gone, self.come)
        )
        changed = [name for name in TIMELINE if before.get(name) != after.get(name)]
        return {name: Fraction(after[name]) if name in after else None for name in changed}

    @property
    def moves_boundaries(self) -> bool:
        """Whether shots were removed or added, so that something may have to be computed."""
        return "shots" in self.gone or "shots" in self.come


def read_edit(text: str) -> Edit:
    """Return a change from its form in the history."""
    return Edit(**json.loads(text))


@contextmanager
def editing(project: Project, deed: str, films: Collection[str] = ()) -> Iterator[None]:
    """Record all changes of some films and of the timeline in the block as one step of the history.

    deed: the name of the change in the history. films: all films that the block may change, by
    UUID.
    An error inside rolls everything back.
    """
    with project.writing():
        before = _rows(project, films)
        yield
        after = _rows(project, films)
        edit = Edit(_missing(before, after), _missing(after, before))
        if edit.gone or edit.come:
            log_step(project, deed, edit=json.dumps(asdict(edit)))


def forget_edits(project: Project, film_uuid: str) -> None:
    """Prevent undo and redo of changes that hold for a film's frames: these have changed."""
    rows = project.rows(
        "SELECT step, shots FROM history WHERE shots NOTNULL AND state <> 'dropped'"
    )
    with damage_told(project, "a step of the history"):
        gone = [(row["step"],) for row in rows if film_uuid in read_edit(row["shots"]).films]
    with project.writing():
        project.execute_all("UPDATE history SET state = 'dropped' WHERE step = ?", gone)


def _rows(project: Project, films: Collection[str]) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows of each table, with their columns in the order of `_COLUMNS`."""
    found = {}
    for table, (keys, others) in _COLUMNS.items():
        names = TIMELINE if table == "settings" else tuple(films)
        places = ", ".join("?" * len(names))
        query = f"SELECT {', '.join(keys + others)} FROM {table} WHERE {keys[0]} IN ({places})"
        found[table] = {tuple(row) for row in project.rows(query, names)}
    return found


def _missing(
    these: Mapping[str, set[tuple[Any, ...]]], among: Mapping[str, set[tuple[Any, ...]]]
) -> dict[str, list[Row]]:
    """Return the rows of each table that are not among others; no entry where all are."""
    differences = {table: sorted(rows - among[table], key=_order) for table, rows in these.items()}
    return {
        table: [dict(zip(sum(_COLUMNS[table], ()), row, strict=True)) for row in rows]
        for table, rows in differences.items()
        if rows
    }


def _order(row: tuple[Any, ...]) -> tuple[tuple[bool, Any], ...]:
    """Return what rows are sorted by; None comes first: a range may be open."""
    return tuple((value is not None, value) for value in row)


def swap(project: Project, old: Rows, new: Rows) -> None:
    """Replace rows of an `Edit` by others; undo swaps those it added for those it removed."""
    with project.writing():
        for table, (keys, _) in _COLUMNS.items():
            gone, come = old.get(table, ()), new.get(table, ())
            is_it = " AND ".join(f"{key} = ?" for key in keys)
            if table == "films":  # films stay and are updated
                for row in come:
                    _update_film(project, row)
                continue
            if table == "shots":
                # Detection may have run in between: whatever shots are there now give way.
                _clear(project, [*gone, *come])
            else:
                known = [[row[key] for key in keys] for row in gone]
                project.execute_all(f"DELETE FROM {table} WHERE {is_it}", known)
            _insert(project, table, come)


def _insert(project: Project, table: str, rows: Iterable[Row]) -> None:
    for row in rows:
        columns = _known_columns(table, row)
        places = ", ".join("?" * len(columns))
        statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({places})"
        project.execute(statement, [row[name] for name in columns])


def _update_film(project: Project, row: Row) -> None:
    columns = _known_columns("films", row)
    told = ", ".join(f"{name} = ?" for name in columns)
    values = [*(row[name] for name in columns), row["uuid"]]
    project.execute(f"UPDATE films SET {told} WHERE uuid = ?", values)


def _known_columns(table: str, row: Row) -> list[str]:
    """Return the columns to write: a step recorded by another version may have fewer or more."""
    return [name for name in sum(_COLUMNS[table], ()) if name in row]


def _clear(project: Project, shots: Iterable[Row]) -> None:
    """Remove shots from the frames of these; one that reaches further keeps the rest.

    A few stray frames are kept only for shots that the editor has drawn; see `beside`.
    """
    taken: dict[str, list[FrameRange]] = {}
    with damage_told(project, "a shot"):
        for shot in shots:
            frames = FrameRange(shot["start"], shot["stop"])
            taken.setdefault(shot["film"], []).append(frames)
    for film, ranges in taken.items():
        ranges.sort()
        for row in project.rows("SELECT * FROM shots WHERE film = ?", [film]):
            with damage_told(project, "a shot"):
                frames = FrameRange(row["start"], row["stop"])
            rest = list((outside if row["hand_made"] else beside)(frames, ranges))
            if rest != [frames]:
                project.execute(
                    "DELETE FROM shots WHERE film = ? AND start = ?", [film, frames.start]
                )
                kept = dict(zip(row.keys(), row, strict=True))
                parts = [kept | {"start": part.start, "stop": part.stop} for part in rest]
                _insert(project, "shots", parts)
