"""Hold the frames that decisions about transitions may look at, and what was measured on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.reduced_frames import REACH, ReducedFrame, distances


@dataclass(slots=True, eq=False)
class RecentFrames:
    """The latest frames of a film; positions count from the oldest one held.

    first: film frame number of position 0.
    back: (n, REACH) float32, see `matchcut.shots.reduced_frames.distances`.
    cuts: positions at which a new picture starts at once.
    blends: those of them before which one frame shows both pictures.
    others: positions at which a picture starts that is like none of the last few; see
        `matchcut.shots.montage`.
    """

    first: int = 0
    frames: list[ReducedFrame] = field(default_factory=list)
    back: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, REACH), np.float32))
    cuts: set[int] = field(default_factory=set)
    blends: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    _coarse: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def __len__(self) -> int:
        return len(self.frames)

    def extend(self, frames: Sequence[ReducedFrame]) -> None:
        """Append the next frames."""
        self.frames.extend(frames)
        latest = np.stack([each.coarse for each in frames])
        earlier = self._coarse[1 - REACH :].reshape(-1, latest.shape[1])
        self._coarse = np.concatenate([earlier, latest])
        self.back = np.concatenate([self.back, distances(self._coarse, len(frames))])

    def forget(self, keep: int) -> None:
        """Drop all but the ``keep`` latest frames."""
        surplus = max(len(self) - keep, 0)
        del self.frames[:surplus]
        self.back = self.back[surplus:]
        self.cuts = {cut - surplus for cut in self.cuts if cut >= surplus}
        self.blends = {cut - surplus for cut in self.blends if cut >= surplus}
        self.others = {other - surplus for other in self.others if other >= surplus}
        self.first += surplus
