"""The `foreground` segmenter: a shot in, the silhouettes of its figures out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.consensus import consensus, describe
from matchcut.representations.foreground.instances import instances
from matchcut.representations.foreground.motion import independent_motion
from matchcut.representations.foreground.superpixels import Superpixels, superpixels
from matchcut.representations.samples import FrameMasks, ShotSamples

# Side of a superpixel, as a share of the picture's longer side.
REGION_SIDE = 0.04
# A shot's foreground is what gets this share of its strongest vote.
ELECTED = 0.5
# Motion this strong, in pixels at the analysis size, counts half.
DOUBTFUL_PX = 0.5


class ForegroundSegmenter:
    """Finds figures without weights, by motion against the camera and by consensus."""

    name = "foreground"
    version = 1
    long_side = 256

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty, for nothing is named.

        Looks at nothing outside the shot, so a shot's masks depend on that shot alone.
        """
        step = max(2, round(max(samples.pictures.shape[1:3]) * REGION_SIDE))
        cuts = [superpixels(picture, step) for picture in samples.pictures]
        votes = np.concatenate(
            [_motion_votes(samples, index, regions) for index, regions in enumerate(cuts)]
        )
        features = np.concatenate(
            [
                describe(picture, regions)
                for picture, regions in zip(samples.pictures, cuts, strict=True)
            ]
        )
        agreed = consensus(features, votes)
        level = ELECTED * agreed.max()
        answers = []
        for regions, shares in zip(cuts, _per_frame(agreed, cuts), strict=True):
            field = shares[regions.labels]
            mask = (field > level) & ~samples.overlay
            answers.append(instances(mask))
        return answers


def _motion_votes(samples: ShotSamples, index: int, regions: Superpixels) -> NDArray[np.float64]:
    """Return each region's share of the frame's strongest motion, less where that is weak."""
    grey = np.asarray(cv2.cvtColor(samples.pictures[index], cv2.COLOR_BGR2GRAY), np.uint8)
    motion = independent_motion(grey, samples.before[index], samples.after[index], samples.overlay)
    strongest = float(np.percentile(motion, 98))
    certainty = strongest / (strongest + DOUBTFUL_PX)
    return certainty * np.minimum(regions.means(motion) / max(strongest, 1e-3), 1)


def _per_frame(values: NDArray[np.float64], cuts: list[Superpixels]) -> list[NDArray[np.float64]]:
    return np.split(values, np.cumsum([regions.count for regions in cuts])[:-1])
