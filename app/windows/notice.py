"""A calm line under the menus: what happened, and what to try."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from app import theme
from app.panels.elided import Elided

_SPACE = 12


class _Words(QWidget):
    """What happened, and what to try beside it, or below where one line has no room for both."""

    def __init__(self) -> None:
        super().__init__()
        self.happened, self.remedy = Elided(), Elided()
        self.remedy.setStyleSheet(f"color: {theme.SECONDARY}")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.happened)
        self._layout.addWidget(self.remedy, 1)

    def say(self, happened: str, remedy: str) -> None:
        """Show other words."""
        self.happened.setText(happened)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use one line or two."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = self.happened.sizeHint().width() + _SPACE + self.remedy.sizeHint().width()
        fits = beside <= self.width()
        way = QBoxLayout.Direction
        self._layout.setDirection(way.LeftToRight if fits else way.TopToBottom)
        self._layout.setSpacing(_SPACE if fits else 0)


class Notice(QWidget):
    """One sentence of what happened and one of what to try, until it is dismissed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"Notice {{ background: {theme.RAISED}; }}")
        self._words = _Words()
        self.happened, self.remedy = self._words.happened, self._words.remedy
        self.action = QPushButton()
        self._act: Callable[[], None] | None = None
        self.action.clicked.connect(self._take)
        dismiss = QToolButton()
        dismiss.setText("\N{MULTIPLICATION SIGN}")
        dismiss.setProperty("flat", True)
        dismiss.setToolTip(self.tr("Dismiss (Esc)"))
        dismiss.setAccessibleName(self.tr("Dismiss"))
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(_SPACE)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.action)
        layout.addWidget(dismiss)
        self.hide()

    def tell(
        self,
        happened: str,
        remedy: str = "",
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence; ``action`` names a button that does ``act``."""
        self._words.say(happened, remedy)
        self.action.setText(action)
        self.action.setVisible(act is not None)
        self._act = act
        self.show()

    def take_back(self, happened: str) -> None:
        """Hide what is true no more, unless something else is told by now."""
        if self.happened.text() == happened:
            self.hide()

    def _take(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
