"""Store how far the analysis of each film has come, and the shots it has found.

A checkpoint marks up to where the shots of a film are final. Shots and their checkpoint are stored
in one transaction, so that an interrupted analysis resumes from there.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matchcut.project.arrays import Arrays, packed, unpack
from matchcut.project.features import Span
from matchcut.project.project import Project, damage_told
from matchcut.project.stored_values import stored_range
from matchcut.shots.shot import MIN_SHOT_FRAMES, Shot, ShotKind
from matchcut.timing import FrameRange, outside

GroupWish = Literal["alone", "represents"]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """Where the analysis of a film resumes.

    next_frame: the first frame that is not yet part of a stored shot or gap.
    finished: the whole film has been seen.
    open_shot: what has been kept of a very long shot that begins before next_frame.
    """

    next_frame: int
    finished: bool = False
    open_shot: Arrays | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AnalysisState:
    """The recipe by which a film is analysed (see `begin_analysis`), and how far it has come."""

    recipe: str
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class ShotRecord:
    """A stored shot.

    number: from 1, in order of time, within its film; changes when detection runs again.
    group: near-duplicates share it; None until they have been searched for.
    representative: the one of its group that is paired; a shot without group is its own.
    hidden: the editor wants it in no pair. hand_made: its boundaries are the editor's.
    wish: the editor wants it in no group ("alone"), or chose it for its group ("represents").
    """

    film: str
    number: int
    frames: FrameRange
    kind: ShotKind
    group: int | None
    representative: bool
    hidden: bool
    hand_made: bool
    wish: GroupWish | None = None

    @property
    def span(self) -> Span:
        """The key of its features."""
        return self.film, self.frames.start, self.frames.stop


def begin_analysis(project: Project, film: str, recipe: str) -> Checkpoint:
    """Return where to resume a film; at its start if it was analysed by another recipe.

    recipe: the detector, its version and its settings, as text. If it differs from before, the
        film's shots are dropped, except the editor's own, and reviews are kept.
    """
    with project.writing():
        known = analysis_state(project, film)
        if known is not None and known.recipe == recipe:
            return known.checkpoint
        project.execute("DELETE FROM shots WHERE film = ? AND NOT hand_made", [film])
        project.execute(
            """INSERT OR REPLACE INTO analysis (film, recipe, next_frame, finished)
            VALUES (?, ?, 0, 0)""",
            [film, recipe],
        )
    return Checkpoint(0)


def begin_again(project: Project, film: str) -> None:
    """Reset the analysis of a film to its start, by the same recipe, and drop its results."""
    # Features first, as when a film is replaced; the editor's own shots stay.
    project.features.forget(film)
    with project.writing():
        project.execute("DELETE FROM shots WHERE film = ? AND NOT hand_made", [film])
        project.execute(
            "UPDATE analysis SET next_frame = 0, finished = 0, open_shot = NULL WHERE film = ?",
            [film],
        )


def analysis_state(project: Project, film: str) -> AnalysisState | None:
    """Return the state of a film's analysis, or None if it never began."""
    row = project.row("SELECT * FROM analysis WHERE film = ?", [film])
    if row is None:
        return None
    with damage_told(project, "how far the analysis of a film has come"):
        open_shot = unpack(row["open_shot"]) if row["open_shot"] else None
    checkpoint = Checkpoint(row["next_frame"], bool(row["finished"]), open_shot)
    return AnalysisState(row["recipe"], checkpoint)


def append_shots(
    project: Project, film: str, shots: Iterable[Shot], checkpoint: Checkpoint
) -> None:
    """Store shots that are certain, and up to where they are, in one transaction.

    If the editor has drawn boundaries by hand, only what is beside those shots is stored, see
    `beside`.
    """
    with project.writing():
        own = [
            stored_range(project, row["start"], row["stop"])
            for row in project.rows(
                "SELECT start, stop FROM shots WHERE film = ? AND hand_made ORDER BY start", [film]
            )
        ]
        project.execute_all(
            "INSERT OR REPLACE INTO shots (film, start, stop, kind) VALUES (?, ?, ?, ?)",
            [
                (film, frames.start, frames.stop, shot.kind)
                for shot in shots
                for frames in beside(shot.frames, own)
            ],
        )
        project.execute(
            "UPDATE analysis SET next_frame = ?, finished = ?, open_shot = NULL WHERE film = ?",
            [checkpoint.next_frame, checkpoint.finished, film],
        )
        if checkpoint.open_shot:
            row = project.row("SELECT rowid FROM analysis WHERE film = ?", [film])
            if row is not None:
                parts = packed(checkpoint.open_shot)
                project.write_blob("analysis", "open_shot", row["rowid"], parts)


def beside(frames: FrameRange, taken: Iterable[FrameRange]) -> list[FrameRange]:
    """Return the parts of a shot outside other shots, in order, that are long enough for shots.

    Shorter parts belong to no shot, like a few stray frames between two cuts.
    """
    parts = list(outside(frames, taken))
    return [part for part in parts if part == frames or len(part) >= MIN_SHOT_FRAMES]


