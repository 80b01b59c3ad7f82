"""The state of an empty panel: one sentence, and a button or two if there is something to do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app import theme
from app.qt.layouts import column, row

_PICTURE_PX = 72

Act = Callable[[], object]


def _nothing() -> None:
    """Do nothing, as a button that is not shown."""


class EmptyState(QWidget):
    """A centred sentence, with or without buttons below and a picture above."""

    def __init__(self) -> None:
        super().__init__()
        centred = Qt.AlignmentFlag.AlignCenter
        self.words = theme.quiet(QLabel(wordWrap=True, alignment=centred))
        self.picture = QLabel(alignment=centred)
        self.picture.setVisible(False)
        self.button, self.other = QPushButton(), QPushButton()
        self._acts: dict[QPushButton, Act] = {}
        buttons = row(None, self.button, self.other, None, spacing=8)
        for each in (self.button, self.other):
            each.clicked.connect(partial(self._press, each))
        layout = column(None, self.picture, self.words, buttons, None, spacing=12)
        layout.setContentsMargins(16, 8, 16, 8)
        self.setLayout(layout)

    def say(
        self,
        words: str,
        button: str = "",
        act: Act = _nothing,
        *,
        other: tuple[str, Act] = ("", _nothing),
    ) -> None:
        """Show a sentence and, if ``button`` has words, a button that calls ``act``.

        other: the words of a second button, and what it calls.
        """
        self.words.setText(words)
        for each, (label, call) in ((self.button, (button, act)), (self.other, other)):
            self._acts[each] = call
            each.setText(label)
            each.setVisible(bool(label))

    def show_picture(self, picture: QPixmap | None) -> None:
        """Show a small picture of the sentence's subject above it, or none."""
        self.picture.setVisible(picture is not None)
        if picture is not None:
            height = theme.scaled(_PICTURE_PX)
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaledToHeight(height, smooth))

    def _press(self, button: QPushButton) -> None:
        self._acts[button]()
