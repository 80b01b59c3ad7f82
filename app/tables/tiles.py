"""What the tiles of every wall share: pictures that fill the width, and lines below them."""

import math

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import theme
from app.tables.candidates import Index
from app.tables.thumbnails import Thumbnails, Wanted

GAP = 2
SPACING = 2
_MARGIN = 4
_LINE = 17
SHAPE = 16 / 9
# Limits for tiles: taller or wider pictures get bars.
_NARROWEST, _WIDEST = 9 / 16, 2.4
MIN_WIDTH, MAX_WIDTH = 96, 320
_MAX_GROWN = 1.5
"""Largest factor over the wished width that a picture grows by when captions limit the columns."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TileDelegate(QStyledItemDelegate):
    """Lays out tiles of one size, each with its pictures side by side; subclasses paint them.

    width: of one picture, in pixels; shape: its width over its height. named: show film names.
    """

    pictures = 1
    lines = 2  # of words
    words_px = 76  # least width for the words under a picture
    stack = 0  # space above and right of the pictures, in pixels

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.width = 144
        self.shape = SHAPE
        self.named = False
        self.line = theme.scaled(_LINE)
        self.thumbnails = thumbnails

    @property
    def height(self) -> int:
        """The height of every tile, in pixels."""
        return self._picture_height + self.lines * self.line + 2 * _MARGIN + self.stack

    def least_height(self, most: int) -> int:
        """Return the height that shows one full row; rows of portrait pictures are clipped.

        most: limit in pixels at the usual font size; with more, the viewer would have no room.
        """
        return min(self.height + 2 * SPACING, theme.scaled(most))

    def set_shape(self, shape: float) -> None:
        """Give the pictures the aspect ratio of the project's frame, width over height."""
        self.shape = min(_WIDEST, max(_NARROWEST, shape))

    def set_named(self, named: bool) -> None:
        """Show or hide the films' names: with one film they are redundant."""
        self.named = named
        self.lines = TileDelegate.lines + named

    def fit(self, room: int, wished: int) -> None:
        """Size the pictures so that whole tiles fill the width.

        wished: approximate width of a 16:9 picture in pixels; other shapes get about the same area.
        """
        width, words = wished * math.sqrt(self.shape / SHAPE), theme.scaled(self.words_px)
        columns = max(1, min(round(room / self._pitch(width)), int(room // self._pitch(words))))
        filling = (room // columns - self._apart) // self.pictures
        self.width = max(MIN_WIDTH // 2, min(filling, round(_MAX_GROWN * width)))

    def columns(self, room: int) -> int:
        """Return how many tiles fit side by side."""
        return max(1, int(room // self._pitch(self.width)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of every tile."""
        return QSize(self.pictures * self.width + self._beside, self.height)

    @property
    def _picture_height(self) -> int:
        return round(self.width / self.shape)

    def _pitch(self, width: float) -> float:
        """Return the distance between tiles with pictures of this width, in pixels."""
        return self.pictures * width + self._apart

    @property
    def _apart(self) -> int:
        """Width of a tile without its pictures, including the gap to the next tile, in pixels."""
        return self._beside + 2 * SPACING

    @property
    def _beside(self) -> int:
        """Width of a tile without its pictures, in pixels."""
        return (self.pictures - 1) * GAP + 2 * _MARGIN + self.stack

    def _boxes(self, tile: QRect) -> list[QRect]:
        """Return the rectangles of the pictures in a tile, from the left."""
        first = QRect(tile.left() + _MARGIN, tile.top() + _MARGIN + self.stack, 0, 0)
        first.setSize(QSize(self.width, self._picture_height))
        return [first.translated(at * (self.width + GAP), 0) for at in range(self.pictures)]

    def _paint_picture(
        self,
        painter: QPainter,
        box: QRect,
        wanted: Wanted,
        *,
        flop: bool = False,
        opacity: float = 1.0,
    ) -> None:
        painter.fillRect(box, QColor(theme.RAISED))
        picture = self.thumbnails.picture(wanted)
        if picture is not None:
            painter.setOpacity(opacity)
            _draw_fitted(painter, box, picture, flop=flop)
            painter.setOpacity(1.0)


def paint_selection(painter: QPainter, option: QStyleOptionViewItem, pictures: QRect) -> None:
    """Draw the frame of a selected tile."""
    if option.state & QStyle.StateFlag.State_Selected:
        painter.setPen(QPen(QColor(theme.ACCENT), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(pictures.adjusted(-2, -2, 1, 1))


def small_font(option: QStyleOptionViewItem) -> QFont:
    """Return the font of secondary text."""
    small = QFont(option.font)
    small.setPixelSize(theme.small_px())
    return small


def draw_elided(
    painter: QPainter,
    room: QRect,
    text: str,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
) -> None:
    """Write as much of a line as fits; by default both ends, where names of one shoot differ."""
    painter.drawText(room, LEFT, painter.fontMetrics().elidedText(text, mode, room.width()))


def _draw_fitted(painter: QPainter, box: QRect, picture: QPixmap, *, flop: bool) -> None:
    """Draw a picture as large as fits, keeping its aspect ratio."""
    if flop:
        picture = picture.transformed(QTransform().scale(-1, 1))
    size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(box.center())
    painter.drawPixmap(place, picture)
