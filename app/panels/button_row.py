"""A row of buttons that drops the last ones when space runs out."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

_SPACE = 12


class ButtonRow(QWidget):
    """Buttons side by side for actions that are also in a menu, so that some may be dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: dict[QPushButton, bool] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, action: QAction) -> QPushButton:
        """Append a button for an action."""
        button = QPushButton(action.text(), self)
        button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self.want(button, True)
        return button

    def want(self, button: QPushButton, wanted: bool) -> None:
        """Set whether a button is shown if there is room."""
        self._wanted[button] = wanted
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the width of all wanted buttons."""
        sizes = [button.sizeHint() for button in self._shown()]
        width = sum(size.width() for size in sizes) + _SPACE * (len(sizes) - 1)
        return QSize(max(0, width), max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no width at all."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show what fits."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Lay the buttons out again when a text changes."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _shown(self) -> list[QPushButton]:
        return [button for button, wanted in self._wanted.items() if wanted]

    def _place(self) -> None:
        left = 0
        for button, wanted in self._wanted.items():
            width = button.sizeHint().width()
            fits = wanted and left + width <= self.width()
            button.setVisible(fits)
            if wanted:
                button.setGeometry(left, 0, width, self.height())
                left += width + _SPACE
