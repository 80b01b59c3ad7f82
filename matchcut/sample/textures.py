"""Noise and gradients that give flat colours the look of paper."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.sample.palette import Colour

Picture = NDArray[np.uint8]
"""(height, width, 3) BGR."""
Plane = NDArray[np.floating]
"""(height, width)."""


def clouds(
    shape: tuple[int, int],
    rng: np.random.Generator,
    *,
    cell: float,
    octaves: int = 4,
    stretch: float = 1.0,
) -> Plane:
    """Return fractal value noise, 0..1, (height, width).

    cell: pixels between the knots of the coarsest octave; each finer one halves it.
    stretch: how many times wider than high the forms are.
    """
    height, width = shape
    total = np.zeros(shape, np.float32)
    weight, reach = 1.0, 0.0
    for _ in range(octaves):
        knots = rng.random(
            (int(height / cell) + 3, int(width / (cell * stretch)) + 3), dtype=np.float32
        )
        total += weight * cv2.resize(knots, (width, height), interpolation=cv2.INTER_CUBIC)
        reach += weight
        weight, cell = weight / 2, max(cell / 2, 1.0)
    low, high = np.percentile(total[::8, ::8], (1, 99))
    return np.asarray(np.clip((total - low) / (high - low), 0, 1), np.float32)


def ridge_line(width: int, rng: np.random.Generator, *, cell: float) -> Plane:
    """Return one row of fractal noise, 0..1, (width,): the top edge of a hill."""
    row: Plane = clouds((1, width), rng, cell=cell)[0]
    return row


@lru_cache(maxsize=4)
def paper(height: int, width: int) -> NDArray[np.uint8]:
    """Return the grain of paper, (height, width), 128 where it leaves a colour unchanged."""
    rng = np.random.default_rng(11)
    fine = rng.normal(0, 1, (height, width)).astype(np.float32)
    fibres = cv2.GaussianBlur(fine, (0, 0), 2.2, sigmaY=0.7) * 2.2
    blotches = clouds((height, width), rng, cell=height / 6, octaves=5) - 0.5
    grain = 128 + 3.5 * cv2.GaussianBlur(fine, (0, 0), 0.8) + 5 * fibres + 26 * blotches
    return np.asarray(np.clip(grain, 60, 200), np.uint8)


def gradient(shape: tuple[int, int], colours: Sequence[Colour]) -> NDArray[np.float32]:
    """Return colours that blend softly from the top to the bottom, (height, width, 3)."""
    height, width = shape
    stops = np.linspace(0, 1, len(colours))
    rows = np.linspace(0, 1, height)
    column = np.stack(
        [np.interp(rows, stops, [c[i] for c in colours]) for i in range(3)], axis=-1
    ).astype(np.float32)
    return np.repeat(column[:, None], width, axis=1)


def plain(shape: tuple[int, int], colour: Colour) -> Plane:
    """Return (height, width, 3) of one colour."""
    return np.full((*shape, 3), colour, np.float32)


def tint(base: Plane, share: Plane, colour: Colour) -> Plane:
    """Return ``base`` with ``colour`` mixed in by ``share`` (0..1) at each place."""
    weight = np.ascontiguousarray(np.broadcast_to(share, base.shape[:2]), np.float32)
    return np.asarray(
        cv2.blendLinear(base, plain(weight.shape, colour), 1 - weight, weight), np.float32
    )


def on_paper(base: Plane) -> Picture:
    """Return float colours as a picture with the grain of paper."""
    grain = cv2.merge([paper(*base.shape[:2]).astype(np.float32)] * 3)
    return np.asarray(cv2.multiply(base, grain, scale=1 / 128, dtype=cv2.CV_8U), np.uint8)
