"""Describe the action of a shot's figure into and out of a cut, whatever its position and size.

A figure is a box, halved across and down, that follows its own motion through the window. Motion
is measured in the figure's own lengths: velocity, growth and turning of the whole, in parts counted
from the cut outwards, so that a turn differs from a straight run; and rhythm, the strength at each
beat of what swings to and fro, as a whole (a bounce) or within the figure (limbs). Of several
figures the one that moves most acts, if it surely is one. The eye needs little more to recognise
action from moving points alone (Johansson, 1973).
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.masks import MaskFeatures
from matchcut.representations.motion import part_weights
from matchcut.representations.rhythm import swinging
from matchcut.representations.samples import ShotSamples
from matchcut.representations.windows import Windowed, array_names

NAME = "action"
# Raise it whenever these features, or the flow they are computed from, change.
VERSION = 2

_WINDOW_SECONDS = 1.5
ACT_SHARES = (0.5, 0.3, 0.2)
"""How much each third of a window matters, the one at the cut first.

An act is recognised by more of its course than a move is: see `matchcut.representations.motion`.
"""

# Motion is sampled this often a second, or at every frame where there are fewer.
_STEPS_PER_SECOND = 24
# The box is moved after this many steps.
_STEPS_A_PLACE = 3
# Figures below this share of the picture are too small to see move.
_MIN_AREA = 0.004
_MAX_FIGURES = 3
# Least length of a figure, in picture widths: below it, lengths a second would be mostly noise.
_SHORTEST = 0.06
# Keeps least squares from amplifying what the subject's grid hardly shows of a bar, or of its
# halves; in cells of the grid, squared.
_DAMPING, _DAMPING_WITHIN = 0.02, 0.05

_Floats = NDArray[np.float32]
_Complex = NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """The action of the acting figure in one window, for each of n frames; zero without a figure.

    All in figure lengths a second, the length being the longer side of the figure's box; axes as in
    `matchcut.representations.flow`.
    path: (n, 3, 2) float32, velocity of the whole against the ground, x and y, in three parts of
        the window, the one at the cut first.
    spin: (n, 3, 2) float32, log growth and roll in radians a second, in the same parts.
    rhythm: (n, 3, 4) float32, root mean square speed of what swings across, down, and within the
        figure (either way), in each of the bands of `rhythm.BEATS_HZ`.
    coverage: (n,) float32, 0..1, how much of the window lies in the shot.
    area: (n,) float32, the figure's share of the picture at the cut.
    trust: (n,) float32, 0..1, how reliable its mask is.
    """

    path: _Floats
    spin: _Floats
    rhythm: _Floats
    coverage: _Floats
    area: _Floats
    trust: _Floats


ActionFeatures = Windowed[Acts]
"""The acts that end at each sample frame of a shot, and those that start there."""


def mirrored(acts: Acts) -> Acts:
    """Return the acts mirrored left to right."""
    across, turned = np.array([-1, 1], np.float32), np.array([1, -1], np.float32)
    return replace(acts, path=acts.path * across, spin=acts.spin * turned)


def action_features(samples: ShotSamples, masks: MaskFeatures, rate: Fraction) -> ActionFeatures:
    """Return the acts of the figures in a shot of a film of ``rate`` frames a second."""
    number = len(samples.indices)
    boxes = _boxes(masks)
    at = samples.indices[boxes.window % number] - samples.frames.start
    way = np.where(boxes.window < number, -1, 1)
    speed = min(_STEPS_PER_SECOND, float(rate))
    steps = np.arange(max(1, round(_WINDOW_SECONDS * speed)) + 1)
    # The motion at frame i leads to it, so the very first frame has none.
    edges = at[:, None] + np.outer(way, np.round(steps * float(rate) / speed).astype(np.int64))
    acts = _acts(samples, boxes, edges, way, speed)
    ending, starting = (
        Acts(**{name: getattr(acts, name)[half] for name in array_names(Acts)})
        for half in (slice(None, number), slice(number, None))
    )
    return ActionFeatures(samples.frames, samples.indices, ending, starting)


@dataclass(frozen=True, slots=True, eq=False)
class _Boxes:
    """The figures that are large enough to act, as boxes.

    window: (m,) the window of each, of ``windows`` in all: those that end at the sample frames,
        then those that start there.
    middle, half: (m, 2) float64, x and y, 0..1 of the picture, of the uniform box with the figure's
        spread. fill: (m,), the figure's area over the box's. area: (m,), share of the picture.
    trust: (m,), 0..1, in its mask.
    aspect: height over width of the picture.
    """

    windows: int
    window: NDArray[np.int64]
    middle: NDArray[np.float64]
    half: NDArray[np.float64]
    fill: NDArray[np.float64]
    area: NDArray[np.float64]
    trust: NDArray[np.float64]
    aspect: float

    @property
    def length(self) -> NDArray[np.float64]:
        """The longer side of each box, in picture widths: (m,)."""
        sides = 2 * self.half * np.array([1, self.aspect])
        return np.asarray(sides.max(axis=1).clip(_SHORTEST))


def _boxes(masks: MaskFeatures) -> _Boxes:
    width, height = masks.size
    figures = masks.figures()
    found = []
    for at in range(len(masks.indices)):
        for number, instance in enumerate(np.flatnonzero(masks.sample == at)[:_MAX_FIGURES], 1):
            area = masks.area[instance]
            if area >= _MIN_AREA:
                mask = (figures[at] == number).view(np.uint8)
                across = mask.sum(axis=0, dtype=np.float64)
                down = mask.sum(axis=1, dtype=np.float64)
                found.append((at, area, masks.trust[instance], *_spread(across), *_spread(down)))
    table = np.array(found, np.float64).reshape(-1, 7)
    sample, areas, trust, x, half_x, y, half_y = np.concatenate([table, table]).T
    half = np.stack([half_x, half_y], axis=1)
    later = np.repeat([0, len(masks.indices)], len(table))
    return _Boxes(
        windows=2 * len(masks.indices),
        window=sample.astype(np.int64) + later,
        middle=np.stack([x, y], axis=1),
        half=half,
        fill=np.minimum(areas / (4 * half.prod(axis=1)), 1),
        area=areas,
        trust=trust,
        aspect=height / width,
    )


def _spread(profile: NDArray[np.float64]) -> tuple[float, float]:
    """Return the middle and half the width of the uniform bar with a profile's variance."""
    at = (np.arange(len(profile)) + 0.5) / len(profile)
    total = profile.sum()
    middle = float(profile @ at / total)
    variance = float(profile @ (at - middle) ** 2 / total)
    # Even a single line of pixels has a width.
    return middle, max((3 * variance) ** 0.5, 0.5 / len(profile))