def film_shots(project: Project, film: str) -> list[ShotRecord]:
    """Return the shots of a film in order of time."""
    by_frame = "WHERE film = ? ORDER BY frame"
    hidden = [row["frame"] for row in project.rows(f"SELECT frame FROM hidden {by_frame}", [film])]
    wishes = {
        row["frame"]: row["wish"]
        for row in project.rows(f"SELECT frame, wish FROM group_wishes {by_frame}", [film])
    }
    wished = list(wishes)
    rows = project.rows("SELECT * FROM shots WHERE film = ? ORDER BY start", [film])
    return [
        ShotRecord(
            film=film,
            number=number,
            frames=frames,
            kind=row["kind"],
            group=row["near_duplicates"],
            representative=bool(row["representative"]),
            hidden=_first(hidden, frames) is not None,
            hand_made=bool(row["hand_made"]),
            wish=wishes.get(_first(wished, frames)),
        )
        for number, row in enumerate(rows, start=1)
        for frames in [stored_range(project, row["start"], row["stop"])]
    ]


def _first(ascending: Sequence[int], within: FrameRange) -> int | None:
    """Return the first of ascending frames that is in a range, None if none is."""
    at = bisect_left(ascending, within.start)
    return ascending[at] if at < len(ascending) and ascending[at] < within.stop else None


def shot_start(project: Project, film: str, frame: int) -> int:
    """Return the first frame of the shot around a frame, or the frame itself if there is none."""
    row = project.row(
        "SELECT start FROM shots WHERE film = ? AND start <= ? AND stop > ?", [film, frame, frame]
    )
    return frame if row is None else int(row["start"])


def all_shots(project: Project) -> list[ShotRecord]:
    """Return the shots of every film, film by film in the order added."""
    order = project.rows("SELECT uuid FROM present_films ORDER BY position")
    return [shot for row in order for shot in film_shots(project, row["uuid"])]


def group_members(project: Project, group: int) -> list[ShotRecord]:
    """Return the shots of a group of near-duplicates, film by film."""
    films = "SELECT DISTINCT film FROM shots WHERE near_duplicates = ?"
    shots = (shot for row in project.rows(films, [group]) for shot in film_shots(project, row[0]))
    return [shot for shot in shots if shot.group == group]


def set_groups(
    project: Project, groups: Mapping[tuple[str, int], tuple[int, bool]], made_from: str
) -> None:
    """Store near-duplicate groups of the whole project, replacing the last ones.

    groups: (film, first frame of the shot) -> (group, whether it represents the group).
    made_from: digest of the inputs of grouping, stored as the setting "grouped_from"; if it is
        unchanged there is nothing to do.
    """
    stored = "SELECT film, start, near_duplicates, representative FROM shots"
    with project.writing():
        # Write only changes: most rows stay, and other processes needn't read those again.
        new = [
            (*groups.get((film, start), (None, True)), film, start)
            for film, start, *known in project.rows(stored)
            if tuple(known) != groups.get((film, start), (None, True))
        ]
        project.execute_all(
            "UPDATE shots SET near_duplicates = ?, representative = ? WHERE film = ? AND start = ?",
            new,
        )
        project.set_setting("grouped_from", made_from)


def choose_representative(project: Project, shot: ShotRecord) -> None:
    """Make another shot represent its group, even when groups are computed again."""
    if shot.group is None:
        return
    with project.writing():
        for other in group_members(project, shot.group):
            _set_wish(project, other, "represents" if other == shot else None)
        project.execute(
            "UPDATE shots SET representative = (film = ? AND start = ?) WHERE near_duplicates = ?",
            [shot.film, shot.frames.start, shot.group],
        )


def set_alone(project: Project, shots: Iterable[ShotRecord], alone: bool) -> None:
    """Keep shots out of every group, or allow them again, from the next grouping on."""
    with project.writing():
        for shot in shots:
            _set_wish(project, shot, "alone" if alone else None)


def set_hidden(project: Project, shot: ShotRecord, hidden: bool) -> None:
    """Exclude a shot from every pair, or allow it again."""
    with project.writing():
        project.execute(
            "DELETE FROM hidden WHERE film = ? AND frame >= ? AND frame < ?",
            [shot.film, shot.frames.start, shot.frames.stop],
        )
        if hidden:
            project.execute(
                "INSERT INTO hidden (film, frame) VALUES (?, ?)", [shot.film, shot.frames.middle]
            )


def replace_by_hand(project: Project, film: str, within: FrameRange, shots: Iterable[Shot]) -> None:
    """Replace the shots inside ``within`` by the editor's own: a split, a merge, a move.

    They stay when detection runs again.
    """
    with project.writing():
        project.execute(
            "DELETE FROM shots WHERE film = ? AND start < ? AND stop > ?",
            [film, within.stop, within.start],
        )
        project.execute_all(
            "INSERT INTO shots (film, start, stop, kind, hand_made) VALUES (?, ?, ?, ?, 1)",
            [(film, shot.frames.start, shot.frames.stop, shot.kind) for shot in shots],
        )


def _set_wish(project: Project, shot: ShotRecord, wish: GroupWish | None) -> None:
    project.execute(
        "DELETE FROM group_wishes WHERE film = ? AND frame >= ? AND frame < ?",
        [shot.film, shot.frames.start, shot.frames.stop],
    )
    if wish is not None:
        project.execute(
            "INSERT INTO group_wishes (film, frame, wish) VALUES (?, ?, ?)",
            [shot.film, shot.frames.middle, wish],
        )
