"""Find the kind of a shot: a picture, or something that no editor wants to match.

Each test asks for several signs at once. A title that slips through costs a glance; a picture
taken for a title is never seen again.
"""

from collections.abc import Callable
from itertools import islice
from math import ceil

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.scaling import averaged
from matchcut.shots.reduced_frames import are_structured
from matchcut.shots.shot import ShotKind
from matchcut.shots.slates import is_slate

_WIDTH = 256
# Columns and rows of the cells whose luma tells a dark picture from black.
_CELLS = 32, 18
_MIN_SHARE = 0.6
# Of the brightest channel, 0..255.
_BRIGHTEST_BLACK = 48
_MAX_PICTURES = 6
# Wider than the strokes of all but the largest lettering.
_BLOCK = np.ones((9, 9), np.uint8)
# Letters cover less than half of a square of this width.
_SURROUNDINGS = 21
_LETTER_GAP = np.ones((1, 5), np.uint8)
# Height of a line of words in pixels: on a picture, and on an empty ground.
_LETTER, _LARGEST_LETTER = 12, 40
# Share of the height at top and bottom where lettering on a picture is a counter or a subtitle.
_MARGIN = 0.15


def shot_kind(pictures: NDArray[np.uint8]) -> ShotKind:
    """Return the kind of most of a shot's pictures.

    pictures: (n, height, width, 3) uint8 BGR, n >= 1, spread over the shot, the active picture,
        filled in behind anything burnt in, which says nothing about the kind.
    """
    looked_at = np.unique(np.linspace(0, len(pictures) - 1, _MAX_PICTURES).round().astype(int))
    small = [_to_width(pictures[index]) for index in looked_at]
    shown = [picture for picture in small if not _shows_nothing(picture)]
    if not shown:
        # Flat white or colour is leader, which goes with bars.
        return "bars" if _most(_is_lit, small) else "black"
    # Titles fade in and out of black within their shot, so empty pictures don't count.
    if _most(_is_title, shown):
        return "title"
    if _most(_is_bars, shown) or _most(_is_leader, shown):
        return "bars"
    # The search for sticks takes longer than the rest together, so one picture is tried first.
    if _shows_slate(shown[len(shown) // 2]) and _most(_shows_slate, shown):
        return "slate"
    return "picture"


def _most(shows: Callable[[NDArray[np.uint8]], bool], pictures: list[NDArray[np.uint8]]) -> bool:
    """Return whether at least `_MIN_SHARE` of the pictures show something.

    Stops as soon as that is settled.
    """
    without = len(pictures) - ceil(_MIN_SHARE * len(pictures)) + 1
    failing = (picture for picture in pictures if not shows(picture))
    return len(list(islice(failing, without))) < without


def _to_width(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale to the width that sizes in pixels refer to."""
    height, width = picture.shape[:2]
    # `size_within` rounds a few heights differently, and the thresholds were set with these.
    size = (_WIDTH, max(round(height * _WIDTH / width), 1))
    return averaged(picture, *size)


def _shows_nothing(picture: NDArray[np.uint8]) -> bool:
    """Return whether a picture is empty, and not only dark."""
    return (
        _is_empty(picture)
        and not are_structured(averaged(grey_of(picture), *_CELLS).reshape(1, -1)).any()
    )


def _is_empty(picture: MatLike) -> bool:
    """Return whether there is only one colour, or black with a faint line of text."""
    mean, deviation = cv2.meanStdDev(picture)
    return bool(deviation.max() <= 3 or (mean.max() <= 20 and deviation.max() <= 5.5))


def _is_lit(picture: NDArray[np.uint8]) -> bool:
    """Return whether an empty picture is brighter than black is, however it was lifted."""
    return max(cv2.mean(picture)) > _BRIGHTEST_BLACK


def _shows_slate(picture: NDArray[np.uint8]) -> bool:
    return is_slate(grey_of(picture))


def _chroma(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return each pixel's largest value less its smallest, (h, w): 0 where it is grey."""
    # NumPy takes ten times as long over an axis of three.
    blue, green, red = cv2.split(picture)
    brightest, darkest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return np.asarray(cv2.subtract(brightest, darkest), np.uint8)


def _is_title(picture: NDArray[np.uint8]) -> bool:
    """Return whether there is lettering on plain or soft ground, and almost nothing else."""
    grey, chroma = grey_of(picture), _chroma(picture)
    return (
        _is_text(grey, chroma)
        or _is_text(np.asarray(cv2.bitwise_not(grey), np.uint8), chroma)
        or _is_emblem(grey, chroma)
    )


def _is_text(grey: NDArray[np.uint8], chroma: NDArray[np.uint8]) -> bool:
    """Return whether thin bright strokes are colourless words, and the rest is soft.

    Words are pieces left by a white top-hat, with letters joined, no higher than a line and at
    least twice as wide as high. Credits beside figures need many words to count.
    """
    ground = cv2.morphologyEx(grey, cv2.MORPH_OPEN, _BLOCK)
    strokes = cv2.subtract(grey, ground) >= 40
    if not 0.002 <= strokes.mean() <= 0.3:
        return False
    # Most pictures fail here, before the slowest step.
    if _edge_share(ground) > 0.04:
        return False
    # Drop shadows darken the ground round letters, and the gaps between them look bright.
    strokes &= cv2.subtract(grey, cv2.medianBlur(grey, _SURROUNDINGS)) >= 20
    if not strokes.any() or chroma[strokes].mean() > 50:
        return False
    joined = cv2.morphologyEx(strokes.astype(np.uint8), cv2.MORPH_CLOSE, _LETTER_GAP)
    _, _, pieces, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    _, top, width, height, area = pieces[1:].T
    middle = (top + height / 2) / len(grey)
    words = (height >= 2) & (width >= 2 * height) & (area >= 4)
    if _is_empty(ground):
        words &= height <= _LARGEST_LETTER
    else:
        words &= (height <= _LETTER) & (abs(middle - 0.5) <= 0.5 - _MARGIN)
    share = area[words].sum() / area.sum()
    return bool(share >= 0.7 or (share >= 0.35 and words.sum() >= 12))


def _is_emblem(grey: NDArray[np.uint8], chroma: NDArray[np.uint8]) -> bool:
    """Return whether something white stands in the middle of black: a logo, or large lettering."""
    drawn = grey > 32
    if not 0.002 <= drawn.mean() <= 0.12 or grey.max() < 128 or grey[~drawn].mean() > 8:
        return False
    columns = np.flatnonzero(drawn.any(axis=0))
    centre = (columns[0] + columns[-1]) / 2 / grey.shape[1]
    return bool(abs(centre - 0.5) <= 0.03 and chroma[drawn].mean() <= 12)


def _edge_share(grey: MatLike) -> float:
    """Return the share of pixels where brightness changes by more than 10 a pixel."""
    # Remove what the opening left of letters, so that only the ground counts.
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _BLOCK)
    across = cv2.Sobel(ground, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(ground, cv2.CV_32F, 0, 1, scale=0.25)
    return float(np.mean(cv2.magnitude(across, down) > 10))


def _is_bars(picture: NDArray[np.uint8]) -> bool:
    """Return whether the upper part is five or more upright bars of strong, even colour."""
    # Every fourth line is enough: bars are the same all the way down.
    upper = picture[: max(picture.shape[0] * 3 // 5, 1) : 4].astype(np.float32)
    if np.mean(upper.std(axis=0).max(axis=1) <= 6) < 0.9:
        return False
    line = upper.mean(axis=0)
    if np.mean(line.max(axis=1) - line.min(axis=1)) < 60:
        return False
    change = np.abs(np.diff(line, axis=0)).sum(axis=1) > 24
    borders = np.flatnonzero(np.diff(change.astype(np.int8), prepend=0) == 1)
    return len(borders) >= 4


def _is_leader(picture: NDArray[np.uint8]) -> bool:
    """Return whether a countdown leader's cross hairs meet in the middle, on even grey.

    The digit and the wiping hand cover much of the hairs. Real pictures of 20 films reach .21
    but are not both grey and even; a view through a gun sight is neither.
    """
    if cv2.mean(_chroma(picture))[0] > 40:
        return False
    grey = grey_of(picture).astype(np.int16)
    tones = np.sort(np.bincount(grey.ravel() // 8, minlength=32))
    # The two tones, before and behind the hand, may each straddle two bins.
    return bool(tones[-4:].sum() >= 0.7 * grey.size) and _has_hair(grey) and _has_hair(grey.T)


def _has_hair(grey: NDArray[np.int16]) -> bool:
    """Return whether a thin line runs through the picture's middle from side to side."""
    middle, reach = len(grey) // 2, max(1, len(grey) // 40)
    rows = np.arange(middle - reach, middle + reach + 1)
    above, line, below = (grey[rows + off] for off in (-3, 0, 3))
    # Thin: unlike what is above and below, which are alike.
    drawn = (np.minimum(abs(line - above), abs(line - below)) >= 10) & (abs(above - below) <= 10)
    return bool(drawn.mean(axis=1).max() >= 0.3)
