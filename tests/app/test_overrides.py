"""A mistake of ours in a method that Qt calls costs a report, not the window."""

import subprocess
import sys

import pytest

MISTAKE = """
import sys
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from app.qt.overrides import guard_overrides

class Widget(QWidget):
    __module__ = "app.anywhere"

    def sizeHint(self):
        return {mistake}

told = []
sys.excepthook = lambda kind, *_: told.append(kind.__name__)
application = QApplication([])
guard_overrides()
outer, layout = QWidget(), QVBoxLayout()
outer.setLayout(layout)
layout.addWidget(Widget())
try:
    outer.sizeHint()
except Exception as error:
    told.append(type(error).__name__)
print(*told)
"""


@pytest.mark.parametrize(
    ("mistake", "error"), [("[][3]", "IndexError"), ("1 // 0", "ZeroDivisionError")]
)
def test_an_error_in_a_method_that_qt_calls_is_told_and_the_window_lives(mistake, error):
    ended = subprocess.run(
        [sys.executable, "-c", MISTAKE.format(mistake=mistake)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout.split()[:1]) == (0, [error]), ended.stderr
