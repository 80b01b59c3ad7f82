"""The `foreground` segmenter: a shot in, the silhouettes of its figures out."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.consensus import (
    Likeness,
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


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """What is believed of one sample frame, and on what grounds.

    motion: (h, w) float32, pixels at analysis size that the camera does not explain.
    standing_out: (h, w) float32, 0..1. by_votes: (h, w) float32, 0..1, before it was asked what
    figures of the shot look like. belief: (h, w) float32, about 0..1, after; figure above 0.5.
    """

    regions: Superpixels
    motion: NDArray[np.float32]
    standing_out: NDArray[np.float32]
    by_votes: NDArray[np.float32]
    belief: NDArray[np.float32]


class ForegroundSegmenter:
    """Finds figures without weights: what moves against the camera, what stands out."""

    name = "foreground"
    version = 3
    long_side = 256

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty, for nothing is named.

        Looks at nothing outside the shot, so a shot's masks depend on that shot alone.
        """
        return [
            figures(picture, opinion.regions, opinion.belief, samples.overlay)
            for picture, opinion in zip(samples.pictures, opinions(samples)[0], strict=True)
        ]


def opinions(samples: ShotSamples) -> tuple[list[Opinion], Likeness]:
    """Return what is believed of each sample frame, and what figures of the shot look like."""
    ballots = [_ballot(samples, index) for index in range(len(samples.pictures))]
    cuts = [ballot.regions for ballot in ballots]
    sizes = np.concatenate([regions.sizes for regions in cuts])
    features = np.concatenate([ballot.features for ballot in ballots])
    votes = np.concatenate([ballot.votes for ballot in ballots])
    moving = float(np.mean([ballot.moving for ballot in ballots]))

    agreed = consensus(cuts, features, votes)
    level = max(elected(agreed, sizes, moving), LEAST_VOTE)
    by_votes, belief, likeness = second_opinion(features, agreed, level, sizes)
    starts = np.cumsum([regions.count for regions in cuts])[:-1]
    found = [
        Opinion(
            ballot.regions,
            ballot.motion,
            ballot.standing_out,
            *(part[ballot.regions.labels].astype(np.float32) for part in parts),
        )
        for ballot, *parts in zip(
            ballots, np.split(by_votes, starts), np.split(belief, starts), strict=True
        )
    ]
    return found, likeness


@dataclass(frozen=True, slots=True, eq=False)
class _Ballot:
    """What one sample frame says by itself.

    features: (count, 9), what each region looks like. votes: (count,), 0 to about 1, how far
    each moves or stands out. moving: 0..1, how surely anything moves.
    """

    regions: Superpixels
    motion: NDArray[np.float32]
    standing_out: NDArray[np.float32]
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
    standing_out = saliency(picture)
    votes = certainty * share**1.15 + SALIENCY_SAY * regions.means(standing_out)
    return _Ballot(regions, motion, standing_out, describe(picture, regions), votes, certainty)
