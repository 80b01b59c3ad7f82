"""Frame match: how well the figures of two frames cover one another.

Three measures of one cut are blended, each 1 for figures that coincide. In the first two, cells
that are likely but not surely figure count half: they change with a film's encoding or a burnt-in
timecode, and counted in full they moved a quarter of the first 20 pairs.

- *overlap*: intersection over union of all figures together, less half of what chance gives.
  Figures stand in the middle of most pictures and two large ones always overlap, so part of what
  they share counts for nothing (like Cohen's kappa, 1960, but on the Jaccard index). Only half is
  subtracted: subtracting all of it hurts changed silhouettes more than it penalises large blobs.
- *instances*: the same where each figure may only meet one other, in the best assignment; one
  silhouette against a crowd overlaps but doesn't match. On the published labels per-instance IoU
  has .248 AP, union IoU .207, and no blend of them more. The pooled form is the aggregated
  Jaccard index (Kumar et al., IEEE TMI 2017); it never exceeds *overlap*, which bounds it.
- *shape*: the share of both outlines that runs within a cell of the other one (contour accuracy,
  Perazzi et al., CVPR 2016). The eye follows edges across a cut, and two blobs of one size and
  place agree in area long before they agree in outline. Where the picture's edge cuts off a figure
  there is no outline.

The blend is scaled by how far the masks are believed: by their trust, and less where the picture's
left, right or upper edge cuts them off, because what reaches out of the picture is more often
ground than figure, and has no silhouette.

The score of a cut is its own blend and, for the larger part, the *hold*: the mean blend over every
two frames of the shots, with instances taken to match as well as their unions. The best of many
cuts is high by chance, where masks are wrong in a frame or two; the mean over all is not.

Measurements: tests/benchmarks/silhouettes.py, labels.py and hard_recall.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged
from matchcut.progress import Progress, Report, silent
from matchcut.representations.masks import MaskFeatures, canvas_size
from matchcut.scoring.bits import Words, count, distances, unpack
from matchcut.scoring.scorer import (
    BestCuts,
    BoolArray,
    CutScores,
    FloatArray,
    IntArray,
    Pair,
    Sketches,
)
from matchcut.scoring.silhouettes import DoubleArray, silhouettes

OVERLAP, INSTANCES, SHAPE = 0.25, 0.45, 0.3
"""The weights of the blend."""

CHANCE = 0.5
"""How much of the chance overlap is subtracted."""

HOLD = 0.6
"""Share of the hold in the score."""

CUT_OFF = 0.12
"""A figure with this share of its border along the picture's edge is half believed."""

TRUSTLESS = 0.6
"""Factor on the score of a pair whose masks are not trusted at all."""

_PAIRS_AT_ONCE = 256
_ROWS_AT_ONCE = 4096
_COARSE_GRID = (9, 16)
# Avoids dividing by zero for figures too thin to cover any cell.
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Cuts:
    """A list of cuts: outgoing row, incoming row, and whether the latter is mirrored."""

    out: IntArray
    into: IntArray
    flop: IntArray

    def __getitem__(self, which: IntArray) -> "_Cuts":
        return _Cuts(self.out[which], self.into[which], self.flop[which])


