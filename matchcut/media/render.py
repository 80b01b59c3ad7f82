"""Turn a decoded frame into a picture: upright, square pixels, cropped, scaled, BGR.

Recordings of broadcasts change their shape on the way, and joined ones do: a frame of another
shape than the film's is fitted into it between bars, never stretched.

Planes are scaled first and converted to colour last: conversion then costs next to nothing, and
the planes are read from the decoder's memory without a copy. Measured in processor time to
256x144: 0.17 ms a frame from 640x360 and 0.6 ms from 1080p, as long as swscale's area averaging.
Its fast bilinear takes as long from 640x360 and half from 1080p, but skips pixels.
"""

import re
from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.media.colour import to_standard_range, yuv_to_bgr
from matchcut.media.film import MediaInfo
from matchcut.media.opening import shown_name
from matchcut.media.picture_area import PictureArea, whole_picture
from matchcut.media.scaling import size_within

Plane = NDArray[np.uint8] | NDArray[np.uint16]

# Planes of luma and chroma (and alpha, which is left out), 8 bits or low-aligned 9 to 16.
_PLANAR = re.compile(r"(?:yuv[aj]?4\d\dp|(?P<grey>gray))(?P<bits>\d+)?(?:le)?")
# Colour needs less detail than luma, to the eye and in film: 1080p chroma may be quartered.
_COLOUR_SHARPNESS = 0.9
# Bars of a smaller share are left out: codecs round sizes to whole blocks.
_NO_BARS = 0.01
_SWS_MATRICES = {"601": Colorspace.ITU601, "709": Colorspace.ITU709, "2020": Colorspace.BT2020}


class Renderer:
    """Renders the frames of one film at one size.

    width, height: size of every picture; even, the longer side ``long_side`` or the source's
        where that is smaller.
    """

    def __init__(self, info: MediaInfo, long_side: int, area: PictureArea | None = None) -> None:
        area = area or whole_picture(info.width, info.height)
        self._info = info
        self._area = area
        self._of_shape: dict[tuple[int, int, Fraction], Renderer] = {}
        self.width, self.height = fitted(area.width, area.height, long_side)
        self._crop = _stored_part(info, area)
        self._matrix = yuv_to_bgr(info.colour.matrix, info.colour.full_range)

    def render(self, frame: VideoFrame, pixel_aspect: Fraction | None = None) -> NDArray[np.uint8]:
        """Return ``frame`` as (height, width, 3) uint8 BGR in its own memory.

        pixel_aspect: where it differs from the film's.
        """
        renderer = self._for_shape(frame, pixel_aspect or self._info.pixel_aspect)
        return self._rendered(frame) if renderer is self else self._between_bars(renderer, frame)

    def _rendered(self, frame: VideoFrame) -> NDArray[np.uint8]:
        kind = _PLANAR.fullmatch(frame.format.name)
        picture = self._from_planes(frame, kind) if kind else self._from_any(frame)
        turns = self._info.rotation // 90
        if turns:
            code = (cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE)
            picture = np.asarray(cv2.rotate(picture, code[turns - 1]), np.uint8)
        if self._info.mirrored:
            picture = np.asarray(cv2.flip(picture, 1), np.uint8)
        return picture

    def _for_shape(self, frame: VideoFrame, aspect: Fraction) -> "Renderer":
        """Return the renderer of whole frames like this one; ``self`` if of the film's shape."""
        shape = frame.width, frame.height, aspect
        if shape not in self._of_shape:
            film, width, height = self._info, max(1, round(frame.width * aspect)), frame.height
            if film.rotation in (90, 270):
                width, height = height, width
            across, down = size_within(width, height, film.width, film.height)
            if min(across / film.width, down / film.height) > 1 - _NO_BARS:
                self._of_shape[shape] = self
            else:
                info = replace(film, width=width, height=height, pixel_aspect=aspect)
                long_side = max(size_within(width, height, *self._whole))
                self._of_shape[shape] = Renderer(info, long_side)
        return self._of_shape[shape]

    @property
    def _whole(self) -> tuple[int, int]:
        """Width and height of the film's whole picture at the scale of its active area."""
        columns = round(self._info.width * self.width / self._area.width)
        return columns, round(self._info.height * self.height / self._area.height)

    def _between_bars(self, renderer: "Renderer", frame: VideoFrame) -> NDArray[np.uint8]:
        columns, rows = self._whole
        width, height = size_within(renderer._info.width, renderer._info.height, columns, rows)
        left, top = (columns - width) // 2, (rows - height) // 2
        whole = np.zeros((rows, columns, 3), np.uint8)
        fitted = shrink(renderer.render(frame), width, height)
        whole[top : top + height, left : left + width] = fitted
        x = min(round(self._area.x * columns / self._info.width), columns - self.width)
        y = min(round(self._area.y * rows / self._info.height), rows - self.height)
        return whole[y : y + self.height, x : x + self.width].copy()

    def _from_planes(self, frame: VideoFrame, kind: re.Match[str]) -> NDArray[np.uint8]:
        colour = self._info.colour
        bits = int(kind["bits"] or 8)
        planes = [self._shrunk(_plane(frame, 0, bits))]
        if kind["grey"]:
            planes += [np.full_like(planes[0], 1 << bits - 1)] * 2
        else:
            planes += [self._shrunk(_plane(frame, i, bits), _COLOUR_SHARPNESS) for i in (1, 2)]
        yuv = cv2.merge(planes)
        to_8_bits = 255 / ((1 << bits) - 1) if colour.full_range else 2.0 ** (8 - bits)
        if colour.transfer != "sdr":
            # Tone mapping needs to distinguish codes that 8 bits would merge.
            coded = cv2.transform(yuv.astype(np.float32) * np.float32(to_8_bits), self._matrix)
            return to_standard_range(np.asarray(coded, np.float32), colour)
        if bits > 8:
            yuv = cv2.convertScaleAbs(yuv, alpha=to_8_bits)
        return np.asarray(cv2.transform(yuv, self._matrix), np.uint8)

    def _from_any(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """Convert by swscale at full size: packed, palette, RGB, big-endian and the like."""
        colour = self._info.colour
        try:
            bgr = frame.reformat(
                format="bgr24",
                src_colorspace=None if frame.format.is_rgb else _SWS_MATRICES[colour.matrix],
                src_color_range=ColorRange.JPEG if colour.full_range else ColorRange.MPEG,
                dst_color_range=ColorRange.JPEG,
            )
        except av.error.FFmpegError as error:
            name = shown_name(self._info.path)
            raise MediaError(
                f"The pixels of {name} ({frame.format.name}) can't be converted.",
                "Make a proxy of it as H.264 or ProRes and use that.",
            ) from error
        picture = np.asarray(self._shrunk(np.asarray(bgr.to_ndarray(), np.uint8)), np.uint8)
        if colour.transfer != "sdr":
            return to_standard_range(picture.astype(np.float32), colour)
        return picture

    def _shrunk(self, plane: Plane, sharpness: float = 1.0) -> Plane:
        """Return the active part of a stored plane, scaled to the picture's size before turning."""
        if self._info.interlaced:
            plane = plane[::2]
        rows, columns = plane.shape[:2]
        left, top, right, bottom = self._crop
        plane = plane[
            round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)
        ]
        turned = self._info.rotation in (90, 270)
        width, height = (self.height, self.width) if turned else (self.width, self.height)
        return shrink(plane, width, height, sharpness)


