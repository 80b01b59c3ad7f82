"""Notices when playing, or showing a frame, waits for a film that is not read on."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.player.player import Player

STALLS_SECONDS = 1.0
"""A wait up to this is usual with footage that is hard to decode."""
_LOOKS_MS = 250


class Stall(QObject):
    """Looks at a player as long as it plays or waits.

    film: whose frame has been awaited for `STALLS_SECONDS`, "" while none has.
    """

    changed = Signal()  # in ``film``

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self.film = ""
        self._since: tuple[str, float] | None = None
        self._looks = QTimer(self, interval=_LOOKS_MS)
        self._looks.timeout.connect(self._look)
        player.state_changed.connect(self._looks.start)
        player.arrived.connect(self._arrived)

    def _arrived(self, _film: str, _frame: int) -> None:
        if self.film:
            self._look()

    def _look(self) -> None:
        now, awaited = time.monotonic(), self._player.awaited()
        if awaited is None:
            self._since = None
            if not self._player.speed:
                self._looks.stop()
        elif self._since is None or self._since[0] != awaited:
            self._since = awaited, now
        waited = now - self._since[1] if self._since is not None else 0.0
        film = awaited if awaited is not None and waited >= STALLS_SECONDS else ""
        if film != self.film:
            self.film = film
            self.changed.emit()
