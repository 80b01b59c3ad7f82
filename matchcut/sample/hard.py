"""The hard sample film: a hundred shots of soft figures in noise, with matches and near misses.

Nothing here can be found by colour or by clean edges: a figure has much the same texture as its
background and stands out by moving differently. Each planted match has a distractor: for a frame
match a figure that covers half to two thirds of the same area, for a motion match a move of
similar speed and direction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchcut.sample import buildings, doubles, figures, things
from matchcut.sample import palette as ink
from matchcut.sample.camera import Camera, mapped
from matchcut.sample.figures import Wardrobe, dressed
from matchcut.sample.forms import Drawing, Part, Shape, fill, flipped, moved, smooth, still
from matchcut.sample.indoors import speckle
from matchcut.sample.palette import mix
from matchcut.sample.plan import RATE, Actor, FilmPlan, Place, PlannedMatch, ShotPlan, Skin

_SHOTS, _PAIRS = 100, 10
_WIDTH, _HEIGHT = 640, 360
_APART_SECONDS = 62
"""Least time between the two shots of a frame match: editors want no repeat within a minute."""

Mask = NDArray[np.bool_]

_ECHO = (0.88, 0.96)
"""IoU of the two figures of a planted frame match."""
_NEAR_MISS = (0.53, 0.67)
"""IoU of a distractor with either figure of its match, with tolerance for movement."""
_NO_MISS = 0.42
"""IoU that other figures stay below."""

_NO_MATCH = 0.75
"""Least difference of a planted move from every other, except its echo and its near miss."""
_CANDIDATES = 12

_ASPECT = _WIDTH / _HEIGHT


class Move(NamedTuple):
    """What moves in a shot: the camera (see `Camera`), and the figure in the picture besides."""

    pan: float
    tilt: float
    zoom: float
    roll: float
    vx: float
    vy: float

    def vector(self) -> NDArray[np.float64]:
        """Return the move as six numbers of comparable weight."""
        return np.array(self) * (1, 1, 0.7, 0.7, 0.7, 0.7)


@dataclass(frozen=True, slots=True)
class Draft:
    """A shot without its position in the film; ``move`` adds to its figure's own."""

    name: str
    shape: Shape
    place: Place
    move: Move


def hard_film(seed: int) -> FilmPlan:
    """Return the plan of the hard film of a seed."""
    rng = np.random.default_rng((seed, 9001))
    planted_moves = _planted_moves(rng)
    free_moves: list[Move] = []
    lookalikes = _frame_drafts(rng, planted_moves, free_moves)
    movers = _motion_drafts(rng, planted_moves, lookalikes)
    rest = _other_drafts(rng, planted_moves, free_moves, lookalikes)
    drafts = [*lookalikes, *movers, *rest]
    lengths = {draft.name: int(rng.integers(36, 73)) for draft in drafts}
    ordered = _in_order(rng, drafts, lengths)
    shots = tuple(_shot(rng, draft, lengths[draft.name]) for draft in ordered)
    return FilmPlan(_WIDTH, _HEIGHT, seed, shots, matches=_matches(lengths))


