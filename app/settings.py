"""Store what the editor has set for every project, and the recently opened projects."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QByteArray, QSettings, QSize, QStandardPaths

from matchcut.files import is_there
from matchcut.serving import messages

_RECENT = 10
Left = Literal["unfinished", "stopped"]
"""Why an analysis has not ended: it continues, if its disk is connected, or was stopped."""
_Kind = TypeVar("_Kind", bool, int, float, str, QByteArray, QSize)

# Writing waits for the disk, which the window's thread has no time for. Python exits only after
# everything submitted is written.
_writer = ThreadPoolExecutor(1, thread_name_prefix="settings")
# Values submitted but not written yet, by name, each wrapped in a list whose identity shows
# whether a newer value came.
_unwritten: dict[str, list[object]] = {}
_lock = threading.Lock()  # never held while waiting for the disk


@dataclass(frozen=True, slots=True)
class Preferences:
    """How films are analysed and where new projects go.

    segmenter: "auto", "yolo" or "foreground". weights: the editor's own network, "" for none.
    threads: limit for an analysis, 0 for as many as there are cores.
    projects: the folder of new projects, "" for the default one.
    caches: the folder of caches, "" for beside their projects.
    cache_gigabytes: limit for all caches together, 0 for none.
    """

    segmenter: str = "auto"
    weights: str = ""
    threads: int = 0
    projects: str = ""
    caches: str = ""
    cache_gigabytes: int = 0

    @property
    def projects_folder(self) -> Path:
        """The folder where new projects are created."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(self.projects or Path(QStandardPaths.writableLocation(documents)) / "matchcut")


def stored() -> QSettings:
    """Return the store of this user's settings."""
    return QSettings("matchcut", "matchcut")


def setting(name: str, default: _Kind) -> _Kind:
    """Return the setting of this name, ``default`` if there is none."""
    only = _waiting(name)
    value = stored().value(name, default, type(default)) if only is None else only[0]
    assert isinstance(value, type(default))
    return value


def keep(name: str, value: object) -> None:
    """Save a setting, None to remove it; returns at once."""
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
        # A value that came meanwhile is still to be written.
        if _unwritten.get(name) is only:
            del _unwritten[name]


def _waiting(name: str) -> list[object] | None:
    """Return the value that is not written yet, in its list; None if there is none."""
    with _lock:
        return _unwritten.get(name)


def preferences() -> Preferences:
    """Return the current preferences."""
    default = Preferences()
    names = [each.name for each in fields(Preferences)]
    kept = {name: setting(f"preferences/{name}", getattr(default, name)) for name in names}
    return Preferences(**kept)


def chosen_network() -> messages.Network:
    """Return the chosen segmenter, as arguments for the servers."""
    chosen = preferences()
    return {"segmenter": chosen.segmenter, "weights": chosen.weights or None}


def set_preferences(new: Preferences) -> None:
    """Save preferences."""
    for each in fields(Preferences):
        keep(f"preferences/{each.name}", getattr(new, each.name))


def new_project_path(film: Path) -> Path:
    """Return a path, not taken yet, for the project of a dropped film or folder."""
    folder = preferences().projects_folder
    number, path = 1, folder / f"{film.stem}.matchcut"
    while is_there(path):
        number += 1
        path = folder / f"{film.stem} {number}.matchcut"
    return path


def recent_projects() -> list[Path]:
    """Return the recently opened projects, latest first; some may be gone."""
    return list(map(Path, _texts("recent")))


def remember_project(path: Path) -> None:
    """Put a project first among the recent ones."""
    others = [each for each in _texts("recent") if each != str(path)]
    keep("recent", [str(path), *others][:_RECENT])


def forget_project(path: Path) -> None:
    """Remove a deleted project from the recent ones."""
    keep("recent", [each for each in _texts("recent") if each != str(path)] or None)


def films_left(project: Path, why: Left) -> list[tuple[Path, Path | None]]:
    """Return the films whose analysis has not ended, with their shot lists."""
    texts = _texts(f"{why}/{_key(project)}")
    pairs = zip(map(Path, texts[::2]), texts[1::2], strict=False)
    return [(film, Path(cuts) if cuts else None) for film, cuts in pairs]


def keep_films_left(project: Path, why: Left, films: Sequence[tuple[Path, Path | None]]) -> None:
    """Save which films these are, in case the window is killed."""
    # Flattened, because the store holds one list of texts.
    texts = [str(each or "") for pair in films for each in pair]
    keep(f"{why}/{_key(project)}", texts or None)


def last_pair(project: Path) -> str:
    """Return the pair that was selected when a project was left, "" if none was."""
    return next(iter(_texts(f"pair/{_key(project)}")), "")


def set_last_pair(project: Path, pair: str) -> None:
    """Save which pair was selected when a project was left."""
    keep(f"pair/{_key(project)}", [pair])


def _key(project: Path) -> str:
    # A slash would open a group in the settings.
    return str(project.absolute()).replace("/", "|").replace("\\", "|")


def _texts(name: str) -> list[str]:
    only = _waiting(name)
    found = stored().value(name, []) if only is None else only[0]
    # A list of one is returned as its only item.
    if isinstance(found, str):
        return [found]
    return list(found) if isinstance(found, list) else []
