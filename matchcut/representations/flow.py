"""Measure motion from one frame to the next: the camera's move, and the subject's.

Everything is measured as the *picture's* move, in the picture's own axes (x to the right, y
down): pan is positive when the picture slides right (the camera turns left), tilt when it slides
down, log zoom when it grows, roll when it turns clockwise. Lengths are picture widths.

The flow is dense inverse search (Kroeger et al., ECCV 2016). The camera is a similarity, which
in complex numbers is one line, ``flow = shift + spin * z``. A subject can fill most of a frame
but seldom its whole border, so fits to a fixed set of regions compete for the least truncated
error (least median of squares without random sampling), the border counting more; the winner is
refined by iteratively reweighted least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.picture_area import continued
from matchcut.media.scaling import averaged

SUBJECT_GRID = (4, 8)
"""Rows and columns."""

MAX_APART = 48
"""Frames; motion is never measured further apart, whatever rate a film claims."""

# Moves are measured over about this long, because flow errors don't shrink with the move: at 240
# frames a second, a still camera would seem to follow whatever is slow.
_MOVES_PER_SECOND = 30
_LONG_SIDE = 64
_SHORTEST_SIDE = 24
_FIT_GRID = (9, 16)
# Near the border the flow is that of the outermost patches, this many pixels in; measured on zooms
# and rolls, which come out 5 % too small with half the patch of 8 pixels.
_OUTERMOST = 6
# A cell's motion is half trusted at the picture's own median gradient (grey levels a pixel, along
# the direction of least change), kept within these bounds: a dark or foggy picture moves no less.
_MIN_HALF_TRUSTED, _MAX_HALF_TRUSTED = 0.4, 2.0
_MIN_TEXTURE = 0.02
# How far a cell's flow may be off and still agree: in picture widths, and as a share of itself.
_NOISE_WIDTHS = 0.05 / _LONG_SIDE
_NOISE_SHARE = 0.05
# Keeps a picture with texture in one spot only from yielding zoom and roll.
_SPIN_DAMPING = 1e-3
_REFINEMENTS = 3
# Squared error over squared tolerance up to which a cell counts as explained.
_EXPLAINED = 4.0
# If less of the texture is explained, it is not a camera move.
_MIN_TRUST = 0.15
# If this much is, it is one. In between it counts in part; otherwise a doubtful move would count
# fully in one copy of a film and not at all in the next.
_ENOUGH_TRUST = 0.35
# Below this trust or beyond this shift the search may have gone astray in a fast move: it is
# repeated from where phase correlation puts the picture.
_DOUBTFUL = 0.5
_FAST_WIDTHS = 0.06
_GAIN = 0.8

_Sum = NDArray[np.complexfloating]


@dataclass(frozen=True, slots=True, eq=False)
class FrameMotion:
    """The move from one frame to the next; all zero where there is too little texture.

    camera: (4,) float32: pan and tilt in picture widths, log zoom, roll in radians; zero where
        hardly anything moves together.
    subject: (4, 8, 2) float16: x and y, in picture widths, of the motion that the camera leaves
        unexplained, averaged over a grid. Flat areas, whose motion can't be seen, count as zero;
        behind an overlay the picture is continued from around it.
    """

    camera: NDArray[np.float32]
    subject: NDArray[np.float16]

    def spread(self, frames: int) -> Self:
        """Return the move per frame, where this is the move over ``frames`` frames."""
        return type(self)(
            (self.camera / frames).astype(np.float32), (self.subject / frames).astype(np.float16)
        )


def frames_apart(rate: Fraction) -> int:
    """Return how many frames apart motion is measured in a film of this rate."""
    return min(max(1, round(rate / _MOVES_PER_SECOND)), MAX_APART)


class FlowMeter:
    """Measures the motion between frames of one film; holds the flow's buffers.

    overlay: (h, w) bool, True where the film has something burnt in, which never moves.

    A result depends on its two frames alone, so measuring can resume anywhere.
    """

    def __init__(self, overlay: NDArray[np.bool_] | None = None) -> None:
        self._overlay = overlay
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        # Every pixel of a small picture, without variational smoothing: this costs as much as the
        # FAST preset on one of twice the size, with half its bias towards zero in slow moves.
        self._search.setFinestScale(0)
        self._search.setPatchStride(6)
        self._search.setGradientDescentIterations(12)
        self._layout: _Layout | None = None

    def measure(self, greys: Sequence[NDArray[np.uint8]]) -> list[FrameMotion]:
        """Return the motion from each frame to the next, all (h, w) grey and of one size.

        The arrays of one fit are so small that calling numpy takes longer than its work: frames
        batched together cost half as much each, with the same results.
        """
        if len(greys) < 2:
            return []
        layout = self._layout
        if layout is None or layout.shape != greys[0].shape:
            height, width = greys[0].shape
            layout = self._layout = _layout(height, width, self._overlay)
        # An overlay stands still and would slow the flow around it.
        pictures = [continued(averaged(grey, *layout.size), layout.hidden) for grey in greys]
        textures = _textures(pictures[1:])
        # What is filled in behind an overlay is a guess: good enough for the subject's motion,
        # but the camera's can be measured elsewhere.
        weights = textures * layout.open * layout.prior
        clear = np.flatnonzero(weights.sum(axis=1) >= _MIN_TEXTURE)
        camera = np.zeros((len(textures), 4), np.float32)
        subject = np.zeros((len(textures), *SUBJECT_GRID, 2), np.float16)
        if len(clear):
            fits = self._fitted(pictures, clear, weights[clear], layout)
            camera[clear] = fits.camera()
            subject[clear] = _subject(fits.residual * textures[clear])
        return [FrameMotion(*motion) for motion in zip(camera, subject, strict=True)]

    def _fitted(
        self,
        pictures: Sequence[NDArray[np.uint8]],
        places: NDArray[np.intp],
        weights: NDArray[np.float32],
        layout: "_Layout",
    ) -> "_Fits":
        """Return the camera's move from the picture at each of ``places`` to the one after it.

        weights: (n_places, n_cells).
        """
        pairs = [(pictures[at], pictures[at + 1]) for at in places]
        fits = _fits(np.stack([self._flow(*pair, layout) for pair in pairs]), weights, layout)
        doubtful = np.flatnonzero((fits.trust < _DOUBTFUL) | (abs(fits.shift) > _FAST_WIDTHS))
        if len(doubtful):
            flows = np.stack([self._second_look(*pairs[at], layout) for at in doubtful])
            again = _fits(flows, weights[doubtful], layout)
            for row, at in enumerate(doubtful.tolist()):
                fits.put(at, _better(*pairs[at], fits.one(at), again.one(row)))
        return fits

    def _second_look(
        self, first: NDArray[np.uint8], second: NDArray[np.uint8], layout: "_Layout"
    ) -> NDArray[np.complex64]:
        """Return the cells' flow as `_flow` does, starting from the phase correlation."""
        (x, y), _ = cv2.phaseCorrelate(
            first.astype(np.float32), second.astype(np.float32), layout.window
        )
        return self._flow(first, second, layout, x, y)

    def _flow(
        self,
        first: NDArray[np.uint8],
        second: NDArray[np.uint8],
        layout: "_Layout",
        guess_x: float = 0,
        guess_y: float = 0,
    ) -> NDArray[np.complex64]:
        """Return the cells' mean flow, (n_cells,) complex, in picture widths.

        guess_x, guess_y: pixels; where the search starts.
        """
        start = np.zeros((*first.shape, 2), np.float32)
        if guess_x or guess_y:
            start[:] = guess_x, guess_y
        flow = np.asarray(self._search.calc(first, second, start), np.float32)
        cells = averaged(flow, *_FIT_GRID[::-1]) * layout.widths_per_pixel
        return cells.view(np.complex64).ravel()


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """The layout of the cells of a picture.

    shape: (height, width) of the pictures; size: (width, height) at which flow is computed.
    widths_per_pixel: (2,) float32, across and down.
    window: tapers the borders for phase correlation.
    z: (n_cells,) complex64, cell centres from the picture's centre, in picture widths.
    prior: (n_cells,) float32, sums to 1, three times as much at the border as at the centre.
    hidden: (rows, columns) bool, True where an overlay touches the picture at flow size.
    open: (n_cells,) bool, False where an overlay touches the cell.
    regions: (n_regions, n_cells) complex64, 1 where a cell belongs to a region.
    """

    shape: tuple[int, int]
    size: tuple[int, int]
    widths_per_pixel: NDArray[np.float32]
    window: NDArray[np.float32]
    z: NDArray[np.complex64]
    prior: NDArray[np.float32]
    hidden: NDArray[np.bool_]
    open: NDArray[np.bool_]
    regions: NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A camera move as ``shift + spin * z``, and the residual flow, (n_cells,)."""

    shift: complex
    spin: complex
    residual: NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class _Fits:
    """Camera moves of n pairs of frames, as in `_Fit`, and the share that each explains.

    shift, spin: (n,) complex128. residual: (n, n_cells). trust: (n,) float32, 0..1.
    """

    shift: NDArray[np.complex128]
    spin: NDArray[np.complex128]
    residual: NDArray[np.complex64]
    trust: NDArray[np.float32]

    def one(self, at: int) -> _Fit:
        return _Fit(complex(self.shift[at]), complex(self.spin[at]), self.residual[at])

    def put(self, at: int, fit: _Fit) -> None:
        self.shift[at], self.spin[at], self.residual[at] = fit.shift, fit.spin, fit.residual

    def camera(self) -> NDArray[np.float64]:
        """Return pan, tilt, log zoom and roll, (n, 4)."""
        growth = np.log(1 + self.spin)
        parts = [self.shift.real, self.shift.imag, growth.real, growth.imag]
        return np.stack(parts, axis=1)


def _layout(height: int, width: int, overlay: NDArray[np.bool_] | None) -> _Layout:
    scale = _LONG_SIDE / max(height, width)
    columns = max(round(width * scale), _SHORTEST_SIDE)
    rows = max(round(height * scale), _SHORTEST_SIDE)
    aspect = height / width
    y, x = ((np.indices(_FIT_GRID).T + 0.5) / _FIT_GRID - 0.5).T
    prior = 1 + 8 * np.maximum(np.abs(x), np.abs(y)).ravel() ** 2
    left, right, top, bottom = x < -0.3, x > 0.3, y < -0.25, y > 0.25
    reach_x, reach_y = 0.5 - _OUTERMOST / columns, 0.5 - _OUTERMOST / rows
    regions = [left | right, top | bottom, left | top, right | top, left | bottom, right | bottom]
    regions += [left | right | top | bottom, x < 0, x > 0, x == x]
    covered = np.zeros((rows, columns), np.float32)
    if overlay is not None and not overlay.all():
        covered = averaged(overlay.astype(np.float32), columns, rows)
    return _Layout(
        shape=(height, width),
        size=(columns, rows),
        widths_per_pixel=np.array([1 / columns, aspect / rows], np.float32),
        window=cv2.createHanningWindow((columns, rows), cv2.CV_32F).astype(np.float32),
        # Nearer to the border, flow is that of the outermost patches.
        z=(x.clip(-reach_x, reach_x) + 1j * aspect * y.clip(-reach_y, reach_y))
        .ravel()
        .astype(np.complex64),
        prior=(prior / prior.sum()).astype(np.float32),
        hidden=covered > 0,
        open=(averaged(covered, *_FIT_GRID[::-1]) == 0).ravel(),
        regions=np.array([region.ravel() for region in regions], np.complex64),
    )


def _textures(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Return how visible the motion of each cell is, (n_pictures, n_cells), 0..1.

    By the weaker gradient, because motion along an edge can't be seen (Shi and Tomasi, CVPR 1994).
    """
    # OpenCV scales its result to 4 / 255^2 times the mean squared gradient.
    gradients = [np.asarray(cv2.cornerMinEigenVal(each, 3), np.float32) for each in pictures]
    squared = np.stack([averaged(gradient, *_FIT_GRID[::-1]).ravel() for gradient in gradients])
    squared *= 255**2 / 4
    middle = squared.shape[1] // 2
    median = np.partition(squared, middle, axis=1)[:, middle, None]
    half_trusted = median.clip(_MIN_HALF_TRUSTED**2, _MAX_HALF_TRUSTED**2)
    return np.asarray(squared / (squared + half_trusted), np.float32)


