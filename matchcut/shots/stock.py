"""PySceneDetect's detectors behind our seam, fed with frames that are already decoded.

They know hard cuts only. Their own minimum shot length is off: it would make one cut depend on
all those before it. Instead, of cuts at frames in a row only the first counts, and short shots
are dealt with where shots are assembled.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from scenedetect import AdaptiveDetector, ContentDetector, FrameTimecode
from scenedetect.detector import SceneDetector

from matchcut.shots.shot import Transition

# They count frames; what a frame lasts makes no difference to them.
_ANY_RATE = 24.0


class StockDetector:
    """Runs one of PySceneDetect's detectors; ``make`` returns a fresh one."""

    version = 1

    def __init__(self, name: str, make: Callable[[], SceneDetector]) -> None:
        self.name = name
        self._make = make

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield hard cuts; see `ShotDetector`."""
        last = -1
        for cut in self._cuts(frames):
            if cut > last + 1:
                yield Transition(cut, cut, "cut")
            last = cut

    def _cuts(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[int]:
        detector = self._make()
        now = FrameTimecode(0, _ANY_RATE)
        for number, frame in enumerate(frames):
            now = FrameTimecode(number, _ANY_RATE)
            yield from (cut.frame_num for cut in detector.process_frame(now, frame))
        yield from (cut.frame_num for cut in detector.post_process(now))


def adaptive() -> StockDetector:
    """Return the content detector relative to its neighbourhood, with a published setting."""
    return StockDetector(
        "adaptive",
        lambda: AdaptiveDetector(adaptive_threshold=3.5, window_width=3, min_scene_len=0),
    )


def content() -> StockDetector:
    """Return the detector of changes in hue, saturation and brightness."""
    return StockDetector("content", lambda: ContentDetector(min_scene_len=0))
