"""Reads stills that the editor brings: upright, and no larger than requested."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader


def read_still(path: str, long_side: int) -> QImage:
    """Return a still, at most ``long_side`` pixels long; a null image if it can't be read."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > long_side:
        box = QSize(long_side, long_side)
        reader.setScaledSize(size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)
