"""Sets under the sky: hills, roads, towns, the sea, the deep and space."""

import numpy as np

from matchcut.sample import palette as ink
from matchcut.sample.forms import Drawing, Part, box, detail, ellipse, later, limb, smooth
from matchcut.sample.layers import Easel, Set, Stage, cutout, drawn, sheet
from matchcut.sample.palette import Mood, mix
from matchcut.sample.scenery import blocks, grass, land, paper_clouds, sky, wave
from matchcut.sample.textures import clouds, plain, tint

_GULL = smooth([
    (0, 0), (1, -0.5), (2, -0.3), (1, -0.3), (0, 0.25), (-1, -0.3), (-2, -0.3), (-1, -0.5)
])  # fmt: skip


@later
def hills(
    easel: Easel,
    mood: Mood,
    *,
    trees: bool = False,
    fringe: bool = False,
    stars: int = 0,
    cloudy: bool = True,
    horizon: float = 0.22,
) -> Stage:
    """Return open country: sky, three ranges of hills, and perhaps firs and grass."""
    far, middle, near = mood.land
    firs = middle if trees else None
    back = [sky(easel, mood, stars=stars)]
    if cloudy:
        back.append(paper_clouds(easel, mood.cloud))
    back += [
        land(easel, mix(far, mood.sky[-1], 0.35), far, horizon - 0.06, 0.07, 0.35),
        land(easel, far, middle, horizon + 0.05, 0.06, 0.6, cell=0.4, trees=firs),
        land(easel, middle, near, horizon + 0.17, 0.02, 1.0, cell=0.7),
    ]
    front = (grass(easel, near),) if fringe else ()
    return Stage(tuple(back), front)


@later
def road(easel: Easel, mood: Mood) -> Stage:
    """Return a road that runs through the hills, at y = .3."""
    wide = 3.6
    easel = Easel(easel.px, easel.rng, wide)
    far, middle, near = mood.land
    tar = mix(near, ink.INK, 0.35)
    parts = [Part(box(-wide, 0.24, wide, 0.75), tar)]
    parts += [
        detail(box(x, 0.325, x + 0.12, 0.337), ink.SAND)
        for x in np.arange(-wide / 2, wide / 2, 0.26)
    ]
    posts = [
        Part(limb((x, 0.27), (x, 0.14), 0.008, 0.006), mix(near, ink.CREAM, 0.3))
        for x in np.arange(-wide / 2, wide / 2, 0.33)
    ]
    return Stage(
        (
            sky(easel, mood),
            paper_clouds(easel, mood.cloud),
            land(easel, mix(far, mood.sky[-1], 0.4), far, 0.08, 0.09, 0.35),
            land(easel, far, middle, 0.18, 0.05, 0.7, trees=middle),
            drawn(easel, [*posts, *parts], 1.0),
        ),
        (grass(easel, near, top=0.46, blades=260),),
    )


@later
def city(
    easel: Easel, mood: Mood, *, lit: float = 0.45, stars: int = 0, ground: float | None = None
) -> Stage:
    """Return a town of lit windows; with a pavement at ``ground`` if that is given."""
    wide = easel.wide
    far, middle, near = mood.land
    back = [
        sky(easel, mood, stars=stars),
        blocks(easel, mix(far, mood.sky[-1], 0.4), 0.3, (0.1, 0.42), lit * 0.6, mood.light),
        blocks(easel, middle, 0.6, (0.02, 0.24), lit, mood.light),
    ]
    if ground is not None:
        kerb = [
            Part(box(-wide, ground, wide, 0.8), near),
            detail(box(-wide, ground, wide, ground + 0.012), mix(near, ink.SAND, 0.3)),
        ]
        seam = mix(near, ink.INK, 0.4)
        kerb += [
            detail(limb((x, ground + 0.02), (x * 1.3, 0.75), 0.002, 0.004), seam)
            for x in np.arange(-wide / 2, wide / 2, 0.16)
        ]
        back.append(drawn(easel, kerb, 1.0))
    return Stage(tuple(back))


@later
def sea(easel: Easel, mood: Mood, *, horizon: float = 0.12) -> Stage:
    """Return open water whose waves slide over each other, the nearest before the figures."""
    far, middle, near = mood.land
    tones = (mix(far, mood.sky[-1], 0.45), far, mix(far, middle, 0.6), middle, near)
    heights = (horizon, horizon + 0.05, horizon + 0.12, horizon + 0.2, horizon + 0.29)
    waves = []
    for i, (tone, y) in enumerate(zip(tones, heights, strict=True)):
        drift = 0.05 * (-1) ** i * (1 + 0.4 * i)
        waves.append(wave(easel, tone, y, 0.004 + 0.018 * i / 4, 0.3 + 0.2 * i, drift))
    back = (sky(easel, mood, low=horizon), paper_clouds(easel, mood.cloud), *waves[:4])
    return Stage(back, tuple(waves[4:]))


