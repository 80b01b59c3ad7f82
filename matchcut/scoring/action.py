"""Action match: how well the action of one shot's figure continues in another shot's figure.

Motion match asks for the same move in the same place; this asks that the figures do the same: run
with run, a turn with a turn, a wave with a wave, whatever their place and size. An act is one
vector, in figure lengths a second: path, growth and roll in the parts of the window, and the
strengths of the rhythm's beats. Two acts agree by

    2 u.v / (|u|^2 + |v|^2)

as moves do in `matchcut.scoring.motion`, but their speeds count less than what is done: the vectors
are eased to a small power of their lengths. The square is the score, weighted down for acts too
slow to carry a cut or over before it, for figures doubtful or too small to follow, and for windows
that the shot cuts short.
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
# Exponent of an act's speed in its vector. One who runs twice as fast still runs, and the flow in
# flat figures is too slow.
_EASE = 0.3
# A figure with this share of the picture is half followed.
_HALF_FOLLOWED = 0.015
# Positions of path, spin and rhythm in an act's vector.
_PATH, _SPIN, _BEATS = slice(0, 6), slice(6, 12), slice(12, 24)


def action_scorer(
    features: Iterable[ActionFeatures], *, flop: bool = False, rooms: Iterable[int] | None = None
) -> VectorScorer:
    """Return the action match between any two of a list of shots.

    flop: whether the incoming shot may be mirrored. rooms: as for `with_rooms`.
    """
    return VectorScorer(features, _vectors, mirrored, _parts, flop=flop, rooms=rooms)


def _parts(out: FloatArray, into: FloatArray) -> dict[str, float]:
    """Return how far path, turning and rhythm agree, and the ratio of the paces."""
    eased = CARRYING_SPEED**_EASE
    return {
        "path": agreement(out[_PATH], into[_PATH], eased),
        "turning": agreement(out[_SPIN], into[_SPIN], eased),
        "rhythm": agreement(out[_BEATS], into[_BEATS], eased),
        "pace": pace(out, into) ** (1 / _EASE),
    }


def _vectors(acts: Acts) -> tuple[FloatArray, FloatArray]:
    """Return vectors, (n, 24) float32, eased figure lengths a second, and how far each carries."""
    shares = np.sqrt(ACT_SHARES)[:, None]
    path, spin, rhythm = acts.path, acts.spin * _REACH, acts.rhythm * _RHYTHM
    flat = [part.reshape(len(part), -1) for part in (path * shares, spin * shares, rhythm)]
    vectors = np.concatenate(flat, axis=1)
    energy = (vectors**2).sum(axis=1)
    at_the_cut = (path[:, 0] ** 2 + spin[:, 0] ** 2).sum(axis=1) + (rhythm**2).sum(axis=(1, 2))
    acting = carries(energy, CARRYING_SPEED) * carries(at_the_cut, CARRYING_SPEED)
    followed = acts.trust * acts.area / (acts.area + _HALF_FOLLOWED)
    eased = vectors * np.maximum(energy, 1e-9)[:, None] ** ((_EASE - 1) / 2)
    return eased.astype(np.float32), acts.coverage**2 * followed * acting