class MaskScorer:
    """Frame match between any two of a list of shots, at every two of their sample frames.

    shape: width to height of the project's frame, on which masks are compared.
    flop: whether the incoming shot may be mirrored.
    features: as for `silhouettes`. rooms: as for `with_rooms`.
    """

    ordered = False

    def __init__(
        self,
        features: Iterable[MaskFeatures],
        *,
        shape: Fraction = Fraction(16, 9),
        flop: bool = False,
        rooms: Iterable[int] | None = None,
    ) -> None:
        columns, rows = canvas_size(shape)
        self._canvas = rows, columns
        self._cells = 2 * columns * rows  # likely and sure ones
        self._flops = 2 if flop else 1
        self._rows = silhouettes(features, shape, flop, rooms)
        # An outline cell counts where the other outline is near, both ways: one distance between
        # these two gives both.
        outgoing, incoming = self._rows.outgoing, self._rows.incoming
        self._outline = np.hstack([outgoing.edges, outgoing.near])
        self._outline_met = np.hstack([incoming.near, incoming.edges])
        self._outline_cells = count(self._outline)
        self._edge_cells = count(outgoing.edges)
        # Square roots, because a cut takes the product of its two sides.
        trust = TRUSTLESS + (1 - TRUSTLESS) * self._rows.trust
        self._whole = 1 / (1 + (self._rows.cut_off / CUT_OFF) ** 2)
        self._belief = np.sqrt(trust * self._whole)
        self._first_instance = np.cumsum(self._rows.instances) - self._rows.instances
        # The sum of two areas less twice their part of chance, as one matrix product, in cells.
        area, usual, one = self._rows.area, self._rows.usual, np.ones(len(self._rows.area))
        scale = self._cells * np.array([1, 1, -CHANCE, -CHANCE])
        self._own = (np.stack([area, one, usual, area], axis=1) * scale).astype(np.float32)
        self._other = np.stack([one, area, area, usual]).astype(np.float32)

    def __len__(self) -> int:
        return len(self._rows.first_row) - 1

    def bounds(self, tails: slice, heads: slice) -> FloatArray:
        """Return the scores, (tails, heads), if instances matched as well as the unions do.

        Over all cuts between two shots, in both directions, allowed or not.
        """
        first = self._rows.first_row
        tail_shots = np.arange(len(self))[tails]
        head_shots = np.arange(len(self))[heads]
        found = np.zeros((len(tail_shots), len(head_shots)), np.float32)
        filled = np.flatnonzero(first[head_shots] < first[head_shots + 1])
        if not len(filled):
            return found
        into = slice(first[head_shots[0]], first[head_shots[-1] + 1])
        starts = first[head_shots[filled]] - into.start
        rows = np.diff(first)[head_shots[filled]]
        for at, shot in enumerate(tail_shots):
            out = slice(first[shot], first[shot + 1])
            if out.start < out.stop:
                ceilings = self._ceilings(out, into)
                best = np.maximum.reduceat(ceilings.max(axis=0), starts)
                hold = np.add.reduceat(ceilings.mean(axis=0), starts) / rows
                found[at, filled] = (1 - HOLD) * best + HOLD * hold
        return found

    def _ceilings(self, out: slice, into: slice) -> FloatArray:
        """Return the bound of each two rows, the better way round, (out, into) float32."""
        rows, number = self._rows, len(self._rows.area)
        # Overlap beyond chance is (d - h) / (d + h), with h the distance of the unions and d the
        # sum of their areas less twice the part of chance that is subtracted.
        d = self._own[out] @ self._other[:, into]
        outlines = np.add.outer(self._outline_cells[out], self._outline_cells[into])
        edges = np.maximum(1, np.add.outer(self._edge_cells[out], self._edge_cells[into]))
        share = np.float32(SHAPE / 2) / edges.astype(np.float32)
        best = np.zeros(d.shape, np.float32)
        for flop in range(self._flops):
            seen = slice(into.start + flop * number, into.stop + flop * number)
            h = distances(rows.outgoing.union[out], rows.incoming.union[seen]).astype(np.float32)
            blend = np.maximum(0, (d - h) / (d + h + _TINY)) * np.float32(OVERLAP + INSTANCES)
            blend += (outlines - distances(self._outline[out], self._outline_met[seen])) * share
            np.maximum(best, blend, out=best)
        belief = self._belief.astype(np.float32)
        return best * belief[out, None] * belief[into]

    def best_cuts(self, tails: IntArray, heads: IntArray) -> BestCuts:
        """Return the best allowed cut from each ``tails[i]`` to ``heads[i]``."""
        parts = [
            self._best_cuts(tails[at : at + _PAIRS_AT_ONCE], heads[at : at + _PAIRS_AT_ONCE])
            for at in range(0, max(1, len(tails)), _PAIRS_AT_ONCE)
        ]
        return BestCuts(
            np.concatenate([part.score for part in parts]),
            np.concatenate([part.out_frame for part in parts]),
            np.concatenate([part.in_frame for part in parts]),
            np.concatenate([part.flop for part in parts]),
        )

    def cut_scores(self, tail: int, head: int, *, flop: bool = False) -> CutScores:
        """Return the scores of all allowed cuts; see `PairScorer`."""
        pair, cuts = self._every(np.array([tail]), np.array([head]))
        overlap, shape = self._beyond_chance(cuts, self._shared(cuts)), self._shape(cuts)
        hold = _means(2 * pair + cuts.flop, self._blend(cuts, overlap, overlap, shape))
        some = np.flatnonzero(self._allowed(cuts) & (cuts.flop == flop))
        cuts = cuts[some]
        instances = self._beyond_chance(cuts, self._assigned(cuts))
        blend = self._blend(cuts, overlap[some], instances, shape[some])
        scores = (1 - HOLD) * blend + HOLD * hold[some]
        out, into = np.unique(cuts.out), np.unique(cuts.into)
        return CutScores(
            self._rows.frame[out],
            self._rows.frame[into],
            scores.reshape(len(out), len(into)).astype(np.float32),
        )

    def sketches(self, progress: Progress = silent) -> Sketches:
        """Return figures and outlines on a coarse grid."""
        first, number = self._rows.first_row, len(self._rows.area)
        shot = np.repeat(np.arange(len(self)), np.diff(first))
        incoming = self._rows.incoming
        head = np.zeros((len(incoming.union), 2 * _COARSE_GRID[0] * _COARSE_GRID[1]), np.float32)
        for at in range(0, len(head), _ROWS_AT_ONCE):
            some = slice(at, at + _ROWS_AT_ONCE)
            head[some] = _coarse(incoming.union[some], incoming.near[some], self._canvas)
            progress(Report("sketching", min(at + _ROWS_AT_ONCE, len(head)), len(head), "frames"))
        return Sketches(head[:number], shot, head, np.tile(shot, self._flops))

    def parts(self, pair: Pair) -> dict[str, float]:
        """Return overlap, instances, shape and hold of this cut, and its plain IoU.

        Also how far its figures are whole (not cut off by the picture's edge) and trusted.
        Frames between sample frames are explained by the nearest one.
        """
        out = self._nearest_row(pair.tail, pair.out_frame)
        into = self._nearest_row(pair.head, pair.in_frame)
        cut = _Cuts(np.array([out]), np.array([into]), np.array([int(pair.flop)]))
        shared, areas = self._shared(cut), self._rows.area[out] + self._rows.area[into]
        _, every = self._every(np.array([pair.tail]), np.array([pair.head]))
        every = every[np.flatnonzero(every.flop == pair.flop)]
        overlaps = self._beyond_chance(every, self._shared(every))
        return {
            "overlap": float(self._beyond_chance(cut, shared)[0]),
            "instances": float(self._beyond_chance(cut, self._assigned(cut))[0]),
            "shape": float(self._shape(cut)[0]),
            "hold": float(self._blend(every, overlaps, overlaps, self._shape(every)).mean()),
            "whole": float(np.sqrt(self._whole[out] * self._whole[into])),
            "trust": float(np.sqrt(self._rows.trust[out] * self._rows.trust[into])),
            "iou": float((shared / (areas - shared))[0]),
        }

    def _nearest_row(self, shot: int, frame: int) -> int:
        first, end = self._rows.first_row[shot : shot + 2]
        return int(first + np.argmin(np.abs(self._rows.frame[first:end] - frame)))

    def _best_cuts(self, tails: IntArray, heads: IntArray) -> BestCuts:
        n = len(tails)
        best = BestCuts(
            np.zeros(n, np.float32), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, bool)
        )
        pair, cuts = self._every(tails, heads)
        overlap, shape = self._beyond_chance(cuts, self._shared(cuts)), self._shape(cuts)
        blend = self._blend(cuts, overlap, overlap, shape)
        hold = HOLD * _means(2 * pair + cuts.flop, blend)
        score = (1 - HOLD) * blend + hold
        allowed = np.flatnonzero(self._allowed(cuts))
        pair, cuts, score, hold = pair[allowed], cuts[allowed], score[allowed], hold[allowed]
        overlap, shape = overlap[allowed], shape[allowed]

        def settle(which: IntArray) -> None:
            some = cuts[which]
            instances = self._beyond_chance(some, self._assigned(some))
            exact = self._blend(some, overlap[which], instances, shape[which])
            score[which] = (1 - HOLD) * exact + hold[which]

        # Compute the likeliest cut of each pair first: few others can still exceed it.
        likely = _first_best(pair, score)
        settle(likely)
        least = np.zeros(n)
        least[pair[likely]] = score[likely]
        rivals = score >= least[pair]
        rivals[likely] = False
        settle(np.flatnonzero(rivals))
        chosen = _first_best(pair, score)
        to = pair[chosen]
        best.score[to] = score[chosen]
        best.out_frame[to] = self._rows.frame[cuts.out[chosen]]
        best.in_frame[to] = self._rows.frame[cuts.into[chosen]]
        best.flop[to] = cuts.flop[chosen]
        return best

    def _every(self, tails: IntArray, heads: IntArray) -> tuple[IntArray, _Cuts]:
        """Return all cuts of each pair, pair by pair, upright first, and the pair of each."""
        first = self._rows.first_row
        outs, ins = (first[1:] - first[:-1])[tails], (first[1:] - first[:-1])[heads]
        number = outs * ins * self._flops
        pair = np.repeat(np.arange(len(tails)), number)
        at = np.arange(len(pair)) - np.repeat(np.cumsum(number) - number, number)
        flop, at = np.divmod(at, (outs * ins)[pair])
        out, into = np.divmod(at, ins[pair])
        return pair, _Cuts(first[tails][pair] + out, first[heads][pair] + into, flop)

    def _allowed(self, cuts: _Cuts) -> BoolArray:
        """Return which cuts leave enough of both shots on screen."""
        allowed: BoolArray = self._rows.may_end[cuts.out] & self._rows.may_start[cuts.into]
        return allowed

    def _shared(self, cuts: _Cuts) -> DoubleArray:
        """Return the intersection of the unions, as a share of the canvas."""
        seen = cuts.into + cuts.flop * len(self._rows.area)
        both = self._rows.outgoing.union[cuts.out] & self._rows.incoming.union[seen]
        shared: DoubleArray = count(both) / self._cells
        return shared

    def _shape(self, cuts: _Cuts) -> DoubleArray:
        seen = cuts.into + cuts.flop * len(self._rows.area)
        met = count(self._outline[cuts.out] & self._outline_met[seen])
        cells = self._edge_cells[cuts.out] + self._edge_cells[cuts.into]
        share: DoubleArray = met / np.maximum(1, cells)
        return share

    def _assigned(self, cuts: _Cuts) -> DoubleArray:
        """Return the intersection of best assigned instances, as a share of the canvas."""
        planes_out, planes_in = self._rows.outgoing.instances, self._rows.incoming.instances
        mirrored = cuts.flop * len(planes_out)
        outs, ins = self._rows.instances[cuts.out], self._rows.instances[cuts.into]
        most_out, most_in = int(outs.max(initial=0)), int(ins.max(initial=0))
        shared = np.zeros((most_out, most_in, len(outs)), np.int32)
        for i in range(most_out):
            for j in range(most_in):
                both = np.flatnonzero((outs > i) & (ins > j))
                out = self._first_instance[cuts.out[both]] + i
                into = self._first_instance[cuts.into[both]] + j + mirrored[both]
                shared[i, j, both] = count(planes_out[out] & planes_in[into])
        total = best_assignments(shared)
        fraction: DoubleArray = total / self._cells
        return fraction

    def _beyond_chance(self, cuts: _Cuts, shared: DoubleArray) -> DoubleArray:
        """Return intersection over union, both less a part of the chance overlap: 0..1."""
        area, usual = self._rows.area, self._rows.usual
        areas = area[cuts.out] + area[cuts.into]
        both_ways = usual[cuts.out] * area[cuts.into] + area[cuts.out] * usual[cuts.into]
        chance = CHANCE / 2 * both_ways
        beyond: DoubleArray = (shared - chance) / (areas - shared - chance + _TINY)
        return np.maximum(beyond, 0)

    def _blend(
        self, cuts: _Cuts, overlap: DoubleArray, instances: DoubleArray, shape: DoubleArray
    ) -> DoubleArray:
        belief = self._belief[cuts.out] * self._belief[cuts.into]
        score: DoubleArray = (OVERLAP * overlap + INSTANCES * instances + SHAPE * shape) * belief
        return score


