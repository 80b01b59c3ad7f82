"""The page shown until there are pairs: the films, and their shots as they are found."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from app import theme
from app.panels.drop_page import DropPage
from app.panels.films import ALONE_PX, FilmsPanel
from app.qt.layouts import column, held, row
from app.session.desk import Desk
from app.session.shots import Shots
from app.tables.shots import ShotDelegate, ShotsTable
from app.tables.thumbnails import Thumbnails
from app.tables.wall import Wall
from app.words import counted
from matchcut.serving import asks, messages

_EVERY_MS = 2000
_LATEST = 60
_WISHED_PX = 168
_MARGIN = 24


class WatchingPage(QWidget):
    """The films with their progress above, and the latest shots below, newest first.

    Without a film, the frame to drop films into.
    """

    def __init__(self, desk: Desk, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._desk = desk
        self._shots = Shots()
        self._asked = False  # and not answered yet
        self.films = FilmsPanel(alone=True)
        self.words = theme.quiet(QLabel())
        self.table = ShotsTable(self)
        self.view = Wall(self.table, ShotDelegate(thumbnails))
        self.view.wished_px = _WISHED_PX
        self.view.setObjectName("watched")
        self.view.setStyleSheet(f"#watched {{ background: {theme.WINDOW}; }}")
        self.view.setAccessibleName(self.tr("The latest shots"))
        self._again = QTimer(self, interval=_EVERY_MS)
        self._again.timeout.connect(self._read)
        self.films.setMaximumWidth(ALONE_PX)
        films = row(None, (self.films, 1), None)
        margins = _MARGIN, 0, _MARGIN, _MARGIN
        watching = column((films, 1), self.words, (self.view, 2), spacing=8, margins=margins)
        self.empty = DropPage(
            self.tr("They are watched once; the first pairs are listed as soon as one is done.")
        )
        self.empty.films_wanted.connect(self.films.add_films)
        pages = QStackedLayout(self)
        pages.addWidget(self.empty)
        pages.addWidget(held(watching))
        self.films.listed.connect(lambda any_film: pages.setCurrentIndex(int(any_film)))
        for turned in (desk.project_opened, desk.project_closing):
            turned.connect(lambda: self._show({"films": []}))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Follow the analysis while the page is visible."""
        super().showEvent(event)
        self._again.start()
        # The first request starts the server's process: now, not when the first pairs are awaited.
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Request nothing while hidden."""
        super().hideEvent(event)
        self._again.stop()

    def _read(self) -> None:
        if self._desk.session.analysis.running:
            self._ask()

    def _ask(self) -> None:
        # One request at a time: a busy server would answer each of them in full.
        if not self._asked:
            self._asked = True
            asked = asks.SHOTS({"known": self._shots.known})
            self._desk.session.answers.ask(asked, self._show, failed=self._refused, part=self._hear)

    def _refused(self, *_: str) -> None:
        self._asked = False

    def _hear(self, part: messages.FilmShots) -> None:
        self._shots = self._shots.heard(part)

    def _show(self, told: messages.Shots) -> None:
        self._asked = False
        shots, footage = self._shots.after(told), self._desk.session.footage
        self._shots = shots
        all_shots = shots.of(None)
        latest, names = all_shots[: -_LATEST - 1 : -1], shots.names(footage)
        if (latest, names) != (self.table.shots, self.table.names):
            paths, members = shots.paths(footage), shots.members
            self.table.show(latest, names=names, paths=paths, members=members)
            self.view.set_named(self.table.of_several_films)
        self.view.setVisible(bool(latest))
        count = counted(len(all_shots), self.tr("shot"), self.tr("shots"))
        words = self.tr("{} so far, the latest first").format(count)
        self.words.setText(words if all_shots else "")
