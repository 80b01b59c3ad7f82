"""A combo box to choose one film, or all."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox

from app.session.footage import Footage


class FilmBox(QComboBox):
    """Lists films by distinct names, each with its file in the tooltip; data: the UUID."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName(self.tr("Film"))

    def show_films(self, films: Iterable[str], footage: Footage) -> None:
        """List films by UUID; keep the current choice if it is still there, without a signal."""
        chosen, _blocked = self.currentData(), QSignalBlocker(self)
        self.clear()
        self.addItem(self.tr("all films"), None)
        for film in films:
            self.addItem(footage.called.get(film, ""), film)
            tip = Qt.ItemDataRole.ToolTipRole
            self.setItemData(self.count() - 1, footage.path(film), tip)
        self.setCurrentIndex(max(0, self.findData(chosen)))
