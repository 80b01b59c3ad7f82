"""The default detector: hard cuts, fades and dissolves in one pass.

Frames are reduced as they arrive and decided on in blocks, each from a bounded piece of the past
and the next few frames, so that the starting point soon makes no difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.cuts import NEIGHBOURS, is_blended_cut, is_cut
from matchcut.shots.detector import CONTEXT_FRAMES, LAG_FRAMES
from matchcut.shots.dissolves import STIR_FRAMES, Dissolve, DissolveFinder, best
from matchcut.shots.fades import LONGEST_HOLD, fades
from matchcut.shots.montage import in_montage, is_other_picture
from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import ReducedFrame, WarpedCorrelation, reduced
from matchcut.shots.shot import Transition

USUAL_THRESHOLD = 1.0

_LONGEST_DISSOLVE_SECONDS = Fraction(27, 10)
_LONGEST_HOLD_SECONDS = Fraction(3, 2)
_BLOCK_FRAMES = 8
_AHEAD_FRAMES = LAG_FRAMES - _BLOCK_FRAMES


class FilmDetector:
    """Finds hard cuts, fades and dissolves; the settings were chosen on films marked by eye.

    rate: frames a second. At low rates the longest dissolve, and the longest black within a fade,
        have fewer frames; at high ones they are as long as the detector interface allows.
    threshold: roughly how many times as much must change across a hard cut as on either side of
        it. Fades and dissolves don't depend on it.
    least_worth, most_correlation: see `matchcut.shots.dissolves.DissolveFinder`.
    """

    version = 5

    def __init__(
        self,
        rate: Fraction,
        *,
        threshold: float = USUAL_THRESHOLD,
        least_worth: float = 0.06,
        most_correlation: float = 0.6,
    ) -> None:
        self._cut_score = threshold
        self._longest_hold = min(LONGEST_HOLD, round(_LONGEST_HOLD_SECONDS * rate))
        self._finder = DissolveFinder(
            longest=round(_LONGEST_DISSOLVE_SECONDS * rate),
            least_worth=least_worth,
            most_correlation=most_correlation,
        )

    def transitions(self, frames: Iterable[NDArray[np.uint8]]) -> Iterator[Transition]:
        """Yield the transitions in order; see `ShotDetector`."""
        run = _Run(self._cut_score, self._finder, self._longest_hold)
        coming = iter(frames)
        while block := list(islice(coming, _BLOCK_FRAMES)):
            yield from run.take(reduced(block))
        yield from run.finish()


def goes_on(before: Sequence[NDArray[np.uint8]], after: Sequence[NDArray[np.uint8]]) -> bool:
    """Return whether the shot before damage continues after it, judged by the pictures.

    before, after: BGR uint8 (height, width, 3), up to `NEIGHBOURS` successive frames, at least one.
    """
    history = RecentFrames()
    history.extend(reduced([*before, *after]))
    return not is_cut(history, len(before), WarpedCorrelation(), USUAL_THRESHOLD)


class _Run:
    """One pass over a film: its history, and how far decisions have got."""

    def __init__(self, cut_score: float, finder: DissolveFinder, longest_hold: int) -> None:
        self._cut_score = cut_score
        self._finder = finder
        self._longest_hold = longest_hold
        self._correlation = WarpedCorrelation()
        self._history = RecentFrames()
        # In frames of the film: all cuts before frame `_cuts_found` are found, and so on.
        self._dissolves: list[Dissolve] = []
        self._cuts_found = 1
        self._dissolves_found = 0
        self._decided = 0

    def take(self, block: Sequence[ReducedFrame]) -> list[Transition]:
        self._history.extend(block)
        seen = self._history.first + len(self._history)
        self._find_cuts(seen - NEIGHBOURS + 1)
        self._find_dissolves(seen - STIR_FRAMES)
        transitions = self._decide(seen - _AHEAD_FRAMES)
        self._history.forget(CONTEXT_FRAMES + LAG_FRAMES)
        return transitions

    def finish(self) -> list[Transition]:
        seen = self._history.first + len(self._history)
        self._find_cuts(seen)
        self._find_dissolves(seen)
        return self._decide(seen)

    def _find_cuts(self, until: int) -> None:
        history = self._history
        for at in range(self._cuts_found - history.first, until - history.first):
            if is_cut(history, at, self._correlation, self._cut_score):
                history.cuts.add(at)
            elif at - 1 not in history.cuts and is_blended_cut(
                history, at, self._correlation, self._cut_score
            ):
                history.cuts.add(at)
                history.blends.add(at)
            if is_other_picture(history, at, self._correlation):
                history.others.add(at)
        self._cuts_found = max(until, self._cuts_found)

    def _find_dissolves(self, until: int) -> None:
        first = self._history.first
        ends = range(self._dissolves_found - first, until - first)
        self._dissolves.extend(self._finder.ending_at(self._history, ends))
        self._dissolves_found = max(until, self._dissolves_found)

    def _decide(self, until: int) -> list[Transition]:
        """Return the transitions that end before ``until`` and haven't been returned yet."""
        history = self._history
        first = history.first
        due = range(self._decided, max(until, self._decided))
        self._decided = due.stop
        gone = [
            (first + fade.start, first + fade.stop, fade.flash)
            for fade in fades(history, self._correlation, self._longest_hold)
        ]
        found = [Transition(start, stop, "fade") for start, stop, flash in gone if not flash]
        montage = {at for at in history.others if in_montage(history.others, at)} - history.cuts
        self._dissolves = [one for one in self._dissolves if one.stop >= first]
        found += [
            Transition(one.start, one.stop, "dissolve")
            for one in best(self._dissolves, due, _AHEAD_FRAMES - STIR_FRAMES)
            if not any(start < one.stop and one.start < stop for start, stop, _ in gone)
            and not any(one.start < first + cut < one.stop for cut in montage)
            and self._finder.parts_shots(one, self._correlation)
        ]
        found += [
            Transition(first + cut - 1, first + cut, "dissolve")
            if cut in history.blends
            else Transition(first + cut, first + cut, "cut")
            for cut in history.cuts | montage
            if not any(start <= first + cut <= stop for start, stop, _ in gone)
        ]
        return sorted(
            (one for one in found if one.stop in due), key=lambda one: (one.stop, one.start)
        )
