"""Scores in words: how strong one is, and what its parts are called; JSON keeps identifiers."""

from collections.abc import Iterable, Mapping
from typing import Literal

Strength = Literal["strong", "good", "fair", "faint"]

# The least score for each word. Masks found without weights seldom agree by more than a half: of
# 748 frame matches judged, those from .4 are good in 47 of 61 and those from .3 in 14 of 46, those
# below in 41 of 641. Of 519 motion matches those from .6 are in 25 of 40, those from .4 in 4 of 21,
# those below in 12 of 458. Of 60 action matches those from .4 are in 12 of 14, those from .3 in 1
# of 7, those below in 2 of 39.
_USUAL_WORDS: tuple[tuple[float, Strength], ...] = ((0.5, "strong"), (0.4, "good"), (0.3, "fair"))
_MOTION_WORDS: tuple[tuple[float, Strength], ...] = ((0.8, "strong"), (0.6, "good"), (0.4, "fair"))

WEAKER = "weaker from here"
WEAKER_MEANING = "few pairs below this are worth auditioning"

_WORDS = {
    "overlap": "position",
    "instances": "each figure",
    "shape": "silhouette",
    "hold": "beyond the cut",
    "whole": "fully in frame",
    "magnitude": "speed",
}
MEANINGS: Mapping[str, str] = {
    "position": "How far the figures, taken together, cover one another across the cut.",
    "each figure": "How far each single figure covers one of the other shot.",
    "silhouette": "How much of the outlines runs along one another.",
    "beyond the cut": "How well the two shots match on the whole, in all their frames.",
    "fully in frame": "How far the figures are whole: not cut off by the picture's edge.",
    "camera": "How far the camera's move goes on across the cut.",
    "subject": "How far what moves in the picture goes on across the cut.",
    "speed": "How near the two sides are in speed.",
    "path": "How far the figure's way goes on across the cut.",
    "turning": "How far the figure's growing and turning go on across the cut.",
    "rhythm": "How far the beat of its limbs goes on across the cut.",
    "pace": "How near the two figures are in speed.",
}
"""Word from `shown_parts` -> what the part measures, as a sentence."""
# Trust and plain overlap explain the score to an engineer; they don't help a decision.
_UNTOLD = ("trust", "iou")


def strength(score: float, flavour: str) -> Strength:
    """Return the word for a score, rounded to the two decimals shown."""
    words = _MOTION_WORDS if flavour == "motion" else _USUAL_WORDS
    return next((word for least, word in words if round(score, 2) >= least), "faint")


def weak_from(scores: Iterable[float], flavour: str) -> int | None:
    """Return the index of the first faint score in a list, None if there is none."""
    places = enumerate(scores)
    return next((place for place, score in places if strength(score, flavour) == "faint"), None)


def shown_parts(parts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the parts that help a decision, each with its word; others keep their names."""
    return tuple((_WORDS.get(name, name), parts[name]) for name in parts if name not in _UNTOLD)
