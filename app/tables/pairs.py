"""A wall of pairs with multiple selection; the current one is that in the viewer."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from app.tables.candidates import CandidatesTable, Index
from app.tables.painting import PairDelegate
from app.tables.wall import Wall
from app.theme import SECONDARY

_Flag = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction
_MOVES = {
    Qt.Key.Key_Left: _Move.MoveLeft,
    Qt.Key.Key_Right: _Move.MoveRight,
    Qt.Key.Key_Up: _Move.MoveUp,
    Qt.Key.Key_Down: _Move.MoveDown,
}


class PairWall(Wall):
    """Tiles of pairs; Shift and Ctrl select several, always including the current one.

    If the arrow keys move in the wall, Shift makes them select.
    """

    several_changed = Signal()

    def __init__(self, table: CandidatesTable, tiles: PairDelegate) -> None:
        super().__init__(table, tiles)
        self._table = table
        self._start = QPersistentModelIndex()  # of the selection that Shift extends or shrinks
        self._told = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(self._tell)
        table.modelReset.connect(self._tell)

    @property
    def several(self) -> list[str]:
        """The selected pairs in order, if there is more than one."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._table.pairs[row].id for row in rows] if len(rows) > 1 else []

    @property
    def following(self) -> str:
        """The pair after the last selected one, "" if there is none."""
        rows = [index.row() for index in self.selectionModel().selectedIndexes()]
        after = self._table.pairs[max(rows) + 1 :] if rows else []
        return after[0].id if after else ""

    def follow(self, index: QModelIndex) -> None:
        """Make a pair the current one and select it alone, unless it is current already."""
        if index != self.currentIndex() or not self.selectionModel().hasSelection():
            self.make_current(index)

    def select_one(self) -> None:
        """Select the current pair alone."""
        self.make_current(self.currentIndex())

    def select_again(self, pairs: Iterable[str]) -> None:
        """Select those of ``pairs`` that a refilled list still has, besides the current one."""
        current = self.currentIndex()
        rows = QItemSelection()
        for index in map(self._table.index_of, pairs):
            if index.isValid():
                rows.select(index, index)
        if current.isValid() and rows.contains(current):
            self.selectionModel().select(rows, _Flag.Select)

    def select_every(self) -> None:
        """Select all pairs, keeping the current one."""
        if not self.currentIndex().isValid():
            self.make_current(self._table.index(0))
        self._select_rows(0, self._table.rowCount() - 1)

    def reach(self, step: int) -> None:
        """Extend the selection to the next or previous pair, which becomes current."""
        self._reach(self._table.index(self.currentIndex().row() + step))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """With Shift, select from the selection's start, even if keys were pressed since."""
        index, start = self.indexAt(event.position().toPoint()), self._begun()
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._reach(index, start)
        elif left:
            self._start = QPersistentModelIndex(index)
        self._hold_current()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep the current pair among the selected ones."""
        super().mouseReleaseEvent(event)
        self._hold_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """With Shift, let the arrow keys select."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._reach(self.moveCursor(move, Qt.KeyboardModifier.NoModifier))
        else:
            super().keyPressEvent(event)

    def selectionCommand(  # noqa: N802
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Change nothing where there is no tile."""
        return super().selectionCommand(index, event) if index.isValid() else _Flag.NoUpdate

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw a line between the stronger pairs and the weak part of the list."""
        super().paintEvent(event)
        row = self._table.weak_from
        if row is not None:
            tile, right = self.visualRect(self._table.index(row)), self.viewport().width()
            left, top, bottom = tile.left() - 1, tile.top() - 1, tile.bottom() + 1
            painter = QPainter(self.viewport())
            painter.setPen(QColor(SECONDARY))
            painter.drawLine(left, top, right, top)
            if row and self.visualRect(self._table.index(row - 1)).top() == tile.top():
                painter.drawPolyline([QPoint(left, top), QPoint(left, bottom), QPoint(0, bottom)])

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802
        """Drag the current pair alone: a position in the list holds one."""
        self.select_one()
        super().startDrag(supported)

    def _begun(self) -> Index:
        """Return where the selection began."""
        begun = self._start.isValid() and bool(self.several)
        return self._table.index(self._start.row()) if begun else self.currentIndex()

    def _reach(self, index: QModelIndex, start: Index | None = None) -> None:
        start = start or self._begun()
        if not index.isValid() or not start.isValid():
            return
        self._start = QPersistentModelIndex(start)
        self._select_rows(*sorted((start.row(), index.row())))
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)

    def _select_rows(self, first: int, last: int) -> None:
        rows = QItemSelection(self._table.index(first), self._table.index(last))
        self.selectionModel().select(rows, _Flag.ClearAndSelect)

    def _hold_current(self) -> None:
        """If the current pair is not selected, make the nearest selected one current."""
        current, chosen = self.currentIndex(), self.selectionModel()
        if not current.isValid() or chosen.isSelected(current):
            return
        selected = chosen.selectedIndexes()
        if selected:
            nearest = min(selected, key=lambda index: abs(index.row() - current.row()))
            chosen.setCurrentIndex(nearest, _Flag.NoUpdate)
        else:
            self.select_one()

    def _tell(self) -> None:
        """Report a new selection, and its size to a screen reader."""
        count = len(self.several)
        if count != self._told and QAccessible.isActive():
            words = self.tr("{} pairs selected").format(f"{count:,}")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self._told = count
        self.several_changed.emit()


class CandidatesWall(PairWall):
    """The candidates, scrolled by whole rows to keep the current one in sight."""

    least_px = 244

    def __init__(self, table: CandidatesTable, tiles: PairDelegate) -> None:
        super().__init__(table, tiles)
        self._pressed = False  # by the mouse: scrolling now would put another tile under it
        self.setAutoScroll(False)

    def fit(self) -> None:
        """Keep the current pair in sight, too, if it is."""
        current = self.visualRect(self.currentIndex())
        in_sight = self.viewport().rect().intersects(current)
        super().fit()
        if in_sight:
            # It moves when the tiles are laid out again.
            QTimer.singleShot(0, self, self.keep_in_sight)

    def keep_in_sight(self) -> None:
        """Scroll to the current pair unless it is fully visible."""
        index, seen = self.currentIndex(), self.viewport().rect()
        if not self._pressed and not seen.contains(self.visualRect(index)):
            self.scrollTo(index, self.ScrollHint.PositionAtTop)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stop scrolling."""
        self._pressed = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Allow scrolling again."""
        super().mouseReleaseEvent(event)
        self._pressed = False
        self.keep_in_sight()
