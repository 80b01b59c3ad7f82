"""A filmstrip around a cut point: the tail of A and its out point, or the head of B and its in."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.compose import fitted
from app.player.frames import Picture
from app.player.loop import Stretch, Where
from app.session.candidates import CandidateSide
from app.theme import ACCENT, PANEL, RAISED, TEXT

_PLAYED_SECONDS, _BEYOND_SECONDS = Fraction(3, 2), Fraction(3, 4)
"""How much is shown on the side of the point that plays, and on the other."""

_GRIP_PX = 9
_TAB_PX = 7
_FOLLOW_MS = 60
"""How often the row scrolls while the point is dragged past its end."""
_FOLLOWED_SHARE = 8
"""Largest part of the row, as its reciprocal, to scroll by each time."""

PictureOf = Callable[[str, int], Picture | None]


class Filmstrip(QWidget):
    """Small frames of a shot in a row; the point is dragged, a click moves the playhead.

    where: "out" for A's tail, "in" for B's head.
    """

    point_moved = Signal(int, bool)  # frame, and whether it was released there
    sought = Signal(int)  # frame

    def __init__(self, where: Where, picture_of: PictureOf) -> None:
        super().__init__()
        self.stretch: Stretch | None = None
        self.point = 0
        self._flop = False
        self._where: Where = where
        self._picture_of = picture_of
        self._side: CandidateSide | None = None
        self._playhead: int | None = None
        self._dragging = False
        self._dragged_x = 0.0
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._move_on)
        self._thumbnails: dict[int, QPixmap] = {}
        self.setMouseTracking(True)
        self.setMinimumSize(120, 48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name, keys = (
            (self.tr("Out point of A"), self.tr("Z earlier, X later"))
            if where == "out"
            else (self.tr("In point of B"), self.tr("C earlier, V later"))
        )
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{}: drag it. {}; with Shift by ten frames.").format(name, keys))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a row of frames big enough to judge."""
        return QSize(360, 72)

    def show_shot(self, side: CandidateSide | None, point: int) -> None:
        """Show the frames around a point of another shot; None shows nothing."""
        self._side = side
        self._playhead = None
        self._thumbnails.clear()
        self.stretch = None
        if side is not None:
            self.set_point(point)
        self.update()

    def set_flop(self, flop: bool) -> None:
        """Show the frames mirrored, as they are in the viewer, or unmirrored."""
        if flop != self._flop:
            self._flop = flop
            self._thumbnails.clear()
            self.update()

    def set_point(self, frame: int) -> None:
        """Move the point, scrolling the row if the point would leave it."""
        self.point = frame
        if self._side is not None and (
            self.stretch is None or not self.stretch.first <= frame < self.stretch.stop
        ):
            self.stretch = self._round(frame, self._side)
            self._thumbnails.clear()
        self.update()

    def set_playhead(self, frame: int | None) -> None:
        """Mark the frame on the screen; None if it isn't on this side."""
        if frame != self._playhead:
            self._playhead = frame
            self.update()

    def frame_arrived(self, film: str, frame: int) -> None:
        """Draw a frame that has been decoded."""
        if (
            self.stretch is not None
            and film == self.stretch.film
            and frame not in self._thumbnails
            and frame in self._shown()
        ):
            self.update()

    def x_of_point(self) -> float:
        """Return where the cut is: after the out frame, before the in frame."""
        return self._x(self.point + (1 if self._where == "out" else 0))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the row, darker where it is cut off, the point and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(RAISED if self.stretch is None else PANEL))
        if self.stretch is None:
            return
        row = self._row()
        shown = self._shown()
        for slot, frame in enumerate(shown):
            left = round(row.width() * slot / len(shown))
            right = round(row.width() * (slot + 1) / len(shown))
            box = QRectF(left, row.top(), right - left - 1, row.height())
            painter.fillRect(box, QColor(RAISED))
            thumbnail = self._thumbnail(frame, box)
            if thumbnail is not None:
                painter.drawPixmap(box.toRect(), thumbnail)
        x = self.x_of_point()
        cut_off = (
            QRectF(x, row.top(), row.width() - x, row.height())
            if self._where == "out"
            else QRectF(0, row.top(), x, row.height())
        )
        painter.fillRect(cut_off, QColor(22, 22, 22, 170))
        self._paint_point(painter, x)
        if self._playhead is not None and self.stretch.first <= self._playhead < self.stretch.stop:
            painter.setPen(QPen(QColor(ACCENT), 2))
            middle = self._x(self._playhead) + self._frame_px() / 2
            painter.drawLine(QPointF(middle, row.top()), QPointF(middle, row.bottom()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Redraw the frames at another size."""
        self._thumbnails.clear()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Grab the point, or move the playhead."""
        if self.stretch is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._dragging = abs(event.position().x() - self.x_of_point()) <= _GRIP_PX
        if not self._dragging:
            self.sought.emit(self._frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the point or the playhead; show where the point can be grabbed."""
        if self.stretch is None:
            return
        x = event.position().x()
        near = self._dragging or abs(x - self.x_of_point()) <= _GRIP_PX
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._dragging:
            self._dragged_x = x
            self._drag_to(x, released=False)
            if self._beyond() == 0:
                self._follow.stop()
            elif not self._follow.isActive():
                self._follow.start()
        else:
            self.sought.emit(self._frame_at(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drop the point."""
        if self._dragging:
            self._dragging = False
            self._follow.stop()
            self._drag_to(event.position().x(), released=True)

    def _drag_to(self, x: float, *, released: bool) -> None:
        # The cut lies between two frames; take the nearest such place.
        assert self.stretch is not None
        boundary = self.stretch.first + round(x / self._frame_px())
        frame = boundary - 1 if self._where == "out" else boundary
        self.point = min(max(frame, self.stretch.first), self.stretch.stop - 1)
        self.update()
        self.point_moved.emit(self.point, released)

    def _beyond(self) -> int:
        """Return by how many frames the point is dragged past the row's end, negative to the left.

        The end itself counts as past: at the edge of the screen the mouse can't go further.
        """
        x, last = self._dragged_x, self.width() - 1
        if 0 < x < last:
            return 0
        off = round((x if x <= 0 else x - last) / self._frame_px())
        return min(off, -1) if x <= 0 else max(off, 1)

    def _move_on(self) -> None:
        """Scroll the row after the point dragged past its end, as far as the shot goes."""
        row, side = self.stretch, self._side
        if row is None or side is None or not self._dragging:
            self._follow.stop()
            return
        most = max(1, len(row) // _FOLLOWED_SHARE)
        by = min(max(self._beyond(), -most, side.start - row.first), most, side.end - row.stop)
        if by:
            self.stretch = replace(row, first=row.first + by, stop=row.stop + by)
            self._thumbnails.clear()
            self._drag_to(self._dragged_x, released=False)

    def _paint_point(self, painter: QPainter, x: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(TEXT), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        # The tab points to what is kept.
        reach = -_TAB_PX if self._where == "out" else _TAB_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(TEXT))
        tab = [QPointF(x, 0), QPointF(x + reach, 0), QPointF(x, _TAB_PX)]
        painter.drawPolygon(QPolygonF(tab))

    def _round(self, frame: int, side: CandidateSide) -> Stretch:
        played = max(1, round(_PLAYED_SECONDS * side.rate))
        beyond = max(1, round(_BEYOND_SECONDS * side.rate))
        before, after = (played, beyond) if self._where == "out" else (beyond, played)
        return Stretch(
            side.film,
            max(side.start, frame + 1 - before),
            min(side.end, frame + 1 + after),
            side.rate,
        )

    def _shown(self) -> list[int]:
        """Return the frames that are drawn, evenly spaced."""
        assert self.stretch is not None
        row, shape = self._row(), 16 / 9
        picture = self._picture_of(self.stretch.film, self.point)
        if picture is not None:
            shape = picture.image.width() / picture.image.height()
        fit = max(1, round(row.width() / (row.height() * shape)))
        count = min(len(self.stretch), fit)
        span = len(self.stretch) / count
        return [self.stretch.first + int((slot + 0.5) * span) for slot in range(count)]

    def _thumbnail(self, frame: int, box: QRectF) -> QPixmap | None:
        assert self.stretch is not None
        if frame not in self._thumbnails:
            picture = self._picture_of(self.stretch.film, frame)
            if picture is None:
                return None
            small = cut_to(picture, box, self.devicePixelRatioF())
            mirror = QTransform.fromScale(-1, 1)
            self._thumbnails[frame] = small.transformed(mirror) if self._flop else small
        return self._thumbnails[frame]

    def _row(self) -> QRectF:
        return QRectF(0, _TAB_PX + 1, self.width(), self.height() - _TAB_PX - 1)

    def _frame_px(self) -> float:
        assert self.stretch is not None
        return self.width() / len(self.stretch)

    def _x(self, frame: int) -> float:
        assert self.stretch is not None
        return (frame - self.stretch.first) * self._frame_px()

    def _frame_at(self, x: float) -> int:
        assert self.stretch is not None
        frame = self.stretch.first + int(x // self._frame_px())
        return min(max(frame, self.stretch.first), self.stretch.stop - 1)


def cut_to(picture: Picture, box: QRectF, ratio: float) -> QPixmap:
    """Return the middle of a picture, cropped to fill ``box`` and smoothly scaled."""
    image = picture.image
    part = fitted(QRectF(image.rect()), box.width() / box.height()).toRect()
    small = image.copy(part).scaled(
        round(box.width() * ratio),
        round(box.height() * ratio),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return QPixmap.fromImage(small)
