"""Pairs as they were first shown, so that a later search knows them again."""

from collections.abc import Callable, Iterable, Sequence

from matchcut.project.project import Project
from matchcut.review import Anchor, Candidate, KnownPair

# Given the films and timestamps of many anchors, returns which of them are worth a look.
Near = Callable[[Sequence[str], Sequence[int]], Iterable[bool]]


def known_pairs(project: Project, flavour: str, near: Near) -> list[KnownPair]:
    """Return every pair of a flavour ever shown, the earliest first, for `review.identify`.

    near: only pairs whose anchors are both near are returned. A project remembers tens of
        thousands, and a search is about hundreds.
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
