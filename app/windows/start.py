"""What the window shows while no project is open: what to do, and the recent projects."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from app import theme
from app.panels.drop_page import DropPage
from app.panels.progress import Line
from app.qt.buttons import button
from app.qt.layouts import column
from app.recent import RecentProjects

_SHOWN_RECENT = 5


class StartPage(DropPage):
    """Drop films here; or open a project, go on with a recent one, or look at a sample."""

    project_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(object)  # Path

    def __init__(self, recent: RecentProjects) -> None:
        said = self.tr(
            "matchcut watches them once and lists the pairs of shots that cut together.\n"
            "Nothing leaves this machine."
        )
        super().__init__(said)
        self._recent_projects = recent
        recent.changed.connect(self._list_recent)
        tip = self.tr("Open a project (Ctrl+O)")
        self.project = button(self.tr("Open a project…"), tip, self.project_wanted)
        tip = self.tr("A film of two minutes with match cuts in it, drawn on this machine")
        self.sample = button(self.tr("Try the sample film"), tip, self.sample_wanted)
        self.buttons.addWidget(self.project)
        self.buttons.addWidget(self.sample)
        self._drawing = theme.quiet(QLabel())
        self._line = Line()
        self._line.setFixedWidth(280)
        self._recent, drawing = column(spacing=4), column()
        for each in (self._drawing, self._line):
            drawing.addWidget(each, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.below.addLayout(drawing)
        self.below.addLayout(self._recent)

    def refresh(self) -> None:
        """Bring the recent projects up to date."""
        self._list_recent()
        self._recent_projects.look()

    def show_drawing(self, words: str, share: float | None) -> None:
        """Show the progress of drawing the sample film; "" and None while none is drawn."""
        self._drawing.setText(words)
        self._line.set_share(share)
        self.sample.setEnabled(share is None)

    def _list_recent(self) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        recent = self._recent_projects.listed()[:_SHOWN_RECENT]
        if recent:
            title = theme.quiet(QLabel(self.tr("Go on with")))
            self._recent.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        for path, there in recent:
            link = self._link(path, there)
            self._recent.addWidget(link, alignment=Qt.AlignmentFlag.AlignHCenter)

    def _link(self, path: Path, there: bool) -> QPushButton:
        tip = str(path) if there else self.tr("{} is not there").format(path)
        link = button(path.stem, tip, lambda: self.recent_chosen.emit(path))
        link.setFlat(True)
        link.setEnabled(there)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setStyleSheet(
            f"QPushButton {{ background: transparent; color: {theme.ACCENT}; }}"
            f"QPushButton:disabled {{ color: {theme.DISABLED}; }}"
        )
        return link
