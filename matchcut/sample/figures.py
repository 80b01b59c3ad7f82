"""People, built from limbs on joints.

A person is one unit tall, faces right and stands on the origin. Angles are in radians; 0 hangs
straight down, positive swings forward.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchcut.sample import palette as ink
from matchcut.sample.forms import (
    Drawing,
    Part,
    Points,
    Shape,
    box,
    detail,
    ellipse,
    hull,
    later,
    limb,
    mirrored,
    smooth,
)
from matchcut.sample.palette import Colour, mix

_THIGH, _SHIN, _SPINE, _UPPER_ARM, _FOREARM = 0.25, 0.24, 0.3, 0.17, 0.17


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What a person wears."""

    coat: Colour = ink.CORAL
    trousers: Colour = ink.INK
    hair: Colour = ink.UMBER
    hat: Colour | None = None
    scarf: Colour | None = None
    skirt: bool = False


@dataclass(frozen=True, slots=True)
class Pose:
    """The joints of a person, far side first: (shoulder, elbow) of arms, (hip, knee) of legs.

    lift: how far the lowest foot is above the ground.
    """

    arms: tuple[tuple[float, float], tuple[float, float]]
    legs: tuple[tuple[float, float], tuple[float, float]]
    lean: float = 0.0
    nod: float = 0.0
    lift: float = 0.0


def standing(seconds: float) -> Pose:
    """Return someone who waits and breathes."""
    breath = 0.03 * np.sin(1.7 * seconds)
    return Pose(
        arms=((0.12 + breath, 0.2), (-0.1 - breath, 0.15)),
        legs=((0.06, 0.0), (-0.05, 0.0)),
        lean=0.01,
        nod=breath,
    )


def walking(seconds: float) -> Pose:
    """Return someone walking, a full stride about every second."""
    phase = 2 * np.pi * 0.95 * seconds
    swing = np.sin(phase)
    return Pose(
        arms=((-0.45 * swing, 0.3), (0.45 * swing, 0.3)),
        legs=((0.48 * swing, _flex(phase, 0.75)), (-0.48 * swing, _flex(phase + np.pi, 0.75))),
        lean=0.06,
        nod=0.03 * np.sin(2 * phase),
    )


def running(seconds: float) -> Pose:
    """Return someone running at 1.6 full strides a second."""
    phase = 2 * np.pi * 1.6 * seconds
    swing = np.sin(phase)
    return Pose(
        arms=((-0.95 * swing, 1.5), (0.95 * swing, 1.5)),
        legs=(
            (0.2 + 0.85 * swing, _flex(phase, 1.5)),
            (0.2 - 0.85 * swing, _flex(phase + np.pi, 1.5)),
        ),
        lean=0.24,
        lift=0.035 * (1 + np.cos(2 * phase)),
    )


def sitting(seconds: float) -> Pose:
    """Return someone seated, the ground at the feet."""
    sway = 0.05 * np.sin(1.3 * seconds)
    return Pose(
        arms=((0.6 + sway, 0.7), (0.75 - sway, 0.6)),
        legs=((1.5, 1.45), (1.42, 1.55)),
        lean=-0.06 + sway,
        nod=2 * sway,
    )


def reaching(seconds: float) -> Pose:
    """Return someone on tiptoe whose near arm reaches up to something high."""
    up = 2.35 + 0.35 * np.sin(1.5 * seconds)
    return Pose(
        arms=((-0.25, 0.25), (up, 0.1 + 0.1 * np.sin(1.5 * seconds))),
        legs=((0.08, 0.0), (-0.22, 0.1)),
        lean=0.12,
        nod=-0.4,
    )


def talking(seconds: float) -> Pose:
    """Return someone who gestures with a hand while speaking."""
    beat = np.sin(3.1 * seconds) * np.sin(0.9 * seconds + 0.4)
    return Pose(
        arms=((0.2, 0.5), (0.45 + 0.35 * beat, 1.5 + 0.3 * beat)),
        legs=((0.05, 0.0), (-0.05, 0.0)),
        lean=0.03 * beat,
        nod=0.1 * np.sin(2.3 * seconds),
    )


def _flex(phase: float, most: float) -> float:
    """Return the bend of a knee: deep while the leg swings forward, slight while it carries."""
    return float(0.12 + most * max(0.0, np.cos(phase)) ** 1.5)


