"""What the window shows while no project is open: what to do, and where one has been."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.panels.progress import Line
from app.recent import RecentProjects

_SHOWN_RECENT = 5


class StartPage(QWidget):
    """Drop films here; or open, go on, or look at a sample."""

    films_wanted = Signal()
    project_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(object)  # Path

    def __init__(self, recent: RecentProjects, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent_projects = recent
        recent.changed.connect(self._list_recent)
        heading = QLabel(self.tr("Drop films or a folder here"))
        heading.setProperty("heading", True)
        words = QLabel(
            self.tr(
                "matchcut watches them once and lists the pairs of shots that cut together.\n"
                "Nothing leaves this machine."
            )
        )
        words.setProperty("quiet", True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.films = QPushButton(self.tr("Choose films…"))
        self.films.setToolTip(self.tr("Choose films (Ctrl+I)"))
        self.project = QPushButton(self.tr("Open a project…"))
        self.project.setToolTip(self.tr("Open a project (Ctrl+O)"))
        self.sample = QPushButton(self.tr("Try the sample film"))
        self.sample.setToolTip(
            self.tr("A film of two minutes with match cuts in it, drawn on this machine")
        )
        self.films.clicked.connect(self.films_wanted)
        self.project.clicked.connect(self.project_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        for button in (self.films, self.project, self.sample):
            buttons.addWidget(button)
        buttons.addStretch()
        self._drawing = QLabel()
        self._drawing.setProperty("quiet", True)
        self._line = Line()
        self._line.setFixedWidth(280)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        centred = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.addStretch(3)
        layout.addWidget(heading, alignment=centred)
        layout.addSpacing(8)
        layout.addWidget(words, alignment=centred)
        layout.addSpacing(24)
        layout.addLayout(buttons)
        layout.addSpacing(16)
        layout.addWidget(self._drawing, alignment=centred)
        layout.addWidget(self._line, alignment=centred)
        layout.addSpacing(16)
        layout.addLayout(self._recent)
        layout.addStretch(4)

    def refresh(self) -> None:
        """Bring the recent projects up to date."""
        self._list_recent()
        self._recent_projects.look()

    def show_drawing(self, words: str, share: float | None) -> None:
        """Tell how far the drawing of the sample film is; "" and None while none is drawn."""
        self._drawing.setText(words)
        self._line.set_share(share)
        self.sample.setEnabled(share is None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame that things are dropped into."""
        painter = QPainter(self)
        pen = QPen(QColor(theme.HAIRLINE))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(24, 24, -25, -25))

    def _list_recent(self) -> None:
        while self._recent.count():
            widget = self._recent.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        recent = self._recent_projects.listed()[:_SHOWN_RECENT]
        if recent:
            title = QLabel(self.tr("Go on with"))
            title.setProperty("quiet", True)
            self._recent.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        for path, there in recent:
            link = self._link(path, there)
            self._recent.addWidget(link, alignment=Qt.AlignmentFlag.AlignHCenter)

    def _link(self, path: Path, there: bool) -> QPushButton:
        link = QPushButton(path.stem)
        link.setFlat(True)
        link.setEnabled(there)
        link.setToolTip(str(path) if there else self.tr("{} is not there").format(path))
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setStyleSheet(
            f"QPushButton {{ background: transparent; color: {theme.ACCENT}; }}"
            f"QPushButton:disabled {{ color: {theme.DISABLED}; }}"
        )
        link.clicked.connect(lambda: self.recent_chosen.emit(path))
        return link
