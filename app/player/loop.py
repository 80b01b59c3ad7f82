"""The cut loop: the tail of A up to its out frame, then the head of B from its in frame.

A shot seen by itself is the head of a loop without a tail.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.session.candidates import Candidate, CandidateSide
from app.session.shots import SeenShot

Where = Literal["out", "in"]

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames ``first`` up to, not including, ``stop`` of one film, played at its own rate.

    still: a still picture, with ``film`` its file.
    """

    film: str
    first: int
    stop: int
    rate: Fraction
    still: bool = False

    def __len__(self) -> int:
        return self.stop - self.first

    @property
    def seconds(self) -> Fraction:
        """How long it plays."""
        return len(self) / self.rate


@dataclass(frozen=True, slots=True)
class Loop:
    """Tail and head as one run of positions, counted from 0; tail may be None."""

    tail: Stretch | None
    head: Stretch

    def __len__(self) -> int:
        return self.cut + len(self.head)

    @property
    def cut(self) -> int:
        """The position of the in frame: the first after the cut."""
        return len(self.tail) if self.tail is not None else 0

    @property
    def seconds(self) -> Fraction:
        """How long one pass plays."""
        return (self.tail.seconds if self.tail is not None else 0) + self.head.seconds

    def at(self, position: int) -> tuple[Where, int]:
        """Return the side and the film's frame number at a position."""
        if self.tail is not None and position < self.cut:
            return "out", self.tail.first + position
        return "in", self.head.first + position - self.cut

    def film_frame(self, position: int) -> tuple[str, int]:
        """Return the film and its frame number at a position."""
        return self.stretch_at(position).film, self.at(position)[1]

    def position_of(self, where: Where, frame: int) -> int | None:
        """Return the position of a frame of one side, None where it is not played."""
        stretch = self.tail if where == "out" else self.head
        if stretch is None or not stretch.first <= frame < stretch.stop:
            return None
        return frame - stretch.first + (0 if where == "out" else self.cut)

    def shown(self, position: int) -> tuple[tuple[str, int] | None, tuple[str, int]]:
        """Return film and frame of A and of B to compare: the side that doesn't play stands still.

        Before the cut B waits at its in frame; after it A rests on its out frame.
        """
        where, frame = self.at(position)
        into = self.head.film, self.head.first if where == "out" else frame
        if self.tail is None:
            return None, into
        return (self.tail.film, frame if where == "out" else self.tail.stop - 1), into

    def stretch_at(self, position: int) -> Stretch:
        """Return the stretch that a position lies in."""
        return self.tail if self.tail is not None and position < self.cut else self.head

    def duration(self, position: int) -> Fraction:
        """Return for how many nanoseconds the frame at a position is on screen."""
        return NANOSECONDS / self.stretch_at(position).rate

    def moment(self, position: int) -> Fraction:
        """Return the seconds from the loop's start at which a position begins."""
        if self.tail is not None and position < self.cut:
            return position / self.tail.rate
        return (self.tail.seconds if self.tail else 0) + (position - self.cut) / self.head.rate


def tail_of(side: CandidateSide, frame: int, seconds: Fraction) -> Stretch:
    """Return the last ``seconds`` of a shot up to and including its out frame."""
    first = max(side.start, frame + 1 - _frames(seconds, side.rate))
    return Stretch(side.film, first, frame + 1, side.rate)


def head_of(side: CandidateSide, frame: int, seconds: Fraction) -> Stretch:
    """Return the first ``seconds`` of a shot from its in frame."""
    stop = min(side.end, frame + _frames(seconds, side.rate))
    return Stretch(side.film, frame, stop, side.rate)


def loop_of(
    pair: Candidate, seconds: Fraction, out_frame: int | None = None, in_frame: int | None = None
) -> Loop:
    """Return the loop over a pair's cut, ``seconds`` on each side.

    out_frame, in_frame: replace the pair's own cut point.
    """
    tail = None
    if pair.out is not None:
        tail = tail_of(pair.out, pair.out.frame if out_frame is None else out_frame, seconds)
    elif pair.still:
        rate = pair.into.rate
        tail = Stretch(pair.still, 0, _frames(seconds, rate), rate, still=True)
    at = pair.into.frame if in_frame is None else in_frame
    return Loop(tail, head_of(pair.into, at, seconds))


def loop_over(shot: SeenShot) -> Loop:
    """Return the loop over a whole shot by itself."""
    return Loop(None, Stretch(shot.film, shot.start, shot.end, shot.rate))


def _frames(seconds: Fraction, rate: Fraction) -> int:
    return max(1, round(seconds * rate))
