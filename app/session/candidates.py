"""Pairs as the window shows them: plain data."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, Self

from matchcut.representations.stillness import STILL_SPEED
from matchcut.review import Nudge, Verdict
from matchcut.scoring.room import short_side, short_sides, short_words
from matchcut.serving import messages
from matchcut.timing import FrameRange


@dataclass(frozen=True, slots=True)
class CandidateSide:
    """One side of a pair: its film, its shot, and the frame at the cut.

    start, end: the shot's first frame and the one after its last. pts: that of ``frame``.
    path: where the film's file lies, "" if that is not known.
    """

    film: str
    name: str
    reel: str
    shot: int
    start: int
    end: int
    frame: int
    pts: int
    timecode: str
    rate: Fraction
    path: str = ""

    def short(self, *, incoming: bool) -> int | None:
        """Return how many frames the cut leaves of the shot; None if they are enough."""
        return short_side(
            FrameRange(self.start, self.end), self.frame, self.rate, incoming=incoming
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair worth auditioning, with the editor's review of it.

    flavour: a `Flavour`, or one of a later version. parts: the parts of the score.
    out: None in a search with a still; then ``still`` is that file.
    check: whether one of its films has changed since the pair was judged.
    gap_seconds: between the two shots in one film, None across films.
    camera: how the picture pans (to the right), tilts (down), zooms (in) and rolls (clockwise) at
        the cut, in picture widths, log zoom and radians a second; the camera goes the other way.
    subject_size: share of the picture that is figure. reason: why they match, in a sentence.
    nudge: how the editor has laid the in side over the out side, None if it is not moved.
    reverse: the same pair cut the other way round, if the editor has kept that.
    """

    id: str
    flavour: str
    rank: int
    score: float
    parts: Mapping[str, float]
    flop: bool
    out: CandidateSide | None
    into: CandidateSide
    verdict: Verdict | None = None
    accepted: bool = False
    note: str = ""
    check: bool = False
    gap_seconds: float | None = None
    camera: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    subject_size: float = 0.0
    reason: str = ""
    still: str = ""
    nudge: Nudge | None = None
    reverse: Self | None = None

    @property
    def short(self) -> str:
        """Which sides show few frames, in words; "" if neither does."""
        left = None if self.out is None else self.out.short(incoming=False)
        return short_words(short_sides(left, self.into.short(incoming=True)))


def read_candidate(
    document: messages.ListedPair, still: str = "", reverse: messages.ListedPair | None = None
) -> Candidate:
    """Return a pair as it was found, from a document of a server.

    still: the file that was searched with.
    """
    out = document["out"]
    pan, tilt, zoom, roll = document["camera"]
    return Candidate(
        id=document["id"],
        flavour=document["by"],
        rank=document["rank"],
        score=document["score"],
        parts=document["parts"],
        flop=document["flop"],
        out=None if out is None else _side(out),
        into=_side(document["in"]),
        gap_seconds=document["gap_seconds"],
        camera=(pan, tilt, zoom, roll),
        subject_size=document["subject_size"],
        reason=document["reason"],
        still=still if out is None else "",
        reverse=read_candidate(reverse) if reverse else None,
    )


def _side(document: messages.ListedSide) -> CandidateSide:
    return CandidateSide(
        film=document["film"],
        name=document["name"],
        reel=document["reel"],
        shot=document["shot"],
        start=document["start"],
        end=document["end"],
        frame=document["frame"],
        pts=document["pts"],
        timecode=document["timecode"],
        rate=Fraction(document["rate"]),
    )


