"""Hold the sample frames and motion of one shot, the input of every representation."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matchcut.media.bars import shot_bars
from matchcut.media.picture_area import continued
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.timing import FrameRange


@dataclass(frozen=True, slots=True, eq=False)
class ShotSamples:
    """The sample frames of one shot and the motion of all its frames.

    frames: the shot.
    indices: (n,) int64, film frame numbers of the sample frames, ascending, 1 <= n <= 24.
    pictures: (n, h, w, 3) uint8 BGR, the active picture, upright, square pixels, at analysis size.
    before, after: (n, h, w) uint8 grey, the frame a few frames earlier and later in the same
        shot; the shot's first or last frame where there is none, so possibly the sample itself.
    overlay: (h, w) bool, True where the film has something burnt in; never part of a mask.
    camera: (len(frames), 4) float32, per frame the move since the frame before: pan and tilt in
        picture widths, log zoom, roll in radians; zero for the shot's first frame.
    subject: (len(frames), 4, 8, 2) float16, per frame the motion left after removing the camera's,
        in picture widths, averaged over a grid of 4 rows and 8 columns.
    """

    frames: FrameRange
    indices: NDArray[np.int64]
    pictures: NDArray[np.uint8]
    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    overlay: NDArray[np.bool_]
    camera: NDArray[np.float32]
    subject: NDArray[np.float16]


def motionless(
    frames: FrameRange,
    indices: NDArray[np.int64],
    pictures: NDArray[np.uint8],
    before: NDArray[np.uint8],
    after: NDArray[np.uint8],
) -> ShotSamples:
    """Return a shot without overlay whose motion was not measured, or that has none."""
    return ShotSamples(
        frames=frames,
        indices=indices,
        pictures=pictures,
        before=before,
        after=after,
        overlay=np.zeros(pictures.shape[1:3], np.bool_),
        camera=np.zeros((len(frames), 4), np.float32),
        subject=np.zeros((len(frames), *SUBJECT_GRID, 2), np.float16),
    )


def prepared(samples: ShotSamples) -> ShotSamples:
    """Return the samples as they are analysed, the overlay filled in from around it.

    Black bars in this shot alone count as overlay.
    """
    samples = replace(samples, overlay=samples.overlay | shot_bars(samples.pictures))
    if not samples.overlay.any() or samples.overlay.all():
        return samples

    def uncovered(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.stack([continued(picture, samples.overlay) for picture in pictures])

    return replace(
        samples,
        pictures=uncovered(samples.pictures),
        before=uncovered(samples.before),
        after=uncovered(samples.after),
    )


def blank_samples() -> ShotSamples:
    """Return a shot of two frames that show nothing."""
    pictures = np.zeros((2, 36, 64, 3), np.uint8)
    greys = pictures[..., 0]
    return motionless(FrameRange(0, 2), np.arange(2), pictures, greys, greys)


@dataclass(frozen=True, slots=True, eq=False)
class FrameMasks:
    """The instance masks of one sample frame.

    masks: (n_instances, h, w) bool at the size of the sample's picture; n_instances may be 0.
    labels: class name of each instance, "" where the segmenter has none.
    trust: (n_instances,) float32, 0..1, how reliable each mask is.
    sureness: (h, w) uint8: 1 where a pixel is likely part of a figure, inside its mask or just
        outside, and 2 where it surely is. None: all pixels of the masks are sure.
    """

    masks: NDArray[np.bool_]
    labels: tuple[str, ...]
    trust: NDArray[np.float32]
    sureness: NDArray[np.uint8] | None = None


def mean_trust(answer: FrameMasks) -> float:
    """Return the mean trust of a frame's figures, weighted by area; 0 if there are none."""
    areas = answer.masks.sum(axis=(1, 2))
    return float((areas * answer.trust).sum() / areas.sum()) if areas.sum() else 0.0
