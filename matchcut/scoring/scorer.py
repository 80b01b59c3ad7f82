"""The interface of pair scorers, and scored pairs.

A scorer holds the features of a list of shots; pairs are positions in that list. Ranking calls it
twice: for whole blocks of cheap upper bounds, then for the exact best cut of the few pairs whose
bounds are high enough to matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matchcut.progress import Progress, silent
from matchcut.scoring.room import ROOM_FRAMES, room_in
from matchcut.timing import FrameRange

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

BOUND_SLACK = 1e-4
"""How far rounding may take a bound below the exact score."""


@dataclass(frozen=True, slots=True, eq=False)
class BestCuts:
    """The best cut of each of n ordered pairs of shots.

    score: (n,) float32, 0..1; 0 where no cut is allowed, and then the other values mean nothing.
    out_frame, in_frame: (n,) int64, film frame numbers: the last frame shown of the outgoing
        shot and the first one shown of the incoming, both inclusive.
    flop: (n,) bool, True where the incoming shot is mirrored left to right.
    """

    score: FloatArray
    out_frame: IntArray
    in_frame: IntArray
    flop: BoolArray


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposed cut: the end of shot ``tail``, then the start of ``head``.

    tail, head: positions in the list of shots that was ranked.
    parts: what the score is made of, 0..1 each, to explain it.
    """

    tail: int
    head: int
    score: float
    out_frame: int
    in_frame: int
    flop: bool = False
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class CutScores:
    """The score of every allowed cut between two shots.

    out_frames: (n,) and in_frames: (m,) int64, film frame numbers, ascending.
    scores: (n, m) float32, 0..1.
    """

    out_frames: IntArray
    in_frames: IntArray
    scores: FloatArray


def may_end(shot: FrameRange, frames: IntArray, room: int = ROOM_FRAMES) -> BoolArray:
    """Return which of these frames of a shot may be its out frame.

    At least `room_in` frames of the shot must remain up to and including it.
    """
    return np.asarray(frames - shot.start + 1 >= room_in(shot, room))


def may_start(shot: FrameRange, frames: IntArray, room: int = ROOM_FRAMES) -> BoolArray:
    """Return which of these frames of a shot may be its in frame, as in `may_end`."""
    return np.asarray(shot.stop - frames >= room_in(shot, room))


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """Short vectors of the frames where shots may be cut; a high product means a likely match.

    tail, head: (rows, d) float32, with different numbers of rows. tail_shot, head_shot: (rows,)
    each row's shot.
    """

    tail: FloatArray
    tail_shot: IntArray
    head: FloatArray
    head_shot: IntArray


class PairScorer(Protocol):
    """One flavour's score between any two shots of a list.

    ordered: True if bounds hold for one direction, a-to-b or b-to-a; False if for both.
    """

    ordered: bool

    def __len__(self) -> int:
        """Return how many shots are held."""
        ...

    def bounds(self, tails: slice, heads: slice) -> FloatArray:
        """Return (tails, heads) float32, never below the exact scores by more than `BOUND_SLACK`.

        Cheap exact scores are their own bounds. 0 means that no cut is allowed. Callers limit
        memory: they ask for blocks of 32 by all.
        """
        ...

    def best_cuts(self, tails: IntArray, heads: IntArray) -> BestCuts:
        """Return the best cut from each ``tails[i]`` to ``heads[i]``, any number of them.

        Each result depends on its two shots alone, to the last bit: not on the other pairs
        requested, nor on their number (a matrix product over all of them would).
        """
        ...

    def cut_scores(self, tail: int, head: int, *, flop: bool = False) -> CutScores:
        """Return the scores of all cuts from one shot to another, to choose among them.

        flop: with the incoming shot mirrored, which the scorer must have been made for.
        """
        ...

    def parts(self, pair: Pair) -> dict[str, float]:
        """Return the parts of the score of this pair, at its cut point."""
        ...

    def sketches(self, progress: Progress = silent) -> Sketches:
        """Return the vectors for looking up likely pairs in lists too long to bound all pairs.

        progress: called between parts of less than a second, if it takes longer.
        """
        ...
