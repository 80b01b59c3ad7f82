"""Map frame numbers to timestamps and back.

Also the times at which decoding failed.
"""

import zlib
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchcut.timing import Clock


@dataclass(frozen=True, slots=True, eq=False)
class FrameTimes:
    """The presentation timestamps of a film's frames.

    pts: (n_frames,) int64, ascending; row i belongs to frame i.
    time_base: seconds of one tick.
    """

    pts: NDArray[np.int64]
    time_base: Fraction

    def __len__(self) -> int:
        return len(self.pts)

    def pts_of(self, index: int) -> int:
        """Return the timestamp of frame ``index``."""
        if index < 0:
            raise IndexError(f"no frame {index}")
        return int(self.pts[index])

    def index_of(self, pts: int) -> int:
        """Return the frame on screen at ``pts``: the last that starts no later, else the first."""
        return max(0, int(np.searchsorted(self.pts, pts, side="right")) - 1)

    def seconds_of(self, index: int) -> Fraction:
        """Return when frame ``index`` is shown, in exact seconds from the first frame."""
        return (self.pts_of(index) - self.pts_of(0)) * self.time_base

    def begins(self, frame: int, rate: Fraction) -> Fraction:
        """Return when a frame, or one after the last, is shown, in seconds from the first frame.

        Timestamps don't say how long the last frame stays: it counts as one frame of ``rate``.
        """
        last = len(self) - 1
        return self.seconds_of(min(frame, last)) + max(0, frame - last) / rate

    def label(self, frame: int, clock: Clock) -> str:
        """Return the timecode of a frame, or of the one after the last.

        It follows the frame's time, not its number: these differ where frames are missing or the
        rate varies.
        """
        return clock.label_at(self.begins(frame, clock.rate))

    def is_steady(self, rate: Fraction) -> bool:
        """Return whether frame i is shown i frames of ``rate`` after the first, to half a frame."""
        frames = (self.pts - self.pts[:1]) * float(self.time_base * rate)
        return bool(np.all(np.abs(frames - np.arange(len(frames))) < 0.5))

    def to_bytes(self) -> bytes:
        """Pack for storage; steps repeat, so a two-hour film takes a few kilobytes."""
        head = np.array([self.time_base.numerator, self.time_base.denominator], "<i8")
        steps = np.diff(self.pts, prepend=0).astype("<i8")
        return zlib.compress(head.tobytes() + steps.tobytes())

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        """Unpack the result of `to_bytes`."""
        numbers = np.frombuffer(zlib.decompress(packed), "<i8")
        return cls(np.cumsum(numbers[2:], dtype=np.int64), Fraction(*map(int, numbers[:2])))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where decoding failed, as presentation timestamps.

    unreadable: of frames after which one could not be decoded, and of frames that came after their
        time had been shown.
    concealed: of frames that the decoder completed by guessing.
    """

    unreadable: tuple[int, ...] = ()
    concealed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unreadable or self.concealed)

    def __add__(self, later: "Trouble") -> "Trouble":
        return Trouble(self.unreadable + later.unreadable, self.concealed + later.concealed)

    def before(self, pts: int) -> "Trouble":
        """Return the trouble before a time."""
        return Trouble(
            tuple(each for each in self.unreadable if each < pts),
            tuple(each for each in self.concealed if each < pts),
        )

    def since(self, pts: int) -> "Trouble":
        """Return the trouble from a time on."""
        return Trouble(
            tuple(each for each in self.unreadable if each >= pts),
            tuple(each for each in self.concealed if each >= pts),
        )
