"""Where the camera looks, and how it moves.

Lengths are in picture heights from the middle of the picture, x right and y down, so that one
plan fits every canvas.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Affine = NDArray[np.float64]
"""(3, 3): homogeneous, acts on column vectors (x, y, 1)."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A steady move: how far the view travels each second.

    pan, tilt: heights a second to the right and down; the picture goes the other way.
    zoom: natural logarithm of the magnification gained each second.
    roll: radians a second, clockwise; the picture turns the other way.
    shake: size of a hand's tremor in heights; ``seed`` decides its course.
    parallax: 0 turns the camera on the spot, so that near and far move alike; 1 moves it.
    """

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    roll: float = 0.0
    shake: float = 0.0
    seed: int = 0
    parallax: float = 1.0

    def view(self, seconds: float, depth: float) -> Affine:
        """Return the map from the world to the picture, ``seconds`` from the middle of the shot.

        depth: 1 moves with the camera as the figures do, 0 is infinitely far, above 1 nearer.
        """
        share = 1 + (depth - 1) * self.parallax
        tremor_x, tremor_y, tremor_roll = self._tremor(seconds)
        x = share * self.pan * seconds + tremor_x
        y = share * self.tilt * seconds + tremor_y
        angle = -(self.roll * seconds + tremor_roll)
        scale = np.exp(self.zoom * seconds)
        c, s = scale * np.cos(angle), scale * np.sin(angle)
        return np.array([[c, -s, -c * x + s * y], [s, c, -s * x - c * y], [0, 0, 1]])

    def _tremor(self, seconds: float) -> tuple[float, float, float]:
        if not self.shake:
            return 0.0, 0.0, 0.0
        rng = np.random.default_rng(self.seed)
        phases = rng.uniform(0, 2 * np.pi, (3, 3))
        paces = rng.uniform((2.0, 4.5, 8.0), (3.5, 6.5, 11.0), (3, 3))
        x, y, roll = (np.sin(paces * seconds + phases) * (0.6, 0.3, 0.1)).sum(1)
        return self.shake * x, self.shake * y, 0.5 * self.shake * roll


STILL = Camera()


def scaled(scale: float, *, turn: float = 0.0, x: float = 0.0, y: float = 0.0) -> Affine:
    """Return the map that scales, turns clockwise, then shifts."""
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    return np.array([[c, -s, x], [s, c, y], [0, 0, 1]])


def mapped(points: NDArray[np.float64], matrix: Affine) -> NDArray[np.float64]:
    """Return where a map takes points, (n, 2)."""
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2])


def to_pixels(width: int, height: int) -> Affine:
    """Return the map from heights about the middle to the pixels of a canvas."""
    return np.array([[height, 0, width / 2], [0, height, height / 2], [0, 0, 1.0]])
