"""Search with a still picture: its figures, as if it were a shot of one frame."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.files import content_of
from matchcut.media.colour import grey_of
from matchcut.media.scaling import averaged, size_within
from matchcut.representations.masks import MaskFeatures, mask_features
from matchcut.representations.samples import ShotSamples, motionless, prepared
from matchcut.representations.segmenter import Segmenter
from matchcut.timing import FrameRange

# Dark and bright figures alike stand out against it.
_GROUND = 128
_LEVELS = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535}


def read_still(path: Path) -> NDArray[np.uint8]:
    """Return (h, w, 3) uint8 BGR, a JPEG upright. Raises MediaError when the file can't be read."""
    try:
        # Not cv2.imread: it can't open every name that the system can.
        content = np.frombuffer(content_of(path), np.uint8)
    except OSError as error:
        raise MediaError(
            f"{path.name} can't be read: {error.strerror}.", "Check that the picture is there."
        ) from error
    try:
        picture = _decoded(content) if len(content) else None
    except cv2.error as error:
        # It returns None for what is not a picture, but raises for more than 2 ** 30 pixels.
        raise MediaError(
            f"{path.name} is too large a picture.", "Make a smaller copy of it."
        ) from error
    if picture is None:
        raise MediaError(f"{path.name} is not a picture.", "Choose a PNG or JPEG file.")
    return picture


def still_masks(picture: NDArray[np.uint8], segmenter: Segmenter) -> MaskFeatures:
    """Return the figures of a (h, w, 3) uint8 BGR picture."""
    samples = still_samples(reduced(picture, segmenter.long_side))
    return mask_features(samples, segmenter.segment(prepared(samples)))


def still_samples(picture: NDArray[np.uint8]) -> ShotSamples:
    """Return a (h, w, 3) uint8 BGR picture as a shot of one frame."""
    grey = grey_of(picture)[None]
    return motionless(FrameRange(0, 1), np.zeros(1, np.int64), picture[None], grey, grey)


def reduced(picture: NDArray[np.uint8], long_side: int) -> NDArray[np.uint8]:
    """Return a picture whose longer side has ``long_side`` pixels, unchanged if it has fewer."""
    height, width = picture.shape[:2]
    side = min(long_side, max(height, width))
    return averaged(picture, *size_within(width, height, side, side))


def _decoded(content: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return (h, w, 3) uint8 BGR, None if it is not a picture; transparent parts are grey."""
    picture = cv2.imdecode(content, cv2.IMREAD_COLOR)
    whole = cv2.imdecode(content, cv2.IMREAD_UNCHANGED) if picture is not None else None
    if whole is None or whole.shape[2:] != (4,) or whole.dtype not in _LEVELS:
        return None if picture is None else np.asarray(picture, np.uint8)
    # Transparent pixels may hold any colour, often that of a former picture.
    opaque = whole[..., 3].astype(np.float32) / _LEVELS[whole.dtype]
    colours = cv2.convertScaleAbs(whole[..., :3], alpha=255 / _LEVELS[whole.dtype])
    ground = np.full_like(colours, _GROUND)
    return np.asarray(cv2.blendLinear(colours, ground, opaque, 1 - opaque), np.uint8)
