"""The one place that shows the progress of long work, stops it, and tells of one that died.

Also that a search is running, once that takes longer than a moment.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.jobs.films import Analysis, State
from app.panels.films import FilmsPanel
from app.panels.progress import learning_words, summary
from app.words import counted

if TYPE_CHECKING:
    from app.windows.main import MainWindow


_NOTICED_MS = 400
"""A search that is over by then goes without words: they would only flicker."""


class AtWork(QObject):
    """Keeps a main window's line, words and menus in step with the analysis and the learning."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._told = ""  # of a worker that died
        self._closing = ""  # what was told of the work that the window closes after
        self._insists = False  # it is to close without waiting for that
        self._going = False  # films wait or are watched
        self._glance = QTimer(self, singleShot=True, interval=_NOTICED_MS)
        self._glance.timeout.connect(self.show)
        self._session.finding_changed.connect(self._look)
        self._session.project_closed.connect(self.show)
        window.chores.changed.connect(self._close_after)
        window.chores.changed.connect(self.show)
        window.words.stop_button.clicked.connect(self.stop)

    def watch(self) -> None:
        """Follow the work on the project that was opened."""
        analysis, learning = self._session.analysis, self._session.learning
        assert analysis is not None and learning is not None
        analysis.changed.connect(self.show)
        analysis.crashed.connect(self._crashed)
        analysis.copied.connect(self._copied)
        learning.changed.connect(self._close_after)
        learning.changed.connect(self.show)
        learning.learnt.connect(self._window.tell)
        for panel in self._lists():
            panel.watch(analysis)
        self.show()

    def show(self) -> None:
        """Show how far the work is."""
        window, analysis, learning = self._window, self._session.analysis, self._session.learning
        words, share = summary(analysis)
        learns = learning is not None and learning.going
        if learning is not None and learns:
            share = learning.share
            words = learning_words(learning)
        looks = self._session.finding and not self._glance.isActive()
        if looks:
            share = share or 0.0
            words = self.tr("looking for pairs…")
        chore = window.chores.shown
        if chore is not None:
            share = chore.share
            words = f"{chore.words}, {share:.0%}"
        window.menu["improve"].setChecked(learns)
        free = analysis is not None and analysis.free
        window.menu.enable(("improve",), free or learns)
        states = {film.state for film in analysis.films} if analysis is not None else set()
        going = analysis is not None and bool(analysis.waiting)
        at_rest = analysis is None or analysis.current is None
        failed = State.FAILED in states and at_rest and share is None
        stoppable = chore is not None or (learns and not looks)
        window.words.show_words(words, failed=failed, stoppable=stoppable)
        window.menu.enable(("pause_analysis",), going)
        window.menu.enable(("stop_work",), going or learns or chore is not None)
        again = {State.FAILED, State.CRASHED, State.STOPPED}
        window.menu.enable(("retry_analysis",), bool(states & again))
        window.line.set_share(share)
        if going != self._going:
            # Before there are pairs, the page goes by that.
            self._going = going
            window.show_state()
        if self._told and State.CRASHED not in states:
            window.notice.take_back(self._told)
            self._told = ""

    def stop(self) -> None:
        """Stop the chore that is shown, else the learning, else watch no more films."""
        chores, analysis = self._window.chores, self._session.analysis
        learning = self._session.learning
        if chores.going:
            chores.stop()
        elif learning is not None and learning.going:
            learning.stop()
        elif analysis is not None:
            self._stop_films(analysis)

    def _stop_films(self, analysis: Analysis) -> None:
        films = counted(len(analysis.waiting), self.tr("film is"), self.tr("films are"))
        analysis.cancel()
        if not self._films_in_sight():
            self._window.notice.tell(
                self.tr("{} stopped.").format(films),
                self.tr("What is finished is kept; they stay in the list of films."),
                self.tr("Go on"),
                analysis.retry,
                passes=True,
            )

    def may_close(self) -> bool:
        """Return whether the window may close now, else it does after what holds it open.

        Asked again while that is told, it may.
        """
        window = self._window
        held = self._held()
        insists, self._insists = self._insists or window.notice.tells(self._closing), False
        if not held or insists:
            return True
        work, loss = held
        self._closing = self.tr("matchcut closes once it is done with {}.").format(work)
        window.notice.tell(
            self._closing,
            loss,
            self.tr("Close now"),
            self._close_now,
        )
        return False

    def _close_now(self) -> None:
        self._insists = True
        self._window.close()

    def _held(self) -> tuple[str, str] | None:
        """Return what holds the window open, and what it means to close it all the same."""
        moves = [chore.words for chore in self._window.chores.going if chore.waited_for]
        if moves:
            return moves[0], self.tr("If it closes now, the cache stays where it is.")
        if self._session.learning is not None and self._session.learning.going:
            return (
                self.tr("improving the masks"),
                self.tr("If it closes now, the masks stay as they are."),
            )
        return None

    def _close_after(self) -> None:
        """Close the window where only that held it open; not if anything was told since."""
        if self._closing and not self._held():
            told, self._closing = self._closing, ""
            if self._window.notice.tells(told):
                # Not at once: this is called by the process that has ended.
                QTimer.singleShot(0, self._window, self._window.close)

    def _look(self, finding: bool) -> None:
        if finding:
            self._glance.start()
        else:
            self._glance.stop()
        self.show()

    def _crashed(self, film: Path) -> None:
        analysis = self._session.analysis
        assert analysis is not None
        # Where the films are in sight it stands with its film, above it the button.
        if self._films_in_sight():
            return
        self._told = self.tr("The analysis of {} ended unexpectedly.").format(film.name)
        self._window.notice.tell(
            self._told,
            self.tr("What it had finished is kept; the other films go on."),
            self.tr("Try again"),
            analysis.retry,
        )

    def _copied(self, file: Path, film: str) -> None:
        self._window.notice.tell(
            self.tr("{} is the same film as {}.").format(file.name, film),
            self.tr("Its pairs are listed once; Ctrl+T shows all files of that film."),
        )

    def _films_in_sight(self) -> bool:
        return any(not panel.visibleRegion().isEmpty() for panel in self._lists())

    def _lists(self) -> list[FilmsPanel]:
        return [self._window.films, self._window.watching.films]
