"""Find a film's active picture, and what is burnt into it, from a few frames.

Bars are found in the maximum of all frames (`matchcut.media.bars`). An overlay is whatever stays in
place while everything else changes, so cuts are needed as evidence: in a film of one set-up,
anything that stands still may be scenery. There are three kinds. What never changes (a logo, a
frame around a counter) keeps its gradient, sign included (Dekel et al., "On the Effectiveness of
Visible Watermarks", CVPR 2017, take its median). Digits change but always have strong contrast
within their box. Subtitles come and go, but thin bright strokes low in the picture are rare without
them: in the films measured, dense strokes share a place in at most 14 % of the frames, and in 30 %
with a subtitle in every third. How many set-ups must agree follows from probability: a larger share
of a trailer's six than of a film's thirty.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.bars import active_box
from matchcut.media.colour import grey_of
from matchcut.media.film import MediaInfo
from matchcut.media.picture_area import PictureArea, whole_picture
from matchcut.media.render import Renderer, fitted
from matchcut.media.scaling import averaged
from matchcut.media.source import FrameSource

Grey = NDArray[np.uint8]

_KEY_FRAMES = 28
# At this size edges are found to one pixel, a quarter of a pixel at analysis size.
_SURVEY_LONG_SIDE = 960
# With fewer key frames than this, some frames after each are looked at too.
_MIN_KEY_FRAMES = 10
_FRAMES_LOOKED_AT = 240
# If a longer share of the film has no key frame, all of it is decoded unless it has more frames
# than _MAX_DECODED: otherwise an opening card could pass for the picture.
_LONGEST_UNSEEN = 0.26
_MAX_DECODED = 6000

_OVERLAY_LONG_SIDE = 320
_SAME_SETUP_CORRELATION = 0.7
# How often scenery alone looks burnt in, per location and set-up, and in what share of locations
# that is allowed.
_SCENERY_SHARE = 0.25
_STROKES_SHARE = 0.03
_BY_CHANCE = 1 / 2000
_STILL_GRADIENT = 10
_COUNTER_CONTRAST = 90
_COUNTER_SHARE = 0.85
_LARGEST_OVERLAY = 0.25
_STROKE_CONTRAST = 80
_STROKE_LEVEL = 170
_STROKE_DENSITY = 0.15
_SUBTITLE_SHARE = 0.2
_SUBTITLES_BELOW = 0.6


def survey(info: MediaInfo) -> PictureArea:
    """Return the film's active picture and overlay, from some frames all over it."""
    with closing(FrameSource(info)) as source:
        greys = list(_some_frames(info, source))
    if not greys:
        return whole_picture(info.width, info.height)
    rows, columns = greys[0].shape
    left, top, right, bottom = active_box(np.max(greys, axis=0))
    overlay = _overlay_in([grey[top:bottom, left:right] for grey in greys])
    across, down = info.width / columns, info.height / rows
    x, y = round(left * across), round(top * down)
    return PictureArea(x, y, round(right * across) - x, round(bottom * down) - y, overlay)