def person(pose: Pose, wear: Wardrobe) -> Drawing:
    """Return a person in a pose, far limbs first."""
    hip = np.array([0.0, 0.0])
    knees_and_feet = [_chain(hip, thigh, -knee, _THIGH, _SHIN) for thigh, knee in pose.legs]
    ground = max(foot[1] for _, foot in knees_and_feet) + 0.03 + pose.lift
    hip = hip - (0, ground)
    neck = hip + _SPINE * np.array([np.sin(pose.lean), -np.cos(pose.lean)])
    shoulder = np.add(neck, (0, 0.02))
    far, near = mix(wear.coat, ink.INK, 0.28), wear.coat
    far_leg, near_leg = mix(wear.trousers, ink.INK, 0.35), wear.trousers
    return [
        *_arm(shoulder, pose.arms[0], far, mix(ink.SKIN, ink.INK, 0.2)),
        *_leg(hip, pose.legs[0], far_leg),
        *_leg(hip, pose.legs[1], near_leg),
        *_torso(hip, neck, wear, pose),
        *_head(neck, pose.lean + pose.nod, wear),
        *_arm(shoulder, pose.arms[1], mix(near, ink.CREAM, 0.1), ink.SKIN),
    ]


def dressed(pose: Callable[[float], Pose], wear: Wardrobe) -> Shape:
    """Return a person who moves by ``pose``."""
    return lambda seconds: person(pose(seconds), wear)


