"""Explain why two frames match, in one plain sentence, with the facts that lists filter by."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.stored import ACTS, FIGURES, MOVES, StoredFeatures, nearest
from matchcut.representations.action import ACT_SHARES
from matchcut.representations.motion import PART_SHARES, velocity
from matchcut.representations.rhythm import BEATS_HZ
from matchcut.representations.stillness import STILL_SPEED

_NUMBERS = ("No figure", "One figure", "Two figures", "Three figures", "Four figures")
_SAME_SIZE = 0.8
_SAME_SPEED = 0.75
# Figure lengths a second below which a figure seems to stay in place.
_LIVELY = 0.25
# A figure with less of the picture than this is dust.
_MIN_FIGURE = 0.004


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair matches, as seen at its cut.

    camera: pan, tilt, log zoom and roll of the picture a second, in picture widths or radians,
        the mean of the moves into the cut and out of it.
    subject_size: share of the picture that is figure, the mean of both sides.
    sentence: in plain words.
    """

    camera: tuple[float, float, float, float]
    subject_size: float
    sentence: str


def reason(
    stored: StoredFeatures,
    words: Callable[["SeenSide", "SeenSide"], str],
    out: FoundSide | None,
    into: FoundSide,
    *,
    flop: bool,
) -> Reason:
    """Return why a pair matches; out is None in a search with a still.

    words: those of its flavour, such as `figure_words`.
    """
    after = SeenSide(stored, into, outgoing=False, flop=flop)
    before = None if out is None else SeenSide(stored, out, outgoing=True, flop=False)
    sides = [after] if before is None else [before, after]
    pan, tilt, zoom, roll = np.mean([side.move.camera for side in sides], axis=0).tolist()
    size = float(np.mean([side.figures.area for side in sides]))
    sentence = "The same silhouette as the still." if before is None else words(before, after)
    return Reason((pan, tilt, zoom, roll), size, sentence)


class SeenSide:
    """What is seen of one side of a pair at its cut; features are read when needed."""

    def __init__(
        self, stored: StoredFeatures, side: FoundSide, *, outgoing: bool, flop: bool
    ) -> None:
        self._stored = stored
        self._side = side
        self._outgoing = outgoing
        self._flop = flop

    @cached_property
    def figures(self) -> "_Figures":
        """Its figures; empty if not known."""
        features = self._stored.load(self._side.shot, FIGURES)
        if features is None:
            return _Figures()
        at = nearest(features.indices, self._side.frame)
        plane = features.figures()[at]
        rows, columns = np.nonzero(plane)
        if not len(rows):
            return _Figures()
        height, width = plane.shape
        x = float((columns.mean() + 0.5) / width)
        large = np.flatnonzero((features.sample == at) & (features.area >= _MIN_FIGURE))
        return _Figures(
            number=len(large),
            area=len(rows) / plane.size,
            x=1 - x if self._flop else x,
            y=float((rows.mean() + 0.5) / height),
            names=" and ".join(dict.fromkeys(filter(None, (features.labels[i] for i in large)))),
        )

    @cached_property
    def move(self) -> "_Move":
        """The move that ends or starts at the cut; zero if not known."""
        features = self._stored.load(self._side.shot, MOVES)
        if features is None:
            return _Move()
        at = nearest(features.indices, self._side.frame)
        moves = features.ending if self._outgoing else features.starting
        mirror = -1 if self._flop else 1
        pan, tilt, zoom, roll = (np.array(PART_SHARES) @ moves.camera[at]).tolist()
        x, y = velocity(moves.subject[at].reshape(1, -1, 2))[0].tolist()
        return _Move((mirror * pan, tilt, zoom, mirror * roll), (mirror * x, y))

    @cached_property
    def act(self) -> "_Act":
        """What its figure does up to the cut or from it on; zero if not known."""
        features = self._stored.load(self._side.shot, ACTS)
        if features is None:
            return _Act()
        at = nearest(features.indices, self._side.frame)
        acts = features.ending if self._outgoing else features.starting
        x, y = (np.array(ACT_SHARES) @ acts.path[at]).tolist()
        beats = (acts.rhythm[at] ** 2).sum(axis=0)
        beating = math.sqrt(float(beats.sum())) >= _LIVELY
        return _Act(
            path=(-x if self._flop else x, y),
            growth=float(np.array(ACT_SHARES) @ acts.spin[at, :, 0]),
            beat_hz=BEATS_HZ[int(np.argmax(beats))] if beating else 0.0,
        )


@dataclass(frozen=True, slots=True)
class _Figures:
    """The number of figures, their share of the picture, and their centre, 0..1.

    names: their classes, if the segmenter names any.
    """

    number: int = 0
    area: float = 0.0
    x: float = 0.5
    y: float = 0.5
    names: str = ""


