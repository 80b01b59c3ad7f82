"""Locate the caches of projects, move and empty them, and measure their size.

A cache is beside its project unless the editor wants it elsewhere, on a faster or larger disk. The
project remembers where; if that disk is not connected, a new one is started beside the project.

The project file states where its cache is, and editors exchange these files: on this machine the
folder may be anybody's. Only files with our names are counted, moved or deleted in it.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from matchcut.errors import ProjectError
from matchcut.files import is_there, parts_of, replacing
from matchcut.progress import Progress, Report, silent
from matchcut.project.features import STORE_FILES
from matchcut.project.project import Project, beside, open_project

# What a network learnt from the project's films: small, and nothing recomputes it automatically.
NETWORK_FILE = "figures.npz"
# Where it is until its masks are computed.
NEW_NETWORK_FILE = f"new-{NETWORK_FILE}"

_COMPUTED = (*STORE_FILES, NEW_NETWORK_FILE)
_OURS = (*_COMPUTED, NETWORK_FILE)
_PIECE_BYTES = 1 << 25


def place_cache(project: Project, folder: Path | None, progress: Progress = silent) -> Path:
    """Move a project's cache into ``folder``, or beside the project for None; return where it is.

    Other processes that have the project open, such as a window, find it there the next time they
    look. If interrupted at any moment, one whole cache is where the project looks for it; any other
    copy is deleted, at the latest by the next move. Raises ProjectError where it can't be written,
    and while the project is being analysed.
    """
    with project.analysing():
        was = project.cache
        if folder is None:
            place = beside(project.path)
        elif was.parent == folder.absolute():
            place = was
        else:
            place = folder.absolute() / f"{project.path.stem}-{uuid4().hex[:8]}.cache"
        _clear_left(project)
        if place != was:
            project.features.close()
            _leave(project, place)
            _copy(was, place, _told(progress, project.path.name, was))
        with project.writing():
            project.set_cache(None if folder is None else place)
            if place != was:
                _leave(project, was)
        _clear_left(project)
        return place


def learnt_network(project: Project) -> Path | None:
    """Return the file of the network that a project learnt, None if there is none."""
    path = project.cache / NETWORK_FILE
    return path if is_there(path) else None


def cache_bytes(cache: Path) -> int:
    """Return the size of a cache on disk in bytes."""
    total = 0
    for file in _files(cache, _OURS):
        with suppress(OSError):  # missing, or deleted meanwhile
            total += file.stat().st_size
    return total


def empty_cache(project: Project) -> None:
    """Delete the features of a project; the next analysis of its films computes them again.

    What `adapt` learnt stays. Raises ProjectError while the project is being analysed, and if it
    can't be deleted.
    """
    with project.analysing():
        delete_computed(project)


def delete_computed(project: Project) -> None:
    """Do what `empty_cache` does, inside `Project.analysing`."""
    project.features.close()
    _clear_left(project)
    _delete(project.cache, _COMPUTED)
    if any(map(is_there, _files(project.cache, _COMPUTED))):
        raise ProjectError(
            f"The cache of {project.path.name} can't be deleted.",
            f"See whether {project.cache} may be written, and is used by nothing else.",
        )


def fit_caches(projects: Sequence[Path], at_most_bytes: int) -> list[Path]:
    """Empty caches until all take at most ``at_most_bytes``; return the projects affected.

    projects: most recently opened first. The first one's cache stays; of the others, those opened
        longest ago are emptied first. A project that is being analysed, or is gone, is skipped.
    """
    sizes: dict[Path, int] = {}
    for path in projects:
        # On an error it is gone, or somebody else's.
        with suppress(ProjectError), open_project(path, reading=True) as project:
            sizes[path] = cache_bytes(project.cache)
    emptied: list[Path] = []
    for path in reversed(projects[1:]):
        if sum(sizes.values()) <= at_most_bytes:
            break
        if not sizes.get(path):
            continue
        with suppress(ProjectError), open_project(path, reading=True) as project:
            empty_cache(project)
            left = cache_bytes(project.cache)
            if left < sizes[path]:
                emptied.append(path)
            sizes[path] = left
    return emptied


def _leave(project: Project, folder: Path) -> None:
    """Record a folder to be deleted even if the following work is interrupted."""
    project.set_setting("cache_left", str(folder))


def _clear_left(project: Project) -> None:
    """Delete the copy of the cache that a move has left, finished or not."""
    left = project.setting("cache_left")
    if left is None:
        return
    if (folder := Path(left)) != project.cache:
        _delete(folder, _OURS)
    project.set_setting("cache_left", None)


def _told(progress: Progress, subject: str, cache: Path) -> Callable[[int], None]:
    """Return a callback that reports progress, given the number of bytes just copied."""
    done, total = 0, cache_bytes(cache)

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(Report("moving", done, total, "bytes", subject))

    return told


def _copy(was: Path, place: Path, told: Callable[[int], None]) -> None:
    """Copy all our files from the folder ``was`` to the folder ``place``, or none."""
    try:
        # The network comes last, so that nothing can fail after it has replaced another.
        there = [name for name in (*STORE_FILES, NETWORK_FILE) if (was / name).is_file()]
        place.parent.mkdir(parents=True, exist_ok=True)
        if not there:
            return
        _delete(place, _COMPUTED)  # started while the other disk was not connected
        place.mkdir(exist_ok=True)
        for name in there:
            with replacing(place / name) as part:
                _copy_file(was / name, part, told)
    except BaseException as error:  # including an interrupt: it may be gigabytes
        _delete(place, _COMPUTED)
        if not isinstance(error, OSError):
            raise
        raise ProjectError(
            f"The cache can't be moved to {place.parent}: {error.strerror}.",
            "Choose a folder that can be written and has room.",
        ) from error


def _copy_file(file: Path, to: Path, told: Callable[[int], None]) -> None:
    to.unlink(missing_ok=True)
    try:
        os.link(file, to)  # on the same disk nothing has to be copied
    except OSError:
        with file.open("rb") as whole, to.open("wb") as copy:
            while piece := whole.read(_PIECE_BYTES):
                copy.write(piece)
                # Otherwise memory buffers everything, and the end waits for the disk.
                copy.flush()
                os.fsync(copy.fileno())
                told(len(piece))


def _files(cache: Path, names: Sequence[str]) -> list[Path]:
    """Return our files in a folder, and unfinished parts of them."""
    return [file for name in names for file in (cache / name, *parts_of(cache / name))]


def _delete(cache: Path, names: Sequence[str]) -> None:
    """Delete our files in a folder, and the folder if it is then empty."""
    for file in _files(cache, names):
        with suppress(OSError):  # a file that is open, or a folder of that name
            file.unlink(missing_ok=True)
    with suppress(OSError):
        cache.rmdir()
