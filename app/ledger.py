"""Writes down what the editor decides, in order, on a thread of its own.

A commit waits for the disk, and now and then for the worker's: tens of milliseconds that the
window's thread doesn't have. A deed is begun as soon as those before it are done; closing waits
for the last.
"""

import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
# Tells the window, once what it tells of is on disk.
Tell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Act:
    """A deed or a question. touching: the pairs that a deed touches, None for a question."""

    do: Callable[[Project], Tell]
    touching: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the window knows of a project: its films, when their frames are shown, its reviews.

    times: by film; no entry until they are known.
    bare: the films that were watched, but what was computed of them is gone.
    cache: where that lies.
    """

    path: Path
    films: list[FilmRecord]
    times: Mapping[str, Times]
    reviews: Mapping[str, saved.Review]
    bare: Sequence[FilmRecord]
    cache: Path


class Ledger(QObject):
    """One project, open on a thread that does one deed after the other.

    Signals arrive on the thread that made the ledger. create: make the project if it is not there.
    """

    read = Signal(object)  # Contents
    done = Signal(object)  # the reviews on disk after a deed, done or not, of its pairs
    failed = Signal(str, str)  # what happened, what to try
    unopened = Signal(str, str)  # likewise; "" where `bug` tells it
    bug = Signal(str)  # a traceback
    _answered = Signal(object, object)

    def __init__(self, path: Path, parent: QObject | None = None, *, create: bool = False) -> None:
        super().__init__(parent)
        self._path = path
        self._create = create
        self._acts: SimpleQueue[Act | None] = SimpleQueue()
        self._answered.connect(lambda then, answer: then(answer))
        # Not a daemon: Python waits for it, so nothing that was pressed is lost.
        self._thread = threading.Thread(target=self._work, name="ledger")

    def start(self) -> None:
        """Open the project and read it, once whoever listens is connected."""
        self._thread.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the project again; `read` tells what is in it."""
        self.ask(_contents, self.read.emit)

    def do(self, deed: Deed, touching: Sequence[str]) -> None:
        """Do a deed after those before it; `done` follows, and `failed` too where it is refused.

        touching: the pairs whose reviews are told in that case.
        """

        def act(project: Project) -> Tell:
            reviews = _reviews(project, deed(project))
            return lambda: self.done.emit(reviews)

        self._acts.put(Act(act, touching))

    def ask(self, question: Callable[[Project], Any], then: Callable[[Any], None]) -> None:
        """Read something; ``then`` gets it later, on the thread that made the ledger."""

        def act(project: Project) -> Tell:
            answer = question(project)
            return lambda: self._answered.emit(then, answer)

        self._acts.put(Act(act))

    def close(self) -> None:
        """Do what is left, then close the project; more than once is the same as once."""
        self._acts.put(None)
        self._thread.join()

    def _work(self) -> None:
        try:
            project = open_project(self._path, create=self._create)
        except MatchcutError as error:
            self.unopened.emit(error.happened, error.remedy)
            return
        except Exception:
            # A bug is told as one, and nothing is left open that nobody writes down.
            self.bug.emit(traceback.format_exc())
            self.unopened.emit("", "")
            return
        with project:
            for acts in self._batches():
                if not acts:
                    continue
                try:
                    # One wait for the disk for all that has come up during the last.
                    with project.writing():
                        told = [act.do(project) for act in acts]
                except Exception:
                    told = [self._alone(project, act) for act in acts]
                for tell in told:
                    tell()
                if any(act.touching is not None for act in acts):
                    project.settle()

    def _batches(self) -> Iterator[list[Act]]:
        """Yield what is to be done, all that is waiting at once, until `close` ends it."""
        going = True
        while going:
            acts = [self._acts.get()]
            while not self._acts.empty():
                acts.append(self._acts.get())
            going = None not in acts
            yield [act for act in acts if act is not None]

    def _alone(self, project: Project, act: Act) -> Tell:
        """Do one thing by itself, so that only what fails is refused."""
        try:
            with project.writing():
                return act.do(project)
        except MatchcutError as error:
            happened, remedy, trace = error.happened, error.remedy, ""
        except Exception:
            happened, remedy, trace = "", "", traceback.format_exc()
        kept = None if act.touching is None else _kept(project, act.touching)

        def tell() -> None:
            if kept is not None:
                self.done.emit(kept)
            if trace:
                self.bug.emit(trace)
            else:
                self.failed.emit(happened, remedy)

        return tell


def _contents(project: Project) -> Contents:
    records = films(project)
    times = {record.uuid: frame_times(project, record.uuid) for record in records}
    known = {uuid: each for uuid, each in times.items() if each is not None}
    return Contents(
        project.path,
        records,
        known,
        saved.reviews(project),
        [each for each in records if each.uuid in known and not project.features.holds(each.uuid)],
        project.cache,
    )


def _reviews(project: Project, pairs: Iterable[str]) -> dict[str, saved.Review]:
    return {pair: saved.review(project, pair) for pair in pairs}


def _kept(project: Project, pairs: Sequence[str]) -> dict[str, saved.Review]:
    """Return the reviews on disk, none where the disk can't even be read."""
    try:
        return _reviews(project, pairs)
    except Exception:
        return {}
