"""The detectors by name, with the default threshold of each."""

from collections.abc import Mapping

from matchcut.shots import film_detector, pyscenedetect
from matchcut.shots.detector import DetectorMaker
from matchcut.shots.film_detector import FilmDetector

SHOT_DETECTORS: Mapping[str, DetectorMaker] = {
    "film": FilmDetector,
    "adaptive": pyscenedetect.adaptive,
    "content": pyscenedetect.content,
}

USUAL_THRESHOLDS: Mapping[str, float] = {
    "film": film_detector.USUAL_THRESHOLD,
    "adaptive": pyscenedetect.ADAPTIVE_THRESHOLD,
    "content": pyscenedetect.CONTENT_THRESHOLD,
}

DEFAULT_DETECTOR = "film"
