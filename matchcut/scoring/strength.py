"""Tell in words how strong a score is, and where the weak part of a list of pairs begins."""

from collections.abc import Iterable
from typing import Literal

Strength = Literal["strong", "good", "fair", "faint"]

# The least score for each word. Masks found without weights seldom agree by more than a half: of
# 748 frame matches judged, those from .4 are good in 47 of 61 and those from .3 in 14 of 46, those
# below in 41 of 641. Of 519 motion matches those from .6 are in 25 of 40, those from .4 in 4 of 21,
# those below in 12 of 458. Action matches have not been judged in such numbers yet.
_FRAME_WORDS: tuple[tuple[float, Strength], ...] = ((0.5, "strong"), (0.4, "good"), (0.3, "fair"))
_OTHER_WORDS: tuple[tuple[float, Strength], ...] = ((0.8, "strong"), (0.6, "good"), (0.4, "fair"))

WEAKER = "weaker from here"
WEAKER_MEANING = "few pairs below this are worth auditioning"


def strength(score: float, flavour: str) -> Strength:
    """Return the word for a score, rounded to the two decimals shown."""
    words = _FRAME_WORDS if flavour == "frame" else _OTHER_WORDS
    return next((word for least, word in words if round(score, 2) >= least), "faint")


def weak_from(scores: Iterable[float], flavour: str) -> int | None:
    """Return the index of the first faint score in a list, None if there is none."""
    places = enumerate(scores)
    return next((place for place, score in places if strength(score, flavour) == "faint"), None)
