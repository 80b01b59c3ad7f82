"""From frames to shots: where they change, what they show, and how right that is.

`SHOT_DETECTORS` names every way of finding where they change. An entry takes the film's rate and
returns a detector.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from matchcut.shots import stock
from matchcut.shots.detector import ShotDetector
from matchcut.shots.film import FilmDetector

SHOT_DETECTORS: Mapping[str, Callable[[Fraction], ShotDetector]] = {
    "film": FilmDetector,
    "adaptive": stock.adaptive,
    "content": stock.content,
}

DEFAULT_DETECTOR = "film"
