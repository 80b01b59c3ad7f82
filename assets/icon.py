"""Draws assets/matchcut.png, the icon of the desktop entry.

Usage: python assets/icon.py
"""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from app.theme import paint_app_icon

SIDE = 512


def main() -> None:
    """Draw the icon beside this file."""
    application = QGuiApplication([])
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_app_icon(painter, SIDE)
    painter.end()
    image.save(str(Path(__file__).with_name("matchcut.png")))
    application.quit()


if __name__ == "__main__":
    main()
