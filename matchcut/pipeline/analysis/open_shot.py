"""Keep frames of a shot while it runs: a bounded, evenly thinned set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.flow import SUBJECT_GRID, FrameMotion, frames_apart
from matchcut.representations.samples import ShotSamples
from matchcut.shots.detector import CONTEXT_FRAMES, LAG_FRAMES
from matchcut.timing import FrameRange

KEPT_FRAMES = 48
LOOK_BACK = LAG_FRAMES + CONTEXT_FRAMES
"""How many frames after its end a shot's end may become certain, including a fade there."""

# Thinning looks at everything kept: doing it more often costs time, less often memory.
_THINNED_EVERY = 16

MAX_SAMPLES = 24
_ROOM_FRAMES = 256

_Number = TypeVar("_Number", np.float16, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class WatchedFrame:
    """One frame of the pass: its number, its presentation time and its picture.

    picture: (h, w, 3) uint8 BGR; grey: (h, w) uint8. motion: since the frame before.
    intact: as of `TimedFrame`.
    """

    index: int
    pts: int
    picture: NDArray[np.uint8]
    grey: NDArray[np.uint8]
    motion: FrameMotion | None
    intact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    index: int
    picture: NDArray[np.uint8]
    before: NDArray[np.uint8]
    after: NDArray[np.uint8]


class OpenShot:
    """A shot whose end is not known yet.

    Its end may turn out to be up to `LOOK_BACK` frames back. So what is further back is thinned as
    if the shot ended there, and everything since is kept.

    reach: frames between a kept frame and its neighbours, which are kept in grey.
    """

    def __init__(self, start: int, reach: int) -> None:
        self.start = start
        self._reach = reach
        self._kept: list[_Kept] = []
        self._seen = 0
        # Preallocated for frames to come; a separate array per frame would take three times the
        # memory.
        self._camera = np.zeros((_ROOM_FRAMES, 4), np.float32)
        self._subject = np.zeros((_ROOM_FRAMES, *SUBJECT_GRID, 2), np.float16)

    def add(self, frame: WatchedFrame, recent: Sequence[WatchedFrame]) -> None:
        """Add the shot's next frame; a frame that it already has changes nothing.

        recent: frames without a gap, from before this one's neighbours up to it or beyond.
        """
        if frame.index == self.start + self._seen:
            self._note(frame.motion)
        index = frame.index - self._reach
        next_kept = self._kept[-1].index + 1 if self._kept else self.start
        if index < next_kept or max(self.start, index - self._reach) < recent[0].index:
            return
        self._kept.append(self._keep(index, frame.index, recent))
        if len(self._kept) > KEPT_FRAMES + LOOK_BACK + _THINNED_EVERY:
            self._kept = self._settled(frame.index + 1 - LOOK_BACK) + [
                each for each in self._kept if each.index > frame.index - LOOK_BACK
            ]

    def close(
        self, stop: int, recent: Sequence[WatchedFrame], rate: Fraction, overlay: NDArray[np.bool_]
    ) -> ShotSamples:
        """Return the sample frames of the shot that ended before frame ``stop``.

        recent: as for `add`; holds the last frames before ``stop``.
        """
        last = recent[stop - 1 - recent[0].index].grey
        kept = [
            each if each.index + self._reach < stop else replace(each, after=last)
            for each in self._kept
            if each.index < stop
        ]
        first_lacking = kept[-1].index + 1 if kept else self.start
        kept += [self._keep(index, stop - 1, recent) for index in range(first_lacking, stop)]
        stride = _stride(stop - self.start)
        kept = [each for each in kept if (each.index - self.start) % stride == 0]
        wanted = sample_positions(FrameRange(self.start, stop), rate)
        at = np.array([each.index for each in kept])
        nearest = np.unique(np.abs(at[None, :] - wanted[:, None]).argmin(axis=1))
        chosen = [kept[i] for i in nearest]
        length, apart = stop - self.start, frames_apart(rate)
        return ShotSamples(
            frames=FrameRange(self.start, stop),
            indices=np.array([each.index for each in chosen], np.int64),
            pictures=np.stack([each.picture for each in chosen]),
            before=np.stack([each.before for each in chosen]),
            after=np.stack([each.after for each in chosen]),
            overlay=overlay,
            camera=_settled_moves(self._camera[:length], self.start, apart),
            subject=_settled_moves(self._subject[:length], self.start, apart),
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything kept, so that another run can continue."""
        # Watching resumes a little earlier, so what came since is seen again.
        kept = self._settled(self.start + self._seen - LOOK_BACK)
        return {
            "place": np.array([self.start, self._reach]),
            "indices": np.array([each.index for each in kept]),
            "pictures": np.array([each.picture for each in kept]),
            "before": np.array([each.before for each in kept]),
            "after": np.array([each.after for each in kept]),
            "camera": self._camera[: self._seen].copy(),
            "subject": self._subject[: self._seen].copy(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild what `to_arrays` returned."""
        start, reach = arrays["place"].tolist()
        shot = cls(start, reach)
        columns = (arrays[name] for name in ("indices", "pictures", "before", "after"))
        shot._kept = [
            _Kept(int(index), picture, before, after)
            for index, picture, before, after in zip(*columns, strict=True)
        ]
        shot._camera, shot._subject = arrays["camera"], arrays["subject"]
        shot._seen = len(shot._camera)
        return shot

    def _note(self, motion: FrameMotion | None) -> None:
        if self._seen == len(self._camera):
            self._camera, self._subject = (
                np.concatenate([each, np.zeros_like(each)])
                for each in (self._camera, self._subject)
            )
        if motion is not None and self._seen:  # the first frame has nothing to move from
            self._camera[self._seen], self._subject[self._seen] = motion.camera, motion.subject
        self._seen += 1

    def _keep(self, index: int, last: int, recent: Sequence[WatchedFrame]) -> _Kept:
        first = recent[0].index
        return _Kept(
            index,
            recent[index - first].picture,
            recent[max(self.start, index - self._reach) - first].grey,
            recent[min(last, index + self._reach) - first].grey,
        )

    def _settled(self, end: int) -> list[_Kept]:
        """Return the frames kept before ``end``."""
        stride = _stride(end - self.start)
        return [
            each
            for each in self._kept
            if each.index < end and (each.index - self.start) % stride == 0
        ]


def _stride(length: int) -> int:
    """Return the power of two at which `KEPT_FRAMES` frames cover a shot of ``length``."""
    stride = 1
    while length > stride * KEPT_FRAMES:
        stride *= 2
    return stride


def _settled_moves(moves: NDArray[_Number], start: int, apart: int) -> NDArray[_Number]:
    """Return the moves to all frames of a shot, replacing those measured across its ends.

    moves: (n_frames, ...), from its first frame, number ``start`` of the film, on. apart: distance
        of the frames between which they were measured: those whose numbers are multiples of it.

    Near its ends a shot is taken to move as it does next to them.
    """
    first = -start % apart
    last = len(moves) - 1 - (start + len(moves) - 1) % apart
    settled = moves.copy()
    if last > first:
        settled[1 : first + 1] = moves[first + 1]
        settled[last + 1 :] = moves[last]
    else:
        settled[:] = 0
    return settled


def sample_positions(frames: FrameRange, rate: Fraction) -> NDArray[np.int64]:
    """Return the positions of a shot's sample frames: 5, plus one for each 2 s, at most 24."""
    count = min(MAX_SAMPLES, 5 + int(len(frames) / rate // 2), len(frames))
    middles = (np.arange(count) + 0.5) * len(frames) / count
    positions: NDArray[np.int64] = frames.start + middles.astype(np.int64)
    return positions
