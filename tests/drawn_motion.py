"""Textured pictures that move by known amounts: right, down, in and clockwise are positive."""

from functools import cache

import cv2
import numpy as np

WIDTH, HEIGHT = 256, 144


@cache
def texture(seed=0, grain=3.0):
    """Return a large field of smooth noise, (900, 1200) float32, grey levels."""
    field = np.random.default_rng(seed).normal(size=(900, 1200)).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), grain)
    return np.clip(128 + 40 * field / field.std(), 0, 255)


def view(pan=0.0, tilt=0.0, zoom=0.0, roll=0.0, *, seed=0, grain=3.0):
    """Return (144, 256) uint8 grey: the field's middle, moved, in widths, log and radians."""
    turn = np.exp(zoom + 1j * roll)
    at = complex(WIDTH, HEIGHT) / 2 + (pan + 1j * tilt) * WIDTH - turn * complex(600, 450)
    matrix = np.float32([[turn.real, -turn.imag, at.real], [turn.imag, turn.real, at.imag]])
    moved = cv2.warpAffine(texture(seed, grain), matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    return np.clip(moved, 0, 255).round().astype(np.uint8)


def with_disc(picture, x, y, radius=24, seed=9):
    """Return the picture with a textured disc at pixel (x, y), its texture moving with it."""
    across = np.hypot(*(np.indices(picture.shape)[::-1] - np.array([x, y])[:, None, None]))
    shift = np.float32([[1, 0, x - 600], [0, 1, y - 450]])
    skin = cv2.warpAffine(texture(seed), shift, (WIDTH, HEIGHT))
    return np.where(across < radius, skin, picture).round().astype(np.uint8)
