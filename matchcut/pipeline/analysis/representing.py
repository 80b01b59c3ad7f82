"""All that is computed from one shot: kind, features, thumbnails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matchcut import dedup
from matchcut.media.bars_and_burn_ins import shot_bars
from matchcut.media.picture_area import continued
from matchcut.media.thumbnails import jpeg
from matchcut.project.arrays import Arrays
from matchcut.representations import action, masks, motion
from matchcut.representations.samples import ShotSamples
from matchcut.representations.segmenter import Segmenter
from matchcut.shots.kinds import shot_kind
from matchcut.shots.shot import ShotKind

FeatureKey = tuple[str, int]
"""Name and version in the feature store."""


MOTION: FeatureKey = (motion.NAME, motion.VERSION)
APPEARANCE: FeatureKey = ("appearance", dedup.VERSION)


def masks_key(segmenter: Segmenter) -> FeatureKey:
    """Return the key of one segmenter's masks; stale when it or the way of keeping them changes."""
    return f"{masks.NAME}:{segmenter.name}", 1000 * masks.VERSION + segmenter.version


def action_key(segmenter: Segmenter) -> FeatureKey:
    """Return the key of a segmenter's action features; stale when masks or flow change."""
    _, figures = masks_key(segmenter)
    flow = 100 * action.VERSION + motion.VERSION
    return f"{action.NAME}:{segmenter.name}", 100_000 * flow + figures


def feature_keys(segmenter: Segmenter | None) -> tuple[FeatureKey, ...]:
    """Return the keys of all that `represent` computes."""
    if segmenter is None:
        return MOTION, APPEARANCE
    return MOTION, APPEARANCE, masks_key(segmenter), action_key(segmenter)


@dataclass(frozen=True, slots=True, eq=False)
class ShotFeatures:
    """The stored features of one shot.

    arrays: by feature. thumbnails: JPEG by film frame number, one for each sample frame.
    """

    kind: ShotKind
    arrays: Mapping[FeatureKey, Arrays]
    thumbnails: Mapping[int, bytes]


def represent(samples: ShotSamples, rate: Fraction, segmenter: Segmenter | None) -> ShotFeatures:
    """Compute all stored features of a shot, of whatever kind it is.

    rate: the film's frames a second. segmenter: None leaves out masks and what needs them.
    """
    seen, burnt_in = samples.pictures, samples.overlay
    samples = prepared(samples)
    arrays: dict[FeatureKey, Arrays] = {
        MOTION: motion.motion_features(samples, rate).to_arrays(),
        APPEARANCE: {
            "descriptors": dedup.appearance(
                samples.pictures[_head_middle_tail(samples)], samples.overlay
            )
        },
    }
    if segmenter is not None:
        # Figures go on behind what is burnt in; at a bar, the picture ends.
        found = masks.mask_features(replace(samples, overlay=burnt_in), segmenter.segment(samples))
        arrays[masks_key(segmenter)] = found.to_arrays()
        arrays[action_key(segmenter)] = action.action_features(samples, found, rate).to_arrays()
    pictures = zip(samples.indices.tolist(), seen, strict=True)
    return ShotFeatures(
        kind=shot_kind(samples.pictures),
        arrays=arrays,
        thumbnails={index: jpeg(picture) for index, picture in pictures},
    )


def prepared(samples: ShotSamples) -> ShotSamples:
    """Return the samples as they are analysed: the overlay is filled in from around it.

    The black bars of this shot alone, if any, count as overlay.
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


def _head_middle_tail(samples: ShotSamples) -> list[int]:
    last = len(samples.indices) - 1
    return sorted({0, last // 2, last})