def _fits(flow: NDArray[np.complex64], weights: NDArray[np.float32], layout: _Layout) -> _Fits:
    """Fit the camera's move to the cells' flow; cells that disagree belong to the subject.

    flow, weights: (n, n_cells), of n pairs of frames.
    """
    z = layout.z
    ones, square = np.ones_like(z), z * z.conj()
    shared = [np.broadcast_to(each, flow.shape) for each in (ones, z, square)]
    terms = np.stack([shared[0], flow, shared[1], flow * z.conj(), shared[2]], axis=2)
    tolerance = (_NOISE_WIDTHS + _NOISE_SHARE * np.abs(flow)) ** 2
    sums = (weights[:, None] * layout.regions) @ terms
    mean, shift, spin = _least_squares(*np.moveaxis(sums, -1, 0))
    still = np.zeros((len(flow), 1), np.complex64)
    shifts = np.concatenate([still, mean, shift], axis=1)[:, :, None]
    spins = np.concatenate([still, np.zeros_like(mean), spin], axis=1)[:, :, None]
    errors = _squared(flow[:, None] - shifts - spins * z) / tolerance[:, None]
    truncated = (np.minimum(errors, 1) @ weights[:, :, None])[:, :, 0]
    error = errors[np.arange(len(flow)), truncated.argmin(axis=1)]
    for _ in range(_REFINEMENTS):
        # Geman-McClure weights: outlying cells have none.
        sums = ((weights / (1 + error) ** 2)[:, None] @ terms)[:, 0].astype(np.complex128)
        _, shift, spin = _least_squares(*sums.T)
        fine_shift, fine_spin = (each.astype(np.complex64)[:, None] for each in (shift, spin))
        residual = flow - (fine_spin * z + fine_shift)
        error = _squared(residual) / tolerance
    trust = (weights * (error < _EXPLAINED)).sum(axis=1) / weights.sum(axis=1)
    part = ((trust - _MIN_TRUST) / (_ENOUGH_TRUST - _MIN_TRUST)).clip(0, 1)
    residual = flow - part[:, None] * (flow - residual)
    return _Fits(part * shift, part * spin, residual.astype(np.complex64), trust)


