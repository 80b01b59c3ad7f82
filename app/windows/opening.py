"""Turns to another project: the one that is open is left only for one that can be opened."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.ledger import Ledger
from app.session.session import Session
from app.windows.leaving import Leaving
from app.windows.notice import Notice


class Opening(QObject):
    """Reads the wanted project first, then leaves the other; what is dropped meanwhile waits."""

    opened = Signal(list)  # Paths that were dropped for the opened project

    def __init__(self, session: Session, leaving: Leaving, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._leaving = leaving
        self._notice = notice
        self._wanted: Path | None = None
        self._trial: Ledger | None = None  # of the wanted project
        self._trials: set[Ledger] = set()  # also those whose project is wanted no more
        self._next: tuple[Path, bool] | None = None  # it can be opened, once the other is left
        self._entered = False  # the session reads the wanted project
        self._dropped: list[Path] = []
        self._mended: list[str] = []  # what was damaged in it
        session.project_opened.connect(self._opened)
        session.project_closed.connect(self._closed)
        leaving.stayed.connect(self._stay)

    @property
    def going(self) -> bool:
        """Whether a project is on its way to be opened."""
        return self._wanted is not None

    def begin(self, project: Path, dropped: Sequence[Path] = (), *, create: bool = False) -> None:
        """Open a project instead of the one that is open, or is being opened.

        dropped: files that were dropped with it. create: make the project if it is not there.
        """
        for trial in self._trials:
            trial.give_up()
        self._wanted, self._entered = project, False
        self.add(dropped)
        trial = self._trial = Ledger(project, self, create=create)
        self._trials.add(trial)
        trial.read.connect(lambda _contents: self._leave_for(project, trial, create=create))
        trial.unopened.connect(lambda *told: self._refuse(trial, *told))
        trial.bug.connect(self._session.bug)
        self._mended.clear()
        trial.mended.connect(self._mended.append)
        trial.start()

    def add(self, dropped: Sequence[Path]) -> None:
        """Keep what was dropped for the project that is being opened."""
        self._dropped += dropped

    def close(self) -> None:
        """Open nothing any more."""
        self._wanted = self._next = None
        for trial in list(self._trials):
            self._end(trial)

    def _end(self, trial: Ledger) -> bool:
        """End a trial, at once if its outcome is known; return whether that matters."""
        if trial in self._trials:
            self._trials.remove(trial)
            trial.close()
            trial.deleteLater()
        matters = trial is self._trial
        if matters:
            self._trial = None
        return matters

    def _leave_for(self, project: Path, trial: Ledger, *, create: bool) -> None:
        if self._end(trial):
            self._next = project, create
            self._leaving.leave(self._enter)

    def _enter(self) -> None:
        """Open what can be opened; that something else is wanted by now doesn't keep it away.

        The processes of the one before have ended: were the other refused, nobody would serve it.
        """
        if self._next is not None:
            (project, create), self._next = self._next, None
            # It is about what was open before; what is lost by leaving that is told now.
            self._notice.hide()
            self._session.open(project, create=create)
            self._entered = project == self._wanted

    def _refuse(self, trial: Ledger, happened: str, remedy: str) -> None:
        if self._end(trial):
            self._give_up(happened, remedy)

    def _opened(self) -> None:
        if self._entered:
            self._wanted, self._entered = None, False
            dropped, self._dropped = self._dropped, []
            self.opened.emit(dropped)
            if self._mended:
                self._session.failed.emit(" ".join(self._mended), "")

    def _closed(self) -> None:
        if self._entered:
            # The session could not read it after all, and reports why first.
            QTimer.singleShot(0, self, self._give_up)
        elif self._next is not None:
            QTimer.singleShot(0, self, self._enter)

    def _stay(self) -> None:
        self._next = None
        self._give_up()

    def _give_up(self, happened: str = "", remedy: str = "") -> None:
        """Open nothing, and report why; also that dropped files are not added."""
        if self._dropped:
            happened = happened or self.tr("The project was not opened.")
            again = self.tr("What was dropped meanwhile is not added: drop it again.")
            remedy = f"{remedy} {again}".strip()
        self._wanted = self._trial = None
        self._entered, self._dropped = False, []
        if happened:
            self._session.failed.emit(happened, remedy)
