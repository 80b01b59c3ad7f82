"""The sample film: drawn on this machine the first time that it is asked for."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from app.jobs import Ending, Job


def sample_path() -> Path:
    """Return where the sample film is kept."""
    data = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(data)) / "sample.mp4"


class SampleFilm(QObject):
    """Draws the sample film where it is not there yet."""

    drawing = Signal(float)  # share that is drawn
    ready = Signal(object)  # Path
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    def want(self) -> None:
        """See that the film is there; `ready` follows."""
        film = sample_path()
        if film.exists():
            self.ready.emit(film)
        elif self._job is None:
            film.parent.mkdir(parents=True, exist_ok=True)
            unfinished = film.with_name("unfinished.mp4")
            self._job = Job(["sample", str(unfinished), "--progress", "json"], parent=self)
            self._job.reported.connect(lambda told: self.drawing.emit(told["done"] / told["total"]))
            self._job.ended.connect(lambda ending, said: self._drawn(unfinished, ending, said))
            self._job.start()
            self.drawing.emit(0.0)

    def close(self) -> None:
        """Stop drawing."""
        if self._job is not None:
            self._job.end(2.0)
            self._job = None

    def _drawn(self, unfinished: Path, ending: Ending, said: str) -> None:
        self._job = None
        if ending == Ending.DONE:
            # Only a whole film gets the name that is looked for.
            unfinished.rename(sample_path())
            self.ready.emit(sample_path())
        else:
            unfinished.unlink(missing_ok=True)
            self.failed.emit(said)
