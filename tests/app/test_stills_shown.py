"""Stills as the window shows them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageWriter

from app.session.stills import read_still
from matchcut.pipeline.search import still


@pytest.mark.parametrize("turn", QImageIOHandler.Transformation)
def test_a_still_of_a_camera_is_shown_as_upright_as_it_is_matched(tmp_path, turn):
    path, picture = tmp_path / "still.jpg", QImage(160, 90, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    for x, y in np.ndindex(40, 20):
        picture.setPixelColor(x, y, QColor("red"))
    writer = QImageWriter(str(path))
    writer.setTransformation(turn)
    assert writer.write(picture)
    image = read_still(str(path), 320)
    shown = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    assert (image.height() > image.width()) == bool(turn.value & 4)
    np.testing.assert_allclose(shown[..., :3], still.read_still(path), atol=16)
