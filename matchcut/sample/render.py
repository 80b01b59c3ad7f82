"""Draw the frames of one shot, and the true masks of its figures.

Sheets are painted once, larger than the picture; each frame only moves them.
"""

from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.sample.camera import Affine, mapped, scaled, to_pixels
from matchcut.sample.forms import fill
from matchcut.sample.layers import Easel, Layer, Stage
from matchcut.sample.palette import Colour
from matchcut.sample.plan import RATE, Actor, ShotPlan, Skin
from matchcut.sample.textures import Picture, clouds, paper

_TILE = 512
"""Side of the square of paper or skin laid on a figure, in pixels."""
_GLOW = 256
"""Side of the square of a figure's light, in pixels."""


class ShotPainter:
    """One shot on a canvas of a given size, its sheets painted when first needed."""

    def __init__(self, plan: ShotPlan, width: int, height: int, seed: tuple[int, ...]) -> None:
        self.plan = plan
        self.width = width
        self.height = height
        self._seed = seed

    def picture(self, frame: int) -> Picture:
        """Return frame ``frame`` of the shot; frames before 0 and after the end exist too."""
        seconds = self._seconds(frame)
        canvas = np.empty((self.height, self.width, 3), np.uint8)
        for layer in self._stage.back:
            _lay(canvas, layer, self._on_canvas(layer, seconds))
        for i, actor in enumerate(self.plan.actors):
            self._play(canvas, actor, self._skins[i], seconds)
        for layer in self._stage.front:
            _lay(canvas, layer, self._on_canvas(layer, seconds))
        return canvas

    def masks(self, frame: int) -> NDArray[np.bool_]:
        """Return where each figure is visible in a frame, (n, height, width), without props."""
        seconds = self._seconds(frame)
        seen: list[NDArray[np.bool_]] = []
        for actor in self.plan.actors:
            covered = self._outline(actor, seconds)
            seen = [earlier & ~covered for earlier in seen]
            if not actor.prop:
                seen.append(covered)
        veil = np.zeros((self.height, self.width), np.bool_)
        for layer in self._stage.front if seen else ():
            veil |= self._covers(layer, seconds)
        return np.stack([mask & ~veil for mask in seen]) if seen else veil[None][:0]

    def _seconds(self, frame: int) -> float:
        """Return the time of a frame from the middle of the shot, where moves are centred."""
        return (frame - (self.plan.frames - 1) / 2) / RATE

    @cached_property
    def _stage(self) -> Stage:
        stage = self.plan.set(Easel(self.height, np.random.default_rng(self._seed)))
        camera = self.plan.camera
        if camera.parallax and (camera.pan or camera.tilt):
            return stage
        return Stage(_pressed(stage.back), stage.front)

    @cached_property
    def _skins(self) -> list[Picture | None]:
        return [_skin(actor.skin) if actor.skin else None for actor in self.plan.actors]

    def _on_canvas(self, layer: Layer, seconds: float) -> Affine:
        """Return the map from a sheet's pixels to the canvas's."""
        high, wide = layer.picture.shape[:2]
        to_world = scaled(
            1 / self.height,
            x=-wide / 2 / self.height + layer.drift[0] * seconds,
            y=-high / 2 / self.height + layer.drift[1] * seconds,
        )
        view = self.plan.camera.view(seconds, layer.depth)
        return to_pixels(self.width, self.height) @ view @ to_world

    def _covers(self, layer: Layer, seconds: float) -> NDArray[np.bool_]:
        assert layer.alpha is not None
        alpha = _warp(
            layer.alpha, self._on_canvas(layer, seconds), (self.width, self.height), layer
        )
        return alpha > 127

    def _matrix(self, actor: Actor, seconds: float) -> Affine:
        place = actor.place.matrix(seconds, self.plan.camera)
        return to_pixels(self.width, self.height) @ place

    def _outline(self, actor: Actor, seconds: float) -> NDArray[np.bool_]:
        mask = np.zeros((self.height, self.width), np.uint8)
        matrix = self._matrix(actor, seconds)
        for part in actor.shape(self._clock(seconds)):
            if not part.detail:
                fill(mask, mapped(part.outline, matrix), 255)
        return mask > 127

    def _clock(self, seconds: float) -> float:
        """Return the time for figures' movements, from the shot's first frame."""
        return seconds + self.plan.frames / 2 / RATE

    def _play(self, canvas: Picture, actor: Actor, skin: Picture | None, seconds: float) -> None:
        """Draw a figure with its light, its shadow and the grain of its paper."""
        matrix = self._matrix(actor, seconds)
        if actor.glow:
            _shine(canvas, matrix, actor.glow, actor.glow_size)
        parts = [(mapped(part.outline, matrix), part) for part in actor.shape(self._clock(seconds))]
        pad = round(0.05 * self.height)
        area = _area([outline for outline, _ in parts], pad, self.width, self.height)
        if area is None:
            return
        corner = np.array([area[1].start, area[0].start])
        piece = canvas[area]
        mask = np.zeros(piece.shape[:2], np.uint8)
        for outline, part in parts:
            if not part.detail:
                fill(mask, outline - corner, 255)
        inside = scaled(1.0, x=-corner[0], y=-corner[1]) @ matrix
        if skin is not None and actor.skin is not None:
            _cover(piece, mask, skin, inside, actor.skin.soft * self.height)
            return
        if not actor.glow:
            _cast(piece, mask, self.height)
        for outline, part in parts:
            fill(piece, outline - corner, part.colour)
        _texture(piece, mask, inside, self.height)


