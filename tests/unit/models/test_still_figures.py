import os
import subprocess
import sys

import numpy as np
import pytest

from matchcut.errors import ModelError
from models import still_figures
from models.still_figures import PLANES, SHA256, WEIGHTS, StillFigures
from models.weights import file_sha256


def planes(count=1, rows=96, columns=160):
    dice = np.random.default_rng(1)
    return dice.integers(0, 255, (count, PLANES, rows, columns)).astype(np.uint8)


@pytest.fixture(scope="module")
def network():
    return StillFigures()


def test_the_weights_that_come_with_the_product_are_those_of_the_card():
    assert file_sha256(WEIGHTS) == SHA256
    assert SHA256 in WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")
    assert WEIGHTS.stat().st_size < 2_100_000


@pytest.mark.parametrize("size", [(96, 160), (160, 112), (16, 160), (16, 16)])
def test_planes_of_any_size_get_a_belief_for_each_pixel(network, size):
    found = network.beliefs(planes(2, *size))
    assert found.shape == (2, *size)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()


def test_a_picture_gets_the_same_answer_in_any_company(network):
    many = planes(9)
    together, alone = network.beliefs(many), network.beliefs(many[8:])
    np.testing.assert_allclose(together[8:], alone, atol=1e-5)


@pytest.mark.parametrize("content", [None, b"other"])
def test_weights_that_are_missing_or_changed_are_not_loaded(tmp_path, content, monkeypatch):
    path = tmp_path / "still_figures.onnx"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(still_figures, "WEIGHTS", path)
    with pytest.raises(ModelError, match="missing or changed"):
        StillFigures().beliefs(planes())


def test_nothing_is_reported_and_no_identity_is_kept(tmp_path):
    code = (
        "import numpy\n"
        "from models.still_figures import PLANES, StillFigures\n"
        "StillFigures().beliefs(numpy.zeros((1, PLANES, 16, 16), numpy.uint8))\n"
    )
    told = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    at_home = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(tmp_path))
    subprocess.run([sys.executable, "-c", code], check=True, env=told | at_home)
    # Where the runtime reports its use, it keeps there who it is and what is still to be sent.
    assert not list(tmp_path.iterdir())
