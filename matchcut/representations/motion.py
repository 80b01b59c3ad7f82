"""Measure how a shot moves into a cut and out of one.

Each sample frame may become an out frame or an in frame, so the motion is kept of the window that
ends with it and of the one that starts there. A window is cut into parts counted from the cut
outwards, because an accelerating pan is not a steady one. Speeds are means over time: frames
shown twice (24 frames in 30, drawings on twos) stand still once and then move twice as far.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.samples import ShotSamples
from matchcut.representations.windows import Windowed

NAME = "motion"
# Raise it whenever these features, or the flow they are computed from, change.
VERSION = 8

_WINDOW_SECONDS = 0.75
PART_SHARES = (0.7, 0.2, 0.1)
"""How much each third of a window matters, the one at the cut first.

What the eye carries over a cut is the move right at it.
"""

_PARTS = len(PART_SHARES)


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """The motion of one window for each of n frames, in picture widths (or radians) a second.

    Signs and axes are those of `matchcut.representations.flow`.

    camera: (n, 3, 4) float32, pan, tilt, log zoom and roll in three parts of the window, the one
        at the cut first.
    subject: (n, 4, 8, 2) float32, velocity of what moves against the camera, averaged over the
        parts by `PART_SHARES`.
    coverage: (n,) float32, 0..1, how much of the window lies in the shot.
    """

    camera: NDArray[np.float32]
    subject: NDArray[np.float32]
    coverage: NDArray[np.float32]


MotionFeatures = Windowed[Moves]
"""The moves that end at each sample frame of a shot, and those that start there."""


def motion_features(samples: ShotSamples, rate: Fraction) -> MotionFeatures:
    """Return the moves in a shot of a film of ``rate`` frames a second."""
    length = max(_PARTS, round(_WINDOW_SECONDS * rate))
    frames_per_second = np.float32(rate)
    camera = samples.camera * frames_per_second
    subject = samples.subject.astype(np.float32) * frames_per_second
    # The motion at frame i leads to it, so the very first frame has none.
    at = samples.indices - samples.frames.start
    before = at[:, None] - np.arange(length)
    after = at[:, None] + 1 + np.arange(length)
    return MotionFeatures(
        frames=samples.frames,
        indices=samples.indices,
        ending=_moves(camera, subject, before),
        starting=_moves(camera, subject, after),
    )


def velocity(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the velocity, (n, 2), of what moves in fields of velocities, (n, cells, 2).

    Weighted by its own square, so that still cells and noise don't count.
    """
    moving = (cells**2).sum(axis=2)
    total = np.maximum(moving.sum(axis=1), 1e-9)
    mean: NDArray[np.float32] = (cells * moving[:, :, None]).sum(axis=1) / total[:, None]
    return mean


def mirrored(moves: Moves) -> Moves:
    """Return the same moves mirrored left to right."""
    return replace(
        moves,
        camera=moves.camera * np.array([-1, 1, 1, -1], np.float32),
        subject=moves.subject[:, :, ::-1] * np.array([-1, 1], np.float32),
    )


def _moves(
    camera: NDArray[np.float32], subject: NDArray[np.float32], window: NDArray[np.int64]
) -> Moves:
    """Return the average moves over windows, (n, length) positions from the cut outwards."""
    inside = (window >= 1) & (window < len(camera))
    weights = part_weights(inside)
    at = window.clip(0, len(camera) - 1)
    shares = np.array(PART_SHARES, np.float32) @ weights
    return Moves(
        camera=np.einsum("npt,ntc->npc", weights, camera[at]),
        subject=np.einsum("nt,ntyxc->nyxc", shares, subject[at]),
        coverage=inside.mean(axis=1, dtype=np.float32),
    )


def part_weights(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how much each frame of n windows counts in each part, (n, 3, length) float32.

    inside: (n, length), which frames of each window, from the cut outwards, lie in the shot.
    """
    weights = _parts(inside.shape[1])[None] * inside[:, None, :]
    for part in range(1, _PARTS):
        # A part that lies beyond the shot repeats the one before it.
        beyond = weights[:, part].sum(axis=1) < 0.5
        weights[beyond, part] = weights[beyond, part - 1]
    weights /= np.maximum(weights.sum(axis=2, keepdims=True), 1e-9)
    return np.asarray(weights, np.float32)


def _parts(length: int) -> NDArray[np.float32]:
    """Return the parts of a window as weights, (parts, length), overlapping and smooth.

    With sharp ends each part would see a different share of doubled frames.
    """
    at = (np.arange(length) + 0.5) * _PARTS / length
    distance = np.abs(at - (np.arange(_PARTS)[:, None] + 0.5))
    return (1.5 - distance).clip(0, 1).astype(np.float32)
