"""PySceneDetect's detectors as `ShotDetector`, fed with frames that are already decoded.

They detect hard cuts only. Their minimum shot length is switched off, because it would make a cut
depend on all those before it. Instead, only the first of several cuts at successive frames counts;
short shots are handled where the film is watched.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.shot import Transition

# Imported only where these detectors run: it would slow the start of every other analysis.
if TYPE_CHECKING:
    from scenedetect.detector import SceneDetector

# A published setting.
ADAPTIVE_THRESHOLD = 3.5
# PySceneDetect's default.
CONTENT_THRESHOLD = 27.0


class PySceneDetector:
    """Runs one of PySceneDetect's detectors; ``make`` returns a fresh one."""

    version = 1

    def __init__(self, make: "Callable[[], SceneDetector]", rate: Fraction) -> None:
        self._make = make
        self._rate = rate

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield hard cuts; see `ShotDetector`."""
        last = -1
        for cut in self._cuts(frames):
            if cut > last + 1:
                yield Transition(cut, cut, "cut")
            last = cut

    def _cuts(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[int]:
        from scenedetect import FrameTimecode

        detector = self._make()
        now = FrameTimecode(0, self._rate)
        for number, frame in enumerate(frames):
            now = FrameTimecode(number, self._rate)
            yield from (cut.frame_num for cut in detector.process_frame(now, frame))
        yield from (cut.frame_num for cut in detector.post_process(now))


def adaptive(rate: Fraction, threshold: float = ADAPTIVE_THRESHOLD) -> PySceneDetector:
    """Return the detector of content changes relative to the neighbourhood."""

    def make() -> "SceneDetector":
        from scenedetect import AdaptiveDetector

        return AdaptiveDetector(adaptive_threshold=threshold, window_width=3, min_scene_len=0)

    return PySceneDetector(make, rate)


def content(rate: Fraction, threshold: float = CONTENT_THRESHOLD) -> PySceneDetector:
    """Return the detector of changes in hue, saturation and brightness."""

    def make() -> "SceneDetector":
        from scenedetect import ContentDetector

        return ContentDetector(threshold=threshold, min_scene_len=0)

    return PySceneDetector(make, rate)
