"""Things that share an outline but show different pictures: the film's planted frame matches.

Moon, lamp, sun and iris are discs; bone and station, whale and airship, and the tree with the
figure under an umbrella (`matchcut.sample.figures`) are pairs. Each is one unit in size.
"""

import numpy as np

from matchcut.sample import palette as ink
from matchcut.sample.forms import (
    Drawing,
    Part,
    Points,
    Shape,
    box,
    detail,
    ellipse,
    later,
    limb,
    mirrored,
    smooth,
    still,
)
from matchcut.sample.palette import Colour, mix


def moon() -> Shape:
    """Return a full moon with seas."""
    seas = [
        (-0.16, -0.14, 0.13), (0.1, -0.22, 0.07), (0.17, 0.08, 0.15), (-0.2, 0.2, 0.09),
        (0.0, 0.3, 0.06), (-0.02, 0.03, 0.05),
    ]  # fmt: skip
    pale = mix(ink.CREAM, ink.HONEY, 0.18)
    return still(
        [Part(ellipse(0, 0, 0.5, n=96), pale)]
        + [detail(ellipse(x, y, r, r * 0.86), mix(pale, ink.SAND, 0.75)) for x, y, r in seas]
    )


def lamp_globe() -> Shape:
    """Return the glass globe of a street lamp, lit."""
    return still(
        [
            Part(ellipse(0, 0, 0.5, n=96), ink.AMBER),
            detail(ellipse(0, 0.02, 0.42, n=72), ink.HONEY),
            detail(ellipse(0, 0.05, 0.27, n=64), ink.CREAM),
            detail(box(-0.16, -0.495, 0.16, -0.4), ink.INK),
            detail(box(-0.2, 0.41, 0.2, 0.47), ink.INK),
            *(
                detail(smooth([(x, -0.44), (x * 2.1, 0), (x, 0.44), (x * 1.9, 0)]), ink.UMBER)
                for x in (-0.2, 0.2)
            ),
        ]
    )


def sun() -> Shape:
    """Return the sun as two discs of paper."""
    return still(
        [
            Part(ellipse(0, 0, 0.5, n=96), ink.AMBER),
            detail(ellipse(0, 0, 0.4, n=96), mix(ink.AMBER, ink.HONEY, 0.6)),
            detail(ellipse(0, 0, 0.28, n=72), mix(ink.HONEY, ink.CREAM, 0.6)),
        ]
    )


@later
def iris(seconds: float) -> Drawing:
    """Return the iris of an eye whose pupil opens and closes a little."""
    pupil = 0.19 + 0.02 * np.sin(2.2 * seconds)
    light = mix(ink.SEA, ink.CREAM, 0.35)
    rays = [
        detail(limb(way * 0.24, way * 0.44, 0.012, 0.02), light)
        for a in np.linspace(0, 2 * np.pi, 22, endpoint=False)
        for way in [np.array([np.cos(a), np.sin(a)])]
    ]
    return [
        Part(ellipse(0, 0, 0.5, n=96), ink.DEEP),
        detail(ellipse(0, 0, 0.45, n=96), ink.TEAL),
        *rays,
        detail(ellipse(0, 0, pupil, n=48), ink.INK),
        detail(ellipse(-0.13, -0.17, 0.075, n=32), ink.CREAM),
    ]


def _knobbed() -> list[Points]:
    """Return the outline that bone and station share: a shaft, two knobs at each end."""
    shaft = smooth([(-0.4, -0.07), (0, -0.05), (0.4, -0.07), (0.4, 0.07), (0, 0.05), (-0.4, 0.07)])
    knobs = [ellipse(x, y, 0.115, 0.1) for x in (-0.4, 0.4) for y in (-0.075, 0.075)]
    return [shaft, *knobs]


def bone() -> Shape:
    """Return a bone, lying along x."""
    shaft, *knobs = _knobbed()
    shade = mix(ink.CREAM, ink.SAND, 0.8)
    return still(
        [Part(form, ink.CREAM) for form in (shaft, *knobs)]
        + [detail(limb((-0.3, 0.03), (0.3, 0.03), 0.012, 0.012), shade)]
        + [detail(ellipse(x, 0.1, 0.05, 0.04), shade) for x in (-0.42, 0.4)]
    )


def station() -> Shape:
    """Return a space station with a bone's outline."""
    shaft, *knobs = _knobbed()
    steel, panel = ink.MIST, ink.TEAL
    parts = [Part(shaft, steel)]
    for knob in knobs:
        x, y = knob.mean(0)
        parts.append(Part(knob, panel))
        parts.append(detail(box(x - 0.115, y - 0.012, x + 0.115, y + 0.012), steel))
        parts.append(detail(box(x - 0.01, y - 0.1, x + 0.01, y + 0.1), steel))
    windows = np.linspace(-0.22, 0.22, 7)
    parts += [detail(ellipse(x, 0, 0.016, n=16), ink.HONEY) for x in windows]
    parts += [detail(box(x, -0.06, x + 0.025, 0.06), ink.CORAL) for x in (-0.27, 0.25)]
    return still(parts)


