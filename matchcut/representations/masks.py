"""Store the figures of a shot as runs of pixels, and map them to cells of the project's canvas.

Each pixel of a sample frame belongs to one figure or to none. Whether it likely or surely does is
recorded too: a mask's border moves with every encoding of a film, but far less if it counts by
halves. Runs of equal pixels are small and lossless: outlines are traced from them, and they map to
a canvas of any shape without reading the film again. The canvas is the project's frame cut into
about 2,300 square cells; a picture of another shape is fitted into it, never stretched.
Whatever is burnt into a film hides part of its figures. Masks exclude it, but on the canvas the
figures around it continue behind it. If cut off or left out, they would match others by what the
overlay left of them (measured: the first 20 pairs change by seven, two and one).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import compress
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.picture_area import continued
from matchcut.representations.samples import FrameMasks, ShotSamples
from matchcut.timing import FrameRange

NAME = "masks"
VERSION = 5

MAX_INSTANCES = 6
_CANVAS_CELLS = 64 * 36
OUTSIDE = 255
"""The figure number of canvas cells that the picture doesn't reach."""

SURE = 16
"""Added to a figure's number where a pixel surely belongs to it."""

MIN_UNION, MAX_UNION = 0.02, 0.85
"""Shares of the picture between which a sample's figures are worth matching."""

_MIN_INSTANCE = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class MaskFeatures:
    """The figures in each sample frame of one shot.

    Instances of all samples are in one list, sample after sample, largest first. At most
    `MAX_INSTANCES` a sample: the five largest, and the rest as one.

    frames: the shot.
    indices: (n,) int64, film frame numbers of the sample frames, ascending.
    size: width and height in pixels of the samples, which show the active picture.
    sample: (m,) int16, the position in ``indices`` of each instance, ascending.
    labels: m class names, "" where the segmenter has none.
    trust: (m,) float32, 0..1.
    area: (m,) float32, share of the picture.
    run_figure: (r,) uint8, 0 for none or the instance's number in its sample from 1.
    run_pixels: (r,) int32, length of each run; runs go along rows, row by row, sample by sample.
    likely_figure: (l,) uint8, 0 or the number of the figure that pixels likely belong to, with
        `SURE` added where they surely do. likely_pixels: (l,) int32, lengths of these runs.
    hidden_pixels: (h,) int32, lengths of runs of a picture's pixels, alternately visible and under
        the film's overlay, visible ones first.
    """

    frames: FrameRange
    indices: NDArray[np.int64]
    size: tuple[int, int]
    sample: NDArray[np.int16]
    labels: tuple[str, ...]
    trust: NDArray[np.float32]
    area: NDArray[np.float32]
    run_figure: NDArray[np.uint8]
    run_pixels: NDArray[np.int32]
    likely_figure: NDArray[np.uint8]
    likely_pixels: NDArray[np.int32]
    hidden_pixels: NDArray[np.int32]

    @property
    def union_area(self) -> NDArray[np.float32]:
        """Share of the picture that is figure, for each sample frame: (n,) float32."""
        return np.bincount(self.sample, self.area, len(self.indices)).astype(np.float32)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Whether each sample frame may be ranked: (n,) bool."""
        union = self.union_area
        return (union >= MIN_UNION) & (union <= MAX_UNION)

    def figures(self) -> NDArray[np.uint8]:
        """Return the figure of every pixel, (n, height, width), numbered as ``run_figure``."""
        width, height = self.size
        return np.repeat(self.run_figure, self.run_pixels).reshape(-1, height, width)

    def likely(self) -> NDArray[np.uint8]:
        """Return the likely figure of every pixel, (n, height, width), as ``likely_figure``."""
        width, height = self.size
        return np.repeat(self.likely_figure, self.likely_pixels).reshape(-1, height, width)

    def hidden(self) -> NDArray[np.bool_]:
        """Return which pixels are under the film's overlay, (height, width)."""
        width, height = self.size
        by_turns = np.arange(len(self.hidden_pixels)) % 2 == 1
        return np.repeat(by_turns, self.hidden_pixels).reshape(height, width)

    def alone(self, sample: int) -> "MaskFeatures":
        """Return the figures of one sample as those of a one-frame shot."""
        here = self.sample == sample
        run_figure, run_pixels = _runs(self.figures()[sample])
        likely_figure, likely_pixels = _runs(self.likely()[sample])
        return replace(
            self,
            frames=FrameRange(0, 1),
            indices=np.zeros(1, np.int64),
            sample=np.zeros(np.count_nonzero(here), np.int16),
            labels=tuple(compress(self.labels, here)),
            trust=self.trust[here],
            area=self.area[here],
            run_figure=run_figure,
            run_pixels=run_pixels,
            likely_figure=likely_figure,
            likely_pixels=likely_pixels,
        )

    def outlines(self, sample: int) -> list[NDArray[np.float32]]:
        """Return the outlines of one sample's figures and their holes, for drawing.

        Each is a closed ring, (k, 2) float32, x and y, 0..1 of the active picture, k >= 1.
        """
        figures = self.figures()[sample]
        rings = []
        for figure in range(1, int(figures.max(initial=0)) + 1):
            mask = (figures == figure).astype(np.uint8)
            contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
            rings += [cv2.approxPolyDP(contour, 0.7, True)[:, 0, :] for contour in contours]
        return [((ring + 0.5) / np.array(self.size)).astype(np.float32) for ring in rings]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as plain numpy arrays, for storage."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self)}
        return arrays | {
            "frames": np.array([self.frames.start, self.frames.stop], np.int64),
            "size": np.array(self.size, np.int64),
            "labels": np.array(self.labels, np.str_),
        }


