"""The `foreground` segmenter: a shot in, the silhouettes of its figures out."""

from dataclasses import dataclass

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
    version = 3
    long_side = 256

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty, for nothing is named.

        Looks at nothing outside the shot, so a shot's masks depend on that shot alone.
        """
        ballots = [_ballot(samples, index) for index in range(len(samples.pictures))]
        cuts = [ballot.regions for ballot in ballots]
        sizes = np.concatenate([regions.sizes for regions in cuts])
        features = np.concatenate([ballot.features for ballot in ballots])
        votes = np.concatenate([ballot.votes for ballot in ballots])
        moving = float(np.mean([ballot.moving for ballot in ballots]))

        agreed = consensus(cuts, features, votes)
        level = max(elected(agreed, sizes, moving), LEAST_VOTE)
        belief = second_opinion(features, agreed, level, sizes)
        starts = np.cumsum([regions.count for regions in cuts])[:-1]
        return [
            figures(picture, regions, share, samples.overlay)
            for picture, regions, share in zip(
                samples.pictures, cuts, np.split(belief, starts), strict=True
            )
        ]


@dataclass(frozen=True, slots=True, eq=False)
class _Ballot:
    """What one sample frame says by itself.

    features: (count, 9), what each region looks like. votes: (count,), 0 to about 1, how far
    each moves or stands out. moving: 0..1, how surely anything moves.
    """

    regions: Superpixels
    features: NDArray[np.float64]
    votes: NDArray[np.float64]
    moving: float


def _ballot(samples: ShotSamples, index: int) -> _Ballot:
    picture = samples.pictures[index]
    regions = superpixels(picture, max(2, round(max(picture.shape) * REGION_SIDE)))
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    motion = independent_motion(grey, samples.before[index], samples.after[index], samples.overlay)
    strongest = float(np.percentile(motion, 98))
    certainty = strongest / (strongest + DOUBTFUL_PX)
    share = np.minimum(regions.means(motion) / max(strongest, 1e-6), 1)
    votes = certainty * share**1.15 + SALIENCY_SAY * regions.means(saliency(picture))
    return _Ballot(regions, describe(picture, regions), votes, certainty)
