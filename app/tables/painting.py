"""How a pair is painted in lists: both frames at the cut, score, verdict, and where they lie."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import theme
from app.candidates import ACCEPTED, Candidate
from app.tables.candidates import CANDIDATE
from app.tables.thumbnails import Thumbnails, Wanted, wanted_of, wanted_still
from app.tables.wall import SPACING

Index = QModelIndex | QPersistentModelIndex

GAP = 2
MARGIN = 4
LINE = 17
MARK = 12
SHAPE = 16 / 9
# Of tiles: taller or wider pictures stand in them with bars.
NARROWEST, WIDEST = 4 / 3, 2.4
LEAST_WIDTH, MOST_WIDTH = 96, 320


class PairDelegate(QStyledItemDelegate):
    """Paints one pair.

    width: of one thumbnail, in pixels; shape: its width over its height. numbered: whether the
        place in the list is shown.
    """

    def __init__(
        self,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
        *,
        width: int = 144,
        numbered: bool = False,
    ) -> None:
        super().__init__(parent)
        self.width = width
        self.shape = SHAPE
        self._thumbnails = thumbnails
        self._numbered = numbered
        self.named = False
        self._figures, self._timecode = theme.mono(), theme.mono(theme.SMALL_PX)

    @property
    def height(self) -> int:
        """The height of every pair, in pixels."""
        return round(self.width / self.shape) + (2 + self.named) * LINE + 2 * MARGIN

    def set_shape(self, shape: float) -> None:
        """Give the pictures the shape of the project's frame, width over height."""
        self.shape = tile_shape(shape)

    def set_named(self, named: bool) -> None:
        """Show the films' names, or not: with one film they tell nothing."""
        self.named = named

    def fit(self, room: int, wished: int) -> None:
        """Make pictures about ``wished`` pixels wide, so that whole pairs fill the room."""
        beside = GAP + 2 * MARGIN + 2 * SPACING
        columns = max(1, round(room / (2 * wished + beside)))
        self.width = max(LEAST_WIDTH // 2, (room // columns - beside) // 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of every pair."""
        return QSize(2 * self.width + GAP + 2 * MARGIN, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a pair into its place."""
        pair: Candidate = index.data(CANDIDATE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        height = round(self.width / self.shape)
        left = QRect(inner.left(), inner.top(), self.width, height)
        right = left.translated(self.width + GAP, 0)
        out = wanted_still(pair.still) if pair.out is None else wanted_of(pair.out)
        self._picture(painter, left, out, flop=False)
        self._picture(painter, right, wanted_of(pair.into), flop=pair.flop)
        pictures = left.united(right)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(pictures.adjusted(-2, -2, 1, 1))
        below = QRect(inner.left(), left.bottom() + 3, pictures.width(), LINE)
        small = QFont(option.font)
        small.setPixelSize(theme.SMALL_PX)
        self._first_line(painter, below, pair, index.row(), small)
        self._places(painter, below.translated(0, LINE), pair, small)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRect, wanted: Wanted, *, flop: bool) -> None:
        painter.fillRect(box, QColor(theme.RAISED))
        picture = self._thumbnails.picture(wanted)
        if picture is not None:
            draw_fitted(painter, box, picture, flop=flop)

    def _first_line(
        self, painter: QPainter, box: QRect, pair: Candidate, row: int, small: QFont
    ) -> None:
        painter.setFont(self._figures)
        painter.setPen(QColor(theme.TEXT))
        text = f"{row + 1}  {pair.score:.2f}" if self._numbered else f"{pair.score:.2f}"
        painter.drawText(box, _LEFT, text)
        at = box.left() + painter.fontMetrics().horizontalAdvance(text) + 8
        for mark in (pair.verdict, ACCEPTED if pair.accepted else None):
            if mark is not None:
                top = box.center().y() - MARK / 2 + 1
                theme.paint_mark(painter, QRectF(at, top, MARK, MARK), mark)
                at += MARK + 4
        painter.setFont(small)
        painter.setPen(QColor(theme.SECONDARY))
        words = [self.tr("check")] if pair.check else []
        words += [self.tr("mirrored")] if pair.flop else []
        words += [self.tr("nudged")] if pair.nudge else []
        words += [self.tr("note")] if pair.note else []
        words.append(self.tr(pair.flavour))
        room = box.adjusted(at - box.left(), 0, 0, 0)
        painter.drawText(room, _RIGHT, ", ".join(words))

    def _places(self, painter: QPainter, box: QRect, pair: Candidate, small: QFont) -> None:
        """Write timecodes, and under them the films, each under its picture."""
        half = (box.width() - GAP) // 2
        for side, left in ((pair.out, box.left()), (pair.into, box.left() + half + GAP)):
            room = QRect(left, box.top(), half, LINE)
            if side is None:
                painter.setFont(small)
                _draw_elided(painter, room.adjusted(0, 0, -4, 0), Path(pair.still).name)
                continue
            painter.setFont(self._timecode)
            painter.drawText(room, _LEFT, side.timecode)
            if self.named:
                painter.setFont(small)
                _draw_elided(painter, room.translated(0, LINE).adjusted(0, 0, -4, 0), side.name)


def tile_shape(shape: float) -> float:
    """Return width over height of the pictures in a list, for films of a shape."""
    return min(WIDEST, max(NARROWEST, shape))


def draw_fitted(painter: QPainter, box: QRect, picture: QPixmap, *, flop: bool = False) -> None:
    """Draw a picture as large as it fits, in its own shape."""
    if flop:
        picture = picture.transformed(QTransform().scale(-1, 1))
    size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(box.center())
    painter.drawPixmap(place, picture)


def _draw_elided(painter: QPainter, room: QRect, text: str) -> None:
    metrics: QFontMetrics = painter.fontMetrics()
    # Names of one shoot differ at their ends.
    short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, _LEFT, short)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
