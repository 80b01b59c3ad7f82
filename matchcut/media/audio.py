"""Read sound from an exact moment of a film, as stereo samples."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from matchcut.media.opening import open_film, packets_of

# Decoders of lossy sound give correct samples only some frames after they start.
_LEAD_SECONDS = Fraction(1, 4)
# Timestamps in whole milliseconds wobble; only a larger jump is a gap in the sound.
_HOLE_SECONDS = Fraction(1, 20)
# Channels that go to the left and right of a stereo mix (ITU-R BS.775), before scaling that
# prevents clipping.
_LEFT = {"FL": 1.0, "FC": 0.7071, "BL": 0.7071, "SL": 0.7071, "BC": 0.5}
_RIGHT = {"FR": 1.0, "FC": 0.7071, "BR": 0.7071, "SR": 0.7071, "BC": 0.5}


def read_audio(
    path: Path, start_seconds: Fraction, seconds: Fraction, sample_rate: int = 48000
) -> NDArray[np.float32]:
    """Return (n, 2) float32 sound, -1 to 1, n = ``seconds`` at ``sample_rate``.

    start_seconds: on the film's own clock (a frame's pts times its time base).
    Silence where the film has no sound, or none at that time. Surround is mixed down; of several
    mono tracks the first two are left and right.
    """
    length = round(seconds * sample_rate)
    with open_film(path) as container:
        tracks = [s for s in container.streams.audio if s.codec_context is not None]
        # Camera and edit masters carry each channel as a separate track: left, right, others.
        sides = [t for t in tracks[:2] if t.codec_context.channels == 1]
        heard = [
            _track(container, track, start_seconds, length, sample_rate)
            for track in (sides if len(sides) == 2 else tracks[:1])
        ]
    if len(heard) == 2:
        return np.stack((heard[0][:, 0], heard[1][:, 1]), axis=1)
    return heard[0] if heard else np.zeros((length, 2), np.float32)


def _track(
    container: InputContainer, track: AudioStream, start: Fraction, length: int, rate: int
) -> NDArray[np.float32]:
    """Return (length, 2) of one track, silence where it has a gap."""
    heard = np.zeros((length, 2), np.float32)
    coming: int | None = None
    for frame in _resampled(_decoded(container, track, start - _LEAD_SECONDS), rate):
        sound = _stereo(frame)
        stamped = round(((frame.pts or 0) * (frame.time_base or Fraction(1, rate)) - start) * rate)
        if coming is None or abs(stamped - coming) > _HOLE_SECONDS * rate:
            coming = stamped
        if coming >= length:
            break
        first, stop = max(0, coming), min(length, coming + len(sound))
        if stop > first:
            heard[first:stop] = sound[first - coming : stop - coming]
        coming += len(sound)
    return heard


def _decoded(
    container: InputContainer, track: AudioStream, start: Fraction
) -> Iterator[AudioFrame]:
    assert track.time_base is not None, "an opened stream has a clock"
    with contextlib.suppress(av.error.FFmpegError):
        # Nothing precedes the first sample, so never seek before it.
        container.seek(max(0, round(start / track.time_base)), stream=track)
    for packet in packets_of(container, track):
        with contextlib.suppress(av.error.FFmpegError):
            yield from packet.decode()


def _resampled(frames: Iterator[AudioFrame], rate: int) -> Iterator[AudioFrame]:
    # Interleaved: of planar sound PyAV reads only eight channels, and beyond them other memory.
    resampler = AudioResampler(format="flt", rate=rate)
    for frame in frames:
        if frame.pts is not None:
            yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _stereo(frame: AudioFrame) -> NDArray[np.float32]:
    """Mix an interleaved float frame down to (n, 2)."""
    names = [channel.name for channel in frame.layout.channels]
    channels = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, len(names)).T
    if len(channels) <= 2 or "FL" not in names:
        return np.stack((channels[0], channels[min(1, len(channels) - 1)]), axis=1)
    weights = np.array([[side.get(name, 0.0) for name in names] for side in (_LEFT, _RIGHT)])
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray((weights @ channels).T, np.float32)
