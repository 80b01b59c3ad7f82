"""The panels around the viewer: where they stand, which are seen, and that this is remembered."""

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QWidget,
)

from app import theme
from app.qt.buttons import flat_button
from app.qt.layouts import held, row
from app.qt.scrolling import bring_into_sight
from app.settings import stored

# Counts up when a panel comes or goes, so that an old layout is not forced on a new set of them.
_LAYOUT = 1
AREAS = Qt.DockWidgetArea
_WIDE = 16 / 9
# Menus, timecodes and filmstrips, above and below the picture.
_BESIDE_PICTURE_PX = 168
# Of the window's height: all details of a pair, down to its note, with menus, title and tabs.
_PAIR_PX = 524
# What there is to read beside the picture takes so much.
_LEFT_PX, _RIGHT_PX = 224, 296
# In a window narrower than that, one of the two would leave the picture too little.
_NARROW_PX = 1200


class Workspace:
    """The docks of a main window."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.docks: dict[str, _Dock] = {}
        self.titles: dict[str, str] = {}
        self._open = False
        self._bare = False
        self._state: QByteArray | None = None
        self._default: QByteArray | None = None
        self._shape = _WIDE
        self._moved = False  # the editor has made another layout
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS.RightDockWidgetArea)
        tabs = QMainWindow.DockOption
        window.setDockOptions(tabs.AllowTabbedDocks | tabs.AllowNestedDocks | tabs.AnimatedDocks)

    def add(
        self,
        name: str,
        title: str,
        panel: QWidget,
        area: Qt.DockWidgetArea,
        header: QWidget | None = None,
    ) -> QDockWidget:
        """Put a panel into an area, under its title; a header stands in the title's place."""
        dock = _Dock(title, len(self.docks) + 1, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        if header is not None:
            dock.set_header(header)
        self._window.addDockWidget(area, dock)
        self.docks[name], self.titles[name] = dock, title
        return dock

    def head(self, name: str, words: str) -> None:
        """Let words follow the title of a panel, or none."""
        self.docks[name].setWindowTitle("  ".join(filter(None, (self.titles[name], words))))

    def settle(self) -> None:
        """Take the panels as they stand for the layout to go back to, and hide them."""
        self._default = self._window.saveState(_LAYOUT)
        for dock in self.docks.values():
            dock.hide()

    def open(self) -> None:
        """Show the panels as they were left."""
        if self._open:
            return
        self._open = True
        state = stored().value("window/panels")
        moved = isinstance(state, QByteArray) and self._window.restoreState(state, _LAYOUT)
        self._moved = moved and self._fits()
        if not self._moved:
            self.reset()

    def close(self) -> None:
        """Hide the panels, for there is nothing to show in them."""
        if not self._open:
            return
        self.remember()
        self._open = self._bare = False
        for dock in self.docks.values():
            dock.hide()

    def remember(self) -> None:
        """Keep the layout for the next time."""
        if self._open and not self._bare:
            stored().setValue("window/panels", self._window.saveState(_LAYOUT))
        stored().setValue("window/geometry", self._window.saveGeometry())

    def reset(self) -> None:
        """Put the panels back to where they stood at first."""
        assert self._default is not None
        self._window.restoreState(self._default, _LAYOUT)
        self._bare = self._moved = False
        if self._window.width() < theme.scaled(_NARROW_PX) or not self._fits():
            for name in ("filters", "films"):
                self._window.tabifyDockWidget(self.docks["history"], self.docks[name])
            self.docks["inspector"].raise_()
        self._proportion()
        # Docks that were hidden take their sizes only once they are laid out.
        QTimer.singleShot(0, self._proportion)

    def _fits(self) -> bool:
        """Whether the panels as they stand leave the window as narrow as the screen."""
        least = self._window.minimumSizeHint().width()
        return least <= self._window.screen().availableSize().width()

    def suit(self, shape: float) -> None:
        """Suit a film's shape: what a wide picture leaves below goes to the lists."""
        if shape != self._shape:
            self._shape = shape
            if self._open and not self._moved and not self._bare:
                self._proportion()

    def _proportion(self) -> None:
        """Give the picture as much of the room as it can fill."""
        size = self._window.size()
        left, right = self.docks["filters"], self.docks["inspector"]
        sides = {right: max(theme.scaled(_RIGHT_PX), size.width() // 6)}
        if left not in self._window.tabifiedDockWidgets(right):
            sides[left] = max(theme.scaled(_LEFT_PX), size.width() // 8)
        self._window.resizeDocks(list(sides), list(sides.values()), Qt.Orientation.Horizontal)
        picture = (size.width() - sum(sides.values())) / self._shape
        below = round(size.height() - picture - theme.scaled(_BESIDE_PICTURE_PX))
        # Less than the panel needs it is not given: without a cut little, else one is seen.
        cuts = min(max(0, size.height() - theme.scaled(_PAIR_PX)), size.height() * 3 // 8)
        self._window.resizeDocks(
            [self.docks["candidates"], self.docks["cut_list"]],
            [min(max(204, below), size.height() * 2 // 5), cuts],
            Qt.Orientation.Vertical,
        )

    def is_seen(self, name: str) -> bool:
        """Whether a panel is in front: one behind another's tab is visible to Qt alone."""
        dock = self.docks[name]
        return dock.isVisible() and not dock.visibleRegion().isEmpty()

    def focus_next(self, *, forwards: bool) -> bool:
        """Give the keys to the next control that is seen, or to the previous one, as one reads."""
        control = self._window.focusWidget()
        controls = [
            each
            for each in self._window.findChildren(QWidget)
            if each is control or self._takes_keys(each)
        ]
        if not controls:
            return False
        controls.sort(key=self._place)
        at = controls.index(control) if control in controls else -1 if forwards else 0
        coming = controls[(at + (1 if forwards else -1)) % len(controls)]
        reason = Qt.FocusReason
        coming.setFocus(reason.TabFocusReason if forwards else reason.BacktabFocusReason)
        bring_into_sight(coming)
        return True

    def _takes_keys(self, control: QWidget) -> bool:
        return (
            bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
            and control.focusProxy() is None
            and control.window() is self._window
            and control.isVisible()
            and control.isEnabled()
            and not self.covers(control)
            and not _is_all_seen(control)
        )

    def _place(self, control: QWidget) -> tuple[int, int, int]:
        """Return what sorts controls by panel, row by row, the tabs and the header of it first."""
        part, around = control, control.parentWidget()
        while around is not None and around is not self._window:
            part, around = around, around.parentWidget()
        if isinstance(part, QTabBar):
            title = part.tabText(part.currentIndex())
            docks = self.docks.values()
            front = next((dock for dock in docks if dock.windowTitle() == title), part)
            return front.y(), front.x(), 0
        header = part.titleBarWidget() if isinstance(part, QDockWidget) else None
        within = header is None or not header.isAncestorOf(control)
        return part.y(), part.x(), 2 if within else 1

    def covers(self, control: QWidget) -> bool:
        """Whether a control is of a panel that is not seen."""
        # The tabs of panels that are hidden are left without any, somewhere outside the window.
        emptied = isinstance(control, QTabBar) and control.count() == 0
        return emptied or any(
            dock.isAncestorOf(control) and not self.is_seen(name)
            for name, dock in self.docks.items()
        )

    @property
    def is_open(self) -> bool:
        """Whether there is something to show in the panels."""
        return self._open

    @property
    def bare(self) -> bool:
        """Whether only the picture is seen."""
        return self._bare

    def set_bare(self, bare: bool) -> None:
        """Hide every panel, or show those that were seen before."""
        if not self._open or bare == self._bare:
            return
        if bare:
            self._state = self._window.saveState(_LAYOUT)
            for dock in self.docks.values():
                dock.hide()
        elif self._state is not None:
            self._window.restoreState(self._state, _LAYOUT)
        self._bare = bare


def _is_all_seen(control: QWidget) -> bool:
    """Whether a control is there to be scrolled, and has no need of it."""
    return isinstance(control, QScrollArea) and control.verticalScrollBar().maximum() == 0


class _Dock(QDockWidget):
    """A panel with the room's own buttons: Qt's icons are no exact grey, and come back at times."""

    def __init__(self, title: str, number: int, window: QMainWindow) -> None:
        super().__init__(title, window)
        self._number = number
        self._afloat: QAbstractButton | None = None  # of a header
        self.topLevelChanged.connect(self._dress_soon)
        self.dockLocationChanged.connect(self._dress_soon)
        self.visibilityChanged.connect(self._give_keys_back)
        self._dress_soon()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Dress the buttons again, for Qt just has."""
        super().showEvent(event)
        self._dress_soon()

    def set_header(self, header: QWidget) -> None:
        """Put a header in the title's place, and beside it a button that lets the panel float."""
        self._afloat = flat_button("", "", self.toggle_floating)
        self._afloat.setIcon(theme.dock_icon("float"))
        self._afloat.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as those of a title
        self.setTitleBarWidget(held(row((header, 1), self._afloat, spacing=0)))

    def toggle_floating(self) -> None:
        """Let the panel float, or put it back."""
        self.setFloating(not self.isFloating())

    def _give_keys_back(self, seen: bool) -> None:
        """Leave the keys to the picture once another panel stands in front of this one."""
        control = QApplication.focusWidget()
        if not seen and control is not None and self.isAncestorOf(control):
            control.clearFocus()

    def _dress_soon(self, *_: object) -> None:
        QTimer.singleShot(0, self, self._dress)

    def _dress(self) -> None:
        words = {
            "close": self.tr("Put this panel away (Alt+{})").format(self._number),
            "float": self.tr("Let this panel float, or put it back (Alt+Shift+{})").format(
                self._number
            ),
        }
        for name, tip in words.items():
            button = self.findChild(QAbstractButton, f"qt_dockwidget_{name}button")
            if button is not None:
                button.setIcon(theme.dock_icon(name))
                button.setToolTip(tip)
        if self._afloat is not None:
            self._afloat.setToolTip(words["float"])
            self._afloat.setAccessibleName(words["float"])
        window = self.parentWidget()
        assert isinstance(window, QMainWindow)
        self._dress_tabs(window)

    def _dress_tabs(self, window: QMainWindow) -> None:
        """Name tabs by where they are."""
        names = {
            AREAS.LeftDockWidgetArea: self.tr("Panels on the left"),
            AREAS.RightDockWidgetArea: self.tr("Panels on the right"),
            AREAS.TopDockWidgetArea: self.tr("Panels above"),
            AREAS.BottomDockWidgetArea: self.tr("Panels below"),
        }
        for tabs in window.findChildren(QTabBar):
            titles = [tabs.tabText(at) for at in range(tabs.count())]
            docks = [dock for dock in window.findChildren(_Dock) if dock.windowTitle() in titles]
            if docks:
                tabs.setAccessibleName(names.get(window.dockWidgetArea(docks[0]), ""))
