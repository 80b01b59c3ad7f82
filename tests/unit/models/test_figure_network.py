import io
import zipfile

import numpy as np
import pytest
import torch

from matchcut.errors import ModelError
from models.figure_layers import FigureLayers
from models.figure_network import (
    COLUMNS,
    MAX_TARGET,
    OUTSIDE,
    PLANES,
    ROWS,
    FigureNetwork,
    FigureTraining,
    read_parameters,
    write_parameters,
)


def examples(count=16, seed=0):
    """Bright boxes on dark noise, which nothing but their colour tells from it."""
    dice = np.random.default_rng(seed)
    planes = np.zeros((count, PLANES, ROWS, COLUMNS), np.uint8)
    planes[:, :3] = dice.integers(20, 60, (count, 3, ROWS, COLUMNS))
    targets = np.zeros((count, ROWS, COLUMNS), np.uint8)
    for plane, target, x, y in zip(
        planes, targets, dice.integers(0, 110, count), dice.integers(0, 50, count), strict=True
    ):
        plane[:3, y : y + 40, x : x + 50] += 180
        target[y : y + 40, x : x + 50] = MAX_TARGET
    targets[:, -6:] = OUTSIDE
    return planes, targets


@pytest.fixture(scope="module")
def learnt():
    training = FigureTraining(*examples(), steps=24)
    for _ in range(24):
        training.step()
    return training.parameters()


def told_apart(parameters):
    """Return by how much more figures are believed than what surrounds them, in new examples."""
    planes, targets = examples(4, seed=1)
    found = FigureNetwork(parameters).beliefs(planes)
    assert found.shape == targets.shape
    assert found.dtype == np.float32
    return found[targets == MAX_TARGET].mean() - found[targets == 0].mean()


def test_of_no_planes_there_are_no_beliefs(learnt):
    none = np.zeros((0, PLANES, ROWS, COLUMNS), np.uint8)
    assert FigureNetwork(learnt).beliefs(none).shape == (0, ROWS, COLUMNS)


def test_it_learns_what_it_is_shown(learnt):
    assert told_apart(learnt) > 0.3


def test_a_picture_and_its_mirror_image_get_mirrored_answers(learnt):
    network = FigureNetwork(learnt)
    planes, _ = examples(1, seed=2)
    answer = network.beliefs(planes)
    mirrored = network.beliefs(np.ascontiguousarray(planes[..., ::-1]))
    np.testing.assert_allclose(mirrored, answer[..., ::-1], atol=1e-4)


def after_two_steps(start=None):
    training = FigureTraining(*examples(8), steps=10, start=start)
    training.step()
    training.step()
    return training.parameters()


@pytest.fixture(scope="module")
def after_two_steps_without():
    """Without a GPU."""
    return after_two_steps()


@pytest.fixture
def gpu(monkeypatch):
    """A device that torch refuses to mix with the processor; it computes shapes, but no numbers."""
    device = torch.device("meta")
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda **_: device)
    return device


def test_a_step_stays_on_the_gpu(gpu):
    training = FigureTraining(*examples(8), steps=10)
    training.step()
    with pytest.raises(NotImplementedError, match="no data"):
        training.parameters()  # they are on the device without numbers


def test_a_gpu_without_room_is_left_alone(after_two_steps_without, gpu, monkeypatch):
    forward = FigureLayers.forward

    def without_room(layers, planes):
        if planes.device == gpu:
            raise torch.OutOfMemoryError("out of memory")
        return forward(layers, planes)

    monkeypatch.setattr(FigureLayers, "forward", without_room)
    found = after_two_steps()
    for name, expected in after_two_steps_without.items():
        np.testing.assert_array_equal(found[name], expected)


def test_the_same_examples_give_the_same_network():
    first, again = after_two_steps(), after_two_steps()
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])


def test_a_network_goes_on_from_what_it_learnt_before(learnt):
    assert told_apart(after_two_steps(start=learnt)) > 0.3
    assert told_apart(after_two_steps()) < 0.1


def test_it_has_fewer_parameters_than_two_million(learnt):
    assert sum(array.size for array in learnt.values()) < 2_000_000


def test_what_is_written_is_read_again_and_named_by_its_content(learnt, tmp_path):
    path = tmp_path / "figures.npz"
    write_parameters(path, learnt)
    parameters, digest = read_parameters(path)
    assert parameters.keys() == learnt.keys()
    for name, array in learnt.items():
        np.testing.assert_array_equal(parameters[name], array)
    assert len(bytes.fromhex(digest)) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["figures.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no more", b"import os"])
def test_what_is_no_network_is_told(tmp_path, content):
    path = tmp_path / "figures.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"can't be read.*matchcut adapt"):
        read_parameters(path)


@pytest.mark.parametrize("packed", [8, 99])
def test_a_damaged_network_that_seems_packed_in_another_way_is_told(tmp_path, packed):
    path = tmp_path / "figures.npz"
    np.savez(path, weights=np.ones(100))
    content = path.read_bytes()
    directory = content.index(b"PK\x01\x02")
    content = bytearray(content)
    content[8] = content[directory + 10] = packed
    path.write_bytes(content)
    with pytest.raises(ModelError, match="can't be read"):
        read_parameters(path)


def test_one_array_in_place_of_a_network_is_told(tmp_path):
    path = tmp_path / "figures.npz"
    with path.open("wb") as file:
        np.save(file, np.ones(3))
    with pytest.raises(ModelError, match="can't be read"):
        read_parameters(path)


def test_an_array_whose_header_is_no_python_is_told(tmp_path):
    array = io.BytesIO()
    np.save(array, np.ones(3))
    path = tmp_path / "figures.npz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("weights.npy", array.getvalue().replace(b"(3,)", b"(3(("))
    with pytest.raises(ModelError, match="can't be read"):
        read_parameters(path)


def test_objects_that_could_hold_code_are_refused(tmp_path):
    path = tmp_path / "figures.npz"
    np.savez(path, weights=np.array([{"any": "object"}], object))
    with pytest.raises(ModelError, match="can't be read"):
        read_parameters(path)


def test_a_network_of_another_shape_is_told(learnt):
    parameters = dict(learnt)
    parameters["out.bias"] = np.zeros(9, np.float32)
    with pytest.raises(ModelError, match="another version of matchcut"):
        FigureNetwork(parameters).beliefs(examples(1)[0])


@pytest.mark.parametrize("other", [{"a": np.zeros(3)}, {"out.bias": np.zeros(9, np.float32)}])
def test_a_file_of_a_network_of_another_shape_is_told_before_it_is_built(learnt, tmp_path, other):
    path = tmp_path / "figures.npz"
    write_parameters(path, {**learnt, **other})
    with pytest.raises(ModelError, match="another version of matchcut"):
        read_parameters(path)