def _matches(lengths: dict[str, int]) -> tuple[PlannedMatch, ...]:
    frame, motion = [], []
    for i in range(_PAIRS):
        a, b, near = (f"frame {i} {side}" for side in ("out", "in", "near"))
        frame.append(PlannedMatch("frame", a, b, lengths[a] // 2, lengths[b] // 2, (near,)))
        a, b, near = (f"motion {i} {side}" for side in ("out", "in", "near"))
        motion.append(PlannedMatch("motion", a, b, lengths[a] - 1, 0, (near,)))
    return (*frame, *motion)


def _frame_drafts(rng: np.random.Generator, planted: list[Move], free: list[Move]) -> list[Draft]:
    """Return ten figures, each with its echo and its near miss, all different from one another."""
    drafts: list[Draft] = []
    for i in range(_PAIRS):
        for side, (shape, place) in _lookalikes(rng, _outlines(drafts)).items():
            slow = replace(place, vx=rng.uniform(-0.02, 0.02), vy=rng.uniform(-0.015, 0.015))
            move = _free_move(rng, planted, free, still_subject=True)
            drafts.append(Draft(f"frame {i} {side}", shape, slow, move))
    return drafts


def _lookalikes(rng: np.random.Generator, others: list[Mask]) -> dict[str, tuple[Shape, Place]]:
    """Return a figure, its echo in the same place, and a figure that covers half of both."""
    shape, place = _unlike_figure(rng, others, sizes=(0.45, 0.8), least=0.05)
    mask = _outline_mask(shape, place)

    def within(proposed: tuple[Shape, Place], bounds: tuple[float, float], *of: Mask) -> bool:
        return all(bounds[0] <= _iou(_outline_mask(*proposed), m) <= bounds[1] for m in of)

    echo = near = (shape, place)
    while not within(echo, _ECHO, mask):
        echo = (_bent(shape, rng, 0.035), place)
    while not within(near, _NEAR_MISS, mask, _outline_mask(*echo)):
        near = (_bent(shape, rng, 0.06), _jogged(place, rng))
    return {"out": (shape, place), "in": echo, "near": near}


def _motion_drafts(
    rng: np.random.Generator, planted: list[Move], lookalikes: list[Draft]
) -> list[Draft]:
    drafts, taken = [], _outlines(lookalikes)
    for i, move in enumerate(planted):
        moves = {
            "out": move,
            "in": _scaled_move(move, rng.uniform(0.97, 1.03)),
            "near": _near(rng, move),
        }
        for side, its_move in moves.items():
            shape, place = _unlike_figure(rng, taken)
            drafts.append(Draft(f"motion {i} {side}", shape, place, its_move))
    return drafts


def _other_drafts(
    rng: np.random.Generator, planted: list[Move], free: list[Move], lookalikes: list[Draft]
) -> list[Draft]:
    drafts, taken = [], _outlines(lookalikes)
    for i in range(_SHOTS - 6 * _PAIRS):
        shape, place = _unlike_figure(rng, taken)
        drafts.append(Draft(f"other {i}", shape, place, _free_move(rng, planted, free)))
    return drafts


def _unlike_figure(
    rng: np.random.Generator,
    others: list[Mask],
    *,
    sizes: tuple[float, float] = (0.3, 0.75),
    least: float = 0.025,
) -> tuple[Shape, Place]:
    """Return a figure that covers at least a share of the picture and resembles no other."""
    while True:
        shape, place = _figure(rng), _place(rng, sizes)
        mask = _outline_mask(shape, place)
        if least < mask.mean() < 0.35 and all(_iou(mask, other) < _NO_MISS for other in others):
            return shape, place


def _outlines(drafts: list[Draft]) -> list[Mask]:
    return [_outline_mask(draft.shape, draft.place) for draft in drafts]


def _in_order(
    rng: np.random.Generator, drafts: list[Draft], lengths: dict[str, int]
) -> list[Draft]:
    """Return the drafts shuffled so that the two sides of a frame match are a minute apart."""
    while True:
        order = [drafts[i] for i in rng.permutation(len(drafts))]
        ends = np.cumsum([lengths[draft.name] for draft in order]) / RATE
        at = {draft.name: float(end) for draft, end in zip(order, ends, strict=True)}
        gaps = [abs(at[f"frame {i} out"] - at[f"frame {i} in"]) for i in range(_PAIRS)]
        if min(gaps) > _APART_SECONDS:
            return order


def _shot(rng: np.random.Generator, draft: Draft, frames: int) -> ShotPlan:
    """Return a draft as a shot: two colours, one noise for the ground, another for the figure."""
    inks = (
        ink.NIGHT, ink.PLUM, ink.WINE, ink.RUST, ink.AMBER, ink.SAND, ink.SAGE, ink.MOSS, ink.TEAL,
        ink.SEA, ink.SKY, ink.ROSE,
    )  # fmt: skip
    first, second = (inks[i] for i in rng.choice(len(inks), 2, replace=False))
    coarse, fine = rng.uniform(0.1, 0.25), rng.uniform(0.16, 0.4)
    dark, dim, light, bright = (mix(first, second, share) for share in (0.05, 0.4, 0.6, 0.95))
    ground = speckle(int(rng.integers(1 << 30)), dark, light, coarse, wide=3.3, high=2.4)
    skin = Skin(int(rng.integers(1 << 30)), dim, bright, fine, soft=0.011)
    move = draft.move
    camera = Camera(*move[:4], shake=0.002, seed=int(rng.integers(1 << 30)))
    place = replace(draft.place, vx=draft.place.vx + move.vx, vy=draft.place.vy + move.vy)
    return ShotPlan(draft.name, frames, ground, (Actor(draft.shape, place, skin=skin),), camera)


def _figure(rng: np.random.Generator) -> Shape:
    """Return a shape centred on the origin that hardly changes by itself."""
    kinds: tuple[Callable[[], Drawing], ...] = (
        lambda: _centred(_person(rng)),
        lambda: _centred(_person(rng)),
        lambda: _centred(_thing(rng)),
        lambda: _blob(rng),
    )
    drawing = kinds[int(rng.integers(len(kinds)))]()
    if rng.random() < 0.5:
        drawing = flipped(drawing)
    return still(drawing)


def _person(rng: np.random.Generator) -> Drawing:
    poses = (figures.standing, figures.walking, figures.running, figures.sitting, figures.reaching)
    pose = poses[int(rng.integers(len(poses)))]
    wear = Wardrobe(skirt=bool(rng.random() < 0.4), hat=ink.INK if rng.random() < 0.5 else None)
    return moved(dressed(pose, wear)(rng.uniform(0, 5)), 0, 0, scale=1.35)


def _thing(rng: np.random.Generator) -> Drawing:
    shapes = (
        doubles.whale(), doubles.bone(), things.car(ink.INK), things.boat(), things.bird(ink.INK),
        things.balloon(), buildings.castle(), buildings.house(), buildings.lighthouse(),
        things.bottle(ink.INK), doubles.round_tree(ink.INK), things.fir(ink.INK), doubles.moon(),
    )  # fmt: skip
    drawing = shapes[int(rng.integers(len(shapes)))](rng.uniform(0, 3))
    return moved(drawing, 0, 0, scale=1.1, angle=rng.uniform(-0.5, 0.5))


def _blob(rng: np.random.Generator) -> Drawing:
    """Return a smooth random form of lobes."""
    lobes = int(rng.integers(5, 10))
    angle = np.linspace(0, 2 * np.pi, lobes, endpoint=False) + rng.uniform(0, 0.5, lobes)
    radius = rng.uniform(0.18, 0.62, lobes)
    return [Part(smooth(np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)), ink.INK)]


def _centred(drawing: Drawing) -> Drawing:
    points = np.vstack([part.outline for part in drawing])
    x, y = (points.min(0) + points.max(0)) / 2
    return moved(drawing, -x, -y)


def _bent(shape: Shape, rng: np.random.Generator, amount: float) -> Shape:
    """Return a shape whose outline is bent by slow waves of about ``amount``."""
    phase, pitch = rng.uniform(0, 2 * np.pi, (2, 2)), rng.uniform(3, 8, (2, 2))
    depth = rng.uniform(0.4, 1, (2, 2)) * amount

    def bend(part: Part) -> Part:
        waves = depth * np.sin(part.outline[:, None, ::-1] * pitch + phase)
        return Part(part.outline + waves.sum(1), part.colour, part.detail)

    drawing = [bend(part) for part in shape(0.0)]
    return still(drawing)


def _place(rng: np.random.Generator, sizes: tuple[float, float]) -> Place:
    return Place(rng.uniform(-0.5, 0.5), rng.uniform(-0.15, 0.15), rng.uniform(*sizes), depth=None)


def _jogged(place: Place, rng: np.random.Generator) -> Place:
    return replace(
        place,
        x=place.x + rng.uniform(-0.12, 0.12),
        y=place.y + rng.uniform(-0.08, 0.08),
        size=place.size * rng.uniform(0.85, 1.15),
        turn=rng.uniform(-0.3, 0.3),
    )


def _random_move(rng: np.random.Generator) -> Move:
    """Return a pan, tilt, zoom or roll, and a figure that goes its own way."""
    angle, speed = rng.uniform(0, 2 * np.pi), rng.uniform(0.12, 0.45)
    zoom = roll = 0.0
    kind = rng.random()
    if kind < 0.25:
        zoom, speed = float(rng.choice((-1, 1)) * rng.uniform(0.12, 0.3)), 0.0
    elif kind < 0.4:
        roll, speed = float(rng.choice((-1, 1)) * rng.uniform(0.12, 0.3)), 0.0
    heading, pace = rng.uniform(0, 2 * np.pi), rng.uniform(0.08, 0.26)
    return Move(
        pan=float(speed * np.cos(angle)), tilt=float(speed * np.sin(angle)) * 0.7,
        zoom=zoom, roll=roll,
        vx=float(pace * np.cos(heading)), vy=float(pace * np.sin(heading)) * 0.7,
    )  # fmt: skip


def _mixed_move(rng: np.random.Generator) -> Move:
    """Return a move of everything at once, as a hand or a drone carries a camera."""
    move = _random_move(rng)
    zoom, roll = rng.uniform(-0.35, 0.35, 2)
    return move._replace(zoom=float(zoom), roll=float(roll))


def _planted_moves(rng: np.random.Generator) -> list[Move]:
    moves: list[Move] = []
    while len(moves) < _PAIRS:
        move = _random_move(rng)
        if all(_different(move, other) for other in moves):
            moves.append(move)
    return moves


def _free_move(
    rng: np.random.Generator, planted: list[Move], free: list[Move], *, still_subject: bool = False
) -> Move:
    """Return a move that could not be taken for a planted one, and add it to ``free``.

    It is the candidate least like those given before (Mitchell, SIGGRAPH 1991): two equal free
    moves would be a match that is not among the answers.
    """
    proposed = (_mixed_move(rng) for _ in count())
    if still_subject:
        proposed = (move._replace(vx=0.0, vy=0.0) for move in proposed)
    apart = (move for move in proposed if all(_different(move, other) for other in planted))
    move = max(
        islice(apart, _CANDIDATES),
        key=lambda move: min((_difference(move, other) for other in free), default=1.0),
    )
    free.append(move)
    return move


def _different(first: Move, second: Move) -> bool:
    return _difference(first, second) > _NO_MATCH


def _difference(first: Move, second: Move) -> float:
    """Return how far apart two moves are, as a share of the faster one."""
    a, b = first.vector(), second.vector()
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)))


