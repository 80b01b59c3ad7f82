"""The state of an empty panel: one sentence, and one button if there is something to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app import theme
from app.qt.layouts import column

_PICTURE_PX = 72


class EmptyState(QWidget):
    """A centred sentence, with or without a button below and a picture above."""

    def __init__(self) -> None:
        super().__init__()
        centred = Qt.AlignmentFlag.AlignCenter
        self.words = theme.quiet(QLabel(wordWrap=True, alignment=centred))
        self.picture = QLabel(alignment=centred)
        self.picture.setVisible(False)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self._act: Callable[[], object] | None = None
        layout = column(None, self.picture, self.words, spacing=12, margins=(16, 8, 16, 8))
        layout.addWidget(self.button, alignment=centred)
        layout.addStretch()
        self.setLayout(layout)

    def say(self, words: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence and, if ``button`` has words, a button that calls ``act``."""
        self._act = act
        self.words.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def show_picture(self, picture: QPixmap | None) -> None:
        """Show a small picture of the sentence's subject above it, or none."""
        self.picture.setVisible(picture is not None)
        if picture is not None:
            height = theme.scaled(_PICTURE_PX)
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaledToHeight(height, smooth))

    def _press(self) -> None:
        if self._act is not None:
            self._act()
