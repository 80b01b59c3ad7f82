"""Keep the best few of all pairs of shots: exactly, up to 5,000 shots.

A scorer gives cheap upper bounds for whole blocks of pairs and exact scores for a list of them.
Pairs are scored in the order of their bounds. Once the exact scores found exceed every remaining
bound, no remaining pair can change the top of the list. The result equals scoring every pair,
sorting and walking down the list, at the cost of a few hundred exact scores (the threshold
algorithm of Fagin, Lotem and Naor, 2003, with one source).

The walk skips a pair when one of its shots has been listed often enough: without this a tenth of
the shots fills almost half of the list. It also skips the reverse of a listed pair: to an editor
that is the same pair again, reached by reversing the first.
"""

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matchcut.progress import Progress, Report, silent
from matchcut.scoring.scorer import BOUND_SLACK, BoolArray, FloatArray, IntArray, Pair, PairScorer

_LONG_FILM_SECONDS = 600.0
PER_SHOT = 3

# Shots; an exact list takes time quadratic in their number, half a minute for this many.
_EXACT_UP_TO = 5_000
_TAILS_AT_ONCE = 32
_POOL, _POOL_PER_PAIR = 1 << 17, 32
_LISTS_LOOKED_IN, _NEIGHBOURS, _LOOKED_UP = 64, 64, 1 << 15
_PASSES, _SKETCHES_AT_ONCE = 10, 4096
_FIRST_BATCH, _LARGEST_BATCH = 256, 2048


@dataclass(frozen=True, slots=True)
class PairableShot:
    """What ranking needs to know about a shot.

    film: an id of the film, "" for a still.
    start_seconds, stop_seconds: in its film.
    group: near-duplicates share a number and are never paired with each other; None for no group.
    head: whether it may be the incoming shot; a still may only be the outgoing one.
    """

    film: str
    start_seconds: float
    stop_seconds: float
    group: int | None = None
    head: bool = True


def gap_within(film_seconds: float, gap_seconds: float) -> float:
    """Return the least time between two matching shots of a film; shorter in short films.

    gap_seconds: the value for a long film.
    """
    return gap_seconds * min(1.0, film_seconds / _LONG_FILM_SECONDS)


def top_pairs(
    scorer: PairScorer,
    shots: Sequence[PairableShot],
    k: int,
    *,
    gap_seconds: Mapping[str, float] | None = None,
    per_shot: int | None = PER_SHOT,
    query: int | None = None,
    progress: Progress = silent,
) -> list[Pair]:
    """Return the ``k`` best pairs, best first; fewer if there are no more.

    Two shots are paired once, in their better direction. Ties are broken by the positions of the
    shots, so that every run gives the same result. Above 5,000 shots, and without a query, pairs
    are first looked up by their sketches: a few of the best may be missed.

    shots: one for each shot of the scorer, in its order.
    gap_seconds: by film, the least time between the two shots of a pair; none for other films.
    per_shot: how many other shots one shot may be listed with; None for any number.
    query: position of a shot (or still) that every pair must contain; it may recur freely.
    """
    if len(shots) != len(scorer):
        raise ValueError(f"{len(shots)} shots, and {len(scorer)} that are scored")
    rules = _Rules.of(shots, gap_seconds or {})
    if query is None and len(scorer) > _EXACT_UP_TO:
        likely = _likely(scorer, rules, max(_LOOKED_UP, 64 * k), progress)
        pairs = _settled(scorer, rules, likely, progress)
    else:
        pairs = _best_first(
            scorer, rules, _blocks(scorer, query), max(_POOL, _POOL_PER_PAIR * k), progress
        )
    chosen = islice(_varied(pairs, per_shot, query), max(0, k))
    return [replace(pair, parts=scorer.parts(pair)) for pair in chosen]


def _varied(pairs: Iterator[Pair], per_shot: int | None, query: int | None) -> Iterator[Pair]:
    """Skip reverses, and pairs with a shot already listed with ``per_shot`` others."""
    shown: Counter[int] = Counter()
    given: set[tuple[int, int]] = set()
    for pair in pairs:
        shots = {pair.tail, pair.head} - {query}
        often = per_shot is not None and any(shown[shot] >= per_shot for shot in shots)
        if not often and (pair.head, pair.tail) not in given:
            shown.update(shots)
            given.add((pair.tail, pair.head))
            yield pair


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """Rules on which shots may meet, as arrays over all shots."""

    film: IntArray
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    gap: NDArray[np.float64]
    group: IntArray
    head: BoolArray

    @staticmethod
    def of(shots: Sequence[PairableShot], gap_seconds: Mapping[str, float]) -> "_Rules":
        films = {film: at for at, film in enumerate(dict.fromkeys(shot.film for shot in shots))}
        # A shot without a group forms one of its own.
        alone = 1 + max((shot.group for shot in shots if shot.group is not None), default=0)
        return _Rules(
            film=np.array([films[shot.film] for shot in shots], np.int64),
            start=np.array([shot.start_seconds for shot in shots], np.float64),
            stop=np.array([shot.stop_seconds for shot in shots], np.float64),
            gap=np.array([gap_seconds.get(shot.film, 0.0) for shot in shots], np.float64),
            group=np.array(
                [alone + at if shot.group is None else shot.group for at, shot in enumerate(shots)],
                np.int64,
            ),
            head=np.array([shot.head for shot in shots], np.bool_),
        )

    def allow(self, tails: IntArray, heads: IntArray) -> BoolArray:
        """Return which pairs are allowed in this direction; the shots' positions broadcast."""
        between = np.maximum(self.start[tails], self.start[heads]) - np.minimum(
            self.stop[tails], self.stop[heads]
        )
        allowed: BoolArray = (
            (tails != heads)
            & self.head[heads]
            & (self.group[tails] != self.group[heads])
            & ((self.film[tails] != self.film[heads]) | (between >= self.gap[tails]))
        )
        return allowed


