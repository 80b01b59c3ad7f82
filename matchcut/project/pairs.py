"""Pairs as they were shown: their anchors, and what the latest search found about them."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matchcut.errors import ProjectError
from matchcut.project.project import Project, damage_told
from matchcut.review import Anchor, Candidate, KnownPair

# Given the films and timestamps of many anchors, returns which of them are worth a look.
Near = Callable[[Sequence[str], Sequence[int]], Iterable[bool]]


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair as a search shows it, or has shown it last.

    candidate: flavour and cut point as proposed then.
    parts: what the score is made of, by name. flop: the in side is mirrored.
    """

    id: str
    candidate: Candidate
    score: float
    parts: Mapping[str, float]
    flop: bool = False


def record_pairs(project: Project, shown: Iterable[ShownPair]) -> None:
    """Record pairs that are shown; known pairs keep their anchors."""
    with project.writing():
        project.execute_all(
            """INSERT INTO pairs
            (id, place, flavour, out_film, out_pts, in_film, in_pts, shown_out_film, shown_out_pts,
             shown_in_film, shown_in_pts, score, parts, flop) VALUES
            (:id, (SELECT coalesce(max(place), 0) + 1 FROM pairs), :flavour, :out_film, :out_pts,
             :in_film, :in_pts, :out_film, :out_pts, :in_film, :in_pts, :score, :parts, :flop)
            ON CONFLICT (id) DO UPDATE SET
            shown_out_film = excluded.shown_out_film, shown_out_pts = excluded.shown_out_pts,
            shown_in_film = excluded.shown_in_film, shown_in_pts = excluded.shown_in_pts,
            score = excluded.score, parts = excluded.parts, flop = excluded.flop""",
            [
                {
                    "id": pair.id,
                    "flavour": pair.candidate.flavour,
                    "out_film": pair.candidate.out.film,
                    "out_pts": pair.candidate.out.pts,
                    "in_film": pair.candidate.into.film,
                    "in_pts": pair.candidate.into.pts,
                    "score": pair.score,
                    "parts": json.dumps(dict(pair.parts)),
                    "flop": pair.flop,
                }
                for pair in shown
            ],
        )


def find_pair(project: Project, text: str) -> ShownPair:
    """Return the pair whose id begins with ``text``.

    Raises ProjectError when none or several do.
    """
    start = text.strip().lower()
    # A range of the primary key: every accept looks up a pair among tens of thousands.
    query = "SELECT * FROM pairs WHERE id >= ? AND id < ? ORDER BY place LIMIT 2"
    rows = project.rows(query, [start, start + chr(sys.maxunicode)])
    if not rows or not start:
        raise ProjectError(
            f"{project.path.name} has no pair {text}.",
            "matchcut find shows pairs with their ids; those with a still are not kept, for a "
            "still is no shot.",
        )
    if len(rows) > 1:
        raise ProjectError(f"More than one pair begins with {text}.", "Type more of its id.")
    return _pair(project, rows[0])


def pair_ids(project: Project, beginning: str) -> list[str]:
    """Return the ids that begin like this, those shown last first; 500 at most."""
    query = "SELECT id FROM pairs WHERE substr(id, 1, ?) = ? ORDER BY place DESC LIMIT 500"
    return [row["id"] for row in project.rows(query, [len(beginning), beginning.lower()])]


def reviewed_pairs(project: Project) -> dict[str, ShownPair]:
    """Return every pair that has a review, by id, the earliest shown first."""
    rows = project.rows("SELECT * FROM pairs WHERE id IN (SELECT pair FROM reviews) ORDER BY place")
    return {row["id"]: _pair(project, row) for row in rows}


def first_shown(project: Project) -> dict[str, Candidate]:
    """Return where every pair that has a review was shown first, in the order of `reviewed_pairs`.

    These are its anchors.
    """
    rows = project.rows("SELECT * FROM pairs WHERE id IN (SELECT pair FROM reviews) ORDER BY place")
    return {row["id"]: _candidate(row, "") for row in rows}


def lost_pairs(project: Project) -> list[str]:
    """Return the ids that have a review but no pair: one or the other is damaged."""
    rows = project.rows("SELECT pair FROM reviews WHERE pair NOT IN (SELECT id FROM pairs)")
    return [row["pair"] for row in rows]


def known_pair(project: Project, pair: str) -> ShownPair | None:
    """Return a pair by its whole id, None where it was never shown."""
    row = project.row("SELECT * FROM pairs WHERE id = ?", [pair])
    return _pair(project, row) if row else None


def known_pairs(project: Project, flavour: str, near: Near) -> list[KnownPair]:
    """Return every pair of a flavour ever shown, earliest first, for `review.identify`.

    near: only pairs whose anchors are both near are returned. A project remembers tens of
        thousands, and a search concerns hundreds.
    """
    rows = project.rows(
        """SELECT pairs.id, out_film, out_pts, in_film, in_pts,
        reviews.pair IS NOT NULL FROM pairs LEFT JOIN reviews ON reviews.pair = pairs.id
        WHERE flavour = ? ORDER BY pairs.place""",
        [flavour],
    )
    if rows:
        _, *anchors, _ = zip(*rows, strict=True)
        both = zip(near(*anchors[:2]), near(*anchors[2:]), strict=True)
        rows = [row for row, (out, into) in zip(rows, both, strict=True) if out and into]
    return [
        KnownPair(
            id, Candidate(flavour, Anchor(out_film, out_pts), Anchor(in_film, in_pts)), bool(said)
        )
        for id, out_film, out_pts, in_film, in_pts, said in rows
    ]


def _pair(project: Project, row: sqlite3.Row) -> ShownPair:
    with damage_told(project, "what the score of a pair is made of"):
        parts = json.loads(row["parts"])
    last = _candidate(row, "shown_")
    return ShownPair(row["id"], last, row["score"], parts, bool(row["flop"]))


def _candidate(row: sqlite3.Row, when: Literal["", "shown_"]) -> Candidate:
    return Candidate(
        row["flavour"],
        Anchor(row[f"{when}out_film"], row[f"{when}out_pts"]),
        Anchor(row[f"{when}in_film"], row[f"{when}in_pts"]),
    )
