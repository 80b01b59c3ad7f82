"""Notices changes that other processes make to the project, while this window is active."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.session.session import Session

EVERY_MS = 1000


class OutsideChanges(QObject):
    """Checks for changes by another window or a command; the selection is kept."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._behind = False  # the project must be read again
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._follow)
        session.ledger.noticed.connect(self._noticed)
        session.films_changed.connect(self._caught_up)
        self._follow(application.applicationState())

    def _follow(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._timer.stop()
        elif not self._timer.isActive():
            self._look()
            self._timer.start()

    def _look(self) -> None:
        self._session.ledger.look()
        self._catch_up()

    def _noticed(self, _reviews: object, edited: bool) -> None:
        self._behind |= edited
        self._catch_up()

    def _catch_up(self) -> None:
        # Wait until our own analysis is done: it writes all the time, and each refresh would
        # restart the search.
        if self._behind and self._session.analysis.free and not self._session.search.going:
            self._behind = False
            self._session.refresh()

    def _caught_up(self) -> None:
        self._behind = False
