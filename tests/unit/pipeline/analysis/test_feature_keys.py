"""Keys of features: those under which the caches of earlier versions hold theirs."""

import pytest

from matchcut.pipeline.analysis.feature_keys import action_key, masks_key
from matchcut.representations import action, masks, motion
from matchcut.representations.foreground.segmenter import ForegroundSegmenter


def test_the_version_of_a_feature_has_the_digits_of_all_that_it_follows_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, version in ((action, 1), (motion, 8), (masks, 5)):
        monkeypatch.setattr(module, "VERSION", version)
    monkeypatch.setattr(ForegroundSegmenter, "version", 12)
    segmenter = ForegroundSegmenter()
    assert masks_key(segmenter) == ("masks:foreground", 5_012)
    assert action_key(segmenter) == ("action:foreground", 10_805_012)
