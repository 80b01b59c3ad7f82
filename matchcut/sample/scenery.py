"""The sheets that sets consist of: sky, hills, clouds, grass, houses, water."""

import cv2
import numpy as np

from matchcut.sample import palette as ink
from matchcut.sample.forms import Drawing, Part, box, detail, ellipse, fill, hull, limb, moved
from matchcut.sample.layers import Easel, Layer, cutout, drawn, sheet
from matchcut.sample.palette import Colour, Mood, mix
from matchcut.sample.textures import Plane, clouds, plain, ridge_line, tint
from matchcut.sample.things import fir

_FAR = 0.25


def sky(easel: Easel, mood: Mood, *, low: float = 0.3, stars: int = 0) -> Layer:
    """Return a sky with bands of cloud as if torn from paper."""
    base = easel.backdrop(mood.sky, low=low)
    forms = clouds(easel.shape, easel.rng, cell=0.22 * easel.px, octaves=5, stretch=3.2)
    for level, share in ((0.5, 0.16), (0.66, 0.2)):
        base = tint(base, share * np.clip((forms - level) * 14, 0, 1), mood.cloud)
    h, w = easel.shape
    for _ in range(stars):
        x, y = easel.rng.uniform(0, w), easel.rng.uniform(0, 0.75 * h)
        radius = easel.px * easel.rng.uniform(0.0008, 0.0026)
        centre = (round(x * 16), round(y * 16))
        cv2.circle(base, centre, round(radius * 16), ink.CREAM, -1, cv2.LINE_AA, 4)
    return sheet(base, _FAR)


def land(
    easel: Easel,
    top: Colour,
    low: Colour,
    horizon: float,
    height: float,
    depth: float,
    *,
    cell: float = 0.5,
    trees: Colour | None = None,
) -> Layer:
    """Return a range of hills whose ridge rises ``height`` above and below ``horizon``."""
    w = easel.shape[1]
    ridge = horizon + height * (1 - 2 * ridge_line(w, easel.rng, cell=cell * easel.px))
    below = easel.rows() - ridge[None, :]
    alpha: Plane = np.clip(below * easel.px + 0.5, 0, 1)
    colours = easel.backdrop((top, low), top=horizon - height, low=horizon + height + 0.3)
    streaks = clouds(easel.shape, easel.rng, cell=0.12 * easel.px, octaves=5, stretch=2.5)
    colours = tint(colours, 0.3 * streaks, mix(top, ink.CREAM, 0.25))
    if trees:
        colours, alpha = _forest(easel, colours, alpha, ridge, trees)
    return cutout(easel, colours, alpha, depth)


def _forest(
    easel: Easel, colours: Plane, alpha: Plane, ridge: Plane, shade: Colour
) -> tuple[Plane, Plane]:
    """Return the colours and alpha of a range of hills with firs along its ridge."""
    w = easel.shape[1]
    painted = np.clip(colours, 0, 255).astype(np.uint8)
    mask = (alpha * 255).astype(np.uint8)
    for _ in range(int(16 * easel.wide)):
        x = int(easel.rng.integers(0, w))
        size = float(easel.rng.uniform(0.05, 0.13))
        tone = mix(shade, ink.CREAM, float(easel.rng.uniform(0, 0.12)))
        foot = (x / easel.px - easel.wide / 2, float(ridge[x]) + 0.012)
        for part in moved(fir(tone)(0), *foot, scale=size):
            fill(painted, easel.pixels(part.outline), part.colour)
            fill(mask, easel.pixels(part.outline), 255)
    return painted.astype(np.float32), mask.astype(np.float32) / 255


