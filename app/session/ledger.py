"""Writes down what the editor decides, in order, on a thread of its own.

A commit waits for the disk, and sometimes for the worker's commits: tens of milliseconds, too long
for the window's thread. A change is started as soon as those before it are done, and tried
again for as long as another process locks the project. Closing waits for the last change, but only
for a limited time.
"""

import threading
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from app.jobs.caches import new_cache
from app.session.contents import Contents, read_contents
from app.words import counted
from matchcut.errors import MatchcutError
from matchcut.project import reviews as saved
from matchcut.project.disk_errors import MovedError
from matchcut.project.project import Project, open_project
from matchcut.project.revisions import film_revisions, reviews_mark
from matchcut.project.stored_reviews import Review

# Reports what is on disk by now.
Tell = Callable[[], None]
# Reports why a change was refused: what happened, what to try; "" for a bug.
Refused = Callable[[str, str], None]
# Changes the project; returns the pairs whose reviews it touched, and a function that reports the
# change on the thread that made the ledger.
Deed = Callable[[Project], tuple[Iterable[str], Tell]]
Done = TypeVar("Done")

_ATTEMPT_SECONDS = 0.5
"""How long one attempt waits for another process; the ledger can be closed between attempts."""
_UNNOTICED_SECONDS = 1.0
"""How long deeds may wait for another process before the editor is told."""
_PATIENCE_SECONDS = 10.0
"""How long opening and closing wait for another process."""


@dataclass(frozen=True, slots=True)
class Act:
    """A deed or a question. touching: the pairs that a deed touches, None for a question."""

    do: Callable[[Project], Tell]
    touching: Sequence[str] | None = None
    refused: Refused | None = None


