"""Detect dissolves, where one picture shines through the next.

A dissolve follows the straight line between two pictures, and its middle has less detail than
either end, because the edges of both are there but fainter (Lienhart, "Comparison of Automatic Shot
Boundary Detection Algorithms", SPIE 1999, finds dissolves by the same loss of contrast). Movement
does neither: it bends the line and keeps the detail. Changing light does both, but leaves the
scene that it falls on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import (
    ReducedFrame,
    WarpedCorrelation,
    contrast_share,
    is_overlaid,
)

_SPANS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Spans to try, in frames from the last of the old shot to the first of the new one."""

# In pictures of usual contrast; in others their share of it, but no less than _LEAST_SHARE.
_MIN_RISE, _FULL_RISE = 16.0, 128.0
_LEAST_SHARE = 0.25
_MAX_BEND = 0.3
_MAX_STIR = 0.6
# Largest share of detail in the middle, relative to both ends side by side. Ideal is half.
_MAX_DETAIL = 0.75
_MAX_JUMP = 0.4
_MAX_SHORT_JUMP = 1.4
# Share of the other picture that can't be told from grain and movement.
_PURE = 0.06
_NEARLY_PURE = 0.25
# Below this share of the pace in the middle, a pace counts as slow.
_SLOW = 0.25
STIR_FRAMES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Dissolve:
    """Frames ``start`` up to, not including, ``stop`` appear to blend two pictures.

    old, new: the pictures.
    worth: 0..1, how straight and far it goes, how faint its middle and how still its ends are.
    """

    start: int
    stop: int
    old: ReducedFrame
    new: ReducedFrame
    worth: float


@dataclass(frozen=True, slots=True)
class DissolveFinder:
    """Finds dissolves up to a length that are close enough to the ideal one.

    longest: in frames; the _SPANS up to it are tried.
    least_worth: 0..1, see `Dissolve`.
    most_correlation: of the two shots, -1..1, see `WarpedCorrelation`.
    """

    longest: int
    least_worth: float
    most_correlation: float

    def ending_at(self, history: RecentFrames, ends: range) -> Iterator[Dissolve]:
        """Yield the likeliest dissolve into each of the positions ``ends``; they may overlap.

        Frames are numbered from the film's first. The result for an end depends on REACH frames
        before and STIR_FRAMES after it.
        """
        detail = np.array([each.detail for each in history.frames])
        spans = np.array([span for span in _SPANS if span <= self.longest], np.int64)[:, None]
        stops = np.arange(ends.start, ends.stop)
        since_cut = np.array([_since_cut(history, end) for end in ends])
        worths = np.zeros((len(spans), len(ends)))
        contrast = np.array([each.contrast for each in history.frames])
        likely = (since_cut >= spans) & _goes_far(history.back, contrast, stops, spans)
        for row, span in enumerate(spans.ravel().tolist()):
            columns = np.flatnonzero(likely[row])
            if len(columns):
                worths[row, columns] = _worth(history.back, detail, contrast, stops[columns], span)
        for column in np.flatnonzero(worths.max(axis=0, initial=0) >= self.least_worth):
            row = int(worths[:, column].argmax())
            end = ends[column]
            begin = end - int(spans[row, 0])
            start, stop = _extent(history, begin, end)
            yield Dissolve(
                start=history.first + start,
                stop=history.first + stop,
                old=history.frames[begin],
                new=history.frames[end],
                worth=float(worths[row, column]),
            )

    def parts_shots(self, dissolve: Dissolve, correlation: WarpedCorrelation) -> bool:
        """Return whether two shots are blended, not one whose light or titles change."""
        old, new = dissolve.old, dissolve.new
        return not is_overlaid(old, new) and correlation(old, new) <= self.most_correlation


def best(candidates: Sequence[Dissolve], stops: range, lag: int) -> Iterator[Dissolve]:
    """Yield each dissolve that outscores every overlapping one ending within ``lag`` frames.

    Among equals the first wins: a film that shows each picture twice has all dissolves twice.

    stops: only dissolves that end in this range are yielded.
    lag: dissolves whose ends are further apart, in frames, don't compete.
    """
    for at, one in enumerate(candidates):
        if one.stop not in stops:
            continue
        rivals = (
            (other.worth, -other.stop, -number)
            for number, other in enumerate(candidates)
            if other is not one
            and other.start < one.stop
            and one.start < other.stop
            and abs(other.stop - one.stop) <= lag
        )
        if all((one.worth, -one.stop, -at) > rival for rival in rivals):
            yield one


def _since_cut(history: RecentFrames, end: int) -> int:
    """Return how many frames lie between ``end`` and the last cut, or the history's beginning."""
    return end - max((cut for cut in history.cuts if cut <= end), default=0)


