"""A window that several tests share: starting its servers takes longer than most tests."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from copies import copy_of
from patience import WAIT_MS
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app import settings
from app.jobs.films import State
from matchcut.project import reviews as saved
from matchcut.project.disk_errors import disk_told
from matchcut.project.project import open_project


@contextmanager
def open_room(analysed: Path, folder: Path) -> Iterator:
    """Show the real window on a copy of a project, its pairs and shots listed."""
    from app.session.desk import Desk
    from app.windows.main import MainWindow

    # A window that was closed after the last test has kept where its panels stood.
    forget_settings()
    window = MainWindow(Desk())
    window.show()
    window.open(copy_of(analysed, folder))
    wait_for(lambda: window.desk.is_open and bool(window.session.candidates))
    window.show_state()
    window.workspace.docks["cut_list"].show()
    yield window
    window.close()
    forget_window(window)


def lay_open(desk, path: Path, *, create: bool = False):
    """Open a project where there is no window; return the session on it."""
    from app.session.ledger import Ledger

    ledger, opened = Ledger(path.absolute(), desk, create=create), []

    def take(contents):
        desk.lay_open(ledger, contents)
        opened.append(desk.session)

    ledger.opened.connect(take)
    ledger.unopened.connect(pytest.fail)
    ledger.bug.connect(pytest.fail)
    ledger.start()
    wait_for(lambda: bool(opened))
    return opened.pop()


def with_rooms() -> dict[str, str]:
    """Return the environment of a script that has this module at hand."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def forget_settings() -> None:
    """Go back to default preferences, no recent projects and panels where they stand at first."""
    # What was handed over is written first, or it would come back.
    settings._writer.submit(lambda: None).result()
    settings.stored().clear()


def forget_window(window: QWidget) -> None:
    """Delete a window now: Python would, some time, on any thread and in the midst of anything."""
    # First, what its threads have said already is heard.
    QCoreApplication.processEvents()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def forget_reviews(window) -> None:
    """Take everything back that was said, show all pairs, and select the first."""
    session = window.session
    for pair in [*session.candidates, *session.cut_list()]:
        if pair.verdict or pair.accepted or pair.note:
            session.select(pair.id)
            session.tag(None)
            session.note(pair.id, "")
            session.remove(pair.id)
    window.filters.clear()
    if session.candidates:
        session.select(session.candidates[0].id)
    window.activateWindow()
    wait_for(window.isActiveWindow)


def settle(window: QWidget) -> None:
    """Let the window live until nothing is on its way: no question, deed, film or news of others.

    A signal of a new list may be about what was done before, so tests do not go by that.
    """
    session = window.session
    servers, analysis = session.servers, session.analysis

    def rests() -> bool:
        films = any(each.state == State.WAITING for each in analysis.films)
        return analysis.free and not films and not any(each._open for each in servers)

    # Twice: what the ledger has told of may have led to questions.
    for _ in range(2):
        answered = []
        while not answered:
            wait_for(rests)
            session.ledger.look()
            session.ledger.ask(lambda _: None, answered.append)
            wait_for(lambda answered=answered: bool(answered))
            if not rests():
                answered.clear()


def wait_for(true: Callable[[], bool]) -> None:
    """Let the window live until something is true."""
    end = time.monotonic() + WAIT_MS / 1000
    while not true():
        assert time.monotonic() < end, "waited in vain"
        QTest.qWait(10)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def wait_for_disk(qtbot, window, expected):
    """Wait until a function of the reviews and the cut list on disk is true."""

    def there():
        with open_project(window.session.path) as opened:
            return expected(saved.reviews(opened), saved.accepted(opened))

    qtbot.waitUntil(there)


def full(project, *_):
    """Do as a disk without room."""
    with disk_told(project.path):
        error = sqlite3.OperationalError("full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error
