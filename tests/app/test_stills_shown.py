"""Stills as the window shows them."""

import numpy as np
import pytest
from drawn_stills import cornered, lying

from app.session.stills import read_still
from matchcut.pipeline.search.still import upright


@pytest.mark.parametrize("way", range(1, 9))
def test_a_still_is_shown_as_upright_as_it_is_matched(tmp_path, way):
    path, picture = tmp_path / "cut out.png", cornered(90, 160)
    path.write_bytes(lying(picture, way))
    image = read_still(str(path), 320)
    shown = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    np.testing.assert_array_equal(shown[..., :3], upright(picture, way)[..., :3])
