"""The window's model of one open project: its candidates, the selected pair, its processes.

The only bridge between the window and the library. What the editor decides shows at once and is
written down within milliseconds (`decisions`); what takes longer is asked of other processes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.films import Analysis
from app.jobs.learning import Learning
from app.server import Server, project_server
from app.session.candidates import Candidate
from app.session.contents import Contents
from app.session.footage import Footage
from app.session.ledger import Ledger
from app.session.new_shots import NewShots
from app.session.search import Search
from app.session.selection import Selection
from app.session.turning import Deed
from matchcut.project.films import FilmRecord
from matchcut.review import Flavour, Nudge, Verdict


class Session(Selection):
    """A project from its opening to its closing: another one has another session.

    ledger: has the project open, and closes with the session. contents: as read when it was opened.
    """

    def __init__(self, ledger: Ledger, contents: Contents, parent: QObject) -> None:
        super().__init__(ledger, contents, parent)
        ledger.setParent(self)
        path, file_id = contents.path, contents.file_id
        self.path = path
        self.cache = contents.cache  # where what is computed lies
        self.ledger = ledger  # writes the decisions down
        self.analysis = Analysis(path, self)
        self.analysis.opened_as = file_id
        self.learning = Learning(path, self.analysis, self)
        # It answers, too, but what takes long.
        self.errands = project_server("answers", path, file_id, self)
        self.new_shots = NewShots(self, self.analysis, self.errands)
        self.search = Search(project_server("searching", path, file_id, self), self)
        self.servers = [self.answers, self.errands, self.search.server]
        for server in self.servers:
            server.bug.connect(self.bug)
        self.cuts_gone = 0  # accepted pairs that can't be listed: a film of theirs is gone
        # The cut list as it was reported last, how many were gone, and whether any was judged.
        self._reported: tuple[list[Candidate], int, bool] = [], 0, False
        self.decisions.set_all(contents.reviews)
        self.analysis.know(self.footage.watched(contents.shots))
        self._connect()

    def _connect(self) -> None:
        for changed in (self.analysis.film_begun, self.analysis.film_done, self.learning.learnt):
            changed.connect(self.refresh)
        self.learning.failed.connect(self.failed)
        self.search.found.connect(self._found)
        self.search.failed.connect(self.not_found)
        self.search.died.connect(self._not_finished)
        self.search.changed.connect(self.finding_changed)
        self.ledger.failed.connect(self.failed)
        self.ledger.bug.connect(self.bug)
        self.decisions.changed.connect(self._tell)
        self.shots_changed.connect(self.new_shots.go_back)
        self.new_shots.completed.connect(self.refresh)

    # The project

    @property
    def films(self) -> Sequence[FilmRecord]:
        """The films of the project, in the order they were added."""
        return self.footage.films

    def begin(self, contents: Contents) -> None:
        """List films and pairs, and go on with what an earlier sitting left, once all listen."""
        self.analysis.add_left(contents.bare)
        self._tell_of_films(contents, Footage())
        self.ledger.look()  # others may have written while it waited to be begun

    @property
    def at_work(self) -> bool:
        """Whether a process is at long work on the project."""
        return self.analysis.running or self.learning.going

    def stop_work(self) -> None:
        """Stop that work, since the project is left, which takes a moment."""
        self.analysis.pause()
        self.learning.leave()

    def close(self) -> tuple[str, str] | None:
        """Close the project; every process has ended, and every deed is on disk, on return.

        Return what is lost by that, as changes that another process blocked for too long are, and
        what to do about it; None for nothing.
        """
        self.project_closing.emit()
        self.deselect()
        self.decisions.blockSignals(True)  # it goes with the ledger
        for server in self.servers:
            server.end()  # all at once, since each takes a moment
        self.blockSignals(True)
        parts: tuple[Analysis | Learning | Search | Server | Ledger, ...]
        parts = self.analysis, self.learning, self.search, *self.servers, self.ledger
        for part in parts:
            part.blockSignals(True)
            part.close()
        self.deleteLater()
        losses = (part.loss() for part in (self.ledger, self.turns, self.learning))
        return next(filter(None, losses), None)

    def add_films(
        self, paths: Sequence[Path], shot_lists: Mapping[Path, Path] | None = None
    ) -> None:
        """Analyse films, or the films of folders.

        shot_lists: film -> a list of its shots from outside, in place of a detector.
        """
        self.analysis.add([(path.absolute(), (shot_lists or {}).get(path)) for path in paths])

    def refresh(self) -> None:
        """Read the films anew and search again: another process has changed the project."""
        self.ledger.read(self._take)

    # Searching

    def find(
        self,
        flavour: Flavour,
        *,
        match_shot: tuple[str, int, int] | None = None,
        image: Path | None = None,
    ) -> None:
        """Search for pairs, mirrored or not as before; `candidates_changed` follows.

        match_shot: film, number and a frame, which decides, of a shot to match. image: a still.
        """
        self._shot_yields = True
        self.search.ask(flavour, match_shot=match_shot, image=image)
        self.asked.emit()

    def find_again(self) -> None:
        """Search once more for what the server of the search died over last."""
        self.search.try_again()
        self._shot_yields = True
        self.asked.emit()

    # Reviewing the selected pair, or several that are named

    def turn(self) -> None:
        """Select the reverse of the pair, which takes its place in the list; again, the pair."""
        self._decide(lambda _, pair: self.turns.turn(pair.id), hold=False)

    def tag(self, verdict: Verdict | None, *pairs: str) -> bool:
        """Call pairs good, bad or maybe; None takes that back. Bad ones leave the cut list.

        Return whether the pairs can be reviewed, as `accept` does.
        """
        return self._decide(
            lambda to, *those: to.set_verdicts([each.id for each in those], verdict), *pairs
        )

    def accept(self, *pairs: str) -> bool:
        """Put pairs, as they play, into the cut list, last or in their places; bad no more."""
        return self._decide(
            lambda to, *those: to.accept(self.footage.cuts(those, self.selected, self.plays)),
            *pairs,
        )

    def trim(self, out_frame: int, in_frame: int) -> None:
        """Move the cut point of the pair: last frame out, first frame in."""
        point = out_frame, in_frame
        self._decide(lambda to, pair: to.trim(pair.id, *self.footage.cut(pair, point)), hold=False)

    def note(self, candidate_id: str, text: str) -> None:
        """Keep a note with a pair, the selected one or one that was."""
        self._decide(lambda to, pair: to.set_note(pair.id, text), candidate_id)

    def flop(self, on: bool) -> None:
        """Mirror the in side of the pair or not."""
        self._decide(lambda to, pair: to.set_flop(pair.id, on))

    def nudge(self, nudge: Nudge | None) -> None:
        """Keep how the in side of the pair is laid over its out side."""
        self._decide(lambda to, pair: to.set_nudge(pair.id, nudge), hold=False)

    # The cut list

    def move(self, candidate_id: str, place: int) -> None:
        """Move an accepted pair to a place in the cut list, from 0."""
        self.decisions.move(candidate_id, place, [pair.id for pair in self.cut_list()])

    def remove(self, *pairs: str) -> None:
        """Take pairs out of the cut list."""
        self.decisions.remove(pairs)

    def _take(self, contents: Contents) -> None:
        """Take the project as it is after others have changed it."""
        before, self.footage, self.cache = self.footage, contents.footage, contents.cache
        self.decisions.set_all(contents.reviews)
        self.analysis.know(self.footage.watched(contents.shots), new=False)
        self._tell_of_films(contents, before)

    def _tell_of_films(self, contents: Contents, before: Footage) -> None:
        """Report the films, which were others before, and list the pairs that they have now."""
        self.analysis.rates = self.footage.rates()
        self.films_changed.emit()
        if self.footage.differs(before):
            self.footage_changed.emit()
        self.analysis.know(self.footage.came(before, contents.shots))
        self.analysis.follow(self.footage.names(), self.footage.moved(before))
        if self.footage.times and self.search.begun:
            self.search.ask_again()
        elif self.footage.times:
            self.find(self.search.flavour)
            self._shot_yields = False  # the editor did not ask for this search
        elif self.candidates:
            self._found([])
        self._pairs.outdate()
        self._fetch_unlisted()

    def _found(self, found: list[Candidate], again: bool = False) -> None:
        """Take a new list; ``again``: refreshed without a new search, so the selection stays.

        A shot stays too, if nothing is found, or if it was chosen after the list was asked for.
        """
        self._pairs.show(found, self.selected)
        self._order = None
        self.candidates_changed.emit()
        at, order = self.selected.id if self.selected is not None else self.left, self.order
        then = at if at in order else next(iter(order), "")
        if self.shot is None:
            stays = self.selected is not None and (again or at in order)
        else:
            stays = again or not order or not self._shot_yields
        if not stays:
            self._select(self.candidate(then))
        elif self.shot is not None and order and not again:
            self.left = then
        self._fetch_unlisted()

    def _not_finished(self, happened: str, remedy: str) -> None:
        self.unfinished.emit(happened, remedy, self.find_again)

    def _fetch_unlisted(self) -> None:
        """Get the pairs that are shown but not in the list, then report the cut list."""
        selected = [self.selected.id] if self.selected is not None else []
        self._pairs.fetch([*self.decisions.accepted(), *selected], self._fetched)

    def _fetched(self) -> None:
        """Report the cut list, and the selected pair: its loop restarts only if its cut moved."""
        before, pair = self.selected, self.selected and self.candidate(self.selected.id)
        if before and (not pair or (pair.out, pair.into) != (before.out, before.into)):
            self._select(pair or next(iter(self.candidates), None))
        elif before and pair != before:
            self._tell([before.id])
        self._report_cuts()

    def _report_cuts(self) -> None:
        cuts = self.cut_list()
        self.cuts_gone = len(self.decisions.accepted()) - len(cuts)
        before, self._reported = self._reported, (cuts, self.cuts_gone, self.decisions.judged)
        if self._reported != before:
            self.cut_list_changed.emit()

    def _tell(self, pairs: Sequence[str]) -> None:
        """Bring the list and the selection up to date with the reviews of some pairs."""
        self.turns.settle()
        if self.selected is not None and self.selected.id in pairs:
            self.selected = self.candidate(self.selected.id)
        self._pairs.review(pairs, self.selected)
        for pair in pairs:
            self.review_changed.emit(pair)
        self._fetch_unlisted()

    def _decide(self, how: Deed, *named: str, hold: bool = True) -> bool:
        """Change pairs, the selected one if none is named; see `Turns.do`."""
        pairs = map(self.candidate, named) if named else [self.selected]
        known = [pair for pair in pairs if pair is not None]
        return bool(known) and self.turns.do(how, known, hold)
