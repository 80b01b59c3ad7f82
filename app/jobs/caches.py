"""Create, move and empty the caches of projects, and keep their total size within the limit."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.chores import Chores
from app.jobs.job import Ending, Job
from app.qt.threads import find_out
from app.settings import preferences, recent_projects
from matchcut.errors import MatchcutError
from matchcut.files import is_there
from matchcut.project.caches import place_cache
from matchcut.project.project import open_project


def new_cache(project: Path) -> None:
    """Create a project that doesn't exist yet, with its cache in the editor's cache folder."""
    folder = preferences().caches
    if not folder or is_there(project):
        return
    try:
        with open_project(project, create=True) as opened:
            place_cache(opened, Path(folder))
    except MatchcutError:
        return  # whoever opens the project next reports the reason


class Caches(QObject):
    """Moves and empties caches in separate processes."""

    def __init__(self, chores: Chores, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._jobs: set[Job] = set()

    def keep_within_limit(self) -> None:
        """Empty the caches of the least recently opened projects if all together take too much."""
        limit, recent = preferences().cache_gigabytes, recent_projects()
        if limit and recent:
            self._run(["--at-most", str(limit)], recent, lambda *_: None)

    def move(self, project: Path, then: Callable[[str], None]) -> None:
        """Move the cache of a project that is not open; ``then`` gets "" or why it failed.

        The move is shown and can be stopped; any other outcome is reported.
        """
        folder = preferences().caches
        way = ["--move", folder] if folder else ["--beside"]

        def ended(ending: Ending, said: str) -> None:
            then(said if ending == Ending.FAILED else "")
            if ending != Ending.FAILED:
                find_out(self, lambda: _place(project), lambda place: tell(ending, place))

        def tell(ending: Ending, place: Path | None) -> None:
            happened = {
                Ending.DONE: self.tr("The cache of {} has been moved."),
                Ending.STOPPED: self.tr("Moving the cache of {} was stopped."),
            }.get(ending, self.tr("Moving the cache of {} ended unexpectedly."))
            # Even after stopping, all of it is there.
            where = self.tr("It is in {}.").format(place.parent) if place is not None else ""
            calm = ending in (Ending.DONE, Ending.STOPPED)
            self._chores.told.emit(happened.format(project.stem), where, calm)

        words = self.tr("moving the cache of {}").format(project.stem)
        self._chores.begin(words, ["cache", str(project), *way], ended, waited_for=True)

    def empty(self, project: Path, then: Callable[[str], None]) -> None:
        """Empty the cache of a project that is not open; ``then`` as in `move`."""
        self._run(
            ["--empty"],
            [project],
            lambda ending, said: then("" if ending == Ending.DONE else said),
        )

    def close(self) -> None:
        """Wait until caches being emptied are empty."""
        for job in self._jobs:
            job.ended.disconnect()
            job.wait(30.0)
        self._jobs.clear()

    def _run(
        self, way: list[str], projects: list[Path], then: Callable[[Ending, str], None]
    ) -> None:
        job = Job(["cache", *map(str, projects), *way], parent=self)

        def ended(ending: Ending, said: str) -> None:
            self._jobs.discard(job)
            then(ending, said)

        job.ended.connect(ended)
        self._jobs.add(job)
        job.start()


def _place(project: Path) -> Path | None:
    """Return where a project's cache is, None if the project can't be read."""
    with suppress(MatchcutError), open_project(project, reading=True) as opened:
        return opened.cache
    return None
