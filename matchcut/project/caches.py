"""Where the caches of projects lie, and how much disk they take.

A cache lies beside its project unless the editor wants it elsewhere, on a faster or larger disk.
The project remembers where; when that disk is away, a new one is begun beside the project.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from matchcut.errors import ProjectError
from matchcut.project.project import Project, beside, open_project


def place_cache(project: Project, folder: Path | None) -> Path:
    """Move a project's cache into ``folder``, or beside the project for None; return where it is.

    No other process may have the project open. Raises ProjectError where it can't be written, and
    while the project is analysed.
    """
    with project.analysing():
        was = project.cache
        if folder is None:
            place = beside(project.path)
        elif was.parent == folder.absolute():
            place = was
        else:
            place = folder.absolute() / f"{project.path.stem}-{uuid4().hex[:8]}.cache"
        if place != was:
            project.features.close()
            _move(was, place)
        project.set_cache(None if folder is None else place)
        return place


def cache_bytes(cache: Path) -> int:
    """Return how much disk a cache takes."""
    total = 0
    for file in cache.rglob("*"):
        with suppress(OSError):  # gone in the meantime
            total += file.stat().st_size
    return total


def empty_cache(project: Project) -> None:
    """Delete what is in a project's cache; it is computed again when it is needed.

    Raises ProjectError while the project is analysed.
    """
    with project.analysing():
        project.features.close()
        shutil.rmtree(project.cache, ignore_errors=True)


def fit_caches(projects: Sequence[Path], at_most_bytes: int) -> list[Path]:
    """Empty caches until all take ``at_most_bytes`` at most; return the projects of those.

    projects: the one opened last first; its own cache stays, and those opened longest ago go first.
    A project that is being analysed is passed over.
    """
    sizes: dict[Path, int] = {}
    for path in projects:
        with suppress(ProjectError), open_project(path) as project:  # else gone, or of someone else
            sizes[path] = cache_bytes(project.cache)
    emptied: list[Path] = []
    for path in reversed(projects[1:]):
        if sum(sizes.values()) <= at_most_bytes:
            break
        if not sizes.get(path):
            continue
        with suppress(ProjectError), open_project(path) as project:
            empty_cache(project)
            sizes[path] = 0
            emptied.append(path)
    return emptied


def _move(was: Path, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if was.exists():
            if place.exists():
                shutil.rmtree(place)  # begun while the disk of the other was away
            shutil.move(was, place)
    except OSError as error:
        raise ProjectError(
            f"The cache can't be moved to {place.parent}: {error.strerror}.",
            "Choose a folder that can be written and has room.",
        ) from error
