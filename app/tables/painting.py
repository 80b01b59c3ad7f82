"""Paint a pair in lists: both frames at the cut, score, verdict, and timecodes."""

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app import theme
from app.session.candidates import Candidate, marks_of
from app.tables.candidates import CANDIDATE, WEAK_FROM_HERE, Index
from app.tables.thumbnails import Thumbnails, wanted_of, wanted_still
from app.tables.tiles import (
    GAP,
    LEFT,
    TileDelegate,
    draw_elided,
    paint_selection,
    small_font,
)
from matchcut.scoring.words import WEAKER

_MARK = 12


class PairDelegate(TileDelegate):
    """Paints one pair; numbered: with its position in the list."""

    pictures = 2

    def __init__(self, thumbnails: Thumbnails, *, numbered: bool = False) -> None:
        super().__init__(thumbnails)
        self._numbered = numbered
        self._figures, self._timecode = theme.mono(), theme.mono(small=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a pair into its tile."""
        pair: Candidate = index.data(CANDIDATE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, right = self._boxes(option.rect)
        out = wanted_still(pair.still) if pair.out is None else wanted_of(pair.out)
        self._paint_picture(painter, left, out)
        self._paint_picture(painter, right, wanted_of(pair.into), flop=pair.flop)
        pictures = left.united(right)
        paint_selection(painter, option, pictures)
        below = QRect(left.left(), left.bottom() + 3, pictures.width(), self.line)
        small = small_font(option)
        self._first_line(painter, below, index, small)
        self._places(painter, below.translated(0, self.line), pair, small)
        painter.restore()

    def _first_line(self, painter: QPainter, box: QRect, index: Index, small: QFont) -> None:
        pair: Candidate = index.data(CANDIDATE)
        painter.setFont(self._figures)
        painter.setPen(QColor(theme.TEXT))
        text = f"{index.row() + 1}  {pair.score:.2f}" if self._numbered else f"{pair.score:.2f}"
        painter.drawText(box, LEFT, text)
        at = box.left() + painter.fontMetrics().horizontalAdvance(text) + 8
        for mark in marks_of(pair):
            top = box.center().y() - _MARK / 2 + 1
            theme.paint_mark(painter, QRectF(at, top, _MARK, _MARK), mark)
            at += _MARK + 4
        painter.setFont(small)
        painter.setPen(QColor(theme.SECONDARY))
        words = [self.tr(WEAKER)] if index.data(WEAK_FROM_HERE) else []
        words += [self.tr("check")] if pair.check else []
        words += [self.tr("flop")] if pair.flop else []
        words += [pair.short] if pair.short else []
        words += [self.tr("nudged")] if pair.nudge else []
        words += [self.tr("note")] if pair.note else []
        # All candidates are of the flavour asked for.
        words += [self.tr(pair.flavour)] if self._numbered else []
        room = box.adjusted(at - box.left(), 0, 0, 0)
        told = painter.fontMetrics().elidedText(
            ", ".join(words), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _RIGHT, told)

    def _places(self, painter: QPainter, box: QRect, pair: Candidate, small: QFont) -> None:
        """Write the timecodes, and below them the films, each under its picture."""
        half = (box.width() - GAP) // 2
        for side, left in ((pair.out, box.left()), (pair.into, box.left() + half + GAP)):
            room = QRect(left, box.top(), half, self.line)
            if side is None:
                painter.setFont(small)
                draw_elided(painter, room.adjusted(0, 0, -4, 0), Path(pair.still).name)
                continue
            painter.setFont(self._timecode)
            painter.drawText(room, LEFT, side.timecode)
            if self.named:
                painter.setFont(small)
                draw_elided(painter, room.translated(0, self.line).adjusted(0, 0, -4, 0), side.name)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
