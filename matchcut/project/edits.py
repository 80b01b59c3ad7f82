"""What the editor changes of shots and films, as rows that went and rows that came.

So it can be taken back and made again, like a verdict: boundaries drawn by hand, hidden shots,
wishes about near-duplicates; the films' ranges, names, reels and start timecodes; the timeline.
Groups are no part of it: they follow from these and are looked for again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from matchcut.project.project import Project, damage_told
from matchcut.project.steps import log_step
from matchcut.timing import FrameRange, outside

Row = tuple[Any, ...]
Rows = Mapping[str, list[Row]]

# What is compared, by the table that it lies in; every row but a setting begins with its film.
_QUERIES = {
    "shots": "SELECT film, start, stop, kind, hand_made FROM shots",
    "hidden": "SELECT film, frame FROM hidden",
    "group_wishes": "SELECT film, frame, wish FROM group_wishes",
    "films": (
        "SELECT uuid, range_start, range_stop, own_name, own_reel, own_start_timecode FROM films"
    ),
    "settings": "SELECT name, value FROM settings WHERE name IN ('timeline_rate', 'frame_shape')",
}


_INSERT_SHOT = "INSERT INTO shots (film, start, stop, kind, hand_made) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Edit:
    """The rows of each table that one change took away, and those that it put there."""

    gone: Rows
    come: Rows

    @property
    def place(self) -> tuple[str, int | None]:
        """The film that was changed, "" where none was, and a frame of the change or None."""
        for table in ("shots", "hidden", "group_wishes", "films"):
            for film, frame, *_ in (*self.come.get(table, ()), *self.gone.get(table, ())):
                return film, frame
        return "", None

    @property
    def films(self) -> set[str]:
        """The films in which something changed that holds only for their present frames or rate.

        Shots, wishes, a range of frames or a start timecode.
        """
        of_frames = {
            film
            for rows in (self.gone, self.come)
            for table in ("shots", "hidden", "group_wishes")
            for film, *_ in rows.get(table, ())
        }
        told = (row for rows in (self.gone, self.come) for row in rows.get("films", ()))
        return of_frames | {
            film
            for film, range_start, *_, start_timecode in told
            if range_start is not None or start_timecode is not None
        }

    @property
    def moves_boundaries(self) -> bool:
        """Whether shots came or went, so that something may have to be computed."""
        return "shots" in self.gone or "shots" in self.come


def read_edit(text: str) -> Edit:
    """Return a change as the history keeps it."""
    kept = json.loads(text)
    return Edit(
        **{
            side: {table: [tuple(row) for row in rows] for table, rows in kept[side].items()}
            for side in ("gone", "come")
        }
    )


@contextmanager
def editing(project: Project, deed: str) -> Iterator[None]:
    """Make whatever is changed of shots and films inside the block one step of the history.

    deed: what was done, as the history calls it. What fails inside leaves nothing behind.
    """
    with project.writing():
        before = _rows(project)
        yield
        after = _rows(project)
        edit = Edit(_missing(before, after), _missing(after, before))
        if edit.gone or edit.come:
            log_step(project, deed, shots=json.dumps(asdict(edit)))


def shots_state(project: Project) -> object:
    """Return what stays equal for as long as no shot is drawn, hidden or grouped otherwise."""
    tables = (
        "SELECT film, start, stop, kind, near_duplicates, representative FROM shots",
        "SELECT film, frame FROM hidden",
        "SELECT film, frame, wish FROM group_wishes",
    )
    return [{tuple(row) for row in project.rows(table)} for table in tables]


def forget_edits(project: Project, film_uuid: str) -> None:
    """Let no change of a film's shots be taken back or made again: the frames are others now."""
    rows = project.rows(
        "SELECT step, shots FROM history WHERE shots NOTNULL AND state <> 'dropped'"
    )
    gone = [(row["step"],) for row in rows if film_uuid in read_edit(row["shots"]).films]
    with project.writing():
        project.execute_all("UPDATE history SET state = 'dropped' WHERE step = ?", gone)


def take_back(project: Project, edit: Edit) -> None:
    """Put everything back as it was before a change."""
    _swap(project, edit.come, edit.gone)


def make_again(project: Project, edit: Edit) -> None:
    """Make a change again that was taken back."""
    _swap(project, edit.gone, edit.come)


def _rows(project: Project) -> dict[str, set[Row]]:
    return {table: {tuple(row) for row in project.rows(query)} for table, query in _QUERIES.items()}


def _missing(these: Mapping[str, set[Row]], among: Mapping[str, set[Row]]) -> dict[str, list[Row]]:
    """Return the rows of each table that are not among others; no entry where all are."""
    # None sorts with nothing: a range may be open.
    differences = {table: sorted(rows - among[table], key=repr) for table, rows in these.items()}
    return {table: rows for table, rows in differences.items() if rows}


def _swap(project: Project, old: Rows, new: Rows) -> None:
    with project.writing():
        # Detection may have run in between: of what lies there now, that much gives way.
        _clear(project, [*old.get("shots", ()), *new.get("shots", ())])
        project.execute_all(
            _INSERT_SHOT,
            new.get("shots", ()),
        )
        for table in ("hidden", "group_wishes"):
            project.execute_all(
                f"DELETE FROM {table} WHERE film = ? AND frame = ?",
                [row[:2] for row in old.get(table, ())],
            )
        project.execute_all(
            "INSERT OR REPLACE INTO hidden (film, frame) VALUES (?, ?)", new.get("hidden", ())
        )
        project.execute_all(
            "INSERT OR REPLACE INTO group_wishes (film, frame, wish) VALUES (?, ?, ?)",
            new.get("group_wishes", ()),
        )
        project.execute_all(
            """UPDATE films SET range_start = ?, range_stop = ?, own_name = ?, own_reel = ?,
            own_start_timecode = ? WHERE uuid = ?""",
            [(*told, film) for film, *told in new.get("films", ())],
        )
        project.execute_all(
            "DELETE FROM settings WHERE name = ?", [row[:1] for row in old.get("settings", ())]
        )
        project.execute_all(
            "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", new.get("settings", ())
        )


def _clear(project: Project, shots: Iterable[Row]) -> None:
    """Remove the shots where these lie; one that reaches further keeps the rest."""
    taken: dict[str, list[FrameRange]] = {}
    with damage_told(project, "a shot"):
        for film, start, stop, *_ in shots:
            taken.setdefault(film, []).append(FrameRange(start, stop))
    for film, ranges in taken.items():
        ranges.sort()
        for row in project.rows("SELECT * FROM shots WHERE film = ?", [film]):
            with damage_told(project, "a shot"):
                frames = FrameRange(row["start"], row["stop"])
            rest = list(outside(frames, ranges))
            if rest != [frames]:
                project.execute(
                    "DELETE FROM shots WHERE film = ? AND start = ?", [film, frames.start]
                )
                project.execute_all(
                    _INSERT_SHOT,
                    [(film, p.start, p.stop, row["kind"], row["hand_made"]) for p in rest],
                )
