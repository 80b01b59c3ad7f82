"""Films whose files can't be read as they were watched: gone, or others in their place."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matchcut.project.films import FilmRecord, Loss, loss_of

_Date = tuple[int, int, int] | None
"""A file's size, and when it and its entry were changed; None for one that isn't there."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A film that can't be read, by its name, and why."""

    name: str
    why: Loss


def lost_among(films: Iterable[FilmRecord]) -> dict[str, Lost]:
    """Return the films that can't be read, by UUID. Slow where a disk doesn't respond."""
    found = dict[str, Lost]()
    for film in films:
        why = _loss(film, tuple(_date(media.path) for media in film.media))
        if why is not None:
            found[film.uuid] = Lost(film.name, why)
    return found


@lru_cache(maxsize=1024)
def _loss(film: FilmRecord, _dates: tuple[_Date, ...]) -> Loss | None:
    # A copy with a date of its own is told by its content, which is read once only.
    return loss_of(film)


def _date(path: Path) -> _Date:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