Block = tuple[slice, slice]


def _blocks(scorer: PairScorer, query: int | None) -> list[Block]:
    """Return blocks of tails by heads covering every pair to score, in one or both orders."""
    n = len(scorer)
    if query is None:
        steps = range(0, n, _TAILS_AT_ONCE)
        # Where direction doesn't matter, pairs below the diagonal repeat those above.
        return [
            (slice(at, min(at + _TAILS_AT_ONCE, n)), slice(0 if scorer.ordered else at, n))
            for at in steps
        ]
    one = slice(query, query + 1)
    if scorer.ordered:
        return [(slice(0, n), one), (one, slice(0, n))]
    return [(slice(0, query + 1), one), (one, slice(query, n))]


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """Pairs with their bounds; ``left`` bounds every pair that is not in the pool."""

    bound: FloatArray
    tail: IntArray
    head: IntArray
    left: float

    @staticmethod
    def of(pools: Sequence["_Pool"]) -> "_Pool":
        """Return all pairs of some pools."""
        return _Pool(
            np.concatenate([pool.bound for pool in pools]),
            np.concatenate([pool.tail for pool in pools]),
            np.concatenate([pool.head for pool in pools]),
            max(pool.left for pool in pools),
        )

    def best(self, size: int) -> "_Pool":
        """Return the ``size`` pairs with the highest bounds."""
        if len(self.bound) <= size:
            return self
        # Partition, not sort: most of these are never looked at again.
        order = np.argpartition(-self.bound, size)
        left = max(self.left, float(self.bound[order[size:]].max()))
        return replace(self._taken(order[:size]), left=left)

    def once(self, shots: int) -> "_Pool":
        """Return each pair once, with its highest bound; shots: how many there are."""
        pool = self._taken(np.lexsort((-self.bound, self.head, self.tail)))
        return pool._taken(np.diff(pool.tail * shots + pool.head, prepend=-1) != 0)

    def ordered(self) -> "_Pool":
        """Return the pairs with the highest bounds first."""
        return self._taken(np.lexsort((self.head, self.tail, -self.bound)))

    def _taken(self, which: IntArray | BoolArray) -> "_Pool":
        return replace(self, bound=self.bound[which], tail=self.tail[which], head=self.head[which])


_EMPTY = _Pool(np.zeros(0, np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64), 0.0)


def _best_first(
    scorer: PairScorer, rules: _Rules, blocks: Sequence[Block], size: int, progress: Progress
) -> Iterator[Pair]:
    """Yield every pair that scores above 0, best first, computing only as far as consumed.

    size: how many pairs the first pool holds.
    """
    given = 0
    while True:
        pool = _pool(scorer, rules, blocks, size, progress)
        for pair in islice(_settled(scorer, rules, pool, progress), given, None):
            given += 1
            yield pair
        if pool.left <= 0:
            return
        # More pairs are wanted than the pool holds; rare, so starting over is cheap enough.
        size *= 8


def _pool(
    scorer: PairScorer, rules: _Rules, blocks: Sequence[Block], size: int, progress: Progress
) -> _Pool:
    """Return the ``size`` pairs with the highest bounds, or a few more."""
    best = _EMPTY
    workers = os.cpu_count() or 1

    def look(block: Block) -> _Pool:
        return _candidates(scorer, rules, block, size)

    # Parallel over blocks; threads inside the matrix products would only contend.
    with threadpool_limits(1), ThreadPoolExecutor(workers) as threads:  # type: ignore[no-untyped-call]
        # A few at a time: results waiting to be merged take memory.
        for at in range(0, len(blocks), 2 * workers):
            found = threads.map(look, blocks[at : at + 2 * workers])
            best = _Pool.of([best, *found]).best(size)
            progress(Report("ranking", min(at + 2 * workers, len(blocks)), len(blocks), "blocks"))
    return best


def _candidates(scorer: PairScorer, rules: _Rules, block: Block, size: int) -> _Pool:
    """Return at most ``size`` of a block's allowed pairs, with their bounds."""
    shots = np.arange(len(scorer))
    tails, heads = shots[block[0], None], shots[None, block[1]]
    allowed = rules.allow(tails, heads)
    if not scorer.ordered:
        allowed = (tails < heads) & (allowed | rules.allow(heads, tails))
    bounds = scorer.bounds(*block)
    tail, head = np.nonzero(allowed & (bounds > 0))
    return _Pool(bounds[tail, head], tails[tail, 0], heads[0, head], 0.0).best(size)


