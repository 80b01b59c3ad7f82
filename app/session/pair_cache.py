"""The pairs that the window has, as last sent by the answer server, and the list of them.

A search sends the pairs that it lists. The others that are shown - in the cut list, as the selected
pair - are requested by id, and again each time that the project was read: by then a film may
have another name, start timecode or shots.

A pair of the list may be turned round: then its reverse, which is a pair of its own, takes its row.
`PairCache.turn_rows` describes which of the two is shown.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from app.server import Server
from app.session.candidates import Candidate, read_candidate
from app.session.news import News
from app.settings import chosen_network
from matchcut.serving import asks, messages


class PairCache:
    """Pairs by id, and those in the rows of the list."""

    def __init__(
        self,
        answers: Server,
        news: News,
        reviewed: Callable[[Candidate], Candidate],
        hold: Callable[[str], int],
    ) -> None:
        """reviewed: adds the editor's review to a pair. hold: returns how firmly it is kept."""
        self._answers = answers
        self._reviewed = reviewed
        self._hold = hold
        self._news = news
        self.rows: list[Candidate] = []
        self._found: dict[str, int] = {}  # what the search has found -> its row
        self._reversed: dict[str, str] = {}  # reverse -> the pair whose row it may take
        self._told: dict[str, Candidate] = {}
        self._outdated: set[str] = set()

    def get(self, pair: str) -> Candidate | None:
        """Return a pair with the editor's review of it, None if it is unknown.

        A reverse has the rank of the pair whose row it may take.
        """
        told, row = self._told.get(pair), self.row(pair)
        if told is None:
            return None
        seen = self._reviewed(told)
        return seen if row is None or pair in self._found else replace(seen, rank=row + 1)

    def row(self, pair: str) -> int | None:
        """Return the row of a pair in the list, or that it may take as the reverse of one."""
        return self._found.get(self._reversed.get(pair, pair))

    def show(self, found: Sequence[Candidate], selected: Candidate | None) -> None:
        """Take a new list, its rows turned as before. Pairs that leave it may be out of date."""
        before = self._found
        self._found = {each.id: at for at, each in enumerate(found)}
        self._told |= {each.id: each for each in found}
        self._outdated |= before.keys()
        self._outdated -= self._found.keys()
        # A pair that is listed itself has its own row.
        self._reversed = {of: pair for of, pair in self._reversed.items() if of not in self._found}
        for each in found:
            if each.reverse is not None:
                self._learn_reverse(each.id, each.reverse)
        self.rows = [self._reviewed(each) for each in found]
        self._turn_rows(selected)

    def review(self, pairs: Collection[str], selected: Candidate | None) -> None:
        """Update the rows after reviews of some pairs."""
        self.rows = [
            (self.get(each.id) or each) if each.id in pairs else each for each in self.rows
        ]
        self.turn_rows(selected)

    def turn_rows(self, selected: Candidate | None) -> None:
        """Put into each row the one of a pair and its reverse that is to be shown.

        That is the selected one, wherever it was selected; else the accepted one; else the one that
        the editor has kept: reviewed, and not as bad; else, also if both are kept, the one that the
        search has found, which is the better. Every pair that leaves its row is reported.
        """
        for before, pair in self._turn_rows(selected):
            self._news.turned.emit(before, pair)

    def _turn_rows(self, selected: Candidate | None) -> list[tuple[str, Candidate]]:
        ways = {pair: [pair] for pair in self._reversed.values() if pair in self._found}
        for reverse, pair in self._reversed.items():
            if pair in ways:
                ways[pair].append(reverse)
        at, turned = selected.id if selected is not None else "", []
        for pair, both in ways.items():
            stands = at if at in both else max(both, key=self._hold)
            before = self.rows[self._found[pair]].id
            if stands != before and (now := self.get(stands)) is not None:
                self.rows[self._found[pair]] = now
                turned.append((before, now))
        return turned

    def turn(
        self, pair: str, then: Callable[[str], None], failed: Callable[[str, str], None]
    ) -> None:
        """Pass the id of a pair's reverse to ``then``, or of the pair that it is the reverse of.

        failed: called instead if the two don't match that way round.
        """
        if pair in self._reversed:
            of = self._reversed[pair]
            self.fetch([of], lambda: then(of), failed)
            return

        def take(answer: messages.ListedPair) -> None:
            reverse = read_candidate(answer)
            self._learn_reverse(pair, reverse)
            then(reverse.id)

        reverse = asks.REVERSE({"pair": pair, **chosen_network()})
        self._answers.ask(reverse, take, failed=failed)

    def outdate(self) -> None:
        """Mark pairs outside the list as out of date; the list itself comes from a new search."""
        self._outdated = self._told.keys() - self._found.keys()

    def fetch(
        self,
        wanted: Iterable[str],
        then: Callable[[], None],
        failed: Callable[[str, str], None] | None = None,
    ) -> None:
        """Request the pairs that are unknown or out of date; ``then`` is called once all are known.

        failed: called if the request fails; None to tell the editor.
        """
        lacking = [
            pair
            for pair in dict.fromkeys(wanted)
            if pair not in self._told or pair in self._outdated
        ]
        if not lacking:
            then()
            return
        # Each pair is requested once, however often pairs are reviewed meanwhile.
        self._outdated.difference_update(lacking)

        def take(answer: list[messages.ListedPair]) -> None:
            told = {each["id"]: read_candidate(each) for each in answer}
            # For those in the list, the search has more. What isn't told lacks its film.
            others = [pair for pair in lacking if pair not in self._found]
            for pair in others:
                self._told.pop(pair, None)
            self._told |= {pair: told[pair] for pair in others if pair in told}
            then()

        told_of = asks.PAIRS({"ids": lacking, **chosen_network()})
        self._answers.ask(told_of, take, failed=failed or self._news.failed.emit)

    def _learn_reverse(self, pair: str, reverse: Candidate) -> None:
        # A reverse that the search lists itself has its own row, with more known about it.
        if reverse.id not in self._found:
            self._reversed[reverse.id] = pair
            self._told[reverse.id] = reverse
            self._outdated.discard(reverse.id)