def _least_squares(
    total: _Sum, flow: _Sum, z: _Sum, product: _Sum, square: _Sum
) -> tuple[_Sum, _Sum, _Sum]:
    """Return the mean flow, and the shift and spin that explain it best.

    Takes the weighted sums of 1, flow, z, flow * conj(z) and |z|^2, one of each per fit; the result
    is zero where all are zero.
    """
    weight = total.real + 1e-12
    mean, centre = flow / weight, z / weight
    variance = square.real / weight - (centre * centre.conj()).real
    spin = (product / weight - mean * centre.conj()) / (variance + _SPIN_DAMPING)
    return mean, mean - spin * centre, spin


def _subject(seen: NDArray[np.complex64]) -> NDArray[np.float16]:
    """Return the subject's motion, (n, 4, 8, 2); seen: (n, n_cells), weighted by visibility."""
    cells = seen.astype(np.complex64).view(np.float32).reshape(-1, *_FIT_GRID, 2)
    return np.stack([averaged(each, *SUBJECT_GRID[::-1]) for each in cells]).astype(np.float16)


def _better(first: NDArray[np.uint8], second: NDArray[np.uint8], one: _Fit, other: _Fit) -> _Fit:
    """Return which fit of a move explains the pictures better.

    A fast move must explain them clearly better than no move; otherwise no move is returned,
    because the search finds something in a flash, too.
    """
    mismatch, fit = min(
        ((_mismatch(first, second, fit), fit) for fit in (one, other)), key=lambda found: found[0]
    )
    if abs(fit.shift) > _FAST_WIDTHS:
        nothing = _Fit(0, 0, np.zeros_like(fit.residual))
        if mismatch > _GAIN * _mismatch(first, second, nothing):
            return nothing
    return fit


def _mismatch(first: NDArray[np.uint8], second: NDArray[np.uint8], fit: _Fit) -> float:
    """Return the mean grey difference where ``first``, moved by the fit, overlaps ``second``."""
    if fit.shift == fit.spin == 0:
        return float(cv2.mean(cv2.absdiff(first, second))[0])
    height, width = first.shape
    grow = 1 + fit.spin
    centre = complex(width - 1, height - 1) / 2
    offset = centre + fit.shift * width - grow * centre
    matrix = np.array(
        [[grow.real, -grow.imag, offset.real], [grow.imag, grow.real, offset.imag]], np.float32
    )
    moved = cv2.warpAffine(first, matrix, (width, height))
    inside = cv2.warpAffine(np.full_like(first, 255), matrix, (width, height))
    # What has left the picture can't be compared: a fit that leaves little inside proves nothing.
    if np.count_nonzero(inside) < 0.3 * inside.size:
        return np.inf
    return float(cv2.mean(cv2.absdiff(moved, second), mask=inside)[0])


def _squared(values: NDArray[np.complex64]) -> NDArray[np.float32]:
    squared: NDArray[np.float32] = values.real**2 + values.imag**2
    return squared
