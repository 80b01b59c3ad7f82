"""Shots whose stored features are drawn by chance, for whatever every flavour's scorer keeps to."""

import numpy as np
from drawn_figures import random_shot

from matchcut.representations.action import Acts
from matchcut.representations.motion import Moves
from matchcut.representations.windows import Windowed
from matchcut.timing import FrameRange


def masked_shots(n, seed=0):
    """Return the masks of ``n`` shots."""
    chance = np.random.default_rng(seed)
    return [random_shot(chance, 100 * at) for at in range(n)]


def moving_shots(n, seed=0):
    """Return the motion features of ``n`` shots."""

    def some(chance, samples):
        return Moves(
            chance.normal(0, 0.1, (samples, 3, 4)).astype(np.float32),
            chance.normal(0, 0.1, (samples, 4, 8, 2)).astype(np.float32),
            chance.uniform(0.3, 1, samples).astype(np.float32),
        )

    return _windowed_shots(n, seed, some)


def acting_shots(n, seed=0):
    """Return the action features of ``n`` shots."""

    def some(chance, samples):
        return Acts(
            path=chance.normal(0, 0.6, (samples, 3, 2)).astype(np.float32),
            spin=chance.normal(0, 0.6, (samples, 3, 2)).astype(np.float32),
            rhythm=chance.exponential(0.2, (samples, 3, 4)).astype(np.float32),
            coverage=chance.uniform(0.3, 1, samples).astype(np.float32),
            area=chance.uniform(0, 0.3, samples).astype(np.float32),
            trust=chance.uniform(0.3, 1, samples).astype(np.float32),
        )

    return _windowed_shots(n, seed, some)


def _windowed_shots(n, seed, some):
    chance = np.random.default_rng(seed)
    shots = []
    for k in range(n):
        samples, start = int(chance.integers(1, 9)), 1000 * k
        stop = start + int(chance.integers(9, 90))
        at = np.sort(chance.choice(np.arange(start, stop), samples, replace=False))
        windows = some(chance, samples), some(chance, samples)
        shots.append(Windowed(FrameRange(start, stop), at, *windows))
    return shots


DRAWN_SHOTS = {"frame": masked_shots, "motion": moving_shots, "action": acting_shots}
"""By flavour."""
