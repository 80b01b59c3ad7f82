"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from app.actions import CUT_ENTRIES, ENTRIES, SHOT_ENTRIES, Actions, Entry, ShortcutSheet
from app.dialogs import show_dialog
from app.dialogs.conform import ConformDialog
from app.dialogs.films import FilmsDialog
from app.dropped import PROJECT, STILLS
from app.qt.threads import find_out
from app.settings import preferences
from app.tables.pairs import CandidatesWall
from app.windows.about import AboutDialog
from app.windows.bug_report import ReportDialog
from app.windows.preferences import PreferencesDialog
from matchcut.files import is_folder
from matchcut.lists import LISTS
from matchcut.review import FLAVOURS, is_flavour

if TYPE_CHECKING:
    from app.windows.main import MainWindow

_PROJECT_FILES = f"matchcut (*{PROJECT})"
_LIST_FILES = f"Lists ({' '.join(f'*{ending}' for ending in sorted(LISTS))})"
_STILL_FILES = f"Stills ({' '.join(f'*{ending}' for ending in sorted(STILLS))})"


class ActionHandlers(QObject):
    """The actions of one main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._recent = QMenu(self.tr("Recent projects"), window)
        self._recent.setToolTipsVisible(True)  # shows where projects with the same name lie
        self._desk.returned.connect(self._return_to)
        self._desk.asked.connect(self._show_partners)
        window.displays.changed.connect(self._check)
        window.displays.lacking.connect(
            lambda: window.tell(
                self.tr("There is no second display."),
                self.tr("Connect one, or fill this one with F."),
                passes=True,
            )
        )

    def table(self) -> dict[str, Callable[..., object]]:
        """Return what each of `ENTRIES` does."""
        desk, window = self._desk, self._window
        return {
            **window.viewer.handlers(),
            "new_project": self.new_project,
            "open_project": self.open_project,
            "sample": window.sample.want,
            "add_films": self.add_films,
            "add_folder": self.add_folder,
            "pause_analysis": lambda: desk.session.analysis.toggle(),
            "retry_analysis": lambda: desk.session.analysis.retry(),
            "match_still": self.match_still,
            "films": self.films,
            "improve": self.improve,
            "conform": self.conform,
            "export": window.cut_list.export.click,
            "preferences": self.preferences,
            "close_project": lambda: window.leaving.leave(desk.close),
            "quit": window.close,
            "stop_work": lambda: window.at_work.stop(),
            "undo": lambda: desk.session.turns.undo(),
            "redo": lambda: desk.session.turns.redo(),
            **{f"{by}_matches": lambda by=by: desk.session.find(by) for by in FLAVOURS},
            "clear_filters": window.candidates.clear_filters,
            "flop_matches": window.filters.flop.click,
            "all_kinds": window.filters.all_kinds.click,
            "select_next": lambda: self._in_candidates().reach(1),
            "select_previous": lambda: self._in_candidates().reach(-1),
            "select_all": lambda: self._in_candidates().select_every(),
            "good": lambda: window.judging.tag("good"),
            "bad": lambda: window.judging.tag("bad"),
            "maybe": lambda: window.judging.tag("maybe"),
            "accept": window.judging.accept,
            "no_verdict": window.judging.take_back,
            "next": lambda: self._go(1),
            "previous": lambda: self._go(-1),
            "split": window.shots.split_here,
            "move_end": window.shots.end_here,
            "match_this": self.match_this,
            "note": self.note,
            "flop": self.flop,
            "turn_round": lambda: desk.session.turn(),
            "all_pairs": lambda: desk.session.find(desk.session.search.flavour),
            "reset_layout": window.workspace.reset,
            "play_list": window.cut_list.play.click,
            "picture_only": self.picture_only,
            "full_screen": window.displays.fill,
            "other_display": window.displays.fill_other,
            "next_control": lambda: window.focusNextPrevChild(True),
            "previous_control": lambda: window.focusNextPrevChild(False),
            "shortcuts": self.shortcuts,
            "report": lambda: show_dialog(ReportDialog("", window)),
            "about": lambda: show_dialog(AboutDialog(window)),
        }

    def fill_menus(self, menu: Actions) -> None:
        """Add the dynamic entries: recent projects and the panels."""
        menu.menus["File"].insertMenu(menu["sample"], self._recent)
        self._window.recent.changed.connect(self.fill_recent)
        self.fill_recent()
        menu.menus["Shots"].addActions(list(self._window.shots.actions_.values()))
        menu.menus["Shots"].aboutToShow.connect(self._window.shots.catch_up)
        menu.menus["Cut list"].addActions(list(self._window.cut_list.actions_.values()))
        first = menu["picture_only"]
        for number, (name, dock) in enumerate(self._window.workspace.docks.items(), start=1):
            toggle = QAction(dock.windowTitle(), self._window)
            toggle.setCheckable(True)
            toggle.setShortcut(f"Alt+{number}")
            toggle.triggered.connect(lambda _checked=False, name=name: self.toggle_panel(name))
            dock.visibilityChanged.connect(toggle.setChecked)
            menu.menus["Window"].insertAction(first, toggle)
            self._window.addAction(toggle)
            # By key alone: in the menu it would need an entry for every panel.
            afloat = QAction(self._window)
            afloat.setShortcut(f"Alt+Shift+{number}")
            afloat.triggered.connect(lambda _checked=False, name=name: self._toggle_floating(name))
            self._window.addAction(afloat)
        menu.menus["Window"].insertSeparator(first)

    def fill_recent(self) -> None:
        """List the recent projects in their menu."""
        self._recent.clear()
        for path, there in self._window.recent.listed():
            action = self._recent.addAction(path.stem)
            action.setEnabled(there)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self._window.open(path))
        self._recent.setEnabled(not self._recent.isEmpty())

    # Projects and films

    def new_project(self) -> None:
        """Ask for a place, then make an empty project there and open it."""

        def choose(folder: Path) -> None:
            start, title = str(folder / f"untitled{PROJECT}"), self.tr("New project")
            name, _ = QFileDialog.getSaveFileName(self._window, title, start, _PROJECT_FILES)
            if name:
                # The suffix is added, and replaces nothing after a dot: "Reel 1.5" is a name.
                path = Path(name if name.endswith(PROJECT) else name + PROJECT)
                self._window.open(path, create=True)

        find_out(self, _projects_folder, choose)

    def open_project(self) -> None:
        """Ask for a project, then open it."""

        def choose(folder: Path) -> None:
            title = self.tr("Open a project")
            name, _ = QFileDialog.getOpenFileName(self._window, title, str(folder), _PROJECT_FILES)
            if name:
                self._window.open(Path(name))

        find_out(self, _projects_folder, choose)

    def add_films(self) -> None:
        """Ask for films, then analyse them."""
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Add films"))
        if names:
            self._window.take([Path(name) for name in names])

    def add_folder(self) -> None:
        """Ask for a folder, then analyse its films."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Add a folder of films"))
        if name:
            self._window.take([Path(name)])

    def match_still(self) -> None:
        """Ask for a still, then list the shots that it matches."""
        title = self.tr("Match a still")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", _STILL_FILES)
        if name:
            self._window.take([Path(name)])

    def films(self) -> None:
        """Show the films and timeline dialog."""
        show_dialog(FilmsDialog(self._desk.session, self._window))

    def improve(self) -> None:
        """Let the masks learn from the footage, or stop that; the window goes on meanwhile."""
        learning = self._desk.session.learning
        (learning.stop if learning.going else learning.begin)()

    def conform(self) -> None:
        """Ask for a list, then show its events among the films."""
        title = self.tr("Read a list from elsewhere")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", _LIST_FILES)
        if name:
            self.show_list(Path(name))

    def show_list(self, listed: Path) -> None:
        """Show the events of a list among the films."""
        show_dialog(ConformDialog(self._desk.session, listed, self._window))

    # Pairs

    def match_this(self) -> None:
        """List partners for the outgoing shot, or for the one that plays by itself."""
        session = self._desk.session
        pair, seen = session.selected, session.shot
        if seen is not None:
            shot = seen.film, seen.number, seen.start
            session.find(session.search.flavour, match_shot=shot)
        elif pair is not None and pair.out is not None:
            shot = pair.out.film, pair.out.shot, pair.out.frame
            flavour = pair.flavour if is_flavour(pair.flavour) else session.search.flavour
            session.find(flavour, match_shot=shot)
        elif pair is not None:
            self._window.tell(
                self.tr("The outgoing side is a still, whose partners are listed already."),
                self.tr("In the shots panel Return matches a shot."),
                passes=True,
            )

    def _go(self, step: int) -> None:
        """Go to the pair beside the selected one, or to the shot beside that which plays."""
        if self._desk.session.shot is not None:
            self._window.shots.step(step)
        else:
            (self._desk.session.next if step > 0 else self._desk.session.previous)()

    def note(self) -> None:
        """Show the note and put the cursor into it."""
        self._window.workspace.set_bare(False)
        self._check()
        self.show_panel("inspector")
        self._window.activateWindow()
        self._window.inspector.write_note()

    def flop(self) -> None:
        """Flop the incoming shot, or turn it back."""
        pair = self._desk.session.selected
        if pair is not None:
            self._desk.session.flop(not pair.flop)
            self._window.show_what_is_on()  # nothing is reported of what can't be stored

    def _show_partners(self) -> None:
        """Bring the list to the front that partners of a shot or a still are going to be in."""
        if self._desk.session.search.matching is not None and not self._window.workspace.bare:
            self.show_panel("candidates")

    def _in_candidates(self) -> CandidatesWall:
        """Bring the list of pairs to the front: a verdict applies to all selected in it."""
        self._window.workspace.set_bare(False)
        self._check()
        self.show_panel("candidates")
        return self._window.candidates.view

    def _return_to(self, pair: str) -> None:
        """Turn to the pair that undo or redo was about; the selected one plays on."""
        selected = self._desk.session.selected
        if selected is None or selected.id != pair:
            self._desk.session.select(pair)

    # The window

    def preferences(self) -> None:
        """Open the preferences."""
        window = self._window
        ways = window.leaving.leave, window.opening.again
        show_dialog(PreferencesDialog(self._desk, window.caches, window.download, *ways, window))

    def shortcuts(self) -> None:
        """Open the shortcut sheet."""
        panels = [
            Entry(name, "Window", title, (f"Alt+{number}",))
            for number, (name, title) in enumerate(self._window.workspace.titles.items(), start=1)
        ]
        panels += [Entry("float", "Window", "Let panel 1 float, and so on", ("Alt+Shift+1",))]
        entries = *ENTRIES, *panels, *SHOT_ENTRIES, *CUT_ENTRIES
        show_dialog(ShortcutSheet(entries, self._window))

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front."""
        if self._window.workspace.is_open:
            dock = self._window.workspace.docks[name]
            dock.show()
            dock.raise_()

    def toggle_panel(self, name: str) -> None:
        """Bring a panel to the front, and give the keys to its list if that has keys of its own.

        If both are so already, hide the panel.
        """
        window = self._window
        keys = {"shots": window.shots.view, "cut_list": window.cut_list.view}.get(name)
        waits = keys is not None and keys.isVisible() and not keys.has_keys
        if window.workspace.is_seen(name) and not waits:
            window.workspace.docks[name].hide()
            return
        self.show_panel(name)
        if keys is not None:
            keys.take_keys()

    def _toggle_floating(self, name: str) -> None:
        """Let a panel float, or put it back; where there is nothing to show in it, do neither."""
        if self._window.workspace.is_open:
            self._window.workspace.docks[name].toggle_floating()

    def picture_only(self) -> None:
        """Hide every panel, or show them again."""
        self._window.workspace.set_bare(not self._window.workspace.bare)
        self._check()

    def go_back(self) -> None:
        """Leave the full screen, else show the panels again, else return to the pair."""
        if self._window.displays.are_filled:
            self._window.displays.leave()
        elif self._window.workspace.bare:
            self.picture_only()
        elif self._desk.is_open and self._desk.session.shot is not None:
            self._desk.session.back_to_pair()

    def _check(self) -> None:
        window = self._window
        window.menu["full_screen"].setChecked(window.isFullScreen())
        window.menu["picture_only"].setChecked(window.workspace.bare)
        window.menu["other_display"].setChecked(window.displays.viewer_is_away)


def _projects_folder() -> Path:
    """Return the folder of new projects, or the deepest folder of its path that exists.

    Given a folder that does not exist, a dialog begins in the folder that matchcut was started
    from.
    """
    folder = preferences().projects_folder
    return next((each for each in (folder, *folder.parents) if is_folder(each)), folder)
