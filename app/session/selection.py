"""What is shown of a project: the selected pair, or a shot; and which pairs are next to it."""

from collections.abc import Sequence
from operator import is_

from PySide6.QtCore import QObject

from app.server import project_server
from app.session.candidates import Candidate
from app.session.contents import Contents
from app.session.decisions import Decisions
from app.session.footage import Footage
from app.session.ledger import Ledger
from app.session.news import News
from app.session.pair_cache import PairCache
from app.session.shots import SeenShot
from app.session.turning import Turns
from matchcut.project.stored_reviews import Review


class Selection(News):
    """The pairs that a session has, listed and accepted, and the one that is selected.

    The session adds the pairs found and the editor's reviews.
    """

    def __init__(self, ledger: Ledger, contents: Contents, parent: QObject) -> None:
        super().__init__(parent)
        self.footage = contents.footage  # to tell what a frame is called
        self.selected: Candidate | None = None
        self.shot: SeenShot | None = None  # shown by itself; then no pair is selected
        self.left = ""  # the pair that was selected before that shot
        self._shot_yields = False  # another list was asked for while the shot was shown
        self.plays: tuple[int, int] | None = None  # out and in frame on trial, None for its own
        self._order: list[str] | None = None
        # What stood after the selected pair when it was in the list last, None if it never was.
        self._after: list[str] | None = None
        # Pairs with the editor's review, and what they were made of, by id.
        self._seen: dict[str, tuple[tuple[Footage, Candidate, Review], Candidate]] = {}
        self.answers = project_server("answers", contents.path, contents.file_id, self)
        self.decisions = Decisions(ledger, self)
        self._pairs = PairCache(self.answers, self, self._reviewed, self.decisions.hold)
        self.turns = Turns(self._pairs, self.decisions, self._go_to, self)

    @property
    def candidates(self) -> list[Candidate]:
        """The pairs that were found, each the way round that is shown."""
        return self._pairs.rows

    def select(self, candidate_id: str) -> None:
        """Select a pair, of the list, the cut list or the history; fetch it if it is unknown."""
        self._pairs.fetch([candidate_id], lambda: self._go_to(self.candidate(candidate_id)))

    def show_shot(self, shot: SeenShot) -> None:
        """Show a shot by itself until a pair is selected; no pair can be reviewed meanwhile."""
        self.left = self.selected.id if self.selected is not None else self.left
        self._shot_yields = False
        self._select(None, shot)

    def update_shot(self, shot: SeenShot) -> None:
        """Update the shot that is shown."""
        self._select(None, shot)

    def back_to_pair(self) -> None:
        """Select the pair that was selected before a shot again; else the first listed, or none.

        A pair that the filters hide is not selected, unless it is in the cut list, too.
        """
        left, first = self.left, next(iter(self.order), "")
        pair, row = self.candidate(left), self._pairs.row(left)
        hidden = row is not None and self.candidates[row].id not in self.order
        if hidden and not (pair is not None and pair.accepted):
            left = first
        self._pairs.fetch(
            filter(None, [left]),
            lambda: self._select(self.candidate(left) or self.candidate(first)),
        )

    def deselect(self) -> None:
        """Select no pair, for example if none is shown."""
        self._select(None)

    def set_order(self, ids: Sequence[str] | None) -> None:
        """Set which pairs are shown and in what order, for `next` and `previous`."""
        self._order = None if ids is None else list(ids)
        self._note_place()
        self.order_changed.emit()

    @property
    def order(self) -> Sequence[str]:
        """The pairs that are shown, in their order."""
        return [each.id for each in self.candidates] if self._order is None else self._order

    def next(self) -> None:
        """Select the pair after the selected one, in the list or the cut list, else the first.

        A pair that has left the list still counts as in its former place.
        """
        self._go_to(self._beside(1))

    def previous(self) -> None:
        """Select the pair before the selected one, see `next`."""
        self._go_to(self._beside(-1))

    def neighbours(self) -> list[Candidate]:
        """Return the pairs after and before the selected one: those that are likely next."""
        return [each for each in (self._beside(1), self._beside(-1)) if each is not None]

    def candidate(self, candidate_id: str) -> Candidate | None:
        """Return a pair with the editor's review of it, None if it is unknown."""
        return self._pairs.get(candidate_id)

    def cut_list(self) -> list[Candidate]:
        """Return the accepted pairs in their order."""
        accepted = map(self.candidate, self.decisions.accepted())
        return [pair for pair in accepted if pair is not None]

    def _select(self, candidate: Candidate | None, shot: SeenShot | None = None) -> None:
        if candidate is None or self.selected is None or candidate.id != self.selected.id:
            self._after = None
        self.selected, self.plays, self.shot = candidate, None, shot
        self.left = self.left if shot is not None else ""
        self.turns.selected(candidate)
        self._pairs.turn_rows(candidate)
        self._note_place()
        self.selection_changed.emit(candidate)

    def _go_to(self, pair: Candidate | None) -> None:
        if pair is not None:
            self._select(pair)

    def _note_place(self) -> None:
        order = self.order
        if self.selected is not None and self.selected.id in order:
            self._after = list(order[order.index(self.selected.id) + 1 :])

    def _beside(self, step: int) -> Candidate | None:
        pair, listed = self.selected, self.order
        if pair is not None and pair.accepted and pair.id not in listed:
            listed = [each.id for each in self.cut_list()]
        place = 0
        if pair is not None and pair.id in listed:
            place = listed.index(pair.id) + step
        elif pair is not None and self._after is not None:
            stood = (listed.index(each) for each in self._after if each in listed)
            place = next(stood, len(listed)) + min(step, 0)  # what follows has moved up
        return self.candidate(listed[place]) if 0 <= place < len(listed) else None

    def _reviewed(self, shown: Candidate) -> Candidate:
        """Return a pair with the editor's review: the same object until one of these is another.

        Every deed looks at the whole cut list.
        """
        made_of = self.footage, shown, self.decisions.review(shown.id)
        before, pair = self._seen.get(shown.id, ((), shown))
        if not before or not all(map(is_, before, made_of)):
            pair = self.footage.reviewed(shown, made_of[2])
            self._seen[shown.id] = made_of, pair
        return pair
