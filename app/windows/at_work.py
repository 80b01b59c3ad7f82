"""The one place that shows the progress of long work, stops it, and reports if it has crashed.

It also shows that a search is running, once that takes longer than a moment.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.actions import Actions
from app.jobs.chores import Chores
from app.jobs.films import Analysis, State
from app.panels.films import FilmsPanel
from app.panels.progress import Line, ProgressWords, learning_words, summary
from app.session.desk import Desk
from app.windows.notice import Notice
from app.words import counted

_NOTICED_MS = 400
"""A search that ends sooner shows no words: they would only flicker."""


class AtWork(QObject):
    """Keeps the window's line, words and menus in step with the analysis and the learning."""

    going_changed = Signal()  # films wait or are analysed, or none does any more

    def __init__(
        self,
        desk: Desk,
        chores: Chores,
        shown: tuple[Line, ProgressWords, Actions],
        lists: Sequence[FilmsPanel],
        notice: Notice,
    ) -> None:
        """shown: the line, the words and the menu that show progress. lists: the lists of films."""
        super().__init__(notice)
        self._desk = desk
        self._chores = chores
        self._line, self._words, self._menu = shown
        self._lists = lists
        self._notice = notice
        self._told = ""  # the notice about a worker that crashed
        self._closing = ""  # the notice that the window will close after some work
        self._insists = False  # the editor wants to close without waiting for that
        self._going = False  # films wait or are analysed
        self._glance = QTimer(self, singleShot=True, interval=_NOTICED_MS)
        self._glance.timeout.connect(self.show)
        desk.project_opened.connect(self._watch)
        desk.project_closed.connect(self._forget)
        desk.finding_changed.connect(self._look)
        chores.changed.connect(self._close_after)
        chores.changed.connect(self.show)
        self._words.stop_button.clicked.connect(self.stop)

    def _watch(self) -> None:
        """Follow the work on the project that was opened."""
        analysis, learning = self._desk.session.analysis, self._desk.session.learning
        analysis.changed.connect(self.show)
        analysis.crashed.connect(self._crashed)
        analysis.copied.connect(self._copied)
        learning.changed.connect(self._close_after)
        learning.changed.connect(self.show)
        learning.learnt.connect(self._notice.tell)
        for panel in self._lists:
            panel.watch(analysis)
        self.show()

    def _forget(self) -> None:
        self._glance.stop()
        for panel in self._lists:
            panel.watch(None)
        self.show()

    def show(self) -> None:
        """Show how far the work is."""
        menu, chore = self._menu, self._chores.shown
        words, share, states = "", None, set[State]()
        free = going = at_rest = learns = looks = False
        if self._desk.is_open:
            session = self._desk.session
            analysis, learning = session.analysis, session.learning
            words, share = summary(analysis)
            states = {film.state for film in analysis.films}
            free, going = analysis.free, bool(analysis.waiting)
            at_rest, learns = analysis.current is None, learning.going
            if learns:
                words, share = learning_words(learning.pace), learning.pace.share or 0.0
            looks = self._looks()
        if looks:
            words, share = self.tr("looking for pairs…"), share or 0.0
        if chore is not None:
            share = chore.share
            words = f"{chore.words}, {share:.0%}"
        menu["improve"].setChecked(learns)
        menu.enable(("improve",), free or learns)
        failed = State.FAILED in states and at_rest and share is None
        stoppable = chore is not None or looks or learns
        self._words.show_words(words, failed=failed, stoppable=stoppable)
        menu.enable(("pause_analysis",), going)
        menu.enable(("stop_work",), going or stoppable)
        again = {State.FAILED, State.CRASHED, State.STOPPED}
        menu.enable(("retry_analysis",), bool(states & again))
        self._line.set_share(share)
        if going != self._going:
            # Until there are pairs, the page that is shown depends on it.
            self._going = going
            self.going_changed.emit()
        if self._told and State.CRASHED not in states:
            self._notice.take_back(self._told)
            self._told = ""

    def stop(self) -> None:
        """Stop what is shown: the chore, else the search, the learning, or watching films."""
        if self._chores.going:
            self._chores.stop()
        elif self._looks():
            self._desk.session.search.give_up()
        elif self._desk.session.learning.going:
            self._desk.session.learning.stop()
        else:
            self._stop_films(self._desk.session.analysis)

    def _looks(self) -> bool:
        """Return whether the window shows that a search is under way."""
        return self._desk.session.search.going and not self._glance.isActive()

    def _stop_films(self, analysis: Analysis) -> None:
        films = counted(len(analysis.waiting), self.tr("film is"), self.tr("films are"))
        analysis.cancel()
        if not self._films_in_sight():
            self._notice.tell(
                self.tr("{} stopped.").format(films),
                self.tr("What is finished is kept; they stay in the list of films."),
                self.tr("Go on"),
                analysis.retry,
                passes=True,
            )

    def may_close(self) -> bool:
        """Return whether the window may close now; if not, it closes once the work is done.

        A second request while the notice about that is shown returns True.
        """
        held = self._held()
        insists, self._insists = self._insists or self._notice.tells(self._closing), False
        if not held or insists:
            return True
        work, loss = held
        self._closing = self.tr("matchcut closes once it is done with {}.").format(work)
        close = self.tr("Close now"), self._close_now
        self._notice.tell(self._closing, loss, *close, stays=bool(self._chores.going))
        return False

    def _close_now(self) -> None:
        self._insists = True
        self._notice.window().close()

    def _held(self) -> tuple[str, str] | None:
        """Return the work that the window waits for to close, and what closing now would mean."""
        moves = [chore.words for chore in self._chores.going if chore.waited_for]
        if moves:
            return moves[0], self.tr("If it closes now, the cache stays where it is.")
        if self._desk.is_open and self._desk.session.learning.going:
            return (
                self.tr("improving the masks"),
                self.tr("If it closes now, the masks stay as they are."),
            )
        return None

    def _close_after(self) -> None:
        """Close the window if it only waited for the work, and shows no other notice since."""
        if self._closing and not self._held():
            told, self._closing = self._closing, ""
            if self._notice.tells(told):
                # Not at once: the process that has ended is still calling this.
                QTimer.singleShot(0, self._notice, self._notice.window().close)

    def _look(self, finding: bool) -> None:
        if finding:
            self._glance.start()
        else:
            self._glance.stop()
        self.show()

    def _crashed(self, film: Path) -> None:
        # Where the films are in sight it stands with its film, above it the button.
        if self._films_in_sight():
            return
        self._told = self.tr("The analysis of {} ended unexpectedly.").format(film.name)
        self._notice.tell(
            self._told,
            self.tr("What it had finished is kept; the other films go on."),
            self.tr("Try again"),
            self._desk.session.analysis.retry,
        )

    def _copied(self, file: Path, film: str) -> None:
        self._notice.tell(
            self.tr("{} is the same film as {}.").format(file.name, film),
            self.tr("Its pairs are listed once; Ctrl+T shows all files of that film."),
        )

    def _films_in_sight(self) -> bool:
        return any(not panel.visibleRegion().isEmpty() for panel in self._lists)
