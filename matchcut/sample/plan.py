"""The contents of a sample film as data: shots, the figures in them, the planted matches."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from matchcut.review import Flavour
from matchcut.sample.camera import STILL, Affine, Camera, scaled
from matchcut.sample.forms import Shape
from matchcut.sample.layers import Set
from matchcut.sample.palette import Colour
from matchcut.timing import FrameRange

RATE = 24
"""Frames a second of every sample film."""

PLANTED: tuple[Flavour, ...] = ("frame", "motion")
"""The flavours of the matches in every sample film."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is in the picture at its key moment, and how it moves around it.

    x, y: heights from the middle of the picture. size: heights. turn: radians, clockwise.
    vx, vy: heights a second; spin: radians a second; the figure's own, on top of the camera's move.
    depth: how it moves with the camera (see `Camera.view`); None when the camera follows it.
    key: seconds from the middle of the shot.
    """

    x: float
    y: float
    size: float
    turn: float = 0.0
    vx: float = 0.0
    vy: float = 0.0
    spin: float = 0.0
    depth: float | None = 1.0
    key: float = 0.0

    def matrix(self, seconds: float, camera: Camera) -> Affine:
        """Return the map from the figure's unit square to the picture."""
        gone = seconds - self.key
        own = scaled(
            self.size,
            turn=self.turn + self.spin * gone,
            x=self.x + self.vx * gone,
            y=self.y + self.vy * gone,
        )
        if self.depth is None:
            return own
        return (
            camera.view(seconds, self.depth)
            @ np.linalg.inv(camera.view(self.key, self.depth))
            @ own
        )


@dataclass(frozen=True, slots=True)
class Skin:
    """A figure's own texture, for films without clean edges.

    seed: its pattern. dark, light: the colours between which it varies.
    cell: size of its forms, as a share of the figure. soft: heights over which its edge fades.
    """

    seed: int
    dark: Colour
    light: Colour
    cell: float
    soft: float


@dataclass(frozen=True, slots=True)
class Actor:
    """A shape in its place. ``prop``: it is in the picture but not a figure of its own.

    glow: colour of the light around it; glow_size: its reach, as a share of the figure's size.
    """

    shape: Shape
    place: Place
    prop: bool = False
    skin: Skin | None = None
    glow: Colour | None = None
    glow_size: float = 2.2


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One shot: its length, set, actors and camera.

    group: shots with the same number are near-duplicates of one set-up; None for a shot alone.
    """

    name: str
    frames: int
    set: Set
    actors: tuple[Actor, ...] = ()
    camera: Camera = STILL
    kind: Literal["picture", "title"] = "picture"
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A gradual transition of ``frames`` frames after the shot numbered ``after``."""

    after: int
    frames: int
    kind: Literal["fade", "dissolve"]


@dataclass(frozen=True, slots=True)
class PlannedMatch:
    """A planted match between two shots, by name; frames count from each shot's first.

    out_frame, in_frame: the intended cut point.
    distractors: names of shots that resemble one of the two, but not enough.
    """

    by: Flavour
    out_shot: str
    in_shot: str
    out_frame: int
    in_frame: int
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A whole film, before any of it is drawn."""

    width: int
    height: int
    seed: int
    shots: tuple[ShotPlan, ...]
    passages: tuple[Passage, ...] = ()
    matches: tuple[PlannedMatch, ...] = ()

    def number(self, name: str) -> int:
        """Return the number of the shot with a name."""
        return next(i for i, shot in enumerate(self.shots) if shot.name == name)

    def seed_of(self, shot: int) -> tuple[int, int]:
        """Return the seed of a shot's set and chord: near-duplicates share theirs."""
        group = self.shots[shot].group
        return self.seed, shot if group is None else 1000 + group


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each shot and each gradual transition of a plan is on screen, in frames of the film.

    passages: the frames of each of the plan's passages, in the same order.
    """

    shots: tuple[FrameRange, ...]
    passages: tuple[FrameRange, ...]
    frames: int


def schedule(plan: FilmPlan) -> Schedule:
    """Return a plan's shots and passages laid end to end."""
    behind = {passage.after: passage.frames for passage in plan.passages}
    shots, passages, at = [], [], 0
    for i, shot in enumerate(plan.shots):
        shots.append(FrameRange(at, at + shot.frames))
        at += shot.frames
        if i in behind:
            passages.append(FrameRange(at, at + behind[i]))
            at += behind[i]
    return Schedule(tuple(shots), tuple(passages), at)
