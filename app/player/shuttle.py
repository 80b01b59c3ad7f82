"""J, K and L as on an editing desk: with K held, J and L play slowly, and a tap is one frame."""

from fractions import Fraction

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.player.player import Player

_SLOW = Fraction(1, 4)
_WAYS = (Qt.Key.Key_J, Qt.Key.Key_L)


class Shuttle(QObject):
    """Tracks whether K is held, by filtering the events of windows."""

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._held = False
        self._slow = False

    def play(self, direction: int) -> None:
        """Play in a direction, faster if it already plays that way; slowly while K is held."""
        if not self._held:
            self._player.faster(direction)
            return
        self._slow = True
        self._player.step(direction)
        self._player.play(direction * _SLOW)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Observe an event of a window, and let it pass."""
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate:
            self._let_go(held=False)
        elif isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if kind == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_K:
                self._held = True
            elif kind == QEvent.Type.KeyRelease and event.key() == Qt.Key.Key_K:
                self._let_go(held=False)
            elif kind == QEvent.Type.KeyRelease and event.key() in _WAYS:
                self._let_go(held=self._held)
        return False

    def _let_go(self, *, held: bool) -> None:
        self._held = held
        if self._slow:
            self._slow = False
            self._player.play(0)
