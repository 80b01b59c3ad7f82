"""Encode a picture and planes of evidence about it, as bytes, for our figure networks."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

COLOURS = 3
"""How many planes come first: blue, green, red."""

# The byte value of 1 in a known plane, and half the range of colours, which go from -1 to 1.
_UNIT = np.float32(127.5)


def encoded(
    picture: NDArray[np.uint8],
    known: Sequence[NDArray[np.float32]],
    extent: tuple[int, int],
    shape: tuple[int, int],
) -> NDArray[np.uint8]:
    """Return (COLOURS + known, rows, columns) uint8, zero around the picture.

    picture: (h, w, 3) BGR. known: (h, w) each, clipped to 0..2.
    extent: columns and rows that the picture takes, from the upper left corner.
    shape: rows and columns of the planes.
    """
    planes = np.zeros((COLOURS + len(known), *shape), np.uint8)
    inside = planes[:, : extent[1], : extent[0]]
    inside[:COLOURS] = cv2.resize(picture, extent, interpolation=cv2.INTER_AREA).transpose(2, 0, 1)
    for plane, values in zip(inside[COLOURS:], known, strict=True):
        small = cv2.resize(values, extent, interpolation=cv2.INTER_AREA)
        plane[:] = np.clip(small * _UNIT, 0, 255)
    return planes


def decoded(planes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (n, planes, rows, columns) as a network takes them: colours -1 to 1, others 0 to 2."""
    given = np.asarray(planes / _UNIT, np.float32)
    given[:, :COLOURS] -= 1
    return given
