"""The preview reel: a movie of the accepted cuts, to watch and to pass on.

It plays the files that the lists name, or another file of the same film while one is missing, at
the timeline's rate and in its frame: pictures are fitted, never stretched, and the incoming one is
flopped and nudged as accepted. The sound is the films' own.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ExportError
from matchcut.export.cut import Cut, ExportSettings, LeftOut, Source, Summary, all_left_out
from matchcut.export.exporter import Choice
from matchcut.export.layout import Clip, by_timestamp, film_frame, label, lay_out, on_screen
from matchcut.files import is_file
from matchcut.media.audio import read_audio
from matchcut.media.film import probe
from matchcut.media.frames import FewOpen, FrameReader
from matchcut.media.scaling import size_within
from matchcut.media.write import PREVIEW_MADE_HERE, MovieWriter
from matchcut.progress import Progress, Report, silent
from matchcut.review import Nudge

Picture = NDArray[np.uint8]
# Keeps films open: neighbouring clips of one film need no new search.
_Films = FewOpen[Path, FrameReader]
_SAMPLE_RATE = 48000
_TEXT_HEIGHT = 0.03  # share of the frame's height
_TEXT_WEIGHT = 500  # 400 is regular, 600 semibold.
_ONE_LINE = (0, 1_000_000)


class PreviewExporter:
    """Writes the cuts as an H.264 and AAC movie; see `matchcut.export.exporter.Exporter`."""

    name = "preview"
    suffix = ".mp4"
    of_verdicts = False
    # It plays an unchanged, existing file or reports the cut as left out.
    names_files = False
    takes: tuple[Choice, ...] = ("rate", "seconds", "burn_in")
    remedy = (
        "Reconnect the disk that the film is on, name a file of it that is there, or analyse it "
        "again."
    )

    def write(
        self, cuts: Sequence[Cut], path: Path, settings: ExportSettings, progress: Progress = silent
    ) -> Summary:
        """Write the movie; nothing is left of it if ``progress`` stops it.

        Raises MediaError where a film can't be read or the movie can't be written.
        """
        laid_out = lay_out(cuts, settings, _refuse)
        if laid_out.left_out and not laid_out.clips:
            raise all_left_out(path, laid_out.left_out, self.remedy)
        if not laid_out.clips:
            raise ExportError("There is no cut to show.", "Accept a cut, then make the reel.")
        silent_films = not any(source.audio_channels for source in laid_out.sources)
        total = laid_out.length
        with (
            _Films() as films,
            MovieWriter(
                path,
                settings.width,
                settings.height,
                settings.rate,
                audio_rate=None if silent_films else _SAMPLE_RATE,
                comment=PREVIEW_MADE_HERE,
            ) as movie,
        ):
            for clip in laid_out.clips:
                if not silent_films:
                    movie.audio(_sound(films, clip, settings.rate))
                for number, picture in enumerate(_pictures(films, clip, settings)):
                    progress(
                        Report("preview", clip.record.start + number, total, "frames", path.name)
                    )
                    movie.frame(picture)
        progress(Report("preview", total, total, "frames", path.name))
        return Summary(len(laid_out.clips), laid_out.left_out, by_timestamp(laid_out.sources))

    def left_out(self, cuts: Sequence[Cut], settings: ExportSettings) -> Sequence[LeftOut]:
        """Return the cuts with a film that can't be played; see `Exporter`."""
        return lay_out(cuts, settings, _refuse).left_out


def _refuse(source: Source, settings: ExportSettings) -> str:
    if source.changed:
        return f"{source.path.name} has changed since it was watched, or can't be read"
    return "" if is_file(source.played) else f"{source.path} is not there"


def _pictures(films: _Films, clip: Clip, settings: ExportSettings) -> Iterator[Picture]:
    """Yield a (height, width, 3) uint8 BGR picture for each frame of the timeline."""
    source = clip.side.source
    reader = _reader(films, source)
    info = reader.info
    across, down = size_within(info.width, info.height, settings.width, settings.height)
    for number in range(len(clip.record)):
        # Each timeline frame shows the film frame that is on screen as it begins.
        position = clip.source.start + int(number * clip.clock.rate / settings.rate)
        frame = film_frame(source, position, clip.clock.rate)
        pts = info.start_pts + int(on_screen(source, frame) / info.time_base)
        decoded = reader.frame_at(pts, max(across, down)).picture
        # The reader shrinks pictures but never enlarges them.
        fitted = cv2.resize(decoded, (across, down), interpolation=cv2.INTER_LINEAR)
        picture = _framed(
            np.asarray(fitted, np.uint8),
            settings,
            flop=clip.incoming and clip.cut.flop,
            nudge=clip.cut.nudge if clip.incoming else Nudge(),
        )
        if settings.burn_in:
            _burn_in(picture, f"{source.name}  {label(source, frame)}")
        yield picture


def _sound(films: _Films, clip: Clip, rate: Fraction) -> NDArray[np.float32]:
    """Return (n, 2) float32 samples; over all clips n adds up to the movie's length."""
    source = clip.side.source
    first, stop = (round(at / rate * _SAMPLE_RATE) for at in (clip.record.start, clip.record.stop))
    if not source.audio_channels:
        return np.zeros((stop - first, 2), np.float32)
    info = _reader(films, source).info
    start = info.start_pts * info.time_base + clip.source.start / clip.clock.rate
    return read_audio(source.played, start, Fraction(stop - first, _SAMPLE_RATE), _SAMPLE_RATE)


def _reader(films: _Films, source: Source) -> FrameReader:
    def opened() -> FrameReader:
        return FrameReader(replace(probe(source.played), times_restart=source.times_restart))

    return films.get(source.played, opened)


def _framed(picture: Picture, settings: ExportSettings, *, flop: bool, nudge: Nudge) -> Picture:
    """Return the picture centred in the black frame, flopped, then scaled and moved."""
    if flop:
        picture = np.asarray(cv2.flip(picture, 1), np.uint8)
    rows, columns = picture.shape[:2]
    # Maps points of the picture, about its middle, to points of the frame.
    across = settings.width * (0.5 + nudge.dx) - nudge.scale * columns / 2
    down = settings.height * (0.5 + nudge.dy) - nudge.scale * rows / 2
    if nudge == Nudge():
        across, down = round(across), round(down)
    move = np.array([[nudge.scale, 0, across], [0, nudge.scale, down]], np.float64)
    return np.asarray(cv2.warpAffine(picture, move, (settings.width, settings.height)), np.uint8)


def _burn_in(picture: Picture, text: str) -> None:
    """Write a line into the lower left corner of a picture, on a dark background.

    OpenCV's built-in font covers Latin, Greek, Cyrillic, Chinese, Japanese and Korean; it draws
    ``?`` for each letter that it lacks.
    """
    # macOS decomposes accented letters in file names; the font has them composed.
    text = unicodedata.normalize("NFC", text)
    font = cv2.FontFace("sans")
    size = max(8, round(len(picture) * _TEXT_HEIGHT))
    origin = size, len(picture) - size
    _, top, width, height = cv2.getTextSize(
        (0, 0), text, origin, font, size, _TEXT_WEIGHT, wrap=_ONE_LINE
    )
    ground = picture[top - size // 2 : top + height + size // 2, : width + 2 * size]
    ground //= 3
    white = (255, 255, 255)
    cv2.putText(picture, text, origin, white, font, size, _TEXT_WEIGHT, wrap=_ONE_LINE)
