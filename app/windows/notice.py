"""A line over the top of the picture: what happened, and what to try."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app import theme
from app.panels.elided import Elided
from app.qt.buttons import CROSS, button, flat_button
from app.qt.layouts import row

_SPACE = 12
_PASSES_MS = 8000
_MOVING = (
    QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.ZOrderChange,
)  # fmt: skip


class _Words(QWidget):
    """What happened, and what to try next to it, or below if both don't fit in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.happened, self.remedy = Elided(), Elided()
        self.remedy.setStyleSheet(f"color: {theme.SECONDARY}")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.happened)
        self._layout.addWidget(self.remedy, 1)

    def say(self, happened: str, remedy: str) -> None:
        """Show a message."""
        self.happened.setText(happened)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self._fit()

    def least_width(self) -> int:
        """Return the width in which both can be read in full, one above the other."""
        return max(self.happened.sizeHint().width(), self.remedy.sizeHint().width())

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
    """One sentence of what happened and one of what to try, until it is dismissed or passes.

    It covers the top of the picture, right under the menus, so nothing moves. The panels at the
    sides stay visible: the right ones entirely, the left ones as far as the text leaves room.
    """

    def __init__(self, window: QWidget, above: QWidget, room: QWidget) -> None:
        """above, room: the widget that it is right under, and the one that it covers."""
        super().__init__(window)
        self._above, self._room = above, room
        for each in (window, above, room):
            each.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"Notice {{ background: {theme.RAISED}; }}")
        self._words = _Words()
        self.happened, self.remedy = self._words.happened, self._words.remedy
        self.action = button("", "", self._take)
        self._act: Callable[[], None] | None = None
        self._stays = False
        self._passing = QTimer(self, singleShot=True)
        self._passing.timeout.connect(self.hide)
        dismiss = flat_button(CROSS, self.tr("Dismiss (Esc)"), self.hide)
        dismiss.setAccessibleName(self.tr("Dismiss"))
        parts = (self._words, 1), self.action, dismiss
        self.setLayout(row(*parts, spacing=_SPACE, margins=(12, 4, 8, 4)))
        self.hide()

    def tell(
        self,
        happened: str,
        remedy: str = "",
        action: str = "",
        act: Callable[[], None] | None = None,
        *,
        passes: bool = False,
        stays: bool = False,
    ) -> None:
        """Show a sentence; ``action`` names a button that calls ``act``.

        passes: hide it after the time needed to read it, since nothing is wrong. stays: it is not
        about the open project, so `leave_project` keeps it.
        """
        self._words.say(happened, remedy)
        self.action.setText(action)
        self.action.setVisible(act is not None)
        self._act, self._stays = act, stays
        self.show()
        self._place()
        if passes:
            self._passing.start(_PASSES_MS)
        else:
            self._passing.stop()

    def leave_project(self) -> None:
        """Hide what is about the project that is left."""
        if not self._stays:
            self.hide()

    def tells(self, happened: str) -> bool:
        """Return whether these words are shown."""
        return not self.isHidden() and self.happened.text() == happened

    def take_back(self, happened: str) -> None:
        """Hide a notice that is out of date, unless another is shown by now."""
        if self.tells(happened):
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep its place when the window or the widget above changes."""
        if event.type() in _MOVING:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Grow to two lines, or shrink to one."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        top = 0 if self._above.isHidden() else self._above.geometry().bottom() + 1
        room = self._room.geometry()
        beside = self.sizeHint().width() - self._words.sizeHint().width()
        width = max(room.width(), min(beside + self._words.least_width(), room.right() + 1))
        self.setGeometry(room.right() + 1 - width, top, width, self.sizeHint().height())
        self.raise_()  # a panel that has come to the front would cover it

    def _take(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
