"""The editor's reviews of the pairs of a project: shown at once, on disk within milliseconds.

The window never waits for the disk: a change is shown, and the ledger writes it down. Once no write
is pending, the window shows what is on disk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.session.ledger import Deed, Ledger, Refused, Tell
from app.session.news import News
from matchcut.project import reviews as saved
from matchcut.project.films import film_name
from matchcut.project.pairs import known_pair
from matchcut.project.project import Project
from matchcut.project.reviews import (
    AcceptedCut,
    Change,
    Step,
    cut_places,
    judged,
    placed,
    taken,
)
from matchcut.project.shots import shot_start
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor, Nudge, Verdict, appended, moved

_NOTHING = Review()
_MAX_TOLD = 20
"""How many pairs of one step of the history have their cut points read, at most."""


@dataclass(frozen=True, slots=True)
class PastCut:
    """A pair that a step of the history was about, with its cut point after that step.

    was: its cut point before the step, out and in.
    """

    pair: str
    out: Anchor | None = None
    into: Anchor | None = None
    was: tuple[Anchor | None, Anchor | None] = (None, None)


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step of the history; cuts: those of its first pairs.

    film: the name of the film whose shots the step changed; that film may have been removed since.
    place: the film's UUID and the frame that names what was changed, for a shot its first; or None.
    """

    step: Step
    cuts: Sequence[PastCut] = ()
    film: str = ""
    place: tuple[str, int | None] = ("", None)


