"""Things that fly, float, roll and stand; each function returns a `Shape` one unit in size."""

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
    mirrored,
    moved,
    sector,
    smooth,
    still,
    turned,
)
from matchcut.sample.palette import Colour, mix


def fir(colour: Colour) -> Shape:
    """Return a fir of four tiers, one unit tall."""
    parts = [Part(box(-0.03, -0.12, 0.03, 0), ink.UMBER)]
    for i in (3, 2, 1, 0):
        half, foot = 0.13 + 0.05 * i, -0.7 + 0.2 * i
        tier = hull([(0, -1 + 0.2 * i), (half, foot), (-half, foot)])
        parts.append(Part(tier, mix(colour, ink.CREAM, 0.05 * (3 - i))))
    return still(parts)


@later
def car(seconds: float, body: Colour) -> Drawing:
    """Return a small round car driving right on its wheels, half as high as long."""
    bob = 0.004 * np.sin(17 * seconds)
    hull_ = smooth([
        (-0.5, -0.14), (-0.47, -0.26), (-0.3, -0.31), (-0.2, -0.45), (0.04, -0.48),
        (0.2, -0.32), (0.43, -0.28), (0.5, -0.16), (0.48, -0.08), (-0.48, -0.08),
    ])  # fmt: skip
    glass = smooth([(-0.24, -0.31), (-0.17, -0.41), (0.0, -0.435), (0.12, -0.31)])
    parts = [
        Part(hull_, body),
        detail(glass, ink.MIST),
        detail(box(-0.09, -0.44, -0.065, -0.3), body),
        detail(limb((-0.46, -0.17), (0.47, -0.17), 0.008, 0.008), mix(body, ink.INK, 0.35)),
        detail(ellipse(0.455, -0.21, 0.028), ink.HONEY),
        detail(ellipse(-0.02, -0.36, 0.045), ink.UMBER),
    ]
    parts = moved(parts, 0, bob)
    for x in (-0.28, 0.28):
        parts += moved(_rolling(9 * seconds), x, -0.105, scale=0.21)
    return parts


def _rolling(angle: float) -> Drawing:
    """Return a car's wheel, one unit across."""
    spokes = [
        detail(turned(box(-0.05, -0.3, 0.05, 0.3), angle + a), ink.INK)
        for a in (0.0, np.pi / 3, 2 * np.pi / 3)
    ]
    return [Part(ellipse(0, 0, 0.5), ink.INK), detail(ellipse(0, 0, 0.31), ink.SAND), *spokes]


@later
def boat(seconds: float) -> Drawing:
    """Return a sailing boat heading right, one unit tall from keel to mast top."""
    rock = 0.07 * np.sin(1.9 * seconds)
    hull_ = smooth(
        [(-0.42, -0.2), (0, -0.17), (0.46, -0.24), (0.3, -0.03), (0, 0.0), (-0.3, -0.03)]
    )
    full = 0.04 * np.sin(1.3 * seconds)
    sail = smooth(
        [(0.04, -0.98), (0.2 + full, -0.72), (0.4 + full, -0.32), (0.04, -0.28), (0.035, -0.6)],
        per_knot=10,
    )
    jib = smooth(
        [(-0.02, -0.9), (-0.05, -0.5), (-0.03, -0.29), (-0.34, -0.29), (-0.18 - full, -0.6)]
    )
    parts = [
        Part(box(-0.012, -1.0, 0.012, -0.15), ink.UMBER),
        Part(sail, ink.CREAM),
        Part(jib, ink.ROSE),
        Part(hull_, ink.WINE),
        detail(limb((-0.38, -0.16), (0.4, -0.18), 0.012, 0.012), ink.HONEY),
    ]
    return moved(parts, 0, 0, angle=rock)


@later
def bird(seconds: float, colour: Colour) -> Drawing:
    """Return a bird seen from the side, flying right and beating its wings; a unit long."""
    beat = float(np.sin(2 * np.pi * 1.8 * seconds))
    tip = -0.12 - 0.42 * beat
    body = smooth([
        (0.42, -0.03), (0.3, -0.1), (0.05, -0.1), (-0.25, -0.02), (-0.5, -0.06), (-0.48, 0.04),
        (-0.2, 0.1), (0.15, 0.12), (0.33, 0.06),
    ])  # fmt: skip
    near = smooth([
        (0.2, -0.05), (0.12, tip * 0.6), (-0.12, tip * 1.15), (-0.22, tip * 1.05),
        (-0.12, tip * 0.4), (-0.12, 0.02),
    ])  # fmt: skip
    far = near * (0.9, 0.92) + (0.12, -0.02)
    beak = hull([(0.4, -0.06), (0.52, -0.02), (0.4, 0.01)])
    return [
        Part(far, mix(colour, ink.INK, 0.3)),
        Part(beak, ink.AMBER),
        Part(body, colour),
        detail(ellipse(0.33, -0.045, 0.014, n=16), ink.INK),
        Part(near, mix(colour, ink.CREAM, 0.25)),
    ]