def _chain(
    start: NDArray[np.float64], first: float, bend: float, upper: float, lower: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle joint and the end of two bones; ``bend`` turns the second one forward."""
    joint = start + upper * np.array([np.sin(first), np.cos(first)])
    second = first + bend
    return joint, joint + lower * np.array([np.sin(second), np.cos(second)])


def _leg(hip: NDArray[np.float64], angles: tuple[float, float], colour: Colour) -> Drawing:
    knee, ankle = _chain(hip, angles[0], -angles[1], _THIGH, _SHIN)
    slope = angles[0] - angles[1]
    toe = ankle + 0.075 * np.array([np.cos(slope), -np.sin(slope)]) + (0, 0.006)
    return [
        Part(limb(hip, knee, 0.058, 0.042), colour),
        Part(limb(knee, ankle, 0.042, 0.028), colour),
        Part(limb(ankle, toe, 0.03, 0.018), mix(colour, ink.INK, 0.5)),
    ]


def _arm(
    shoulder: NDArray[np.float64], angles: tuple[float, float], sleeve: Colour, skin: Colour
) -> Drawing:
    elbow, wrist = _chain(shoulder, angles[0], angles[1], _UPPER_ARM, _FOREARM)
    tip = wrist + 0.12 * (wrist - elbow)
    return [
        Part(ellipse(tip[0], tip[1], 0.026), skin),
        Part(limb(shoulder, elbow, 0.042, 0.034), sleeve),
        Part(limb(elbow, wrist, 0.034, 0.026), sleeve),
    ]


def _torso(
    hip: NDArray[np.float64], neck: NDArray[np.float64], wear: Wardrobe, pose: Pose
) -> Drawing:
    body = hull(limb(np.add(neck, (0, 0.035)), hip, 0.068, 0.066))
    parts = [Part(body, wear.coat)]
    if wear.skirt:
        spread = 0.1 + 0.05 * abs(np.sin(pose.legs[0][0]))
        waist, hem = ellipse(hip[0], hip[1] - 0.02, 0.066), np.add(hip, (0.0, 0.2))
        edge = limb(np.add(hem, (-spread, 0)), np.add(hem, (spread, 0)), 0.015, 0.015)
        parts.append(Part(hull(np.vstack([waist, edge])), mix(wear.coat, ink.INK, 0.12)))
    else:
        waist, hem = ellipse(hip[0], hip[1] - 0.05, 0.066), np.add(hip, (0.0, 0.07))
        edge = box(hem[0] - 0.078, hem[1] - 0.02, hem[0] + 0.08, hem[1])
        parts.append(Part(hull(np.vstack([waist, edge])), wear.coat))
    return parts


def _head(neck: NDArray[np.float64], tilt: float, wear: Wardrobe) -> Drawing:
    up = np.array([np.sin(tilt), -np.cos(tilt)])
    ahead = np.array([np.cos(tilt), np.sin(tilt)])
    centre = neck + 0.095 * up + 0.012 * ahead

    def at(forward: float, above: float) -> NDArray[np.float64]:
        return np.asarray(centre + forward * ahead + above * up)

    def form(*knots: tuple[float, float]) -> Points:
        return smooth([at(*knot) for knot in knots], per_knot=6)

    face = form(
        (-0.062, 0.03), (0, 0.075), (0.058, 0.04), (0.062, 0.0), (0.048, -0.052), (0.01, -0.075),
        (-0.05, -0.045),
    )  # fmt: skip
    nose = form((0.052, 0.022), (0.084, -0.008), (0.056, -0.018))
    hair = form(
        (-0.07, -0.03), (-0.078, 0.04), (-0.02, 0.088), (0.05, 0.066), (0.03, 0.04), (-0.012, 0.03),
        (-0.03, -0.02), (-0.05, -0.06),
    )  # fmt: skip
    eye, cheek = at(0.036, 0.012), at(0.02, -0.028)
    throat = limb(np.add(neck, (0, 0.02)), neck + 0.05 * up, 0.032, 0.03)
    parts = [
        Part(throat, mix(ink.SKIN, ink.INK, 0.15)),
        Part(nose, ink.SKIN),
        Part(face, ink.SKIN),
        detail(ellipse(cheek[0], cheek[1], 0.013, n=16), mix(ink.SKIN, ink.CORAL, 0.5)),
        detail(ellipse(eye[0], eye[1], 0.006, 0.009, n=12), ink.INK),
        Part(hair, wear.hair),
    ]
    if wear.scarf:
        nape = neck + 0.012 * up
        parts.append(Part(limb(nape - 0.04 * ahead, nape + 0.045 * ahead, 0.03, 0.03), wear.scarf))
    if wear.hat:
        crown = form((-0.075, 0.05), (-0.06, 0.12), (0.0, 0.132), (0.055, 0.115), (0.066, 0.05))
        brim = limb(at(-0.1, 0.05), at(0.105, 0.048), 0.012, 0.012)
        parts += [Part(crown, wear.hat), Part(brim, mix(wear.hat, ink.INK, 0.25))]
    return parts


@later
def under_umbrella(seconds: float, wear: Wardrobe, cloth: Colour) -> Drawing:
    """Return someone walking in a long coat below an open umbrella, one unit from foot to tip."""
    sway = 0.012 * np.sin(1.4 * seconds)
    dome = _dome(sway)
    coat = smooth(mirrored([(0.055, -0.5), (0.085, -0.3), (0.115, -0.06), (0.06, -0.02)]))
    step = 0.03 * np.sin(2 * np.pi * seconds)
    boots = [
        limb((x, -0.05), (x + 0.025, -0.015), 0.026, 0.018) for x in (-0.01 - step, -0.01 + step)
    ]
    ribs = [
        limb((sway, -0.97), (sway + x, -0.6 - 0.1 * (1 - abs(x) / 0.4)), 0.003, 0.003)
        for x in (-0.24, 0.0, 0.24)
    ]
    return [
        Part(limb((0.05 + sway, -0.3), (sway, -0.9), 0.008, 0.008), ink.INK),
        *(Part(boot, ink.INK) for boot in boots),
        Part(coat, wear.coat),
        *_head(np.array([0.0, -0.5]), 0.03 + 2 * sway, wear),
        Part(dome, cloth),
        *(detail(rib, mix(cloth, ink.INK, 0.3)) for rib in ribs),
    ]


def _dome(sway: float) -> Points:
    """Return the cloth of an umbrella: an arch above, three scallops below."""
    arch = np.linspace(np.pi, 2 * np.pi, 40)
    above = np.stack([sway + 0.4 * np.cos(arch), -0.6 + 0.38 * np.sin(arch)], axis=1)
    x = np.linspace(0.4, -0.4, 40)
    below = np.stack(
        [sway + x, -0.6 - 0.035 * np.abs(np.sin(2.5 * np.pi * (x / 0.8 + 0.5) * 1.2))], axis=1
    )
    return np.vstack([above, below])
