"""Open a film's file for reading or writing, choose its picture stream, and read its packets.

Failures are reported in an editor's words. Only this module passes names to FFmpeg: always as
plain local files, whatever characters they have, never as a protocol, a playlist that reaches out,
an image sequence or an option.
"""

import errno
import os
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from matchcut.errors import MediaError
from matchcut.words import printable

CAMERA_RAW = frozenset(
    (".r3d", ".braw", ".ari", ".arx", ".crm", ".rmf", ".nev", ".dng", ".cdng", ".mcraw")
)

MAX_READ_FAILURES = 32

# Still images in a movie container: AVIF, HEIF, and HEIC from phones.
_PICTURE_BRANDS = frozenset(("avif", "mif1", "heic", "heix", "heim", "heis"))

StreamKind = TypeVar("StreamKind", VideoStream, AudioStream)


def open_film(path: Path) -> InputContainer:
    """Open ``path`` for reading; raise `MediaError` where that can't be done."""
    _refuse_the_unreadable(path)
    try:
        # The whitelist keeps a playlist named like a film from reaching into the network.
        return av.open(
            _plain_file(path),
            mode="r",
            container_options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, ValueError) as error:
        if path.suffix.lower() in CAMERA_RAW:
            raise _raw_needs_proxy(path) from error
        raise MediaError(
            f"{shown_name(path)} is not a film that can be read.",
            "Check that the copy is complete, or export it again as H.264 or ProRes.",
        ) from error


def begin_film(path: Path) -> OutputContainer:
    """Open ``path`` to be written as MP4; errors of FFmpeg and the disk are raised as they are."""
    # With the index at the front, a movie plays before all of it has arrived.
    return av.open(_plain_file(path), mode="w", format="mp4", options={"movflags": "+faststart"})


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the video stream that holds the moving picture.

    If there are several, use FFmpeg's default even if it isn't the largest: stored frame numbers
    refer to it.
    """
    streams = moving_pictures(container)
    if not streams:
        raise MediaError(
            f"{shown_name(path)} has no picture.", "Choose the video file, not the sound mix."
        )
    best = container.streams.best("video")
    stream = next((s for s in streams if best is not None and s.index == best.index), streams[0])
    if stream.codec_context is None:
        if path.suffix.lower() in CAMERA_RAW:
            raise _raw_needs_proxy(path)
        raise MediaError(
            f"The picture in {shown_name(path)} is in a codec that can't be read here.",
            "Make a proxy of it as H.264 or ProRes and use that.",
        )
    return stream


def moving_pictures(container: InputContainer) -> list[VideoStream]:
    """Return the streams of moving picture; stereo films and several angles have more than one.

    A single-frame stream beside a moving one is a thumbnail, even if not marked as such.
    """
    # FFmpeg treats a cover image in a sound file as a video stream.
    cover = av.stream.Disposition.attached_pic
    pictures = [stream for stream in container.streams.video if not stream.disposition & cover]
    return [stream for stream in pictures if not _is_of_one_frame(stream)] or pictures


def stated_duration(stream: VideoStream) -> Fraction | None:
    """Return the length that Matroska states (00:09:56.458000000) in seconds, or None."""
    stated = re.fullmatch(r"(\d+):(\d+):(\d+\.\d+)", stream.metadata.get("DURATION", ""))
    if stated is None:
        return None
    return int(stated[1]) * 3600 + int(stated[2]) * 60 + Fraction(stated[3])


def is_image(container: InputContainer) -> bool:
    """Return whether a file is one still image, as in a sequence."""
    name = container.format.name
    brand = container.metadata.get("major_brand", "").strip()
    return name == "image2" or name.endswith("_pipe") or brand in _PICTURE_BRANDS


def no_sequences(problem: str) -> MediaError:
    """Return the error for images in place of a film; problem: one sentence on what is wrong."""
    return MediaError(
        f"{problem} Image sequences can't be read here.",
        "Make a movie of them as H.264 or ProRes and use that.",
    )


def packets_of(
    container: InputContainer, stream: StreamKind, failed: Callable[[], None] = lambda: None
) -> "Iterator[Packet[StreamKind]]":
    """Yield a stream's packets up to the file's end; the last, which is empty, flushes a decoder.

    failed: called at each read failure; reading then continues after it, and ends after
    `MAX_READ_FAILURES` in a row.
    """
    failures = 0
    while failures < MAX_READ_FAILURES:
        try:
            for packet in container.demux(stream):
                failures = 0
                yield packet
                # PyAV would go on to flush streams that appeared meanwhile, as in recorded
                # broadcasts, and fail.
                if packet.size == 0 and packet.dts is None:
                    return
            return
        except av.error.FFmpegError:
            failures += 1
            failed()


def shown_name(path: Path) -> str:
    """Return the file's name as shown in messages."""
    return printable(path.name)


def _is_of_one_frame(stream: VideoStream) -> bool:
    # Matroska states no number of frames.
    seconds = stated_duration(stream) or Fraction(0)
    return stream.frames == 1 or round(seconds * (stream.average_rate or 0)) == 1


def _plain_file(path: Path) -> str:
    """Return the path in FFmpeg's form; colons in it then name no protocol."""
    return f"file:{path.absolute()}"


def _refuse_the_unreadable(path: Path) -> None:
    name = shown_name(path)
    try:
        if path.is_dir():
            raise MediaError(f"{name} is a folder.", "Choose the films inside it.")
        if path.exists() and not path.is_file():  # opening a pipe would block
            raise MediaError(f"{name} is not a file.", "Choose the film itself.")
        with path.open("rb") as file:
            if not file.read(1):
                raise MediaError(f"{name} is empty.", "Copy it again from where it came.")
    except FileNotFoundError as error:
        raise MediaError(
            f"{name} is not there.", "Check the name, or reconnect the disk it is on."
        ) from error
    except PermissionError as error:
        raise MediaError(
            f"{name} may not be read by you.", "Ask its owner for access, or copy it."
        ) from error
    except (OSError, ValueError) as error:
        reason = os.strerror(getattr(error, "errno", None) or errno.EINVAL).lower()
        raise MediaError(f"{name} can't be read: {reason}.", "Check the name and disk.") from error


def _raw_needs_proxy(path: Path) -> MediaError:
    return MediaError(
        f"{shown_name(path)} is camera raw, which can't be read here.",
        "Make a proxy of it as H.264 or ProRes and use that.",
    )
