"""The pairs that the window knows, as the answer server told them last.

A search tells those that it lists. The others that are shown - in the cut list, as the selected
pair - are asked for by name, and again each time that the project was read: by then a film may
have another name, start timecode or shots.

A pair of the list may be turned round: then its reverse stands in its place, a pair of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.candidates import Candidate, read_candidate
from app.server import Server, nobody
from app.settings import chosen_network


class KnownPairs:
    """Pairs by id; those of the list with their places."""

    def __init__(
        self,
        answers: Server | None = None,
        failed: Callable[[str, str], None] = nobody,
        turned: Callable[[str, Candidate], None] = nobody,
    ) -> None:
        """turned: hears which pair of the list has left its place, and which one has taken it."""
        self._answers = answers
        self._failed = failed
        self._turned = turned
        self.places: dict[str, int] = {}  # of the pairs in the list
        self._reversed: dict[str, str] = {}  # reverse -> the pair in whose place it may stand
        self._told: dict[str, Candidate] = {}
        self._outdated: set[str] = set()

    def get(self, pair: str) -> Candidate | None:
        """Return a pair as it was told, None where it is unknown.

        A reverse is ranked as the pair in whose place it may stand.
        """
        told, place = self._told.get(pair), self.place(pair)
        if told is None or place is None or pair in self.places:
            return told
        return replace(told, rank=place + 1)

    def place(self, pair: str) -> int | None:
        """Return where in the list a pair stands, or may stand as the reverse of one."""
        return self.places.get(self._reversed.get(pair, pair))

    def show(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Take a new list, and return what stands in it: some of its pairs are turned round.

        What leaves it may be out of date.
        """
        before = self.places
        self.places = {each.id: at for at, each in enumerate(found)}
        self._told |= {each.id: each for each in found}
        self._outdated |= before.keys()
        self._outdated -= self.places.keys()
        # What is listed itself stands in its own place.
        self._reversed = {of: pair for of, pair in self._reversed.items() if of not in self.places}
        for each in found:
            if each.reverse is not None:
                self._learn_reverse(each.id, each.reverse)
        return [self.get(each.reverse.id) if each.reverse else each for each in found]

    def stand(self, pair: Candidate | None, listed: list[Candidate]) -> None:
        """Put a pair in its place of the list, where it stands there the other way round."""
        place = None if pair is None else self.place(pair.id)
        if pair is not None and place is not None and listed[place].id != pair.id:
            before = listed[place]
            listed[place] = replace(pair, rank=before.rank)
            self._turned(before.id, listed[place])

    def turn(self, pair: str, then: Callable[[str, str], None]) -> None:
        """Find the reverse of a pair, or the pair that it is the reverse of; ``then`` gets both.

        Where the two don't match that way round, that is told instead.
        """
        if pair in self._reversed:
            then(pair, self._reversed[pair])
            return

        def take(answer: Mapping[str, Any]) -> None:
            reverse = read_candidate(answer)
            self._learn_reverse(pair, reverse)
            then(pair, reverse.id)

        if self._answers is not None:
            network = chosen_network()
            self._answers.ask("reverse", take, failed=self._failed, pair=pair, **network)

    def outdate(self) -> None:
        """Trust no more what is not in the list; the list itself is searched for again."""
        self._outdated = self._told.keys() - self.places.keys()

    def fetch(self, wanted: Iterable[str], then: Callable[[], None]) -> None:
        """Ask for those that are unknown or out of date; ``then`` is called once none is."""
        lacking = [
            pair
            for pair in dict.fromkeys(wanted)
            if pair not in self._told or pair in self._outdated
        ]
        if not lacking or self._answers is None:
            then()
            return
        # Whatever is said of pairs meanwhile, each is asked for once.
        self._outdated.difference_update(lacking)

        def take(answer: Mapping[str, Any]) -> None:
            told = [read_candidate(each) for each in answer["pairs"]]
            # Of those in the list, the search knows more.
            self._told |= {each.id: each for each in told if each.id not in self.places}
            then()

        self._answers.ask("pairs", take, failed=self._failed, ids=lacking)

    def _learn_reverse(self, pair: str, reverse: Candidate) -> None:
        # One that the search lists itself stands in its own place, and is known better.
        if reverse.id not in self.places:
            self._reversed[reverse.id] = pair
            self._told[reverse.id] = reverse
            self._outdated.discard(reverse.id)