@later
def balloon(seconds: float) -> Drawing:
    """Return a hot-air balloon with a basket, one unit tall."""
    bag = smooth(mirrored([(0.06, -0.5), (0.26, -0.4), (0.345, -0.17), (0.25, 0.08), (0.09, 0.24)]))
    gore = np.array([(0, -0.5), (1, -0.3), (1.15, -0.12), (0.3, 0.24), (0.45, -0.12), (0.4, -0.3)])
    gores = [smooth(gore * (x, 1)) for x in (-0.26, 0.26)]
    sway = 0.015 * np.sin(1.5 * seconds)
    ropes = [limb((x, 0.22), (x * 0.8 + sway, 0.4), 0.005, 0.005) for x in (-0.08, 0.08)]
    basket = np.add(smooth(mirrored([(0.08, 0.385), (0.065, 0.5)])), (sway, 0))
    return [
        *(Part(rope, ink.UMBER) for rope in ropes),
        Part(bag, ink.CORAL),
        *(detail(gore, ink.HONEY) for gore in gores),
        Part(basket, ink.RUST),
    ]


def bottle(glass: Colour) -> Shape:
    """Return a bottle with a label, standing, one unit tall."""
    outline = smooth(
        mirrored([(0.06, -1.0), (0.06, -0.72), (0.17, -0.56), (0.18, -0.3), (0.17, -0.01)])
    )
    return still(
        [
            Part(outline, glass),
            detail(box(-0.15, -0.42, 0.15, -0.18), ink.CREAM),
            detail(ellipse(0, -0.3, 0.06), ink.CORAL),
            Part(box(-0.065, -1.03, 0.065, -0.93), ink.RUST),
        ]
    )


@later
def ball(seconds: float) -> Drawing:
    """Return a beach ball that turns as it goes, one unit across."""
    slices = []
    for i, shade in enumerate((ink.CORAL, ink.TEAL, ink.HONEY, ink.WINE)):
        start = 4 * seconds + i * (np.pi / 2)
        slices.append(detail(sector(0, 0, 0.5, start, start + np.pi / 4), shade))
    middle = detail(ellipse(0, 0, 0.08), ink.CREAM)
    return [Part(ellipse(0, 0, 0.5, n=64), ink.CREAM), *slices, middle]


def lantern() -> Shape:
    """Return a paper lantern that rises, one unit tall."""
    paper = smooth(mirrored([(0.16, -0.5), (0.33, -0.3), (0.36, 0.1), (0.26, 0.46)]))
    return still(
        [
            Part(paper, ink.AMBER),
            detail(ellipse(0, 0.14, 0.2, 0.26), ink.HONEY),
            detail(ellipse(0, 0.24, 0.1, 0.16), ink.CREAM),
            Part(box(-0.2, 0.43, 0.2, 0.5), ink.RUST),
        ]
    )


@later
def fire(seconds: float) -> Drawing:
    """Return a camp fire on two logs, one unit tall, flickering."""
    parts = [
        Part(limb((-0.4, -0.02), (0.36, -0.12), 0.06, 0.06), ink.UMBER),
        Part(limb((-0.36, -0.12), (0.4, -0.02), 0.06, 0.06), ink.RUST),
    ]
    flames = (1.0, ink.CORAL, 7.0), (0.7, ink.AMBER, 9.0), (0.42, ink.CREAM, 11.0)
    for scale, shade, pace in flames:
        lick = 0.09 * np.sin(pace * seconds)
        tongue = np.array([
            (0.3, -0.12), (0.24, -0.42), (0.06 + lick, -1.0), (-0.12, -0.55),
            (-0.2 - lick, -0.68), (-0.3, -0.15), (0, -0.06),
        ])  # fmt: skip
        parts.append(Part(np.add(smooth(tongue * scale), (0, -0.06 * (1 - scale))), shade))
    return parts


def stump() -> Shape:
    """Return a tree stump as high as a seat for a person of one unit."""
    return still(
        [
            Part(hull([(-0.15, 0.02), (0.13, 0.02), (0.1, -0.22), (-0.11, -0.22)]), ink.UMBER),
            Part(ellipse(-0.005, -0.22, 0.105, 0.03), ink.SAND),
            detail(ellipse(-0.005, -0.22, 0.06, 0.015), ink.RUST),
        ]
    )


@later
def bouncing(seconds: float, thing: Shape, height: float, period: float) -> Drawing:
    """Return a round thing of one unit that bounces off the origin, ``height`` units high."""
    phase = (seconds / period) % 1
    above = 4 * height * 2 * phase * (1 - phase)
    return moved(thing(seconds), 0, -0.5 - above)
