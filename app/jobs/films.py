"""Take a project's films through the analysis, and track the progress of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs.job import Ending, Job
from app.jobs.pace import Pace
from app.qt.threads import find_out
from app.settings import films_left, keep_films_left, preferences
from matchcut.files import is_there
from matchcut.project.films import Loss


class State(StrEnum):
    """How far the analysis of a film is."""

    WAITING = "waiting"
    WATCHING = "watching"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    CRASHED = "crashed"


_UNFINISHED = (State.WATCHING, State.PAUSED, State.WAITING, State.CRASHED)


@dataclass(frozen=True, slots=True)
class FilmWork:
    """A film whose analysis is running, planned or finished.

    cuts: a list of its cuts from outside, instead of a detector.
    share: how much of ``stage`` is done. seconds_left: of ``stage``. speed: film time per real
    time. All are None while unknown. shots: 0 if they were not counted.
    words: why it failed, or its damage. lost: why its file can't be read, None if it can.
    name: its name in the project, "" while it has none of its own.
    """

    path: Path
    cuts: Path | None = None
    state: State = State.WAITING
    stage: str = ""
    share: float | None = None
    seconds_left: float | None = None
    speed: float | None = None
    shots: int = 0
    words: str = ""
    lost: Loss | None = None
    name: str = ""


class Analysis(QObject):
    """The films of one project, analysed one after another, each by a separate job.

    A film that fails, or whose job dies, is marked as such, and the others go on. One process at a
    time analyses for a project: others call `hold` first.
    """

    changed = Signal()
    film_begun = Signal(object)  # Path
    film_done = Signal(object)  # Path
    crashed = Signal(object)  # Path
    copied = Signal(object, str)  # Path of a file, and the project's film that it is a copy of
    rested = Signal()  # nobody analyses any more; others may use the project

    def __init__(self, project: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._job: Job | None = None
        self._watched = Path()  # the film of the job
        self._pace = Pace()  # of the job
        stopped = films_left(project, "stopped")
        self.films = [FilmWork(path, cuts, State.STOPPED) for path, cuts in stopped]
        self.paused = False
        self._held = False
        self.held_words = ""  # what waiting films show as the reason, "" if waiting for each other
        # From an earlier session; their disks may not be connected.
        self._away = dict(films_left(project, "unfinished"))
        self._kept = list(self._away.items()), stopped
        self.changed.connect(self._keep_waiting)
        self.opened_as: str | None = None  # `Project.file_id`, once there is a project
        self.rates: dict[Path, float] = {}  # frames a second by file, where known

    @property
    def current(self) -> FilmWork | None:
        """The film being watched, or that would be if not paused."""
        return next(
            (each for each in self.films if each.state in (State.WATCHING, State.PAUSED)), None
        )

    @property
    def waiting(self) -> list[Path]:
        """The films that are not done, the current one first."""
        return [each.path for each in self._unfinished()]

    @property
    def running(self) -> bool:
        """Whether a process is running."""
        return self._job is not None

    @property
    def free(self) -> bool:
        """Whether nobody analyses for the project, so that `hold` succeeds."""
        return self._job is None and not self._held

    def hold(self, words: str = "") -> bool:
        """Start no film until `release`, so that someone else can analyse; False if not `free`.

        words: shown for each film that waits meanwhile.
        """
        if not self.free:
            return False
        self._held, self.held_words = True, words
        self.changed.emit()
        return True

    def release(self) -> None:
        """Continue with the films after `hold`."""
        self._held, self.held_words = False, ""
        self._go_on_or_rest()

    def process_id(self) -> int:
        """Return the worker's process id, 0 while none runs."""
        return self._job.process_id() if self._job is not None else 0

    def add(self, films: Sequence[tuple[Path, Path | None]]) -> None:
        """Append films, each with the list of its shots or None; one already listed starts again.

        Without a list a film keeps the one it had. A film that is being watched continues, unless a
        list comes now.
        """
        listed = {each.path: each.cuts for each in self.films}
        going = {each.path for each in self.films if each.state == State.WATCHING}
        new = {path: cuts for path, cuts in films if cuts or path not in going}
        if going & new.keys():
            self._stop()
        self.films = [each for each in self.films if each.path not in new]
        self.films += [FilmWork(path, cuts or listed.get(path)) for path, cuts in new.items()]
        self._go_on()

    def add_left(self, emptied: Sequence[Path]) -> None:
        """Append what an earlier session left; what was added since keeps its place.

        Asynchronous: first checks which files exist.
        emptied: films that were done but whose results are gone. Films whose disk is not connected
            wait for a session that has it.
        """
        stored = dict(self._away)

        def take(there: Sequence[Path]) -> None:
            # Not those cancelled meanwhile.
            left = {path: self._away.pop(path) for path in there if path in self._away}
            left |= {path: stored.get(path) for path in emptied}
            added = {each.path for each in self.films if each.state != State.DONE}
            self.add([(path, cuts) for path, cuts in left.items() if path not in added])

        find_out(self, lambda: list(filter(is_there, stored)), take)

    def know(self, films: Sequence[tuple[Path, int, str]], *, new: bool = True) -> None:
        """Record films that are analysed, each with its number of shots and its damage in words.

        new: list unlisted films, before the others. Listed films that are done get the number of
            shots.
        """
        shots = {path: number for path, number, _ in films}
        listed = [
            replace(each, shots=shots.get(each.path, each.shots))
            if each.state == State.DONE
            else each
            for each in self.films
        ]
        known = {each.path for each in listed}
        earlier = [
            FilmWork(path, state=State.DONE, shots=number, words=words)
            for path, number, words in films
            if new and path not in known
        ]
        if [*earlier, *listed] != self.films:
            self.films = [*earlier, *listed]
            self.changed.emit()

    def miss(self, lost: Mapping[Path, Loss]) -> None:
        """Mark the films whose files can't be read, with why, and no others."""
        films = [replace(each, lost=lost.get(each.path)) for each in self.films]
        if films != self.films:
            self.films = films
            self.changed.emit()

    def pause(self) -> None:
        """Pause; what is finished is kept."""
        self.paused = True
        # Not SIGSTOP: a stopped worker might hold the project's lock, and verdicts would wait.
        self._stop()
        self.changed.emit()

    def resume(self) -> None:
        """Continue after a pause."""
        self.paused = False
        self._set_states((State.PAUSED,), State.WAITING)
        self._go_on()

    def toggle(self) -> None:
        """Pause, or continue after a pause."""
        if self.paused:
            self.resume()
        else:
            self.pause()

    def cancel(self) -> None:
        """Stop until films are tried again, even in later sessions; what is finished is kept."""
        self.paused = False
        self._set_states(_UNFINISHED, State.STOPPED)
        listed = {each.path for each in self.films}
        away, self._away = self._away, {}
        self.films += [
            FilmWork(path, cuts, State.STOPPED) for path, cuts in away.items() if path not in listed
        ]
        self._stop()
        self.changed.emit()

    def retry(self) -> None:
        """Try again what failed, died or was stopped."""
        self._set_states((State.FAILED, State.CRASHED, State.STOPPED), State.WAITING)
        self._go_on()

    def forget(self, path: Path) -> None:
        """Remove a film from the list; stop watching it if it is being watched."""
        self.follow({}, {path: None})

    def follow(self, names: Mapping[Path, str], moved: Mapping[Path, Path | None]) -> None:
        """Keep the list in step with the project.

        names: the project's names for its films, by file. moved: where listed files are now, None
            for those no longer in the project.
        """
        films: dict[Path, FilmWork] = {}
        for each in self.films:
            if (path := moved.get(each.path, each.path)) is not None:
                name = names.get(path, each.name)
                films.setdefault(path, replace(each, path=path, name=name))
            elif each.state == State.WATCHING:
                self._stop()
        if (now := list(films.values())) != self.films:
            self.films = now
            self.changed.emit()

    def close(self) -> None:
        """Stop, and wait for the process; the films stay in ``waiting``, and none starts."""
        self._held = True
        if self._job is not None:
            self._job.end(3.0)
            self._job = None

    def _keep_waiting(self) -> None:
        """Save which films wait or were stopped, for the next time the project is opened."""
        listed = {each.path for each in self.films}
        waiting = [(each.path, each.cuts) for each in self._unfinished()]
        waiting += [(path, cuts) for path, cuts in self._away.items() if path not in listed]
        stopped = [(each.path, each.cuts) for each in self.films if each.state == State.STOPPED]
        if (waiting, stopped) != self._kept:
            self._kept = waiting, stopped
            keep_films_left(self._project, "unfinished", waiting)
            keep_films_left(self._project, "stopped", stopped)

    def _unfinished(self) -> list[FilmWork]:
        return [each for each in self.films if each.state in _UNFINISHED]

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _go_on(self) -> None:
        following = next((each for each in self.films if each.state == State.WAITING), None)
        if self.free and following is not None and not self.paused:
            self._begin(following)
        self.changed.emit()

    def _begin(self, film: FilmWork) -> None:
        chosen = preferences()
        arguments = ["analyze", str(film.path), "-p", str(self._project), "--progress", "json"]
        arguments += [] if self.opened_as is None else ["--opened-as", self.opened_as]
        arguments += ["--segmenter", chosen.segmenter]
        arguments += ["--weights", chosen.weights] if chosen.weights else []
        arguments += ["--cuts", str(film.cuts)] if film.cuts else []
        self._update(film.path, state=State.WATCHING, stage="", words="", share=None)
        self._pace = Pace()
        self._watched = film.path
        self._job = Job(arguments, threads=chosen.threads, parent=self)
        self._job.reported.connect(self._hear)
        self._job.ended.connect(self._ended)
        self._job.start()

    def _hear(self, told: dict[str, Any]) -> None:
        path = self._watched
        if not any(each.path == path and each.state == State.WATCHING for each in self.films):
            return  # it is being stopped, to start again
        if "films" in told:
            self._unfold(path, [Path(film) for film in told["films"]])
        elif "stage" in told:
            if not self._pace.stage:
                self.film_begun.emit(path)
            self._measure(path, told)
        elif told.get("failed"):
            self._update(path, state=State.FAILED, words=told["failed"])
        elif "shots" in told:
            words = " ".join(filter(None, (told["left_out"], told["damage"])))
            self._update(path, state=State.DONE, words=words, shots=told["shots"])
            if told.get("watched", str(path)) != str(path):
                self.copied.emit(path, told["name"])
            self.film_done.emit(path)
        self.changed.emit()

    def _unfold(self, folder: Path, films: Sequence[Path]) -> None:
        """Replace a folder by its films: each waits, fails and is tried again separately."""
        cuts = {each.path: each.cuts for each in self.films}
        unfolded = [FilmWork(film, cuts.get(film)) for film in films]
        others = [each for each in self.films if each.path not in films]
        at = next(at for at, each in enumerate(others) if each.path == folder)
        self.films = [*others[:at], *unfolded, *others[at + 1 :]]
        self._stop()

    def _measure(self, path: Path, told: dict[str, Any]) -> None:
        pace, rate = self._pace, self.rates.get(path)
        pace.take(told)
        self._update(
            path,
            stage=pace.stage,
            share=pace.share,
            seconds_left=pace.seconds_left,
            speed=pace.a_second / rate
            if pace.a_second and rate and told["unit"] == "frames"
            else None,
        )

    def _ended(self, ending: Ending, said: str) -> None:
        self._job = None
        path = self._watched
        film = next((each for each in self.films if each.path == path), None)
        if film is not None and film.state == State.WATCHING:
            if ending == Ending.STOPPED:
                self._update(path, state=State.PAUSED if self.paused else State.WAITING)
            elif ending == Ending.CRASHED:
                self._update(path, state=State.CRASHED, words=said)
                self.crashed.emit(path)
            elif ending == Ending.DONE:
                # The outcome of a film was lost.
                self._update(path, state=State.DONE)
            else:
                self._update(path, state=State.FAILED, words=said)
        # Not at once: don't start a process from the signal that another one ended.
        QTimer.singleShot(0, self, self._go_on_or_rest)

    def _go_on_or_rest(self) -> None:
        self._go_on()
        if self.free:
            self.rested.emit()

    def _set_states(self, old: Collection[State], new: State) -> None:
        self.films = [
            replace(each, state=new) if each.state in old else each for each in self.films
        ]

    def _update(self, path: Path, **fields: Any) -> None:  # noqa: ANN401
        self.films = [replace(each, **fields) if each.path == path else each for each in self.films]