def mask_features_from_arrays(arrays: Mapping[str, NDArray[Any]]) -> MaskFeatures:
    """Rebuild features from `MaskFeatures.to_arrays`."""
    known: dict[str, Any] = {each.name: arrays[each.name] for each in fields(MaskFeatures)}
    return MaskFeatures(
        **known
        | {
            "frames": FrameRange(*arrays["frames"].tolist()),
            "size": tuple(arrays["size"].tolist()),
            "labels": tuple(arrays["labels"].tolist()),
        }
    )


def mask_features(samples: ShotSamples, masks: Sequence[FrameMasks]) -> MaskFeatures:
    """Return the figures of a shot from the masks of its sample frames, in their order.

    Nothing under the film's overlay is a figure. Raises ValueError if the numbers differ.
    """
    if len(masks) != len(samples.indices):
        raise ValueError(f"{len(masks)} masks for {len(samples.indices)} sample frames")
    height, width = samples.overlay.shape
    of_sample = [_figures(frame, ~samples.overlay) for frame in masks]
    figures = np.zeros((len(masks), height, width), np.uint8)
    for plane, found in zip(figures, of_sample, strict=True):
        for number, figure in enumerate(found, start=1):
            plane[figure.mask] = number
    likely = [
        _likely(plane, frame.sureness, ~samples.overlay)
        for plane, frame in zip(figures, masks, strict=True)
    ]
    run_figure, run_pixels = _runs(figures)
    likely_figure, likely_pixels = _runs(np.stack(likely))
    overlay = samples.overlay.ravel()
    turns = np.flatnonzero(np.diff(overlay, prepend=False))
    every = [figure for found in of_sample for figure in found]
    return MaskFeatures(
        frames=samples.frames,
        indices=samples.indices,
        size=(width, height),
        sample=np.repeat(np.arange(len(masks), dtype=np.int16), [len(f) for f in of_sample]),
        labels=tuple(figure.label for figure in every),
        trust=np.array([figure.trust for figure in every], np.float32),
        area=np.array([figure.mask.mean() for figure in every], np.float32),
        run_figure=run_figure,
        run_pixels=run_pixels,
        likely_figure=likely_figure,
        likely_pixels=likely_pixels,
        hidden_pixels=np.diff(turns, prepend=0, append=len(overlay)).astype(np.int32),
    )