class Decisions(QObject):
    """The reviews of one project's pairs, and their history."""

    changed = Signal(list)  # the pairs whose reviews have changed

    def __init__(self, ledger: Ledger, news: News) -> None:
        super().__init__(ledger)
        self._ledger = ledger
        self._news = news
        self._reviews: dict[str, Review] = {}
        self._on_disk: dict[str, Review] = {}
        self._unwritten = 0
        self.can_undo = self.can_redo = False
        self._behind = False  # the disk was read while it was behind the editor
        ledger.done.connect(self._written)
        ledger.noticed.connect(self._notice)

    def set_all(self, reviews: Mapping[str, Review]) -> None:
        """Take over what is on disk, or do so later if changes are still on their way there."""
        self._behind = self._unwritten > 0
        if not self._behind:
            self._reviews = dict(reviews)
        self._ask_steps()

    def review(self, pair: str) -> Review:
        """Return the review of a pair, an empty one if it has none."""
        return self._reviews.get(pair, _NOTHING)

    def hold(self, pair: str) -> int:
        """Return how firmly the editor keeps a pair: 2 in the cut list, 1 by another review.

        0 if it has no review, or is called bad.
        """
        said = self.review(pair)
        return 2 if said.place is not None else int(said != _NOTHING and said.verdict != "bad")

    @property
    def judged(self) -> bool:
        """Whether any pair is called good, bad or maybe."""
        return any(review.verdict is not None for review in self._reviews.values())

    def accepted(self) -> list[str]:
        """Return the accepted pairs in the order of the cut list."""
        return list(cut_places(self._reviews))

    def set_verdicts(self, pairs: Sequence[str], verdict: Verdict | None) -> None:
        """Call pairs good, bad or maybe; None takes that back. Bad ones leave the cut list."""
        cuts = len(self.accepted())
        said = partial(judged, verdict=verdict)
        self._change(verdict or "no verdict", dict.fromkeys(pairs, said))
        if refused := cuts - len(self.accepted()):
            self._news.cut_refused.emit(refused)

    def accept(self, cuts: Mapping[str, AcceptedCut]) -> None:
        """Put pairs at the end of the cut list, with how they are cut; they are bad no more."""
        places = appended(cut_places(self._reviews), cuts)
        self._change(
            "accept",
            {pair: partial(taken, cut=cut, place=places[pair]) for pair, cut in cuts.items()},
        )

    def trim(self, pair: str, out: Anchor, into: Anchor) -> None:
        """Keep the editor's cut point with a pair."""
        self._change("trim", {pair: lambda said: replace(said, out=out, into=into)})

    def set_note(self, pair: str, text: str) -> None:
        """Keep a note with a pair."""
        noted = partial(self._news.noted.emit, pair, text)
        changes = {pair: lambda said: replace(said, note=text)}
        self._change("note", changes, noted, self._news.note_refused.emit)

    def set_flop(self, pair: str, flop: bool) -> None:
        """Mirror the in side of a pair or not."""
        self._change("flop", {pair: lambda said: replace(said, flop=flop)})

    def set_nudge(self, pair: str, nudge: Nudge | None) -> None:
        """Keep how the in side is laid over the out side."""
        self._change("nudge", {pair: lambda said: replace(said, nudge=nudge)})

    def move(self, pair: str, place: int, listed: Sequence[str]) -> None:
        """Move an accepted pair to a place in the cut list, counted from 0 among ``listed``."""
        order = [other for other in self.accepted() if other != pair]
        # The cut list may have pairs that can't be listed: go before the pair now listed there.
        follow = [other for other in listed if other != pair][place:]
        place = order.index(follow[0]) if follow else len(order)
        self._change("move", placed(moved(cut_places(self._reviews), pair, place)))

    def remove(self, pairs: Sequence[str]) -> None:
        """Take pairs out of the cut list."""
        self._change("remove", placed(dict.fromkeys(pairs)))

    def undo(self) -> None:
        """Take back the latest change, also one of an earlier day."""
        self._show_steps(self.can_undo, True)
        self._go(saved.undo)

    def redo(self) -> None:
        """Repeat the change that was undone last."""
        self._show_steps(True, self.can_redo)
        self._go(saved.redo)

    def history(
        self, then: Callable[[list[PastStep]], None], last: int, before: int | None = None
    ) -> None:
        """Read the ``last`` steps that were done and not undone, for ``then``.

        before: the number of a step, to read only earlier ones.
        """
        self._ledger.ask(lambda on: _read_history(on, last, before), then)

    def _go(self, way: Callable[[Project], Step | None]) -> None:
        """Go one step back or forth in the history."""

        def deed(on: Project) -> tuple[list[str], Tell]:
            step = way(on)
            return ([] if step is None else list(step.changes)), lambda: self._tell(step)

        self._write(deed, ())

    def _tell(self, gone: Step | None) -> None:
        if gone is not None and gone.edit is not None:
            self._news.shots_changed.emit(gone.edit.moves_boundaries)
        elif gone is not None:
            self._news.returned.emit(gone.pairs[0])

    def _change(
        self,
        deed: str,
        changes: Mapping[str, Change],
        tell: Tell = lambda: None,
        refused: Refused | None = None,
    ) -> None:
        """Change the reviews of some pairs, as `saved.change` does on disk; then tell of it."""
        pairs = list(changes)

        def write(on: Project) -> tuple[list[str], Tell]:
            saved.change(on, deed, changes)
            return pairs, tell

        for pair, change in changes.items():
            self._reviews[pair] = change(self.review(pair))
        self._write(write, pairs, refused)
        self._show_steps(True, False)
        self.changed.emit(pairs)

    def _write(self, deed: Deed, touching: Sequence[str], refused: Refused | None = None) -> None:
        self._unwritten += 1
        self._ledger.do(deed, touching, refused)

    def _written(self, reviews: Mapping[str, Review]) -> None:
        self._on_disk.update(reviews)
        self._unwritten -= 1
        # While more changes are on their way, the disk is behind the editor.
        if self._unwritten == 0:
            told, self._on_disk = self._on_disk, {}
            changed = {pair: each for pair, each in told.items() if self.review(pair) != each}
            self._reviews.update(changed)
            if changed:
                self.changed.emit([*changed])
            self._ask_steps()
            if self._behind:
                self._ledger.ask(saved.reviews, self._catch_up)

    def _ask_steps(self) -> None:
        """Find out what can be undone and redone on disk; a change made meanwhile outranks it."""

        def take(steps: tuple[bool, bool]) -> None:
            if self._unwritten == 0:
                self._show_steps(*steps)

        self._ledger.ask(lambda on: (saved.can_undo(on), saved.can_redo(on)), take)

    def _show_steps(self, can_undo: bool, can_redo: bool) -> None:
        if (can_undo, can_redo) != (self.can_undo, self.can_redo):
            self.can_undo, self.can_redo = can_undo, can_redo
            self._news.steps_changed.emit()

    def _notice(self, reviews: Mapping[str, Review] | None, _: object) -> None:
        if reviews is not None:
            self._catch_up(reviews)

    def _catch_up(self, reviews: Mapping[str, Review]) -> None:
        """Take over reviews by other processes, and report the pairs."""
        pairs = self._reviews.keys() | reviews.keys()
        before = {pair: self.review(pair) for pair in pairs}
        self.set_all(reviews)
        if changed := [pair for pair in pairs if self.review(pair) != before[pair]]:
            self.changed.emit(changed)


def _read_history(project: Project, last: int, before: int | None) -> list[PastStep]:
    with project.reading():
        steps = saved.history(project, last=last, before=before)
        return [_past(project, step) for step in steps]


def _past(project: Project, step: Step) -> PastStep:
    if step.edit is not None:
        film, frame = step.edit.place
        if frame is not None and step.edit.is_within_shot:
            frame = shot_start(project, film, frame)
        return PastStep(step, film=film_name(project, film), place=(film, frame))
    return PastStep(step, [_past_cut(project, step, pair) for pair in step.pairs[:_MAX_TOLD]])


def _past_cut(project: Project, step: Step, pair: str) -> PastCut:
    (before, after), known = step.changes[pair], known_pair(project, pair)
    if known is None:
        return PastCut(pair, after.out, after.into, (before.out, before.into))
    out, into = known.candidate.out, known.candidate.into
    was = before.out or out, before.into or into
    return PastCut(pair, after.out or out, after.into or into, was)
