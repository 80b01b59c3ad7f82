"""What stands where nothing is yet: one sentence, and one button where there is something to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme

_PICTURE_PX = 72


class EmptyState(QWidget):
    """A sentence in the middle, with or without a button below it and a picture above."""

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setProperty("quiet", True)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setVisible(False)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self._act: Callable[[], object] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addStretch()
        layout.addWidget(self.picture)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()

    def say(self, words: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence, and where it has words a button, which does ``act``."""
        self._act = act
        self.words.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def show_picture(self, picture: QPixmap | None) -> None:
        """Show what the sentence is about above it, small, or nothing."""
        self.picture.setVisible(picture is not None)
        if picture is not None:
            height = theme.scaled(_PICTURE_PX)
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaledToHeight(height, smooth))

    def _press(self) -> None:
        if self._act is not None:
            self._act()
