"""A row of small frames of a film, with the playhead over it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.compose import fitted
from app.player.frames import Picture
from app.player.loop import Stretch
from app.theme import ACCENT, RAISED

PictureOf = Callable[[str, int], Picture | None]


class FrameRow(QWidget):
    """Small frames of a stretch of film, evenly spaced, as many as fit.

    above_px: how much is left free above the row.
    """

    sought = Signal(int)  # frame

    def __init__(self, picture_of: PictureOf, *, above_px: int = 0) -> None:
        super().__init__()
        self.stretch: Stretch | None = None
        self._picture_of = picture_of
        self._above_px = above_px
        self._playhead: int | None = None
        self._thumbnails: dict[int, QPixmap] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a row of frames big enough to judge."""
        return QSize(360, 72)

    def set_playhead(self, frame: int | None) -> None:
        """Mark the frame on the screen, None where it is not in the row."""
        if frame != self._playhead:
            self._playhead = frame
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw the frames anew at another size."""
        self._draw_anew()
        super().resizeEvent(event)

    def _draw_anew(self) -> None:
        self._thumbnails.clear()
        self.update()

    def _paint_frames(self, painter: QPainter) -> None:
        row, shown = self._row(), self._shown()
        for slot, frame in enumerate(shown):
            left = round(row.width() * slot / len(shown))
            right = round(row.width() * (slot + 1) / len(shown))
            box = QRectF(left, row.top(), right - left - 1, row.height())
            painter.fillRect(box, QColor(RAISED))
            thumbnail = self._thumbnail(frame, box)
            if thumbnail is not None:
                painter.drawPixmap(box.toRect(), thumbnail)

    def _paint_playhead(self, painter: QPainter) -> None:
        row, at = self.stretch, self._playhead
        if row is None or at is None or not row.first <= at < row.stop:
            return
        # In a long row a frame is narrower than the line.
        x = min(max(1.0, self._x(at) + self._frame_px() / 2), self.width() - 1.0)
        painter.setPen(QPen(QColor(ACCENT), 2))
        painter.drawLine(QPointF(x, self._row().top()), QPointF(x, self._row().bottom()))

    def _shown(self) -> list[int]:
        """Return the frames that are drawn: the middle one of each of as many parts as fit."""
        assert self.stretch is not None
        row, length = self._row(), len(self.stretch)
        fit = max(1, round(row.width() / (row.height() * self._shape())))
        count = min(length, fit)
        return [self.stretch.first + int((slot + 0.5) * length / count) for slot in range(count)]

    def _shape(self) -> float:
        """Return the width to height of the pictures."""
        return 16 / 9

    def _thumbnail(self, frame: int, box: QRectF) -> QPixmap | None:
        assert self.stretch is not None
        if frame not in self._thumbnails:
            picture = self._picture_of(self.stretch.film, frame)
            if picture is None:
                return None
            self._thumbnails[frame] = self._small(picture, box)
        return self._thumbnails[frame]

    def _small(self, picture: Picture, box: QRectF) -> QPixmap:
        """Return the middle of a picture that fills ``box``, scaled well."""
        image, ratio = picture.image, self.devicePixelRatioF()
        part = fitted(QRectF(image.rect()), box.width() / box.height()).toRect()
        small = image.copy(part).scaled(
            round(box.width() * ratio),
            round(box.height() * ratio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        return QPixmap.fromImage(small)

    def _row(self) -> QRectF:
        return QRectF(0, self._above_px, self.width(), self.height() - self._above_px)

    def _frame_px(self) -> float:
        assert self.stretch is not None
        return self.width() / len(self.stretch)

    def _x(self, frame: int) -> float:
        assert self.stretch is not None
        return (frame - self.stretch.first) * self._frame_px()

    def _frame_at(self, x: float) -> int:
        assert self.stretch is not None
        frame = self.stretch.first + int(x * len(self.stretch) / self.width())
        return min(max(frame, self.stretch.first), self.stretch.stop - 1)