def _near(rng: np.random.Generator, move: Move) -> Move:
    """Return a move about a third faster or slower, or one .65 radians off course."""
    if rng.random() < 0.5:
        return _scaled_move(move, float(rng.choice((0.66, 1.4))))
    angle = float(rng.choice((-1, 1)) * 0.65)
    c, s = np.cos(angle), np.sin(angle)
    return Move(
        pan=c * move.pan - s * move.tilt, tilt=s * move.pan + c * move.tilt,
        zoom=0.7 * move.zoom, roll=0.7 * move.roll,
        vx=c * move.vx - s * move.vy, vy=s * move.vx + c * move.vy,
    )  # fmt: skip


def _scaled_move(move: Move, share: float) -> Move:
    return Move(*(share * value for value in move))


def _outline_mask(shape: Shape, place: Place) -> Mask:
    """Return the mask of a figure at its key moment, (height, width), alone on a small canvas."""
    height, width = 90, round(90 * _ASPECT)
    mask = np.zeros((height, width), np.uint8)
    matrix = place.matrix(place.key, Camera())
    for part in shape(0.0):
        if not part.detail:
            fill(mask, mapped(part.outline, matrix) * height + (width / 2, height / 2), 255)
    return mask > 127


def _iou(first: Mask, second: Mask) -> float:
    union = int((first | second).sum())
    return float((first & second).sum()) / union if union else 0.0
