"""What the editor has set for every project, and which projects were open lately."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QSettings, QStandardPaths

from matchcut.files import is_there
from matchcut.serving import messages

_RECENT = 10
Left = Literal["unfinished", "stopped"]
"""Why the analysis of a film has not ended: it goes on, where its disk is here, or was stopped."""
_Kind = TypeVar("_Kind", bool, int, float, str)

# Writing waits for the disk, which the window's thread has no time for. Python ends only after
# what was handed over is written.
_writer = ThreadPoolExecutor(1, thread_name_prefix="settings")
# What was handed over and is not written yet, by name, each wrapped in a list, so that
# identity shows whether a newer value came.
_unwritten: dict[str, list[object]] = {}
_lock = threading.Lock()  # never held while the disk is waited for


@dataclass(frozen=True, slots=True)
class Preferences:
    """How films are analysed and where new projects go.

    segmenter: "auto", "yolo" or "foreground". weights: the editor's own network, "" for none.
    threads: at most so many for an analysis, 0 for as many as there are cores.
    projects: the folder of new projects, "" for the usual one.
    caches: the folder of caches, "" for beside their projects.
    cache_gigabytes: what all caches may take together, 0 for any.
    """

    segmenter: str = "auto"
    weights: str = ""
    threads: int = 0
    projects: str = ""
    caches: str = ""
    cache_gigabytes: int = 0

    @property
    def projects_folder(self) -> Path:
        """Where new projects are made."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(self.projects or Path(QStandardPaths.writableLocation(documents)) / "matchcut")


def stored() -> QSettings:
    """Return the store of this user's settings."""
    return QSettings("matchcut", "matchcut")


def setting(name: str, default: _Kind) -> _Kind:
    """Return the setting of a name, ``default`` if there is none."""
    value = stored().value(name, default, type(default))
    assert isinstance(value, type(default))
    return value


def keep(name: str, value: object) -> None:
    """Keep a setting, None to forget it; returns at once."""
    only = [value]
    with _lock:
        _unwritten[name] = only
    _writer.submit(_store, name, only)


def _store(name: str, only: list[object]) -> None:
    if only[0] is None:
        stored().remove(name)
    else:
        stored().setValue(name, only[0])
    with _lock:
        # What came meanwhile is still to be written.
        if _unwritten.get(name) is only:
            del _unwritten[name]


def preferences() -> Preferences:
    """Return the preferences as they are now."""
    default = Preferences()
    names = [each.name for each in fields(Preferences)]
    kept = {name: setting(f"preferences/{name}", getattr(default, name)) for name in names}
    return Preferences(**kept)


def chosen_network() -> messages.Network:
    """Return the segmenter, as arguments for the servers."""
    chosen = preferences()
    return {"segmenter": chosen.segmenter, "weights": chosen.weights or None}


def set_preferences(new: Preferences) -> None:
    """Keep preferences."""
    store = stored()
    for each in fields(Preferences):
        store.setValue(f"preferences/{each.name}", getattr(new, each.name))


def new_project_path(film: Path) -> Path:
    """Return where the project of a dropped film or folder is made: a name not taken yet."""
    folder = preferences().projects_folder
    number, path = 1, folder / f"{film.stem}.matchcut"
    while is_there(path):
        number += 1
        path = folder / f"{film.stem} {number}.matchcut"
    return path


def recent_projects() -> list[Path]:
    """Return the projects that were open lately, the latest first; some may be gone."""
    return list(map(Path, _texts("recent")))


def remember_project(path: Path) -> None:
    """Put a project first among the recent ones."""
    others = [each for each in _texts("recent") if each != str(path)]
    keep("recent", [str(path), *others][:_RECENT])


def forget_project(path: Path) -> None:
    """Take a project that was deleted off the recent ones."""
    keep("recent", [each for each in _texts("recent") if each != str(path)] or None)


def films_left(project: Path, why: Left) -> list[tuple[Path, Path | None]]:
    """Return the films whose analysis has not ended, with their shot lists."""
    texts = _texts(f"{why}/{_key(project)}")
    pairs = zip(map(Path, texts[::2]), texts[1::2], strict=False)
    return [(film, Path(cuts) if cuts else None) for film, cuts in pairs]


def keep_films_left(project: Path, why: Left, films: Sequence[tuple[Path, Path | None]]) -> None:
    """Keep which films these are, also when the window is killed."""
    # One after the other: what is stored is one list of texts.
    texts = [str(each or "") for pair in films for each in pair]
    keep(f"{why}/{_key(project)}", texts or None)


def last_pair(project: Path) -> str:
    """Return the pair that was selected when a project was left, "" where none was."""
    return next(iter(_texts(f"pair/{_key(project)}")), "")


def set_last_pair(project: Path, pair: str) -> None:
    """Keep which pair was selected when a project was left."""
    keep(f"pair/{_key(project)}", [pair])


def _key(project: Path) -> str:
    # A slash would open a group.
    return str(project.absolute()).replace("/", "|").replace("\\", "|")


def _texts(name: str) -> list[str]:
    with _lock:
        only = _unwritten.get(name)
    found = stored().value(name, []) if only is None else only[0]
    # A list of one comes back as its only item.
    if isinstance(found, str):
        return [found]
    return list(found) if isinstance(found, list) else []
