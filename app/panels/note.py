"""The note of a pair: a few lines of the editor's own."""

import math

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

_IDLE_MS = 600
_LINES = 3
"""Of an empty note, and of a short one, where there is room."""


class Note(QPlainTextEdit):
    """A few lines of the editor's own; kept when typing rests, or the cursor leaves.

    It is as high as its text where there is room for that, and shows whole lines alone.
    """

    written = Signal(str, str)  # pair id, text

    def __init__(self) -> None:
        super().__init__()
        self.allow("")
        self.setAccessibleName(self.tr("Note"))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Else the text goes aside for a space that ends a full line, and stays there.
        beside = self.horizontalScrollBar()
        beside.rangeChanged.connect(lambda *_: beside.setRange(0, 0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Around the text is the frame's own space: nothing of another line is seen in it.
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._rest = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._rest.timeout.connect(self.keep)
        self._pair = self._known = ""
        self.textChanged.connect(self._rest.start)

    def allow(self, refusal: str) -> None:
        """Let a note be written, or say why none can be."""
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
        """Ask for one line; more are taken where what is shown above leaves them free."""
        return QSize(super().sizeHint().width(), self._height_of(1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Keep this line whatever is shown above."""
        return QSize(super().minimumSizeHint().width(), self._height_of(1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave what is less than a line below the last."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        text = round(self.document().size().height())  # in lines
        self.setMaximumHeight(self._height_of(max(_LINES, text)))
        # Qt would put a bar beside a single line, which has nothing to scroll.
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
        """Return the height at which so many lines are seen, in pixels."""
        margins = self.contentsMargins()
        return lines * self._line + margins.top() + margins.bottom()

    def keep(self) -> None:
        """Hand over what was typed, if it is new."""
        self._rest.stop()
        text = self.toPlainText().strip()
        if text != self._known:
            self._known = text
            self.written.emit(self._pair, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape and Ctrl+Enter go back to the pairs."""
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
