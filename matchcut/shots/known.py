"""Transitions that are known already: from a list, or from an earlier analysis."""

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.shot import Transition


class KnownTransitions:
    """A `ShotDetector` that looks at no picture.

    first_frame: where in the film the frames begin that it will be given.
    """

    name = "known"
    version = 1

    def __init__(self, transitions: Iterable[Transition], first_frame: int = 0) -> None:
        self._first_frame = first_frame
        self._transitions = sorted(transitions, key=lambda each: (each.start, each.stop))

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield each transition when its last frame has passed."""
        first = self._first_frame
        waiting = deque(each for each in self._transitions if each.start >= first)
        for seen, _ in enumerate(frames, first + 1):
            while waiting and waiting[0].stop < seen:
                each = waiting.popleft()
                yield Transition(each.start - first, each.stop - first, each.kind)
