"""Flat forms: closed outlines with a colour, and a few ways to make them.

A form is drawn in its own unit square; y points down. Things that stand have their foot at the
origin, things that fly or hang their middle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Concatenate, ParamSpec, TypeVar

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from matchcut.sample.palette import Colour

Points = NDArray[np.float64]
"""(n, 2): x, y."""

_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One piece of cut paper; see `detail`."""

    outline: Points
    colour: Colour
    detail: bool = False


Drawing = list[Part]
Shape = Callable[[float], Drawing]
"""What a thing looks like at a time in seconds."""

_First = TypeVar("_First")
_Others = ParamSpec("_Others")
_Made = TypeVar("_Made")


def later(
    make: Callable[Concatenate[_First, _Others], _Made],
) -> Callable[_Others, Callable[[_First], _Made]]:
    """Have ``make`` take its first argument later: given all others, it returns what takes that.

    So are shapes made, which take the time, and sets, which take what they are painted on.
    """

    def given(*others: _Others.args, **named: _Others.kwargs) -> Callable[[_First], _Made]:
        return lambda first: make(first, *others, **named)

    return given


def detail(outline: Points, colour: Colour) -> Part:
    """Return a piece that lies on others and adds nothing to the outline."""
    return Part(outline, colour, detail=True)


def ellipse(x: float, y: float, rx: float, ry: float | None = None, *, n: int = 48) -> Points:
    """Return an ellipse about (x, y); a circle when only one radius is given."""
    return _circle(n) * (rx, ry or rx) + (x, y)


@lru_cache
def _circle(n: int) -> Points:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def sector(x: float, y: float, radius: float, start: float, stop: float) -> Points:
    """Return the slice of a disc between two angles in radians, clockwise from the right."""
    angle = np.linspace(start, stop, 24)
    rim = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)
    return np.vstack([[x, y], rim])


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """Return an upright rectangle."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)


def limb(start: ArrayLike, stop: ArrayLike, r0: float, r1: float) -> Points:
    """Return a tapered limb: the hull of a circle of ``r0`` and one of ``r1``."""
    (x0, y0), (x1, y1) = np.asarray(start, float), np.asarray(stop, float)
    both = np.vstack([ellipse(x0, y0, r0, n=20), ellipse(x1, y1, r1, n=20)])
    return hull(both)


def hull(points: ArrayLike) -> Points:
    """Return the convex hull of the points."""
    around = cv2.convexHull(np.asarray(points, np.float32)).reshape(-1, 2)
    return np.asarray(around, np.float64)


def smooth(knots: ArrayLike, *, per_knot: int = 8) -> Points:
    """Return a closed Catmull-Rom curve through the knots."""
    p1 = np.asarray(knots, float)
    p0, p2, p3 = np.roll(p1, 1, 0), np.roll(p1, -1, 0), np.roll(p1, -2, 0)
    t = np.linspace(0, 1, per_knot, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return np.asarray(curve.transpose(1, 0, 2).reshape(-1, 2), np.float64)


def mirrored(knots: Sequence[tuple[float, float]]) -> Points:
    """Return the knots of a form's right side followed by its left, for symmetric forms."""
    right = np.array(knots, float)
    return np.vstack([right, (right * (-1, 1))[::-1]])


def turned(points: Points, angle: float) -> Points:
    """Return the points turned clockwise about the origin by ``angle`` radians."""
    c, s = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[c, s], [-s, c]]))


def moved(drawing: Drawing, dx: float, dy: float, *, scale: float = 1, angle: float = 0) -> Drawing:
    """Return the drawing scaled, turned, then shifted."""
    return [
        Part(np.add(turned(part.outline * scale, angle), (dx, dy)), part.colour, part.detail)
        for part in drawing
    ]


def flipped(drawing: Drawing) -> Drawing:
    """Return the drawing as in a mirror."""
    return [Part(part.outline * (-1, 1), part.colour, part.detail) for part in drawing]


def still(drawing: Drawing) -> Shape:
    """Return a thing that doesn't move by itself."""
    return lambda seconds: drawing


def fill(canvas: NDArray[np.uint8], outline: Points, value: Colour | int) -> None:
    """Fill an outline given in pixels of ``canvas``, with an antialiased edge."""
    # Half a pixel: OpenCV counts from pixel centres, our coordinates from pixel edges.
    corners = np.round((outline - 0.5) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    paint = value if isinstance(value, tuple) else (value,)
    cv2.fillPoly(canvas, [corners], paint, cv2.LINE_AA, _SUBPIXEL_BITS)
