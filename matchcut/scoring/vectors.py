"""Score flavours that compare one vector per window, by direction and length.

Two vectors u and v agree by

    2 u.v / (|u|^2 + |v|^2)

which is 1 only for equal ones, and falls with the angle between them, as their cosine does, and
with the ratio of their lengths (the overlap of Dice, 1945, for signed measures). Its square,
weighted down for vectors too short to carry a cut, is the score.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchcut.progress import Progress, silent
from matchcut.representations.windows import Windowed, Windows, array_names
from matchcut.scoring.room import ROOM_FRAMES
from matchcut.scoring.scorer import (
    BestCuts,
    BoolArray,
    CutScores,
    FloatArray,
    IntArray,
    Pair,
    Sketches,
    may_end,
    may_start,
)

CARRY_POWER = 1 / 3
"""Exponent of the product of what two windows carry; one half would be their geometric mean.

How well two moves agree tells more than how strong they are: of the motion matches planted in
hard films, the first 20 pairs hold .73 with this exponent and .70 with the geometric mean.
"""

_COLUMNS_AT_ONCE, _SHOTS_AT_ONCE = 1024, 256


@dataclass(frozen=True, slots=True, eq=False)
class WindowRows:
    """One side of the cut: all frames where it may be, shot after shot, at least one per shot.

    first: (n_shots + 1,) int64, each shot's first row, then the number of rows.
    frame: (rows,) int64, film frame numbers.
    vector: (rows, d) float32. energy: (rows,) float32, its squared length.
    carry: (rows,) float32, 0..1, square root of this side's factor in the score; 0 where the shot
        has no admissible frame.
    """

    first: IntArray
    frame: IntArray
    vector: FloatArray
    energy: FloatArray
    carry: FloatArray

    def nearest(self, shot: int, frame: int) -> FloatArray:
        """Return the vector at a shot's admissible frame nearest to ``frame``."""
        first, end = self.first[shot : shot + 2]
        row: FloatArray = self.vector[first + np.argmin(np.abs(self.frame[first:end] - frame))]
        return row


def window_rows(
    windows: Sequence[Windows],
    indices: Sequence[IntArray],
    allowed: Sequence[BoolArray],
    vectors: Callable[[Windows], tuple[FloatArray, FloatArray]],
) -> WindowRows:
    """Return the admissible frames of all shots, one after another.

    windows, indices, allowed: per shot, the windows at its sample frames, their frame numbers, and
        where it may be cut.
    vectors: return the vectors of windows, and how far each may carry a cut, 0..1.
    """
    if not windows:
        none = np.zeros(0, np.float32)
        nowhere = np.zeros(0, np.int64)
        return WindowRows(np.zeros(1, np.int64), nowhere, none.reshape(0, 1), none, none)
    # A shot without any keeps a row that scores nothing, so that every shot has one.
    rows = [np.flatnonzero(allow) if allow.any() else np.array([0]) for allow in allowed]
    permitted = np.repeat([allow.any() for allow in allowed], [len(r) for r in rows])
    vector, carries = vectors(_joined(windows, rows))
    return WindowRows(
        first=np.cumsum([0, *map(len, rows)]),
        frame=np.concatenate([at[r] for at, r in zip(indices, rows, strict=True)]),
        vector=vector,
        # Two still windows would divide zero by zero.
        energy=np.maximum((vector**2).sum(axis=1), 1e-9),
        carry=(carries ** (CARRY_POWER / 2) * permitted).astype(np.float32),
    )


def _sides(
    shots: Sequence[tuple[Windowed[Windows], int]],
    vectors: Callable[[Windows], tuple[FloatArray, FloatArray]],
    mirrors: Sequence[Callable[[Windows], Windows]],
) -> list[WindowRows]:
    """Return the rows of a few shots as outgoing, as incoming, and these mirrored.

    shots: each with how many of its frames stay on screen.
    """
    indices = [shot.indices for shot, _ in shots]
    ends = [may_end(shot.frames, shot.indices, room) for shot, room in shots]
    starts = [may_start(shot.frames, shot.indices, room) for shot, room in shots]
    starting = [shot.starting for shot, _ in shots]
    heads = [starting, *([mirrored(windows) for windows in starting] for mirrored in mirrors)]
    return [
        window_rows([shot.ending for shot, _ in shots], indices, ends, vectors),
        *(window_rows(windows, indices, starts, vectors) for windows in heads),
    ]


def _whole(parts: Sequence[WindowRows]) -> WindowRows:
    """Return the shots of all parts, one after another."""
    rows_of = np.concatenate([np.diff(part.first) for part in parts])
    return WindowRows(
        np.cumsum([0, *rows_of]),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("frame", "vector", "energy", "carry")
        ),
    )


def _joined(windows: Sequence[Windows], rows: Sequence[IntArray]) -> Windows:
    """Return these rows of all windows, one after another."""
    kind: Any = type(windows[0])
    joined: Windows = kind(
        **{
            name: np.concatenate(
                [getattr(of, name)[r] for of, r in zip(windows, rows, strict=True)]
            )
            for name in array_names(kind)
        }
    )
    return joined


