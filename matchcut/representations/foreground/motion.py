"""Measure independent motion: optical flow less the motion that the camera explains."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.picture_area import continued
from matchcut.representations.foreground.pictures import shrunk

# Everything happens at half size: a quarter blurs what is thin (.02 of J on DAVIS); enlarging the
# flow before the camera is fitted took a seventh more time with no better J.
_SMALLER = 2
# Every fourth of those pixels is enough to fit twelve numbers.
_FIT_STEP = 4
_FIT_ROUNDS = 5
# The flow's patches are eight pixels wide and need some room.
_MIN_SIDE = 12
_REFINED = 3
# Leaves out a third of the preset's patches, which lie every four pixels: J falls by .001.
_PATCH_STRIDE = 5
# Half a patch of the flow, in pixels: how far around it a hidden area misleads.
_PATCH_REACH = 4
# Mean steps in grey this small, over a wide area, halve the belief in motion.
_FAINT_DETAIL = 0.7
# Residuals below this many pixels are flow errors, whatever the picture.
_NOISE_PX = 0.1


def independent_motion(
    grey: NDArray[np.uint8],
    before: NDArray[np.uint8],
    after: NDArray[np.uint8],
    still: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Return each pixel's motion that the camera's motion does not explain, in pixels.

    grey, before, after: (h, w), a frame and its neighbours; a neighbour equal to the frame itself
    is ignored. still: (h, w), where something burnt in hides the motion, which is filled in from
    around it.

    Motion counts less where the picture is flat over a wide area, like sky or black: flow there is
    a guess. The geometric mean of both directions is taken: what is uncovered or covered beside a
    figure moves in one direction only, the figure in both.
    """
    small = shrunk(grey, _SMALLER)
    if max(small.shape) < _MIN_SIDE:
        return np.zeros(grey.shape, np.float32)
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    flow.setFinestScale(0)
    flow.setPatchStride(_PATCH_STRIDE)
    flow.setVariationalRefinementIterations(_REFINED)
    start = np.zeros((*small.shape, 2), np.float32)
    hidden = _misled(still, small.shape)
    residuals = []
    for neighbour in (before, after):
        if np.array_equal(grey, neighbour):
            continue
        field = np.asarray(flow.calc(small, shrunk(neighbour, _SMALLER), start), np.float32)
        field *= _SMALLER
        across, down = cv2.split(field - camera_motion(field, ~hidden))
        residuals.append(np.asarray(cv2.magnitude(across, down), np.float32))
    if not residuals:
        return np.zeros(grey.shape, np.float32)
    motion = residuals[0] if len(residuals) == 1 else np.sqrt(residuals[0] * residuals[1])
    detail = shrunk(_detail(grey), _SMALLER)
    motion = motion * detail / (detail + _FAINT_DETAIL)
    if not hidden.all():
        motion = continued(motion, hidden)
    large = cv2.resize(motion, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)


def _misled(still: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return where anything burnt in, (h, w), misleads the flow, as a mask of this shape."""
    if not still.any():
        return np.zeros(shape, np.bool_)
    grown = cv2.dilate(still.astype(np.uint8), np.ones((2 * _PATCH_REACH + 1,) * 2))
    return np.asarray(cv2.resize(grown, shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


def camera_motion(field: NDArray[np.float32], usable: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the part of a flow field that a camera makes, (h, w, 2) like the field.

    A quadratic in x and y (pan, tilt, zoom, roll, perspective and some depth), fitted by
    reweighted least squares. The first weights favour the picture's border, where a figure that
    fills the middle cannot pass for the background.
    """
    terms, border_weight = _quadratic(*field.shape[:2])
    grid = np.s_[_FIT_STEP // 2 :: _FIT_STEP, _FIT_STEP // 2 :: _FIT_STEP]
    design = np.ascontiguousarray(terms[grid].reshape(-1, terms.shape[-1]))
    target = np.ascontiguousarray(field[grid].reshape(-1, 2))
    prior = (border_weight[grid] * usable[grid]).reshape(-1) + 1e-6
    ridge = 1e-6 * np.eye(design.shape[1], dtype=np.float32)
    weight = prior
    for turn in range(_FIT_ROUNDS):
        weighted = (design * weight[:, None]).T
        fit = np.linalg.solve(weighted @ design + ridge, weighted @ target)
        rest = target - design @ fit
        squared = rest[:, 0] ** 2 + rest[:, 1] ** 2
        # Wide at first, so that a poor start can still find the larger part of the picture.
        typical = float(np.sqrt(np.median(squared)))
        spread = max(0.15, 1.5 * typical) if turn < 3 else max(_NOISE_PX, typical)
        weight = prior / (1 + squared / spread**2)
    return np.asarray(terms @ fit, np.float32)


def _detail(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mean step in grey from one pixel to the next, around each pixel."""
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=1 / 8)
    width = 2 * (max(grey.shape) // 16) + 1
    return np.asarray(cv2.blur(cv2.magnitude(across, down), (width, width)), np.float32)


@lru_cache(maxsize=8)
def _quadratic(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the terms of the fit, (h, w, 6), and its first weights, (h, w).

    The weight falls from 1 at the picture's border by a factor of e every quarter of its height.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    x = 2 * x / width - 1
    y = (2 * y - height) / width
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    return terms, np.exp(-4 * depth / height)
