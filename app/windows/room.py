"""The panels around the viewer: where they stand, which are seen, and that this is remembered."""

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.settings import stored

# Counts up when a panel comes or goes, so that an old layout is not forced on a new room.
LAYOUT = 1
AREAS = Qt.DockWidgetArea


class Room:
    """The docks of a main window."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.docks: dict[str, QDockWidget] = {}
        self._open = False
        self._bare = False
        self._state: QByteArray | None = None
        self._default: QByteArray | None = None
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS.RightDockWidgetArea)
        tabs = QMainWindow.DockOption
        window.setDockOptions(tabs.AllowTabbedDocks | tabs.AllowNestedDocks | tabs.AnimatedDocks)

    def add(self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Put a panel into an area, under its title."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self._window.addDockWidget(area, dock)
        self.docks[name] = dock
        return dock

    def settle(self) -> None:
        """Take the panels as they stand for the layout to go back to, and hide them."""
        self._default = self._window.saveState(LAYOUT)
        for dock in self.docks.values():
            dock.hide()

    def open(self) -> None:
        """Show the panels as they were left."""
        if self._open:
            return
        self._open = True
        state = stored().value("window/panels")
        if not isinstance(state, QByteArray) or not self._window.restoreState(state, LAYOUT):
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
            stored().setValue("window/panels", self._window.saveState(LAYOUT))
        stored().setValue("window/geometry", self._window.saveGeometry())

    def reset(self) -> None:
        """Put the panels back to where they stood at first."""
        assert self._default is not None
        self._window.restoreState(self._default, LAYOUT)
        self._bare = False
        self._proportion()
        # Docks that were hidden take their sizes only once they are laid out.
        QTimer.singleShot(0, self._proportion)

    def _proportion(self) -> None:
        """Give the picture most of the room."""
        size = self._window.size()
        left, right = self.docks["filters"], self.docks["inspector"]
        self._window.resizeDocks(
            [left, right],
            [max(200, size.width() // 8), max(264, size.width() // 6)],
            Qt.Orientation.Horizontal,
        )
        self._window.resizeDocks(
            [self.docks["candidates"], self.docks["cut_list"]],
            [max(204, size.height() // 5), size.height() * 3 // 8],
            Qt.Orientation.Vertical,
        )

    @property
    def bare(self) -> bool:
        """Whether only the picture is seen."""
        return self._bare

    def set_bare(self, bare: bool) -> None:
        """Hide every panel, or show those that were seen before."""
        if not self._open or bare == self._bare:
            return
        if bare:
            self._state = self._window.saveState(LAYOUT)
            for dock in self.docks.values():
                dock.hide()
        elif self._state is not None:
            self._window.restoreState(self._state, LAYOUT)
        self._bare = bare
