"""Prepare the usable sample frames of many shots for comparison, their figures packed as bits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.masks import (
    OUTSIDE,
    CanvasFigures,
    MaskFeatures,
    canvas_size,
    on_canvas,
)
from matchcut.scoring.bits import Words, count, pack
from matchcut.scoring.room import with_rooms
from matchcut.scoring.scorer import BoolArray, IntArray, may_end, may_start

REACH_CELLS = 1
"""How many cells apart two outlines still count as one."""

_ROWS_AT_ONCE = 512
_SHOTS_AT_ONCE = 128

# Fields of `Silhouettes` with one value per row, except planes.
_OF_ROWS = ("frame", "may_end", "may_start", "trust", "cut_off", "area", "usual", "instances")

Cells = NDArray[np.uint8]
DoubleArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """The figures of each row, as bits.

    union: (rows, 2 words), cells that are likely figure, then those that surely are: a doubtful
        cell counts half, and no score hangs on a threshold.
    instances: (m, 2 words), likewise the instances of all rows, row after row.
    edges, near: (rows, words), outline cells, and cells within reach of those.
    """

    union: Words
    edges: Words
    near: Words
    instances: Words


@dataclass(frozen=True, slots=True, eq=False)
class Silhouettes:
    """The usable sample frames ("rows") of a list of shots, shot after shot.

    first_row: (shots + 1,) where each shot's rows start, then their number.
    frame: (rows,) film frame number. may_end, may_start: (rows,) whether a cut may be there.
    trust: (rows,) 0..1, the mean over figures weighted by area.
    cut_off: (rows,) 0..1, the share of the figures' border that runs along the picture's left,
        right or upper edge. The lower edge doesn't count: it cuts people off in any medium shot.
    area, usual: (rows,) share of the canvas that is figure, with doubtful cells counted half; the
        second with each cell weighted by how usual a figure is there.
    instances: (rows,) how many figures there are.
    outgoing: the planes of every row. incoming: the same and, where the incoming shot may be
        mirrored, all of them mirrored after that.
    """

    first_row: IntArray
    frame: IntArray
    may_end: BoolArray
    may_start: BoolArray
    trust: DoubleArray
    cut_off: DoubleArray
    area: DoubleArray
    usual: DoubleArray
    instances: IntArray
    outgoing: Planes
    incoming: Planes


def silhouettes(
    features: Iterable[MaskFeatures],
    shape: Fraction,
    flop: bool,
    rooms: Iterable[int] | None = None,
) -> Silhouettes:
    """Return the usable sample frames of shots on the canvas of a project's frame shape.

    features: only a few are held at a time, for as bits they take a tenth of the room.
    rooms: as for `with_rooms`.
    """
    few = with_rooms(features, rooms, at_once=_SHOTS_AT_ONCE)
    parts = [_laid(some, shape, flop) for some in few] or [_laid([], shape, flop)]
    frames_of = np.concatenate([np.diff(part.first_row) for part in parts])
    outgoing = _stacked([part.outgoing for part in parts])
    return Silhouettes(
        first_row=np.cumsum([0, *frames_of], dtype=np.int64),
        outgoing=outgoing,
        incoming=_stacked([outgoing, *(part.incoming for part in parts)]) if flop else outgoing,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _OF_ROWS},
    )


def _laid(shots: Sequence[tuple[MaskFeatures, int]], shape: Fraction, flop: bool) -> Silhouettes:
    """Return the silhouettes of a few shots, each with how many of its frames stay on screen.

    flop: the incoming planes are those of the mirrored rows alone.
    """
    columns, rows = canvas_size(shape)
    kept = [(shot, np.flatnonzero(shot.usable)) for shot, _ in shots]
    frames = [shot.indices[keep] for shot, keep in kept]
    roomy = [(shot.frames, at, room) for (shot, room), at in zip(shots, frames, strict=True)]
    laid = [on_canvas(shot, shape)[keep] for shot, keep in kept]
    none = (0, rows, columns)
    cells = CanvasFigures(
        _joined((each.figure for each in laid), none, np.uint8),
        _joined((each.likely for each in laid), none, np.uint8),
        _joined((each.sure for each in laid), none, np.bool_),
    )
    figure = np.where(cells.figure == OUTSIDE, 0, cells.figure)
    instances = figure.max(axis=(1, 2), initial=0).astype(np.int64)
    outgoing = _planes(cells, instances)
    return Silhouettes(
        first_row=np.cumsum([0, *(len(keep) for _, keep in kept)], dtype=np.int64),
        frame=_joined(frames, (0,), np.int64),
        may_end=_joined((may_end(*each) for each in roomy), (0,), np.bool_),
        may_start=_joined((may_start(*each) for each in roomy), (0,), np.bool_),
        trust=_joined((_trust(shot)[keep] for shot, keep in kept), (0,), np.float64),
        cut_off=_cut_off(cells.figure),
        area=count(outgoing.union) / (2 * columns * rows),
        usual=_usual(cells, usual_place(columns, rows)),
        instances=instances,
        outgoing=outgoing,
        incoming=_planes(cells.mirrored(), instances) if flop else outgoing,
    )


def usual_place(columns: int, rows: int) -> DoubleArray:
    """Return how usual it is for a figure to cover each cell, (rows, columns), mean 1.

    A smooth hill with its top a little below the middle of the picture, as high as the mean mask
    of everyday photographs (measured on 128 from COCO).
    """
    x = (np.arange(columns) + 0.5) / columns
    y = (np.arange(rows) + 0.5) / rows
    across = 1 + 0.5 * np.cos(2 * np.pi * (x - 0.5))
    down = 1 + 0.5 * np.cos(2 * np.pi * (y - 0.55))
    hill: DoubleArray = down[:, None] * across
    hill /= hill.mean()
    return hill


def _usual(cells: CanvasFigures, place: DoubleArray) -> DoubleArray:
    """Return `Silhouettes.usual`: how usual the places of each row's figures are."""
    halves = (place / 2).ravel()
    usual = np.zeros(len(cells))
    for at in range(0, len(cells), _ROWS_AT_ONCE):
        some = cells[at : at + _ROWS_AT_ONCE]
        levels = (some.likely > 0).astype(np.uint8) + some.sure
        # Summed row by row: a matrix product's last bits change with its size.
        usual[at : at + len(some)] = (levels.reshape(len(some), -1) * halves).mean(axis=1)
    return usual


