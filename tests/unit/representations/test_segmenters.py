"""Which segmenter is chosen, and what the trained one makes of a shot."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_weights import make_figure_network

from matchcut.errors import ModelError
from matchcut.representations import segmenters, yolo
from matchcut.representations.adapted.segmenter import AdaptedSegmenter
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.samples import ShotSamples
from matchcut.representations.segmenters import choose_segmenter
from matchcut.representations.yolo import YoloSegmenter
from matchcut.timing import FrameRange
from models.figure_network import read_parameters, write_parameters
from models.yolo import Instances


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path))
    return tmp_path


@pytest.fixture
def samples() -> ShotSamples:
    """Two sample frames of a shot, with a logo burnt into the upper left corner."""
    overlay = np.zeros((6, 8), bool)
    overlay[:2, :3] = True
    grey = np.zeros((2, 6, 8), np.uint8)
    return ShotSamples(
        frames=FrameRange(10, 20),
        indices=np.array([12, 17]),
        pictures=np.zeros((2, 6, 8, 3), np.uint8),
        before=grey,
        after=grey,
        overlay=overlay,
        camera=np.zeros((10, 4), np.float32),
        subject=np.zeros((10, 4, 8, 2), np.float16),
    )


def test_auto_is_foreground_while_no_weights_are_on_disk():
    chosen = choose_segmenter("auto")
    assert isinstance(chosen, ForegroundSegmenter)
    assert chosen.name == "foreground"


def test_auto_is_yolo_once_verified_weights_are_on_disk(monkeypatch, models_folder):
    monkeypatch.setattr(segmenters, "on_disk", lambda card: models_folder / card.file)
    chosen = choose_segmenter("auto")
    assert isinstance(chosen, YoloSegmenter)
    assert chosen.name == "yolo"


def test_weights_that_are_not_here_are_named_with_how_to_get_them():
    with pytest.raises(
        ModelError, match=r"which is not here.*matchcut models get yolo11n-seg \(6 MB"
    ):
        choose_segmenter("yolo")


def test_weights_that_are_not_what_the_card_says_do_not_count_and_are_told(models_folder):
    (models_folder / "yolo11n-seg.pt").write_bytes(b"import os")
    told: list[ModelError] = []
    assert choose_segmenter("auto", passed_over=told.append).name == "foreground"
    damaged = r"which is damaged or another file.*again.*matchcut models get yolo11n-seg \(6 MB"
    assert re.search(damaged, str(told[0]))
    with pytest.raises(ModelError, match=damaged):
        choose_segmenter("yolo")


def test_weights_from_outside_give_a_segmenter_of_another_name(models_folder):
    path = models_folder / "mine.onnx"
    names = set()
    for content in (b"one", b"two"):
        path.write_bytes(content)
        names.add(choose_segmenter("auto", weights=path).name)
    assert len(names) == 2
    assert all(name.startswith("yolo-") for name in names)


def test_unsafe_weights_are_refused_before_anything_is_analysed(models_folder):
    path = models_folder / "mine.pt"
    path.write_bytes(b"import os")
    with pytest.raises(ModelError, match="not known to be safe"):
        choose_segmenter("yolo", weights=path)


def test_foreground_takes_no_weights(models_folder):
    with pytest.raises(ModelError, match="takes no weights"):
        choose_segmenter("foreground", weights=models_folder / "mine.onnx")


def test_an_unknown_segmenter_is_told_with_those_there_are():
    with pytest.raises(ModelError, match=r"named magic.*auto, yolo, foreground, adapted"):
        choose_segmenter("magic")


def test_auto_is_what_the_project_learnt_and_goes_by_what_it_learnt(tmp_path):
    learnt = make_figure_network(tmp_path / "figures.npz")
    first = choose_segmenter("auto", learnt=learnt)
    assert isinstance(first, AdaptedSegmenter)
    assert first.name == choose_segmenter("adapted", learnt=learnt).name
    assert re.fullmatch("adapted-[0-9a-f]{8}", first.name)
    parameters, _ = read_parameters(learnt)
    parameters["out.bias"] += 1
    write_parameters(learnt, parameters)
    assert choose_segmenter("auto", learnt=learnt).name != first.name
    assert choose_segmenter("foreground", learnt=learnt).name == "foreground"


def test_adapted_without_a_network_says_how_to_get_one():
    with pytest.raises(ModelError, match="matchcut adapt -p PROJECT does it"):
        choose_segmenter("adapted")


def answer(monkeypatch: pytest.MonkeyPatch, found: list[Instances]) -> None:
    """Let the network of the yolo segmenter find these instances."""

    class Network:
        def __init__(self, weights, *, long_side):
            pass

        def instances(self, pictures):
            assert len(pictures) == len(found)
            return found

    monkeypatch.setattr(yolo, "YoloNetwork", Network)


def test_masks_leave_out_what_is_burnt_in_and_those_that_are_nothing_else(monkeypatch, samples):
    masks = np.zeros((3, 6, 8), bool)
    masks[0, 3:, 3:] = True
    masks[1, :2, :2] = True  # the logo alone
    masks[2, :3, :] = True

    sure = np.array([0.9, 0.8, 0.4], np.float32)
    nothing = Instances(np.zeros((0, 6, 8), bool), (), np.zeros(0, np.float32))
    found = [Instances(masks, ("dog", "tv", "person"), sure), nothing]
    answer(monkeypatch, found)
    first, second = YoloSegmenter(Path("any.pt")).segment(samples)
    assert first.labels == ("dog", "person")
    assert first.trust.shape == (2,)
    np.testing.assert_array_equal(first.masks[0], masks[0])
    assert not (first.masks & samples.overlay).any()
    assert first.masks[1].sum() == 3 * 8 - 2 * 3
    assert second.masks.shape == (0, 6, 8)
    assert second.labels == ()


def test_a_mask_is_trusted_as_the_network_is_sure_and_as_its_border_is_one_in_the_picture(
    monkeypatch, samples
):
    picture = np.full((104, 104, 3), 60, np.uint8)
    figure = np.zeros((104, 104), bool)
    figure[24:72, 32:80] = True
    picture[figure] = (30, 200, 240)
    # Superpixels are 4 pixels wide here: stripes of 2 keep to no border there is.
    stripes = np.zeros_like(figure)
    stripes[24:72, 32:80:4] = stripes[24:72, 33:80:4] = True
    masks = np.stack([figure, figure, stripes, np.ones_like(figure)])
    sure = np.array([0.9, 0.5, 0.9, 0.9], np.float32)
    answer(monkeypatch, [Instances(masks, ("",) * 4, sure)])
    shot = replace(
        samples, pictures=picture[None], indices=samples.indices[:1], overlay=~np.ones_like(figure)
    )
    (found,) = YoloSegmenter(Path("any.pt")).segment(shot)
    assert found.trust.dtype == np.float32
    np.testing.assert_allclose(found.trust[:2], [0.9, 0.5], rtol=0.05)
    assert found.trust[2] < 0.8 * 0.9
    assert found.trust[3] == 0, "what fills the picture is no figure in it"
