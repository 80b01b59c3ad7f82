"""Stills that nobody marked and whose figures are known: cut-outs and drawings on other grounds.

Cut-outs are figures that the label-free masks found by motion and trust; drawings are people and
things of the sample film, and people seen from the front, clad in pieces of the films. Grounds are
frames of the films with their own figure painted over, scenery of the sample film, or textures.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from matchcut.sample import doubles, figures, outdoors, things
from matchcut.sample import palette as ink
from matchcut.sample.forms import Part, box, ellipse, fill, flipped, hull, limb, moved, smooth
from matchcut.sample.layers import Easel
from matchcut.sample.textures import clouds

# Height and width of the stills, and how often each.
SHAPES = ((144, 256), (192, 256), (256, 171), (108, 256))
SHARES = (0.35, 0.25, 0.34, 0.06)
SETS = (outdoors.hills, outdoors.road, outdoors.city, outdoors.sea, outdoors.woods, outdoors.shore)
MOODS = (ink.NOON, ink.SUNSET, ink.RAIN, ink.HARVEST)


@dataclass(frozen=True, eq=False)
class Material:
    """What compositions are made of.

    pictures: BGR, masks: the label-free ones, of all films. cut_outs, grounds: for each film, the
    numbers of the pictures whose figure, or whose ground, is fit for use. sets: painted scenery.
    """

    pictures: list
    masks: list
    cut_outs: list
    grounds: list
    sets: list


def painted_sets(rng):
    """Return scenery of the sample film without its figures."""
    painted = []
    for make in SETS:
        for mood in MOODS:
            canvas = None
            for layer in make(mood)(Easel(140, rng)).back:
                sheet = layer.picture.astype(np.float32)
                if canvas is None:
                    canvas = sheet
                    continue
                size = canvas.shape[1::-1]
                cover = 255 if layer.alpha is None else cv2.resize(layer.alpha, size)[..., None]
                canvas = cv2.resize(sheet, size) + canvas * (1 - cover / 255)
            painted.append(np.clip(canvas, 0, 255).astype(np.uint8))
    return painted


def composed(material, rng):
    """Return a BGR still and how far each of its pixels is figure, (h, w) 0..1."""
    return _Composer(material, rng).still(*SHAPES[rng.choice(len(SHAPES), p=SHARES)])


class _Composer:
    def __init__(self, material, rng):
        self.material = material
        self.rng = rng
        self.any = rng.uniform
        self.bell = rng.normal

    def chance(self, share):
        return self.rng.random() < share

    def one_of(self, films):
        """Return a number from one of the films; longer ones come more often, not as often."""
        films = [numbers for numbers in films if len(numbers)]
        wanted = np.sqrt([min(len(each), 900 if len(each) > 700 else 64) for each in films])
        chosen = films[self.rng.choice(len(films), p=wanted / wanted.sum())]
        return int(chosen[self.rng.integers(len(chosen))])

    def still(self, height, width):
        picture = self.ground(height, width).astype(np.float32)
        alpha = np.zeros((height, width), np.float32)
        if self.chance(0.12):
            picture = self.with_strays(picture)
        count = 0 if self.chance(0.04) else int(self.rng.choice([1, 1, 1, 1, 2, 2, 3]))
        shadow = (self.bell(0, 4, 2), self.any(0.15, 0.5)) if self.chance(0.4) else None
        for number in range(count):
            worn, cover = self.placed(number, height, width)
            worn = self.lit(worn, cover, picture)
            if self.chance(0.4):
                blur = self.any(0.3, 1.1)
                worn, cover = (cv2.GaussianBlur(each, (0, 0), blur) for each in (worn, cover))
            if shadow is not None:
                (across, down), dark = shadow
                cast = np.roll(cover, (int(down) + 3, int(across)), (0, 1))
                picture *= 1 - dark * cv2.GaussianBlur(cast, (0, 0), 4)[..., None]
            picture = picture * (1 - cover[..., None]) + worn * cover[..., None]
            alpha = 1 - (1 - alpha) * (1 - cover)
        if self.chance(0.12):
            cover = self.barrier(height, width)
            ahead = self.texture(height, width)
            picture = picture * (1 - cover[..., None]) + ahead * cover[..., None]
            alpha *= 1 - cover
        return self.developed(picture), alpha

    def ground(self, height, width):
        kind = self.rng.random()
        if kind < 0.08:
            return self.texture(height, width)
        if kind < 0.16:
            sheet = self.material.sets[self.rng.integers(len(self.material.sets))]
            rows = int(sheet.shape[0] * self.any(0.4, 0.8))
            part = self.cropped(sheet, rows, min(sheet.shape[1], int(rows * width / height)))
            return cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
        best = None
        for _ in range(8):
            at = self.one_of(self.material.grounds)
            both = np.dstack([self.material.pictures[at], self.material.masks[at]])
            rows = int(both.shape[0] * self.any(0.4, 0.8))
            columns = min(both.shape[1], int(rows * width / height))
            part = self.cropped(both, int(columns * height / width), columns)
            share = part[..., 3].mean()
            if best is None or share < best[0]:
                best = share, part
            if share < 0.01:
                break
        share, part = best
        picture = np.ascontiguousarray(part[..., :3])
        if share >= 0.004:
            hole = cv2.dilate(np.ascontiguousarray(part[..., 3]), np.ones((9, 9), np.uint8))
            picture = cv2.inpaint(picture, hole, 3, cv2.INPAINT_TELEA)
            grain = self.bell(0, 3, picture.shape) * hole[..., None]
            picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
        return picture[:, ::-1] if self.chance(0.5) else picture

    def cropped(self, picture, rows, columns):
        top = self.rng.integers(0, picture.shape[0] - rows + 1)
        left = self.rng.integers(0, picture.shape[1] - columns + 1)
        return picture[top : top + rows, left : left + columns]

    def film_patch(self, height, width):
        picture = self.material.pictures[self.one_of(self.material.grounds)]
        share = self.any(0.15, 0.6)
        rows, columns = (max(8, int(side * share)) for side in picture.shape[:2])
        part = self.cropped(picture, rows, columns)
        return cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC)

    def texture(self, height, width):
        kind = self.rng.random()
        if kind < 0.5:
            cloth = self.film_patch(height, width).astype(np.float32)
        elif kind < 0.75:
            first = self.any(0, 255, 3) * 0.4 + self.any(0, 255) * 0.6
            cell = max(3.0, self.any(4, max(height, width) / 2))
            forms = clouds((height, width), self.rng, cell=cell, stretch=self.any(0.5, 2))
            share = forms[..., None] * self.any(0.1, 0.9)
            cloth = first * (1 - share) + self.any(0, 255, 3) * share
        else:
            cloth = np.empty((height, width, 3), np.float32)
            cloth[:] = self.any(0, 255, 3) * 0.45 + self.any(0, 255) * 0.55
            if self.chance(0.3):
                along = np.arange(height)[:, None] if self.chance(0.5) else np.arange(width)[None]
                striped = (along // self.rng.integers(2, 9)) % 2 > 0
                cloth[np.broadcast_to(striped, (height, width))] = self.any(0, 255, 3)
        level = np.clip(cloth.mean() * self.any(0.5, 1.4), 5, 245)
        cloth = (cloth - cloth.mean()) * self.any(0.3, 1.1) + level
        return np.clip(cloth, 0, 255).astype(np.float32)

    def with_strays(self, picture):
        """Lay pieces of something else on the ground, which are no figures."""
        height, width = picture.shape[:2]
        for _ in range(self.rng.integers(1, 3)):
            turn = np.linspace(0, 2 * np.pi, int(self.rng.integers(4, 9)), endpoint=False)
            radius = self.any(0.3, 1, len(turn)) * self.any(0.05, 0.25) * width
            outline = smooth(np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1))
            cover = np.zeros((height, width), np.uint8)
            fill(cover, np.add(outline, (self.any(0, width), self.any(0, height))), 255)
            share = cv2.GaussianBlur(cover, (0, 0), 0.8)[..., None] / 255 * self.any(0.5, 1)
            patch = self.film_patch(height, width)
            picture = picture * (1 - share) + patch * share
        return picture

    def placed(self, number, height, width):
        """Return a figure where it stands, (h, w, 3), and what it covers, (h, w) 0..1."""
        share = float(np.exp(self.any(np.log(0.22), np.log(1.25))))
        if height > width and self.chance(0.75):
            share = self.any(0.55, 1.05)
        share *= self.any(0.5, 1) if number else 1
        cut_off = False
        if self.chance(0.55):
            worn, cover, cut_off = self.cut_out()
            rows, columns = cover.shape
            scale = min(share * height / rows, 1.1 * width / columns, 2.6)
        else:
            worn, cover = self.drawn(share * height)
            scale = 1.0
        foot = height * (self.any(0.75, 1.02) if share < 0.9 else self.any(1, 1.35))
        foot = height * self.any(0.4, 1) if share < 0.5 else foot
        foot = max(foot, height + 1) if cut_off else foot
        x = width * (0.5 + self.bell(0, 0.28 if number else 0.14))
        if scale < 0.6:  # first made smaller, or it aliases
            f = max(scale, 0.1)
            worn, cover = (
                cv2.resize(each, None, fx=f, fy=f, interpolation=cv2.INTER_AREA)
                for each in (worn, cover)
            )
            scale /= f
        angle, shear = self.bell(0, 0.08), self.bell(0, 0.06)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        wide = scale * self.any(0.85, 1.18) * (-1 if self.chance(0.5) else 1)
        turn = turn @ np.array([[1, shear], [0, 1]]) @ np.diag([wide, scale])
        shift = np.array([x, foot]) - turn @ (cover.shape[1] / 2, cover.shape[0])
        matrix = np.hstack([turn, shift[:, None]])
        return (
            cv2.warpAffine(worn, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE),
            cv2.warpAffine(cover, matrix, (width, height)),
        )

    def cut_out(self):
        at = self.one_of(self.material.cut_outs)
        mask = self.material.masks[at].astype(np.uint8)
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        part = np.s_[max(rows[0] - 2, 0) : rows[-1] + 3, max(columns[0] - 2, 0) : columns[-1] + 3]
        cover = cv2.erode(mask, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_REPLICATE)[part]
        worn = self.material.pictures[at][part].astype(np.float32)
        cut_off = rows[-1] + 3 >= len(mask)
        return worn, cv2.GaussianBlur(cover.astype(np.float32), (0, 0), 0.8), cut_off

    def drawn(self, tall):
        """Return a drawn figure about ``tall`` pixels high, each colour another cloth."""
        drawing = self.drawing()
        drawing = flipped(drawing) if self.chance(0.5) else drawing
        phase, pitch = self.any(0, 6.3, (2, 2)), self.any(3, 8, (2, 2))
        depth = self.any(0.1, 1, (2, 2)) * 0.03
        outlines = [
            part.outline + (depth * np.sin(part.outline[:, None, ::-1] * pitch + phase)).sum(1)
            for part in drawing
        ]
        low, high = np.vstack(outlines).min(0), np.vstack(outlines).max(0)
        scale = tall / max(high[1] - low[1], 0.6 * (high[0] - low[0]))
        width, height = ((high - low) * scale).astype(int) + 4
        worn = np.full((height, width, 3), 90, np.float32)
        cover = np.zeros((height, width), np.uint8)
        cloths = {}
        for part, outline in zip(drawing, outlines, strict=True):
            here = np.zeros((height, width), np.uint8)
            fill(here, (outline - low) * scale + 2, 255)
            if part.colour not in cloths:
                plain = np.full((height, width, 3), part.colour, np.float32)
                cloths[part.colour] = plain if self.chance(0.15) else self.texture(height, width)
            share = here[..., None] / np.float32(255)
            worn = worn * (1 - share) + cloths[part.colour] * share
            cover = cover if part.detail else np.maximum(cover, here)
        shade = 1 + 0.35 * (clouds((height, width), self.rng, cell=max(4.0, height / 3)) - 0.5)
        light = 1 + self.any(-0.35, 0.35) * np.linspace(-1, 1, width)
        worn = np.clip(worn * (shade * light)[..., None], 0, 255).astype(np.float32)
        return worn, cv2.GaussianBlur(cover.astype(np.float32) / 255, (0, 0), 0.6)

    def drawing(self):
        kind, seconds = self.rng.random(), self.any(0, 5)
        if kind < 0.4:
            return self.facing()
        if kind < 0.6:
            poses = (
                figures.standing, figures.walking, figures.running,
                figures.sitting, figures.reaching, figures.talking,
            )  # fmt: skip
            wear = figures.Wardrobe(
                skirt=self.chance(0.4),
                hat=ink.INK if self.chance(0.4) else None,
                scarf=ink.ROSE if self.chance(0.2) else None,
            )
            return figures.dressed(poses[self.rng.integers(len(poses))], wear)(seconds)
        if kind < 0.85:
            shapes = (
                doubles.whale(), doubles.bone(), things.car(ink.CORAL), things.boat(),
                things.bird(ink.INK), things.balloon(), things.bottle(ink.TEAL),
                doubles.round_tree(ink.MOSS), doubles.moon(), things.ball(), things.lantern(),
                doubles.airship(), figures.under_umbrella(figures.Wardrobe(), ink.WINE),
            )  # fmt: skip
            shape = shapes[self.rng.integers(len(shapes))]
            return moved(shape(seconds), 0, 0, angle=self.bell(0, 0.3))
        turn = np.linspace(0, 2 * np.pi, int(self.rng.integers(5, 10)), endpoint=False)
        radius = self.any(0.18, 0.62, len(turn))
        return [Part(smooth(np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1)), ink.INK)]

    def facing(self):
        """Return someone seen from the front, one unit tall, feet at the origin."""
        any_, chance = self.any, self.chance
        sway, thick = any_(-0.03, 0.03), any_(0.045, 0.07)
        hips, shoulders, stance = any_(0.03, 0.055), any_(0.075, 0.115), any_(-0.01, 0.05)
        step = any_(-1, 1) if chance(0.6) else 0
        trousers = ink.INK if chance(0.6) else ink.SKIN
        sleeve = ink.CORAL if chance(0.6) else ink.SKIN
        bag = self.rng.choice([-1, 1, 0, 0])
        hip, chest = np.array([0.3 * sway, -0.48]), np.array([sway, -0.8])
        head = np.add(chest, (0.3 * sway, -0.115))
        parts = []
        if chance(0.5):  # long hair
            parts.append(Part(ellipse(head[0], head[1] + 0.05, 0.075, 0.12), ink.NIGHT))
        for side in (-1, 1):
            up = max(0, step * side)
            top = np.add(hip, (side * hips, 0))
            knee = np.array([top[0] + side * stance + 0.02 * step * side, -0.25 - 0.05 * up])
            foot = np.array([knee[0] + 0.6 * side * stance, -0.03 - 0.06 * up])
            parts += [
                Part(limb(top, knee, thick, 0.75 * thick), ink.INK),
                Part(limb(knee, foot, 0.72 * thick, 0.5 * thick), trousers),
                Part(ellipse(foot[0] + 0.012 * side, foot[1] + 0.012, 0.04, 0.024), ink.UMBER),
            ]
        if chance(0.4):  # a skirt
            hem, low = any_(0.08, 0.17), any_(-0.36, -0.12)
            waist = limb(np.add(hip, (-hips, -0.05)), np.add(hip, (hips, -0.05)), 0.04, 0.04)
            edge = limb((hip[0] - hem, low), (hip[0] + hem, low), 0.015, 0.015)
            shade = ink.CORAL if chance(0.5) else ink.TEAL
            parts.append(Part(hull(np.vstack([waist, edge])), shade))
        above = limb(np.add(chest, (-shoulders, 0)), np.add(chest, (shoulders, 0)), 0.035, 0.035)
        below = limb(np.add(hip, (-hips, 0)), np.add(hip, (hips, 0)), 0.05, 0.05)
        parts.append(Part(hull(np.vstack([above, below])), ink.CORAL))
        if chance(0.4):  # a coat that is open
            front = [
                np.add(chest, (-0.03, 0)),
                np.add(chest, (0.03, 0)),
                np.add(hip, (0.04, 0)),
                np.add(hip, (-0.03, 0)),
            ]
            parts.append(Part(hull(front), ink.CREAM, detail=True))
        for side in (-1, 1):
            out = any_(0, 0.5) if chance(0.7) else any_(0.5, 2.6)
            bend = any_(-0.2, 0.4) if chance(0.6) else any_(-2.2, -0.3)
            joint = np.add(chest, (side * shoulders, 0.01))
            elbow = joint + 0.17 * np.array([side * np.sin(out), np.cos(out)])
            wrist = elbow + 0.16 * np.array([side * np.sin(out + bend), np.cos(out + bend)])
            parts += [
                Part(limb(joint, elbow, 0.036, 0.03), ink.CORAL),
                Part(limb(elbow, wrist, 0.029, 0.022), sleeve),
                Part(ellipse(wrist[0], wrist[1] + 0.01, 0.024), ink.SKIN),
            ]
            if side == bag:
                x, y = wrist
                parts.append(Part(box(x - 0.07, y, x + 0.07, y + any_(0.1, 0.18)), ink.MOSS))
        x, y = head
        hair = [
            (-0.062, 0), (-0.05, -0.06), (0, -0.085), (0.05, -0.06), (0.062, 0),
            (0.03, -0.035), (-0.03, -0.035),
        ]  # fmt: skip
        return [
            *parts,
            Part(limb(chest, head, 0.028, 0.028), ink.SKIN),
            Part(ellipse(x, y, 0.056, 0.07), ink.SKIN),
            Part(smooth(np.add(hair, head)), ink.NIGHT),
        ]

    def lit(self, worn, cover, picture):
        """Return a figure in another light, by chance nearer to that of the picture."""
        worn = worn * (self.any(0.6, 1.4, 3) * 0.4 + self.any(0.7, 1.3) * 0.6) + self.any(-25, 25)
        if self.chance(0.5):
            level = (worn * cover[..., None]).sum((0, 1)) / (cover.sum() + 1e-3)
            worn = worn + self.any(0, 0.6) * (picture.mean((0, 1)) - level)
        return worn.astype(np.float32)

    def barrier(self, height, width):
        """Return what something in front covers, a post or a wall, (h, w) 0..1."""
        cover = np.zeros((height, width), np.uint8)
        if self.chance(0.5):
            x = self.any(0, width)
            fill(cover, box(x, -5, x + self.any(0.02, 0.12) * width, height + 5), 255)
        else:
            fill(cover, box(-5, self.any(0.7, 0.95) * height, width + 5, height + 5), 255)
        return cv2.GaussianBlur(cover, (0, 0), 0.7) / np.float32(255)

    def developed(self, picture):
        """Return the picture as a camera and an encoder leave it, uint8."""
        if self.chance(0.3):
            picture = cv2.GaussianBlur(picture, (0, 0), self.any(0.3, 0.9))
        picture = 255 * np.power(np.clip(picture, 0, 255) / 255, self.any(0.75, 1.35))
        if self.chance(0.08):
            picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
        grain = self.bell(0, self.any(0, 5), picture.shape[:2])
        picture = np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(self.any(35, 96))]
        return cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR)
