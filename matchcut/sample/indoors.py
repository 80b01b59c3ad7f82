"""Sets without a sky: rooms, a face, a title, plain noise."""

import numpy as np

from matchcut.sample import palette as ink
from matchcut.sample.forms import Drawing, Part, box, detail, later, limb, smooth
from matchcut.sample.layers import Easel, Stage, drawn, sheet
from matchcut.sample.lettering import lettering
from matchcut.sample.palette import Colour, Mood, mix
from matchcut.sample.scenery import sky
from matchcut.sample.textures import clouds, plain, tint


@later
def room(
    easel: Easel,
    wall: Colour,
    floor: Colour,
    outside: Mood,
    *,
    window: float = 0.3,
    shelf: bool = False,
) -> Stage:
    """Return an interior: papered wall, floor at y = .34, a window at x = ``window``, a shelf."""
    base = plain(easel.shape, wall)
    stripes = ((np.floor(easel.columns() / 0.055) % 2) == 0) * np.ones(easel.shape, np.float32)
    base = tint(base, 0.2 * stripes, ink.CREAM)
    forms = clouds(easel.shape, easel.rng, cell=0.5 * easel.px, octaves=5)
    base = tint(base, 0.35 * forms, mix(wall, ink.INK, 0.45))
    parts: Drawing = [
        Part(box(-1.5, 0.34, 1.5, 0.8), floor),
        Part(box(-1.5, 0.31, 1.5, 0.342), mix(floor, ink.INK, 0.3)),
    ]
    parts += [
        detail(limb((x, 0.345), (x * 1.5, 0.75), 0.0015, 0.004), mix(floor, ink.INK, 0.3))
        for x in np.arange(-1.4, 1.4, 0.2)
    ]
    view = sky(easel, outside, stars=60).picture.astype(np.float32)
    pane = (abs(easel.columns() - window) < 0.17) & (abs(easel.rows() + 0.12) < 0.24)
    base = np.where(pane[..., None], view, base)
    frame = mix(ink.UMBER, ink.RUST, 0.3)
    wx0, wx1, wy0, wy1 = window - 0.185, window + 0.185, -0.375, 0.135
    bars = [
        box(wx0, wy0, wx1, wy0 + 0.022),
        box(wx0 - 0.03, wy1 - 0.022, wx1 + 0.03, wy1 + 0.012),
        box(wx0, wy0, wx0 + 0.02, wy1),
        box(wx1 - 0.02, wy0, wx1, wy1),
        box(window - 0.007, wy0, window + 0.007, wy1),
        box(wx0, -0.13, wx1, -0.116),
    ]
    parts += [Part(bar, frame) for bar in bars]
    if shelf:
        parts += _shelf(easel)
    return Stage((sheet(base.astype(np.float32), 1.0), drawn(easel, parts, 1.0)))


def _shelf(easel: Easel) -> Drawing:
    """Return two boards with jars and books on the left of the room."""
    parts: Drawing = []
    for y in (-0.26, -0.02):
        parts.append(Part(box(-0.8, y, -0.12, y + 0.022), ink.UMBER))
        x = -0.78
        while x < -0.2:
            width, height = easel.rng.uniform(0.02, 0.05), easel.rng.uniform(0.09, 0.16)
            tone = (ink.WINE, ink.TEAL, ink.SAND, ink.RUST, ink.MOSS)[int(easel.rng.integers(5))]
            if not -0.42 < x < -0.24 or y > -0.1:
                parts.append(Part(box(x, y - height, x + width, y + 0.002), tone))
            x += width + 0.006
    return parts


@later
def face(easel: Easel, skin: Colour) -> Stage:
    """Return a face so near that only an eye is seen, its middle in the middle of the picture."""
    base = plain(easel.shape, skin)
    forms = clouds(easel.shape, easel.rng, cell=0.4 * easel.px, octaves=6)
    base = tint(base, 0.4 * forms, mix(skin, ink.CORAL, 0.5))
    warm = np.exp(-(((easel.columns() + 0.1) / 0.5) ** 2) - ((easel.rows() - 0.5) / 0.2) ** 2)
    base = tint(base, (0.6 * warm).astype(np.float32), ink.CORAL)
    lid = smooth([
        (-0.66, 0.05), (-0.33, -0.24), (0.0, -0.34), (0.36, -0.24), (0.66, 0.02), (0.34, 0.25),
        (0.0, 0.31), (-0.34, 0.25),
    ])  # fmt: skip
    white = lid * (0.94, 0.9)
    brow = smooth([
        (-0.62, -0.34), (-0.25, -0.5), (0.2, -0.52), (0.66, -0.36), (0.2, -0.43),
        (-0.25, -0.41),
    ])  # fmt: skip
    parts: Drawing = [
        Part(lid * (1.04, 1.12), mix(skin, ink.WINE, 0.45)),
        Part(lid, ink.UMBER),
        Part(white, ink.CREAM),
        Part(brow, ink.UMBER),
    ]
    for a in np.linspace(0.15, np.pi - 0.15, 15):
        x, y = 0.62 * np.cos(a), -0.02 - 0.3 * np.sin(a)
        tip = (x * 1.17, y - 0.075 * np.sin(a) - 0.02)
        parts.append(Part(limb((x, y), tip, 0.011, 0.003), ink.UMBER))
    return Stage((sheet(base, 1.0), drawn(easel, parts, 1.0)))


@later
def title_card(easel: Easel, text: str, mood: Mood) -> Stage:
    """Return a title in letters of cut paper before the sky."""
    letters = lettering(text, ink.CREAM, height=0.066, weight=0.1, advance=1.15)
    rules = [Part(limb((-0.3, y), (0.3, y), 0.004, 0.004), ink.CREAM) for y in (-0.1, 0.1)]
    return Stage(
        (sky(easel, mood, low=0.6, stars=140), drawn(easel, letters + rules, 1.0, shadow=0.6))
    )


@later
def speckle(
    easel: Easel, seed: int, dark: Colour, light: Colour, cell: float, *, wide: float, high: float
) -> Stage:
    """Return one sheet of noise that wavers between two colours, ``cell`` heights coarse."""
    rng = np.random.default_rng(seed)
    easel = Easel(easel.px, rng, wide, high)
    forms = clouds(easel.shape, rng, cell=cell * easel.px, octaves=5)
    base = plain(easel.shape, dark)
    return Stage((sheet(tint(base, forms, light), 1.0),))
