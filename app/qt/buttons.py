"""Make buttons in one expression: text, tooltip and action."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolBar, QToolButton

Press = Callable[[], object] | SignalInstance
CROSS = "\N{MULTIPLICATION SIGN}"
_MORE = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"


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


def action_bar(actions: Sequence[QAction]) -> QToolBar:
    """Return buttons for actions with keys; those without room are in the menu of a last one."""
    bar = QToolBar()
    bar.addActions(actions)
    layout, more = bar.layout(), bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert layout is not None
    assert more is not None
    layout.setContentsMargins(0, 0, 0, 0)
    # Qt's own icon is as dark as the panel.
    more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    more.setText(_MORE)
    more.setToolTip(bar.tr("More"))
    return bar