@lru_cache(maxsize=4)
def vignette(height: int, width: int) -> Picture:
    """Return a mask that darkens the corners of a picture: multiply by it, divide by 255."""
    y = (np.arange(height)[:, None] - height / 2) / height
    x = (np.arange(width)[None, :] - width / 2) / width
    dark = 255 * (1 - 0.55 * np.clip(np.sqrt(x * x + y * y) - 0.3, 0, 1) ** 1.3)
    return np.repeat(dark[..., None], 3, 2).astype(np.uint8)


def _pressed(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the sheets, merging those that never move against each other."""
    kept: list[Layer] = []
    for layer in layers:
        under = kept[-1] if kept else None
        still = layer.drift == (0.0, 0.0)
        if under and still and under.alpha is None and under.picture.shape == layer.picture.shape:
            merged = under.picture.copy()
            assert layer.alpha is not None
            _blend(merged, layer.picture, layer.alpha)
            kept[-1] = Layer(merged, None, under.depth)
        else:
            kept.append(layer)
    return tuple(kept)


def _warp(
    source: NDArray[np.uint8], matrix: Affine, size: tuple[int, int], layer: Layer
) -> NDArray[np.uint8]:
    """Return a sheet mapped by ``matrix`` to a canvas of ``size`` (width, height)."""
    if abs(matrix[:2, :2] - np.eye(2)).max() < 1e-9:
        moved = slid(source, -float(matrix[0, 2]), -float(matrix[1, 2]), size)
        if moved is not None:
            return moved
    # Pixel centres are half a pixel in: OpenCV counts from them, our maps from corners.
    centred = scaled(1.0, x=-0.5, y=-0.5) @ matrix @ scaled(1.0, x=0.5, y=0.5)
    border = cv2.BORDER_WRAP if layer.drift != (0.0, 0.0) else cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpAffine(source, centred[:2], size, flags=cv2.INTER_LINEAR, borderMode=border),
        np.uint8,
    )


def slid(
    source: NDArray[np.uint8], x: float, y: float, size: tuple[int, int]
) -> NDArray[np.uint8] | None:
    """Return the window of a sheet whose corner is (x, y), or None if it leaves the sheet.

    Equals the result of `cv2.warpAffine` in a quarter of its time: most moves neither turn nor
    zoom.
    """
    (left, share_x), (top, share_y) = _split(x), _split(y)
    right, bottom = left + size[0], top + size[1]
    height, width = source.shape[:2]
    if left < 0 or top < 0 or right + (share_x > 0) > width or bottom + (share_y > 0) > height:
        return None
    rows = source[top : bottom + (share_y > 0)]
    window = rows[:, left:right]
    if share_x:
        window = _between(window, rows[:, left + 1 : right + 1], share_x)
    return _between(window[:-1], window[1:], share_y) if share_y else window


def _between(
    first: NDArray[np.uint8], second: NDArray[np.uint8], share: float
) -> NDArray[np.uint8]:
    return np.asarray(cv2.addWeighted(first, 1 - share, second, share, 0), np.uint8)


def _split(length: float) -> tuple[int, float]:
    """Return whole pixels and the rest, in 32nds as in OpenCV."""
    steps = round(length * 32)
    return steps // 32, steps % 32 / 32


def _lay(canvas: Picture, layer: Layer, matrix: Affine) -> None:
    """Lay a sheet on the canvas, only where it isn't empty."""
    height, width = canvas.shape[:2]
    if layer.alpha is None:
        canvas[:] = _warp(layer.picture, matrix, (width, height), layer)
        return
    first, last = 0, height
    if layer.drift[1] == 0.0:
        used = layer.used_rows
        wide = layer.alpha.shape[1]
        rows = [(matrix @ (x, y, 1))[1] for x in (0, wide) for y in used]
        first = int(np.clip(min(rows) - 2, 0, height))
        last = int(np.clip(max(rows) + 2, 0, height)) if used[1] < layer.alpha.shape[0] else height
    if first >= last:
        return
    shifted = scaled(1.0, y=-first) @ matrix
    size = (width, last - first)
    _blend(
        canvas[first:last],
        _warp(layer.picture, shifted, size, layer),
        _warp(layer.alpha, shifted, size, layer),
    )


def _blend(under: Picture, over: Picture, alpha: NDArray[np.uint8]) -> None:
    """Lay premultiplied ``over`` on ``under`` in place."""
    through = cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2BGR)
    cv2.multiply(under, through, dst=under, scale=1 / 255)
    cv2.add(under, over, dst=under)


