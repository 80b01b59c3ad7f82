"""Action match: how well the action of one shot's figure continues in another shot's figure.

Motion match asks for the same move in the same place; this asks that the figures do the same: run
with run, a turn with a turn, a wave with a wave, whatever their place and size. An act is one
vector, in figure lengths a second: path, growth and roll in the parts of the window, and the
strengths of the rhythm's beats. Two acts agree by

    2 u.v / (|u|^2 + |v|^2)

as moves do in `matchcut.scoring.motion`. Its square is the score, weighted down for acts too slow
to carry a cut, for figures too small to follow and for windows that the shot cuts short.
"""

from collections.abc import Iterable

import numpy as np

from matchcut.representations.action import ACT_SHARES, ActionFeatures, Acts, mirrored
from matchcut.scoring.scorer import FloatArray
from matchcut.scoring.vectors import VectorScorer, agreement, carries, pace

CARRYING_SPEED = 0.5
"""Figure lengths a second at which an act half carries a cut."""

# Mean distance from a figure's middle, in figure lengths, at which growth and roll are seen.
_REACH = 0.35
_RHYTHM = 1.2
# A figure with this share of the picture is half followed.
_HALF_FOLLOWED = 0.015
# Positions of path, spin and rhythm in an act's vector.
_PATH, _SPIN, _BEATS = slice(0, 6), slice(6, 12), slice(12, 24)


def action_scorer(
    features: Iterable[ActionFeatures], *, flop: bool = False, rooms: Iterable[int] | None = None
) -> VectorScorer:
    """Return the action match between any two of a list of shots.

    flop: whether the incoming shot may be mirrored. rooms: as for `VectorScorer`.
    """
    return VectorScorer(features, _vectors, mirrored, _parts, flop=flop, rooms=rooms)


def _parts(out: FloatArray, into: FloatArray) -> dict[str, float]:
    """Return how far path, turning and rhythm agree, and the ratio of the paces."""
    return {
        "path": agreement(out[_PATH], into[_PATH], CARRYING_SPEED),
        "turning": agreement(out[_SPIN], into[_SPIN], CARRYING_SPEED),
        "rhythm": agreement(out[_BEATS], into[_BEATS], CARRYING_SPEED),
        "pace": pace(out, into),
    }


def _vectors(acts: Acts) -> tuple[FloatArray, FloatArray]:
    """Return vectors, (n, 24) float32, figure lengths a second, and how far each carries a cut."""
    shares = np.sqrt(ACT_SHARES)[:, None]
    parts = acts.path * shares, acts.spin * (shares * _REACH), acts.rhythm * _RHYTHM
    flat = [part.reshape(len(part), -1).astype(np.float32) for part in parts]
    vectors = np.concatenate(flat, axis=1)
    followed = acts.area / (acts.area + _HALF_FOLLOWED)
    return vectors, acts.coverage * followed * carries((vectors**2).sum(axis=1), CARRYING_SPEED)