def _likely(
    figures: NDArray[np.uint8], sureness: NDArray[np.uint8] | None, allowed: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Return `MaskFeatures.likely` of one frame, (h, w), for figures with these numbers."""
    if sureness is None or not figures.any():
        return np.where(figures > 0, figures + SURE, figures).astype(np.uint8)
    # Outside all masks, a pixel belongs to the nearest figure.
    _, nearest = cv2.distanceTransformWithLabels(
        (figures == 0).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    number = np.zeros(int(nearest.max()) + 1, np.uint8)
    number[nearest[figures > 0]] = figures[figures > 0]
    found = np.where(figures > 0, figures, number[nearest])
    # Pixels of figures too small to keep belong to none.
    sure = (sureness > 1) & (figures > 0)
    return np.where((sureness > 0) & allowed, found + SURE * sure, 0).astype(np.uint8)


def _runs(planes: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return the values and lengths of runs of equal pixels."""
    flat = planes.ravel()
    starts = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    return flat[starts], np.diff(starts, append=len(flat)).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Figure:
    mask: NDArray[np.bool_]
    label: str
    trust: float


def _figures(frame: FrameMasks, allowed: NDArray[np.bool_]) -> list[_Figure]:
    """Return the instances of one frame without overlap, largest first."""
    free = allowed.copy()
    figures = []
    # Of two that overlap, the smaller is more often in front.
    for at in np.argsort(frame.masks.sum(axis=(1, 2)), kind="stable"):
        mask = frame.masks[at] & free
        if mask.mean() >= _MIN_INSTANCE:
            figures.append(_Figure(mask, frame.labels[at], float(frame.trust[at])))
            free &= ~mask
    figures.sort(key=lambda figure: -int(figure.mask.sum()))
    if len(figures) <= MAX_INSTANCES:
        return figures
    kept, rest = figures[: MAX_INSTANCES - 1], figures[MAX_INSTANCES - 1 :]
    return [*kept, _as_one(rest)]


def _as_one(figures: list[_Figure]) -> _Figure:
    areas = [int(figure.mask.sum()) for figure in figures]
    return _Figure(
        np.logical_or.reduce([figure.mask for figure in figures]),
        figures[0].label,
        float(np.average([figure.trust for figure in figures], weights=areas)),
    )


def canvas_size(shape: Fraction, cells: int = _CANVAS_CELLS) -> tuple[int, int]:
    """Return columns and rows of the canvas of this width-to-height ratio: 64 by 36 for 16:9.

    cells: approximate total.
    """
    rows = max(1, round((cells / shape) ** 0.5))
    return max(1, round(rows * shape)), rows


@dataclass(frozen=True, slots=True, eq=False)
class CanvasFigures:
    """The figures at the centre of every cell of the canvas.

    figure: (n, rows, columns) uint8, 0 for none, `OUTSIDE` beyond the picture.
    likely: (n, rows, columns) uint8, the figure that is likely there, 0 for none or beyond.
    sure: (n, rows, columns) bool, whether it surely is.
    """

    figure: NDArray[np.uint8]
    likely: NDArray[np.uint8]
    sure: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.figure)

    def __getitem__(self, samples: slice | NDArray[np.intp]) -> "CanvasFigures":
        return CanvasFigures(self.figure[samples], self.likely[samples], self.sure[samples])

    def mirrored(self) -> "CanvasFigures":
        """Return the same figures mirrored left to right."""
        turned = np.s_[:, :, ::-1]
        return CanvasFigures(self.figure[turned], self.likely[turned], self.sure[turned])


def on_canvas(
    features: MaskFeatures,
    shape: Fraction,
    *,
    cells: int = _CANVAS_CELLS,
    samples: slice = slice(None),
) -> CanvasFigures:
    """Return the figures at the centre of every cell; they continue behind the film's overlay.

    shape: width to height of the project's frame; the picture is centred in it, as large as it
    fits. cells: approximate number in the canvas. samples: which samples of the shot to use.
    """
    columns, rows = canvas_size(shape, cells)
    width, height = features.size
    scale = max(width / columns, height / rows)
    x = np.floor((np.arange(columns) + 0.5 - columns / 2) * scale + width / 2).astype(np.intp)
    y = np.floor((np.arange(rows) + 0.5 - rows / 2) * scale + height / 2).astype(np.intp)
    inside_x, inside_y = ((at >= 0) & (at < side) for at, side in ((x, width), (y, height)))
    # The picture covers one box of cells.
    box = np.s_[:, _span(inside_y), _span(inside_x)]
    within = y[inside_y, None], x[inside_x]
    hidden = features.hidden()[within]
    holed = bool(hidden.any() and not hidden.all())

    def laid(seen: NDArray[np.uint8], beyond: int) -> NDArray[np.uint8]:
        canvas = np.full((len(seen), rows, columns), beyond, np.uint8)
        canvas[box] = np.stack([_going_on(each, hidden) for each in seen]) if holed else seen
        return canvas

    likely = features.likely()[samples, *within]
    return CanvasFigures(
        figure=laid(features.figures()[samples, *within], OUTSIDE),
        likely=laid(likely % SURE, 0),
        sure=laid(likely // SURE, 0) > 0,
    )


def _span(inside: NDArray[np.bool_]) -> slice:
    """Return the slice of a row of cells that is inside, which is contiguous."""
    return slice(int(inside.argmax()), int(inside.argmax() + np.count_nonzero(inside)))


def _going_on(figures: NDArray[np.uint8], hidden: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return figures, (rows, columns), continued where they are hidden."""
    # One by one: OpenCV scales four channels at most.
    shares = [
        continued((figures == number).astype(np.float32), hidden)
        for number in range(int(figures.max(initial=0)) + 1)
    ]
    return np.asarray(np.argmax(shares, axis=0), np.uint8)
