"""Writes down what the editor decides, in order, on a thread of its own.

A commit waits for the disk, and now and then for the worker's: tens of milliseconds that the
window's thread doesn't have. A deed is begun as soon as those before it are done; closing waits
for the last.
"""

import threading
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Signal

from matchcut.errors import MatchcutError
from matchcut.project import reviews as saved
from matchcut.project.films import FilmRecord, films, frame_times
from matchcut.project.project import Project, open_project

# The presentation timestamps of a film's frames; an array, so that it can be searched.
Times = Any
# Does something to the project, and returns the pairs whose reviews it touched.
Deed = Callable[[Project], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the window knows of a project: its films, when their frames are shown, its reviews.

    times: by film; no entry until they are known.
    """

    films: list[FilmRecord]
    times: Mapping[str, Times]
    reviews: Mapping[str, saved.Review]


class Ledger(QObject):
    """One project, open on a thread that does one deed after the other.

    Signals arrive on the thread that made the ledger.
    """

    read = Signal(object)  # Contents
    done = Signal(object)  # the reviews on disk after a deed, of the pairs it touched
    refused = Signal(str, str, object)  # what happened, what to try, the reviews still on disk
    unopened = Signal(str, str)
    bug = Signal(str)  # a traceback
    _answered = Signal(object, object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._deeds: SimpleQueue[Callable[[Project], None] | None] = SimpleQueue()
        self._answered.connect(lambda then, answer: then(answer))
        # Not a daemon: Python waits for it, so nothing that was pressed is lost.
        self._thread = threading.Thread(target=self._work, name="ledger")
        self._thread.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the project again; `read` tells what is in it."""
        self._deeds.put(lambda project: self.read.emit(_contents(project)))

    def do(self, deed: Deed, touching: Sequence[str]) -> None:
        """Do a deed after those before it; `done` or `refused` tells how it went.

        touching: the pairs whose reviews are told should the deed be refused.
        """
        self._deeds.put(lambda project: self._do(project, deed, touching))

    def ask(self, question: Callable[[Project], Any], then: Callable[[Any], None]) -> None:
        """Read something; ``then`` gets it later, on the thread that made the ledger."""
        self._deeds.put(lambda project: self._answered.emit(then, question(project)))

    def close(self) -> None:
        """Do what is left, then close the project."""
        self._deeds.put(None)
        self._thread.join()

    def _work(self) -> None:
        try:
            project = open_project(self._path, create=True)
        except MatchcutError as error:
            self.unopened.emit(error.happened, error.remedy)
            return
        with project:
            for act in iter(self._deeds.get, None):
                try:
                    act(project)
                except Exception:
                    self.bug.emit(traceback.format_exc())

    def _do(self, project: Project, deed: Deed, touching: Sequence[str]) -> None:
        try:
            reviews = _reviews(project, deed(project))
        except MatchcutError as error:
            self.refused.emit(error.happened, error.remedy, _kept(project, touching))
        except Exception:
            self.done.emit(_kept(project, touching))
            raise
        else:
            self.done.emit(reviews)


def _contents(project: Project) -> Contents:
    records = films(project)
    times = {record.uuid: frame_times(project, record.uuid) for record in records}
    return Contents(
        records,
        {uuid: each for uuid, each in times.items() if each is not None},
        saved.reviews(project),
    )


def _reviews(project: Project, pairs: Iterable[str]) -> dict[str, saved.Review]:
    return {pair: saved.review(project, pair) for pair in pairs}


def _kept(project: Project, pairs: Sequence[str]) -> dict[str, saved.Review]:
    """Return the reviews on disk, none where the disk can't even be read."""
    try:
        return _reviews(project, pairs)
    except MatchcutError:
        return {}
