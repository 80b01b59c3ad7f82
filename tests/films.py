"""Test films whose every frame carries its own number, drawn with PyAV.

The number stands across the middle of the picture as sixteen black or white blocks, the highest
bit left: it survives scaling, compression, bars and cropping, and reads wrong when a picture is
turned or mirrored.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np

BITS = 16
SOUND_RATE = 48000
_DRAWN: dict[str, bytes] = {}
"""The numbered films that were drawn already, by all that they are drawn from."""


def numbered(number, width=320, height=180):
    """Return (height, width, 3) uint8 BGR that carries ``number``, on a colour of its own."""
    ground = np.random.default_rng(number).integers(60, 196, 3)
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = ground
    picture[: height // 4, : width // 4] = (0, 0, 255)  # red: the upper left corner
    edges = np.linspace(0, width, BITS + 1).round().astype(int)
    for bit in range(BITS):
        lit = number >> (BITS - 1 - bit) & 1
        picture[3 * height // 8 : 5 * height // 8, edges[bit] : edges[bit + 1]] = 255 * lit
    return picture


def sliding(frames, width=320, height=180):
    """Yield ``frames`` pictures of noise that slides by without a cut: slow to watch."""
    noise = np.random.default_rng(0).integers(0, 256, (height, 3 * width, 3), np.uint8)
    for at in range(frames):
        left = 4 * at % (2 * width)
        yield np.ascontiguousarray(noise[:, left : left + width])


def slow_film(path):
    """Write a film that takes seconds to watch, and less to write."""
    return write_film(path, sliding(900), options={"preset": "ultrafast"})


def number_in(picture):
    """Read the number that `numbered` drew, from a picture of any size; -1 if it has none."""
    height, width = picture.shape[:2]
    edges = np.linspace(0, width, BITS + 1)
    band = picture[int(height * 0.45) : max(int(height * 0.45) + 1, int(height * 0.55))]
    number = 0
    for left, right in pairwise(edges):
        inset = (right - left) / 4
        block = band[:, int(left + inset) : max(int(left + inset) + 1, int(right - inset))]
        level = float(block.mean())
        if 90 < level < 165:
            return -1
        number = number << 1 | (level > 127)
    return number


def tone(hertz, seconds):
    """Return mono float32 sound, half of full scale."""
    moments = np.arange(round(SOUND_RATE * seconds)) / SOUND_RATE
    return (0.5 * np.sin(2 * np.pi * hertz * moments)).astype(np.float32)


def scenes(seed: int = 0, shots: int = 8, frames: int = 30, size=(320, 180)):
    """Yield shots of a bright disc that crosses a textured ground, the odd ones panned."""
    chance = np.random.default_rng(seed)
    width, height = size
    for shot in range(shots):
        noise = chance.normal((40, 110, 170)[shot % 3], 40, (height // 6, width // 3, 3))
        ground = cv2.resize(noise, (width * 2, height), interpolation=cv2.INTER_CUBIC)
        ground = ground.clip(0, 255).astype(np.uint8)
        x, y = chance.uniform(0.3, 0.5), chance.uniform(0.4, 0.6)
        colour = chance.integers(180, 255, 3).tolist()
        for frame in range(frames):
            left = 2 * frame if shot % 2 else 0
            picture = np.ascontiguousarray(ground[:, left : left + width])
            centre = (int(width * (x + 0.006 * frame)), int(height * y))
            cv2.circle(picture, centre, height // 5, colour, -1, cv2.LINE_AA)
            yield picture


def write_film(
    path: Path,
    pictures: Iterable[np.ndarray],
    *,
    rate: Fraction = Fraction(24),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    ticks: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    rotation: int = 0,
    mirrored: bool = False,
    sample_aspect: Fraction | None = None,
    tags: Mapping[str, int] | None = None,
    metadata: Mapping[str, str] | None = None,
    sounds: Sequence[np.ndarray] = (),
    sound_codec: str = "pcm_s16le",
    container_options: Mapping[str, str] | None = None,
) -> Path:
    """Write BGR pictures (or ready frames) as a film.

    ticks: presentation time of each frame in ``time_base``, for films of variable rate.
    rotation: degrees counter-clockwise that a player turns the stored picture by.
    mirrored: a player then exchanges its left and right.
    tags: attributes of the codec context, such as ``color_trc``.
    container_options: of FFmpeg's muxer.
    sounds: one track each, (n,) float32 at 48 kHz; a mono track.
    """
    pictures = iter(pictures)
    first = next(pictures)
    usual = {"movflags": "+faststart"} if path.suffix in (".mp4", ".mov") else {}
    with av.open(f"file:{path}", "w", options={**usual, **(container_options or {})}) as container:
        # With B-frames, as x264 writes by itself, in half the time.
        quick = {"preset": "veryfast"} if codec == "libx264" else {}
        stream = container.add_stream(codec, rate=rate, options=quick | dict(options or {}))
        height, width = (
            first.shape[:2] if isinstance(first, np.ndarray) else (first.height, first.width)
        )
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.time_base = time_base or 1 / rate
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        if sample_aspect:
            stream.codec_context.sample_aspect_ratio = sample_aspect
        if rotation or mirrored:
            stream.set_display_rotation(rotation, hflip=mirrored)
        stream.metadata.update(metadata or {})
        _write_sounds(container, sounds, sound_codec)
        for i, picture in enumerate([first, *pictures]):
            frame = picture
            if isinstance(picture, np.ndarray):
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=pix_fmt)
            frame.pts = ticks[i] if ticks else i
            frame.time_base = stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _write_sounds(container, sounds, codec):
    tracks = [container.add_stream(codec, rate=SOUND_RATE, layout="mono") for _ in sounds]
    for track, sound in zip(tracks, sounds, strict=True):
        samples = (sound * 32767).astype(np.int16)[None]
        form = "s16" if codec == "pcm_s16le" else "s16p"
        frame = av.AudioFrame.from_ndarray(samples, format=form, layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, 0, Fraction(1, SOUND_RATE)
        container.mux(track.encode(frame))
        container.mux(track.encode())


def numbered_film(path, frames=48, *, size=(320, 180), first=0, **how):
    """Write a film of ``frames`` numbered pictures; keywords as `write_film` takes them.

    It is drawn once, however many tests want the same.
    """
    film = repr((path.suffix, frames, size, first, sorted(how.items())))
    if film in _DRAWN and "sounds" not in how:
        path.write_bytes(_DRAWN[film])
        return path
    write_film(path, (numbered(first + i, *size) for i in range(frames)), **how)
    _DRAWN[film] = path.read_bytes()
    return path


def open_gop_film(path, frames=60, **how):
    """Write a film whose groups of pictures lean on the one before, with B-frames."""
    order = "open-gop=1:keyint=12:min-keyint=12:bframes=3:b-adapt=0:scenecut=0"
    return numbered_film(path, frames, options={"x264-params": order}, **how)


def interlaced_film(path, frames=24, **how):
    """Write a film whose upper field carries the frame's number and whose lower one all ones."""

    def woven(number):
        picture = numbered(number, 320, 192)
        picture[1::2] = numbered(2**BITS - 1, 320, 192)[1::2]
        return picture

    pictures = (woven(i) for i in range(frames))
    return write_film(path, pictures, options={"x264-params": "tff=1", "crf": "10"}, **how)


def trimmed(film, path, frames):
    """Copy a film without its first ``frames``, as players trim: an edit list hides them."""
    with (
        av.open(f"file:{film}") as whole,
        av.open(f"file:{path}", "w", options={"avoid_negative_ts": "disabled"}) as part,
    ):
        picture = whole.streams.video[0]
        stream = part.add_stream_from_template(picture)
        shift = round(frames / picture.average_rate / picture.time_base)
        for packet in whole.demux(picture):
            if packet.dts is None:
                continue
            packet.pts -= shift
            packet.dts -= shift
            packet.stream = stream
            part.mux(packet)
    return path


def truncated(path, share=0.6):
    """Cut the end off a file, in place."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def damaged(path, start=0.45, stop=0.55):
    """Overwrite a stretch in the middle of a file with noise, in place."""
    content = bytearray(path.read_bytes())
    first, last = int(len(content) * start), int(len(content) * stop)
    noise = np.random.default_rng(7).integers(0, 256, last - first, dtype=np.uint8)
    content[first:last] = noise.tobytes()
    path.write_bytes(bytes(content))
    return path
