"""Sheets of painted paper behind and in front of the figures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.sample.forms import Drawing, Points, fill
from matchcut.sample.palette import Colour
from matchcut.sample.textures import Picture, Plane, gradient, on_paper


@dataclass(frozen=True, eq=False)
class Layer:
    """One sheet, larger than the picture, centred on the origin of the world.

    picture: premultiplied by alpha. alpha: (h, w) uint8, None if the sheet has no holes.
    depth: see `Camera.view`. drift: heights a second to the right and down; the sheet repeats.
    """

    picture: Picture
    alpha: NDArray[np.uint8] | None
    depth: float
    drift: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def used_rows(self) -> tuple[int, int]:
        """The rows of the sheet that hold anything, the end excluded."""
        if self.alpha is None:
            return 0, self.picture.shape[0]
        rows = np.flatnonzero(self.alpha[:, ::16].any(1))
        return (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """The sheets behind the figures, farthest first, and those in front, nearest last."""

    back: tuple[Layer, ...]
    front: tuple[Layer, ...] = ()


Set = Callable[["Easel"], Stage]
"""Paints a stage; the easel's random numbers decide its details."""


@dataclass(frozen=True, slots=True, eq=False)
class Easel:
    """What a sheet is painted on: ``px`` pixels per height, ``wide`` by ``high`` heights."""

    px: int
    rng: np.random.Generator
    wide: float = 2.7
    high: float = 1.4

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.px * self.high), int(self.px * self.wide)

    def rows(self) -> Plane:
        """Return (h, 1): how far each row is below the middle, in heights."""
        h = self.shape[0]
        return ((np.arange(h, dtype=np.float32) + 0.5 - h / 2) / self.px)[:, None]

    def columns(self) -> Plane:
        """Return (1, w): how far each column is right of the middle, in heights."""
        w = self.shape[1]
        return ((np.arange(w, dtype=np.float32) + 0.5 - w / 2) / self.px)[None, :]

    def pixels(self, outline: Points) -> Points:
        """Return an outline in heights about the middle as pixels of the sheet."""
        h, w = self.shape
        return outline * self.px + (w / 2, h / 2)

    def backdrop(
        self, colours: tuple[Colour, ...], *, top: float = -0.55, low: float
    ) -> NDArray[np.float32]:
        """Return a gradient between two heights, (h, w, 3)."""
        h, w = self.shape
        first, last = (int((v + self.high / 2) * self.px) for v in (top, low))
        between = gradient((last - first, 1), colours)
        above = np.repeat(between[:1], max(first, 0), 0)
        below = np.repeat(between[-1:], max(h - last, 0), 0)
        column = np.vstack([above, between[max(-first, 0) :], below])[:h]
        return np.repeat(column, w, axis=1)


def sheet(colours: Plane, depth: float) -> Layer:
    """Return a sheet without holes from (h, w, 3) float colours."""
    return Layer(on_paper(colours), None, depth)


def cutout(
    easel: Easel,
    colours: Plane,
    alpha: Plane,
    depth: float,
    *,
    drift: tuple[float, float] = (0.0, 0.0),
    shadow: float = 0.4,
) -> Layer:
    """Return a sheet cut to ``alpha`` (0..1) that casts a soft shadow on what is behind it."""
    whole = alpha
    if shadow:
        small = cv2.resize(alpha, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), 0.014 * easel.px / 8 + 0.6)
        cast = cv2.resize(soft, alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)
        whole = alpha + (1 - alpha) * cast * shadow
    cut = cv2.convertScaleAbs(alpha, alpha=255)
    picture = cv2.multiply(on_paper(colours), cv2.merge([cut] * 3), scale=1 / 255)
    return Layer(np.asarray(picture, np.uint8), (255 * whole).astype(np.uint8), depth, drift)


def drawn(
    easel: Easel,
    drawing: Drawing,
    depth: float,
    *,
    drift: tuple[float, float] = (0.0, 0.0),
    shadow: float = 0.4,
) -> Layer:
    """Return a sheet with a drawing given in heights from the middle."""
    colours = np.zeros((*easel.shape, 3), np.uint8)
    alpha = np.zeros(easel.shape, np.uint8)
    for part in drawing:
        outline = easel.pixels(part.outline)
        if not part.detail:
            fill(alpha, outline, 255)
            _bleed(colours, outline, part.colour)
        fill(colours, outline, part.colour)
    return cutout(
        easel,
        colours.astype(np.float32),
        alpha.astype(np.float32) / 255,
        depth,
        drift=drift,
        shadow=shadow,
    )


def _bleed(colours: Picture, outline: Points, colour: Colour) -> None:
    """Paint a little beyond the outline, so that its soft edge isn't mixed with black."""
    corners = np.round(outline).astype(np.int32)
    cv2.polylines(colours, [corners], True, colour, 3)
