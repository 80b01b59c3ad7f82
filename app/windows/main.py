"""The window: the viewer in the middle, panels around it, menus and progress above."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenuBar,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app import theme
from app.actions import ENTRIES, Actions
from app.dialogs import show_dialog
from app.jobs.caches import Caches
from app.jobs.chores import Chores
from app.jobs.download import Download
from app.jobs.sample import SampleFilm
from app.panels.candidates import CandidatesPanel
from app.panels.cut_list import CutListPanel
from app.panels.empty import EmptyState
from app.panels.films import FilmsPanel
from app.panels.filters import FiltersPanel
from app.panels.history import HistoryPanel
from app.panels.inspector import InspectorPanel
from app.panels.progress import Line, ProgressWords
from app.panels.shots import ShotsPanel
from app.panels.watching import WatchingPage
from app.player.viewer import Viewer
from app.qt.layouts import column, held, row
from app.qt.scrolling import leave_wheel_to_panels
from app.qt.threads import find_out, tell
from app.recent import RecentProjects
from app.server import Server
from app.session.desk import Desk
from app.session.last_pair import LastPair
from app.session.session import Session
from app.session.turning import refusal_of_still
from app.settings import preferences, setting
from app.tables.thumbnails import Thumbnails
from app.windows.action_handlers import ActionHandlers
from app.windows.at_work import AtWork
from app.windows.availability import show_what_can_be_taken, show_what_is_on
from app.windows.bug_report import ReportDialog
from app.windows.displays import Displays
from app.windows.drops import Drops
from app.windows.judging import Judging
from app.windows.keys import action_of_digit, claimed, leave_clicks_keyless, leave_keys_to
from app.windows.leaving import Leaving
from app.windows.missing_films import MissingFilms
from app.windows.notice import Notice
from app.windows.opening import Opening
from app.windows.outside_changes import OutsideChanges
from app.windows.refusals import Refusals
from app.windows.removing import Removing
from app.windows.stalled import Stalled
from app.windows.start import StartPage
from app.windows.workspace import AREAS, Workspace
from matchcut.files import is_there

_SMALLEST = (1024, 560)
_FIRST = (1440, 900)


class MainWindow(QMainWindow):
    """One project, on one screen."""

    activated = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._furnished = False  # pairs were listed in this project, so the panels stay
        self.setWindowIcon(theme.app_icon())
        room = self.screen().availableSize()
        self.setMinimumSize(QSize(*_SMALLEST).boundedTo(room))
        self.setAcceptDrops(True)
        self.sample = SampleFilm(self)
        self.chores = Chores(self)
        self.caches = Caches(self.chores, self)
        self.download = Download(self.chores, self)
        self.recent = RecentProjects(self)
        self.start = StartPage(self.recent)
        self.thumbnails = Thumbnails(self)
        # Before any list hears of the project.
        for turned in (desk.project_opened, desk.project_closed):
            turned.connect(lambda: self.thumbnails.open(desk.path))
        self.watching = WatchingPage(desk, self.thumbnails)
        self.viewer = Viewer(desk)
        self.pages = QStackedWidget()
        self.away = EmptyState()
        for page in (self.start, self.watching, self.away, self.viewer):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.line = Line()
        self.words = ProgressWords()
        self.project_name = theme.quiet(QLabel())
        bar = QMenuBar()
        self.above = self._above(bar)
        self.setMenuWidget(self.above)
        self.notice = Notice(self, self.above, self.pages)
        self.workspace = Workspace(self)
        self.displays = Displays(self, self.above, self.pages, self.viewer, self.workspace)
        self.displays.moved.connect(self.show_state)
        self.stalled = Stalled(desk, self.viewer, self.notice)
        self._furnish()
        note = self.inspector.note
        self.leaving = Leaving(desk, note, self.notice, self._servers, self)
        Refusals(desk, note, self.notice)
        self.judging = Judging(desk, self.candidates, self.cut_list, self)
        self.handlers = ActionHandlers(self)
        self.menu = Actions(self, bar, self.handlers.table(), ENTRIES)
        self.handlers.fill_menus(self.menu)
        lists = self.films, self.watching.films
        shown = self.line, self.words, self.menu
        self.at_work = AtWork(desk, self.chores, shown, lists, self.notice)
        self.at_work.going_changed.connect(self.show_state)
        self.removing = Removing(desk, lists, self.notice)
        # On a display of its own the viewer is a window, and takes the same keys.
        self.viewer.addActions(self.actions())
        self.installEventFilter(self.viewer.shuttle)
        leave_clicks_keyless(self)
        leave_wheel_to_panels(self)
        self._connect()
        self.opening = Opening(desk, self.leaving, self.notice, self)
        show_list = self.handlers.show_list
        self.drops = Drops(desk, self.opening, self.leaving, self.notice, show_list)
        self.opening.opened.connect(self.take)
        if not self.restoreGeometry(setting("window/geometry", QByteArray())):
            self.resize(QSize(*_FIRST).boundedTo(room))
        self.workspace.settle()
        self.at_work.show()
        self.show_state()

    @property
    def session(self) -> Session:
        """The session on the open project; see `Desk.session`."""
        return self.desk.session

    def show_state(self) -> None:
        """Show the page, panels, title and menus that fit what is open."""
        path, page = self.desk.path, self._page()
        away = page is self.viewer and self.viewer.isWindow()
        before = self.pages.currentWidget()
        self.pages.setCurrentWidget(self.away if away else page)
        if page is self.viewer:
            if not self.workspace.is_open:
                # Next, not now: it takes as long as the rest.
                tell(self, self._open_panels)
            if before is not page and not away:
                self.viewer.setFocus()  # otherwise Qt would focus the first control
        else:
            self.workspace.close()
        if page is self.start:
            self.start.refresh()
        name = path.stem if path is not None else ""
        self.setWindowTitle(f"{name} - matchcut" if name else "matchcut")
        self.project_name.setText(name)
        self.project_name.setToolTip(str(path or ""))
        self.menu.enable(("picture_only",), page is self.viewer)  # elsewhere Tab is for controls
        show_what_can_be_taken(self.menu, self.desk, listed=bool(self.cut_list.table.pairs))
        self.show_what_is_on()

    def _open_panels(self) -> None:
        if self.pages.currentWidget() in (self.viewer, self.away):
            self.workspace.open()

    def _page(self) -> QWidget:
        """Return what fills the window: films on their way, until there are pairs to be seen."""
        self._furnished &= self.desk.is_open
        if not self.desk.is_open:
            return self.start
        session = self.session
        known = any(film.frame_count for film in session.films)
        self._furnished |= bool(session.candidates)
        first = not self._furnished and (bool(session.analysis.waiting) or not known)
        return self.watching if first else self.viewer

    def show_what_is_on(self) -> None:
        """Tick in the menus what is on."""
        show_what_is_on(self.menu, self.desk, self.viewer)

    def open_sample(self, film: Path) -> None:
        """Open the project of the sample film, or make it."""
        self.start.show_drawing("", None)
        project = preferences().projects_folder / f"{film.stem}.matchcut"

        def begin(known: bool) -> None:
            self.opening.begin(project, [] if known else [film], create=not known)

        find_out(self, lambda: is_there(project), begin)

    def open(self, project: Path, *, create: bool = False) -> None:
        """Open a project in place of the one that is open."""
        self.opening.begin(project, create=create)

    def take(self, paths: Sequence[Path]) -> None:
        """Do what fits what was dropped: open, analyse, or match."""
        self.drops.take(paths)

    def tell(self, happened: str, remedy: str = "", *, passes: bool = False) -> None:
        """Show what happened, in a line under the menus; passes: see `Notice.tell`."""
        self.notice.tell(happened, remedy, passes=passes)

    def report(self, details: str) -> None:
        """Report a bug in matchcut itself, and go on."""
        self.notice.tell(
            self.tr("Something in matchcut went wrong; nothing you decided is lost."),
            self.tr("Go on working. A report helps to mend it."),
            self.tr("Show the report…"),
            lambda: show_dialog(ReportDialog(details, self)),
            stays=True,
        )

    def _servers(self) -> list[Server]:
        frames = self.viewer.player.frames
        return [*self.session.servers, *([] if frames is None else [frames.server])]

    def _above(self, bar: QMenuBar) -> QWidget:
        """Return the bar above everything: menus, names, the progress line."""
        # Equal room on both sides keeps the name in the middle, however long the words are.
        bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        parts = (bar, 1), self.project_name, (self.words, 1)
        top = row(*parts, spacing=24, margins=(4, 0, 12, 0))
        above = held(column(top, self.line, spacing=0))
        above.setObjectName("above")
        # For this widget only: its menus keep a raised background.
        above.setStyleSheet(f"#above {{ background: {theme.WINDOW}; }}")
        return above

    def _furnish(self) -> None:
        """Put the panels around the viewer."""
        desk, add = self.desk, self.workspace.add
        self.films = FilmsPanel()
        self.candidates = CandidatesPanel(desk, self.thumbnails)
        self.filters = FiltersPanel(desk)
        self.shots = ShotsPanel(desk, self.thumbnails, self.viewer.player.frames_shown)
        self.inspector = InspectorPanel(desk)
        self.cut_list = CutListPanel(desk, self.thumbnails)
        self.history = HistoryPanel(desk)
        filters = add("filters", self.tr("Filters"), self.filters, AREAS.LeftDockWidgetArea)
        films = add("films", self.tr("Films"), self.films, AREAS.LeftDockWidgetArea)
        self.tabifyDockWidget(filters, films)
        below = AREAS.BottomDockWidgetArea
        panel = self.candidates
        candidates = add("candidates", self.tr("Candidates"), panel, below, panel.header)
        shots = add("shots", self.tr("Shots"), self.shots, below, self.shots.header)
        shots.visibilityChanged.connect(self.shots.set_seen)
        self.tabifyDockWidget(candidates, shots)
        right = AREAS.RightDockWidgetArea
        inspector = add("inspector", self.tr("Pair"), self.inspector, right)
        history = add("history", self.tr("History"), self.history, right)
        history.visibilityChanged.connect(self.history.set_seen)
        add("cut_list", self.tr("Cut list"), self.cut_list, right)
        self.tabifyDockWidget(inspector, history)
        for front in (filters, candidates, inspector):
            front.raise_()

    def _connect(self) -> None:
        desk = self.desk
        desk.project_opened.connect(self._opened)
        for changed in (
            desk.project_closed,
            desk.films_changed,
            desk.candidates_changed,
            desk.selection_changed,
            desk.cut_list_changed,
        ):
            changed.connect(lambda *_: self.show_state())
        desk.failed.connect(self.tell)
        desk.unfinished.connect(
            lambda happened, remedy, again: self.notice.tell(
                happened, remedy, self.tr("Try again"), again
            )
        )
        desk.not_found.connect(self._not_found)
        desk.bug.connect(self.report)
        self.chores.told.connect(
            lambda *told: self.notice.tell(*told[:2], passes=told[2], stays=True)
        )
        desk.project_closed.connect(self.notice.leave_project)
        still = refusal_of_still()[0]
        desk.selection_changed.connect(lambda _pair: self.notice.take_back(still))
        self.inspector.pressed.connect(self.judging.press)
        self.judging.told.connect(self.viewer.badge.tell_of_several)
        self.start.films_wanted.connect(self.handlers.add_films)
        self.start.project_wanted.connect(self.handlers.open_project)
        self.start.sample_wanted.connect(self.sample.want)
        self.start.recent_chosen.connect(self.open)
        for panel in (self.films, self.watching.films):
            panel.add_films.connect(self.handlers.add_films)
        self.films.details.connect(self.handlers.films)
        self.sample.drawing.connect(
            lambda share: self.start.show_drawing(self.tr("Drawing the sample film"), share)
        )
        self.sample.ready.connect(self.open_sample)
        self.sample.failed.connect(self._sample_failed)
        self.away.button.setToolTip(self.tr("Bring the viewer back (Shift+F)"))
        words, button = self.tr("The viewer is on the other display."), self.tr("Bring it back")
        self.away.say(words, button, self.displays.leave)
        self.words.clicked.connect(lambda: self.handlers.show_panel("films"))
        self.filters.filters_changed.connect(self.candidates.set_filters)
        # The list may be hidden, and then only the viewer can show why there is no pair.
        self.candidates.lacking.connect(self.viewer.say_without_pair)
        self.candidates.films_wanted.connect(self.handlers.add_films)
        self.candidates.clear_wanted.connect(self.filters.clear)
        pairs = self.candidates.view
        pairs.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        pairs.customContextMenuRequested.connect(
            lambda at: self.menu.menus["Pair"].popup(pairs.viewport().mapToGlobal(at))
        )
        self.viewer.ways_changed.connect(self.show_what_is_on)
        desk.review_changed.connect(lambda _pair: self.show_what_is_on())
        desk.steps_changed.connect(self.show_what_is_on)
        self.cut_list.play_all.connect(self.viewer.play_all)
        self.cut_list.summed_up.connect(lambda words: self.workspace.head("cut_list", words))
        self.viewer.player.shape_known.connect(self.workspace.suit)
        for shown in (self.candidates, self.shots, self.cut_list, self.watching):
            self.viewer.player.shape_known.connect(shown.view.set_shape)

    def _opened(self) -> None:
        self.caches.keep_within_limit()
        self.handlers.fill_recent()
        self.recent.look()
        session = self.session
        OutsideChanges(session)
        LastPair(session)
        self.missing = MissingFilms(session, self.viewer, self.notice)
        self.activated.connect(self.missing.look_again)
        self.show_state()

    def _not_found(self, happened: str, remedy: str, analyse: bool) -> None:
        session = self.session
        films = list(session.footage.files.values())
        act = (lambda: session.add_films(films)) if analyse and films else None
        self.notice.tell(happened, remedy, self.tr("Analyse again"), act)
        self.show_state()

    def _sample_failed(self, said: str) -> None:
        self.start.show_drawing("", None)
        self.notice.tell(self.tr("The sample film could not be drawn."), said, stays=True)

    def event(self, event: QEvent) -> bool:
        """Let the control with the focus handle its keys before they act as shortcuts."""
        if event.type() == QEvent.Type.WindowActivate:
            leave_keys_to(self.viewer)  # as after a dialog
            self.activated.emit()
        return claimed(event) or super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept dragged files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open, analyse or match dropped files."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.take(paths)

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: N802
        """Give the focus to the next visible control, or to the previous one."""
        return self.workspace.focus_next(forwards=forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go back one step on Escape; recognise digits by their position, too."""
        action = action_of_digit(event, self)
        if action is not None:
            action.trigger()
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.notice.isVisible():
            self.notice.hide()
        elif not self.words.dismiss() and not self.judging.let_go():
            self.handlers.go_back()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close the project first: every decision is on disk before the window is gone."""
        if not (self.at_work.may_close() and self.leaving.may(self.close)):
            event.ignore()
            return
        self.displays.leave()
        self.workspace.remember()
        # Waiting for processes takes a moment, which the editor need not see.
        self.hide()
        self.opening.close()
        self.sample.close()
        self.chores.close()
        self.caches.close()
        self.desk.close()
        event.accept()
