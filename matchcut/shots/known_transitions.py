"""Replay known transitions as a detector: from a list, or from an earlier analysis."""

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.shot import Transition


class KnownTransitions:
    """A `ShotDetector` that ignores the pictures.

    first_frame: film frame number of the first frame it will be given.
    """

    version = 1

    def __init__(self, transitions: Iterable[Transition], first_frame: int) -> None:
        self._first_frame = first_frame
        self._transitions = tuple(transitions)

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield each transition once its last frame, or the film's, has passed.

        One with frames of its own is also yielded at its first, as a cut: it may be an hour that
        belongs to no shot, and the shot before it is long forgotten when it ends.
        """
        first = self._first_frame
        told = {Transition(each.start, each.start, "cut") for each in self._transitions}
        due = sorted(
            (each for each in told.union(self._transitions) if each.stop >= first),
            key=lambda each: (each.stop, each.start),
        )
        waiting = deque(
            Transition(each.start - first, each.stop - first, each.kind) for each in due
        )
        seen = 0
        for seen, _ in enumerate(frames, 1):
            while waiting and waiting[0].stop < seen:
                yield waiting.popleft()
        for each in waiting:
            if each.start < seen:
                yield Transition(each.start, seen, each.kind)
