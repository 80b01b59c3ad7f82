"""Start the window."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import theme
from app.qt.garbage import Sweeper
from app.qt.overrides import guard_overrides
from app.session.desk import Desk
from app.windows.bug_report import BugCatcher
from app.windows.main import MainWindow


def run(project: Path | None) -> int:
    """Open the window, with a project if given; return the exit status once it is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("matchcut")
    application.setOrganizationName("matchcut")
    application.setDesktopFileName("matchcut")
    theme.dress(application)
    Sweeper(application)
    guard_overrides()
    desk = Desk()
    window = MainWindow(desk)
    catcher = BugCatcher()
    catcher.caught.connect(window.report)
    catcher.install()
    # However the window ends, its decisions are written first.
    application.aboutToQuit.connect(desk.close)
    for ending in _endings():
        # Not at once: Python may handle a signal in the middle of anything.
        signal.signal(ending, lambda *_: QTimer.singleShot(0, window.close))
    # Python handles signals only while it runs code.
    pulse = QTimer()
    pulse.timeout.connect(lambda: None)
    pulse.start(500)
    window.show()
    if project is not None:
        window.open(project)
    return application.exec()


def _endings() -> list[signal.Signals]:
    """Return the signals that close the window."""
    endings = [signal.SIGINT, signal.SIGTERM]
    # Windows has no terminals that hang up, and nohup wants the signal ignored.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        endings.append(signal.SIGHUP)
    return endings
