"""The network: pictures in, masks of the same size out, nothing fetched and nothing sent."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from drawn_weights import make_weights

from matchcut.errors import ModelError
from models.yolo import YoloNetwork


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("weights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOLO_OFFLINE", "true")
        patch.setenv("YOLO_CONFIG_DIR", str(folder))
        yield make_weights(folder / "chance.pt", "yolo11n-seg.yaml")


@pytest.fixture
def pictures() -> list[np.ndarray]:
    noise = np.random.default_rng(0).integers(0, 256, (5, 90, 160, 3), np.uint8)
    return list(noise)


def test_every_picture_gets_masks_of_its_own_size(weights, pictures):
    found = YoloNetwork(weights, long_side=160).instances(pictures)
    assert len(found) == 5
    for each in found:
        count = len(each.labels)
        assert count > 0
        assert each.masks.shape == (count, 90, 160)
        assert each.masks.dtype == np.bool_
        assert each.confidences.shape == (count,)
        assert each.confidences.dtype == np.float32
        assert (np.diff(each.confidences) <= 0).all()
        assert ((each.confidences >= 0.25) & (each.confidences <= 1)).all()


def test_a_picture_gets_the_same_masks_alone_and_among_others(weights, pictures):
    network = YoloNetwork(weights, long_side=160)
    together = network.instances(pictures)
    alone = network.instances(pictures[3:4])[0]
    assert alone.labels == together[3].labels
    np.testing.assert_array_equal(alone.masks, together[3].masks)
    np.testing.assert_array_equal(alone.confidences, together[3].confidences)


def test_where_nothing_is_sure_enough_the_answer_is_empty(weights, pictures, monkeypatch):
    monkeypatch.setattr("models.yolo._MIN_CONFIDENCE", 0.9999)
    found = YoloNetwork(weights, long_side=160).instances(pictures)
    assert [each.masks.shape for each in found] == [(0, 90, 160)] * 5
    assert [len(each.confidences) for each in found] == [0] * 5


def test_no_pictures_need_no_weights(tmp_path):
    assert YoloNetwork(tmp_path / "none.pt").instances([]) == []


def test_missing_weights_are_not_looked_for_elsewhere(pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="There are no weights at"):
        YoloNetwork(Path("yolo11n-seg.pt")).instances(pictures)
    assert not (tmp_path / "yolo11n-seg.pt").exists()


@pytest.mark.parametrize("suffix", [".onnx", ".pt"])
def test_a_file_that_is_no_network_is_told(pictures, tmp_path, suffix):
    path = tmp_path / f"noise{suffix}"
    path.write_bytes(b"noise" * 100)
    with pytest.raises(ModelError, match=rf"noise\{suffix} can't be used as a network"):
        YoloNetwork(path).instances(pictures)


def test_what_keeps_a_file_from_being_used_is_logged(pictures, tmp_path, caplog):
    path = tmp_path / "noise.onnx"
    path.write_bytes(b"noise" * 100)
    with caplog.at_level("INFO"), pytest.raises(ModelError):
        YoloNetwork(path).instances(pictures)
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.parametrize("module", ["onnxruntime", "ultralytics.models"])
def test_a_package_that_is_missing_is_not_blamed_on_the_weights(
    pictures, tmp_path, monkeypatch, module
):
    path = tmp_path / "fine.onnx"
    path.write_bytes(b"as if it were fine")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelError, match=rf"can't be loaded: .*{module}.* install matchcut again"):
        YoloNetwork(path).instances(pictures)


def test_weights_that_can_not_be_read_are_told_with_the_reason(weights, pictures, monkeypatch):
    def predict(*_):
        raise PermissionError(13, "Permission denied", "chance.pt")

    monkeypatch.setattr(YoloNetwork, "_predict", predict)
    with pytest.raises(ModelError, match=r"chance\.pt can't be loaded: .*Permission denied"):
        YoloNetwork(weights).instances(pictures)


def test_too_little_memory_is_not_blamed_on_the_weights(weights, pictures, monkeypatch):
    def predict(*_):
        raise MemoryError

    monkeypatch.setattr(YoloNetwork, "_predict", predict)
    with pytest.raises(ModelError, match=r"too little memory to load chance\.pt"):
        YoloNetwork(weights).instances(pictures)


def test_a_network_without_masks_is_told(weights, pictures):
    path = make_weights(weights.with_name("boxes.pt"), "yolo11n.yaml")
    with pytest.raises(ModelError, match=r"boxes\.pt finds no masks"):
        YoloNetwork(path).instances(pictures)


def test_torchvision_is_never_imported(weights, pictures, monkeypatch):
    class Broken:
        """Fails to import torchvision, as happens beside a torch built for the processor."""

        def find_spec(self, name, path, target=None):
            if name.partition(".")[0] == "torchvision":
                raise ImportError(name)

    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert len(YoloNetwork(weights, long_side=64).instances(pictures)) == 5


def test_processor_threads_are_as_many_as_before(weights, pictures):
    import torch

    for threads in (2, 1):
        torch.set_num_threads(threads)
        YoloNetwork(weights, long_side=64).instances(pictures[:1])
        assert torch.get_num_threads() == threads


def test_torch_waits_until_it_is_needed(weights):
    code = (
        "import sys, pathlib\n"
        "import matchcut.representations.segmenters, models.weights\n"
        "from models.yolo import YoloNetwork\n"
        f"YoloNetwork(pathlib.Path({str(weights)!r}))\n"
        "print(sorted({'torch', 'ultralytics', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_nothing_is_sent_printed_or_written_beside(weights, tmp_path):
    code = (
        "import pathlib, socket, sys, numpy\n"
        # Not installed: only those who follow figures from frame to frame need it.
        "sys.modules['lap'] = None\n"
        "def refuse(*args): print('the network was used')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from models.yolo import YoloNetwork\n"
        f"network = YoloNetwork(pathlib.Path({str(weights)!r}), long_side=64)\n"
        "network.instances([numpy.zeros((36, 64, 3), numpy.uint8)])\n"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YOLO_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=clean | {"MATCHCUT_MODELS": str(tmp_path / "models")},
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["models"]
