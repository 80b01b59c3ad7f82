"""Turning pairs round takes a moment: reviews given meanwhile go to the reverse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from app.session.candidates import Candidate
from app.session.decisions import Decisions
from app.session.known import KnownPairs

Deed = Callable[..., None]
"""An action on one pair or several: called with the decisions, then each pair as a candidate."""


@dataclass(slots=True)
class _Turn:
    wanted: bool = True  # the pair is still selected, and has not been turned back
    held: list[Deed] = field(default_factory=list)


class Turns:
    """The pairs whose reverse is on its way, with the deeds that wait for it."""

    def __init__(
        self,
        pairs: KnownPairs,
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
        self._open: dict[str, _Turn] = {}

    def turn(self, pair: str) -> None:
        """Turn a pair round; one that is being turned is turned back."""
        if pair in self._open:
            self._open[pair].wanted = not self._open[pair].wanted
            return
        turn = self._open[pair] = _Turn()

        def take(reverse: str) -> None:
            del self._open[pair]
            if turn.wanted:
                self._select(self._pairs.get(reverse))
            for deed in turn.held:
                # Each as the deeds before it have left the pair.
                if (known := self._pairs.get(reverse)) is not None:
                    deed(self._decisions, known)

        def refuse(happened: str, remedy: str) -> None:
            del self._open[pair]
            if turn.wanted or turn.held:
                self._failed(happened, remedy)

        self._pairs.turn(pair, take, refuse)

    def selected(self, pair: Candidate | None) -> None:
        """Take in which pair is selected: the reverse of another will not be, once it is there."""
        for other, turn in self._open.items():
            turn.wanted &= pair is not None and pair.id == other

    def loss(self) -> tuple[str, str] | None:
        """Return what is lost with the project closed now, and what to do; None for nothing."""
        if not any(turn.held for turn in self._open.values()):
            return None
        return (
            QCoreApplication.translate(
                "Turns", "What was said last, of a pair that was being turned round, is lost."
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
            self._failed(
                QCoreApplication.translate(
                    "Turns", "A still is no shot, so this pair can't be kept or turned round."
                ),
                QCoreApplication.translate(
                    "Turns", "Select the shot, match it, and take one of its pairs."
                ),
            )
            return False
        turning = next((pair for pair in pairs if self._is_turning(pair)), None)
        if hold and turning is not None:
            self._open[turning.id].held.append(
                lambda decisions, reverse: deed(
                    decisions, *(reverse if each is turning else each for each in pairs)
                )
            )
        else:
            deed(self._decisions, *pairs)
        return True

    def _is_turning(self, pair: Candidate) -> bool:
        turn = self._open.get(pair.id)
        return turn is not None and turn.wanted

    def go(self, way: Callable[[Decisions], None]) -> None:
        """Go through the history, once that has all that was done."""
        held = [turn.held for turn in self._open.values() if turn.held]
        if held:
            held[-1].append(lambda decisions, _: way(decisions))
        else:
            way(self._decisions)
