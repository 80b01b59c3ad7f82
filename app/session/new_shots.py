"""Shots whose boundaries were moved by hand: their missing features are computed after analyses."""

from PySide6.QtCore import QObject, Qt, Signal

from app.jobs.films import Analysis
from app.session.desk import Desk
from app.settings import chosen_network
from matchcut.serving import asks, messages


class NewShots(QObject):
    """Has missing features of new shots computed."""

    working = Signal(str)  # what is being done, or waited for; "" once it has failed
    completed = Signal()  # groups may have changed, too

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._awaited: Analysis | None = None  # whose rest the new shots wait for

    def complete(self) -> None:
        """Compute what lacks, at once or after the films; `completed` follows."""
        analysis = self._desk.session.analysis
        if not analysis.hold():
            after_films = self.tr("The new shots are looked at after the films.")
            soon = self.tr("The new shots are looked at next.")
            self.working.emit(after_films if analysis.running else soon)
            if self._awaited is not analysis:
                self._awaited = analysis
                analysis.rested.connect(self.complete, Qt.ConnectionType.SingleShotConnection)
            return
        self._awaited = None
        self.working.emit(self.tr("Looking at the new shots…"))

        def then(left_out: list[messages.Problem]) -> None:
            analysis.release()
            self.completed.emit()
            if left_out:
                happened = " ".join(each["error"] for each in left_out)
                self._desk.failed.emit(happened, left_out[0]["remedy"])

        def failed(happened: str, remedy: str) -> None:
            analysis.release()
            self.working.emit("")
            self._desk.unfinished.emit(happened, remedy, self.complete)

        looked_at = asks.COMPLETE(chosen_network())
        self._desk.session.errands.ask(looked_at, then, failed=failed)