@dataclass(frozen=True, slots=True)
class _Move:
    """The camera's move as in `Reason`, and the velocity of what moves against it."""

    camera: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    subject: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Act:
    """What the figure does, in figure lengths a second: its path, growth, and beat if any."""

    path: tuple[float, float] = (0.0, 0.0)
    growth: float = 0.0
    beat_hz: float = 0.0


def figure_words(before: SeenSide, after: SeenSide) -> str:
    """Return how many figures there are, of what size, and where."""
    out, into = before.figures, after.figures
    if not out.number or not into.number:
        return "The figures of one side are too faint to describe."
    if out.number == into.number:
        who = _NUMBERS[out.number] if out.number < len(_NUMBERS) else "A crowd"
    else:
        one, other = _count(out.number), _count(into.number).lower()
        who = f"{one} against {other}"
    smaller, larger = sorted([out.area, into.area])
    if smaller / larger >= _SAME_SIZE:
        size = " of the same size"
    else:
        size = ", larger after the cut" if into.area > out.area else ", smaller after the cut"
    here, there = _place(out), _place(into)
    where = f"from {here} to {there}".replace("centred", "the centre")
    names = out.names if out.names == into.names else f"{out.names}, then {into.names}"
    named = f" ({names})" if out.names and into.names else ""
    return f"{who}{size}, {here if here == there else where}{named}."


def _count(number: int) -> str:
    return _NUMBERS[number].split(" ")[0] if number < len(_NUMBERS) else "A crowd"


def _place(figures: _Figures) -> str:
    across = "left of centre" if figures.x < 0.42 else "right of centre"
    if 0.42 <= figures.x <= 0.58:
        across = "centred"
    down = " and low" if figures.y > 0.68 else " and high" if figures.y < 0.32 else ""
    return across + down


def move_words(before: SeenSide, after: SeenSide) -> str:
    """Return how the camera, and what moves against it, move."""
    out, into = before.move, after.move
    camera = [_camera_words(move.camera) for move in (out, into)]
    subject = [_subject_words(move.subject) for move in (out, into)]
    words = _both("the camera", camera, "through the cut", "rests")
    if not words or subject[0] == subject[1]:
        words += _both("what moves goes", subject, "on both sides", "nowhere")
    slower, faster = sorted([_speed(out), _speed(into)])
    pace = ", faster after" if _speed(into) > _speed(out) else ", slower after"
    if faster > 0 and slower / faster >= _SAME_SPEED:
        pace = " at the same speed"
    return _sentence(words, pace) or "Hardly anything moves on either side."


def act_words(before: SeenSide, after: SeenSide) -> str:
    """Return where the figure goes and how it swings."""
    out, into = before.act, after.act
    words = _both("the figure", [_deed(act) for act in (out, into)], "on both sides", "stays")
    if out.beat_hz and into.beat_hz:
        one, other = (_times(act.beat_hz) for act in (out, into))
        beats = one if one == other else f"{one}, then {other},"
        words.append(f"{'it' if words else 'the figure'} swings about {beats} a second")
    return _sentence(words) or "The figures hardly do anything."


def _both(who: str, does: Sequence[str], alike: str, idle: str) -> list[str]:
    """Return what somebody does before and after the cut, nothing where that is "" on both sides.

    alike: said where it is the same; idle: said in place of "".
    """
    before, after = does
    if before == after:
        return [f"{who} {before} {alike}"] if before else []
    return [f"{who} {before or idle}, then {after or idle}"]


def _sentence(words: Sequence[str], end: str = "") -> str:
    joined = " and ".join(words)
    return f"{joined[0].upper()}{joined[1:]}{end}." if joined else ""


def _times(beat_hz: float) -> str:
    return "once" if beat_hz == 1 else f"{beat_hz:g} times"


def _deed(act: _Act) -> str:
    speed = math.hypot(*act.path)
    if max(speed, abs(act.growth)) < _LIVELY:
        return ""
    if abs(act.growth) > speed:
        return "comes nearer" if act.growth > 0 else "goes away"
    return f"goes {_heading(*act.path)}"


def _heading(x: float, y: float) -> str:
    if abs(x) >= abs(y):
        return "right" if x > 0 else "left"
    return "down" if y > 0 else "up"


def _speed(move: _Move) -> float:
    return math.hypot(*move.camera, *move.subject)


def _camera_words(camera: tuple[float, ...]) -> str:
    """Return the camera's move in words: opposite to the way the picture slides."""
    pan, tilt, zoom, roll = camera
    turns = [
        (abs(pan), "pans left" if pan > 0 else "pans right"),
        (abs(tilt), "tilts up" if tilt > 0 else "tilts down"),
        (abs(zoom) / 2, "moves in" if zoom > 0 else "moves out"),
        (abs(roll) / 2, "rolls"),
    ]
    speed, words = max(turns)
    return words if speed >= STILL_SPEED else ""


def _subject_words(subject: tuple[float, float]) -> str:
    return "" if math.hypot(*subject) < STILL_SPEED else _heading(*subject)
