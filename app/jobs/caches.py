"""Caches are where the editor wants them, and take no more disk than is allowed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.job import Ending, Job
from app.settings import preferences, recent_projects
from matchcut.errors import MatchcutError
from matchcut.files import is_there
from matchcut.project.caches import place_cache
from matchcut.project.project import open_project


def new_cache(project: Path) -> None:
    """Make a project that is not there yet, with its cache where the editor wants caches."""
    folder = preferences().caches
    if not folder or is_there(project):
        return
    try:
        with open_project(project, create=True) as opened:
            place_cache(opened, Path(folder))
    except MatchcutError:
        return  # whoever opens the project next reports why it can't be


class Caches(QObject):
    """Moves and empties caches in processes of their own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: set[Job] = set()

    def keep_within_limit(self) -> None:
        """Empty the caches of projects opened longest ago, where all take too much."""
        limit, recent = preferences().cache_gigabytes, recent_projects()
        if limit and recent:
            self._run(["--at-most", str(limit)], recent, lambda *_: None)

    def move(self, project: Path, then: Callable[[str], None]) -> None:
        """Move the cache of a project that is open nowhere; ``then`` gets "" or why it failed."""
        folder = preferences().caches
        self._change(["--move", folder] if folder else ["--beside"], project, then)

    def empty(self, project: Path, then: Callable[[str], None]) -> None:
        """Empty the cache of a project that is open nowhere; ``then`` likewise."""
        self._change(["--empty"], project, then)

    def close(self) -> None:
        """Wait for what was started to finish."""
        for job in self._jobs:
            job.ended.disconnect()
            job.wait(30.0)
        self._jobs.clear()

    def _change(self, way: list[str], project: Path, then: Callable[[str], None]) -> None:
        self._run(way, [project], lambda ending, said: then("" if ending == Ending.DONE else said))

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
