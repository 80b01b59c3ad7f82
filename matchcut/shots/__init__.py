"""From frames to shots: where they change, what they show, and how right that is.

`SHOT_DETECTORS` names every way of finding where they change.
"""

from collections.abc import Callable, Mapping

from matchcut.shots import stock
from matchcut.shots.detector import ShotDetector
from matchcut.shots.film import FilmDetector

SHOT_DETECTORS: Mapping[str, Callable[[], ShotDetector]] = {
    "film": FilmDetector,
    "adaptive": stock.adaptive,
    "content": stock.content,
}

DEFAULT_DETECTOR = "film"
