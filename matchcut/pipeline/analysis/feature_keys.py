"""The keys under which a shot's features are stored."""

from matchcut import dedup
from matchcut.representations import action, masks, motion
from matchcut.representations.segmenter import Segmenter

FeatureKey = tuple[str, int]
"""Name and version in the feature store."""


MOTION: FeatureKey = (motion.NAME, motion.VERSION)
APPEARANCE: FeatureKey = ("appearance", dedup.VERSION)


def masks_key(segmenter: Segmenter) -> FeatureKey:
    """Return the key of one segmenter's masks; stale when the segmenter or the storage changes.

    The version's digits are those of both: 5 012.
    """
    version = f"{masks.VERSION}{segmenter.version:03}"
    return f"{masks.NAME}:{segmenter.name}", int(version)


def action_key(segmenter: Segmenter) -> FeatureKey:
    """Return the key of a segmenter's action features; stale when masks or flow change.

    The version's digits are those of everything they depend on: 1 08 05 012.
    """
    flow = f"{action.VERSION}{motion.VERSION:02}"
    figures = f"{masks.VERSION:02}{segmenter.version:03}"
    return f"{action.NAME}:{segmenter.name}", int(flow + figures)


def feature_keys(segmenter: Segmenter | None) -> tuple[FeatureKey, ...]:
    """Return the keys of everything that `matchcut.pipeline.analysis.representing` computes."""
    if segmenter is None:
        return MOTION, APPEARANCE
    return MOTION, APPEARANCE, masks_key(segmenter), action_key(segmenter)
