"""Turns to another project: the one that is open is left only for one that has been opened."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.session.contents import Contents
from app.session.desk import Desk
from app.session.ledger import Ledger
from app.windows.leaving import Leaving
from app.windows.notice import Notice


class Opening(QObject):
    """Opens the wanted project first, then leaves the other; what is dropped meanwhile waits."""

    opened = Signal(list)  # Paths that were dropped for the opened project

    def __init__(self, desk: Desk, leaving: Leaving, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._leaving = leaving
        self._notice = notice
        self._wanted: Ledger | None = None  # of the wanted project
        self._trials: set[Ledger] = set()  # on their way, also of projects that are wanted no more
        self._next: tuple[Ledger, Contents] | None = None  # it is open, and the other to be left
        self._dropped: list[Path] = []
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
        self.add(dropped)
        if not self._desk.is_open:
            self._notice.leave_project()  # it is of what was before
        trial = self._wanted = Ledger(project.absolute(), self, create=create)
        self._trials.add(trial)
        trial.opened.connect(lambda contents: self._leave_for(trial, contents))
        trial.unopened.connect(lambda *told: self._refuse(trial, *told))
        trial.bug.connect(self._desk.bug)
        trial.start()

    def again(self, project: Path, dropped: Sequence[Path] = ()) -> None:
        """Open a project that was closed for a moment, unless another has taken its place."""
        if not (self._desk.is_open or self.going):
            self.begin(project, dropped)

    def add(self, dropped: Sequence[Path]) -> None:
        """Keep what was dropped for the project that is being opened."""
        self._dropped += dropped

    def close(self) -> None:
        """Open nothing any more."""
        self._wanted = None
        for trial in self._trials:
            _end(trial)
        self._trials.clear()
        self._forget_next()

    def _forget_next(self) -> None:
        if self._next is not None:
            _end(self._next[0])
            self._next = None

    def _leave_for(self, trial: Ledger, contents: Contents) -> None:
        self._trials.discard(trial)
        if trial is self._wanted:
            self._forget_next()
            self._next = trial, contents
            self._leaving.leave(self._enter)
        else:
            _end(trial)

    def _enter(self) -> None:
        """Go on with what has been opened, even if something else is wanted by now.

        The processes of the one before have ended: nobody would serve it any more.
        """
        if self._next is None:
            return
        (ledger, contents), self._next = self._next, None
        if self._desk.is_open:
            # What is lost by leaving what was open is told now.
            self._notice.leave_project()
        wanted, dropped = ledger is self._wanted, self._dropped
        if wanted:
            self._wanted, self._dropped = None, []
        self._desk.lay_open(ledger, contents)
        if wanted:
            self.opened.emit(dropped)
        if contents.mended:
            self._desk.failed.emit(" ".join(contents.mended), "")

    def _refuse(self, trial: Ledger, happened: str, remedy: str) -> None:
        self._trials.discard(trial)
        _end(trial)
        if trial is self._wanted:
            self._give_up(happened, remedy)

    def _stay(self) -> None:
        self._forget_next()
        self._give_up()

    def _give_up(self, happened: str = "", remedy: str = "") -> None:
        """Open nothing, and report why; also that dropped files are not added."""
        if self._dropped:
            happened = happened or self.tr("The project was not opened.")
            again = self.tr("What was dropped meanwhile is not added: drop it again.")
            remedy = f"{remedy} {again}".strip()
        self._wanted, self._dropped = None, []
        if happened:
            self._desk.failed.emit(happened, remedy)


def _end(trial: Ledger) -> None:
    """Close what is not gone on with."""
    trial.close()
    trial.deleteLater()
