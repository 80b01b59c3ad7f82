"""Long work not about a film: moving a cache, downloading weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Ending, Job

_PATIENCE_SECONDS = 30.0
"""How long closing waits for a chore to end: what is already on a slow disk may take as long."""


@dataclass(slots=True, eq=False)
class Chore:
    """A running command. words: what it does. share: how much of it is done.

    waited_for: the window closes only after it, unless the editor insists.
    """

    words: str
    job: Job
    waited_for: bool
    share: float = 0.0


class Chores(QObject):
    """The running chores, whatever is opened or closed meanwhile; the first can be stopped."""

    changed = Signal()
    told = Signal(str, str, bool)  # how one ended, what to try; whether nothing is wrong

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.going: list[Chore] = []

    def begin(
        self,
        words: str,
        arguments: Sequence[str],
        then: Callable[[Ending, str], None],
        *,
        waited_for: bool = False,
    ) -> Chore:
        """Start a command that supports ``--progress``; ``then`` gets its ending, as from `Job`."""
        job = Job([*arguments, "--progress", "json"], parent=self)
        chore = Chore(words, job, waited_for)

        def hear(told: dict[str, Any]) -> None:
            chore.share = told["done"] / told["total"] if told["total"] else 0.0
            self.changed.emit()

        def ended(ending: Ending, said: str) -> None:
            self.going.remove(chore)
            then(ending, said)
            self.changed.emit()

        job.reported.connect(hear)
        job.ended.connect(ended)
        self.going.append(chore)
        job.start()
        self.changed.emit()
        return chore

    @property
    def shown(self) -> Chore | None:
        """The chore that is shown: the one started first."""
        return self.going[0] if self.going else None

    def stop(self) -> None:
        """Interrupt the chore that is shown."""
        if self.shown is not None:
            self.shown.job.stop()

    def close(self) -> None:
        """Interrupt all chores, and wait until they have cleaned up."""
        for chore in self.going:
            chore.job.end(_PATIENCE_SECONDS)
        self.going.clear()
