"""Find a film's frame rate, how even it is, and how many frames there are."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import ArrayLike, NDArray

from matchcut.media.opening import open_film, packets_of, picture_stream
from matchcut.timing import exact_rate

VARYING_SHARE = 0.02
# Damage at one position makes this many steps uneven, a large share of a short film.
_STEPS_OF_A_HOLE = 3
# Pauses are at most this share of a recording's steps.
_PAUSES = 0.05
# The rate without pauses is used where the average is lower by this factor.
_FAR_BELOW = Fraction(3, 2)
# How far the steps of even frames may differ from those of their rate.
_UNLIKE = Fraction(1, 100)
_MIN_STEPS = 3
# How near a standard rate must be for a variable-rate film to be taken as meant for it.
_MEANT = Fraction(1, 20)
# Formats that can't hold a variable rate; their files, often large, needn't be checked.
_OF_ONE_RATE = ("mxf", "avi", "dv", "gxf")
_REORDERED = 16
_PLACES = 12
_PACKETS_IN_PLACE = 80
# FFmpeg's name for MOV, MP4 and the like.
_QUICKTIME = "mov,mp4,m4a,3gp,3g2,mj2"


def lists_all(container: InputContainer, stream: VideoStream) -> bool:
    """Return whether a film's index lists all of its frames."""
    # Where an edit list hides frames, the header counts them and the index may not.
    least = 1 if container.format.name == _QUICKTIME else stream.frames
    return stream.frames > 0 and len(stream.index_entries) >= least


def index_times(container: InputContainer, stream: VideoStream) -> list[int]:
    """Return the decoding times of all frames shown, or [] where the index doesn't list all."""
    if not lists_all(container, stream):
        return []
    return [entry.timestamp for entry in stream.index_entries if not entry.is_discard]


def packet_times(path: Path) -> list[int | None]:
    """Return the presentation time of each frame in a file, in decoding order.

    Reads all of the file, which is far quicker than decoding it.
    """
    with open_film(path) as container:
        stream = picture_stream(container, path)
        return [packet.pts for packet in packets_of(container, stream) if packet.size]


def rate_of(stream: VideoStream, times: list[int], *, framewise: bool) -> Fraction:
    """Return the exact rate in frames a second.

    times: of the film's first frames, in order. framewise: whether these are all frames, not
        fields.
    """
    guessed = stream.guessed_rate or Fraction(0)
    average = stream.average_rate or guessed
    # The average is off by part of a frame in a short film; the guess is far off at a variable
    # rate.
    near = average and abs(guessed / average - 1) < Fraction(1, 100)
    # For a bare stream, which has no times, FFmpeg's average is 25 whatever the real rate.
    sure = near or not times or _steps_at(guessed, times, stream.time_base)
    # Timestamps in whole milliseconds (Matroska) blur the rate a little.
    stated = exact_rate(guessed if sure else average or Fraction(25))
    if not framewise or stream.time_base is None:
        return stated
    return _rate_shown(times, stream.time_base, stated)


def is_variable(times: ArrayLike, *, holes: int = 0) -> bool:
    """Return whether the steps between these times, in order, are uneven.

    holes: how many uneven steps have another cause.
    """
    shown: NDArray[np.int64] = np.asarray(times, np.int64)
    return _vary(np.diff(shown), holes)


def varies_later(path: Path) -> bool:
    """Return whether a film's frame steps are uneven, judged at a few positions.

    For films without a frame index, of which `probe` sees only the beginning.
    """
    steps = [np.diff(times) for times in _times_in_places(path)]
    return _vary(np.concatenate([np.zeros(0, np.int64), *steps]))


def _times_in_places(path: Path) -> Iterator[NDArray[np.int64]]:
    """Yield the presentation times of a few successive frames at each of a few positions."""
    with open_film(path) as container:
        stream = picture_stream(container, path)
        if lists_all(container, stream) or container.format.name in _OF_ONE_RATE:
            return
        start, length = container.start_time or 0, container.duration or 0
        last: int | None = None
        for place in range(_PLACES):
            try:
                container.seek(start + length * place // _PLACES)
                packets = list(islice(container.demux(stream), _PACKETS_IN_PLACE))
            except av.error.FFmpegError:
                continue
            times = [packet.pts for packet in packets if packet.size and packet.pts is not None]
            if len(times) >= len(packets) - 1:  # the empty packet at the film's end has none
                # The first few may lack a neighbour that was decoded earlier. And in a short film
                # positions overlap, so one hole would be counted several times.
                shown = [pts for pts in settled(times)[_REORDERED:] if last is None or pts > last]
                last = shown[-1] if shown else last
                yield np.array(shown, np.int64)


def settled(times: list[int]) -> list[int]:
    """Return the times of successive packets, sorted into presentation order.

    The last few are dropped: a frame shown between them may be decoded later.
    """
    return sorted(times)[: max(2, len(times) - _REORDERED)]


def _vary(steps: NDArray[np.int64], explained: int = 0) -> bool:
    if len(steps) < 2:
        return False
    # A hole or two is damage, not a variable rate.
    few = max(VARYING_SHARE * len(steps), min(_STEPS_OF_A_HOLE, len(steps) // 10))
    return int(np.count_nonzero(~_even(steps))) - explained > few


def _even(steps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which steps, in ticks, have the usual length, (n,) bool."""
    usual = np.median(steps)
    # Both timestamps are rounded to ticks.
    return np.abs(steps - usual) <= max(2.0, usual / 10)


def _rate_shown(times: list[int], time_base: Fraction, stated: Fraction) -> Fraction:
    """Return the rate at which frames really follow each other; the stated one may be wrong.

    Programs state any rate, and pauses lower an average: a phone's 30 fps film that pauses for
    minutes averages less than one.
    """
    # Joined recordings repeat the same times.
    steps: NDArray[np.int64] = np.diff(np.unique(times))
    if len(steps) < _MIN_STEPS:
        return stated
    varies = _vary(steps)
    longest = (1 + float(_MEANT)) * np.quantile(steps, 1 - _PAUSES)
    usual = steps[steps <= longest if varies else _even(steps)]
    ticks = int(usual.sum())
    shown = len(usual) / (ticks * time_base)
    if varies:
        return exact_rate(shown, blur=_MEANT) if shown > _FAR_BELOW * stated else stated
    # The first and last times are rounded to ticks.
    blur = Fraction(2, ticks)
    apart = abs(1 / shown - 1 / stated)
    return exact_rate(shown, blur=blur) if apart > _UNLIKE / stated + time_base else stated


def _steps_at(rate: Fraction, times: list[int], time_base: Fraction | None) -> bool:
    """Return whether frames follow each other at ``rate``, apart from missing ones.

    Missing frames lower the average rate, a lot in a short film.
    """
    if not rate or time_base is None or len(times) < 3:
        return False
    step = float(np.median(np.diff(times)) * float(time_base * rate))
    return abs(step - 1) < 0.01 and not is_variable(times)
