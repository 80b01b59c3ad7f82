"""A wall of equal tiles that shows thousands of pairs or shots."""

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

from app.actions import Entry, translated
from app.tables.tiles import SPACING, TileDelegate

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_LETTERS = range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)
_GIVEN_BACK = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Reasons for which the focus returns to where it was."""
SCROLL_BAR = 10


class Wall(QListView):
    """Tiles in rows; keys belong to the window, except for those given to the wall.

    own_keys: "Ctrl+Up" and the like -> what to do while the wall has the focus; they precede the
        window's shortcuts. arrows: whether the arrow keys move in the wall, likewise, also with
        Shift.
    After a click the arrows step the picture, and letters are the window's.
    """

    resized = Signal()
    chosen = Signal(QModelIndex)  # the editor clicked a tile or moved to it by key

    wished_px = 144  # approximate width of a 16:9 picture
    least_px = 0  # largest height to reserve so that one row is always fully visible
    arrows = False

    def __init__(self, table: QAbstractListModel, tiles: TileDelegate) -> None:
        super().__init__()
        self.tiles = tiles
        tiles.setParent(self)
        tiles.thumbnails.arrived.connect(self.viewport().update)
        self.setItemDelegate(tiles)
        self.setModel(table)
        self.own_keys: dict[str, Callable[[], None]] = {}
        self._clicked = False  # the focus came by mouse, not by key
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
        """Width that tiles may fill; the scroll bar keeps its space beside them."""
        return self.contentsRect().width() - SCROLL_BAR - self.spacing()

    @property
    def takes_keys(self) -> bool:
        """Whether some keys do something else while it has the focus."""
        return self.arrows or bool(self.own_keys)

    @property
    def moves(self) -> bool:
        """Whether the arrow keys currently move in it."""
        return self.arrows and self.has_keys

    @property
    def has_keys(self) -> bool:
        """Whether it got the focus by key, and so has all of its keys."""
        return self.hasFocus() and not self._clicked

    def take_keys(self) -> None:
        """Take the focus as if by key, even if a click has given it already."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._clicked = False

    def give_up_click(self) -> None:
        """Give up a focus that came by a click; keep one that came by key."""
        if self._clicked:
            self.clearFocus()

    def add_entries(
        self, entries: Sequence[Entry], handlers: Mapping[str, Callable[[], None]]
    ) -> dict[str, QAction]:
        """Let the wall take the entries' keys, and list them in its context menu.

        handlers: what each entry does, by name. Returns an action for each.
        """
        actions = {}
        for entry in entries:
            action = QAction(translated(entry.text), self)
            # Shown in the menu only; the wall itself takes the key.
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, handler=handlers[entry.name]: handler())
            self.own_keys |= dict.fromkeys(entry.keys, action.trigger)
            actions[entry.name] = action
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self._open_menu(actions.values(), at))
        return actions

    def make_current(self, index: QModelIndex) -> None:
        """Select one tile only."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)

    def fit(self) -> None:
        """Size the pictures so that whole tiles fill the width."""
        self.tiles.fit(self.room, self.wished_px)
        self.setMinimumHeight(self.tiles.least_height(self.least_px))
        self.scheduleDelayedItemsLayout()

    def set_shape(self, shape: float) -> None:
        """Show pictures in the aspect ratio of the project's frame."""
        self.tiles.set_shape(shape)
        self.fit()

    def set_named(self, named: bool) -> None:
        """Show or hide the films' names."""
        self.tiles.set_named(named)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the tiles to the new width."""
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
        """Record how the focus came, unless a window or a menu gives it back."""
        super().focusInEvent(event)
        if event.reason() not in _GIVEN_BACK:
            self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Leave most keys to the picture from now on."""
        self._clicked = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Run the handler if it is one of the wall's own keys."""
        handler = self.own_keys.get(_name(event))
        # Keys of actions that are disabled at the moment don't go to the window either.
        if handler is not None and self._is_own(event):
            handler()
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.chosen.emit(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Ignore typed letters: they are verdicts."""

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
