"""Compute everything about one shot: kind, features, thumbnails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from matchcut import dedup
from matchcut.media.jpeg import jpeg
from matchcut.pipeline.analysis.feature_keys import (
    APPEARANCE,
    MOTION,
    FeatureKey,
    action_key,
    masks_key,
)
from matchcut.project.arrays import Arrays
from matchcut.representations import action, masks, motion
from matchcut.representations.samples import ShotSamples, prepared
from matchcut.representations.segmenter import Segmenter
from matchcut.shots.kinds import shot_kind
from matchcut.shots.shot import ShotKind


@dataclass(frozen=True, slots=True, eq=False)
class ShotFeatures:
    """The stored features of one shot.

    arrays: by feature. thumbnails: JPEG by film frame number, one for each sample frame.
    """

    kind: ShotKind
    arrays: Mapping[FeatureKey, Arrays]
    thumbnails: Mapping[int, bytes]


def represent(samples: ShotSamples, rate: Fraction, segmenter: Segmenter | None) -> ShotFeatures:
    """Return all stored features of a shot, whatever its kind.

    rate: the film's frames a second. segmenter: None omits masks and what needs them.
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
        # Figures continue behind what is burnt in; at a bar, the picture ends.
        found = masks.mask_features(replace(samples, overlay=burnt_in), segmenter.segment(samples))
        arrays[masks_key(segmenter)] = found.to_arrays()
        arrays[action_key(segmenter)] = action.action_features(samples, found, rate).to_arrays()
    pictures = zip(samples.indices.tolist(), seen, strict=True)
    return ShotFeatures(
        kind=shot_kind(samples.pictures),
        arrays=arrays,
        thumbnails={index: jpeg(picture) for index, picture in pictures},
    )


def _head_middle_tail(samples: ShotSamples) -> list[int]:
    last = len(samples.indices) - 1
    return sorted({0, last // 2, last})
