"""Reports bugs as a text that the editor can send; the session goes on meanwhile."""

import platform
import re
import sys
import threading
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

import matchcut
from app import theme
from app.qt.buttons import button
from app.qt.layouts import column
from app.qt.threads import tell


class BugCatcher(QObject):
    """Handles every uncaught exception, on any thread."""

    caught = Signal(str)  # the traceback

    def install(self) -> None:
        """Take over Python's hooks."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        if not issubclass(kind, KeyboardInterrupt):
            self._tell(text)

    def _tell(self, text: str) -> None:
        if threading.current_thread() is threading.main_thread():
            self.caught.emit(text)
        else:
            tell(self, self._tell, text)


# Paths in quotes, as in messages of Python and the system; not those in a traceback's lines.
_PATH = re.compile(r"""(?<!File )(['"])(?:(?!\1).)*[/\\](?:(?!\1).)*\1""")


def report_text(details: str) -> str:
    """Return the report: versions, system and traceback, with paths of files removed.

    A message may still hold the name of a film; the dialog says so.
    """
    details = _PATH.sub(r"\1(a file)\1", details)
    return "\n".join(
        [
            f"matchcut {matchcut.__version__}, Python {platform.python_version()}, "
            f"Qt {PySide6.__version__}",
            f"{platform.system()} {platform.release()} {platform.machine()}, "
            f"{QThread.idealThreadCount()} cores, {QGuiApplication.platformName()}",
            "",
            details or "(Describe here what you did and what you saw.)",
        ]
    )


class ReportDialog(QDialog):
    """Shows a report that can be copied."""

    def __init__(self, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report a problem"))
        self.resize(theme.scaled_size(640, 420))
        words = QLabel(
            self.tr(
                "Something in matchcut went wrong. Your verdicts and cuts are on disk, and you can "
                "go on working. The report may hold the name of a film: read it before you send it."
                if details
                else "Copy this into your message; nothing is sent from here."
            ),
            wordWrap=True,
        )
        self.text = QPlainTextEdit(report_text(details))
        self.text.setFont(theme.mono(small=True))
        self.text.setAccessibleName(self.tr("Report"))
        self.text.setTabChangesFocus(True)
        self.copy = button(self.tr("Copy the report"), "", self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.setLayout(column(words, self.text, buttons, spacing=12, margins=(16, 16, 16, 16)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(self.tr("Copied"))
