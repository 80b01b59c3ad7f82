"""The page shown while there is no film yet: a frame to drop films into."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from app import theme
from app.qt.buttons import button
from app.qt.layouts import column, row

_CENTRED = Qt.AlignmentFlag.AlignCenter


class DropPage(QWidget):
    """Asks for films; other buttons go beside the one for films, everything else below."""

    films_wanted = Signal()

    def __init__(self, said: str) -> None:
        """said: a sentence or two on what will be done with the films."""
        super().__init__()
        heading = QLabel(self.tr("Drop films or a folder here"), alignment=_CENTRED)
        heading.setProperty("heading", True)
        words = theme.quiet(QLabel(said, alignment=_CENTRED))
        tip = self.tr("Choose films (Ctrl+I)")
        self.films = button(self.tr("Choose films…"), tip, self.films_wanted)
        self.buttons, self.below = row(self.films, spacing=8), column(spacing=16)
        buttons = row(None, self.buttons, None)
        parts = (None, 3), heading, 8, words, 24, buttons, 16, self.below, (None, 4)
        self.setLayout(column(*parts, margins=(9, 9, 9, 9)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame."""
        painter = QPainter(self)
        pen = QPen(QColor(theme.HAIRLINE))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(24, 24, -25, -25))