def _likely(scorer: PairScorer, rules: _Rules, size: int, progress: Progress) -> _Pool:
    """Return ``size`` pairs of shots that have frames with similar sketches."""
    sketches = scorer.sketches(progress)
    if not len(sketches.head):  # no frame may be matched: nothing to train on
        return _EMPTY
    index = _index(sketches.head, progress)
    best, number = _EMPTY, len(sketches.tail)
    for at in range(0, number, _SKETCHES_AT_ONCE):
        stop = min(at + _SKETCHES_AT_ONCE, number)
        similarity, row = index.search(sketches.tail[at:stop], _NEIGHBOURS)
        similarity, row = similarity.ravel(), row.ravel()
        found = np.flatnonzero(row >= 0)
        tail = np.repeat(sketches.tail_shot[at:stop], _NEIGHBOURS)[found]
        head = sketches.head_shot[row[found]]
        if not scorer.ordered:
            tail, head = np.minimum(tail, head), np.maximum(tail, head)
        allowed = rules.allow(tail, head) | (rules.allow(head, tail) & (not scorer.ordered))
        some = _Pool(similarity[found][allowed], tail[allowed], head[allowed], 0.0)
        best = _Pool.of([best, some]).once(len(scorer)).best(size)
        progress(Report("looking up", stop, number, "frames"))
    # A similarity is no bound, so all are scored before the first is yielded.
    return replace(best, bound=np.ones_like(best.bound), left=0.0)


def _index(sketches: FloatArray, progress: Progress) -> faiss.IndexIVFFlat:
    """Return an index of sketches, in lists around centres learnt from them."""
    number, width = sketches.shape
    lists = min(max(1, int(4 * number**0.5)), number // 40 + 1)
    centres = faiss.IndexFlatIP(width)
    index = faiss.IndexIVFFlat(centres, width, lists, faiss.METRIC_INNER_PRODUCT)
    # Trains faster than the library's defaults and finds as much.
    index.cp.niter, index.cp.max_points_per_centroid = 1, 64
    learning = faiss.Clustering(width, lists, index.cp)
    progress(Report("sorting", 0, _PASSES, "passes"))
    for done in range(1, _PASSES + 1):  # each pass continues from the last centres
        learning.train(sketches, centres)
        progress(Report("sorting", done, _PASSES, "passes"))
    index.is_trained = True
    for at in range(0, number, _SKETCHES_AT_ONCE):
        stop = min(at + _SKETCHES_AT_ONCE, number)
        index.add(sketches[at:stop])
        progress(Report("indexing", stop, number, "frames"))
    # Constant for any number of lists: total time grows with the number of rows to the power 1.5.
    index.nprobe = _LISTS_LOOKED_IN
    return index


def _settled(scorer: PairScorer, rules: _Rules, pool: _Pool, progress: Progress) -> Iterator[Pair]:
    """Yield the pool's pairs, best first, as long as no pair outside it can rank between them."""
    pool = pool.ordered()
    bound = pool.bound
    waiting: list[Pair] = []
    start, batch = 0, _FIRST_BATCH
    while start < len(bound):
        stop = min(start + batch, len(bound))
        waiting += _scored(scorer, rules, pool.tail[start:stop], pool.head[start:stop])
        progress(Report("scoring", stop, len(bound), "pairs"))
        waiting.sort(key=lambda pair: (-pair.score, pair.tail, pair.head))
        limit = max(pool.left, float(bound[stop]) if stop < len(bound) else 0.0)
        # A score equal to the limit waits for its ties, to be sorted among them.
        ready = bisect_left(waiting, -(limit + BOUND_SLACK), key=lambda pair: -pair.score)
        if limit <= 0:
            ready = len(waiting)
        yield from waiting[:ready]
        del waiting[:ready]
        start, batch = stop, min(batch * 2, _LARGEST_BATCH)


def _scored(scorer: PairScorer, rules: _Rules, tails: IntArray, heads: IntArray) -> Iterator[Pair]:
    """Yield the best cut of each pair in its better direction, where there is one."""
    found = _cuts(scorer, rules, tails, heads)
    if not scorer.ordered:
        back = _cuts(scorer, rules, heads, tails)
        found = [
            there if there.score >= again.score else again
            for there, again in zip(found, back, strict=True)
        ]
    return (pair for pair in found if pair.score > 0)


def _cuts(scorer: PairScorer, rules: _Rules, tails: IntArray, heads: IntArray) -> list[Pair]:
    best = scorer.best_cuts(tails, heads)
    score = np.where(rules.head[heads], best.score, 0)
    return [
        Pair(*values)
        for values in zip(
            tails.tolist(),
            heads.tolist(),
            score.tolist(),
            best.out_frame.tolist(),
            best.in_frame.tolist(),
            best.flop.tolist(),
            strict=True,
        )
    ]
