"""The accepted cuts in order: drag, play, remove, export."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget

from app import theme
from app.actions import CUT_ENTRIES
from app.dialogs import show_dialog
from app.dialogs.export import ExportDialog
from app.panels.empty import EmptyState
from app.qt.buttons import button
from app.qt.layouts import column, row
from app.session.candidates import Candidate
from app.session.desk import Desk
from app.tables.candidates import CANDIDATE
from app.tables.cut_list import CutListTable, CutListWall
from app.tables.thumbnails import Thumbnails
from app.words import counted


class CutListPanel(QWidget):
    """Shows the session's cut list; Delete removes, Ctrl+Up and Ctrl+Down move."""

    play_all = Signal(list)  # the accepted Candidates, in order
    summed_up = Signal(str)  # words on how many cuts there are, and how many are selected

    def __init__(self, desk: Desk, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._desk = desk
        self.table = CutListTable(self)
        self.table.move_wanted.connect(self._move)
        self.view = CutListWall(self.table, thumbnails)
        self.view.setAccessibleName(self.tr("Cut list"))
        self.view.chosen.connect(self._go)
        self.view.activated.connect(self._go)
        self.view.several_changed.connect(self._sum_up)
        self.actions_ = self.view.add_entries(
            CUT_ENTRIES,
            {
                "select_cuts": self.view.select_every,
                "remove": self.remove,
                "earlier": lambda: self._shift(-1),
                "later": lambda: self._shift(1),
            },
        )
        self.empty = EmptyState()
        self.empty.say(self.tr("No cut is accepted yet: A accepts the pair."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self.away = theme.quiet(QLabel(wordWrap=True))
        self.away.setContentsMargins(8, 4, 8, 0)
        self.away.hide()
        self.setLayout(column(self._stack, self.away, self._buttons(), spacing=0))
        desk.project_opened.connect(self._show)
        desk.project_closed.connect(self._clear)
        desk.cut_list_changed.connect(self._show)
        desk.films_changed.connect(self._name_films)
        desk.review_changed.connect(self._reviewed)
        desk.selection_changed.connect(self._follow)
        self.view.selectionModel().currentChanged.connect(self._enable)
        self._enable()

    def _buttons(self) -> QHBoxLayout:
        self.play = button(
            self.tr("Play all"),
            self.tr("Play every cut of the list, one after the other (Shift+P)"),
            lambda: self.play_all.emit(self._desk.session.cut_list()),
        )
        tip = self.tr("Take the cut out of the list (Del)")
        self.remove_button = button(self.tr("Remove"), tip, self.remove)
        self.export = button(
            self.tr("Export…"),
            self.tr("Write the list for an editing system (Ctrl+E)"),
            lambda: show_dialog(ExportDialog(self._desk.session, self.window())),
        )
        buttons = self.play, self.remove_button, self.export
        return row(*buttons, spacing=4, margins=(8, 4, 8, 8))

    def remove(self) -> None:
        """Remove the selected cuts from the list."""
        pair = self._current()
        if pair is not None:
            self._desk.session.remove(*(self.view.several or [pair.id]))

    def _shift(self, step: int) -> None:
        pair = self._current()
        if pair is None:
            return
        place = self.table.index_of(pair.id).row() + step
        if 0 <= place < self.table.rowCount():
            self._move(pair.id, place)

    def _move(self, pair_id: str, place: int) -> None:
        self._desk.session.move(pair_id, place)
        self.view.make_current(self.table.index_of(pair_id))

    def _current(self) -> Candidate | None:
        pair: Candidate | None = self.view.currentIndex().data(CANDIDATE)
        return pair

    def _go(self, _clicked: QModelIndex) -> None:
        pair = self._current()  # another one if Ctrl has deselected the clicked one
        if pair is not None:
            self._desk.session.select(pair.id)

    def _show(self) -> None:
        current, pairs = self._current(), self._desk.session.cut_list()
        row, several = self.view.currentIndex().row(), self.view.several
        if pairs != self.table.pairs:
            stay = {pair.id for pair in pairs}
            row -= sum(pair.id not in stay for pair in self.table.pairs[: max(row, 0)])
            self.table.show(pairs)
            if not self.view.hasFocus():
                self._follow(self._desk.session.selected)
            elif current is not None and pairs:
                kept = self.table.index_of(current.id)
                beside = self.table.index(min(max(row, 0), len(pairs) - 1))
                self.view.make_current(kept if kept.isValid() else beside)
            self.view.select_again(several)
        self._name_films()
        self._stack.setCurrentWidget(self.view if pairs else self.empty)
        self._sum_up()
        gone = self._desk.session.cuts_gone
        self.away.setText(self.tr("{} more without their film").format(f"{gone:,}"))
        self.away.setVisible(bool(gone))
        self.play.setEnabled(bool(pairs))
        # Verdicts export as labels.
        self.export.setEnabled(bool(pairs) or self._desk.session.decisions.judged)
        self._enable()

    def _clear(self) -> None:
        self.table.show([])
        self._enable()

    def _name_films(self) -> None:
        self.view.set_named(len(self._desk.session.films) > 1)

    def _sum_up(self) -> None:
        cuts, several = len(self.table.pairs), len(self.view.several)
        words = [counted(cuts, self.tr("cut"), self.tr("cuts"))] if cuts else []
        if several:
            words.append(self.tr("{} selected").format(f"{several:,}"))
        self.summed_up.emit(", ".join(words))

    def _follow(self, pair: Candidate | None) -> None:
        """Mark the selected pair, so that Remove takes the one seen in the viewer.

        While the arrow keys belong to the list, they move the mark.
        """
        if not self.view.moves:
            self.view.follow(QModelIndex() if pair is None else self.table.index_of(pair.id))

    def _enable(self, *_: object) -> None:
        on = self._current() is not None
        self.remove_button.setEnabled(on)
        for name, action in self.actions_.items():
            action.setEnabled(on or (name == "select_cuts" and bool(self.table.pairs)))

    def _reviewed(self, pair_id: str) -> None:
        pair = self._desk.session.candidate(pair_id)
        if pair is not None and pair.accepted:
            self.table.replace(pair)