_HULL_KNOTS = [
    (0.5, 0.0), (0.44, -0.1), (0.28, -0.175), (0.05, -0.195), (-0.18, -0.14), (-0.36, -0.06),
    (-0.36, 0.05), (-0.18, 0.12), (0.05, 0.175), (0.28, 0.165), (0.44, 0.1),
]  # fmt: skip


@later
def whale(seconds: float) -> Drawing:
    """Return a whale swimming to the right, its tail slowly beating."""
    beat = 0.05 * np.sin(1.6 * seconds)
    body = smooth(_HULL_KNOTS)
    fluke = smooth([
        (-0.33, 0), (-0.42, -0.11 + beat), (-0.52, -0.16 + beat), (-0.45, 0.0 + beat),
        (-0.52, 0.14 + beat), (-0.42, 0.1 + beat),
    ])  # fmt: skip
    belly = smooth([
        (0.46, 0.06), (0.28, 0.1), (0.02, 0.09), (-0.2, 0.085), (-0.1, 0.13), (0.05, 0.172),
        (0.28, 0.162), (0.42, 0.11),
    ])  # fmt: skip
    fin = smooth([(0.2, 0.11), (0.13, 0.2), (0.0, 0.25 - beat), (0.06, 0.14)])
    dark = mix(ink.DEEP, ink.INK, 0.35)
    grooves = [
        limb((0.4 - i * 0.02, 0.085 + i * 0.02), (0.08, 0.1 + i * 0.018), 0.003, 0.003)
        for i in range(4)
    ]
    return [
        Part(fluke, dark),
        Part(body, dark),
        detail(belly, ink.SKY),
        *(detail(groove, mix(ink.SKY, ink.TEAL, 0.5)) for groove in grooves),
        Part(fin, mix(dark, ink.TEAL, 0.35)),
        detail(ellipse(0.36, 0.0, 0.014, n=20), ink.CREAM),
        detail(limb((0.47, 0.035), (0.33, 0.06), 0.004, 0.004), ink.INK),
    ]


@later
def airship(seconds: float) -> Drawing:
    """Return an airship with the outline of a whale, its rudder slowly moving."""
    trim = 0.02 * np.sin(1.1 * seconds)
    stripe = np.array([(0.47, 0.3), (0.25, 1), (0.0, 1.1), (-0.3, 0.4), (0.0, 0.8), (0.25, 0.72)])
    stripes = [smooth(stripe * (1, y)) for y in (-0.11, 0.105)]
    fins = smooth([
        (-0.31, 0), (-0.42, -0.12 + trim), (-0.52, -0.15 + trim), (-0.47, 0.0 + trim),
        (-0.52, 0.14 + trim), (-0.42, 0.1 + trim),
    ])  # fmt: skip
    gondola = smooth([(0.21, 0.15), (0.17, 0.215), (0.02, 0.225), (0.02, 0.15)])
    lights = [detail(ellipse(x, 0.192, 0.013, n=16), ink.HONEY) for x in (0.055, 0.1, 0.145)]
    return [
        Part(fins, ink.WINE),
        Part(smooth(_HULL_KNOTS), ink.CORAL),
        *(detail(stripe, ink.CREAM) for stripe in stripes),
        Part(gondola, ink.UMBER),
        *lights,
    ]


@later
def round_tree(seconds: float, leaf: Colour) -> Drawing:
    """Return a tree with the outline of a figure under an umbrella, one unit tall."""
    sway = 0.01 * np.sin(1.1 * seconds)
    angle = np.linspace(np.pi, 2 * np.pi, 72)
    bumps = 1 + 0.022 * np.sin(13 * angle + 0.5)
    above = np.stack(
        [sway + 0.4 * bumps * np.cos(angle), -0.6 + 0.385 * bumps * np.sin(angle)], axis=1
    )
    x = np.linspace(0.4, -0.4, 40)
    below = np.stack([sway + x, -0.61 + 0.018 * np.sin(31 * x)], axis=1)
    trunk = smooth(
        mirrored([(0.05, -0.63), (0.07, -0.45), (0.085, -0.2), (0.13, -0.03), (0.06, -0.01)])
    )
    light = mix(leaf, ink.HONEY, 0.35)
    tufts = [(-0.2, -0.74, 0.11), (0.02, -0.85, 0.1), (0.2, -0.71, 0.09), (-0.03, -0.69, 0.06)]
    return [
        Part(trunk, ink.UMBER),
        detail(limb((0.01, -0.5), (0.0, -0.12), 0.007, 0.012), mix(ink.UMBER, ink.SAND, 0.3)),
        Part(np.vstack([above, below]), leaf),
        *(detail(ellipse(sway + a, b, r, r * 0.7), light) for a, b, r in tufts),
    ]