def paper_clouds(easel: Easel, colour: Colour) -> Layer:
    """Return six clouds of overlapping discs with flat feet, drifting."""
    parts: Drawing = []
    for i in range(6):
        x = (i + easel.rng.uniform(0.25, 0.75)) * easel.wide / 6 - easel.wide / 2
        y, size = easel.rng.uniform(-0.45, -0.1), easel.rng.uniform(0.05, 0.085)
        tone = mix(colour, ink.CREAM, float(easel.rng.uniform(0, 0.35)))
        forms = [
            ellipse(x + dx * size, y - 0.45 * r * size, r * size, r * size * 0.8)
            for dx, r in ((-1.5, 0.6), (-0.6, 0.95), (0.45, 0.8), (1.3, 0.55))
        ]
        foot = limb((x - 1.7 * size, y), (x + 1.6 * size, y), 0.3 * size, 0.3 * size)
        parts += [Part(form, tone) for form in (*forms, foot)]
    return drawn(easel, parts, 0.3, drift=(0.02, 0))


def grass(easel: Easel, colour: Colour, *, top: float = 0.42, blades: int = 300) -> Layer:
    """Return tall grass along the lower edge."""
    parts: Drawing = [
        Part(box(-easel.wide / 2, top + 0.06, easel.wide / 2, easel.high / 2), colour)
    ]
    for _ in range(blades):
        x, size = easel.rng.uniform(-0.5, 0.5) * easel.wide, easel.rng.uniform(0.05, 0.15)
        bend = easel.rng.uniform(-0.05, 0.05)
        tone = mix(colour, ink.HONEY, float(easel.rng.uniform(0, 0.28)))
        foot = top + 0.08
        blade = hull([(x - 0.006, foot), (x + bend, foot - size), (x + 0.006, foot)])
        parts.append(Part(blade, tone))
    return drawn(easel, parts, 1.35)


def blocks(
    easel: Easel, colour: Colour, depth: float, tall: tuple[float, float], lit: float, light: Colour
) -> Layer:
    """Return a row of houses with windows."""
    parts: Drawing = []
    x = -easel.wide / 2
    while x < easel.wide / 2:
        width, height = easel.rng.uniform(0.1, 0.24), easel.rng.uniform(*tall)
        tone = mix(colour, ink.INK, float(easel.rng.uniform(0, 0.3)))
        top = 0.25 - height
        roof = easel.rng.integers(3)
        parts.append(Part(box(x, top, x + width + 0.004, 0.75), tone))
        if roof == 0:
            eaves = top + 0.003
            gable = hull([(x, eaves), (x + width / 2, top - 0.07), (x + width, eaves)])
            parts.append(Part(gable, tone))
        elif roof == 1:
            parts.append(Part(box(x + 0.6 * width, top - 0.04, x + 0.75 * width, top + 0.01), tone))
        for wx in np.arange(x + 0.022, x + width - 0.03, 0.036):
            for wy in np.arange(top + 0.03, 0.42, 0.05):
                shade = mix(tone, ink.INK, 0.25)
                if easel.rng.random() < lit:
                    shade = mix(light, ink.AMBER, float(easel.rng.uniform(0, 0.8)))
                parts.append(detail(box(wx, wy, wx + 0.018, wy + 0.028), shade))
        x += width
    return drawn(easel, parts, depth)


def wave(
    easel: Easel, colour: Colour, y: float, height: float, depth: float, drift: float
) -> Layer:
    """Return one sheet of water whose scalloped upper edge repeats with the sheet."""
    cycles = max(int(easel.wide / (0.12 + 8 * height)), 4)
    x = easel.columns() / easel.wide * 2 * np.pi * cycles
    crest = y - height * np.abs(np.sin(x / 2 + easel.rng.uniform(0, 6))) * 2
    below = easel.rows() - crest
    alpha = np.clip(below * easel.px + 0.5, 0, 1)
    colours = plain(easel.shape, colour)
    streaks = clouds(easel.shape, easel.rng, cell=0.05 * easel.px, octaves=4, stretch=7)
    colours = tint(colours, 0.5 * np.clip((streaks - 0.55) * 5, 0, 1), mix(colour, ink.CREAM, 0.3))
    colours = tint(
        colours, 0.7 * np.clip(1 - below / 0.012, 0, 1) * alpha, mix(colour, ink.CREAM, 0.55)
    )
    return cutout(easel, colours, alpha, depth, drift=(drift, 0), shadow=0.25)
