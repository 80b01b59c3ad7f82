"""The note of a pair: a few lines in the editor's own words."""

import math

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

_IDLE_MS = 600
_LINES = 3
"""Lines of an empty or short note, if there is room."""


class Note(QPlainTextEdit):
    """A text field for the note; kept when typing pauses or the cursor leaves.

    It is as high as its text if there is room, and shows whole lines only.
    """

    written = Signal(str, str)  # pair id, text

    def __init__(self) -> None:
        super().__init__()
        self.allow("")
        self.setAccessibleName(self.tr("Note"))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Otherwise a trailing space scrolls the text sideways.
        beside = self.horizontalScrollBar()
        beside.rangeChanged.connect(lambda *_: beside.setRange(0, 0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # The frame provides the space around the text, so that no part of another line shows there.
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._rest = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._rest.timeout.connect(self.keep)
        self._pair = self._known = ""
        self.textChanged.connect(self._rest.start)

    def allow(self, refusal: str) -> None:
        """Allow a note to be written, or say why it can't be."""
        self.setEnabled(not refusal)
        self.setPlaceholderText(refusal or self.tr("Note (N)"))
        told = self.tr("Your own words on this pair; exported lists have them, too (N)")
        self.setToolTip(refusal or told)

    def show_note(self, pair_id: str, text: str) -> None:
        """Show the note of a pair; text typed for another pair is saved with that one."""
        if pair_id != self._pair:
            self.keep()
        elif text == self._known:
            return  # what is being typed stays
        self._pair, self._known = pair_id, text
        if text != self.toPlainText():
            self.setPlainText(text)
        self._rest.stop()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for one line; the note grows if what is shown above leaves room."""
        return QSize(super().sizeHint().width(), self._height_of(1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Keep one line, whatever is shown above."""
        return QSize(super().minimumSizeHint().width(), self._height_of(1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave less than a line's height empty below the last line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        text = round(self.document().size().height())  # in lines
        self.setMaximumHeight(self._height_of(max(_LINES, text)))
        # Qt would put a scroll bar beside a single line, which has nothing to scroll.
        fits = self._height_of(text) <= self.height()
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOff if fits else bar.ScrollBarAsNeeded)
        spare = (self.height() - self._height_of(0)) % self._line
        if spare != self.viewportMargins().bottom():
            self.setViewportMargins(0, 0, 0, spare)

    @property
    def _line(self) -> int:
        return math.ceil(QFontMetricsF(self.font()).lineSpacing())

    def _height_of(self, lines: int) -> int:
        """Return the height in pixels that shows ``lines`` lines."""
        margins = self.contentsMargins()
        return lines * self._line + margins.top() + margins.bottom()

    def keep(self) -> None:
        """Emit what was typed, if it is new."""
        self._rest.stop()
        text = self.toPlainText().strip()
        if text != self._known:
            self._known = text
            self.written.emit(self._pair, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return to the pairs on Escape or Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape or (enter and control):
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Keep what was typed."""
        super().focusOutEvent(event)
        self.keep()