def _acts(
    samples: ShotSamples,
    boxes: _Boxes,
    edges: NDArray[np.int64],
    way: NDArray[np.int64],
    speed: float,
) -> Acts:
    """Return the acts of each window's acting figure.

    edges: (m, steps + 1), where each step of a window begins and ends, from the cut outwards, as
        positions in the shot. way: (m,) -1 where they go back in time, else 1.
    speed: steps a second.
    """
    quarters = _followed(samples, boxes, edges, way) * np.float32(speed)
    last = len(samples.frames) - 1
    inside = (edges[:, 1:] >= 0) & (edges[:, 1:] <= last)
    weights = part_weights(inside)
    length = boxes.length
    arms = _arms(boxes)
    whole = quarters.mean(axis=2)
    reach = (np.abs(arms) ** 2).sum(axis=1)
    turning = (quarters @ (arms.conj() / reach[:, None])[:, :, None])[:, :, 0]
    path = np.einsum("mpt,mt->mp", weights, whole) / length[:, None]
    spin = np.einsum("mpt,mt->mp", weights, turning)
    rhythm = swinging(quarters, weights, inside, speed) / length[:, None, None]
    acting = _acting(boxes, path, rhythm)
    return _of_windows(
        boxes,
        acting,
        Acts(
            path=_pairs(path),
            spin=_pairs(spin),
            rhythm=rhythm.astype(np.float32),
            coverage=inside.mean(axis=1, dtype=np.float32),
            area=boxes.area.astype(np.float32),
            trust=boxes.trust.astype(np.float32),
        ),
    )


def _arms(boxes: _Boxes) -> _Complex:
    """Return the vectors from a box's middle to its quarters', by row, in picture widths."""
    x, y = boxes.half[:, 0] / 2, boxes.half[:, 1] / 2 * boxes.aspect
    arms = np.stack([-x - 1j * y, x - 1j * y, -x + 1j * y, x + 1j * y], axis=1)
    return arms.astype(np.complex64)


