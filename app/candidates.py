"""Pairs as the window shows them: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class CandidateSide:
    """One side of a pair: its film, its shot, and the frame at the cut.

    start, end: the shot's first frame and the one after its last. pts: of ``frame``.
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair worth auditioning, with what the editor has said of it.

    parts: what the score is made of. out: None where a still was asked for.
    gap_seconds: between the two shots in one film, None across films.
    camera: how the picture pans (to the right), tilts (down), zooms (in) and rolls (clockwise) at
        the cut, in picture widths, log zoom and radians a second; the camera goes the other way.
    subject_size: share of the picture that is figure. reason: why they match, in a sentence.
    """

    id: str
    flavour: str
    rank: int
    score: float
    parts: Mapping[str, float]
    flop: bool
    verdict: str | None
    out: CandidateSide | None
    into: CandidateSide
    accepted: bool = False
    note: str = ""
    gap_seconds: float | None = None
    camera: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    subject_size: float = 0.0
    reason: str = ""


def read_candidate(document: Mapping[str, Any], flavour: str) -> Candidate:
    """Return a pair as the answer server tells it."""
    out = document["out"]
    return Candidate(
        id=document["id"],
        flavour=document.get("by", flavour),
        rank=document["rank"],
        score=document["score"],
        parts=document["parts"],
        flop=document["flop"],
        verdict=document["verdict"],
        out=None if out is None else _side(out),
        into=_side(document["in"]),
        accepted=document.get("accepted", False),
        note=document.get("note", ""),
        gap_seconds=document.get("gap_seconds"),
        camera=tuple(document.get("camera") or (0.0, 0.0, 0.0, 0.0)),
        subject_size=document.get("subject_size", 0.0),
        reason=document.get("reason", ""),
    )


def _side(document: Mapping[str, Any]) -> CandidateSide:
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
