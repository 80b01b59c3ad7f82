"""The list of pairs as a Qt model."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.session.candidates import Candidate, verdicts_of
from matchcut.scoring.words import WEAKER, WEAKER_MEANING, weak_from

Index = QModelIndex | QPersistentModelIndex
CANDIDATE = Qt.ItemDataRole.UserRole
WEAK_FROM_HERE = CANDIDATE + 1
"""True for the first pair of the weak part of the list."""
NO_INDEX = QModelIndex()


class CandidatesTable(QAbstractListModel):
    """Pairs in the order in which they are shown.

    weak_from: the row of the first faint pair if the best come first; None if there is none.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pairs: list[Candidate] = []
        self.weak_from: int | None = None
        self._best_first = False
        self._rows: dict[str, int] = {}

    def show(self, pairs: Sequence[Candidate], *, best_first: bool = False) -> None:
        """Show other pairs."""
        self.beginResetModel()
        self.pairs, self._best_first = list(pairs), best_first
        self._count()
        self.endResetModel()

    def replace(self, pair: Candidate, before: str = "") -> None:
        """Update a listed pair, or put it in place of the pair ``before``."""
        row = self._rows.get(before or pair.id)
        if row is not None and self.pairs[row] != pair:
            self.pairs[row] = pair
            if pair.id not in self._rows:
                self._count()
            self.dataChanged.emit(self.index(row), self.index(row))

    def remove(self, pair_id: str) -> None:
        """Remove a pair from the list."""
        row = self._rows.get(pair_id)
        if row is not None:
            self.beginRemoveRows(NO_INDEX, row, row)
            del self.pairs[row]
            self._count()
            self.endRemoveRows()

    def index_of(self, pair_id: str) -> QModelIndex:
        """Return the index of a pair; an invalid index if it is not shown."""
        row = self._rows.get(pair_id)
        return NO_INDEX if row is None else self.index(row)

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802
        """Return how many pairs are shown."""
        return 0 if parent.isValid() else len(self.pairs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the pair itself, or its description."""
        if not index.isValid():
            return None
        pair = self.pairs[index.row()]
        weak_from_here = index.row() == self.weak_from
        if role == CANDIDATE:
            return pair
        if role == WEAK_FROM_HERE:
            return weak_from_here
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self._words(pair, paths=role == Qt.ItemDataRole.ToolTipRole)
            return f"{words}\n{self._weak_words()}" if weak_from_here else words
        return None

    def _count(self) -> None:
        self._rows = {pair.id: row for row, pair in enumerate(self.pairs)}
        self.weak_from = None
        if self._best_first and self.pairs:
            scores = (pair.score for pair in self.pairs)
            self.weak_from = weak_from(scores, self.pairs[0].flavour)

    def _weak_words(self) -> str:
        words = f"{self.tr(WEAKER)}: {self.tr(WEAKER_MEANING)}."
        return words[0].upper() + words[1:]

    def _words(self, pair: Candidate, *, paths: bool) -> str:
        sides = []
        for side in (pair.out, pair.into):
            if side is not None:
                words = self.tr("{}, shot {}, {} (frame {})")
                sides.append(words.format(side.name, side.shot, side.timecode, side.frame))
                sides += [side.path] if paths and side.path else []
        verdict = ", ".join(sorted(verdicts_of(pair)))
        first = f"{pair.score:.2f}  {verdict}"
        check = [self.tr("Check it: a film has changed since.")] if pair.check else []
        return "\n".join([first, *check, *sides, pair.reason])
