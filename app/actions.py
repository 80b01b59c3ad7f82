"""Everything the editor can do: one table for the menus, the shortcuts and the shortcut sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QScrollArea,
    QWidget,
)

from app import theme
from app.qt.layouts import column, held, row
from matchcut.review import FLAVOURS, Flavour


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: its name in code, menu, words, and keys (the first is the one shown).

    menu: or a section of the shortcut sheet; "" if in neither.
    checkable: it switches something on and off. one_of: the group of which one is on.
    apart: it has a separator above it in the menu.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    one_of: str = ""
    apart: bool = False


_SECTION_PX = 12
"""Space between two sections of the sheet."""
_WORDS_EMS = 15
"""Longer words wrap in the sheet: one long name would push three columns aside."""

_REPEATED = ("next", "previous", "select_next", "select_previous")
"""Entries that repeat while their keys are held."""

_MENUS: Mapping[str, str] = {
    "File": "&File",
    "Edit": "&Edit",
    "View": "&View",
    "Pair": "&Pair",
    "Shots": "&Shots",
    "Cut list": "&Cut list",
    "Playback": "Play&back",
    "Window": "&Window",
    "Help": "&Help",
}
"""Menu -> its title, with the letter that opens it with Alt."""
_SUBMENUS: Mapping[str, str] = {"Trim": "Pair"}
"""Menu -> the menu that it opens from, at the position of its first entry."""

_IN_SHOTS = "In the shots; S and E while one plays"

FLAVOUR_KEYS: Mapping[Flavour, str] = {
    flavour: f"Ctrl+{number}" for number, flavour in enumerate(FLAVOURS, start=1)
}

VIEWER_ENTRIES = (
    Entry("show_cut", "View", "The cut", ("1",), one_of="mode", apart=True),
    Entry("show_side", "View", "Side by side", ("2",), one_of="mode"),
    Entry("show_onion", "View", "Onion skin", ("3",), one_of="mode"),
    Entry("show_wipe", "View", "Wipe", ("4",), one_of="mode"),
    Entry("show_difference", "View", "Difference", ("5",), one_of="mode"),
    Entry("marks", "View", "Outlines or arrows", ("O",), checkable=True, apart=True),
    Entry("safe_areas", "View", "Safe areas", ("Q",), checkable=True),
    Entry("centre_cross", "View", "Centre cross", ("W",), checkable=True),
    Entry("play_pause", "Playback", "Play or pause", ("Space",)),
    Entry("play_from_start", "Playback", "Play from the start", ("Shift+Space",)),
    Entry("play_backwards", "Playback", "Backwards, again for faster", ("J",)),
    Entry("pause", "Playback", "Pause; held, J and L go slowly", ("K",)),
    Entry("play_forwards", "Playback", "Forwards, again for faster", ("L",)),
    Entry("frame_back", "Playback", "One frame back", ("Left",), apart=True),
    Entry("frame_on", "Playback", "One frame on", ("Right",)),
    Entry("to_start", "Playback", "To the start", ("Home",)),
    Entry("to_end", "Playback", "To the end", ("End",)),
    Entry("to_cut", "Playback", "To the cut", ("D",)),
    Entry("shorter_loop", "Playback", "Shorter loop", ("[",), apart=True),
    Entry("longer_loop", "Playback", "Longer loop", ("]",)),
    Entry("sound", "Playback", "Sound", ("S", "Shift+S"), checkable=True),
    Entry("copy_timecode", "Playback", "Copy the timecode at the playhead", ("Ctrl+C",)),
    Entry("out_frame_earlier", "Trim", "Out point a frame earlier", ("Z",)),
    Entry("out_frame_later", "Trim", "Out point a frame later", ("X",)),
    Entry("in_frame_earlier", "Trim", "In point a frame earlier", ("C",)),
    Entry("in_frame_later", "Trim", "In point a frame later", ("V",)),
    Entry("out_ten_frames_earlier", "Trim", "Out point ten frames earlier", ("Shift+Z",)),
    Entry("out_ten_frames_later", "Trim", "Out point ten frames later", ("Shift+X",)),
    Entry("in_ten_frames_earlier", "Trim", "In point ten frames earlier", ("Shift+C",)),
    Entry("in_ten_frames_later", "Trim", "In point ten frames later", ("Shift+V",)),
    Entry("both_frames_earlier", "Trim", "Both points a frame earlier", (",",), apart=True),
    Entry("both_frames_later", "Trim", "Both points a frame later", (".",)),
    Entry("cut_here", "Trim", "Cut at the frame on the screen", ("I",)),
    Entry("keep_point", "Trim", "Keep the cut point that plays", ("P",)),
    Entry("nudge", "Pair", "Nudge to fit: preview", ("U",), apart=True),
    Entry("keep_nudge", "Pair", "Keep the nudge with the pair, or take it off", ("Shift+U",)),
)
"""What the viewer does; see `Viewer.handlers`."""

ENTRIES = (
    Entry("new_project", "File", "New project…", ("Ctrl+N",)),
    Entry("open_project", "File", "Open project…", ("Ctrl+O",)),
    Entry("sample", "File", "Sample project"),
    Entry("add_films", "File", "Add films…", ("Ctrl+I",), apart=True),
    Entry("add_folder", "File", "Add a folder of films…", ("Ctrl+Shift+I",)),
    Entry("pause_analysis", "File", "Pause the analysis, or go on", ("Ctrl+P",), apart=True),
    Entry("stop_work", "File", "Stop what is under way", ("Ctrl+.",)),
    Entry("retry_analysis", "File", "Try failed or stopped again", ("Ctrl+R",)),
    Entry("match_still", "File", "Match a still…", ("Ctrl+M",), apart=True),
    Entry("films", "File", "Films and timeline…", ("Ctrl+T",)),
    Entry("improve", "File", "Improve masks on this footage", checkable=True),
    Entry("conform", "File", "Read a list from elsewhere…", ("Ctrl+L",)),
    Entry("export", "File", "Export cut list…", ("Ctrl+E",)),
    Entry("preferences", "File", "Preferences…", ("Ctrl+,",), apart=True),
    Entry("close_project", "File", "Close project", ("Ctrl+W",), apart=True),
    Entry("quit", "File", "Quit", ("Ctrl+Q",)),
    Entry("undo", "Edit", "Undo", ("Ctrl+Z",)),
    Entry("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("select_next", "Edit", "Select the next, too", ("Shift+Down",), apart=True),
    Entry("select_previous", "Edit", "Select the previous, too", ("Shift+Up",)),
    Entry("select_all", "Edit", "Select all pairs", ("Ctrl+A",)),
    *(
        Entry(f"{flavour}_matches", "View", f"{flavour.title()} matches", (key,), one_of="flavour")
        for flavour, key in FLAVOUR_KEYS.items()
    ),
    Entry("all_kinds", "View", "Pair titles and black, too", ("Shift+K",), checkable=True),
    Entry("clear_filters", "View", "Clear the filters", ("Ctrl+Shift+F",)),
    Entry("good", "Pair", "Good, then next", ("G",)),
    Entry("bad", "Pair", "Bad, then next", ("B",)),
    Entry("maybe", "Pair", "Maybe, then next", ("M",)),
    Entry("accept", "Pair", "Accept, then next", ("A",)),
    Entry("no_verdict", "Pair", "Take back the verdict, or accepting", ("Backspace",)),
    Entry("next", "Pair", "Next pair", ("Down", "PgDown"), apart=True),
    Entry("previous", "Pair", "Previous pair", ("Up", "PgUp")),
    Entry("match_this", "Pair", "Match the outgoing shot", ("T",), apart=True),
    Entry("all_pairs", "Pair", "Show all pairs again", ("Shift+T",)),
    Entry("flop_matches", "Pair", "Show flopped pairs, too", ("Shift+H",), checkable=True),
    Entry("note", "Pair", "Write a note", ("N",)),
    Entry("flop", "Pair", "Flop the incoming shot", ("H",), checkable=True),
    Entry("turn_round", "Pair", "Turn the pair round", ("R",)),
    Entry("split", "", "Split at the playhead", ("S",)),
    Entry("move_end", "", "End it at the playhead", ("E",)),
    Entry("play_list", "Cut list", "Play all", ("Shift+P",)),
    Entry("picture_only", "Window", "Picture only", ("Tab",), checkable=True),
    Entry("full_screen", "Window", "Full screen", ("F", "F11"), checkable=True),
    Entry("other_display", "Window", "Viewer on the other display", ("Shift+F",), checkable=True),
    Entry("next_control", "Window", "To the next control", ("F6",), apart=True),
    Entry("previous_control", "Window", "To the previous control", ("Shift+F6",)),
    Entry("reset_layout", "Window", "Put the panels back", ("Ctrl+0",)),
    Entry("shortcuts", "Help", "Keyboard shortcuts", ("?", "F1")),
    Entry("report", "Help", "Report a problem…"),
    Entry("about", "Help", "About matchcut"),
    *VIEWER_ENTRIES,
)

# For a list that has the focus: it takes their keys itself, before the window's shortcuts; after a
# click, letters stay the window's. While a shot plays by itself, S and E are the window's, too.
SHOT_ENTRIES = (
    Entry("next_shot", _IN_SHOTS, "Next shot", ("Down",)),
    Entry("previous_shot", _IN_SHOTS, "Previous shot", ("Up",)),
    Entry("see", _IN_SHOTS, "Play it by itself", ("V",)),
    Entry("leave", _IN_SHOTS, "Back to the pair", ("Esc",)),
    Entry("match", _IN_SHOTS, "Match this", ("Return",)),
    Entry("toggle", _IN_SHOTS, "Show the group", ("Ctrl+G",)),
    Entry("represent", _IN_SHOTS, "Let it stand for its group", ("R",)),
    Entry("ungroup", _IN_SHOTS, "Take it out of its group", ("U",)),
    Entry("dissolve", _IN_SHOTS, "Dissolve the whole group", ("Shift+U",)),
    Entry("group", _IN_SHOTS, "Let it be grouped again", ("Shift+R",)),
    Entry("hide", _IN_SHOTS, "Hide or show", ("X",)),
    Entry("begin_range", _IN_SHOTS, "Pair its film from here on", ("I",)),
    Entry("end_range", _IN_SHOTS, "Pair its film up to here", ("O",)),
    Entry("clear_range", _IN_SHOTS, "Pair the whole film", ("Shift+I",)),
    Entry("split", _IN_SHOTS, "Split at the playhead", ("S",)),
    Entry("merge", _IN_SHOTS, "Merge with the next", ("Ctrl+J",)),
    Entry("move_end", _IN_SHOTS, "End it at the playhead", ("E",)),
)
CUT_ENTRIES = (
    Entry("select_cuts", "In the cut list", "Select all", ("Ctrl+A",)),
    Entry("remove", "In the cut list", "Remove", ("Del",)),
    Entry("earlier", "In the cut list", "Move earlier", ("Ctrl+Up",)),
    Entry("later", "In the cut list", "Move later", ("Ctrl+Down",)),
)


def translated(text: str) -> str:
    """Return a text of the table in the editor's language."""
    return QCoreApplication.translate("Actions", text)


