"""The strip of a shot by itself, from first to last frame; shows and moves the playhead."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.filmstrip import PictureOf, cut_to
from app.player.loop import Stretch
from app.theme import ACCENT, PANEL, RAISED


class ShotStrip(QWidget):
    """Small frames of a shot, evenly spaced; a click or drag moves the playhead."""

    sought = Signal(int)  # frame
    resized = Signal()  # other frames are shown than before

    def __init__(self, picture_of: PictureOf) -> None:
        super().__init__()
        self._picture_of = picture_of
        self._shot: Stretch | None = None
        self._shape = 16 / 9
        self._playhead: int | None = None
        self._thumbnails: dict[int, QPixmap] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The shot from its start to its end"))
        self.setToolTip(self.tr("Click or drag to go there (Home, End, Left, Right)."))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a row as high as a cut's filmstrips."""
        return QSize(360, 72)

    def show_shot(self, shot: Stretch | None) -> None:
        """Show another shot, or nothing."""
        if shot != self._shot:
            self._shot = shot
            self._thumbnails.clear()
            self.update()

    def set_shape(self, shape: float) -> None:
        """Space the frames for pictures of this width-to-height ratio."""
        self._shape = shape
        self._thumbnails.clear()
        self.update()

    def set_playhead(self, frame: int) -> None:
        """Mark the frame on the screen."""
        if frame != self._playhead:
            self._playhead = frame
            self.update()

    def frame_arrived(self, film: str, frame: int) -> None:
        """Draw a decoded frame, even if already drawn: its film may have another file."""
        if self._shot is not None and film == self._shot.film and frame in self._frames():
            self._thumbnails.pop(frame, None)
            self.update()

    def stretches(self) -> list[Stretch]:
        """Return the frames that are shown, each as its own stretch."""
        shot = self._shot
        if shot is None:
            return []
        return [Stretch(shot.film, frame, frame + 1, shot.rate) for frame in self._frames()]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the row and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PANEL))
        if self._shot is None:
            return
        frames = self._frames()
        for slot, frame in enumerate(frames):
            left = round(self.width() * slot / len(frames))
            right = round(self.width() * (slot + 1) / len(frames))
            box = QRectF(left, 0, right - left - 1, self.height())
            painter.fillRect(box, QColor(RAISED))
            thumbnail = self._thumbnail(frame, box)
            if thumbnail is not None:
                painter.drawPixmap(box.toRect(), thumbnail)
        if self._playhead is not None:
            share = (self._playhead - self._shot.first + 0.5) / len(self._shot)
            x = min(max(1.0, share * self.width()), self.width() - 1.0)
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Redraw the frames at another size."""
        self._thumbnails.clear()
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the playhead."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the playhead."""
        self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self._shot is not None and event.buttons() & Qt.MouseButton.LeftButton:
            at = int(event.position().x() * len(self._shot) / self.width())
            self.sought.emit(self._shot.first + min(max(at, 0), len(self._shot) - 1))

    def _frames(self) -> list[int]:
        """Return the frames that are drawn: the middle one of each of as many parts as fit."""
        assert self._shot is not None
        fit = max(1, round(self.width() / (self.height() * self._shape)))
        count = min(len(self._shot), fit)
        return [
            self._shot.first + int((slot + 0.5) * len(self._shot) / count) for slot in range(count)
        ]

    def _thumbnail(self, frame: int, box: QRectF) -> QPixmap | None:
        assert self._shot is not None
        if frame not in self._thumbnails:
            picture = self._picture_of(self._shot.film, frame)
            if picture is None:
                return None
            self._thumbnails[frame] = cut_to(picture, box, self.devicePixelRatioF())
        return self._thumbnails[frame]
