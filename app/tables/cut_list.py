"""The cut list as a Qt model: pairs that can be dragged to another position."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, Qt, Signal

from app.tables.candidates import CandidatesTable, Index
from app.tables.painting import PairDelegate
from app.tables.pairs import PairWall
from app.tables.thumbnails import Thumbnails

_MIME = "application/x-matchcut-pair"


class CutListTable(CandidatesTable):
    """Accepted pairs in order; a drop requests a move, which the session performs."""

    move_wanted = Signal(str, int)  # pair, position from 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let pairs be dragged, and dropped between others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Move, never copy: a pair is in the list once."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Return what is dragged: a pair of this list."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Return the dragged pair's id."""
        data = QMimeData()
        data.setData(_MIME, self.pairs[indexes[0].row()].id.encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Request the move; return False so that the view removes no row itself."""
        pair_id = bytes(data.data(_MIME).data()).decode()
        before = self.index_of(pair_id).row()
        if before < 0:
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self.pairs)
        # The position is counted without the pair that leaves.
        place -= place > before
        if place != before:
            self.move_wanted.emit(pair_id, place)
        return False


class CutListWall(PairWall):
    """The cut list: arrow keys move in it, and a pair is dragged to its position."""

    wished_px = 128
    least_px = 150
    arrows = True

    def __init__(self, table: CutListTable, thumbnails: Thumbnails) -> None:
        super().__init__(table, PairDelegate(thumbnails, numbered=True))
        self.setDragDropMode(self.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def fit(self) -> None:
        """Switch to a vertical list if there is room for only one column."""
        super().fit()
        # There a cut is dropped above or below another, not left or right of it.
        column = self.tiles.columns(self.room) == 1
        self.setFlow(self.Flow.TopToBottom if column else self.Flow.LeftToRight)
        self.setWrapping(not column)
        # One cut is always visible; an empty list leaves its space to the pair.
        if not self.model().rowCount():
            self.setMinimumHeight(0)