@later
def undersea(easel: Easel, mood: Mood) -> Stage:
    """Return deep water: shafts of light, bubbles, weed."""
    base = easel.backdrop(mood.sky, top=-0.6, low=0.6)
    forms = clouds(easel.shape, easel.rng, cell=0.3 * easel.px, octaves=5, stretch=2)
    base = tint(base, 0.28 * forms, mood.sky[1])
    slant = easel.columns() - 0.35 * easel.rows()
    shafts = sum(
        np.exp(-(((slant - x) / s) ** 2))
        for x, s in ((-0.55, 0.06), (-0.2, 0.11), (0.3, 0.05), (0.62, 0.09))
    )
    fading = np.clip(0.55 - easel.rows(), 0, 1)
    base = tint(base, (0.33 * np.asarray(shafts) * fading).astype(np.float32), ink.SKY)
    bubbles: Drawing = []
    for _ in range(46):
        x, y, r = easel.rng.uniform((-1.3, -0.65, 0.003), (1.3, 0.65, 0.012))
        bubbles.append(Part(ellipse(x, y, r, n=16), mix(ink.SKY, ink.SEA, 0.5)))
    weeds: Drawing = []
    for _ in range(26):
        x, size, bend = easel.rng.uniform((-1.3, 0.1, -0.08), (1.3, 0.3, 0.08))
        leaf = smooth([
            (x - 0.018, 0.7), (x + bend - 0.016, 0.6 - size / 2), (x - bend * 0.3, 0.6 - size),
            (x + bend + 0.016, 0.6 - size / 2), (x + 0.02, 0.7),
        ])  # fmt: skip
        weeds.append(Part(leaf, mix(ink.DEEP, ink.MOSS, float(easel.rng.uniform(0, 0.5)))))
    rocks = land(easel, ink.TEAL, ink.DEEP, 0.42, 0.08, 0.6, cell=0.35)
    return Stage(
        (sheet(base, 0.2), drawn(easel, bubbles, 0.6, drift=(0, -0.12), shadow=0), rocks),
        (drawn(easel, weeds, 1.3),),
    )


@later
def space(easel: Easel, mood: Mood) -> Stage:
    """Return stars above the curve of a planet."""
    stars = sky(easel, mood, stars=420)
    x, y = easel.columns() + 0.25, easel.rows() - 1.75
    away = np.sqrt(x * x + y * y) - 1.42
    alpha = np.clip(-away * easel.px + 0.5, 0, 1)
    swirl = clouds(easel.shape, easel.rng, cell=0.2 * easel.px, octaves=6, stretch=3)
    colours = tint(plain(easel.shape, ink.TEAL), np.clip((swirl - 0.45) * 4, 0, 1), ink.SEA)
    colours = tint(colours, 0.85 * np.clip((swirl - 0.68) * 7, 0, 1), ink.CREAM)
    colours = tint(colours, np.clip(1 + away / 0.035, 0, 1) * alpha * 0.7, ink.SKY)
    night = np.clip((x + 0.1) * 0.7, 0, 0.75)
    colours = tint(colours, np.broadcast_to(night, easel.shape), ink.INK)
    return Stage((stars, cutout(easel, colours, alpha, 0.4, shadow=0)))


@later
def woods(easel: Easel, mood: Mood) -> Stage:
    """Return tall trunks in mist, higher than the picture, for the camera to look up along."""
    high = 2.6
    easel = Easel(easel.px, easel.rng, 2.2, high)
    base = easel.backdrop(mood.sky, top=-high / 2, low=high / 2)
    forms = clouds(easel.shape, easel.rng, cell=0.25 * easel.px, octaves=5, stretch=0.8)
    base = tint(base, 0.3 * forms, mood.cloud)
    back = [sheet(base, 0.7)]
    for depth, tone, count, wide in (
        (0.8, mix(mood.land[0], mood.sky[-1], 0.5), 9, 0.022),
        (0.9, mood.land[1], 6, 0.035),
    ):
        parts: Drawing = []
        for i in range(count):
            x = -1.1 + 2.2 * (i + easel.rng.uniform(0.2, 0.8)) / count
            foot = (x + easel.rng.uniform(-0.05, 0.05), high / 2)
            parts.append(Part(limb((x, -high / 2), foot, wide * 0.7, wide), tone))
            for y in np.arange(-high / 2, high / 2, 0.3) + easel.rng.uniform(0, 0.2):
                side = easel.rng.choice((-1, 1))
                reach, rise = easel.rng.uniform((0.08, 0.03), (0.2, 0.12))
                tip = (x + side * reach, y - rise)
                parts.append(Part(limb((x, y), tip, wide * 0.35, 0.004), tone))
                leaves = ellipse(*tip, easel.rng.uniform(0.03, 0.07), 0.03)
                parts.append(Part(leaves, mix(tone, mood.land[0], 0.4)))
        back.append(drawn(easel, parts, depth))
    return Stage(tuple(back))


@later
def rainy(easel: Easel, set_: Set) -> Stage:
    """Return a set with rain before it."""
    stage = set_(easel)
    drops: Drawing = []
    for _ in range(130):
        x, y = easel.rng.uniform((-1.3, -0.64), (1.3, 0.58))
        drops.append(Part(limb((x, y), (x - 0.012, y + 0.05), 0.0009, 0.0012), ink.MIST))
    return Stage(stage.back, (*stage.front, drawn(easel, drops, 1.1, drift=(-0.36, 1.5), shadow=0)))


@later
def shore(easel: Easel, mood: Mood) -> Stage:
    """Return a coast with much sky above it, for the camera to look up from."""
    easel = Easel(easel.px, easel.rng, 2.2, 2.6)
    base = easel.backdrop(mood.sky, top=-1.0, low=0.7)
    forms = clouds(easel.shape, easel.rng, cell=0.3 * easel.px, octaves=5, stretch=2.2)
    for level, share in ((0.45, 0.35), (0.62, 0.4)):
        base = tint(base, share * np.clip((forms - level) * 14, 0, 1), mood.cloud)
    _, middle, near = mood.land
    water = land(easel, ink.SEA, ink.TEAL, 0.5, 0.004, 0.85)
    cliff = land(easel, middle, near, 0.68, 0.05, 1.0, cell=0.5)
    birds: Drawing = []
    for _ in range(9):
        x, y, s = easel.rng.uniform((-0.8, -1.1, 0.018), (0.8, 0.2, 0.035))
        birds.append(Part(_GULL * s + (x, y), ink.INK))
    return Stage((sheet(base, 0.7), drawn(easel, birds, 0.8, shadow=0), water, cliff))
