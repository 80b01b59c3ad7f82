"""A still as a question: what is looked for is what is seen of it."""

import cv2
import numpy as np
import pytest

from matchcut.pipeline.search.still import read_still, still_masks
from matchcut.representations.foreground.segmenter import ForegroundSegmenter


class Recorder(ForegroundSegmenter):
    """Keeps the picture that it is given, in its own size."""

    long_side = 320

    def segment(self, samples):
        self.picture = samples.pictures[0]
        return super().segment(samples)


def seen(path):
    recorder = Recorder()
    still_masks(read_still(path), recorder)
    return recorder.picture


def drawn(depth):
    """A hidden disc on the left, under full transparency, and a visible one on the right."""
    picture = np.zeros((180, 320, 4), np.uint8)
    cv2.circle(picture, (80, 90), 40, (20, 240, 90, 0), -1)
    cv2.circle(picture, (240, 90), 40, (60, 30, 220, 255), -1)
    return picture if depth == 8 else picture.astype(np.uint16) * 257


@pytest.mark.parametrize("depth", [8, 16])
def test_colours_under_what_is_transparent_are_not_seen(tmp_path, depth):
    path = tmp_path / "cut out.png"
    cv2.imwrite(str(path), drawn(depth))
    picture = seen(path)
    assert np.all(picture[:, :160] == 128)
    assert picture[90, 240].tolist() == [60, 30, 220]


def test_what_is_half_transparent_is_half_seen(tmp_path):
    path = tmp_path / "veil.png"
    cv2.imwrite(str(path), np.full((90, 160, 4), (228, 28, 128, 128), np.uint8))
    np.testing.assert_allclose(seen(path)[45, 80], (178, 78, 128), atol=1)


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_still_without_transparency_is_seen_as_it_is(tmp_path, suffix):
    path = tmp_path / f"still.{suffix}"
    cv2.imwrite(str(path), drawn(8)[..., :3])
    np.testing.assert_array_equal(seen(path), cv2.imread(str(path)))


def test_bars_of_a_still_are_no_edge_of_what_is_seen(tmp_path):
    path = tmp_path / "barred.png"
    soft = np.random.default_rng(0).integers(60, 250, (4, 7, 3)).astype(np.uint8)
    cv2.imwrite(
        str(path),
        cv2.copyMakeBorder(cv2.resize(soft, (320, 140)), 20, 20, 0, 0, cv2.BORDER_CONSTANT),
    )
    picture = seen(path)
    assert picture[:18].min() > 40
    assert picture[162:].min() > 40
