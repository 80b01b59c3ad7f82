"""Figures by a small network that learnt from the footage itself, without a label."""

from matchcut.representations.adapted.segmenter import AdaptedSegmenter, adapted_segmenter

__all__ = ["AdaptedSegmenter", "adapted_segmenter"]
