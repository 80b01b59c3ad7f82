"""Motion match: how well the move out of one shot continues in the next.

A window's move is one vector: the camera's parts, the subject's field of velocities, blurred so
that the same move in a slightly other place still agrees, and the velocity of what moves, wherever.
Two moves are compared as `matchcut.scoring.vectors` does, weighted down for windows that the shot
cuts short. In one vector, camera and subject each count as much as they move.

Published scores take a raw cosine of the whole flow, which saturates (median .98) because every
flow shares the same mean. With the camera removed and signs kept, the mean move over real films
is zero to within a tenth of the spread, as it must be, since mirrored or reversed films are as
likely. So no constant is subtracted, and a still shot is the origin.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.motion import PART_SHARES, MotionFeatures, Moves, mirrored, velocity
from matchcut.scoring.scorer import FloatArray
from matchcut.scoring.vectors import VectorScorer, agreement, carries, pace

CAMERA_CARRIES, SUBJECT_CARRIES = 0.03, 0.2
"""Lengths of the camera's and the subject's part of a move at which it half carries a cut.

The eye follows even a slow pan, because everything moves; a figure that moves as little only
fidgets.
"""

# Mean distance from the centre, in picture widths, at which zoom and roll are seen.
_REACH = 0.4
# The eye follows the figure rather than the ground. The weights are of the field, which depends on
# where it moves, and of the figure's own velocity, which doesn't depend on its place or size.
_FIELD, _FIGURE = 2.0, 1.5
# A figure with this share of the picture is half followed: a blink is no move.
_HALF_FOLLOWED = 1 / 32
# How quickly things that move several ways stop being followed: together they have no velocity of
# their own, and what remains changes with every copy of a film.
_UNITY = 3
_BLUR_CELLS = 1.0
# Number of camera entries in a move's vector.
_CAMERA = 4 * len(PART_SHARES)


def motion_scorer(
    features: Iterable[MotionFeatures], *, flop: bool = False, rooms: Iterable[int] | None = None
) -> VectorScorer:
    """Return the motion match between any two of a list of shots.

    flop: whether the incoming shot may be mirrored. rooms: as for `VectorScorer`.
    """
    return VectorScorer(features, _vectors, mirrored, _parts, flop=flop, rooms=rooms)


def _parts(out: FloatArray, into: FloatArray) -> dict[str, float]:
    """Return how far camera and subject agree, and the ratio of the two moves' speeds."""
    return {
        "camera": agreement(out[:_CAMERA], into[:_CAMERA], CAMERA_CARRIES),
        "subject": agreement(out[_CAMERA:], into[_CAMERA:], SUBJECT_CARRIES),
        "magnitude": pace(out, into),
    }


def _vectors(moves: Moves) -> tuple[FloatArray, FloatArray]:
    """Return (n, 78) float32, widths a second, camera then subject, and how far each carries."""
    camera, subject = _camera_vectors(moves.camera), _subject_vectors(moves.subject)
    strength = (camera**2).sum(axis=1) / CAMERA_CARRIES**2
    strength += (subject**2).sum(axis=1) / SUBJECT_CARRIES**2
    return np.concatenate([camera, subject], axis=1), moves.coverage * carries(strength, 1)


def _camera_vectors(camera: FloatArray) -> FloatArray:
    """Return (n, 12) float32; zoom and roll as the widths a second that the picture moves."""
    weights = np.sqrt(PART_SHARES)[:, None] * (1, 1, _REACH, _REACH)
    return (camera * weights).reshape(len(camera), _CAMERA).astype(np.float32)


def _subject_vectors(subject: FloatArray) -> FloatArray:
    """Return (n, 66) float32: the blurred field, and the velocity of what moves in it."""
    n, rows, columns, _ = subject.shape
    across, down = _blur(columns), _blur(rows)
    field = np.einsum("ab,nbcd,ec->naed", down, subject, across).reshape(n, 2 * rows * columns)
    cells = subject.reshape(n, rows * columns, 2)
    figure = velocity(cells)
    moving = (cells**2).sum(axis=2)
    total = np.maximum(moving.sum(axis=1), 1e-9)
    fourth = np.maximum((moving**2).sum(axis=1), 1e-18)
    share = total**2 / fourth / (rows * columns)
    # 1 where everything that moves goes the same way.
    unity = np.sqrt((figure**2).sum(axis=1) * total / fourth)
    followed = unity**_UNITY * share / (share + _HALF_FOLLOWED)
    parts = [field * (_FIELD / np.sqrt(rows * columns)), figure * _FIGURE * followed[:, None]]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _blur(cells: int) -> NDArray[np.float64]:
    """Return a Gaussian blur over a row of cells as a matrix."""
    at = np.arange(cells)
    weights = np.exp(-0.5 * ((at[:, None] - at) / _BLUR_CELLS) ** 2)
    blur: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return blur
