"""Fetch details of one pair from the answer server: its marks and its score map."""

from PySide6.QtCore import QObject, Signal

from app.player.compose import Marks
from app.player.loop import Where
from app.session.candidates import Candidate
from app.session.desk import Desk
from app.settings import chosen_network
from matchcut.pipeline.search.documents import Marks as FoundMarks
from matchcut.review import Flavour, is_flavour
from matchcut.serving import asks, messages

_MARKS_KEPT = 500

_Marked = tuple[Flavour, str, int, Where]


class CloseUp(QObject):
    """Requests details of one pair at a time; answers about an earlier one are ignored."""

    marks_here = Signal()
    scores_here = Signal(object, object, object)  # out frames, in frames, scores

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._marks: dict[_Marked, Marks] = {}
        self._pair: Candidate | None = None
        self._scores = 0

    def look_at(self, pair: Candidate | None) -> None:
        """Switch to another pair, and request its score map."""
        answers = self._desk.session.answers
        answers.cancel(self._scores)
        self._scores = 0
        self._pair = pair
        if pair is None or pair.out is None or not is_flavour(pair.flavour):
            return
        asked: messages.HeatMapArguments = {
            "by": pair.flavour,
            "flop": pair.flop,
            "out": {"film": pair.out.film, "frame": pair.out.frame},
            "in": {"film": pair.into.film, "frame": pair.into.frame},
            **chosen_network(),
        }
        self._scores = answers.ask(asks.HEAT_MAP(asked), self._take_scores)

    def marks(self, film: str, frame: int, where: Where) -> Marks:
        """Return the marks of a frame of the pair; empty until `marks_here` reports them."""
        if self._pair is None or not is_flavour(flavour := self._pair.flavour):
            return Marks()
        key = flavour, film, frame, where
        if key not in self._marks:
            if len(self._marks) > _MARKS_KEPT:
                self._marks.clear()
            self._marks[key] = Marks()
            asked: messages.MarksArguments = {
                "by": flavour,
                "film": film,
                "frame": frame,
                "side": where,
                **chosen_network(),
            }
            self._desk.session.answers.ask(
                asks.MARKS(asked), lambda answer: self._take_marks(key, answer)
            )
        return self._marks[key]

    def forget_marks(self) -> None:
        """Discard the marks, because the analysis has progressed."""
        self._marks.clear()

    def _take_scores(self, answer: messages.HeatMap) -> None:
        self.scores_here.emit(answer["out_frames"], answer["in_frames"], answer["scores"])

    def _take_marks(self, key: _Marked, answer: FoundMarks) -> None:
        self._marks[key] = Marks(answer["outlines"], answer["arrows"], answer["frames_off"])
        self.marks_here.emit()
