"""The facts of a film file: time, shape, colour and sound.

Read once and passed to everything that decodes.
"""

import math
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from matchcut.errors import MediaError
from matchcut.media.colour import Colour, colour_of
from matchcut.media.frame_rate import index_times, is_variable, packet_times, rate_of, settled
from matchcut.media.opening import (
    is_image,
    moving_pictures,
    no_sequences,
    open_film,
    packets_of,
    picture_stream,
    shown_name,
    stated_duration,
)
from matchcut.media.stamping import times_are_guessed
from matchcut.media.start_timecode import of_first_frame

# Enough packets to pass leading frames that can't be decoded, and to see an unsteady rate.
PROBE_PACKETS = 400
STEADY_PACKETS = 120
# If a film starts later than this, its stated length may count from zero or from its first frame.
_LATE_SECONDS = 1


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One sound stream; ``rate`` in samples a second."""

    channels: int
    rate: int


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The facts of one film file.

    rate: frames a second, exact; where ``variable_rate``, the average without long pauses.
    time_base: seconds of one tick of a presentation timestamp (pts).
    start_pts: pts of the first frame shown.
    frames: how many there should be; only decoding shows for certain.
    frames_counted: whether ``frames`` is a count, from the header or, where that gives no length,
        of the packets; otherwise it is an estimate.
    length_stated: whether an estimate follows the length that the file states for its picture, so
        that a cut-off end is noticed.
    duration: seconds.
    width, height: of the picture upright with square pixels.
    rotation: degrees counter-clockwise, 0, 90, 180 or 270, that turn the stored picture upright.
    mirrored: whether to mirror it left to right after turning.
    pixel_aspect: width of a stored pixel, with its height as 1.
    coded_aspect: the same as the first frame states it, which a container may overrule.
    timecode: of the first frame, as the file writes it, or None; with the rate that it counts at
        where that differs from the film's: ``01:00:10:20@25``.
    pictures: the number of video streams; only one is used.
    times_restart: whether times may restart somewhere, as where recordings were joined; only
        decoding all of it can tell.
    times_guessed: the file gives decoding times only, so presentation times are guessed.
    """

    path: Path
    rate: Fraction
    time_base: Fraction
    start_pts: int
    frames: int
    frames_counted: bool
    duration: Fraction
    width: int
    height: int
    rotation: Literal[0, 90, 180, 270]
    colour: Colour
    interlaced: bool
    variable_rate: bool
    timecode: str | None
    reel: str | None
    audio: tuple[AudioTrack, ...]
    pictures: int = 1
    mirrored: bool = False
    times_restart: bool = False
    times_guessed: bool = False
    length_stated: bool = False
    pixel_aspect: Fraction = Fraction(1)
    coded_aspect: Fraction | None = None


def probe(path: Path) -> MediaInfo:
    """Return the facts of ``path``, decoding one frame; raise `MediaError` if it is not a film."""
    with open_film(path) as container:
        if is_image(container):
            raise no_sequences(f"{shown_name(path)} is one image.")
        stream = picture_stream(container, path)
        listed = index_times(container, stream)
        # Frames may be large, so read no more than needed.
        frame, read = _first_frame(container, stream, path, 0 if listed else STEADY_PACKETS)
        times = listed or settled([pts for pts in read if pts is not None])
        framewise = bool(listed) or not (frame.interlaced_frame or None in read)
        rate = rate_of(stream, times, framewise=framewise)
        time_base = stream.time_base or 1 / rate
        start = frame.pts if frame.pts is not None else stream.start_time or 0
        if guessed := times_are_guessed(container, stream, read):
            start = 0
        duration = _duration(container, stream, rate, start * time_base)
        # The header also counts frames that an edit list hides.
        frames = min(len(listed), stream.frames) if listed else stream.frames
        counted = frames > 0
        if not duration:
            held = packet_times(path)
            times = sorted(pts for pts in held if pts is not None) or times
            frames, duration = len(held), _span(held, time_base, rate)
            # Some formats store interlaced fields separately: then packets aren't frames.
            counted = not frame.interlaced_frame
        variable = is_variable(times)
        timecode = _metadata(container, stream, "timecode")
        aspect = _sample_aspect(stream)
        rotation, mirrored = _orientation(frame)
        width, height = max(1, round(frame.width * aspect)), frame.height
        if rotation in (90, 270):
            width, height = height, width
        return MediaInfo(
            path=path,
            rate=rate,
            time_base=time_base,
            start_pts=start,
            frames_counted=counted or _counts_edit_units(container, stream, rate),
            length_stated=_states_its_length(stream, start, rate, variable=variable),
            frames=frames or max(1, round(duration * rate)),
            duration=duration,
            width=width,
            height=height,
            rotation=rotation,
            mirrored=mirrored,
            colour=colour_of(frame),
            interlaced=frame.interlaced_frame or stream.codec_context.field_order > 1,
            variable_rate=variable,
            pictures=len(moving_pictures(container)),
            timecode=timecode and of_first_frame(timecode, rate, container, stream, path),
            reel=_metadata(container, stream, "reel_name", "com.apple.proapps.reel"),
            audio=tuple(
                AudioTrack(sound.codec_context.channels, sound.codec_context.rate)
                for sound in container.streams.audio
                if sound.codec_context is not None
            ),
            times_guessed=guessed,
            pixel_aspect=aspect,
            coded_aspect=stream.codec_context.sample_aspect_ratio,
        )


