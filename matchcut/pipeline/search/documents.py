"""Pairs and shots as JSON documents, for the command line and the window alike.

The window gets these keys as they are, and more beside them.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypedDict

from matchcut.pipeline.search.library import FoundSide, Library
from matchcut.project.pairs import ShownPair
from matchcut.project.shots import ShotRecord
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor, Verdict
from matchcut.shots.shot import ShotKind

# For its type only: its module imports what finds figures, which listing reviews doesn't need.
if TYPE_CHECKING:
    from matchcut.pipeline.search.finding import FoundPair


class SideDocument(TypedDict):
    """One side of a pair: frames from 0, "end" excluded."""

    film: str  # its UUID
    name: str
    shot: int
    start: int
    end: int
    frame: int  # at the cut
    timecode: str  # of the frame


class PairFacts(TypedDict):
    """What a search reports about a pair, besides its sides."""

    id: str
    rank: int
    score: float
    parts: dict[str, float]
    flop: bool


_Sides = TypedDict("_Sides", {"out": SideDocument | None, "in": SideDocument})


class PairDocument(PairFacts, _Sides):
    """A pair that a search has found; "out" is None beside a still."""

    short: dict[str, int]  # "out", "in": frames shown, for sides that show few
    verdict: Verdict | None


SidesThere = TypedDict("SidesThere", {"out": SideDocument | None, "in": SideDocument | None})
"""The sides of a cut, None if the frame is gone from its film."""


class CutPoints(TypedDict):
    """The cut points of a reviewed pair."""

    found: SidesThere  # as last shown by a search
    trimmed: SidesThere | None  # None if the cut list uses, or would use, what was found


class ShotDocument(TypedDict):
    """A shot, "end" excluded."""

    shot: int
    start: int
    end: int
    kind: ShotKind
    group: int | None
    representative: bool


Point = tuple[float, float]
"""x and y, 0..1 of the active picture."""


Arrow = tuple[Point, Point]
"""From tail to tip."""


class Marks(TypedDict):
    """What is drawn over a frame to show why it matched."""

    outlines: Sequence[Sequence[Point]]  # closed rings round figures
    arrows: Sequence[Arrow]  # of moves
    frames_off: int  # by how much the outlines are those of a later frame, the nearest looked at


def side(found: FoundSide) -> SideDocument:
    """Return the document of one side of a pair."""
    return {
        "film": found.film.record.uuid,
        "name": found.film.record.name,
        "shot": found.shot.number,
        "start": found.shot.frames.start,
        "end": found.shot.frames.stop,
        "frame": found.frame,
        "timecode": found.film.label(found.frame),
    }


def pair(found: "FoundPair") -> PairDocument:
    """Return the document of a pair."""
    return {
        **facts(found),
        "short": found.short,
        "verdict": found.verdict,
        "out": None if found.out is None else side(found.out),
        "in": side(found.into),
    }


def facts(found: "FoundPair") -> PairFacts:
    """Return the document of a pair without its sides."""
    return {
        "id": found.id,
        "rank": found.rank,
        "score": round(found.score, 6),
        "parts": {name: round(value, 6) for name, value in found.parts.items()},
        "flop": found.flop,
    }


def cut_points(library: Library, pair: ShownPair, said: Review) -> CutPoints:
    """Return where a reviewed pair is cut, as found and as trimmed."""

    def there(at: Anchor) -> SideDocument | None:
        found = library.side_at(at)
        return None if found is None else side(found)

    def sides(out: Anchor, into: Anchor) -> SidesThere:
        return {"out": there(out), "in": there(into)}

    shown = pair.candidate
    chosen = (said.out or shown.out, said.into or shown.into)
    return {
        "found": sides(shown.out, shown.into),
        "trimmed": None if chosen == (shown.out, shown.into) else sides(*chosen),
    }


def shot(found: ShotRecord) -> ShotDocument:
    """Return the document of a shot."""
    return {
        "shot": found.number,
        "start": found.frames.start,
        "end": found.frames.stop,
        "kind": found.kind,
        "group": found.group,
        "representative": found.representative,
    }


def rate(exact: Fraction) -> str:
    """Return a rate as JSON shows it: ``24000/1001``, ``25/1``."""
    return f"{exact.numerator}/{exact.denominator}"
