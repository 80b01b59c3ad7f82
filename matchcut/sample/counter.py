"""The frame counter in the corner: digits for people, light and dark blocks for programs.

The blocks are the frame number in binary, highest bit first, with a light block before and a dark
one after it, followed by a parity block; each is a seventy-second of the picture's height, so that
they survive any codec and most scaling.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matchcut.sample import palette as ink
from matchcut.sample.forms import fill
from matchcut.sample.lettering import lettering
from matchcut.sample.textures import Picture

_BITS = 14
_BLOCKS = _BITS + 3
_BLOCK = 1 / 72
"""Size of a block, in heights."""
_MARGIN = 0.035
"""From the lower right corner of the strip to that of the picture, in heights."""


def draw_counter(picture: Picture, frame: int) -> None:
    """Write the frame's number into the lower right corner of a picture."""
    height, width = picture.shape[:2]
    xs, top, bottom = _strip(width, height)
    pad = round(0.008 * height)
    high = round(0.05 * height)
    plate = picture[top - high - pad : bottom + pad, xs[0] - pad : xs[-1] + pad]
    plate[:] = (0.35 * plate + 0.65 * np.array(ink.INK)).astype(np.uint8)
    for left, right, bit in zip(xs[:-1], xs[1:], _pattern(frame), strict=True):
        picture[top:bottom, left:right] = ink.CREAM if bit else ink.INK
    advance = 0.03 * height
    left = (xs[0] + xs[-1]) / 2 - 2 * advance
    for i, digit in enumerate(f"{frame:05d}"):
        ready = _digit(digit, high)
        x = round(left + i * advance - high / 2)
        spot = picture[top - high : top, x : x + high]
        np.maximum(spot, ready, out=spot)


@lru_cache(maxsize=32)
def _digit(digit: str, side: int) -> Picture:
    """Return a digit on black, (side, side, 3)."""
    square = np.zeros((side, side, 3), np.uint8)
    for part in lettering(digit, ink.CREAM, height=0.64, weight=0.075):
        fill(square, np.add(part.outline, (0.5, 0.48)) * side, part.colour)
    return square


def read_counter(picture: NDArray[np.uint8]) -> int:
    """Return the frame number in a picture, (h, w, 3) or grey.

    It may have been scaled, down to 144 lines. Raises ValueError if there is no counter.
    """
    grey = picture.mean(-1) if picture.ndim == 3 else picture.astype(float)
    height, width = grey.shape
    xs, top, bottom = _strip(width, height)
    inset = (bottom - top) // 4
    levels = np.array(
        [
            grey[top + inset : bottom - inset, left + inset : right - inset].mean()
            for left, right in pairwise(xs)
        ]
    )
    light, dark = levels[0], levels[-1]
    bits = levels[1:-1] > (light + dark) / 2
    if light - dark < 60 or bits.sum() % 2:
        raise ValueError("no frame counter in this picture")
    return int("".join("1" if bit else "0" for bit in bits[:-1]), 2)


def _pattern(frame: int) -> list[int]:
    bits = [int(bit) for bit in f"{frame:0{_BITS}b}"]
    return [1, *bits, sum(bits) % 2, 0]


def _strip(width: int, height: int) -> tuple[list[int], int, int]:
    """Return the edges between the blocks, and the strip's first and last row, in pixels."""
    right, bottom = width - _MARGIN * height, height - _MARGIN * height
    xs = [round(right - (_BLOCKS - i) * _BLOCK * height) for i in range(_BLOCKS + 1)]
    return xs, round(bottom - _BLOCK * height), round(bottom)
