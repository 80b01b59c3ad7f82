"""What fills the window where there is no film yet: the frame that films are dropped into."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme


class DropPage(QWidget):
    """Asks for films; other buttons stand beside that for them, everything else below."""

    films_wanted = Signal()

    def __init__(self, said: str) -> None:
        """said: a sentence or two on what will be done with the films."""
        super().__init__()
        heading, words = QLabel(self.tr("Drop films or a folder here")), QLabel(said)
        heading.setProperty("heading", True)
        words.setProperty("quiet", True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.films = QPushButton(self.tr("Choose films…"))
        self.films.setToolTip(self.tr("Choose films (Ctrl+I)"))
        self.films.clicked.connect(self.films_wanted)
        self.buttons, self.below = QHBoxLayout(), QVBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self.films)
        self.below.setSpacing(16)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(self.buttons)
        row.addStretch()
        centred = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.addStretch(3)
        layout.addWidget(heading, alignment=centred)
        layout.addSpacing(8)
        layout.addWidget(words, alignment=centred)
        layout.addSpacing(24)
        layout.addLayout(row)
        layout.addSpacing(16)
        layout.addLayout(self.below)
        layout.addStretch(4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame."""
        painter = QPainter(self)
        pen = QPen(QColor(theme.HAIRLINE))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(24, 24, -25, -25))
