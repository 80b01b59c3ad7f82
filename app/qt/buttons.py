"""Make buttons in one expression: text, tooltip and action."""

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton, QToolButton

Press = Callable[[], object] | SignalInstance
CROSS = "\N{MULTIPLICATION SIGN}"


def button(words: str, tip: str, press: Press) -> QPushButton:
    """Return a button. press: what a press calls, or the signal that it emits."""
    made = QPushButton(words)
    made.setToolTip(tip)
    made.clicked.connect(press)
    return made


def flat_button(words: str, tip: str, press: Press | None = None) -> QToolButton:
    """Return a button without a background of its own."""
    made = QToolButton()
    made.setText(words)
    made.setToolTip(tip)
    made.setProperty("flat", True)
    if press is not None:
        made.clicked.connect(press)
    return made
