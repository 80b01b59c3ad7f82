"""Draw the sample film on this machine the first time it is needed."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal

from app.jobs.job import Ending, Job
from app.qt.threads import find_out
from matchcut.files import is_there


def sample_path() -> Path:
    """Return where the sample film is kept."""
    data = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(data)) / "sample.mp4"


class SampleFilm(QObject):
    """Draws the sample film if it doesn't exist yet."""

    drawing = Signal(float)  # share drawn
    ready = Signal(object)  # Path
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    def want(self) -> None:
        """Make sure that the film exists; `ready` follows."""
        film = sample_path()

        def look() -> bool:
            with suppress(OSError):  # the job reports why it can't write there
                film.parent.mkdir(parents=True, exist_ok=True)
            return is_there(film)

        find_out(self, look, self._looked)

    def _looked(self, there: bool) -> None:
        if there:
            self.ready.emit(sample_path())
        elif self._job is None:
            arguments = ["sample", str(sample_path()), "--progress", "json"]
            self._job = Job(arguments, parent=self)
            self._job.reported.connect(self._hear)
            self._job.ended.connect(self._drawn)
            self._job.start()
            self.drawing.emit(0.0)

    def close(self) -> None:
        """Stop drawing."""
        if self._job is not None:
            self._job.end(2.0)
            self._job = None

    def _hear(self, told: dict[str, Any]) -> None:
        self.drawing.emit(told["done"] / told["total"])

    def _drawn(self, ending: Ending, said: str) -> None:
        self._job = None
        if ending == Ending.DONE:
            self.ready.emit(sample_path())
        else:
            self.failed.emit(said)
