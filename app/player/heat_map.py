"""The score map: a pair's score by out frame (across) and in frame (down)."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.theme import ACCENT, RAISED, SECONDARY, small_px

_MIN_GREY, _MAX_GREY = 0x20, 0xE6


class HeatMap(QWidget):
    """A field of cells, lighter where the cut scores higher; a click auditions one.

    Frames too near a shot's end to cut at have no cell.
    """

    chosen = Signal(int, int)  # out frame, in frame
    kept = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._outs: Sequence[int] = ()
        self._ins: Sequence[int] = ()
        self._scores: Sequence[Sequence[float]] = ()
        self._point: tuple[int, int] | None = None
        self.setFixedSize(112, 72)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Score by out and in frame"))

    def show_scores(
        self, outs: Sequence[int], ins: Sequence[int], scores: Sequence[Sequence[float]]
    ) -> None:
        """Show ``scores[i][j]`` of the cut from ``outs[i]`` to ``ins[j]``."""
        self._outs, self._ins, self._scores = outs, ins, scores
        self.update()

    def clear(self) -> None:
        """Show nothing until the scores of another pair arrive."""
        self.show_scores((), (), ())

    def set_point(self, out_frame: int, in_frame: int) -> None:
        """Frame the cell nearest to the cut point."""
        self._point = out_frame, in_frame
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the field and the frame around the cut point."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(RAISED))
        known = [score for row in self._scores for score in row]
        if not known:
            painter.setPen(QColor(SECONDARY))
            font = painter.font()
            font.setPixelSize(small_px())
            painter.setFont(font)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("score map"))
            return
        least, reach = min(known), max(max(known) - min(known), 1e-6)
        for i, row in enumerate(self._scores):
            for j, score in enumerate(row):
                level = round((score - least) / reach * (_MAX_GREY - _MIN_GREY)) + _MIN_GREY
                painter.fillRect(self._box(i, j), QColor(level, level, level))
        if self._point is not None:
            painter.setPen(QPen(QColor(ACCENT), 2))
            cell = self._box(*self._nearest(*self._point))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Audition the cell under the mouse."""
        cell = self._cell(event.position())
        if cell is not None:
            self.chosen.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep the cut point of the cell under the mouse."""
        cell = self._cell(event.position())
        if cell is not None:
            self.kept.emit(*cell)

    def event(self, event: QEvent) -> bool:
        """Describe the cell under the mouse in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._describe(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _describe(self, at: QPointF) -> str:
        """Return what the field shows, and the cell at a point, in words."""
        lines = [
            self.tr("Where else the pair could be cut: the lighter a cell, the better the match."),
            self.tr(
                "Columns: the last frame of A, earlier to later. Rows: the first of B, likewise."
            ),
            self.tr("Click a cell to play its cut, double-click (P) to keep it."),
        ]
        if (place := self._place(at)) is not None:
            cell = self.tr("Here frame {} of A meets frame {} of B: {:.2f}").format(
                self._outs[place[0]], self._ins[place[1]], self._scores[place[0]][place[1]]
            )
            lines.insert(0, cell)
        return "\n".join(lines)

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        place = self._place(at)
        return None if place is None else (self._outs[place[0]], self._ins[place[1]])

    def _place(self, at: QPointF) -> tuple[int, int] | None:
        if not self._outs or not self._ins:
            return None
        i = int(at.x() * len(self._outs) / self.width())
        j = int(at.y() * len(self._ins) / self.height())
        inside = 0 <= i < len(self._outs) and 0 <= j < len(self._ins)
        return (i, j) if inside else None

    def _box(self, i: int, j: int) -> QRectF:
        across, down = self.width() / len(self._outs), self.height() / len(self._ins)
        # Edges on whole pixels leave no seams between cells.
        left, right = round(i * across), round((i + 1) * across)
        top, bottom = round(j * down), round((j + 1) * down)
        return QRectF(left, top, right - left, bottom - top)

    def _nearest(self, out_frame: int, in_frame: int) -> tuple[int, int]:
        i = min(range(len(self._outs)), key=lambda at: abs(self._outs[at] - out_frame))
        j = min(range(len(self._ins)), key=lambda at: abs(self._ins[at] - in_frame))
        return i, j
