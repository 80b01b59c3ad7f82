"""How well the move out of one shot goes on in the next: the motion match.

A window's move is one vector: the camera's parts, the subject's field of velocities, blurred so
that the same move a little beside still meets, and the velocity of what moves in it, wherever.
Two moves u and v agree by

    2 u.v / (|u|^2 + |v|^2)

which is 1 only for equal moves, falls with the angle between them as their cosine does, and with
their speeds' ratio (the overlap of Dice, 1945, for signed measures). Camera and subject blend by
themselves, each as much as it moves. The square of it, weighted down for moves too slow to carry
a cut and for windows that the shot cuts short, is the score.

Published scores take a raw cosine of the whole flow, which saturates (median .98) because every
flow shares the same mean. With the camera taken out and signs kept, the mean move over real films
is nil within a tenth of the spread, as a mirror or a film played backwards would have it: the
constant by which moves are centred is zero, and a still shot is the origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.motion import PART_SHARES, MotionFeatures, Moves, mirrored
from matchcut.scoring.scorer import (
    BestCuts,
    CutScores,
    Flavour,
    FloatArray,
    IntArray,
    Pair,
    may_end,
    may_start,
)

CARRYING_SPEED = 0.03
"""Picture widths a second at which a move carries a cut half."""

# Mean distance from the centre, in picture widths, at which zoom and roll are seen.
_REACH = 0.4
# The eye follows the figure before the ground. The weights are of the field, which knows where
# it moves, and of the figure's own velocity, which is the same wherever it is and however large.
_FIELD, _FIGURE = 2.0, 1.5
# A figure in so large a share of the picture is followed half: a blink is no move.
_HALF_FOLLOWED = 1 / 32
_BLUR_CELLS = 1.0
_COLUMNS_AT_ONCE = 1024
# Entries of a move that are the camera's.
_CAMERA = 4 * len(PART_SHARES)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One side of the cut: all frames where it may be, shot after shot, at least one a shot.

    first: (n_shots + 1,) int64, each shot's first row, and the number of rows.
    frame: (rows,) int64, film frame numbers.
    move: (rows, 78) float32, widths a second, of the camera and then of the subject.
    energy: (rows,) float32, squared length of the move.
    carry: (rows,) float32, 0..1, square root of what this side lets of the score; 0 where the
        shot has no admissible frame.
    """

    first: IntArray
    frame: IntArray
    move: FloatArray
    energy: FloatArray
    carry: FloatArray