UNTAGGED = "untagged"
ACCEPTED: Final = "accepted"
Mark = Verdict | Literal["accepted"]
_DIRECTION_SPREAD = math.pi / 8
"""Half of the angle that one direction of the wheel covers."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pairs are shown. What is not set lets every pair through.

    films: at least one side must be of one of these. verdicts: "good", "bad", "maybe", `UNTAGGED`,
        `ACCEPTED`.
    least_gap_seconds: between the shots of one film. same_film: None for either.
    subject: least and greatest share of the picture that is figure.
    moves: "pan", "tilt", "zoom", "roll", "still". direction: where the camera turns, radians from
        the right, counter-clockwise as on paper.
    """

    films: frozenset[str] = frozenset()
    least_score: float = 0.0
    least_gap_seconds: float = 0.0
    verdicts: frozenset[str] = frozenset()
    same_film: bool | None = None
    subject: tuple[float, float] = (0.0, 1.0)
    moves: frozenset[str] = frozenset()
    direction: float | None = None

    def passes(self, pair: Candidate) -> bool:
        """Return whether a pair is shown."""
        low, high = self.subject
        return (
            pair.score >= self.least_score
            and low <= pair.subject_size <= high
            and (not self.films or not self.films.isdisjoint(films_of(pair)))
            and (not self.verdicts or not self.verdicts.isdisjoint(verdicts_of(pair)))
            and (pair.gap_seconds is None or pair.gap_seconds >= self.least_gap_seconds)
            and (self.same_film is None or self.same_film == (pair.gap_seconds is not None))
            and (not self.moves or not self.moves.isdisjoint(moves_of(pair)))
            and (self.direction is None or _turns(pair, self.direction))
        )


def films_of(pair: Candidate) -> set[str]:
    """Return the films of a pair."""
    return {side.film for side in (pair.out, pair.into) if side is not None}


def verdicts_of(pair: Candidate) -> set[str]:
    """Return the verdict of a pair, and whether it is accepted."""
    said: set[str] = {pair.verdict} if pair.verdict else set()
    if pair.accepted:
        said.add(ACCEPTED)
    return said or {UNTAGGED}


def marks_of(pair: Candidate) -> list[Mark]:
    """Return the marks of a pair's review: of its verdict, then of its acceptance."""
    accepted: list[Mark] = [ACCEPTED] if pair.accepted else []
    return [pair.verdict, *accepted] if pair.verdict else accepted


def is_reviewed(pair: Candidate) -> bool:
    """Return whether the editor has decided about a pair."""
    return pair.verdict is not None or pair.accepted


def moves_of(pair: Candidate) -> set[str]:
    """Return what the camera does at the cut: "pan", "tilt", "zoom", "roll", or "still"."""
    pan, tilt, zoom, roll = pair.camera
    speeds = {"pan": abs(pan), "tilt": abs(tilt), "zoom": abs(zoom) / 2, "roll": abs(roll) / 2}
    return {move for move, speed in speeds.items() if speed >= STILL_SPEED} or {"still"}


def _turns(pair: Candidate, direction: float) -> bool:
    # The camera turns against the direction in which the picture slides; the picture's y goes down.
    right, up = -pair.camera[0], pair.camera[1]
    if math.hypot(right, up) < STILL_SPEED:
        return False
    off = (math.atan2(up, right) - direction + math.pi) % (2 * math.pi) - math.pi
    return abs(off) <= _DIRECTION_SPREAD + 1e-9


def _by_place(pair: Candidate) -> tuple[str, int, int]:
    side = pair.out or pair.into
    return side.name, side.frame, pair.rank


_VERDICTS = (ACCEPTED, "good", "maybe", UNTAGGED, "bad")

_SORTS: Mapping[str, Callable[[Candidate], Any]] = {
    "score": lambda pair: (pair.rank, -pair.score),
    "place": _by_place,
    "gap": lambda pair: (pair.gap_seconds is not None, -(pair.gap_seconds or 0), pair.rank),
    "subject": lambda pair: (-pair.subject_size, pair.rank),
    "verdict": lambda pair: (_VERDICTS.index(max(verdicts_of(pair), key=_weight)), pair.rank),
}
"""Sort order by name -> the key that pairs are sorted by, smallest first."""


def _weight(verdict: str) -> int:
    return -_VERDICTS.index(verdict)


def shown(pairs: Iterable[Candidate], filters: Filters, sort: str) -> list[Candidate]:
    """Return the pairs that pass, in order."""
    return sorted((pair for pair in pairs if filters.passes(pair)), key=_SORTS[sort])
