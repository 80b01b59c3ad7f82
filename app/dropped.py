"""Sort what was dropped on the window by its use."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from matchcut.files import is_file, is_folder
from matchcut.lists import LISTS

STILLS = frozenset((".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"))
PROJECT = ".matchcut"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files and folders by their use.

    films: also folders of films. shot_lists: film -> the list of its shots.
    loose: lists that belong to no film.
    """

    project: Path | None
    still: Path | None
    films: list[Path]
    shot_lists: dict[Path, Path]
    loose: list[Path]


def sort_dropped(paths: Iterable[Path], known_films: Iterable[Path] = ()) -> Dropped:
    """Return dropped files and folders by their use.

    A list belongs to the film of the same name, dropped with it or already in the project; a single
    film and a single list dropped together belong together.
    """
    by_use: dict[str, list[Path]] = {"project": [], "still": [], "list": [], "film": []}
    for path in paths:
        by_use[_use(path)].append(path)
    films, lists = by_use["film"], by_use["list"]
    shot_lists: dict[Path, Path] = {}
    loose = []
    for listed in lists:
        film = _film_of(listed, films, list(known_films), alone=len(lists) == 1)
        if film is None:
            loose.append(listed)
        else:
            shot_lists[film] = listed
            films = films if film in films else [*films, film]
    return Dropped(
        next(iter(by_use["project"]), None),
        next(iter(by_use["still"]), None),
        films,
        shot_lists,
        loose,
    )


def _use(path: Path) -> str:
    ending = path.suffix.lower()
    # Final Cut's lists are folders.
    if is_folder(path) and ending != ".fcpxmld":
        return "film"
    if ending == PROJECT:
        return "project"
    if ending in STILLS:
        return "still"
    return "list" if ending in LISTS else "film"


def _film_of(listed: Path, dropped: list[Path], known: list[Path], *, alone: bool) -> Path | None:
    for film in [*dropped, *known]:
        if listed.stem == film.stem:
            return film
    return dropped[0] if alone and len(dropped) == 1 and is_file(dropped[0]) else None
