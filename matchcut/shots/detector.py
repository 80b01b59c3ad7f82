"""The interface of shot detectors."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.shot import Transition

LAG_FRAMES = 48
"""A transition is certain once this many frames after its end have been seen."""

CONTEXT_FRAMES = 160
"""A transition depends on no frame further than this before its end."""

CUT_CONTEXT_FRAMES = 16
"""One that ends after a hard cut depends on no frame further than this before that cut."""


class ShotDetector(Protocol):
    """Finds where one shot gives way to the next."""

    version: int
    """Raise it when detection changes; shots are then detected again."""

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield the transitions in order, each as soon as it is certain.

        frames: BGR uint8 (height, width, 3), every frame once, in display order; the first is
        frame 0 of the result. A transition that ends at frame f is certain once frame
        f + LAG_FRAMES has been seen, and depends only on the frames f - CONTEXT_FRAMES to
        f + LAG_FRAMES, so that detection can resume anywhere; at a hard cut it depends only on
        `CUT_CONTEXT_FRAMES` before it.
        """
        ...


class DetectorMaker(Protocol):
    """Makes a detector for a film.

    rate: of the film, frames a second. threshold: how much must change at a hard cut, in the
        detector's own measure; lower values find more cuts.
    """

    def __call__(self, rate: Fraction, *, threshold: float = ...) -> ShotDetector:
        """Return the detector; without a threshold, with its default one."""
        ...
