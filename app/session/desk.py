"""Where the window has its project: at most one lies open at a time."""

from pathlib import Path

from PySide6.QtCore import Signal

from app.qt.threads import tell
from app.session.contents import Contents
from app.session.ledger import Ledger
from app.session.news import News
from app.session.session import Session
from app.settings import remember_project


class Desk(News):
    """Has the session on the project that is open, and passes on what it tells.

    Whoever shows something of a project listens to the desk, and looks at its session then: with
    the project it goes.
    """

    project_opened = Signal()  # its path and films are known
    project_closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The session on the project that is open; without one there is none to ask for."""
        assert self._session is not None
        return self._session

    @property
    def path(self) -> Path | None:
        """The project that is open, None where none is."""
        return self._session.path if self._session is not None else None

    def lay_open(self, ledger: Ledger, contents: Contents) -> None:
        """Go on with a project that a ledger has opened, in place of the one that is open."""
        self.close()
        # Whoever waited for it holds it no more: else Qt would delete it twice.
        for told in (ledger.opened, ledger.unopened, ledger.bug):
            told.disconnect()
        session = self._session = Session(ledger, contents, self)
        for name, signal in vars(News).items():
            if isinstance(signal, Signal):
                getattr(session, name).connect(getattr(self, name))
        remember_project(contents.path)
        self.project_opened.emit()
        # Next, not now: together they would block the window for longer than a frame lasts.
        tell(session, session.begin, contents)

    def close(self) -> None:
        """Close the project, as `Session.close` does; `failed` tells what is lost by it."""
        if self._session is None:
            return
        loss, self._session = self._session.close(), None
        self.project_closed.emit()
        if loss is not None:
            self.failed.emit(*loss)
