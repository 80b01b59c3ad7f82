"""Short films as arrays, painted so that their transitions are known to the frame."""

import cv2
import numpy as np

HEIGHT, WIDTH = 144, 256


def scenery(seed):
    """Return (144, 512, 3) uint8: coarse forms with fine texture, another one for each seed."""
    noise = np.random.default_rng(seed)
    picture = np.zeros((HEIGHT, 2 * WIDTH, 3), np.float32)
    for rows, weight in ((3, 150), (9, 90), (36, 60)):
        coarse = noise.uniform(-0.5, 0.5, (rows, rows * 4, 3)).astype(np.float32)
        picture += weight * cv2.resize(coarse, (2 * WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture + noise.uniform(70, 180, 3), 0, 255).astype(np.uint8)


def shot(seed, n_frames, pan_px=1):
    """Return (n_frames, 144, 256, 3): the camera pans over one scenery."""
    wide = scenery(seed)
    return np.stack(
        [np.roll(wide, -round(pan_px * at), axis=1)[:, :WIDTH] for at in range(n_frames)]
    )


def even(n_frames, colour=(0, 0, 0)):
    """Return (n_frames, 144, 256, 3) of one colour."""
    return np.full((n_frames, HEIGHT, WIDTH, 3), colour, np.uint8)


def blend(old, new):
    """Return as many frames as both have, going from ``old`` to ``new`` in equal steps."""
    share = (np.arange(1, len(old) + 1) / (len(old) + 1))[:, None, None, None]
    return np.rint((1 - share) * old + share * new).astype(np.uint8)


def dissolve(old, new, n_frames):
    """Join two shots; the last frames of one blend with the first of the other."""
    middle = blend(old[-n_frames:], new[:n_frames])
    return np.concatenate([old[:-n_frames], middle, new[n_frames:]])


def fade(old, new, n_frames, hold, colour=(0, 0, 0)):
    """Join two shots by way of a colour that is held."""
    black = even(n_frames + hold + n_frames, colour)
    return dissolve(dissolve(old, black, n_frames), new, n_frames)
