"""Turns to another project: the one that is open is left only for one that can be opened."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.caches import new_cache
from app.ledger import Ledger
from app.session import Session
from app.windows.leaving import Leaving


class Opening(QObject):
    """Reads the wanted project first, then leaves the other; what is dropped meanwhile waits."""

    opened = Signal(list)  # Paths that were dropped for it

    def __init__(self, session: Session, leaving: Leaving, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._leaving = leaving
        self._wanted: Path | None = None
        self._trial: Ledger | None = None
        self._entered = False  # the session reads the wanted project
        self._dropped: list[Path] = []
        session.project_opened.connect(self._opened)
        session.project_closed.connect(self._closed)
        leaving.stayed.connect(self._give_up)

    @property
    def going(self) -> bool:
        """Whether a project is on its way to be opened."""
        return self._wanted is not None

    def begin(self, project: Path, dropped: Sequence[Path] = (), *, create: bool = False) -> None:
        """Open a project in place of the one that is open, or of the one on its way.

        dropped: what came with it. create: make the project if it is not there.
        """
        self.close()
        self._wanted, self._entered = project, False
        self.add(dropped)
        if create:
            new_cache(project)
        trial = self._trial = Ledger(project, self, create=create)
        trial.read.connect(lambda _contents: self._leave(trial, create=create))
        trial.unopened.connect(lambda *told: self._refuse(trial, *told))
        trial.bug.connect(self._session.bug)
        trial.start()

    def add(self, dropped: Sequence[Path]) -> None:
        """Keep what was dropped for the project that is on its way."""
        self._dropped += dropped

    def close(self) -> None:
        """Try no project any more."""
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.close()
            trial.deleteLater()

    def _leave(self, trial: Ledger, *, create: bool) -> None:
        project = self._wanted
        if trial is not self._trial or project is None:
            return  # another is wanted by now
        self.close()

        def enter() -> None:
            if project == self._wanted:
                self._session.open(project, create=create)
                self._entered = True

        self._leaving.leave(enter)

    def _refuse(self, trial: Ledger, happened: str, remedy: str) -> None:
        if trial is self._trial:
            self._give_up(happened, remedy)

    def _opened(self) -> None:
        if self._entered:
            self._wanted, self._entered = None, False
            dropped, self._dropped = self._dropped, []
            self.opened.emit(dropped)

    def _closed(self) -> None:
        if self._entered:
            # The session could not read it after all, and says why first.
            QTimer.singleShot(0, self, self._give_up)

    def _give_up(self, happened: str = "", remedy: str = "") -> None:
        """Open nothing, and say why; what was dropped for it is told of, too."""
        self.close()
        if self._dropped:
            happened = happened or self.tr("The project was not opened.")
            again = self.tr("What was dropped meanwhile is not added: drop it again.")
            remedy = f"{remedy} {again}".strip()
        self._wanted, self._entered, self._dropped = None, False, []
        if happened:
            self._session.failed.emit(happened, remedy)
