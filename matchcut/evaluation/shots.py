"""Compare shot detection with marked cuts, at the size that detection uses in analysis.

Segmenters that need larger frames have them decoded larger and then reduced: not quite the same.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from matchcut.errors import MediaError
from matchcut.evaluation.truth import Score, Truth, score
from matchcut.files import is_file
from matchcut.media.bars_and_burn_ins import survey
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.pipeline.analysis.watching import DETECTION_SIDE
from matchcut.shots.detector import ShotDetector
from matchcut.shots.shot import Transition


def evaluate_shots(
    detector: Callable[[Fraction], ShotDetector], truth: Truth, folder: Path
) -> Score:
    """Detect the transitions of the film that ``truth`` names and compare.

    folder: where the truth's file is; the film is there or in ``videos`` beside it.
    """
    return score(detect(detector, film_of(truth, folder)), truth)


def detect(detector: Callable[[Fraction], ShotDetector], path: Path) -> list[Transition]:
    """Return the transitions of a whole film."""
    info = probe(path)
    with DecodePass(info, long_side=DETECTION_SIDE, area=survey(info)) as frames:
        pictures = (frame.picture for frame in frames)
        return list(detector(info.rate).transitions(pictures))


def film_of(truth: Truth, folder: Path) -> Path:
    """Return the film that a truth is about."""
    for place in (folder / truth.film, folder.parent / "videos" / truth.film):
        if is_file(place):
            return place
    raise MediaError(
        f"{truth.film} is not beside its marked cuts.",
        f"Put it into {folder.absolute().name} or videos.",
    )