def fitted(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Return the even size whose longer side is ``long_side``, or the source's where smaller."""
    # Unlike `size_within`, both sides are even, as chroma needs, and never enlarged.
    scale = min(1.0, long_side / max(width, height))

    def even(side: int) -> int:
        return max(2, min(2 * round(side * scale / 2), side // 2 * 2))

    return even(width), even(height)


def shrink(plane: Plane, width: int, height: int, sharpness: float = 1.0) -> Plane:
    """Return ``plane`` scaled to (height, width): exact steps down, then one linear step.

    Quartering averages the middle 4 of 16 pixels, which is linear interpolation; halving averages
    all 4. Area averaging at any ratio takes seven times as long, and a linear step alone skips
    pixels.

    sharpness: how far below the target size quartering may go before the plane is enlarged, as a
        share of that size; 1 never enlarges.
    """
    least = 4 * sharpness
    while plane.shape[0] >= least * height and plane.shape[1] >= least * width:
        plane = _resized(plane, plane.shape[1] // 4, plane.shape[0] // 4, cv2.INTER_LINEAR)
    while True:
        rows, columns = plane.shape[:2]
        down = 2 if rows >= 2 * height else 1
        across = 2 if columns >= 2 * width else 1
        if down * across == 1:
            break
        # An odd last row or column is dropped: at most half a pixel of the result.
        plane = plane[: rows // down * down, : columns // across * across]
        plane = _resized(plane, columns // across, rows // down, cv2.INTER_AREA)
    if plane.shape[:2] != (height, width):
        plane = _resized(plane, width, height, cv2.INTER_LINEAR)
    return plane


def _resized(plane: Plane, width: int, height: int, how: int) -> Plane:
    return cv2.resize(plane, (width, height), interpolation=how)  # type: ignore[return-value]


def _plane(frame: VideoFrame, index: int, bits: int) -> Plane:
    """Return a view of one plane of ``frame``, without copying."""
    plane = frame.planes[index]
    memory = memoryview(plane)
    stored: Plane = (
        np.frombuffer(memory, np.uint8) if bits == 8 else np.frombuffer(memory, np.uint16)
    )
    return stored.reshape(-1, plane.line_size // stored.itemsize)[: plane.height, : plane.width]


def _stored_part(info: MediaInfo, area: PictureArea) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of ``area`` in the picture as stored, each 0..1."""
    left, right = area.x / info.width, (area.x + area.width) / info.width
    top, bottom = area.y / info.height, (area.y + area.height) / info.height
    if info.mirrored:
        left, right = 1 - right, 1 - left
    match info.rotation:
        case 0:
            return left, top, right, bottom
        case 90:
            return 1 - bottom, left, 1 - top, right
        case 180:
            return 1 - right, 1 - bottom, 1 - left, 1 - top
        case 270:
            return top, 1 - right, bottom, 1 - left
