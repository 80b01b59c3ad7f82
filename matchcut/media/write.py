"""Write a movie that every player and editing system opens: H.264 and AAC in MP4."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.files import NO_ROOM, part_of, put
from matchcut.media.opening import begin_film, open_film, shown_name

MADE_HERE = "Made by matchcut"
PREVIEW_MADE_HERE = "Preview made by matchcut"
# BT.709 as matrix, primaries and transfer all have this code point in ITU-T H.273.
_BT709 = 1
_KEY_FRAME_EVERY = 250  # frames


def made_here(path: Path) -> bool:
    """Return whether `MovieWriter` wrote a file, so that it may be replaced."""
    return _comment(path) in (MADE_HERE, PREVIEW_MADE_HERE)


def is_preview(path: Path) -> bool:
    """Return whether a file is a preview reel made by matchcut, not a film of its own."""
    return path.suffix.lower() == ".mp4" and _comment(path) == PREVIEW_MADE_HERE


def _comment(path: Path) -> str | None:
    try:
        with open_film(path) as container:
            return container.metadata.get("comment")
    except MediaError:
        return None


class MovieWriter:
    """A movie being written; ``path`` appears only once it is complete.

    width, height: pixels, even.
    rate: frames a second, exact.
    audio_rate: samples a second of the stereo sound; None for a movie without sound.
    crf: x264's quality, lower is better.
    comment: metadata that `made_here` and `is_preview` recognise.

    Use as a context manager: leaving it by an exception removes what was written.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        rate: Fraction,
        *,
        audio_rate: int | None = 48000,
        crf: int = 20,
        comment: str = MADE_HERE,
    ) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"width and height must be even, not {width}x{height}")
        self._path = path
        self._partial = part_of(path.absolute())
        self._size = (height, width)
        self._frames = 0
        self._samples = 0
        self._reformatter = VideoReformatter()
        with self._told_as_media_error():
            self._partial.touch()
            try:
                self._container = begin_film(self._partial)
                self._container.metadata["comment"] = comment
                self._video = self._add_video(rate, crf)
                self._audio = self._add_audio(audio_rate) if audio_rate else None
            except BaseException:
                self._partial.unlink(missing_ok=True)
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._give_up()

    def frame(self, picture: NDArray[np.uint8]) -> None:
        """Append one frame, (height, width, 3) uint8 BGR."""
        if picture.shape != (*self._size, 3):
            raise ValueError(f"a frame of {picture.shape} in a movie of {self._size}")
        bgr = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame = self._reformatter.reformat(
            bgr,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND,
        )
        frame.pts = self._frames
        frame.time_base = self._video.codec_context.time_base
        self._frames += 1
        with self._told_as_media_error():
            self._container.mux(self._video.encode(frame))

    def audio(self, samples: NDArray[np.float32]) -> None:
        """Append sound, (n, 2) float32 from -1 to 1, where the last sound ended."""
        if self._audio is None:
            raise ValueError("this movie has no sound")
        planar = np.ascontiguousarray(np.clip(samples, -1, 1).T, np.float32)
        frame = AudioFrame.from_ndarray(planar, format="fltp", layout="stereo")
        frame.sample_rate = self._audio.codec_context.sample_rate
        frame.pts = self._samples
        frame.time_base = Fraction(1, frame.sample_rate)
        self._samples += len(samples)
        with self._told_as_media_error():
            self._container.mux(self._audio.encode(frame))

    def _add_video(self, rate: Fraction, crf: int) -> VideoStream:
        stream = self._container.add_stream(
            "libx264", rate=rate, options={"crf": str(crf), "preset": "veryfast"}
        )
        stream.height, stream.width = self._size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / rate
        context.gop_size = _KEY_FRAME_EVERY
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = ColorRange.MPEG
        return stream

    def _add_audio(self, rate: int) -> AudioStream:
        return self._container.add_stream("aac", rate=rate, layout="stereo")

    def _finish(self) -> None:
        with self._told_as_media_error():
            self._container.mux(self._video.encode())
            if self._audio is not None and self._samples:
                self._container.mux(self._audio.encode())
            self._container.close()
            put(self._partial, self._path)

    def _give_up(self) -> None:
        """Remove the unfinished file, if there is one."""
        # Closing writes the end of the file, which fails again on a full disk.
        with contextlib.suppress(av.error.FFmpegError, OSError):
            self._container.close()
        self._partial.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _told_as_media_error(self) -> Iterator[None]:
        try:
            yield
        except (av.error.FFmpegError, OSError) as error:
            if error.errno in NO_ROOM:
                raise MediaError(
                    f"There is no space left to write {shown_name(self._path)}.",
                    "Make room on that disk, or write to another.",
                ) from error
            raise MediaError(
                f"{shown_name(self._path)} can't be written: {error.strerror}.",
                "Check that the folder is there and that you may write in it.",
            ) from error
