"""The sample film's sound: a background of air, a soft chord per shot, a blip on its first frame.

The blip starts with the first sample of the shot's first frame, so that anyone can measure
whether sound and picture are still in sync.
"""

import numpy as np
from numpy.typing import NDArray

from matchcut.sample.plan import RATE, FilmPlan, schedule

SAMPLE_RATE = 48000
PER_FRAME = SAMPLE_RATE // RATE
_BLIP_HZ, _BLIP_SECONDS = 1320.0, 0.05

# A pentatonic scale from A: any sequence of its notes sounds intended.
_SCALE_HZ = (110.0, 130.81, 146.83, 164.81, 196.0, 220.0, 261.63, 293.66)

Sound = NDArray[np.float32]
"""(samples, 2) from -1 to 1."""


def soundtrack(plan: FilmPlan) -> Sound:
    """Return the sound of a whole film, ``PER_FRAME`` samples a frame."""
    times = schedule(plan)
    track = np.zeros((times.frames * PER_FRAME, 2), np.float32)
    starts = [shot.start * PER_FRAME for shot in times.shots]
    air = _air(np.random.default_rng((plan.seed, 77)), 6 * SAMPLE_RATE)
    for i, (start, stop) in enumerate(zip(starts, [*starts[1:], len(track)], strict=True)):
        seed, voice = plan.seed_of(i)
        rng = np.random.default_rng((seed, 78, voice))
        length = stop - start
        offset = int(rng.integers(len(air)))
        bed = np.take(air, np.arange(offset, offset + length), axis=0, mode="wrap")
        part = _chord(rng, length) + bed * rng.uniform(0.3, 1.0)
        ramp = np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.01 * SAMPLE_RATE)
        track[start:stop] += part * np.clip(ramp, 0, 1).astype(np.float32)[:, None]
        blip = _blip()[:length]
        track[start : start + len(blip)] += blip[:, None]
    return np.clip(track, -0.98, 0.98)


def _blip() -> NDArray[np.float32]:
    seconds = np.arange(int(_BLIP_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    # A cosine, so that the very first sample is already loud.
    return np.asarray(
        0.4 * np.cos(2 * np.pi * _BLIP_HZ * seconds) * np.exp(-seconds * 90), np.float32
    )


def _chord(rng: np.random.Generator, length: int) -> Sound:
    """Return three soft tones that swell and fade."""
    seconds = np.arange(length, dtype=np.float32) / SAMPLE_RATE
    swell = np.sin(np.pi * np.arange(length, dtype=np.float32) / max(length, 1)) ** 0.6
    root = int(rng.integers(len(_SCALE_HZ) - 4))
    sound = np.zeros((length, 2), np.float32)
    for step, pan in ((0, 0.5), (2, 0.3), (4, 0.7)):
        pitch = _SCALE_HZ[root + step] * (1 if step else 0.5)
        tremble = 1 + 0.15 * np.sin(2 * np.pi * rng.uniform(0.4, 0.9) * seconds)
        tone = sum(
            np.sin(2 * np.pi * pitch * k * seconds + rng.uniform(0, 6)) / k**2.2 for k in (1, 2, 3)
        )
        voice = (0.055 * tremble * swell * tone).astype(np.float32)
        sound += np.stack([voice * (1 - pan), voice * pan], axis=1)
    return sound


def _air(rng: np.random.Generator, length: int) -> Sound:
    """Return a loop of soft wind: noise whose power falls with the square of its pitch."""
    spectrum = np.fft.rfft(rng.normal(0, 1, (length, 2)), axis=0)
    pitch = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)[:, None]
    shaped = np.fft.irfft(spectrum / (1 + (pitch / 260) ** 2) * (pitch > 40), length, axis=0)
    gusts = 1 + 0.4 * np.sin(2 * np.pi * 2 * np.arange(length) / length)[:, None]
    return np.asarray(0.035 * shaped * gusts / shaped.std(), np.float32)
