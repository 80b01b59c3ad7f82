"""Panels that scroll, also by a mouse wheel over a control that does not have the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QSlider, QWidget

_TURNED = (QComboBox, QSlider, QAbstractSpinBox)
"""Kinds of control that a wheel above them would change."""


class _Unfocused(QObject):
    """Leaves the wheel above a control to what the control lies in."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        wheel = event.type() == QEvent.Type.Wheel
        if wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def leave_wheel_to_panels(window: QWidget) -> None:
    """Let no control of a window be changed by a wheel that turns above it in passing."""
    unfocused = _Unfocused(window)
    for kind in _TURNED:
        for control in window.findChildren(kind):
            control.installEventFilter(unfocused)
            if control.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def bring_into_sight(control: QWidget) -> None:
    """Scroll the panel that a control lies in until it is seen."""
    around = control.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(control)
        around = around.parentWidget()


def scrolled(body: QWidget) -> QScrollArea:
    """Return a panel's contents in an area that scrolls up and down only."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(body)
    return scroll
