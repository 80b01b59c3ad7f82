"""Scroll panels, even if the mouse wheel turns over a control without focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QSlider, QWidget

_TURNED = (QComboBox, QSlider, QAbstractSpinBox)
"""Kinds of control that a wheel over them would change."""


class _Unfocused(QObject):
    """Leaves the wheel over a control to the control's parent."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        wheel = event.type() == QEvent.Type.Wheel
        if wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def leave_wheel_to_panels(window: QWidget) -> None:
    """Keep a wheel that passes over controls of a window from changing those without focus."""
    unfocused = _Unfocused(window)
    for kind in _TURNED:
        for control in window.findChildren(kind):
            control.installEventFilter(unfocused)
            if control.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def bring_into_sight(control: QWidget) -> None:
    """Scroll the panel around a control until the control is visible."""
    around = control.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(control)
        around = around.parentWidget()


def scrolled(body: QWidget) -> QScrollArea:
    """Return a panel's contents in an area that scrolls vertically only."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(body)
    return scroll