class VectorScorer:
    """The best cuts between any two of a list of shots, at every two of their sample frames.

    vectors: as for `window_rows`. mirrored: return windows mirrored left to right.
    parts: return the parts of the score of an outgoing and an incoming vector.
    flop: whether the incoming shot may be mirrored.
    rooms: how many frames of each shot stay on screen, each taken after the features of its
        shot; None for `ROOM_FRAMES`.
    """

    ordered = True

    def __init__(
        self,
        features: Iterable[Windowed[Windows]],
        vectors: Callable[[Windows], tuple[FloatArray, FloatArray]],
        mirrored: Callable[[Windows], Windows],
        parts: Callable[[FloatArray, FloatArray], dict[str, float]],
        *,
        flop: bool,
        rooms: Iterable[int] | None = None,
    ) -> None:
        self._parts = parts
        every = repeat(ROOM_FRAMES) if rooms is None else rooms
        shots = zip(features, every, strict=rooms is not None)
        few = iter(lambda: list(islice(shots, _SHOTS_AT_ONCE)), [])
        mirrors = [mirrored] if flop else []
        laid = [_sides(some, vectors, mirrors) for some in few] or [_sides([], vectors, mirrors)]
        # The second of the heads, if any, is mirrored.
        self._tails, *self._heads = (_whole(side) for side in zip(*laid, strict=True))

    def __len__(self) -> int:
        return len(self._tails.first) - 1

    def bounds(self, tails: slice, heads: slice) -> FloatArray:
        """Return the best scores themselves, (tails, heads) float32; see `PairScorer`."""
        first, last, _ = tails.indices(len(self))
        head, end, _ = heads.indices(len(self))
        best: FloatArray = np.maximum.reduce(
            [self._best(first, last, rows, head, end) for rows in self._heads]
        )
        return best**2

    def best_cuts(self, tails: IntArray, heads: IntArray) -> BestCuts:
        """Return the best cuts; ties go to the upright, earliest one; see `PairScorer`."""
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

    def sketches(self, progress: Progress = silent) -> Sketches:
        """Return vectors whose product is the square root of a score, nearly so where it is high.

        With x the logarithm of the ratio of two lengths, the overlap is their cosine / cosh(x),
        which differs from cosine * cos(x) only from the fourth power of x on.
        """
        tail, tail_shot = _sketched([self._tails])
        return Sketches(tail, tail_shot, *_sketched(self._heads))

    def parts(self, pair: Pair) -> dict[str, float]:
        """Return the parts of the score; frames in between use the nearest sample frame."""
        return self._parts(
            self._tails.nearest(pair.tail, pair.out_frame),
            self._heads[pair.flop].nearest(pair.head, pair.in_frame),
        )

    def _best(self, first: int, last: int, heads: WindowRows, head: int, end: int) -> FloatArray:
        """Return the square roots of the best scores between two runs of shots."""
        tails = self._tails
        rows = slice(tails.first[first], tails.first[last])
        vectors = tails.vector[rows] * (2 * tails.carry[rows, None])
        best = np.zeros((last - first, end - head), np.float32)
        if not best.size:
            return best
        starts = tails.first[first:last] - tails.first[first]
        # As many shots at a time as keep a block in the processor's cache.
        step = max(1, _COLUMNS_AT_ONCE * (end - head) // (heads.first[end] - heads.first[head]))
        for shot in range(head, end, step):
            stop = min(end, shot + step)
            columns = slice(heads.first[shot], heads.first[stop])
            block = vectors @ (heads.vector[columns] * heads.carry[columns, None]).T
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
        scores = np.stack([_scores(self._tails, out, rows, into) for rows in self._heads])
        flop, i, j = np.unravel_index(np.argmax(scores), scores.shape)
        return (
            float(scores[flop, i, j]),
            int(self._tails.frame[out.start + i]),
            int(self._heads[0].frame[into.start + j]),
            bool(flop),
        )


def _scores(tails: WindowRows, out: slice, heads: WindowRows, into: slice) -> FloatArray:
    """Return the score of every cut between two shots, (rows of one, rows of the other).

    Summed row by row, because a matrix product's last bits change with its size.
    """
    product = (tails.vector[out, None] * heads.vector[None, into]).sum(axis=2)
    overlap = 2 * product / np.add.outer(tails.energy[out], heads.energy[into])
    scores: FloatArray = (overlap * tails.carry[out, None] * heads.carry[into]).clip(0, 1) ** 2
    return scores


def _sketched(sides: Sequence[WindowRows]) -> tuple[FloatArray, IntArray]:
    """Return a vector for every row that may be cut at, (rows, 2 d) float32, and its shot."""
    vectors, shots = [], []
    for each in sides:
        some = np.flatnonzero(each.carry)
        energy = each.energy[some]
        unit = each.vector[some] * (each.carry[some] / np.sqrt(energy))[:, None]
        length = np.log(energy)[:, None] / 2
        vectors.append(np.hstack([unit * np.cos(length), unit * np.sin(length)]))
        shots.append(np.repeat(np.arange(len(each.first) - 1), np.diff(each.first))[some])
    return np.concatenate(vectors), np.concatenate(shots)


def carries(energy: NDArray[np.floating], carrying: float) -> FloatArray:
    """Return how far vectors of these squared lengths carry a cut, half at length ``carrying``."""
    return np.asarray(energy / (energy + carrying**2), np.float32)


def agreement(out: FloatArray, into: FloatArray, carrying: float) -> float:
    """Return the score that these parts of two vectors would have alone, 0..1."""
    energies = np.array([out @ out, into @ into])
    overlap = 2 * (out @ into) / max(energies.sum(), 1e-9)
    return float(max(overlap, 0) ** 2 * carries(energies, carrying).prod() ** CARRY_POWER)


def pace(out: FloatArray, into: FloatArray) -> float:
    """Return the shorter vector's length over the longer's, 0 if both are zero."""
    slower, faster = sorted([float(out @ out), float(into @ into)])
    return float(np.sqrt(slower / faster)) if faster else 0.0
