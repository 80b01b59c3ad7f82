"""Pairs and shots as JSON documents, for the command line and the window alike.

The window gets these keys as they are, and more beside them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from matchcut.pipeline.search.library import FoundSide, Library
from matchcut.project.reviews import PairRecord, Review
from matchcut.project.shots import ShotRecord
from matchcut.review import Anchor

# For its type alone: its module loads what finds figures, and listing reviews needs none.
if TYPE_CHECKING:
    from matchcut.pipeline.search.finding import FoundPair

Document = dict[str, object]
"""What JSON can hold."""


def side(found: FoundSide) -> Document:
    """Return the document of one side of a pair: frames from 0, "end" excluded."""
    return {
        "film": found.film.record.uuid,
        "name": found.film.record.name,
        "shot": found.shot.number,
        "start": found.shot.frames.start,
        "end": found.shot.frames.stop,
        "frame": found.frame,
        "timecode": found.film.label(found.frame),
    }


def pair(found: "FoundPair", side: Callable[[FoundSide], Document] = side) -> Document:
    """Return the document of a pair; "out" is None beside a still.

    side: returns the document of each side.
    """
    return {
        "id": found.id,
        "rank": found.rank,
        "score": round(found.score, 6),
        "parts": {name: round(value, 6) for name, value in found.parts.items()},
        "flop": found.flop,
        "verdict": found.verdict,
        "out": None if found.out is None else side(found.out),
        "in": side(found.into),
    }


def cut_points(library: Library, pair: PairRecord, said: Review) -> Document:
    """Return where a reviewed pair is cut: "found" as a search showed it last, and "trimmed".

    Each has a side "out" and "in", None where the frame is gone from its film. "trimmed" is None
    where the cut list takes, or would take, the frames that were found.
    """

    def sides(out: Anchor, into: Anchor) -> Document:
        found = {"out": library.side_at(out), "in": library.side_at(into)}
        return {name: None if one is None else side(one) for name, one in found.items()}

    shown = pair.shown.candidate
    chosen = (said.out or shown.out, said.into or shown.into)
    return {
        "found": sides(shown.out, shown.into),
        "trimmed": None if chosen == (shown.out, shown.into) else sides(*chosen),
    }


def shot(found: ShotRecord) -> Document:
    """Return the document of a shot, "end" excluded."""
    return {
        "shot": found.number,
        "start": found.frames.start,
        "end": found.frames.stop,
        "kind": found.kind,
        "group": found.group,
        "representative": found.representative,
    }
