"""The `foreground` segmenter: a shot in, the silhouettes of its figures out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.consensus import (
    consensus,
    describe,
    elected,
    second_opinion,
)
from matchcut.representations.foreground.figures import figures
from matchcut.representations.foreground.motion import independent_motion
from matchcut.representations.foreground.saliency import saliency
from matchcut.representations.foreground.superpixels import Superpixels, superpixels
from matchcut.representations.samples import FrameMasks, ShotSamples

# Side of a superpixel, as a share of the picture's longer side.
REGION_SIDE = 1 / 26
# Motion this strong, in pixels at the analysis size, counts half.
DOUBTFUL_PX = 0.5
# Standing out counts for this much of moving.
SALIENCY_SAY = 0.3
# In a shot whose best votes are below this nothing stands out.
LEAST_VOTE = 0.1


class ForegroundSegmenter:
    """Finds figures without weights: what moves against the camera, what stands out."""

    name = "foreground"
    version = 1
    long_side = 256

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty, for nothing is named.

        Looks at nothing outside the shot, so a shot's masks depend on that shot alone.
        """
        step = max(2, round(max(samples.pictures.shape[1:3]) * REGION_SIDE))
        cuts = [superpixels(picture, step) for picture in samples.pictures]
        sizes = np.concatenate([regions.sizes() for regions in cuts])
        features = np.concatenate(
            [
                describe(picture, regions)
                for picture, regions in zip(samples.pictures, cuts, strict=True)
            ]
        )
        votes = np.concatenate(
            [_votes(samples, index, regions) for index, regions in enumerate(cuts)]
        )
        agreed = consensus(cuts, features, votes)
        level = max(elected(agreed, sizes), LEAST_VOTE)
        belief = second_opinion(features, agreed, level, sizes)
        starts = np.cumsum([regions.count for regions in cuts])[:-1]
        return [
            figures(regions, shares, samples.overlay)
            for regions, shares in zip(cuts, np.split(belief, starts), strict=True)
        ]


def _votes(samples: ShotSamples, index: int, regions: Superpixels) -> NDArray[np.float64]:
    """Return what a sample frame by itself says for each region, from 0 to about 1."""
    picture = samples.pictures[index]
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    motion = independent_motion(grey, samples.before[index], samples.after[index], samples.overlay)
    strongest = float(np.percentile(motion, 98))
    certainty = strongest / (strongest + DOUBTFUL_PX)
    moving = np.minimum(regions.means(motion) / max(strongest, 1e-6), 1)
    standing_out = saliency(picture)
    standing_out[samples.overlay] = 0
    return certainty * moving**1.15 + SALIENCY_SAY * regions.means(standing_out)
