"""Things that people have built; each function returns a `Shape` one unit in size."""

import numpy as np

from matchcut.sample import palette as ink
from matchcut.sample.forms import (
    Drawing,
    Part,
    Shape,
    box,
    detail,
    ellipse,
    hull,
    later,
    limb,
    smooth,
    still,
)
from matchcut.sample.palette import Colour, mix


def lamp_post() -> Shape:
    """Return the post below a lamp globe; its top is at the origin, its foot far below."""
    return still(
        [
            Part(box(-0.06, 0.0, 0.06, 5.0), ink.INK),
            Part(hull([(-0.2, 0), (0.2, 0), (0.07, 0.2), (-0.07, 0.2)]), ink.INK),
        ]
    )


@later
def wheel(seconds: float, rim: Colour) -> Drawing:
    """Return a great wheel with eight spokes and cabins, one unit across, slowly turning."""
    cabin = smooth([(-0.05, -0.03), (0, -0.055), (0.05, -0.03), (0.045, 0.05), (-0.045, 0.05)])
    turn = 0.7 * seconds
    outer, inner = ellipse(0, 0, 0.47, n=96), ellipse(0, 0, 0.425, n=96)
    ring = np.vstack([outer, outer[:1], inner[::-1], inner[-1:]])
    parts = [Part(ring, rim)]
    for i in range(8):
        angle = turn + i * np.pi / 4
        x, y = np.cos(angle), np.sin(angle)
        parts.append(Part(limb((0, 0), (0.45 * x, 0.45 * y), 0.014, 0.01), rim))
        shade = (ink.CORAL, ink.HONEY, ink.SEA, ink.CREAM)[i % 4]
        parts.append(Part(np.add(cabin, (0.45 * x, 0.45 * y + 0.03)), shade))
    return [*parts, Part(ellipse(0, 0, 0.06), ink.HONEY)]


def lighthouse() -> Shape:
    """Return a striped lighthouse, one unit tall, standing."""
    tower = hull([(-0.13, 0), (0.13, 0), (0.075, -0.78), (-0.075, -0.78)])
    bands = [
        hull([(-w0, y0), (w0, y0), (w1, y1), (-w1, y1)])
        for y0, y1 in ((-0.12, -0.28), (-0.44, -0.6))
        for w0, w1 in [(0.13 + 0.0705 * y0, 0.13 + 0.0705 * y1)]
    ]
    return still(
        [
            Part(tower, ink.CREAM),
            *(detail(band, ink.CORAL) for band in bands),
            Part(box(-0.1, -0.81, 0.1, -0.78), ink.INK),
            Part(box(-0.055, -0.92, 0.055, -0.81), ink.HONEY),
            Part(hull([(-0.075, -0.91), (0.075, -0.91), (0, -1.0)]), ink.RUST),
        ]
    )


def house() -> Shape:
    """Return a small house with a lit window, one unit tall, standing."""
    wall, roof = ink.SAND, ink.WINE
    return still(
        [
            Part(box(0.22, -0.98, 0.32, -0.6), ink.RUST),
            Part(box(-0.42, -0.55, 0.42, 0.02), wall),
            Part(hull([(-0.52, -0.53), (0.52, -0.53), (0.26, -0.9), (-0.26, -0.9)]), roof),
            detail(box(-0.3, -0.42, -0.06, -0.16), ink.HONEY),
            detail(box(-0.19, -0.42, -0.17, -0.16), ink.UMBER),
            detail(box(-0.3, -0.3, -0.06, -0.28), ink.UMBER),
            detail(box(0.1, -0.38, 0.28, 0.02), ink.TEAL),
            detail(ellipse(0.25, -0.18, 0.015, n=12), ink.HONEY),
        ]
    )


def mound(colour: Colour) -> Shape:
    """Return the hill under a building of one unit."""
    x = np.linspace(3.6, -3.6, 40)
    slope = np.stack([x, 0.1 * x * x - 0.05], axis=1)
    slope = np.vstack([[(-3.6, 2.0), (3.6, 2.0)], slope])
    return still([Part(slope, colour)])


def castle() -> Shape:
    """Return a castle of three towers, one unit tall, standing."""
    stone, roof = mix(ink.PLUM, ink.SAND, 0.25), ink.INK
    parts: Drawing = [Part(box(-0.42, -0.34, 0.42, 0.02), stone)]
    parts += [Part(box(x, -0.39, x + 0.07, -0.33), stone) for x in (-0.3, -0.16, 0.08, 0.22)]
    for x, w, top in ((-0.42, 0.085, -0.55), (0.42, 0.085, -0.6), (0.0, 0.12, -0.7)):
        parts.append(Part(box(x - w, top, x + w, 0.02), mix(stone, ink.CREAM, 0.12)))
        eaves, half = top + 0.01, 1.3 * w
        parts.append(Part(hull([(x - half, eaves), (x + half, eaves), (x, top - 0.28)]), roof))
        parts += [
            detail(box(x - 0.02, top + y, x + 0.02, top + y + 0.07), ink.HONEY)
            for y in (0.08, 0.24)
        ]
    gate = hull(np.vstack([ellipse(0, -0.1, 0.07), box(-0.07, -0.1, 0.07, 0.02)]))
    return still([*parts, detail(gate, ink.INK)])


def chimney() -> Shape:
    """Return the ridge of a roof with a chimney, its upper edge at -.35."""
    tiles = [
        detail(box(-3, -0.36 + 0.09 * i, 3, -0.345 + 0.09 * i), mix(ink.INK, ink.WINE, 0.5))
        for i in range(6)
    ]
    return still(
        [
            Part(box(-0.95, -0.75, -0.65, 0.0), ink.RUST),
            Part(box(-1.0, -0.8, -0.6, -0.72), ink.UMBER),
            Part(box(-3, -0.36, 3, 1), mix(ink.INK, ink.WINE, 0.3)),
            *tiles,
        ]
    )


def trestle(colour: Colour) -> Shape:
    """Return the two legs that carry the great wheel."""
    return still([Part(limb((0, 0), (x, 1.2), 0.02, 0.03), colour) for x in (-0.35, 0.35)])
