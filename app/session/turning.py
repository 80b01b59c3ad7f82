"""Turning pairs round takes a moment: reviews given meanwhile go to the reverse.

It is no step of the history, since nothing is decided. But directly after it undo turns back.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from app.session.candidates import Candidate
from app.session.decisions import Decisions
from app.session.pair_cache import PairCache

Deed = Callable[..., None]
"""An action on one pair or several: called with the decisions, then each pair as a candidate."""


def refusal_of_still() -> tuple[str, str]:
    """Return why no pair with a still is reviewed, and what to do instead."""
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
        failed: Callable[[str, str], None],
    ) -> None:
        """select: selects a pair. failed: hears why a pair has no reverse, or can't be kept.

        What has waited for a reverse that there is not is not done.
        """
        self._pairs = pairs
        self._decisions = decisions
        self._select = select
        self._failed = failed
        self._held: dict[str, list[Deed]] = {}  # by the pair that is being turned
        self._wanted: str | None = None  # of these the one selected, and not turned back since
        self._turned = ""  # the pair that was turned last, as it stands
        self._back = self._forth = 0  # how often undo can turn it now, and redo

    def turn(self, pair: str) -> None:
        """Turn a pair round; one that is being turned is turned back."""
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
                # Each as the deeds before it have left the pair.
                if (known := self._pairs.get(reverse)) is not None:
                    deed(self._decisions, known)

        def refuse(happened: str, remedy: str) -> None:
            self.settle()
            if any(end()):
                self._failed(happened, remedy)

        self._pairs.turn(pair, take, refuse)

    def settle(self) -> None:
        """Let undo turn nothing back any more: something else was done."""
        if self._back or self._forth:
            self._count(0, 0)

    def selected(self, pair: Candidate | None) -> None:
        """Take in which pair is selected: the reverse of another will not be, once it is there."""
        if pair is None or pair.id != self._wanted:
            self._wanted = None
        if pair is None or pair.id != self._turned:
            self.settle()

    def loss(self) -> tuple[str, str] | None:
        """Return what is lost with the project closed now, and what to do; None for nothing."""
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
        """Do something with pairs; return whether it can be done: not where they are of a still.

        hold: if one of them is being turned round, with its reverse, once that is there.
        """
        if any(pair.out is None for pair in pairs):
            self._failed(*refusal_of_still())
            return False
        turning = next((pair for pair in pairs if pair.id == self._wanted), None)
        if hold and turning is not None:
            self._held[turning.id].append(
                lambda decisions, reverse: deed(
                    decisions, *(reverse if each is turning else each for each in pairs)
                )
            )
            self._decisions.steps_changed.emit()
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
        """Turn back what was turned last of all, else take back the latest deed."""
        if not self._waits(Decisions.undo):
            if self._back:
                self._count(self._back - 1, self._forth + 1)
                self._turn(self._turned)
            else:
                self._decisions.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        if not self._waits(Decisions.redo):
            if self._forth:
                self._count(self._back + 1, self._forth - 1)
                self._turn(self._turned)
            else:
                self._decisions.redo()

    def _waits(self, way: Callable[[Decisions], None]) -> bool:
        """Let a way through the history wait until that has all that was done, if it has not."""
        held = [deeds for deeds in self._held.values() if deeds]
        if held:
            held[-1].append(lambda decisions, _: way(decisions))
        return bool(held)

    def _count(self, back: int, forth: int) -> None:
        self._back, self._forth = back, forth
        self._decisions.steps_changed.emit()
