"""The window's model: one project, its candidates, the selected pair.

The only bridge between the window and the library. What the editor decides shows at once and is
written down within milliseconds (`decisions`); what takes longer is asked of other processes.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import is_
from pathlib import Path

from app.jobs.films import Analysis
from app.jobs.learning import Learning
from app.server import Server, answer_server
from app.session.candidates import Candidate
from app.session.decisions import Decisions, PastStep
from app.session.footage import Footage
from app.session.ledger import Contents, Ledger
from app.session.pair_cache import PairCache
from app.session.search import Search
from app.session.selection import Selection
from app.session.turning import Deed, Turns
from app.settings import remember_project
from matchcut.project.films import FilmRecord
from matchcut.project.stored_reviews import Review
from matchcut.review import Flavour, Nudge, Verdict


class Session(Selection):
    """One project, open in one window; without one, `open` comes first."""

    def _forget(self) -> None:
        super()._forget()
        self.path: Path | None = None
        self.cache: Path | None = None  # where what is computed lies
        self.analysis: Analysis | None = None
        self.learning: Learning | None = None
        self.search: Search | None = None
        self.answers: Server | None = None
        self.errands: Server | None = None  # answers, too, but what takes long
        self.servers: list[Server] = []  # these two and that of the search
        self.flavour: Flavour = "frame"
        self.ledger: Ledger | None = None  # writes the decisions down
        self.cuts_gone = 0  # accepted pairs that can't be listed: a film of theirs is gone
        self.footage = Footage()  # to tell what a frame is called
        # The cut list as it was reported last, how many were gone, and whether any was judged.
        self._reported: tuple[list[Candidate], int, bool] = [], 0, False
        # Pairs with the editor's review, and what they were made of, by id.
        self._seen: dict[str, tuple[tuple[Footage, Candidate, Review], Candidate]] = {}

    # The project

    @property
    def films(self) -> Sequence[FilmRecord]:
        """The films of the project, in the order they were added."""
        return self.footage.films

    def open(self, path: Path, *, create: bool = False) -> None:
        """Open a project, `create` to make one that is not there; `project_opened` follows."""
        self.close()
        self.path = path.absolute()
        self.analysis = Analysis(self.path, self)
        self.analysis.hold()  # until the project is there
        self.learning = Learning(self.path, self.analysis, self)
        self.learning.failed.connect(self.failed)
        for changed in (self.analysis.film_begun, self.analysis.film_done, self.learning.learnt):
            changed.connect(self.refresh)
        self.answers = answer_server(self.path, self, self.bug.emit)
        self.errands = answer_server(self.path, self, self.bug.emit)
        self.search = Search(self.path, self, warned=self.failed.emit, bug=self.bug.emit)
        self.servers = [self.answers, self.errands, self.search.server]
        self.search.found.connect(self._found)
        self.search.failed.connect(self._not_found)
        self.search.changed.connect(self.finding_changed)
        self.ledger = Ledger(self.path, self, create=create)
        self.ledger.read.connect(self._read)
        self.ledger.unopened.connect(self._unopened)
        self.ledger.failed.connect(self.failed)
        self.ledger.bug.connect(self.bug)
        self._decisions = Decisions(self.ledger, self.ledger)
        self._decisions.changed.connect(self._tell)
        self._decisions.shots_changed.connect(self.shots_changed)
        self._decisions.returned.connect(self.returned)
        self._decisions.steps_changed.connect(self.steps_changed)
        self._decisions.noted.connect(self.noted)
        self._decisions.cut_refused.connect(self.cut_refused)
        hold, turned = self._decisions.hold, self.turned.emit
        self._pairs = PairCache(self.answers, self._reviewed, hold, turned, self.failed.emit)
        self._turns = Turns(self._pairs, self._decisions, self._go_to, self.failed.emit)
        self.ledger.start()

    def close(self) -> None:
        """Close the project; every process has ended, and every deed is on disk, on return.

        Changes that another process blocked for too long are lost, and `failed` is emitted.
        """
        if self._decisions is None or self.ledger is None:
            return
        self.project_closing.emit()
        self._decisions.blockSignals(True)  # it goes with the ledger
        for server in self.servers:
            server.end()  # all at once, since each takes a moment
        parts = (self.analysis, self.learning, self.search, *self.servers, self.ledger)
        for part in (each for each in parts if each is not None):
            part.blockSignals(True)
            part.close()
            part.deleteLater()
        losing = (self.ledger, self._turns, self.learning)
        loss = next(filter(None, (each.loss() for each in losing if each is not None)), None)
        self._forget()
        self.selection_changed.emit(None)
        self.project_closed.emit()
        if loss:
            self.failed.emit(*loss)

    def add_films(
        self, paths: Sequence[Path], shot_lists: Mapping[Path, Path] | None = None
    ) -> None:
        """Analyse films, or the films of folders.

        shot_lists: film -> a list of its shots from outside, in place of a detector.
        """
        if self.analysis is not None:
            self.analysis.add([(path.absolute(), (shot_lists or {}).get(path)) for path in paths])

    def refresh(self, _film: Path | None = None) -> None:
        """Read the films anew and search again: another process has changed the project."""
        if self.ledger is not None:
            self.ledger.refresh()

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
        if self.search is not None:
            self.flavour = flavour
            self._shot_yields = True
            self.search.ask(flavour, match_shot=match_shot, image=image)
            self.asked.emit()

    @property
    def finding(self) -> bool:
        """Whether a search is under way."""
        return self.search is not None and self.search.going

    @property
    def matching(self) -> tuple[str, int] | Path | None:
        """The shot or still that partners are listed for, None when all pairs are."""
        return self.search.matching if self.search is not None else None

    # Reviewing the selected pair, or several that are named

    def turn(self) -> None:
        """Select the reverse of the pair, which takes its place in the list; again, the pair."""
        if (turns := self._turns) is not None:
            self._decide(lambda _, pair: turns.turn(pair.id), hold=False)

    def review(self, candidate_id: str) -> Review:
        """Return the editor's review of a pair."""
        return self._decisions.review(candidate_id) if self._decisions else Review()

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

    def undo(self) -> None:
        """Take back the latest deed, also of an earlier day, or turn back what was just turned."""
        if self._turns is not None:
            self._turns.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._turns is not None:
            self._turns.redo()

    @property
    def steps(self) -> tuple[bool, bool]:
        """Whether there is something to undo, and to redo."""
        return self._turns.steps() if self._turns is not None else (False, False)

    def history(
        self, then: Callable[[list[PastStep]], None], last: int, before: int | None = None
    ) -> None:
        """Read the ``last`` steps, or those before the step of a number, for ``then``."""
        if self._decisions is not None:
            self._decisions.history(then, last, before)

    # The cut list

    @property
    def judged(self) -> bool:
        """Whether any pair has a verdict."""
        return self._decisions is not None and self._decisions.judged

    def move(self, candidate_id: str, place: int) -> None:
        """Move an accepted pair to a place in the cut list, from 0."""
        if self._decisions is not None:
            self._decisions.move(candidate_id, place, [pair.id for pair in self.cut_list()])

    def remove(self, *pairs: str) -> None:
        """Take pairs out of the cut list."""
        if self._decisions is not None:
            self._decisions.remove(pairs)

    def _read(self, contents: Contents) -> None:
        if self.path is None or contents.path != self.path:
            return  # of a project that is closed by now
        assert self.analysis and self._decisions and self.search
        opened, self.cache = self.cache is None, contents.cache  # later ones follow an analysis
        before, self.footage = self.footage, contents.footage
        self._decisions.set_all(contents.reviews)
        self.analysis.rates = self.footage.rates()
        self.analysis.know(self.footage.watched(contents.shots), new=opened)
        if opened:
            remember_project(self.path)
            self.analysis.opened_as = contents.file_id
            for server in self.servers:
                server.add_argument(contents.file_id)
            self.project_opened.emit()
            self.analysis.add_left(contents.bare)
            self.analysis.release()
        self.films_changed.emit()
        if self.footage.differs(before):
            self.footage_changed.emit()
        self.analysis.know(self.footage.came(before, contents.shots))
        self.analysis.follow(self.footage.names(), self.footage.moved(before))
        if self.footage.times and self.search.begun:
            self.search.ask_again()
        elif self.footage.times:
            self.find(self.flavour)
            self._shot_yields = False  # the editor did not ask for this search
        elif self.candidates:
            self._found([])
        self._pairs.outdate()
        self._fetch_unlisted()

    def _unopened(self, happened: str, remedy: str) -> None:
        self.close()
        if happened:
            self.failed.emit(happened, remedy)

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

    def _not_found(self, happened: str, remedy: str, analyse: bool) -> None:
        self.flavour = self.search.flavour if self.search else self.flavour
        self.not_found.emit(happened, remedy, analyse)

    def _fetch_unlisted(self) -> None:
        """Get the pairs that are shown but not in the list, then report the cut list."""
        accepted = self._decisions.accepted() if self._decisions else []
        selected = [self.selected.id] if self.selected is not None else []
        self._pairs.fetch([*accepted, *selected], self._fetched)

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
        accepted = self._decisions.accepted() if self._decisions is not None else []
        self.cuts_gone = len(accepted) - len(cuts)
        before, self._reported = self._reported, (cuts, self.cuts_gone, self.judged)
        if self._reported != before:
            self.cut_list_changed.emit()

    def _tell(self, pairs: Sequence[str]) -> None:
        """Bring the list and the selection up to date with the reviews of some pairs."""
        if self._turns is not None:
            self._turns.settle()
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
        return bool(known) and self._turns is not None and self._turns.do(how, known, hold)

    def _reviewed(self, shown: Candidate) -> Candidate:
        """Return a pair with the editor's review: the same object until one of these is another.

        Every deed looks at the whole cut list.
        """
        made_of = self.footage, shown, self.review(shown.id)
        before, pair = self._seen.get(shown.id, ((), shown))
        if not before or not all(map(is_, before, made_of)):
            pair = self.footage.reviewed(shown, made_of[2])
            self._seen[shown.id] = made_of, pair
        return pair
