"""Leaves a project without blocking the window: once all decisions are on disk, it closes."""

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QWidget

from app import theme
from app.dialogs import show_dialog
from app.panels.note import Note
from app.qt.buttons import button
from app.qt.layouts import column
from app.server import Server
from app.session.desk import Desk
from app.windows.notice import Notice
from app.words import counted

_AT_ONCE_SECONDS = 0.3
"""How long the window may block; writing takes far less, unless another process interferes."""
_PACE_MS = 50
_ASKED_AFTER_MS = 1500
_WORDS_PX = 420
_WORKER_SECONDS = 5.0
_SERVERS_SECONDS = 1.5
"""How long servers may take to end by themselves."""


class UnsavedDialog(QDialog):
    """Warns that something is not on disk, and asks whether it may be lost."""

    def __init__(self, why: str, lost: str, parent: QWidget) -> None:
        """why: what could not be saved, and what to try. lost: what closing now would lose."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Not saved yet"))
        self.words = QLabel(why, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(theme.scaled(_WORDS_PX))
        self.buttons = QDialogButtonBox()
        self.lose = button(self.tr("Close and lose {}").format(lost), "", self.accept)
        self.stay = QPushButton(self.tr("Don't close"))
        self.buttons.addButton(self.lose, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.buttons.addButton(self.stay, QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        self.lose.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(column(self.words, self.buttons, spacing=16, margins=(16, 16, 16, 16)))

    def offer_again(self, again: Callable[[], object]) -> None:
        """Add a button, the default one, that tries to save once more."""
        self.again = button(self.tr("Try again"), "", again)
        self.buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        self.again.setDefault(True)
        self.again.setFocus()


class Leaving(QObject):
    """Shows what is not on disk yet, and closes the project once nothing is lost by that."""

    stayed = Signal()  # the editor chose not to leave

    def __init__(
        self,
        desk: Desk,
        note: Note,
        notice: Notice,
        servers: Callable[[], Sequence[Server]],
        window: QWidget,
    ) -> None:
        """servers: returns the servers that the project uses now."""
        super().__init__(window)
        self._desk = desk
        self._note = note
        self._servers = servers
        self._notice = notice
        self._told = 0  # the number of unwritten decisions that was shown last
        self._refusal = ""  # why the latest decision is not on disk, as it was reported
        self._note_refusal = ""  # the same of the latest note, and what to try
        self._window = window
        self._then: Callable[[], object] | None = None
        self._given_up = False
        self._dialog: UnsavedDialog | None = None
        self._look = QTimer(self, interval=_PACE_MS)
        self._look.timeout.connect(self._see)
        self._ask = QTimer(self, singleShot=True, interval=_ASKED_AFTER_MS)
        self._ask.timeout.connect(self._open_dialog)
        desk.project_opened.connect(self._watch)
        desk.note_refused.connect(self._refuse_note)

    def leave(self, then: Callable[[], None]) -> None:
        """Close the project by ``then``, once nothing is lost and its processes have ended."""
        if self.may(lambda: self.leave(then)):
            self._end_processes(then)

    def may(self, then: Callable[[], object]) -> bool:
        """Return whether all decisions are on disk or given up; else call ``then`` once they are.

        ``then`` is not called if the editor chooses to stay.
        """
        if self._given_up or not self._desk.is_open:
            self._given_up = False
            return True
        # What is typed or was refused so far is handed over once more.
        self._note.keep_all()
        written = self._unwritten(_AT_ONCE_SECONDS) == 0
        if written:
            self._desk.session.ledger.hear()
            if not self._note.unkept:
                return True
        self._then = then
        if written:
            self._ask_about_notes()
        else:
            self._look.start()
            if self._dialog is None:
                self._ask.start()
        return False

    def _end_processes(self, then: Callable[[], None]) -> None:
        if not self._desk.is_open:
            then()
            return
        session, servers, began = self._desk.session, self._servers(), monotonic()
        session.stop_work()
        for server in servers:
            server.end()

        def go_on() -> None:
            lasted = monotonic() - began
            working = session.at_work and lasted < _WORKER_SECONDS
            serving = any(server.running for server in servers) and lasted < _SERVERS_SECONDS
            if working or serving:
                QTimer.singleShot(_PACE_MS, self, go_on)
            else:
                then()

        go_on()

    def _watch(self) -> None:
        ledger, self._told = self._desk.session.ledger, 0
        ledger.held.connect(self._held)
        ledger.let_in.connect(self._let_in)
        ledger.failed.connect(self._refused)
        ledger.done.connect(self._written)

    def _held(self) -> None:
        """Show what is not on disk, again once a decision has joined it."""
        unwritten = self._unwritten()
        if unwritten not in (0, self._told):
            path, self._told = self._desk.session.path, unwritten
            decisions = counted(unwritten, self.tr("decision"), self.tr("decisions"))
            self._notice.tell(
                self.tr("{} not saved yet: another process uses {}.").format(decisions, path.name),
                self.tr("Close that program; they are saved as soon as it lets go."),
            )

    def _let_in(self) -> None:
        self._told = 0
        self._notice.tell(self.tr("Everything you decided is saved."), passes=True)

    def _refused(self, happened: str, _remedy: str) -> None:
        def seen() -> None:
            self._refusal = happened

        # Ignore successes of the same batch.
        QTimer.singleShot(0, self, seen)

    def _written(self, _reviews: object) -> None:
        """Hide the notice that the disk refused a change; a new refusal is reported next."""
        self._notice.take_back(self._refusal)
        self._refusal = ""

    def _refuse_note(self, happened: str, remedy: str) -> None:
        self._note_refusal = f"{happened} {remedy}".strip()

    def _unwritten(self, seconds: float = 0.0) -> int:
        return self._desk.session.ledger.unwritten(seconds) if self._desk.is_open else 0

    def _see(self) -> None:
        if self._unwritten() == 0:
            self._end(go_on=True)

    def _open_dialog(self) -> None:
        if not (unwritten := self._unwritten()):
            return
        decisions = counted(unwritten, self.tr("decision"), self.tr("decisions"))
        why = self.tr(
            "{} could not be saved yet: another process uses {}. Close that program; "
            "this goes on by itself as soon as they are saved."
        )
        self._show(why.format(decisions, self._desk.session.path.name), decisions)

    def _ask_about_notes(self) -> None:
        """Ask what becomes of notes that the disk refuses; they stay if the project does."""
        if self._dialog is not None:
            return
        notes = counted(len(self._note.unkept), self.tr("note"), self.tr("notes"))
        why = self.tr("{} could not be saved. {}").format(notes, self._note_refusal)
        self._show(why.strip(), notes).offer_again(lambda: self._end(go_on=True))

    def _show(self, why: str, lost: str) -> UnsavedDialog:
        self._dialog = dialog = UnsavedDialog(why, lost, self._window)
        dialog.accepted.connect(self._lose)
        dialog.rejected.connect(lambda: self._end(go_on=False))
        show_dialog(dialog)
        return dialog

    def _lose(self) -> None:
        if self._unwritten():
            self._desk.session.ledger.give_up()
        self._given_up = True
        self._end(go_on=True)

    def _end(self, *, go_on: bool) -> None:
        self._look.stop()
        self._ask.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.blockSignals(True)
            dialog.close()
        then, self._then = self._then, None
        if not go_on:
            self.stayed.emit()
        elif then is not None:
            then()
