"""Reduce frames for shot detection to small pictures, and measure their distances.

Everything is measured on reduced pictures of one fixed size, so that a threshold means the same
for every film, grain averages out, and a frame costs a few hundredths of a millisecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged

REACH = 73
"""How many frames each frame's distances are known to: itself and those before it."""

_LUMA_SIZE = (128, 72)
_COLOUR_SIZE = (64, 36)
# Rows of the colour picture; timecode, logos and captions lie above and below.
_INNER_ROWS = slice(6, 30)
# _UNCHANGED: a cell's change summed over its three channels. _STRUCTURE: spread of the cells' luma.
_UNCHANGED = 12.0
_STAYING_SHARE = 0.35
_STRUCTURE = 12.0
# Standard deviation of the luma from which on thresholds hold as they are, as they do below the
# other: there, noise changes as much as the picture.
_USUAL_CONTRAST = 40.0
_NO_CONTRAST = 3.0
# Luma between the dark and the bright parts of an almost black picture that still shows something:
# at least so much, and this share of the mean. Noise averages out in a cell.
_MIN_SPREAD = 4.0
_MIN_SPREAD_SHARE = 0.25
# Above this luma a pixel is not black, however it was compressed.
_BLACK = 28
_MIN_LIT = 24

Contrast = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ReducedFrame:
    """One frame, reduced.

    luma: (72, 128) uint8.
    colour: (36, 64, 3) uint8, YCrCb.
    coarse: (1728,) float32, YCrCb less 128 of 18 x 32 cells: movement of a few pixels hardly
        shows here.
    brightness, contrast: mean and standard deviation of the luma, 0..255, in the middle two
        thirds of the height: black stays black under burnt-in timecode.
    tint: the larger standard deviation of the two chroma channels, likewise.
    detail: mean squared luma step to the next pixel. A blend of two pictures has less than
        either; movement leaves it unchanged.
    """

    luma: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    coarse: NDArray[np.float32]
    brightness: float
    contrast: float
    tint: float
    detail: float

    @property
    def inner_cells(self) -> NDArray[np.float32]:
        """The luma, 0..255, of the ``coarse`` cells in the middle two thirds, (384,) float32."""
        rows, columns = _INNER_ROWS.stop // 2, _COLOUR_SIZE[0] // 2
        luma = self.coarse[::3].reshape(-1, columns)[_INNER_ROWS.start // 2 : rows]
        return luma.ravel() + np.float32(128)


def reduced(frames: Sequence[NDArray[np.uint8]]) -> list[ReducedFrame]:
    """Return the sketches of BGR frames (height, width, 3), uint8.

    The frames are stacked into one tall picture, which is halved without mixing pixels of two
    frames: calling OpenCV per frame takes longer than its work.
    """
    count = len(frames)
    halves = np.concatenate([averaged(frame, *_LUMA_SIZE) for frame in frames])
    luma = cv2.cvtColor(halves, cv2.COLOR_BGR2GRAY).reshape(count, *_LUMA_SIZE[::-1])
    quarters = _halved(halves)
    colour = _bytes(cv2.cvtColor(quarters, cv2.COLOR_BGR2YCrCb))
    coarse = _halved(colour).reshape(count, -1) - np.float32(128)
    return [
        _measured(*pictures)
        for pictures in zip(
            _bytes(luma), colour.reshape(count, *_COLOUR_SIZE[::-1], 3), coarse, strict=True
        )
    ]


def _measured(
    luma: NDArray[np.uint8], colour: NDArray[np.uint8], coarse: NDArray[np.float32]
) -> ReducedFrame:
    mean, deviation = cv2.meanStdDev(colour[_INNER_ROWS])
    across = cv2.norm(luma[:, 1:], luma[:, :-1], cv2.NORM_L2SQR)
    down = cv2.norm(luma[1:], luma[:-1], cv2.NORM_L2SQR)
    return ReducedFrame(
        luma=luma,
        colour=colour,
        coarse=coarse,
        brightness=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        tint=float(deviation[1:, 0].max()),
        detail=(across + down) / luma.size,
    )


def difference(a: ReducedFrame, b: ReducedFrame) -> float:
    """Return the mean absolute difference per pixel, summed over the three channels."""
    return float(cv2.norm(a.colour, b.colour, cv2.NORM_L1)) / (a.colour.size / 3)


def contrast_share(a: Contrast, b: Contrast) -> NDArray[np.float64]:
    """Return how much of the usual contrast the stronger of two pictures has, at most 1.

    a, b: `ReducedFrame.contrast`; arrays are compared one by one.
    Pictures of low contrast, as underexposed ones are, differ less: thresholds are multiplied by
    this. It is 1 where one of them has next to none.
    """
    shares = np.minimum(np.maximum(a, b) / _USUAL_CONTRAST, 1.0)
    return np.where(np.minimum(a, b) < _NO_CONTRAST, 1.0, shares)


def are_structured(cells: NDArray[np.uint8 | np.float32]) -> NDArray[np.bool_]:
    """Return which dark pictures show something, and are not black with a little text or noise.

    cells: (n, m) luma, 0..255, of parts of each picture so large that noise averages out; the
        darkest and the brightest tenth of them don't count.
    Returns (n,) bool.
    """
    low, high = np.percentile(cells, (10, 90), axis=1)
    least = np.maximum(_MIN_SPREAD, _MIN_SPREAD_SHARE * cells.mean(axis=1))
    return np.asarray(high - low > least)


def distances(coarse: NDArray[np.float32], new: int) -> NDArray[np.float32]:
    """Return how far the ``new`` last pictures are from those before them, (new, REACH).

    coarse: (n, 1728), the `ReducedFrame.coarse` of frames in a row.
    Row i, column k: the mean squared difference a cell, summed over the channels, between new
    picture i and the one k frames before it; infinite where there is none.
    """
    # The values are whole numbers around zero and no norm reaches 2 ** 24, so sums of products are
    # exact in float32 in any order: results don't depend on which pictures are compared together.
    norms = np.einsum("ij,ij->i", coarse, coarse)
    products = coarse[-new:] @ coarse.T
    squared = norms[-new:, None] + norms[None, :] - 2 * products
    rows = np.full((new, REACH), np.inf, np.float32)
    for row, last in zip(range(new), range(len(coarse) - new, len(coarse)), strict=True):
        known = min(REACH, last + 1)
        rows[row, :known] = squared[row, last - known + 1 : last + 1][::-1]
    rows /= coarse.shape[1] / 3
    return rows


def is_overlaid(a: ReducedFrame, b: ReducedFrame) -> bool:
    """Return whether a good part of the picture, and not an empty one, stays as it is.

    As where a title or caption comes and goes over a picture.
    """
    change = cv2.transform(
        cv2.absdiff(a.coarse.reshape(-1, 1, 3), b.coarse.reshape(-1, 1, 3)), np.ones((1, 3))
    )
    share = contrast_share(a.contrast, b.contrast)
    stays = change.reshape(-1) <= _UNCHANGED * share
    if stays.mean() < _STAYING_SHARE:
        return False
    return bool(a.coarse[::3][stays].std() >= _STRUCTURE * share)


class WarpedCorrelation:
    """Tells whether two pictures show the same thing, moved, lit or exposed differently."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        height, width = _LUMA_SIZE[::-1]
        self._grid = np.dstack(np.meshgrid(np.arange(width), np.arange(height))).astype(np.float32)

    def __call__(self, a: ReducedFrame, b: ReducedFrame) -> float:
        """Return the correlation, -1..1, of ``a`` with ``b`` warped onto it along dense flow.

        The flow is that of Kroeger et al., "Fast Optical Flow using Dense Inverse Search"
        (ECCV 2016). The better of both directions counts, since what is uncovered in one is
        covered in the other. A picture without contrast matches no other.
        """
        one, other = _without_bars(a.luma, b.luma)
        return max(self._along_flow(one, other), self._along_flow(other, one))

    def _along_flow(self, a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
        flow = self._flow.calc(a, b, np.zeros_like(self._grid))
        across, down = cv2.split(self._grid + flow)
        moved = cv2.remap(b, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return _correlation(a, _bytes(moved))


def _without_bars(
    a: NDArray[np.uint8], b: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return two pictures without the black bars they share, scaled to their original size.

    Bars would make any two alike: black correlates with black.
    """
    lit = np.maximum(a, b) > _BLACK
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    if min(len(rows), len(columns)) < _MIN_LIT or lit.shape == (len(rows), len(columns)):
        return a, b
    within = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    one, other = (cv2.resize(each[within], _LUMA_SIZE) for each in (a, b))
    return _bytes(one), _bytes(other)


def _correlation(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    (mean_a,), (deviation_a,) = (each[:, 0] for each in cv2.meanStdDev(a))
    (mean_b,), (deviation_b,) = (each[:, 0] for each in cv2.meanStdDev(b))
    if min(deviation_a, deviation_b) < 1:
        return 0.0
    product = float(np.dot(a.ravel().astype(np.float32), b.ravel().astype(np.float32)))
    return float((product / a.size - mean_a * mean_b) / (deviation_a * deviation_b))


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return (2h, 2w, c) as (h, w, c), each the mean of four."""
    size = picture.shape[1] // 2, picture.shape[0] // 2
    return averaged(picture, *size)


def _bytes(picture: object) -> NDArray[np.uint8]:
    return np.asarray(picture, np.uint8)
