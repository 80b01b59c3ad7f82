"""How a film's shots are found: by a detector, or by a list of its cuts from outside.

Its text is stored with the film; another text means finding the shots again. The text of a list
holds the list itself: it is given once, and is used until another list or a detector is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matchcut.shots import DEFAULT_DETECTOR, SHOT_DETECTORS
from matchcut.shots.detector import ShotDetector
from matchcut.shots.known import KnownTransitions
from matchcut.shots.shot import Transition

_LIST = "list"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A detector by its name, or ``cuts`` in its place."""

    detector: str = DEFAULT_DETECTOR
    cuts: tuple[Transition, ...] | None = None


def choose_recipe(
    detector: str | None, cuts: Sequence[Transition] | None, stored: str | None
) -> Recipe:
    """Return the recipe that was named, else the stored one if it is a list, else the usual one.

    stored: the text of the recipe that the film was analysed by, None where it never was.
    """
    if cuts is not None:
        return Recipe(cuts=tuple(cuts))
    if detector is not None:
        return Recipe(detector)
    return Recipe(cuts=_listed(stored))


def recipe_text(recipe: Recipe, rate: Fraction) -> str:
    """Return what is stored of a recipe for a film of this rate."""
    if recipe.cuts is not None:
        return f"{_LIST} " + " ".join(f"{cut.start}-{cut.stop}" for cut in recipe.cuts)
    return f"{recipe.detector} {SHOT_DETECTORS[recipe.detector](rate).version}"


def shot_detector(recipe: Recipe, rate: Fraction, first_frame: int) -> ShotDetector:
    """Return what finds the shots; first_frame: where the frames that it is given begin."""
    if recipe.cuts is not None:
        return KnownTransitions(recipe.cuts, first_frame)
    return SHOT_DETECTORS[recipe.detector](rate)


def _listed(stored: str | None) -> tuple[Transition, ...] | None:
    words = (stored or "").split()
    if words[:1] != [_LIST]:
        return None
    ends = (tuple(map(int, cut.split("-"))) for cut in words[1:])
    return tuple(Transition(start, stop, "gap" if start < stop else "cut") for start, stop in ends)
