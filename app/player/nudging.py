"""Nudge to fit: preview the best way to lay B over A, then keep it with the pair."""

from PySide6.QtCore import QObject, Signal

from app.player.trimming import Trimming
from app.session.candidates import Candidate
from app.session.desk import Desk
from app.settings import chosen_network
from matchcut.review import Nudge
from matchcut.serving import asks, messages


class Nudging(QObject):
    """The nudge of the pair in the viewer, previewed before it is kept."""

    changed = Signal()  # B is laid in another way, or there is another nudge to keep

    def __init__(self, desk: Desk, trimming: Trimming, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._trimming = trimming
        self._pair: Candidate | None = None
        self._laid: messages.Nudge | None = None
        self._preview = False
        self._asked = 0
        trimming.point_moved.connect(self._lay)

    @property
    def laid(self) -> messages.Nudge | None:
        """How B is laid over A for now, None for as the pair keeps it."""
        return self._laid if self._preview else None

    @property
    def can_keep(self) -> bool:
        """Whether `keep` has something to keep or to remove."""
        if self._preview:
            return self._laid is not None
        return self._pair is not None and self._pair.nudge is not None

    def show_pair(self, pair: Candidate | None) -> None:
        """Switch to another pair, with the nudge it keeps."""
        self._desk.session.answers.cancel(self._asked)
        self._pair, self._laid, self._preview = pair, None, False

    def reviewed(self, pair: Candidate) -> None:
        """Accept a new review of the same pair."""
        flopped = self._pair is not None and pair.flop != self._pair.flop
        self._pair = pair
        if flopped:
            self._lay()

    def toggle(self) -> None:
        """Switch between the best fit of B over A and what the pair keeps."""
        if self._pair is not None and self._pair.out is not None:
            self._preview = not self._preview
            self._lay()

    def keep(self) -> None:
        """Keep the nudge with the pair, so that it travels with the cut; again removes it."""
        pair, laid = self._pair, self._laid
        if pair is not None and self._preview and laid is not None:
            self._preview = False
            if laid["flop"] != pair.flop:
                self._desk.session.flop(laid["flop"])
            self._desk.session.nudge(Nudge(laid["scale"], laid["dx"], laid["dy"]))
        elif pair is not None and not self._preview and pair.nudge is not None:
            self._desk.session.nudge(None)

    def _lay(self) -> None:
        """Request the best fit of B over A at the cut point, if it is being previewed."""
        answers, pair, at = self._desk.session.answers, self._pair, self._trimming
        answers.cancel(self._asked)
        self._laid = None
        if self._preview and pair is not None and pair.out is not None:
            asked: messages.NudgeArguments = {
                "flop": pair.flop,
                "out": {"film": pair.out.film, "frame": at.out_frame},
                "in": {"film": pair.into.film, "frame": at.in_frame},
                **chosen_network(),
            }
            self._asked = answers.ask(asks.NUDGE(asked), self._take, failed=self._desk.failed.emit)
        self.changed.emit()

    def _take(self, laid: messages.Nudge) -> None:
        self._laid = laid
        self.changed.emit()