class Actions:
    """The table's actions, in a window's menus."""

    def __init__(
        self,
        window: QWidget,
        bar: QMenuBar,
        handlers: Mapping[str, Callable[..., object]],
        entries: Sequence[Entry],
    ) -> None:
        """handlers: what each entry does, by name."""
        self.menus: dict[str, QMenu] = {
            menu: bar.addMenu(translated(title)) for menu, title in _MENUS.items()
        }
        self._actions: dict[str, QAction] = {}
        self._keys: dict[str, list[QKeySequence]] = {}
        choices = {entry.one_of: QActionGroup(window) for entry in entries if entry.one_of}
        for entry in entries:
            action = QAction(translated(entry.text), window)
            self._keys[entry.name] = [QKeySequence(key) for key in entry.keys]
            action.setShortcuts(self._keys[entry.name])
            action.setCheckable(entry.checkable or bool(entry.one_of))
            if entry.one_of:
                choices[entry.one_of].addAction(action)
            steps = entry.name in _REPEATED or ("frame" in entry.name and not entry.one_of)
            action.setAutoRepeat(steps)
            # The handler sets whether it is checked, which can change in other ways, too.
            action.triggered.connect(lambda _checked=False, handler=handlers[entry.name]: handler())
            if entry.menu in _SUBMENUS and entry.menu not in self.menus:
                above = self.menus[_SUBMENUS[entry.menu]]
                self.menus[entry.menu] = above.addMenu(translated(entry.menu))
            if entry.menu:
                if entry.apart:
                    self.menus[entry.menu].addSeparator()
                self.menus[entry.menu].addAction(action)
            # Keeps shortcuts working while the menu bar is hidden with the panels.
            window.addAction(action)
            self._actions[entry.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, names: tuple[str, ...], on: bool) -> None:
        """Enable or disable some actions."""
        for name in names:
            self._actions[name].setEnabled(on)

    def lend_key(self, name: str, *, away: bool) -> None:
        """Free the first key of an action for another one, or take it back."""
        self._actions[name].setShortcuts(self._keys[name][away:])