def is_plausible(aspect: Fraction) -> bool:
    """Return whether pixels may be of this shape; broken headers state absurd ones."""
    return Fraction(1, 8) < aspect < 8


def _first_frame(
    container: InputContainer, stream: VideoStream, path: Path, least: int
) -> tuple[VideoFrame, list[int | None]]:
    """Return the first frame, and the presentation times of the first packets, None if unknown.

    least: how many times to read, if there are as many.
    """
    first: VideoFrame | None = None
    times: list[int | None] = []
    for packet in islice(packets_of(container, stream), PROBE_PACKETS):
        if packet.size or packet.pts is not None:
            times.append(packet.pts)
        if first is None:
            with suppress(av.error.FFmpegError):
                first = next(iter(packet.decode()), None)
        if first is not None and len(times) - times.count(None) >= least:
            break
    if first is None:
        raise MediaError(
            f"No frame of {shown_name(path)} can be decoded.",
            "Check that the copy is complete, or make a proxy of it as H.264 or ProRes.",
        )
    return first, times


def _duration(
    container: InputContainer, stream: VideoStream, rate: Fraction, start: Fraction
) -> Fraction:
    """Return how long the picture lasts, in seconds; start: the time of its first frame."""
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    stated = stated_duration(stream)
    if stated is not None:
        # FFmpeg writes a length that counts from zero, so subtract the late start.
        return stated - start if _LATE_SECONDS < start < stated else stated
    if stream.frames:
        return stream.frames / rate
    return Fraction(container.duration or 0, av.time_base)


def _span(times: list[int | None], time_base: Fraction, rate: Fraction) -> Fraction:
    """Return the total length of frames with these times; None means no known time."""
    shown = [pts for pts in times if pts is not None]
    if len(shown) < len(times) or not shown:
        return len(times) / rate
    return (max(shown) - min(shown)) * time_base + 1 / rate


def _counts_edit_units(container: InputContainer, stream: VideoStream, rate: Fraction) -> bool:
    """Return whether the length that an MXF file states is its frame count; not while it grows."""
    units = stream.time_base is not None and stream.time_base * rate == 1
    return container.format.name == "mxf" and bool(stream.duration) and units


def _states_its_length(stream: VideoStream, start: int, rate: Fraction, *, variable: bool) -> bool:
    """Return whether the length that Matroska states runs from the first frame to the last.

    It doesn't where a program counts from zero instead of the first frame, nor where the stated
    rate, which sets the last frame's length, is wrong.
    """
    starts_late = start * (stream.time_base or 1) > _LATE_SECONDS
    as_stated = abs((stream.average_rate or rate) / rate - 1) < Fraction(1, 100)
    return "DURATION" in stream.metadata and as_stated and not variable and not starts_late


def _sample_aspect(stream: VideoStream) -> Fraction:
    aspect = stream.sample_aspect_ratio or Fraction(1)
    return aspect if is_plausible(aspect) else Fraction(1)


def _orientation(frame: VideoFrame) -> tuple[Literal[0, 90, 180, 270], bool]:
    """Return the degrees to turn the picture by, and whether to mirror it afterwards."""
    turn, mirrored = float(frame.rotation), False
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if isinstance(matrix, SideData):
        # (a, b) is where a step to the right leads, (c, d) a step down.
        a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
        mirrored = a * d < b * c
        if mirrored:
            turn = math.degrees(math.atan2(-b, -a))
    return (0, 90, 180, 270)[round(turn / 90) % 4], mirrored


def _metadata(container: InputContainer, stream: VideoStream, *keys: str) -> str | None:
    def places() -> Iterator[dict[str, str]]:
        yield stream.metadata
        yield from (s.metadata for s in container.streams.data)
        yield container.metadata

    # Matroska writes its keys in capitals.
    tags = ({key.lower(): text for key, text in place.items()} for place in places())
    found = (place[key].strip() for place in tags for key in keys if key in place)
    return next((text for text in found if text), None)
