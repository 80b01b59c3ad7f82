"""Find figures with a small network that learnt from the footage itself, without labels."""

from matchcut.representations.adapted.segmenter import (
    NETWORK_PREFIX,
    AdaptedSegmenter,
    adapted_segmenter,
)

__all__ = ["NETWORK_PREFIX", "AdaptedSegmenter", "adapted_segmenter"]
