"""Find figures without a download: what moves against the camera, else what stands out."""

from matchcut.representations.foreground.segmenter import ForegroundSegmenter

__all__ = ["ForegroundSegmenter"]
