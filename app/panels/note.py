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

    What the disk refuses stays, and is handed over again when its pair is shown the next time.
    unkept: the notes that are not on disk yet, by pair.

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
        self._pair = self._known = ""  # the pair, and its note on disk
        self.unkept: dict[str, str] = {}
        self.textChanged.connect(self._rest.start)

    def allow(self, refusal: str) -> None:
        """Allow a note to be written, or say why it can't be."""
        self.setEnabled(not refusal)
        self.setPlaceholderText(refusal or self.tr("Note (N)"))
        told = self.tr("Your own words on this pair; exported lists have them, too (N)")
        self.setToolTip(refusal or told)

    def show_note(self, pair_id: str, text: str) -> None:
        """Show the note of a pair; text typed for another pair is saved with that one.

        What is typed but not on disk yet stays: others may have changed the note meanwhile, and the
        disk may have refused it.
        """
        text = text.strip()
        if pair_id != self._pair:
            self.keep()
        elif text in (self._known, self._typed):
            return
        elif self._typed != self._known:
            self._known = text
            return
        self._pair, self._known = pair_id, text
        shown = self.unkept.get(pair_id, text)
        if shown != self.toPlainText():
            self.setPlainText(shown)
        if shown == text:
            self._rest.stop()
        else:
            self._rest.start()

    def know(self, pair_id: str, text: str) -> None:
        """Take what is on disk by now of what was handed over."""
        if self.unkept.get(pair_id) == text:
            del self.unkept[pair_id]
        if pair_id == self._pair:
            self._known = text

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
    def _typed(self) -> str:
        return self.toPlainText().strip()

    @property
    def _line(self) -> int:
        return math.ceil(QFontMetricsF(self.font()).lineSpacing())

    def _height_of(self, lines: int) -> int:
        """Return the height in pixels that shows ``lines`` lines."""
        margins = self.contentsMargins()
        return lines * self._line + margins.top() + margins.bottom()

    def keep(self) -> None:
        """Hand over what was typed, if it is new; again, if it was refused."""
        self._rest.stop()
        # What is typed from now on is undone by itself.
        self.document().setModified(False)
        if self._typed != self._known:
            self.unkept[self._pair] = self._typed
            self.written.emit(self._pair, self._typed)
        else:
            self.unkept.pop(self._pair, None)

    def keep_all(self) -> None:
        """Hand over what was typed for any pair and is not on disk."""
        self.keep()
        for pair, text in [*self.unkept.items()]:
            if pair != self._pair:
                self.written.emit(pair, text)

    def forget(self) -> None:
        """Forget what was typed and refused, since its project is closed."""
        self.unkept.clear()
        self._pair = self._known = ""
        self.clear()

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
