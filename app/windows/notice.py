"""A calm line under the menus: what happened, and what to try."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app import theme


class Notice(QWidget):
    """One sentence of what happened and one of what to try, until it is dismissed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"Notice {{ background: {theme.RAISED}; }}")
        self.happened = QLabel()
        self.happened.setTextFormat(Qt.TextFormat.PlainText)
        self.remedy = QLabel()
        self.remedy.setTextFormat(Qt.TextFormat.PlainText)
        self.remedy.setStyleSheet(f"color: {theme.SECONDARY}")
        self.remedy.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.action = QPushButton()
        self._act: Callable[[], None] | None = None
        self.action.clicked.connect(self._take)
        dismiss = QToolButton()
        dismiss.setText("\N{MULTIPLICATION SIGN}")
        dismiss.setToolTip(self.tr("Dismiss (Esc)"))
        dismiss.setAccessibleName(self.tr("Dismiss"))
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self.happened)
        layout.addWidget(self.remedy, 1)
        layout.addWidget(self.action)
        layout.addWidget(dismiss)
        self.hide()

    def tell(
        self,
        happened: str,
        remedy: str = "",
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence; ``action`` names a button that does ``act``."""
        self.happened.setText(happened)
        self.remedy.setText(remedy)
        self.remedy.setToolTip(remedy)
        self.action.setText(action)
        self.action.setVisible(act is not None)
        self._act = act
        self.show()

    def _take(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
