"""Turns pairs round, which takes a moment: reviews given meanwhile go to the reverse.

Turning is no step of the history, since nothing is decided. But undo directly after it turns back.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from app.session.candidates import Candidate
from app.session.decisions import Decisions
from app.session.news import News
from app.session.pair_cache import PairCache

Deed = Callable[..., None]
"""An action on one pair or several: called with the decisions, then each pair as a candidate."""


def refusal_of_still() -> tuple[str, str]:
    """Return why pairs with a still can't be reviewed, and what to do instead."""
    return (
        QCoreApplication.translate(
            "Turns", "A still is no shot, so this pair can't be kept or turned round."
        ),
        QCoreApplication.translate(
            "Turns", "Select the shot, match it, and take one of its pairs."
        ),
    )


class Turns:
    """The pairs whose reverse is on its way, with the deeds that wait for it."""

    def __init__(
        self,
        pairs: PairCache,
        decisions: Decisions,
        select: Callable[[Candidate | None], None],
        news: News,
    ) -> None:
        """select: selects a pair. news: told why a pair has no reverse, or can't be kept.

        Deeds that waited for a reverse that does not exist are dropped.
        """
        self._pairs = pairs
        self._decisions = decisions
        self._select = select
        self._news = news
        self._held: dict[str, list[Deed]] = {}  # by the pair that is being turned
        self._wanted: str | None = None  # the pair being turned whose reverse is to be selected
        self._turned = ""  # the pair that was turned last, the way round it is now
        self._back = self._forth = 0  # how often undo can turn it now, and redo

    def turn(self, pair: str) -> None:
        """Turn a pair round; turn it back if it is being turned already."""
        self._turned = pair
        self._count(self._back + 1, 0)
        self._turn(pair)

    def _turn(self, pair: str) -> None:
        if pair in self._held:
            self._wanted = None if self._wanted == pair else pair
            return
        self._held[pair], self._wanted = [], pair

        def end() -> tuple[bool, list[Deed]]:
            wanted = self._wanted == pair
            self._wanted = None if wanted else self._wanted
            return wanted, self._held.pop(pair)

        def take(reverse: str) -> None:
            wanted, held = end()
            if wanted:
                self._turned = reverse
                self._select(self._pairs.get(reverse))
            for deed in held:
                # Look the pair up again each time: the deeds before may have changed it.
                if (known := self._pairs.get(reverse)) is not None:
                    deed(self._decisions, known)

        def refuse(happened: str, remedy: str) -> None:
            self.settle()
            if any(end()):
                self._news.failed.emit(happened, remedy)

        self._pairs.turn(pair, take, refuse)

    def settle(self) -> None:
        """Prevent undo from turning anything back: something else was done since."""
        if self._back or self._forth:
            self._count(0, 0)

    def selected(self, pair: Candidate | None) -> None:
        """Note which pair is selected; a reverse that comes later is then not selected."""
        if pair is None or pair.id != self._wanted:
            self._wanted = None
        if pair is None or pair.id != self._turned:
            self.settle()

    def loss(self) -> tuple[str, str] | None:
        """Return what is lost if the project is closed now, and what to do; None if nothing is."""
        if not any(self._held.values()):
            return None
        return (
            QCoreApplication.translate(
                "Turns", "The last change to a pair that was being turned round is lost."
            ),
            QCoreApplication.translate(
                "Turns", "Open the project again, turn that pair and say it again."
            ),
        )

    def do(self, deed: Deed, pairs: Sequence[Candidate], hold: bool) -> bool:
        """Do something with pairs; return whether that is possible: not for pairs with a still.

        hold: if one of them is being turned round, wait for its reverse and use that.
        """
        if any(pair.out is None for pair in pairs):
            self._news.failed.emit(*refusal_of_still())
            return False
        turning = next((pair for pair in pairs if pair.id == self._wanted), None)
        if hold and turning is not None:
            self._held[turning.id].append(
                lambda decisions, reverse: deed(
                    decisions, *(reverse if each is turning else each for each in pairs)
                )
            )
            self._news.steps_changed.emit()
        else:
            deed(self._decisions, *pairs)
        return True

    def steps(self) -> tuple[bool, bool]:
        """Return whether there is something to undo, and to redo."""
        waits = any(self._held.values())
        return (
            waits or self._back > 0 or self._decisions.can_undo,
            waits or self._forth > 0 or self._decisions.can_redo,
        )

    def undo(self) -> None:
        """Turn back the pair that was just turned, else take back the latest change."""
        if not self._waits(Decisions.undo):
            if self._back:
                self._count(self._back - 1, self._forth + 1)
                self._turn(self._turned)
            else:
                self._decisions.undo()

    def redo(self) -> None:
        """Repeat what was undone last."""
        if not self._waits(Decisions.redo):
            if self._forth:
                self._count(self._back + 1, self._forth - 1)
                self._turn(self._turned)
            else:
                self._decisions.redo()

    def _waits(self, way: Callable[[Decisions], None]) -> bool:
        """Postpone undo or redo until the deeds that wait are done; return whether any do."""
        held = [deeds for deeds in self._held.values() if deeds]
        if held:
            held[-1].append(lambda decisions, _: way(decisions))
        return bool(held)

    def _count(self, back: int, forth: int) -> None:
        self._back, self._forth = back, forth
        self._news.steps_changed.emit()