class MotionScorer:
    """Motion match between any two of a list of shots, at every two of their sample frames.

    flop: whether the incoming shot may be mirrored.
    """

    flavour: Flavour = "motion"
    ordered = True

    def __init__(self, features: Sequence[MotionFeatures], *, flop: bool = False) -> None:
        self._tails = _side(
            [shot.ending for shot in features],
            [shot.indices for shot in features],
            [may_end(shot.frames, shot.indices) for shot in features],
        )
        starts = [may_start(shot.frames, shot.indices) for shot in features]
        indices = [shot.indices for shot in features]
        heads = [shot.starting for shot in features]
        self._heads = [_side(heads, indices, starts)]
        if flop:
            self._heads.append(_side([mirrored(moves) for moves in heads], indices, starts))

    def __len__(self) -> int:
        return len(self._tails.first) - 1

    def bounds(self, tails: slice, heads: slice) -> FloatArray:
        """Return the best scores themselves, (tails, heads) float32; see `PairScorer`."""
        first, last, _ = tails.indices(len(self))
        head, end, _ = heads.indices(len(self))
        best: FloatArray = np.maximum.reduce(
            [self._best(first, last, side, head, end) for side in self._heads]
        )
        return best**2

    def best_cuts(self, tails: IntArray, heads: IntArray) -> BestCuts:
        """Return the best cuts, of equal ones the upright, earliest; see `PairScorer`."""
        found = [self._best_cut(*pair) for pair in zip(tails.tolist(), heads.tolist(), strict=True)]
        score, out_frame, in_frame, flop = zip(*found, strict=True) if found else ((), (), (), ())
        return BestCuts(
            np.array(score, np.float32),
            np.array(out_frame, np.int64),
            np.array(in_frame, np.int64),
            np.array(flop, np.bool_),
        )

    def cut_scores(self, tail: int, head: int, *, flop: bool = False) -> CutScores:
        """Return the scores of all allowed cuts; see `PairScorer`."""
        tails, heads = self._tails, self._heads[flop]
        out = slice(*tails.first[tail : tail + 2])
        into = slice(*heads.first[head : head + 2])
        return CutScores(tails.frame[out], heads.frame[into], _scores(tails, out, heads, into))

    def parts(self, pair: Pair) -> dict[str, float]:
        """Return how far camera and subject agree, and the ratio of the two moves' speeds.

        Frames between sample frames are explained by the nearest one.
        """
        out = _nearest(self._tails, pair.tail, pair.out_frame)
        into = _nearest(self._heads[pair.flop], pair.head, pair.in_frame)
        slower, faster = sorted([float(out @ out), float(into @ into)])
        return {
            "camera": _agreement(out[:_CAMERA], into[:_CAMERA]),
            "subject": _agreement(out[_CAMERA:], into[_CAMERA:]),
            "magnitude": float(np.sqrt(slower / faster)) if faster else 0.0,
        }

    def _best(self, first: int, last: int, heads: _Side, head: int, end: int) -> FloatArray:
        """Return the square roots of the best scores between two runs of shots."""
        tails = self._tails
        rows = slice(tails.first[first], tails.first[last])
        moves = tails.move[rows] * (2 * tails.carry[rows, None])
        best = np.zeros((last - first, end - head), np.float32)
        if not best.size:
            return best
        starts = tails.first[first:last] - tails.first[first]
        # As many shots at a time as keep a block in the processor's cache.
        step = max(1, _COLUMNS_AT_ONCE * (end - head) // (heads.first[end] - heads.first[head]))
        for shot in range(head, end, step):
            stop = min(end, shot + step)
            columns = slice(heads.first[shot], heads.first[stop])
            block = moves @ (heads.move[columns] * heads.carry[columns, None]).T
            block /= np.add.outer(tails.energy[rows], heads.energy[columns])
            block = np.maximum.reduceat(block, starts, axis=0)
            np.maximum.reduceat(
                block,
                heads.first[shot:stop] - heads.first[shot],
                axis=1,
                out=best[:, shot - head : stop - head],
            )
        return best.clip(0, 1)

    def _best_cut(self, tail: int, head: int) -> tuple[float, int, int, bool]:
        out = slice(*self._tails.first[tail : tail + 2])
        into = slice(*self._heads[0].first[head : head + 2])
        scores = np.stack([_scores(self._tails, out, side, into) for side in self._heads])
        flop, i, j = np.unravel_index(np.argmax(scores), scores.shape)
        return (
            float(scores[flop, i, j]),
            int(self._tails.frame[out.start + i]),
            int(self._heads[0].frame[into.start + j]),
            bool(flop),
        )


def _side(
    moves: Sequence[Moves], indices: Sequence[IntArray], allowed: Sequence[NDArray[np.bool_]]
) -> _Side:
    """Lay the admissible frames of all shots one after another."""
    # A shot without any keeps a row that scores nothing, so that every shot has one.
    rows = [np.flatnonzero(allow) if allow.any() else np.array([0]) for allow in allowed]
    taken = list(zip(moves, rows, strict=True))
    camera = np.concatenate([np.zeros((0, 3, 4), np.float32), *(m.camera[r] for m, r in taken)])
    subject = np.concatenate(
        [np.zeros((0, 4, 8, 2), np.float32), *(m.subject[r] for m, r in taken)]
    )
    length = np.concatenate([np.zeros(0, np.float32), *(m.length[r] for m, r in taken)])
    permitted = np.repeat([allow.any() for allow in allowed], [len(r) for r in rows])
    move = np.concatenate([_camera_vectors(camera), _subject_vectors(subject)], axis=1)
    energy = (move**2).sum(axis=1)
    carry = (length * _carries(energy)) ** 0.25 * permitted
    return _Side(
        first=np.cumsum([0, *map(len, rows)]),
        frame=np.concatenate(
            [np.zeros(0, np.int64), *(at[r] for at, r in zip(indices, rows, strict=True))]
        ),
        move=move,
        # Two still moves would divide nothing by nothing.
        energy=np.maximum(energy, 1e-9),
        carry=carry.astype(np.float32),
    )


def _scores(tails: _Side, out: slice, heads: _Side, into: slice) -> FloatArray:
    """Return the score of every cut between two shots, (rows of one, rows of the other).

    Summed row by row, for a matrix product's last bits change with its size.
    """
    product = (tails.move[out, None] * heads.move[None, into]).sum(axis=2)
    overlap = 2 * product / np.add.outer(tails.energy[out], heads.energy[into])
    scores: FloatArray = (overlap * tails.carry[out, None] * heads.carry[into]).clip(0, 1) ** 2
    return scores


def _nearest(side: _Side, shot: int, frame: int) -> FloatArray:
    """Return the move at the admissible frame of a shot that is nearest to ``frame``."""
    first, end = side.first[shot : shot + 2]
    row: FloatArray = side.move[first + np.argmin(np.abs(side.frame[first:end] - frame))]
    return row


def _agreement(out: FloatArray, into: FloatArray) -> float:
    """Return the score that this part of a move would have alone, 0..1."""
    energies = np.array([out @ out, into @ into])
    overlap = 2 * (out @ into) / max(energies.sum(), 1e-9)
    return float(max(overlap, 0) ** 2 * np.sqrt(_carries(energies).prod()))


def _carries(energy: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return how far a move of this squared speed carries a cut, 0..1."""
    return energy / (energy + CARRYING_SPEED**2)


def _camera_vectors(camera: FloatArray) -> FloatArray:
    """Return (n, 12) float32: zoom and roll as the widths a second that the picture moves."""
    weights = np.sqrt(PART_SHARES)[:, None] * (1, 1, _REACH, _REACH)
    return (camera * weights).reshape(len(camera), _CAMERA).astype(np.float32)


def _subject_vectors(subject: FloatArray) -> FloatArray:
    """Return (n, 66) float32: the blurred field, and the velocity of what moves in it."""
    n, rows, columns, _ = subject.shape
    across, down = _blur(columns), _blur(rows)
    field = np.einsum("ab,nbcd,ec->naed", down, subject, across).reshape(n, 2 * rows * columns)
    cells = subject.reshape(n, rows * columns, 2)
    # Weighted by its own square, so that still cells and noise have no say.
    moving = (cells**2).sum(axis=2)
    total = np.maximum(moving.sum(axis=1), 1e-9)
    velocity = (cells * moving[:, :, None]).sum(axis=1) / total[:, None]
    share = total**2 / np.maximum((moving**2).sum(axis=1), 1e-18) / (rows * columns)
    followed = share / (share + _HALF_FOLLOWED)
    parts = [field * (_FIELD / np.sqrt(rows * columns)), velocity * _FIGURE * followed[:, None]]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _blur(cells: int) -> NDArray[np.float64]:
    """Return a Gaussian blur over a row of cells as a matrix."""
    at = np.arange(cells)
    weights = np.exp(-0.5 * ((at[:, None] - at) / _BLUR_CELLS) ** 2)
    blur: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return blur
