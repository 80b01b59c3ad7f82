"""Improve masks on the footage itself: one job, its progress, and its outcome."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs.films import Analysis
from app.jobs.job import Ending, Job
from app.jobs.pace import Pace
from app.settings import preferences


class Learning(QObject):
    """Runs ``matchcut adapt`` on one project; at most one job, while films wait."""

    changed = Signal()
    learnt = Signal(str)  # the outcome, in words
    failed = Signal(str, str)  # what happened, what to try

    def __init__(self, project: Path, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._analysis = analysis
        self._job: Job | None = None
        self._told = ""
        self._left = False  # the project was left before the job was done
        self.pace = Pace()

    @property
    def going(self) -> bool:
        """Whether it is running."""
        return self._job is not None

    def begin(self) -> None:
        """Start learning, unless the project is being analysed."""
        if not self._analysis.hold(self.tr("waits until the masks are improved")):
            return
        self.pace, self._told = Pace(), ""
        arguments = ["adapt", "-p", str(self._project), "--progress", "json"]
        self._job = Job(arguments, threads=preferences().threads, parent=self)
        self._job.reported.connect(self._hear)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stop; the masks stay as they were."""
        if self._job is not None:
            self._job.stop()

    def leave(self) -> None:
        """Stop because the project is being left; `loss` then says so."""
        self._left = self.going
        self.stop()

    def close(self) -> None:
        """Leave the project, and wait for the process."""
        if self._job is not None:
            self._left = True
            self._job.end(3.0)
            self._job = None

    def loss(self) -> tuple[str, str] | None:
        """Return what leaving the project has stopped, and what to do; None if nothing."""
        if not self._left:
            return None
        return (
            self.tr("Improving the masks of {} stopped.").format(self._project.name),
            self.tr("The masks are as they were; open it again to improve them."),
        )

    def _hear(self, told: dict[str, Any]) -> None:
        if "stage" in told:
            self.pace.take(told)
            self.changed.emit()
        else:
            self._told = told.get("words", "")

    def _ended(self, ending: Ending, said: str) -> None:
        self._job = None
        # Not at once: don't start a process from the signal that another one ended.
        QTimer.singleShot(0, self._analysis, self._analysis.release)
        if ending == Ending.FAILED:
            self.failed.emit(said, "")
        elif ending == Ending.CRASHED:
            self.failed.emit(
                self.tr("Improving the masks ended unexpectedly."),
                self.tr("The masks are as they were; try again."),
            )
        # The window may close after this, but not before an error is shown.
        self.changed.emit()
        if ending == Ending.DONE:
            self.learnt.emit(self._told)
