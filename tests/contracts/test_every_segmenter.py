"""What every segmenter of the table keeps to."""

import numpy as np
import pytest
from drawn_weights import make_figure_network, make_weights

from matchcut.representations import segmenters
from matchcut.representations.samples import ShotSamples
from matchcut.representations.segmenters import SEGMENTERS
from matchcut.representations.yolo import YoloSegmenter
from matchcut.timing import FrameRange


@pytest.fixture(scope="module", params=sorted(SEGMENTERS))
def segmenter(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHCUT_MODELS", str(folder))
        patch.setenv("YOLO_OFFLINE", "true")
        patch.setenv("YOLO_CONFIG_DIR", str(folder))
        if request.param == "yolo":
            weights = make_weights(folder / "chance.pt", "yolo11n-seg.yaml")
            patch.setattr(segmenters, "on_disk", lambda card: weights)
            patch.setattr(YoloSegmenter, "long_side", 64)  # 640 takes 100 times as long
        learnt = make_figure_network(folder / "figures.npz") if request.param == "adapted" else None
        made = SEGMENTERS[request.param](learnt)
        assert made.name.startswith(request.param)
        yield made


def shot(count: int, *, size: tuple[int, int] = (96, 54), flat: bool = False) -> ShotSamples:
    """A disc that crosses a still, textured room; the lower edge has a caption burnt in."""
    width, height = size
    dice = np.random.default_rng(1)
    room = dice.integers(60, 120, (height, width, 3)).astype(np.uint8)
    across, down = np.meshgrid(np.arange(width), np.arange(height))

    def picture(step: float) -> np.ndarray:
        drawn = room.copy()
        disc = (across - width * (0.3 + 0.04 * step)) ** 2 + (down - height / 2) ** 2
        drawn[disc < (height / 5) ** 2] = (40, 220, 250)
        return np.full_like(room, 16) if flat else drawn

    steps = range(count)
    overlay = np.zeros((height, width), bool)
    overlay[-6:] = True
    return ShotSamples(
        frames=FrameRange(100, 100 + 10 * count),
        indices=np.array([105 + 10 * step for step in steps]),
        pictures=np.stack([picture(step) for step in steps]),
        before=np.stack([picture(step - 0.4)[..., 1] for step in steps]),
        after=np.stack([picture(step + 0.4)[..., 1] for step in steps]),
        overlay=overlay,
        camera=np.zeros((10 * count, 4), np.float32),
        subject=np.zeros((10 * count, 4, 8, 2), np.float16),
    )


@pytest.mark.parametrize(
    "samples",
    [shot(5), shot(1), shot(2, flat=True), shot(2, size=(54, 96)), shot(1, size=(131, 37))],
    ids=["moving", "one sample", "flat", "upright", "odd size"],
)
def test_masks_fit_their_pictures(segmenter, samples):
    found = segmenter.segment(samples)
    assert len(found) == len(samples.indices)
    for each in found:
        count = len(each.labels)
        assert each.masks.shape == (count, *samples.overlay.shape)
        assert each.masks.dtype == np.bool_
        assert each.trust.shape == (count,)
        assert each.trust.dtype == np.float32
        assert ((each.trust >= 0) & (each.trust <= 1)).all()
        assert each.masks.any(axis=(1, 2)).all(), "an empty mask is no instance"
        assert not (each.masks & samples.overlay).any(), "what is burnt in is no figure"


def test_something_is_found_in_a_picture_with_a_figure(segmenter):
    assert any(len(each.labels) for each in segmenter.segment(shot(5)))


def test_the_same_shot_gets_the_same_masks(segmenter):
    samples = shot(3)
    first = segmenter.segment(samples)
    segmenter.segment(shot(2, size=(64, 64)))
    for one, other in zip(first, segmenter.segment(samples), strict=True):
        np.testing.assert_array_equal(one.masks, other.masks)
        np.testing.assert_array_equal(one.trust, other.trust)
        assert one.labels == other.labels


def test_the_shot_is_left_as_it_was(segmenter):
    samples, untouched = shot(2), shot(2)
    segmenter.segment(samples)
    for name in ("pictures", "before", "after", "overlay"):
        np.testing.assert_array_equal(getattr(samples, name), getattr(untouched, name))


def test_a_segmenter_says_what_its_masks_are_stored_under(segmenter):
    assert isinstance(segmenter.version, int)
    assert segmenter.long_side % 32 == 0
