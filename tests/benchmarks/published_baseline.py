"""The published heuristics, to compare with; no part of the product.

Chen et al., "Match Cutting: Finding Cuts with Smooth Visual Transitions", WACV 2023: frame match
by the union of all masks in the middle frame of each shot, motion match by the cosine of the mean
flow of whole shots. No cap on how often a shot recurs, and no gap in time.

    from published_baseline import baseline_pairs
    baseline_pairs(MiddleFrames(mask_features), places, 50)
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from matchcut.ranking import PairableShot, top_pairs
from matchcut.representations.masks import OUTSIDE, MaskFeatures, on_canvas
from matchcut.representations.motion import PART_SHARES, MotionFeatures
from matchcut.scoring.scorer import BestCuts, Pair, PairScorer


class _Table:
    """Scores of every two shots, worked out ahead; the cut is at the middle of both."""

    ordered = False

    def __init__(self, shots, scores):
        self.scores = np.asarray(scores, np.float32)
        self.middle = np.array([middle(shot) for shot in shots], np.int64)

    def __len__(self):
        return len(self.scores)

    def bounds(self, tails, heads):
        return self.scores[tails, heads]

    def best_cuts(self, tails, heads):
        flop = np.zeros(len(tails), bool)
        return BestCuts(self.scores[tails, heads], self.middle[tails], self.middle[heads], flop)

    def parts(self, pair):
        return {"baseline": pair.score}


class MiddleFrames(_Table):
    """Union IoU of the middle sample frames."""

    def __init__(self, features: Sequence[MaskFeatures], shape: Fraction = Fraction(16, 9)):
        cells = [on_canvas(shot, shape).figure[middle_sample(shot)] for shot in features]
        figure = np.array([((c != 0) & (c != OUTSIDE)).ravel() for c in cells], np.float32)
        shared = figure @ figure.T
        area = figure.sum(axis=1)
        super().__init__(features, shared / np.maximum(1, np.add.outer(area, area) - shared))


class MeanFlow(_Table):
    """Cosine of the mean flow of whole shots, camera and all, on the subject's grid."""

    def __init__(self, features: Sequence[MotionFeatures]):
        flow = np.array([mean_flow(shot).ravel() for shot in features])
        flow /= np.linalg.norm(flow, axis=1, keepdims=True) + 1e-12
        super().__init__(features, (flow @ flow.T).clip(0, 1))


def mean_flow(shot: MotionFeatures):
    """Return the mean flow over the windows of a shot: (4, 8, 2), picture widths a second.

    Windows of 0.75 s on either side of every sample frame cover nearly all of most shots.
    """
    rows, columns = 4, 8
    x = np.broadcast_to((np.arange(columns) + 0.5) / columns - 0.5, (rows, columns))
    y = np.broadcast_to((((np.arange(rows) + 0.5) / rows - 0.5) * 9 / 16)[:, None], x.shape)
    total, weight = np.zeros((rows, columns, 2)), 1e-9
    for moves in (shot.ending, shot.starting):
        camera = np.einsum("p,npc->nc", np.array(PART_SHARES), moves.camera)
        for (pan, tilt, zoom, roll), subject, length in zip(
            camera, moves.subject, moves.coverage, strict=True
        ):
            field = np.stack([pan + zoom * x - roll * y, tilt + zoom * y + roll * x], axis=2)
            total += length * (field + subject)
            weight += length
    return total / weight


def middle_sample(shot) -> int:
    """Return the position of the sample frame nearest to the middle of the shot."""
    return int(np.argmin(np.abs(shot.indices - (shot.frames.start + shot.frames.stop) / 2)))


def middle(shot) -> int:
    return int(shot.indices[middle_sample(shot)])


def baseline_pairs(scorer: PairScorer, places: Sequence[PairableShot], k: int) -> list[Pair]:
    """Return the ``k`` best pairs as published: only groups and kinds still count."""
    return top_pairs(scorer, places, k, per_shot=None)
