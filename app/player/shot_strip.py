"""The strip of a shot by itself, from first to last frame; shows and moves the playhead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent

from app.player.frame_row import FrameRow, PictureOf
from app.player.loop import Stretch
from app.theme import PANEL


class ShotStrip(FrameRow):
    """Small frames of a shot, evenly spaced; a click or drag moves the playhead."""

    resized = Signal()  # other frames are shown than before

    def __init__(self, picture_of: PictureOf) -> None:
        super().__init__(picture_of)
        self._width_to_height = super()._shape()
        self.setAccessibleName(self.tr("The shot from its start to its end"))
        self.setToolTip(self.tr("Click or drag to go there (Home, End, Left, Right)."))

    def show_shot(self, shot: Stretch | None) -> None:
        """Show another shot, or nothing."""
        if shot != self.stretch:
            self.stretch = shot
            self._draw_anew()

    def set_shape(self, shape: float) -> None:
        """Space the frames for pictures of this width-to-height ratio."""
        self._width_to_height = shape
        self._draw_anew()

    def frame_arrived(self, film: str, frame: int) -> None:
        """Draw a decoded frame, even if already drawn: its film may have another file."""
        if self.stretch is not None and film == self.stretch.film and frame in self._shown():
            self._thumbnails.pop(frame, None)
            self.update()

    def stretches(self) -> list[Stretch]:
        """Return the frames that are shown, each as its own stretch."""
        shot = self.stretch
        if shot is None:
            return []
        return [Stretch(shot.film, frame, frame + 1, shot.rate) for frame in self._shown()]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the row and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PANEL))
        if self.stretch is None:
            return
        self._paint_frames(painter)
        self._paint_playhead(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw other frames at another size, and tell of it."""
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the playhead."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the playhead."""
        self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self.stretch is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._frame_at(event.position().x()))

    def _shape(self) -> float:
        return self._width_to_height
