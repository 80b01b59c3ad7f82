"""Letters and digits of round strokes: enough for a title and a frame counter."""

from itertools import pairwise

import numpy as np

from matchcut.sample.forms import Drawing, Part, limb
from matchcut.sample.palette import Colour

Stroke = list[tuple[float, float]]

_ADVANCE = 0.92
"""From one letter to the next, in letter heights."""


def _arc(x: float, y: float, rx: float, ry: float, start: float, stop: float) -> Stroke:
    """Return an arc between two angles in degrees, clockwise from the right."""
    angle = np.radians(np.linspace(start, stop, 16))
    return [(float(x + rx * np.cos(a)), float(y + ry * np.sin(a))) for a in angle]


# Each glyph fits a box .6 wide and 1 high, with its upper left corner at the origin.
_GLYPHS: dict[str, list[Stroke]] = {
    "C": [_arc(0.35, 0.5, 0.35, 0.5, -55, -305)],
    "E": [[(0.55, 0), (0, 0), (0, 1), (0.55, 1)], [(0, 0.5), (0.45, 0.5)]],
    "H": [[(0, 0), (0, 1)], [(0.6, 0), (0.6, 1)], [(0, 0.5), (0.6, 0.5)]],
    "O": [_arc(0.33, 0.5, 0.36, 0.5, 0, 360)],
    "S": [_arc(0.3, 0.25, 0.27, 0.25, -35, -270) + _arc(0.3, 0.75, 0.3, 0.25, -90, 145)],
    "0": [_arc(0.3, 0.5, 0.28, 0.5, 0, 360)],
    "1": [[(0.12, 0.2), (0.35, 0), (0.35, 1)]],
    "2": [[*_arc(0.3, 0.28, 0.28, 0.28, -170, 35), (0.02, 1), (0.6, 1)]],
    "3": [_arc(0.28, 0.25, 0.27, 0.25, -150, 90), _arc(0.28, 0.75, 0.3, 0.25, -90, 150)],
    "4": [[(0.45, 1), (0.45, 0), (0, 0.68), (0.6, 0.68)]],
    "5": [[(0.55, 0), (0.08, 0), (0.05, 0.45), *_arc(0.28, 0.7, 0.3, 0.3, -100, 150)]],
    "6": [_arc(0.3, 0.7, 0.28, 0.3, 0, 360), [(0.02, 0.7), (0.08, 0.35), (0.42, 0)]],
    "7": [[(0.02, 0), (0.58, 0), (0.2, 1)]],
    "8": [_arc(0.3, 0.25, 0.24, 0.25, 0, 360), _arc(0.3, 0.75, 0.29, 0.25, 0, 360)],
    "9": [_arc(0.3, 0.3, 0.28, 0.3, 0, 360), [(0.58, 0.3), (0.52, 0.65), (0.18, 1)]],
}


def lettering(
    text: str, colour: Colour, *, height: float, weight: float, advance: float = _ADVANCE
) -> Drawing:
    """Return ``text`` centred on the origin.

    height, advance: of a letter. weight: half the width of a stroke, in letter heights.
    """
    parts: Drawing = []
    left = -height * (advance * (len(text) - 1) + 0.6) / 2
    for i, letter in enumerate(text):
        corner = np.array([left + i * advance * height, -height / 2])
        for stroke in _GLYPHS[letter]:
            points = corner + height * np.array(stroke)
            half = weight * height
            parts += [Part(limb(a, b, half, half), colour) for a, b in pairwise(points)]
    return parts