def _area(
    outlines: list[NDArray[np.float64]], pad: int, width: int, height: int
) -> tuple[slice, slice] | None:
    """Return the part of the canvas that the outlines reach, or None if they are outside."""
    points = np.vstack(outlines)
    left, top = np.floor(points.min(0)).astype(int) - pad
    right, bottom = np.ceil(points.max(0)).astype(int) + pad
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    return (slice(top, bottom), slice(left, right)) if left < right and top < bottom else None


def _shine(canvas: Picture, matrix: Affine, colour: Colour, reach: float) -> None:
    """Add a soft light around a figure's origin."""
    height, width = canvas.shape[:2]
    x, y = matrix[:2, 2]
    radius = reach * float(np.hypot(*matrix[:2, 0]))
    box = np.array([[x - radius, y - radius], [x + radius, y + radius]])
    area = _area([box], 0, width, height)
    if area is None:
        return
    onto = scaled(2 * radius / _GLOW, x=x - radius - area[1].start, y=y - radius - area[0].start)
    piece = canvas[area]
    light = cv2.warpAffine(_glow(colour), onto[:2], piece.shape[1::-1], flags=cv2.INTER_LINEAR)
    # A "screen" blend: what is already light gains little.
    dark = cv2.multiply(cv2.bitwise_not(piece), cv2.bitwise_not(light), scale=1 / 255)
    cv2.bitwise_not(dark, dst=piece)


@lru_cache(maxsize=8)
def _glow(colour: Colour) -> Picture:
    """Return a square of light that falls off from its middle."""
    away = np.linspace(-1, 1, _GLOW, dtype=np.float32)
    fall = np.clip(1 - np.hypot(away[:, None], away[None, :]), 0, 1) ** 2 * 0.5
    return np.asarray(fall[..., None] * np.array(colour), np.uint8)


def _cast(piece: Picture, mask: NDArray[np.uint8], height: int) -> None:
    """Darken what is under a figure, as if it hung a finger's breadth in front of it."""
    shift = np.array([[1, 0, 0.006 * height], [0, 1, 0.009 * height]])
    fallen = cv2.warpAffine(mask, shift, mask.shape[::-1])
    side = 2 * round(0.009 * height) + 1
    soft = cv2.blur(cv2.blur(fallen, (side, side)), (side, side))
    dim = cv2.cvtColor(cv2.convertScaleAbs(soft, alpha=-0.38, beta=255), cv2.COLOR_GRAY2BGR)
    cv2.multiply(piece, dim, dst=piece, scale=1 / 255)


def _texture(piece: Picture, mask: NDArray[np.uint8], matrix: Affine, height: int) -> None:
    """Give a figure the grain of paper, which moves with it."""
    size = max(float(np.hypot(*matrix[:2, 0])), 1.0)
    grain = matrix @ scaled(1 / size, x=-_TILE / 2 / size, y=-_TILE / 2 / size)
    laid = _laid(paper(_TILE, _TILE), grain, mask)
    textured = cv2.multiply(piece, cv2.cvtColor(laid, cv2.COLOR_GRAY2BGR), scale=1 / 128)
    cv2.copyTo(textured, mask, piece)


def _skin(skin: Skin) -> Picture:
    """Return the square of texture for a figure without clean edges."""
    rng = np.random.default_rng(skin.seed)
    forms = clouds((_TILE, _TILE), rng, cell=skin.cell * _TILE / 1.5, octaves=5)[..., None]
    return np.asarray(np.array(skin.dark) * (1 - forms) + np.array(skin.light) * forms, np.uint8)


def _laid(tile: Picture, matrix: Affine, mask: NDArray[np.uint8]) -> Picture:
    """Return a tile mapped under a mask; beyond its edges the tile is mirrored."""
    warped = cv2.warpAffine(
        tile, matrix[:2], mask.shape[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(warped, np.uint8)


def _cover(
    piece: Picture, mask: NDArray[np.uint8], skin: Picture, matrix: Affine, soft: float
) -> None:
    """Lay a textured figure with a soft edge on a piece of the canvas."""
    texture = matrix @ scaled(1.5 / _TILE, x=-0.75, y=-0.75)
    laid = _laid(skin, texture, mask)
    side = 2 * round(soft) + 1
    alpha = cv2.blur(cv2.blur(mask, (side, side)), (side, side))
    share = (alpha / np.float32(255)).astype(np.float32)
    piece[:] = cv2.blendLinear(laid, piece, share, 1 - share)