def _followed(
    samples: ShotSamples, boxes: _Boxes, edges: NDArray[np.int64], way: NDArray[np.int64]
) -> _Complex:
    """Return the motion of each box's quarters, (m, steps, 4), in picture widths a step.

    Complex, x and y. The box follows the figure and the camera.
    """
    inside = edges.clip(0, len(samples.frames) - 1)
    moved = _steps(samples.subject.astype(np.float32).view(np.complex64)[..., 0], inside, way)
    camera = _steps(samples.camera, inside, way)
    shape = np.array([1, boxes.aspect])
    middle = boxes.middle.copy()
    going = np.zeros_like(middle)
    followed = []
    for step in range(0, moved.shape[1], _STEPS_A_PLACE):
        now = slice(step, step + _STEPS_A_PLACE)
        # Look where the box will be halfway if it keeps its velocity.
        quarters = _of_quarters(moved[:, now], middle + going / 2, boxes)
        followed.append(quarters)
        own = quarters.mean(axis=2).sum(axis=1)
        pan, tilt, zoom, roll = camera[:, now].sum(axis=1).T
        x, y = ((middle - 0.5) * shape).T
        goes = [pan + zoom * x - roll * y + own.real, tilt + zoom * y + roll * x + own.imag]
        going = way[:, None] * np.stack(goes, axis=1) / shape
        middle += going
    return np.concatenate(followed, axis=1)


def _steps(motion: NDArray[Any], edges: NDArray[np.int64], way: NDArray[np.int64]) -> NDArray[Any]:
    """Return the motion in each step of windows, (m, steps, ...), from that of each frame."""
    upto = motion.cumsum(axis=0)
    steps = np.diff(upto[edges], axis=1)
    steps[way < 0] *= -1
    return steps


def _of_quarters(field: _Complex, middle: NDArray[np.float64], boxes: _Boxes) -> _Complex:
    """Return the motion of each box's quarters, (m, steps, 4), in fields of (m, steps, 4, 8) cells.

    A cell shows the motion of what covers it, in proportion to the area covered.
    """
    rows, columns = SUBJECT_GRID
    across = _halves(middle[:, 0] - boxes.half[:, 0], boxes.half[:, 0], columns)
    down = _halves(middle[:, 1] - boxes.half[:, 1], boxes.half[:, 1], rows)
    across /= boxes.fill.astype(np.float32)[:, None, None]
    quarters = down[:, None] @ field @ across.transpose(0, 2, 1)[:, None]
    return np.asarray(quarters.reshape(*field.shape[:2], 4), np.complex64)


def _halves(start: NDArray[np.float64], half: NDArray[np.float64], cells: int) -> _Floats:
    """Return matrices that fit two neighbouring bars to a row of cells, (m, 2, cells).

    By damped least squares: halves that the cells can't separate get the same value.
    """
    bounds = (start[:, None] + half[:, None] * np.arange(3)) * cells
    covered = np.minimum(np.maximum(bounds[:, :, None] - np.arange(cells), 0), 1)
    first, second = covered[:, 1] - covered[:, 0], covered[:, 2] - covered[:, 1]
    both, differ = first + second, second - first
    even = (both**2).sum(axis=1) + _DAMPING
    odd = (differ**2).sum(axis=1) + _DAMPING_WITHIN
    mixed = (both * differ).sum(axis=1)
    scale = (even * odd - mixed**2)[:, None]
    mean = (odd[:, None] * both - mixed[:, None] * differ) / scale
    difference = (even[:, None] * differ - mixed[:, None] * both) / scale
    return np.stack([mean - difference, mean + difference], axis=1).astype(np.float32)


def _acting(boxes: _Boxes, path: _Complex, rhythm: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each window the figure with the most motion in the picture, -1 for none.

    What is doubtful as a figure counts less: leaves that sway outdo the one who runs through them.
    """
    moved = np.abs(path) ** 2 @ ACT_SHARES + (rhythm**2).sum(axis=(1, 2))
    presence = boxes.trust * boxes.area * moved * boxes.length**2
    acting = np.full(boxes.windows, -1)
    order = np.argsort(presence, kind="stable")
    acting[boxes.window[order]] = order
    return acting


def _of_windows(boxes: _Boxes, acting: NDArray[np.int64], acts: Acts) -> Acts:
    """Return the acts of the acting figures, one for each window."""
    found = acting >= 0

    def of(values: _Floats) -> _Floats:
        chosen = np.zeros((boxes.windows, *values.shape[1:]), np.float32)
        chosen[found] = values[acting[found]]
        return chosen

    return Acts(**{name: of(getattr(acts, name)) for name in array_names(Acts)})


def _pairs(values: NDArray[np.complexfloating]) -> _Floats:
    return np.stack([values.real, values.imag], axis=-1).astype(np.float32)
