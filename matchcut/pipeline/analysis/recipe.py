"""Decide how a film's shots are found: by a detector, or by a list of its cuts from outside.

The recipe's text is stored with the film; a different text means finding the shots again. It is
used until another list or a detector is named. For a list, the text contains the list itself, so it
is given only once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matchcut.shots.detector import ShotDetector
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS, USUAL_THRESHOLDS
from matchcut.shots.known_transitions import KnownTransitions
from matchcut.shots.shot import Transition

_LIST = "list"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A detector by name, or ``cuts`` instead.

    threshold: the detector's, None for its default.
    """

    detector: str = DEFAULT_DETECTOR
    threshold: float | None = None
    cuts: tuple[Transition, ...] | None = None


def stored_recipe(text: str) -> Recipe:
    """Return the recipe stored as ``text``, the default one if that is empty or of none known."""
    name, *rest = text.split() or [""]
    if name == _LIST:
        return Recipe(cuts=_listed(rest))
    if name in SHOT_DETECTORS:
        return Recipe(name, float(rest[1]) if len(rest) > 1 else None)
    return Recipe()


def recipe_text(recipe: Recipe, rate: Fraction) -> str:
    """Return a recipe as it is stored for a film of this rate."""
    if recipe.cuts is not None:
        return f"{_LIST} " + " ".join(f"{cut.start}-{cut.stop}" for cut in recipe.cuts)
    text = f"{recipe.detector} {SHOT_DETECTORS[recipe.detector](rate).version}"
    usual = recipe.threshold in (None, USUAL_THRESHOLDS[recipe.detector])
    return text if usual else f"{text} {recipe.threshold!r}"


def shot_detector(recipe: Recipe, rate: Fraction, first_frame: int) -> ShotDetector:
    """Return the shot detector; first_frame: number of the first frame that it will get."""
    if recipe.cuts is not None:
        return KnownTransitions(recipe.cuts, first_frame)
    make = SHOT_DETECTORS[recipe.detector]
    return make(rate) if recipe.threshold is None else make(rate, threshold=recipe.threshold)


def _listed(cuts: Sequence[str]) -> tuple[Transition, ...]:
    ends = (tuple(map(int, cut.split("-"))) for cut in cuts)
    return tuple(Transition(start, stop, "gap" if start < stop else "cut") for start, stop in ends)
