"""The interface of segmenters."""

from typing import Protocol

from matchcut.representations.samples import FrameMasks, ShotSamples


class Segmenter(Protocol):
    """Finds the figures in one shot's sample frames.

    version: part of the key of stored masks; raise it whenever masks change.
    long_side: pixels of the longer side of the pictures it works best on.
    """

    name: str
    version: int
    long_side: int

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame, in order; there may be none."""
        ...
