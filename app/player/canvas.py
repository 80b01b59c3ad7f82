"""The canvas: paints the picture."""

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.compose import Composite, frames_of, is_whole, paint, paint_badge, paint_message
from app.player.loop import Where
from app.session.candidates import Mark
from app.theme import PANEL


class Canvas(QWidget):
    """Paints a composite; the wipe is dragged on it.

    badge: a few words over the picture's corner, after a verdict's mark if there is one.
    """

    painted = Signal(str, int)  # a new moment is on the screen, of this side and frame
    wipe_dragged = Signal(float)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.composite = Composite()
        self._message = ""
        self.badge = ""
        self._mark: Mark | None = None
        self._unpainted: tuple[Where, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 135)
        self.setAccessibleName(self.tr("Picture"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the aspect ratio of most films."""
        return QSize(960, 540)

    def show_moment(self, composite: Composite, moment: tuple[Where, int]) -> None:
        """Paint a new moment immediately; `painted` follows once it is on the screen."""
        self.composite = composite
        self._unpainted = moment
        self._message = ""
        # Not update(): it may merge two moments into one painting and lose a frame.
        self.repaint()

    def show_again(self, composite: Composite) -> None:
        """Paint the moment on the screen in another way."""
        self.composite = composite
        if is_whole(composite):
            # Whatever the message was about is over: the picture is here.
            self._message = ""
        self.update()

    def say(self, sentence: str) -> None:
        """Show a sentence instead of a picture."""
        self.composite = replace(
            self.composite, a=type(self.composite.a)(), b=type(self.composite.b)()
        )
        self._message = sentence
        self.update()

    def say_meanwhile(self, sentence: str) -> None:
        """Show a sentence until the next picture, unless the last picture is still visible."""
        if self._message:
            self.say(sentence)

    def set_badge(self, words: str, mark: Mark | None = None) -> None:
        """Show a few words over the picture's corner, such as the speed, or a verdict."""
        if (words, mark) != (self.badge, self._mark):
            self.badge, self._mark = words, mark
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the composite on the panel's grey."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PANEL))
        box = QRectF(self.rect())
        if self._message:
            paint_message(painter, box.adjusted(24, 24, -24, -24), self._message)
            return
        paint(painter, box, self.composite)
        if self.badge:
            paint_badge(painter, box, self.badge, self._mark)
        if self._unpainted is not None:
            moment, self._unpainted = self._unpainted, None
            self.painted.emit(*moment)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Report that frames of another size are needed."""
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag the wipe."""
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the wipe."""
        self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        if self.composite.mode != "wipe" or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        frame, _ = frames_of(QRectF(self.rect()), self.composite)
        share = (event.position().x() - frame.left()) / frame.width()
        self.wipe_dragged.emit(min(1.0, max(0.0, share)))
