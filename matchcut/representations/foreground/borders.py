"""Snap beliefs about regions to the borders that the picture has inside them.

A leg or a stick is narrower than a superpixel and shares one with its surroundings. The guided
filter (He, Sun and Tang, "Guided Image Filtering", TPAMI 2013) models the beliefs around each
pixel as a linear function of its colour, so that they change where the colours change. The
coefficients vary slowly and are fitted at half size (He and Sun, "Fast Guided Filter", 2015).
The constants below were chosen on the training split of DAVIS 2016.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.pictures import shrunk

# Half a window, as a share of the picture's longer side.
_REACH = 1 / 32
# Variance of colour, 0..1, below which it is noise.
_NOISE = 1e-4

Plane = NDArray[np.float32]


def drawn_to_borders(belief: NDArray[np.float32], picture: NDArray[np.uint8]) -> Plane:
    """Return a (h, w) belief, still about 0..1, whose steps lie on the picture's borders.

    picture: (h, w, 3) BGR.
    """
    height, width = belief.shape
    radius = max(1, round(_REACH * max(height, width) / 2))
    coloured = np.asarray(shrunk(picture, 2) / np.float32(255), np.float32)
    fitted = _fitted(coloured, shrunk(belief, 2), 2 * radius + 1)
    terms = cv2.resize(fitted, (width, height), interpolation=cv2.INTER_LINEAR)
    along = cv2.multiply(terms[..., :3], picture, scale=1 / 255, dtype=cv2.CV_32F)
    return np.asarray(cv2.transform(along, np.ones((1, 3))) + terms[..., 3], np.float32)


def _fitted(colour: Plane, belief: Plane, side: int) -> Plane:
    """Return (h, w, 4): each pixel's weights of blue, green and red in its belief, and a constant.

    The mean over all windows of ``side`` pixels that contain the pixel, each fitted by itself.
    """
    blue, green, red = (np.ascontiguousarray(colour[..., channel]) for channel in range(3))

    def mean(values: Plane) -> Plane:
        return np.asarray(cv2.blur(values, (side, side)), np.float32)

    b, g, r, p = mean(blue), mean(green), mean(red), mean(belief)
    bb = mean(blue * blue) - b * b + _NOISE
    bg = mean(blue * green) - b * g
    br = mean(blue * red) - b * r
    gg = mean(green * green) - g * g + _NOISE
    gr = mean(green * red) - g * r
    rr = mean(red * red) - r * r + _NOISE
    bp = mean(blue * belief) - b * p
    gp = mean(green * belief) - g * p
    rp = mean(red * belief) - r * p
    # Inverse of the symmetric 3 by 3 covariance, by cofactors.
    c_bb, c_bg, c_br = gg * rr - gr * gr, br * gr - bg * rr, bg * gr - br * gg
    c_gg, c_gr, c_rr = bb * rr - br * br, bg * br - bb * gr, bb * gg - bg * bg
    scale = 1 / (bb * c_bb + bg * c_bg + br * c_br)
    from_blue = (c_bb * bp + c_bg * gp + c_br * rp) * scale
    from_green = (c_bg * bp + c_gg * gp + c_gr * rp) * scale
    from_red = (c_br * bp + c_gr * gp + c_rr * rp) * scale
    constant = p - from_blue * b - from_green * g - from_red * r
    return mean(np.dstack([from_blue, from_green, from_red, constant]))
