"""The weights of a network, downloaded once for whoever asks."""

from PySide6.QtCore import QObject, Signal

from app.jobs.chores import Chore, Chores
from app.jobs.job import Ending

NETWORK = "yolo11n-seg"


class Download(QObject):
    """One download at a time; it goes on when the dialog that began it is closed."""

    changed = Signal()

    def __init__(self, chores: Chores, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._chore: Chore | None = None
        self._outcome = ""
        chores.changed.connect(self.changed)

    @property
    def going(self) -> bool:
        """Whether it is under way."""
        return self._chore is not None

    @property
    def words(self) -> str:
        """How far it is, or how the latest ended; "" before there was one."""
        if self._chore is None:
            return self._outcome
        return self.tr("Downloading {}, {}").format(NETWORK, f"{self._chore.share:.0%}")

    def begin(self) -> None:
        """Begin it, unless it is under way."""
        if self._chore is None:
            words = self.tr("downloading {}").format(NETWORK)
            self._chore = self._chores.begin(words, ["models", "get", NETWORK], self._ended)
            self.changed.emit()

    def _ended(self, ending: Ending, said: str) -> None:
        self._chore = None
        again = self.tr("What has come is kept: try again to go on.")
        happened, remedy = {
            Ending.DONE: (self.tr("The network {} is here.").format(NETWORK), ""),
            Ending.STOPPED: (self.tr("The download of {} was stopped.").format(NETWORK), again),
            Ending.FAILED: (said, ""),
            Ending.CRASHED: (
                self.tr("The download of {} ended unexpectedly.").format(NETWORK),
                again,
            ),
        }[ending]
        self._outcome = f"{happened} {remedy}".strip()
        self._chores.told.emit(happened, remedy, ending in (Ending.DONE, Ending.STOPPED))
