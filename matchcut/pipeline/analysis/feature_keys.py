"""By what the features of a shot lie in the feature store."""

from matchcut import dedup
from matchcut.representations import action, masks, motion
from matchcut.representations.segmenter import Segmenter

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
    """Return the keys of all that `matchcut.pipeline.analysis.representing` computes."""
    if segmenter is None:
        return MOTION, APPEARANCE
    return MOTION, APPEARANCE, masks_key(segmenter), action_key(segmenter)
