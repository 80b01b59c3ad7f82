"""Measure the rhythm of a figure's action: how fast it swings to and fro, and at which beat.

Swinging is what is left of a motion without its slow course. It is a rhythm in so far as it
recurs, which a jolt or fidgeting doesn't. That periodic motion tells actors from things, and gaits
from each other, is from Cutler and Davis (PAMI 2000).
"""

import numpy as np
from numpy.typing import NDArray

BEATS_HZ = (1.0, 1.6, 2.5, 4.0)
"""Centres of the rhythm's bands: a slow wave, a walk's stride, a run's, its footfalls."""

FASTEST_HZ = 5.3
"""Faster swinging is ignored: frames shown twice flicker at 6 Hz and more."""

# Autocorrelation reached by chance, and that at which motion surely recurs.
_BY_CHANCE, _CERTAIN = 0.35, 0.65
# Squared noise of the flow, in picture widths a second, in each bin of a beat.
_RESTLESS = 0.006**2


def swinging(
    quarters: NDArray[np.complex64],
    weights: NDArray[np.float32],
    inside: NDArray[np.bool_],
    speed: float,
) -> NDArray[np.float64]:
    """Return the speed of what swings across, down and within, in each beat: (m, 3, 4).

    In picture widths a second, without the slow move of the window's parts. What doesn't recur
    is no rhythm.

    quarters: (m, steps, 4), their motion in x and y, in picture widths a second.
    weights: (m, 3, steps), of the parts. inside: (m, steps), where the window lies in the shot.
    speed: steps a second.
    """
    steps = inside.shape[1]
    hats = weights / np.maximum(weights.max(axis=2, keepdims=True), 1e-9)
    hats /= np.maximum(hats.sum(axis=1, keepdims=True), 1e-9)
    slow = hats.transpose(0, 2, 1) @ (weights @ quarters)
    taper = np.hanning(steps + 2)[1:-1] * inside
    swings = (quarters - slow) * taper[:, :, None]
    # x and y of each quarter separately; padded to twice the length, so that nothing wraps around.
    series = np.stack([swings.real, swings.imag], axis=1).transpose(0, 1, 3, 2)
    spectrum = np.fft.rfft(series, 2 * steps)
    again = _recurrence((np.abs(spectrum) ** 2).sum(axis=(1, 2)), taper, speed)
    bins = np.arange(2, 2 * round(FASTEST_HZ * steps / speed) + 1, 2)
    bins = bins[bins < steps]
    whole = spectrum[..., bins].mean(axis=2)
    within = (np.abs(spectrum[..., bins] - whole[:, :, None]) ** 2).mean(axis=2).sum(axis=1)
    # Scaled so that a wave of one beat has its mean square speed, summed over all its bins.
    power = np.concatenate([np.abs(whole) ** 2, within[:, None]], axis=1)
    power *= 2 / np.maximum((taper**2).sum(axis=1) * steps, 1e-9)[:, None, None]
    heard = np.maximum(power - _RESTLESS, 0)
    bands = _bands(bins * speed / (2 * steps))
    return np.asarray(np.sqrt(heard @ bands) * again[:, None, None])


def _recurrence(
    power: NDArray[np.float64], taper: NDArray[np.float64], speed: float
) -> NDArray[np.float64]:
    """Return how far motion recurs after some beat, 0..1: (m,).

    By the highest autocorrelation after the first trough, as far as it exceeds chance.
    power: (m, steps + 1), of motion with this taper.
    """
    steps = taper.shape[1]
    lags = np.fft.irfft(power)[:, : steps - 1]
    room = np.fft.irfft(np.abs(np.fft.rfft(taper, 2 * steps)) ** 2)[:, : steps - 1]
    alike = lags / np.maximum(room, 1e-9) * (room[:, :1] / np.maximum(lags[:, :1], 1e-12))
    fastest, slowest = round(speed / FASTEST_HZ), round(speed / BEATS_HZ[0])
    # Motion only recurs if it was unlike in between.
    unlike = np.minimum.accumulate(alike, axis=1)
    returns = (alike - np.maximum(unlike, -1)).clip(0, 2) / 2
    best = np.where(unlike < 0, np.minimum(returns, alike), 0)[:, fastest : slowest + 1]
    strength = (best.max(axis=1, initial=0) - _BY_CHANCE) / (_CERTAIN - _BY_CHANCE)
    return np.asarray(strength.clip(0, 1))


def _bands(bins: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights of bins in bands, (bins, 4), summing to 1, linear in log frequency."""
    place = np.interp(np.log(bins), np.log(BEATS_HZ), np.arange(len(BEATS_HZ)))
    share: NDArray[np.float64] = np.maximum(
        1 - np.abs(place[:, None] - np.arange(len(BEATS_HZ))), 0
    )
    return share
