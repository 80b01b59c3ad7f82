"""Which display shows what: the picture alone may fill one, the viewer a second one."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.player.viewer import Viewer
from app.windows.workspace import Workspace


class Displays(QObject):
    """Fills a display with a window's picture, and restores the window afterwards."""

    moved = Signal()  # the viewer is on another display than before
    changed = Signal()  # the picture begins or ceases to fill a display
    lacking = Signal()  # there is no second display

    def __init__(
        self,
        window: QMainWindow,
        above: QWidget,
        pages: QStackedWidget,
        viewer: Viewer,
        workspace: Workspace,
    ) -> None:
        """above: the bar above the panels. pages: the viewer's place in the window."""
        super().__init__(window)
        self._window, self._above = window, above
        self._pages, self._viewer, self._workspace = pages, viewer, workspace
        self._was_maximized = False
        self._was_bare = False
        self._escape: QShortcut | None = None

    @property
    def viewer_is_away(self) -> bool:
        """Whether the viewer is on a display of its own."""
        return self._viewer.isWindow()

    @property
    def are_filled(self) -> bool:
        """Whether the picture fills a display."""
        return self.viewer_is_away or self._window.isFullScreen()

    def fill(self) -> None:
        """Fill the screen with the picture, or go back."""
        if self._window.isFullScreen():
            self.leave()
            return
        self._was_maximized = self._window.isMaximized()
        self._was_bare = self._workspace.bare
        self._workspace.set_bare(True)
        self._above.hide()
        self._window.showFullScreen()
        self.changed.emit()

    def fill_other(self) -> None:
        """Fill the second display with the viewer, or take it back."""
        others = [each for each in QApplication.screens() if each is not self._window.screen()]
        if self.viewer_is_away:
            self.leave()
        elif others and self._pages.currentWidget() is self._viewer:
            self._pages.removeWidget(self._viewer)
            self._viewer.setParent(self._window, Qt.WindowType.Window)
            # Set the screen, too: some systems place windows themselves and ignore the position.
            self._viewer.setScreen(others[0])
            self._viewer.setGeometry(others[0].geometry())
            self._viewer.showFullScreen()
            self.moved.emit()
            self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._viewer)
            self._escape.activated.connect(self.leave)
        elif not others:
            self.lacking.emit()
        self.changed.emit()

    def leave(self) -> None:
        """Return to the window with its panels; the viewer comes back from the second display."""
        if self.viewer_is_away:
            if self._escape is not None:
                self._escape.deleteLater()
                self._escape = None
            self._viewer.setWindowFlags(Qt.WindowType.Widget)
            self._pages.addWidget(self._viewer)
            self.moved.emit()
        if self._window.isFullScreen():
            self._above.show()
            if self._was_maximized:
                self._window.showMaximized()
            else:
                self._window.showNormal()
            self._workspace.set_bare(self._was_bare)
        self.changed.emit()
