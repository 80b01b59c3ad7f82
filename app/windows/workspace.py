"""The panels around the viewer: where they are, and which are visible, also in later sessions."""

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
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
from app.settings import keep, setting

# Increase this when a panel is added or removed, so that old layouts are not restored.
_LAYOUT = 1
AREAS = Qt.DockWidgetArea
_WIDE = 16 / 9
# Height of menus, timecodes and filmstrips, above and below the picture.
_BESIDE_PICTURE_PX = 168
# Height of all details of a pair, down to its note, with menus, title and tabs.
_PAIR_PX = 524
# Width of the text panels beside the picture.
_LEFT_PX, _RIGHT_PX = 224, 296
# In a window narrower than this, two side panels would leave the picture too little room.
_NARROW_PX = 1200


class Workspace(QObject):
    """The docks of a main window; a narrow window has a layout of its own.

    When the window gets smaller, the panels give way before the picture does.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.docks: dict[str, _Dock] = {}
        self.titles: dict[str, str] = {}
        self._open = False
        self._bare = False
        self._state: QByteArray | None = None
        self._default: QByteArray | None = None
        self._shape = _WIDE
        self._moved = False  # the editor has changed the layout
        # A size and a layout of the window, until it is as large again: from before the panels gave
        # way, or from before it was found whether they must.
        self._roomy: tuple[QSize, QByteArray] | None = None
        self._gave_way = False
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS.RightDockWidgetArea)
        tabs = QMainWindow.DockOption
        window.setDockOptions(tabs.AllowTabbedDocks | tabs.AllowNestedDocks | tabs.AnimatedDocks)
        window.installEventFilter(self)

    def add(
        self,
        name: str,
        title: str,
        panel: QWidget,
        area: Qt.DockWidgetArea,
        header: QWidget | None = None,
    ) -> QDockWidget:
        """Add a panel to an area, under its title; a header replaces the title."""
        dock = _Dock(title, len(self.docks) + 1, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        if header is not None:
            dock.set_header(header)
        self._window.addDockWidget(area, dock)
        self.docks[name], self.titles[name] = dock, title
        return dock

    def head(self, name: str, words: str) -> None:
        """Show words after the title of a panel, or none."""
        self.docks[name].setWindowTitle("  ".join(filter(None, (self.titles[name], words))))

    def settle(self) -> None:
        """Keep the present layout as the default, and hide the panels."""
        self._default = self._window.saveState(_LAYOUT)
        for dock in self.docks.values():
            dock.hide()

    def open(self) -> None:
        """Show the panels as they were left."""
        if self._open:
            return
        self._open = True
        self._forget_room()
        name = self._setting()
        state = setting(name, QByteArray())
        self._moved = self._window.restoreState(state, _LAYOUT) and self._fits()
        if not self._moved:
            self.reset()
            return
        size, kept = self._window.size(), setting(f"{name}_size", QSize())
        if size.width() < kept.width() or size.height() < kept.height():
            self._roomy = kept, state
            # Docks have their sizes only after their layout.
            QTimer.singleShot(0, self, self._favour_picture)

    def close(self) -> None:
        """Hide the panels, since they have nothing to show."""
        if not self._open:
            return
        self.remember()
        self._open = self._bare = False
        for dock in self.docks.values():
            dock.hide()

    def remember(self) -> None:
        """Store the layout for the next session."""
        if self._open and not self._bare:
            keep(self._setting(), self._window.saveState(_LAYOUT))
            keep(f"{self._setting()}_size", self._window.size())
        keep("window/geometry", self._window.saveGeometry())

    def reset(self) -> None:
        """Restore the default layout."""
        assert self._default is not None
        self._window.restoreState(self._default, _LAYOUT)
        self._bare = self._moved = False
        self._forget_room()
        if self._is_narrow() or not self._fits():
            for name in ("filters", "films"):
                self._window.tabifyDockWidget(self.docks["history"], self.docks[name])
            self.docks["inspector"].raise_()
        self._proportion()
        # Docks that were hidden accept sizes only after their layout.
        QTimer.singleShot(0, self._proportion)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look after the picture when the window gets smaller: Qt takes the room from it alone."""
        shown = self._open and not self._bare
        if shown and event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            size, before = event.size(), event.oldSize()
            if size.width() < before.width() or size.height() < before.height():
                self._roomy = self._roomy or (before, self._window.saveState(_LAYOUT))
                QTimer.singleShot(0, self, self._favour_picture)
            elif self._roomy is not None and self._roomy[0].boundedTo(size) == self._roomy[0]:
                QTimer.singleShot(0, self, self._go_back)
        return super().eventFilter(watched, event)

    def _go_back(self) -> None:
        """Put the panels about as they were before they gave way: there is room for that again."""
        if self._roomy is not None and self._open and not self._bare:
            self._window.restoreState(self._roomy[1], _LAYOUT)
            self._forget_room()

    def _forget_room(self) -> None:
        self._roomy, self._gave_way = None, False

    def _setting(self) -> str:
        """Return the name of the setting with the layout for a window of this width."""
        return "window/narrow_panels" if self._is_narrow() else "window/panels"

    def _is_narrow(self) -> bool:
        return self._window.width() < theme.scaled(_NARROW_PX)

    def _favour_picture(self) -> None:
        """Give panels their default sizes if one of them is larger than the picture."""
        if not self._open or self._bare:
            return
        centre = self._window.centralWidget()
        assert centre is not None
        room = centre.size()
        # What lies above and below the picture besides the menus is about as high as with them.
        height = max(0, room.height() - theme.scaled(_BESIDE_PICTURE_PX))
        width = min(room.width(), height * self._shape)
        areas = (
            dock.width() * dock.height()
            for name, dock in self.docks.items()
            if self.is_seen(name) and not dock.isFloating()
        )
        if width * width / self._shape < max(areas, default=0):
            self._gave_way = True
            self._proportion()
        elif not self._gave_way:
            self._roomy = None

    def _fits(self) -> bool:
        """Whether the window with these panels fits into the width of the screen."""
        least = self._window.minimumSizeHint().width()
        return least <= self._window.screen().availableSize().width()

    def suit(self, shape: float) -> None:
        """Adapt to a film's shape: the height that a wide picture leaves goes to the lists."""
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
        # Qt gives a panel at least its minimum height: small without a cut, larger with one.
        cuts = min(max(1, size.height() - theme.scaled(_PAIR_PX)), size.height() * 3 // 8)
        self._window.resizeDocks(
            [self.docks["candidates"], self.docks["cut_list"]],
            [min(max(204, below), size.height() * 2 // 5), cuts],
            Qt.Orientation.Vertical,
        )

    def is_seen(self, name: str) -> bool:
        """Whether a panel is in front: Qt also calls one visible that is behind another's tab."""
        dock = self.docks[name]
        return dock.isVisible() and not dock.visibleRegion().isEmpty()

    def focus_next(self, *, forwards: bool) -> bool:
        """Give the focus to the next or previous visible control, in reading order."""
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
        """Return a sort key for controls: by panel, its tabs and header first, then row by row."""
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
        """Whether a control belongs to a panel that can't be seen."""
        # When panels are hidden, Qt leaves their tabs, empty or somewhere outside the window.
        if isinstance(control, QTabBar):
            titles = [control.tabText(at) for at in range(control.count())]
            shown = (dock for dock in self.docks.values() if dock.isVisible())
            return not any(dock.windowTitle() in titles for dock in shown)
        return any(
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
        """Hide every panel, or show those again that were visible before."""
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
    """Whether a control only scrolls, and everything in it is visible."""
    return isinstance(control, QScrollArea) and control.verticalScrollBar().maximum() == 0


class _Dock(QDockWidget):
    """A panel with buttons of our own: Qt's are not exactly grey, and sometimes come back."""

    def __init__(self, title: str, number: int, window: QMainWindow) -> None:
        super().__init__(title, window)
        self._number = number
        self._afloat: QAbstractButton | None = None  # the float button of a header
        self.topLevelChanged.connect(self._dress_soon)
        self.dockLocationChanged.connect(self._dress_soon)
        self.visibilityChanged.connect(self._give_keys_back)
        self._dress_soon()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Restyle the buttons, since Qt has just restyled them."""
        super().showEvent(event)
        self._dress_soon()

    def set_header(self, header: QWidget) -> None:
        """Replace the title by a header, with a button beside it that lets the panel float."""
        self._afloat = flat_button("", "", self.toggle_floating)
        self._afloat.setIcon(theme.dock_icon("float"))
        self._afloat.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as the buttons of a title
        self.setTitleBarWidget(held(row((header, 1), self._afloat, spacing=0)))

    def toggle_floating(self) -> None:
        """Let the panel float, or dock it again."""
        self.setFloating(not self.isFloating())

    def _give_keys_back(self, seen: bool) -> None:
        """Give the focus to the picture once another panel is in front of this one."""
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
        """Name tab bars by their place."""
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