def _goes_far(
    back: NDArray[np.float32],
    contrast: NDArray[np.float64],
    stops: NDArray[np.int_],
    spans: NDArray[np.int_],
) -> NDArray[np.bool_]:
    """Return which steps change the picture, and more than movement does around them; few do.

    spans: (n_spans, 1); each is tried at each of the ``stops``, regardless of earlier cuts.
    """
    rise = back[stops, spans]
    stir = _stir(back, stops, spans)
    least = _MIN_RISE * _strength(contrast, np.maximum(stops - spans, 0), stops)
    return np.asarray((rise > least**2) & (stir < _MAX_STIR**2 * rise))


def _strength(
    contrast: NDArray[np.float64], begins: NDArray[np.int_], stops: NDArray[np.int_]
) -> NDArray[np.float64]:
    """Return the contrast of the pictures that each step joins, as a share of the usual one."""
    return np.maximum(contrast_share(contrast[begins], contrast[stops]), _LEAST_SHARE)


def _worth(
    back: NDArray[np.float32],
    detail: NDArray[np.float64],
    contrast: NDArray[np.float64],
    stops: NDArray[np.int_],
    span: int,
) -> NDArray[np.float64]:
    """Rate the steps from ``stops - span`` to ``stops``, which go far; 0 is no dissolve."""
    begins = stops - span
    rise = back[stops, span]
    marks = np.array([max(span // 4, 1), span // 2, min(span - span // 4, span - 1)])[:, None]
    from_begin = back[begins + marks, marks]
    to_stop = back[stops, span - marks]
    share = (from_begin - to_stop + rise) / (2 * rise)
    bend = np.maximum(from_begin - share**2 * rise, 0).max(axis=0) / rise
    straight = (
        (bend < _MAX_BEND)
        & (abs(share[1] - 0.5) < 0.25)
        & (share[0] <= share[1])
        & (share[1] <= share[2])
    )
    if not straight.any():  # as in most movement
        return np.zeros(len(stops))
    stir = np.sqrt(_stir(back, stops, span) / rise)
    jump = np.sqrt(_longest_step(back, begins, span) / rise)
    half = np.clip(share[1], 0, 1)
    strong = _strength(contrast, begins, stops)
    ends_detail = (1 - half) * detail[begins] + half * detail[stops] + strong**2
    paleness = detail[begins + span // 2] / ends_detail
    fits = straight & (jump < max(_MAX_JUMP, _MAX_SHORT_JUMP / span)) & (paleness < _MAX_DETAIL)
    worth = (
        (1 - bend)
        * (1 - stir)
        * (1 - paleness)
        * np.minimum(np.sqrt(rise) / (_FULL_RISE * strong), 1)
    )
    return np.where(fits, worth, 0.0)


def _stir(
    back: NDArray[np.float32], stops: NDArray[np.int_], span: NDArray[np.int_] | int
) -> NDArray[np.float32]:
    """Return the mean motion before each step of ``span`` frames and after its stop."""
    frames = np.minimum(span, STIR_FRAMES)
    begins = np.maximum(stops - span, 0)
    after = np.minimum(stops + frames, len(back) - 1)
    ahead = back[after, after - stops]
    behind = back[begins, np.minimum(frames, begins)]
    mean: NDArray[np.float32] = (ahead + behind) / np.float32(2)
    return mean


def _longest_step(
    back: NDArray[np.float32], begins: NDArray[np.int_], span: int
) -> NDArray[np.float32]:
    """Return the largest squared distance between successive frames within each span."""
    first = int(begins[0])
    steps = back[first + 1 : int(begins[-1]) + span + 1, 1]
    longest: NDArray[np.float32] = sliding_window_view(steps, span).max(axis=1)
    return longest[begins - first]


def _extent(history: RecentFrames, begin: int, end: int) -> tuple[int, int]:
    """Return start and stop of the blend: where either picture is all but gone.

    Where the shots move, the shares never settle; there the blend ends where they slow down.
    """
    span = end - begin
    marks = np.arange(span + 1)
    from_begin = history.back[begin + marks, marks]
    to_end = history.back[end, span - marks]
    share = (from_begin - to_end) / (2 * history.back[end, span]) + 0.5
    near = max(span // 16, 1)
    padded = np.pad(share, near, mode="edge")
    pace = (padded[2 * near :] - padded[: -2 * near]) / (2 * near)
    slow = pace < _SLOW * pace.max()
    gone = (share < _PURE) | (slow & (share < _NEARLY_PURE))
    come = (share > 1 - _PURE) | (slow & (share > 1 - _NEARLY_PURE))
    middle = int(np.argmin(abs(share - 0.5)))
    start = 1 + int(np.flatnonzero(gone[:middle]).max(initial=0))
    stop = middle + int(np.flatnonzero(come[middle:]).min(initial=span - middle))
    # A dissolve has at least one frame of its own; without, it would be a cut.
    return begin + start, begin + max(stop, start + 1)
