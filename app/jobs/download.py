"""Download the weights of a network, once for all requests."""

from PySide6.QtCore import QObject, Signal

from app.jobs.chores import Chore, Chores
from app.jobs.job import Ending

NETWORK = "yolo11n-seg"


class Download(QObject):
    """One download at a time; it continues if the dialog that started it is closed."""

    changed = Signal()

    def __init__(self, chores: Chores, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._chore: Chore | None = None
        self._outcome = ""
        chores.changed.connect(self.changed)

    @property
    def going(self) -> bool:
        """Whether it is running."""
        return self._chore is not None

    @property
    def words(self) -> str:
        """Its progress, or how the last one ended; "" before there was one."""
        if self._chore is None:
            return self._outcome
        return self.tr("Downloading {}, {}").format(NETWORK, f"{self._chore.share:.0%}")

    def begin(self) -> None:
        """Start it, unless it is running."""
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
