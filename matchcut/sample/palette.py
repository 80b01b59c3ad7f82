"""The few colours of the sample film, and the moods they form together."""

from dataclasses import dataclass

import numpy as np

Colour = tuple[int, int, int]
"""Blue, green, red, each 0..255."""


def colour(code: str) -> Colour:
    """Return the colour of a six-digit ``code`` such as ``"e2725b"``, red first."""
    red, green, blue = bytes.fromhex(code)
    return blue, green, red


INK = colour("171a33")
NIGHT = colour("262b56")
DUSK = colour("4a4079")
PLUM = colour("5a3557")
WINE = colour("8a3f55")
CORAL = colour("e2725b")
RUST = colour("b0503a")
AMBER = colour("f2a65a")
HONEY = colour("f7cb6e")
CREAM = colour("fbf0d9")
SAND = colour("e6cfa2")
ROSE = colour("eaa99c")
SAGE = colour("93ac90")
MOSS = colour("5b7b5e")
PINE = colour("264541")
DEEP = colour("163a4c")
TEAL = colour("2b6777")
SEA = colour("55a3aa")
SKY = colour("a9cfd6")
MIST = colour("cfdcd6")
SKIN = colour("e9b08c")
UMBER = colour("4b3230")


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return ``first`` with ``share`` (0..1) of ``second`` mixed in."""
    blended = (1 - share) * np.array(first) + share * np.array(second)
    blue, green, red = (round(float(value)) for value in np.clip(blended, 0, 255))
    return blue, green, red


@dataclass(frozen=True, slots=True)
class Mood:
    """The light of one set: the sky from top to horizon, the land from far to near, one glow."""

    sky: tuple[Colour, ...]
    land: tuple[Colour, ...]
    cloud: Colour
    light: Colour


MOONLIGHT = Mood((INK, NIGHT, DUSK, WINE), (DUSK, NIGHT, INK), DUSK, CREAM)
SUNSET = Mood((DUSK, WINE, CORAL, AMBER, HONEY), (WINE, PLUM, INK), ROSE, HONEY)
EVENING = Mood((NIGHT, DUSK, PLUM, WINE), (WINE, PLUM, INK), DUSK, HONEY)
DAWN = Mood((SEA, SKY, MIST, CREAM, ROSE), (SAGE, MOSS, PINE), CREAM, CREAM)
NOON = Mood((SKY, MIST, CREAM), (SAGE, MOSS, PINE), CREAM, CREAM)
HARVEST = Mood((CREAM, HONEY, AMBER), (AMBER, RUST, UMBER), CREAM, CREAM)
DEPTHS = Mood((SKY, SEA, SEA, TEAL, DEEP), (TEAL, DEEP, INK), SEA, SKY)
RAIN = Mood((TEAL, SEA, MIST), (SEA, TEAL, DEEP), SKY, CREAM)
SPACE = Mood((INK, INK, NIGHT, PLUM), (TEAL, DEEP, INK), PLUM, CREAM)
