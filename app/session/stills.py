"""Stills that the editor brings: read off the window's thread, upright, no larger than asked."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.qt.threads import tell


def read_still(path: str, long_side: int) -> QImage:
    """Return a still, at most ``long_side`` pixels long; a null image where it can't be read."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > long_side:
        box = QSize(long_side, long_side)
        reader.setScaledSize(size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)


class StillReader(QObject):
    """Reads one still after another, each on a thread of its own."""

    read = Signal(str, QImage)  # path, picture

    def want(self, path: str, long_side: int) -> None:
        """Begin to read; `read` follows, on the thread that made the reader."""
        # A daemon: it only reads, so that nothing is lost when it ends with the window.
        threading.Thread(
            target=self._work, args=(path, long_side), name=f"still {Path(path).name}", daemon=True
        ).start()

    def _work(self, path: str, long_side: int) -> None:
        tell(self, self._take, path, read_still(path, long_side))

    def _take(self, path: str, image: QImage) -> None:
        self.read.emit(path, image)