def _some_frames(info: MediaInfo, source: FrameSource) -> Iterator[Grey]:
    renderer = Renderer(info, _SURVEY_LONG_SIDE)
    key_frames = [
        (key.pts, grey_of(renderer.render(key.frame))) for key in source.key_frames(_KEY_FRAMES)
    ]
    starts = [pts for pts, _ in key_frames]
    if len(key_frames) >= _MIN_KEY_FRAMES:
        yield from (grey for _, grey in key_frames)
    elif _longest_unseen(info, starts) <= _LONGEST_UNSEEN:
        stride = max(1, _FRAMES_LOOKED_AT // _KEY_FRAMES)
        for pts in starts:
            frames = islice(source.from_pts(pts), 0, _FRAMES_LOOKED_AT // len(starts), stride)
            yield from (grey_of(renderer.render(timed.frame)) for timed in frames)
    elif info.frames <= _MAX_DECODED:
        yield from _all_over(source, renderer)


def _longest_unseen(info: MediaInfo, times: Sequence[int]) -> float:
    """Return the longest stretch without any of the times, as a share of the film."""
    ticks = float(info.duration / info.time_base)
    steps = np.diff([info.start_pts, *times, info.start_pts + ticks])
    return float(steps.max() / ticks) if ticks else 1.0


def _all_over(source: FrameSource, renderer: Renderer) -> list[Grey]:
    """Return frames at even distances all over the film; none if it is too long for that.

    Its length need not be known: whenever there are too many, every second one is dropped.
    """
    kept: list[Grey] = []
    stride = 1
    for number, timed in enumerate(source.from_start()):
        if number == _MAX_DECODED:
            return []
        if number % stride == 0:
            kept.append(grey_of(renderer.render(timed.frame)))
        if len(kept) == 2 * _KEY_FRAMES:
            del kept[1::2]
            stride *= 2
    return kept


def _overlay_in(greys: Sequence[Grey]) -> NDArray[np.bool_]:
    """Return the burnt-in overlay, (rows, columns) bool, from frames of the active picture."""
    columns, rows = fitted(greys[0].shape[1], greys[0].shape[0], _OVERLAY_LONG_SIDE)
    nothing = np.zeros((rows, columns), np.bool_)
    small = _of_different_setups([averaged(grey, columns, rows) for grey in greys])
    if not small:
        return nothing
    marks = _standing_still(small) | _always_contrasty(small) | _often_subtitled(small)
    # Join strokes and digits into the box they are written in, drop specks, fill.
    box = cv2.morphologyEx(marks.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 13), np.uint8))
    box = cv2.morphologyEx(box, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(box, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = cv2.drawContours(np.zeros_like(box), outlines, -1, 1, cv2.FILLED)
    overlay = np.asarray(cv2.dilate(filled, np.ones((3, 3), np.uint8)) > 0)
    return overlay if overlay.mean() <= _LARGEST_OVERLAY else nothing


def _of_different_setups(greys: Sequence[Grey]) -> list[Grey]:
    """Return the frames that resemble no earlier one: only different set-ups are evidence."""
    kept: list[Grey] = []
    looks: list[NDArray[np.float64]] = []
    for grey in greys:
        look = averaged(grey, 16, 9).astype(np.float64).ravel()
        look -= look.mean()
        length = float(np.linalg.norm(look))
        if length < 16:  # a frame of one colour is no evidence
            continue
        look /= length
        if all(float(look @ other) < _SAME_SETUP_CORRELATION for other in looks):
            kept.append(grey)
            looks.append(look)
    return kept


def _beyond_chance(setups: int, scenery_share: float) -> int:
    """Return in how many set-ups a mark must appear to be more than chance.

    More than ``setups`` if even all of them would prove nothing. scenery_share: share of the
    set-ups in which scenery alone looks like a mark.
    """
    for least in range(1, setups + 1):
        by_chance = sum(
            math.comb(setups, n) * scenery_share**n * (1 - scenery_share) ** (setups - n)
            for n in range(least, setups + 1)
        )
        if by_chance <= _BY_CHANCE:
            return least
    return setups + 1


def _standing_still(greys: Sequence[Grey]) -> NDArray[np.bool_]:
    still = np.zeros(greys[0].shape, np.bool_)
    least = max(_beyond_chance(len(greys), _SCENERY_SHARE), len(greys) // 2 + 1)
    for dx, dy in ((1, 0), (0, 1)):
        slopes = np.stack([cv2.Sobel(grey, cv2.CV_32F, dx, dy, scale=0.25) for grey in greys])
        for rising in (slopes >= _STILL_GRADIENT, slopes <= -_STILL_GRADIENT):
            still |= np.count_nonzero(rising, axis=0) >= least
    return still


def _always_contrasty(greys: Sequence[Grey]) -> NDArray[np.bool_]:
    around = np.ones((5, 5), np.uint8)
    strong = [
        cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, around) >= _COUNTER_CONTRAST for grey in greys
    ]
    least = max(_beyond_chance(len(greys), _SCENERY_SHARE), _COUNTER_SHARE * len(greys))
    return np.asarray(np.count_nonzero(strong, axis=0) >= least)


def _often_subtitled(greys: Sequence[Grey]) -> NDArray[np.bool_]:
    written = np.zeros(greys[0].shape, np.float32)
    for grey in greys:
        thin = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, np.ones((7, 7), np.uint8))
        strokes = (thin > _STROKE_CONTRAST) & (grey > _STROKE_LEVEL)
        written += cv2.boxFilter(strokes.astype(np.float32), -1, (31, 9)) > _STROKE_DENSITY
    least = max(_beyond_chance(len(greys), _STROKES_SHARE), _SUBTITLE_SHARE * len(greys))
    often = (written >= least).astype(np.uint8)
    often[: round(_SUBTITLES_BELOW * len(often))] = 0
    # Strokes are dense in the middle of a line; letters reach a little further.
    return np.asarray(cv2.dilate(often, np.ones((9, 15), np.uint8)) > 0)
