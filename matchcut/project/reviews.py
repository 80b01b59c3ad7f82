"""Store the editor's reviews of pairs: on disk when the call returns.

Every change of a review is a step of the history that holds its state before and after, so that it
can be undone and redone, even tomorrow. The editor's changes of shots, films and the timeline are
steps, too (`matchcut.project.edits`).
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from matchcut.project.edits import Edit, read_edit, swap
from matchcut.project.history import log_step, now
from matchcut.project.pairs import find_pair
from matchcut.project.project import Project, damage_told
from matchcut.project.stored_reviews import Review, read_changes, read_review, review_json
from matchcut.review import Anchor, Verdict, appended, moved

_LAST_DONE = "SELECT * FROM history WHERE state = 'done' ORDER BY step DESC LIMIT 1"
_FIRST_UNDONE = "SELECT * FROM history WHERE state = 'undone' ORDER BY step LIMIT 1"


@dataclass(frozen=True, slots=True)
class AcceptedCut:
    """How a pair is accepted: last frame out, first frame in, whether the in side is mirrored.

    None means what the editor chose, or else what was last shown.
    """

    out: Anchor | None = None
    into: Anchor | None = None
    flop: bool | None = None


# A change of a pair's review.
Change = Callable[[Review], Review]


def judged(said: Review, verdict: Verdict | None) -> Review:
    """Return a review with another verdict, which confirms it; a bad pair leaves the cut list."""
    place = None if verdict == "bad" else said.place
    return replace(said, verdict=verdict, place=place, to_check=False)


def taken(said: Review, cut: AcceptedCut, place: float | None) -> Review:
    """Return the review of a pair accepted like this, which confirms it; it is no longer bad."""
    verdict = None if said.verdict == "bad" else said.verdict
    kept = replace(said, out=cut.out, into=cut.into, flop=cut.flop)
    return replace(kept, place=place, verdict=verdict, to_check=False)


def placed(places: Mapping[str, float | None]) -> dict[str, Change]:
    """Return the changes that set pairs' sort keys in the cut list; None removes a pair."""

    def put(said: Review, place: float | None) -> Review:
        return replace(said, place=place)

    return {pair: partial(put, place=place) for pair, place in places.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One change in the history: when (ISO 8601, UTC), what was done, and to what.

    changes: pair -> its review before and after. edit: None if it was about pairs.
    """

    number: int
    at: str
    deed: str
    changes: dict[str, tuple[Review, Review]]
    edit: Edit | None = None

    @property
    def pairs(self) -> list[str]:
        """The pairs that it was about, without those that only made room in the cut list."""
        about = [pair for pair, sides in self.changes.items() if not _makes_room(*sides)]
        return about or [*self.changes][:1]


def reviews(project: Project) -> dict[str, Review]:
    """Return the review of every pair that has one, by pair."""
    return {row["pair"]: _review(project, row) for row in project.rows("SELECT * FROM reviews")}


def review(project: Project, pair: str) -> Review:
    """Return the review of one pair, an empty one if it has none."""
    row = project.row("SELECT * FROM reviews WHERE pair = ?", [pair])
    return _review(project, row) if row else Review()


def mark_to_check(project: Project, film_uuid: str, *, was: str, now: str) -> None:
    """Mark the reviews of the pairs of a film whose content has changed, inside `writing`.

    The history is marked, too: what undo and redo restore referred to the former content. If a film
    has again the content that a review referred to, that review no longer needs a check.
    was, now: fingerprints of the former content and of the new one.
    """
    query = "SELECT id FROM pairs WHERE ? IN (out_film, in_film, shown_out_film, shown_in_film)"
    of_the_film = {row["id"] for row in project.rows(query, [film_uuid])}

    def marked(pair: str, said: Review) -> Review:
        trimmed = any(at is not None and at.film == film_uuid for at in (said.out, said.into))
        if said == Review() or not (trimmed or pair in of_the_film):
            return said
        if said.to_check and not said.judged_on:
            return said  # by an earlier version, which did not keep what it referred to
        judged_on = dict(said.judged_on) if said.to_check else {}
        if judged_on.setdefault(film_uuid, was) == now:
            del judged_on[film_uuid]
        return replace(said, to_check=bool(judged_on), judged_on=judged_on)

    _rewrite(project, marked)


def _rewrite(project: Project, new: Callable[[str, Review], Review]) -> None:
    """Replace every review by what ``new`` returns for a pair's id and its review.

    Inside `writing`. Includes the reviews in the history, which undo and redo restore. ``new``
    returns the same object if nothing changes.
    """
    for pair, said in reviews(project).items():
        if (after := new(pair, said)) is not said:
            _store(project, pair, after)
    # Dropped steps never come back, and may be damaged.
    for row in project.rows("SELECT * FROM history WHERE state <> 'dropped'"):
        steps = _step(project, row).changes
        changes = {pair: (new(pair, a), new(pair, b)) for pair, (a, b) in steps.items()}
        text = _changes_to_json(changes)
        project.execute("UPDATE history SET changes = ? WHERE step = ?", [text, row["step"]])


def change(project: Project, deed: str, changes: Mapping[str, Change]) -> None:
    """Change the reviews of some pairs, as one step of the history; it is about the first.

    deed: what was done, in a word. A pair whose review stays the same is not part of the step.
    """
    with project.writing():
        steps = {}
        for pair, changed in changes.items():
            before = review(project, pair)
            after = changed(before)
            if after != before:
                _store(project, pair, after)
                steps[pair] = (before, after)
        if steps:
            log_step(project, deed, reviews=_changes_to_json(steps))


def set_verdicts(project: Project, pairs: Iterable[str], verdict: Verdict | None) -> None:
    """Set or clear the verdict of pairs in one step; this confirms them after a change of a film.

    Bad pairs are removed from the cut list in the same step.
    """
    said = partial(judged, verdict=verdict)
    change(project, verdict or "no verdict", dict.fromkeys(pairs, said))


def accept_all(
    project: Project, cuts: Mapping[str, AcceptedCut], *, place: int | None = None
) -> None:
    """Append pairs to the cut list in order in one step; those in it keep their positions.

    From now on their cut points stay, whatever a later search proposes. This also confirms the
    pairs after a change, and bad ones are no longer bad.
    place: where a single pair goes instead, from 0.
    """
    with project.writing():
        known = _places(project)
        # May include others, which make room.
        places: Mapping[str, float | None] = appended(known, cuts)
        if place is not None:
            places = moved(known, next(iter(cuts)), place)
        changes = placed(places)
        for pair, cut in cuts.items():
            was, shown = review(project, pair), find_pair(project, pair)
            whole = AcceptedCut(
                cut.out or was.out or shown.candidate.out,
                cut.into or was.into or shown.candidate.into,
                next(each for each in (cut.flop, was.flop, shown.flop) if each is not None),
            )
            changes[pair] = partial(taken, cut=whole, place=places[pair])
        change(project, "accept", changes)


def remove_all(project: Project, pairs: Iterable[str]) -> None:
    """Remove pairs from the cut list in one step; their verdicts and trims stay."""
    change(project, "remove", placed(dict.fromkeys(pairs)))


def set_notes(project: Project, pairs: Iterable[str], note: str) -> None:
    """Store a note with each of some pairs, in one step."""
    change(project, "note", dict.fromkeys(pairs, lambda was: replace(was, note=note)))


def accepted(project: Project) -> list[str]:
    """Return the accepted pairs in the order of the cut list."""
    return list(_places(project))


def cut_places(said: Mapping[str, Review]) -> dict[str, float]:
    """Return the accepted pairs in the order of the cut list, with their sort keys.

    said: the reviews of all pairs.
    """
    places = [(each.place, pair) for pair, each in said.items() if each.place is not None]
    return {pair: place for place, pair in sorted(places)}


def history(project: Project, *, last: int = -1, before: int | None = None) -> list[Step]:
    """Return the ``last`` steps that were done and not undone, latest last; -1 for all.

    before: the number of a step, to return only earlier ones.
    """
    rows = project.rows(
        "SELECT * FROM history WHERE state = 'done' AND step < ? ORDER BY step DESC LIMIT ?",
        [sys.maxsize if before is None else before, last],
    )
    return [_step(project, row) for row in reversed(rows)]


def can_undo(project: Project) -> bool:
    """Return whether there is a change to `undo`."""
    return project.row(_LAST_DONE) is not None


def can_redo(project: Project) -> bool:
    """Return whether there is a change to `redo`."""
    return project.row(_FIRST_UNDONE) is not None


def undo(project: Project) -> Step | None:
    """Undo the latest change; return it, or None if there is none."""
    return _turn(project, _LAST_DONE, 0, "undone")


def redo(project: Project) -> Step | None:
    """Redo the change undone last; return it, or None if there is none."""
    return _turn(project, _FIRST_UNDONE, 1, "done")


def _turn(project: Project, query: str, side: int, state: str) -> Step | None:
    """Bring everything to one side of the step that ``query`` finds: 0 before it, 1 after it."""
    with project.writing():
        row = project.row(query)
        if row is None:
            return None
        step = _step(project, row)
        for pair, said in step.changes.items():
            _store(project, pair, said[side])
        if step.edit is not None:
            rows = step.edit.gone, step.edit.come
            swap(project, rows[1 - side], rows[side])
        project.execute("UPDATE history SET state = ? WHERE step = ?", [state, step.number])
    return step


def _makes_room(before: Review, after: Review) -> bool:
    """Return whether only a pair's sort key in the cut list differs."""
    in_list = before.place is not None and after.place is not None
    return in_list and replace(before, place=after.place) == after


def _places(project: Project) -> dict[str, float]:
    """Return the accepted pairs in the order of the cut list, with their sort keys."""
    # SQLite skips thousands without a sort key; damaged ones are read, and reported.
    rows = project.rows(
        """SELECT * FROM reviews
        WHERE iif(json_valid(review), json_type(review, '$.place') IS NOT 'null', TRUE)"""
    )
    return cut_places({row["pair"]: _review(project, row) for row in rows})


def _store(project: Project, pair: str, new: Review) -> None:
    # A note or a trim alone does not replace what was lost.
    if new.verdict is not None or new.place is not None:
        project.execute("DELETE FROM damaged_reviews WHERE pair = ?", [pair])
    if replace(new, to_check=False) == Review():  # nothing is left to check
        project.execute("DELETE FROM reviews WHERE pair = ?", [pair])
        return
    project.execute(
        """INSERT INTO reviews (pair, review, to_check, changed) VALUES (?, ?, ?, ?)
        ON CONFLICT (pair) DO UPDATE
        SET review = excluded.review, to_check = excluded.to_check, changed = excluded.changed""",
        [pair, json.dumps(review_json(new)), new.to_check, now()],
    )


def _review(project: Project, row: sqlite3.Row) -> Review:
    with damage_told(project, "what was said of a pair"):
        # From the column, because reviews of the first versions don't hold it.
        return replace(read_review(row["review"]), to_check=bool(row["to_check"]))


def _step(project: Project, row: sqlite3.Row) -> Step:
    with damage_told(project, "a step of the history"):
        changes = read_changes(row["changes"])
        edit = None if row["shots"] is None else read_edit(row["shots"])
    return Step(row["step"], row["at"], row["deed"], changes, edit)


def _changes_to_json(changes: Mapping[str, tuple[Review, Review]]) -> str:
    return json.dumps({pair: [*map(review_json, sides)] for pair, sides in changes.items()})