def best_assignments(shared: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the most that outgoing and incoming figures share one to one, for every cut, (cuts,).

    shared: (outgoing, incoming, cuts), none below 0. Exact, and with so few figures faster than
    importing scipy's `linear_sum_assignment`: dynamic programming over the outgoing figures,
    keeping for each set of incoming ones the most that the figures so far share with that set.
    """
    outgoing, incoming, cuts = shared.shape
    sets = np.arange(1 << incoming)
    most = np.zeros((len(sets), cuts), np.int32)
    for i in range(outgoing):
        before = most.copy()
        for j in range(incoming):
            having = np.flatnonzero(sets >> j & 1)
            most[having] = np.maximum(most[having], before[having ^ 1 << j] + shared[i, j])
    best: NDArray[np.int32] = most[-1]
    return best


def _means(group: IntArray, values: DoubleArray) -> DoubleArray:
    """Return, for every value, the mean of its group; groups are small integers."""
    means: DoubleArray = np.bincount(group, values) / np.maximum(1, np.bincount(group))
    return means[group]


def _first_best(pair: IntArray, score: DoubleArray) -> IntArray:
    """Return, for each pair that has any, the first position of its highest score."""
    if not len(pair):
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    best = np.repeat(np.maximum.reduceat(score, starts), np.diff(starts, append=len(pair)))
    at_best = np.flatnonzero(score == best)
    return at_best[np.flatnonzero(np.diff(pair[at_best], prepend=-1))]


def _coarse(union: Words, near: Words, canvas: tuple[int, int]) -> FloatArray:
    """Return both planes of each row as one vector, (rows, 288) float32.

    Each is averaged over a coarse grid and scaled to its weight in the blend.
    """
    rows, columns = _COARSE_GRID
    vectors = np.zeros((len(union), 2, rows * columns), np.float32)
    for to, planes in enumerate((unpack(union, canvas), unpack(near, canvas))):
        for at, plane in enumerate(planes):
            vectors[at, to] = averaged(plane.astype(np.float32), columns, rows).ravel()
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True) + _TINY
    vectors *= np.sqrt(np.array([OVERLAP + INSTANCES, SHAPE], np.float32))[:, None]
    return vectors.reshape(len(union), 2 * rows * columns)
