"""Shots that were changed by hand or by undo: what they lack is computed, and groups found again.

Whoever shows them: it is the project that would lack them.
"""

from PySide6.QtCore import QObject, Qt, Signal

from app.jobs.films import Analysis
from app.server import Server
from app.session.news import News
from app.settings import chosen_network
from matchcut.serving import asks, messages


class NewShots(QObject):
    """Has missing features of new shots computed, after analyses, and near-duplicates grouped.

    errands: its answers may take long.
    """

    completed = Signal()  # groups may have changed, too

    def __init__(self, news: News, analysis: Analysis, errands: Server) -> None:
        super().__init__(news)
        self._news = news
        self._analysis = analysis
        self._errands = errands
        self._awaited = False  # the new shots wait for the analysis to rest

    def complete(self) -> None:
        """Compute what lacks, at once or after the films; `completed` follows."""
        analysis, tell = self._analysis, self._news.looking_at_shots.emit
        if not analysis.hold():
            after_films = self.tr("The new shots are looked at after the films.")
            soon = self.tr("The new shots are looked at next.")
            tell(after_films if analysis.running else soon)
            if not self._awaited:
                self._awaited = True
                analysis.rested.connect(self.complete, Qt.ConnectionType.SingleShotConnection)
            return
        self._awaited = False
        tell(self.tr("Looking at the new shots…"))

        def then(left_out: list[messages.Problem]) -> None:
            analysis.release()
            tell("")
            self.completed.emit()
            if left_out:
                happened = " ".join(each["error"] for each in left_out)
                self._news.failed.emit(happened, left_out[0]["remedy"])

        def failed(happened: str, remedy: str) -> None:
            analysis.release()
            tell("")
            self._news.unfinished.emit(happened, remedy, self.complete)

        self._errands.ask(asks.COMPLETE(chosen_network()), then, failed=failed)

    def go_back(self, boundaries_moved: bool) -> None:
        """Follow an undo or redo; `completed` follows. Without new shots, only groups differ."""
        if boundaries_moved:
            self.complete()
        else:
            self._errands.ask(
                asks.REGROUP({}), lambda _: self.completed.emit(), failed=self._news.failed.emit
            )
