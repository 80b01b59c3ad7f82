"""A wall of equal tiles: what shows pairs and shots, thousands of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView, QMenu

from app.actions import Entry, words
from app.tables.tiles import SPACING, TileDelegate

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_LETTERS = range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)
_GIVEN_BACK = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Ways in which the focus comes back to whoever had it."""
SCROLL_BAR = 10


class Wall(QListView):
    """Tiles in rows; keys belong to the window, but for those that the wall is given.

    own_keys: "Ctrl+Up" and the like -> what is done while the wall has the focus; they come before
        the window's shortcuts. arrows: whether the arrow keys move in the wall, likewise, and
        with Shift, too.
    After a click the arrows step the picture, and letters are the window's.
    """

    resized = Signal()
    chosen = Signal(QModelIndex)  # the editor has clicked a tile, or gone to it by key

    wished_px = 144  # about the width of a picture of 16:9
    least_px = 0  # so high at most that one row is always seen whole
    arrows = False

    def __init__(self, table: QAbstractListModel, tiles: TileDelegate) -> None:
        super().__init__()
        self.tiles = tiles
        tiles.setParent(self)
        tiles.thumbnails.arrived.connect(self.viewport().update)
        self.setItemDelegate(tiles)
        self.setModel(table)
        self.own_keys: dict[str, Callable[[], None]] = {}
        self._clicked = False  # the mouse was used here last, and no key to come here
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(SPACING)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.chosen)

    @property
    def room(self) -> int:
        """The width that tiles may fill; the scroll bar keeps its place beside them."""
        return self.contentsRect().width() - SCROLL_BAR - self.spacing()

    @property
    def takes_keys(self) -> bool:
        """Whether some keys do another thing while it has the focus."""
        return self.arrows or bool(self.own_keys)

    @property
    def moves(self) -> bool:
        """Whether the arrow keys move in it now."""
        return self.arrows and self.has_keys

    @property
    def has_keys(self) -> bool:
        """Whether it has the focus by key, and so all of its keys."""
        return self.hasFocus() and not self._clicked

    def take_keys(self) -> None:
        """Take the focus as by key, also where a click has given it already."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._clicked = False

    def give_up_click(self) -> None:
        """Give the keys back that came by a click; those that came by key stay."""
        if self._clicked:
            self.clearFocus()

    def add_entries(
        self, entries: Sequence[Entry], handlers: Mapping[str, Callable[[], None]]
    ) -> dict[str, QAction]:
        """Let the wall take the entries' keys, and list them in a menu over its tiles.

        handlers: what each entry does, by its name; returned is an action for each.
        """
        actions = {}
        for entry in entries:
            action = QAction(words(entry.text), self)
            # Shown in the menu; the wall itself takes the key.
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, handler=handlers[entry.name]: handler())
            self.own_keys |= dict.fromkeys(entry.keys, action.trigger)
            actions[entry.name] = action
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self._open_menu(actions.values(), at))
        return actions

    def make_current(self, index: QModelIndex) -> None:
        """Select one tile, and no other."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)

    def fit(self) -> None:
        """Make pictures so large that whole tiles fill the room."""
        self.tiles.fit(self.room, self.wished_px)
        self.setMinimumHeight(self.tiles.least_height(self.least_px))
        self.scheduleDelayedItemsLayout()

    def set_shape(self, shape: float) -> None:
        """Show pictures in the shape of the project's frame."""
        self.tiles.set_shape(shape)
        self.fit()

    def set_named(self, named: bool) -> None:
        """Show the films' names, or not."""
        self.tiles.set_named(named)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the tiles into the new width."""
        super().resizeEvent(event)
        self.fit()
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Claim the wall's own keys before the window takes them for shortcuts."""
        claims = event.type() == QEvent.Type.ShortcutOverride
        if claims and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take note of how the focus came; a window or a menu gives it back as it was."""
        super().focusInEvent(event)
        if event.reason() not in _GIVEN_BACK:
            self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Leave most keys to the picture from now on."""
        self._clicked = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Do what one of the wall's own keys is for."""
        handler = self.own_keys.get(_name(event))
        # The window leaves the keys alone, too, of what can't be done at the moment.
        if handler is not None and self._is_own(event):
            handler()
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.chosen.emit(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Search for nothing: letters are verdicts."""

    def _open_menu(self, actions: Iterable[QAction], at: QPoint) -> None:
        if self.currentIndex().isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(list(actions))
            menu.popup(self.viewport().mapToGlobal(at))

    def _is_own(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if self._clicked and plain and event.key() in _ARROWS:
            return False
        if self._clicked and (plain or shifted) and event.key() in _LETTERS:
            return False
        arrow = self.arrows and event.key() in _ARROWS
        return (arrow and (plain or shifted)) or _name(event) in self.own_keys


def _name(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString()