class ShortcutSheet(QDialog):
    """Every action with its key, on one page."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        columns = row(spacing=20, margins=(16, 16, 16, 16))
        # Long keys share a column, so that the others stay narrow.
        for menus in (
            ("Pair", "Trim"),
            ("Playback", "Window"),
            ("View", "File", "Help"),
            ("Edit", _IN_SHOTS, "Cut list", "In the cut list"),
        ):
            # One grid for all sections of a column, so that their words are aligned.
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(3)
            for menu in menus:
                self._add_section(grid, menu, entries)
            grid.setRowStretch(grid.rowCount(), 1)
            columns.addLayout(grid)
        sheet = held(columns)
        # The sheet scrolls on a small screen or at large scaling.
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        self.setLayout(column(scroll))
        wanted = sheet.sizeHint() + QSize(2, 2)
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.95))

    def _add_section(self, grid: QGridLayout, menu: str, entries: Sequence[Entry]) -> None:
        title = theme.quiet(QLabel(translated(menu)))
        first = grid.rowCount()
        if grid.count():
            grid.setRowMinimumHeight(first, _SECTION_PX)
            first += 1
        grid.addWidget(title, first, 0, 1, 2)
        listed = [entry for entry in entries if entry.menu == menu and entry.keys]
        for at, entry in enumerate(listed, start=first + 1):
            keys = [
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in entry.keys
            ]
            # Side by side, one entry's keys would push all words aside.
            key = QLabel("\n".join(keys), alignment=Qt.AlignmentFlag.AlignRight)
            key.setFont(theme.mono())
            key.setStyleSheet(f"color: {theme.ACCENT}")
            grid.addWidget(key, at, 0)
            said = QLabel(translated(entry.text))
            widest = _WORDS_EMS * said.fontInfo().pixelSize()
            if said.sizeHint().width() > widest:
                said.setWordWrap(True)
                said.setFixedWidth(widest)
            grid.addWidget(said, at, 1, Qt.AlignmentFlag.AlignTop)