def _trust(shot: MaskFeatures) -> DoubleArray:
    # Without any figure, bincount ignores its weights and returns integers.
    weight = np.bincount(shot.sample, shot.area, len(shot.indices)).astype(np.float64)
    total = np.bincount(shot.sample, shot.area * shot.trust, len(shot.indices)).astype(np.float64)
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def _cut_off(cells: Cells) -> DoubleArray:
    framed = np.pad(cells, ((0, 0), (1, 1), (1, 1)), constant_values=OUTSIDE)
    figure = (framed != 0) & (framed != OUTSIDE)
    here = figure[:, 1:-1, 1:-1]
    above, below = np.s_[:, :-2, 1:-1], np.s_[:, 2:, 1:-1]
    left, right = np.s_[:, 1:-1, :-2], np.s_[:, 1:-1, 2:]
    border = sum(
        (here & ~figure[beside]).sum(axis=(1, 2)) for beside in (above, left, right, below)
    )
    cut = sum(
        (here & (framed[beside] == OUTSIDE)).sum(axis=(1, 2)) for beside in (above, left, right)
    )
    return np.asarray(cut / np.maximum(1, border))


def _planes(cells: CanvasFigures, instances: IntArray) -> Planes:
    union, edges, near, each = [], [], [], []
    for at in range(0, max(1, len(cells)), _ROWS_AT_ONCE):
        some, number = cells[at : at + _ROWS_AT_ONCE], instances[at : at + _ROWS_AT_ONCE]
        outline = _outline(some.figure)
        union.append(np.hstack([pack(some.likely > 0), pack(some.sure)]))
        edges.append(pack(outline))
        near.append(pack(_within_reach(outline)))
        each.append(_pack_instances(some, number))
    return Planes(*(np.concatenate(words) for words in (union, edges, near, each)))


def _stacked(planes: Sequence[Planes]) -> Planes:
    names = (each.name for each in fields(Planes))
    return Planes(*(np.concatenate([getattr(each, name) for each in planes]) for name in names))


def _pack_instances(cells: CanvasFigures, instances: IntArray) -> Words:
    row = np.repeat(np.arange(len(cells)), instances)
    number = np.arange(len(row)) - np.repeat(np.cumsum(instances) - instances, instances) + 1
    here = pack(cells.likely[row] == number[:, None, None].astype(np.uint8))
    return np.hstack([here, here & pack(cells.sure)[row]])


def _outline(cells: Cells) -> NDArray[np.bool_]:
    """Return the figure cells that touch another figure or background, inside the picture."""
    differs = np.zeros(cells.shape, np.bool_)
    for axis in (1, 2):
        before, after = [slice(None)] * 3, [slice(None)] * 3
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        a, b = cells[tuple(before)], cells[tuple(after)]
        border = (a != b) & (a != OUTSIDE) & (b != OUTSIDE)
        differs[tuple(before)] |= border
        differs[tuple(after)] |= border
    differs &= (cells != 0) & (cells != OUTSIDE)
    return differs


def _within_reach(outline: NDArray[np.bool_]) -> NDArray[np.bool_]:
    near = outline
    for axis in (1, 2):
        wide = near.copy()
        for step in range(1, REACH_CELLS + 1):
            ahead, behind = [slice(None)] * 3, [slice(None)] * 3
            ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
            wide[tuple(ahead)] |= near[tuple(behind)]
            wide[tuple(behind)] |= near[tuple(ahead)]
        near = wide
    return near


def _joined(arrays: Iterable[Any], empty: tuple[int, ...], dtype: type[Any]) -> NDArray[Any]:
    return np.concatenate([np.zeros(empty, dtype), *arrays])
