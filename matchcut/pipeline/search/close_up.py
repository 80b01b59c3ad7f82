"""Examine one pair in detail: the score of every cut point, and the best fit of its figures."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.stored import FIGURES, StoredFeatures, nearest
from matchcut.representations.masks import OUTSIDE, on_canvas
from matchcut.review import Flavour
from matchcut.scoring.fit import FINE_COLUMNS, Fit, best_fit
from matchcut.scoring.room import room_frames
from matchcut.scoring.scorer import CutScores

# Mirroring is the greater change, so it has to fit the figure clearly better.
_WORTH_FLOPPING = 0.05


def heat_map(
    stored: StoredFeatures,
    flavour: Flavour,
    out: FoundSide,
    into: FoundSide,
    shape: Fraction,
    *,
    flop: bool,
) -> CutScores:
    """Return the scores of all cuts between the sample frames of two shots.

    shape: width to height of the project's frame. Raises MatchcutError if the shots have not
    been analysed for this flavour.
    """
    comparison = COMPARISONS[flavour]
    features = [stored.load(side.shot, comparison.compared) for side in (out, into)]
    if any(shot is None for shot in features):
        raise MatchcutError(
            "These shots have not been analysed yet.", "Wait until the analysis is done."
        )
    rooms = [room_frames(side.film.record.rate) for side in (out, into)]
    return comparison.scorer(features, shape, flop, rooms).cut_scores(0, 1, flop=flop)


def nudge(
    stored: StoredFeatures, out: FoundSide, into: FoundSide, shape: Fraction, *, flop: bool
) -> tuple[Fit, bool]:
    """Return how the figures of the in frame are best laid over the out's, and whether mirrored.

    flop: whether the in side is mirrored now; the overlap before is measured that way.
    """
    fixed, moving = _figures(stored, out, shape), _figures(stored, into, shape)
    mirrored = np.ascontiguousarray(moving[:, ::-1])
    now, other = (mirrored, moving) if flop else (moving, mirrored)
    as_is, turned = best_fit(fixed, now), best_fit(fixed, other)
    if turned.after > as_is.after + _WORTH_FLOPPING:
        return replace(turned, before=as_is.before), not flop
    return as_is, flop


def _figures(stored: StoredFeatures, side: FoundSide, shape: Fraction) -> NDArray[np.bool_]:
    """Return where figures are in the project's frame, at the resolution of `best_fit`."""
    features = stored.load(side.shot, FIGURES)
    if features is None:
        raise MatchcutError(
            "The figures of these shots are not known.", "Analyse the films with a segmenter."
        )
    sample = nearest(features.indices, side.frame)
    canvas = on_canvas(
        features,
        shape,
        cells=FINE_COLUMNS * round(FINE_COLUMNS / shape),
        samples=slice(sample, sample + 1),
    )
    return np.asarray((canvas.figure[0] > 0) & (canvas.figure[0] != OUTSIDE), np.bool_)