class Ledger(QObject):
    """One project, open on a thread that does one deed after the other.

    Signals arrive on the thread that made the ledger. create: make the project if it is not there.
    """

    opened = Signal(object)  # Contents
    # After others have written: the reviews where they may differ, else None; and whether films
    # or their shots are others than were read.
    noticed = Signal(object, bool)
    done = Signal(object)  # the reviews of a deed's pairs, as on disk after it, even if it failed
    failed = Signal(str, str)  # what happened, what to try
    unopened = Signal(str, str)  # likewise; "" if `bug` is emitted instead
    held = Signal()  # deeds wait for another process; again at each attempt
    let_in = Signal()  # they no longer wait
    bug = Signal(str)  # a traceback
    _tell = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None, *, create: bool = False) -> None:
        super().__init__(parent)
        self._path, self._create = path, create
        self._acts: SimpleQueue[Act | None] = SimpleQueue()
        self._lost = 0  # how many deeds were given up
        self._left = 0  # deeds that came after the thread had ended, or still waited then
        self._unwritten = 0
        self._ended = False  # the thread writes nothing any more
        self._settled = threading.Condition()
        self._given_up = threading.Event()
        self._version = 0  # counts what other connections have written
        self._revisions: Mapping[str, int] = {}  # of the films when they were last read or checked
        self._gone = False  # the project is not where it was, as was told
        self._mark: Hashable = None  # of the reviews that the window has
        self._tell.connect(self._pass_on)
        # Not a daemon: Python waits for it, so nothing that was pressed is lost.
        self._thread = threading.Thread(target=self._work, name="ledger")

    def start(self) -> None:
        """Open the project and read it; call this once all listeners are connected."""
        self._thread.start()

    def unwritten(self, seconds: float = 0.0) -> int:
        """Wait up to ``seconds`` for every deed to be done or refused; return how many are not."""
        with self._settled:
            self._settled.wait_for(lambda: self._unwritten == 0, seconds)
            return self._unwritten

    def hear(self) -> None:
        """Pass on now, not later, what became of the deeds that are done or refused."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def give_up(self) -> None:
        """Stop waiting for other processes: what they block is refused."""
        self._given_up.set()

    def read(self, then: Callable[[Contents], None]) -> None:
        """Read the project again; ``then`` gets a snapshot, as with `ask`."""
        self.ask(self._contents, then)

    def look(self) -> None:
        """Check whether others have written to the project; `noticed` follows if so."""
        self.ask(self._see, lambda _: None)

    def do(self, deed: Deed, touching: Sequence[str], refused: Refused | None = None) -> None:
        """Do a change after those before it; `done` follows, and `failed` too if it is refused.

        touching: the pairs whose reviews are sent if it is refused. refused: is called then, after
        that.
        """

        def act(project: Project) -> Tell:
            touched, tell_more = deed(project)
            reviews = _reviews(project, touched)

            def tell() -> None:
                self.done.emit(reviews)
                self._tell.emit(tell_more)

            return tell

        with self._settled:
            ended = self._ended
            self._left += ended
            self._unwritten += not ended
        if ended:
            self.done.emit({})
            self._refuse(refused, *self._told_loss())
        else:
            self._acts.put(Act(act, touching, refused))

    def ask(self, question: Callable[[Project], Any], then: Callable[[Any], None]) -> None:
        """Read something; ``then`` gets it later, on the thread that made the ledger.

        It is read after the deeds before it, and blocks no writer.
        """

        def act(project: Project) -> Tell:
            return partial(self._tell.emit, partial(then, question(project)))

        self._acts.put(Act(act))

    def loss(self) -> tuple[str, str] | None:
        """Return what was given up, and what to do about it; None if nothing was."""
        return self._told_loss() if self._lost or self._left else None

    def close(self) -> None:
        """Do what is left, then close the project; a second call changes nothing.

        Changes that another process still blocks after `_PATIENCE_SECONDS` are given up.
        """
        self._acts.put(None)
        self.unwritten(_PATIENCE_SECONDS)
        self.give_up()
        self._thread.join()

    def _pass_on(self, tell: Tell) -> None:
        if not self.signalsBlocked():  # else it is closed, and nobody wants to hear of it
            tell()

    def _refuse(self, refused: Refused | None, happened: str, remedy: str) -> None:
        if happened:
            self.failed.emit(happened, remedy)
        if refused is not None:
            self._tell.emit(partial(refused, happened, remedy))

    def _told_loss(self) -> tuple[str, str]:
        lost = counted(self._lost + self._left, self.tr("decision"), self.tr("decisions"))
        return (
            self.tr("{} could not be saved in {}.").format(lost, self._path.name),
            self.tr("Close the project and open it again.")
            if self._left
            else self.tr("Close the program that uses the project before you go on with it."),
        )

    def _work(self) -> None:
        try:
            self._serve()
        finally:
            # However the thread ended: what is not on disk by now never will be.
            with self._settled:
                self._ended = True
                self._left += self._unwritten
                self._unwritten = 0
                self._settled.notify_all()

    def _serve(self) -> None:
        project = self._open()
        if project is None:
            return
        with project:
            for acts in self._batches():
                deeds = _is_deed(acts[0])
                if deeds:
                    told = self._written(project, acts)
                else:
                    told = [self._alone(project, act) for act in acts]
                for tell in told:
                    self._guard(tell)
                if deeds:
                    # Only now: whoever waits for this hears at once what became of each.
                    with self._settled:
                        self._unwritten -= len(acts)
                        self._settled.notify_all()
                    self._guard(project.settle)

    def _guard(self, do: Callable[[], None]) -> None:
        """Run ``do``; a bug in it is reported, and does not prevent later writes."""
        try:
            do()
        except Exception:
            self.bug.emit(traceback.format_exc())

    def _open(self) -> Project | None:
        """Open the project and send a snapshot of it; return None if it can't be read."""
        project = None
        try:
            if self._create:
                new_cache(self._path)
            project = self._patiently(self._attempt, _PATIENCE_SECONDS)
            # Before it is read: what is written meanwhile is noticed.
            self._version, _ = project.version()
            self.opened.emit(self._patiently(lambda: self._contents(project), _PATIENCE_SECONDS))
        except MatchcutError as error:
            told = error.happened, error.remedy
        except Exception:
            # A bug is reported, and the project is closed, since nothing would write to it.
            self.bug.emit(traceback.format_exc())
            told = "", ""
        else:
            return project
        if project is not None:
            project.close()
        self.unopened.emit(*told)
        return None

    def _attempt(self) -> Project:
        return open_project(self._path, create=self._create, patience_seconds=_ATTEMPT_SECONDS)

    def _see(self, project: Project) -> None:
        # Others may lock the project just now: the next check sees the same changes.
        with suppress(MatchcutError):
            try:
                version, _ = project.version()
            except MovedError as error:
                if not self._gone:
                    self.failed.emit(error.happened, error.remedy)
                self._gone = True
                return
            self._gone = False
            if version != self._version:
                with project.reading():
                    mark = reviews_mark(project)
                    # Read them all only if they may differ: an analysis writes all the time.
                    said = None if mark == self._mark else saved.reviews(project)
                    revisions = film_revisions(project)
                known, self._revisions = self._revisions, revisions
                self._version, self._mark = version, mark
                self.noticed.emit(said, revisions != known)

    def _contents(self, project: Project) -> Contents:
        contents = read_contents(project, self._path)
        self._revisions, self._mark = contents.revisions, contents.mark
        return contents

    def _written(self, project: Project, acts: Sequence[Act]) -> list[Tell]:
        """Do the deeds that are waiting: all together, or one by one if that fails."""

        def together() -> list[Tell]:
            # One wait for the disk for all deeds that came while the last ones were written.
            with self._noting(project):
                return [act.do(project) for act in acts]

        try:
            return self._patiently(together)
        except Exception as error:
            if not _is_held(error):
                return [self._alone(project, act) for act in acts]
            # Given up; one by one each would wait again.
            self._lost += len(acts)
            return []

    @contextmanager
    def _noting(self, project: Project) -> Iterator[None]:
        """Write; the window's own changes of the reviews are not noticed as news."""
        with project.writing():
            up_to_date = reviews_mark(project) == self._mark
            yield
            after = reviews_mark(project)
        if up_to_date:
            self._mark = after

    def _patiently(self, do: Callable[[], Done], seconds: float | None = None) -> Done:
        """Do something, trying again for ``seconds`` while another process blocks it.

        seconds: None for no limit.
        The editor's decisions wait until that process has finished, unless the editor gives them
        up.
        """
        began, held = monotonic(), False
        while True:
            try:
                done = do()
            except MatchcutError as error:
                waited = monotonic() - began
                over = seconds is not None and waited > seconds
                if not _is_held(error) or over or self._given_up.is_set():
                    raise
                if waited > _UNNOTICED_SECONDS and self._unwritten:
                    held = True
                    self.held.emit()
            else:
                if held:
                    self.let_in.emit()
                return done

    def _batches(self) -> Iterator[list[Act]]:
        """Yield all that waits in order, deeds and questions in separate batches, until `close`."""
        going = True
        while going:
            acts = [self._acts.get()]
            while not self._acts.empty():
                acts.append(self._acts.get())
            going = None not in acts
            waiting = [act for act in acts if act is not None]
            yield from (list(row) for _, row in groupby(waiting, _is_deed))

    def _alone(self, project: Project, act: Act) -> Tell:
        """Do one deed or question alone, so that only what fails is refused."""

        def alone() -> Tell:
            with self._noting(project) if _is_deed(act) else nullcontext():
                return act.do(project)

        try:
            return self._patiently(alone)
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
            self._refuse(act.refused, happened, remedy)

        return tell


def _is_deed(act: Act) -> bool:
    return act.touching is not None


def _is_held(error: Exception) -> bool:
    """Return whether another process blocks the project."""
    return str(getattr(error.__cause__, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


def _reviews(project: Project, pairs: Iterable[str]) -> dict[str, Review]:
    return {pair: saved.review(project, pair) for pair in pairs}


def _kept(project: Project, pairs: Sequence[str]) -> dict[str, Review]:
    """Return the reviews on disk, none if the disk can't even be read."""
    try:
        return _reviews(project, pairs)
    except Exception:
        return {}
