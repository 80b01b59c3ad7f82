"""The pairs that the window knows, as the answer server told them last.

A search tells those that it lists. The others that are shown - in the cut list, as the selected
pair - are asked for by name, and again each time that the project was read: by then a film may
have another name, start timecode or shots.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.candidates import Candidate, read_candidate
from app.server import Server, nobody


class KnownPairs:
    """Pairs by id; those of the list with their places."""

    def __init__(
        self, answers: Server | None = None, failed: Callable[[str, str], None] = nobody
    ) -> None:
        self._answers = answers
        self._failed = failed
        self.places: dict[str, int] = {}  # of the pairs in the list
        self._told: dict[str, Candidate] = {}
        self._outdated: set[str] = set()

    def get(self, pair: str) -> Candidate | None:
        """Return a pair as it was told, None where it is unknown."""
        return self._told.get(pair)

    def show(self, found: Sequence[Candidate]) -> None:
        """Take a new list; what leaves it may be out of date."""
        before = self.places
        self.places = {each.id: at for at, each in enumerate(found)}
        self._told |= {each.id: each for each in found}
        self._outdated |= before.keys()
        self._outdated -= self.places.keys()

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
