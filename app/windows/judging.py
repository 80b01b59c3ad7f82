"""Reviews of pairs by keys and buttons: of the pair in the viewer, or all selected in a list."""

from PySide6.QtCore import QObject, Signal

from app.panels.candidates import CandidatesPanel
from app.panels.cut_list import CutListPanel
from app.session.candidates import ACCEPTED, Mark
from app.session.desk import Desk
from app.tables.pairs import PairWall
from matchcut.review import Verdict


class Judging(QObject):
    """Gives verdicts, by keys and buttons; several pairs can be selected in one list at a time."""

    told = Signal(int, str, object)  # how many pairs, their verdict in words, and its Mark or None

    def __init__(
        self,
        desk: Desk,
        candidates: CandidatesPanel,
        cut_list: CutListPanel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._walls = candidates.view, cut_list.view
        for wall, other in (self._walls, self._walls[::-1]):
            wall.several_changed.connect(
                lambda wall=wall, other=other: self._let_go_of(other) if wall.several else None
            )

    def tag(self, verdict: Verdict) -> None:
        """Give a verdict and go on to the next pair, unless the pairs can't be reviewed."""
        pairs, following = self._named()
        if self._desk.session.tag(verdict, *pairs):
            self._tell(pairs, self.tr(verdict), verdict)
            self._go_on(pairs, following)

    def accept(self) -> None:
        """Accept and go on to the next pair, unless the pairs can't be accepted."""
        pairs, following = self._named()
        if self._desk.session.accept(*pairs):
            self._tell(pairs, self.tr("accepted"), ACCEPTED)
            self._go_on(pairs, following)

    def take_back(self) -> None:
        """Clear the verdicts, or if there is none, take the pairs out of the cut list."""
        session, (ids, _) = self._desk.session, self._named()
        named = [session.candidate(each) for each in ids] or [session.selected]
        pairs = [pair for pair in named if pair is not None]
        accepted = [pair.id for pair in pairs if pair.accepted]
        if accepted and not any(pair.verdict for pair in pairs):
            self._remove(accepted)
        else:
            self._clear(ids)

    def press(self, mark: Mark) -> None:
        """Do what a verdict's button does: what the pair in the viewer has is taken back."""
        pair = self._desk.session.selected
        if pair is None:
            return
        ids, _ = self._named()
        if mark == ACCEPTED and pair.accepted:
            self._remove(ids or [pair.id])
        elif mark == ACCEPTED:
            self.accept()
        elif pair.verdict == mark:
            self._clear(ids)
        else:
            self.tag(mark)

    def let_go(self) -> bool:
        """Select the pair in the viewer alone; return whether there were several."""
        several = any(wall.several for wall in self._walls)
        for wall in self._walls:
            self._let_go_of(wall)
        return several

    def _named(self) -> tuple[list[str], str]:
        """Return the selected pairs, none for the one in the viewer, and the next one.

        A list that can't be seen does not count: the editor would judge its pairs without seeing
        them.
        """
        seen = (wall for wall in self._walls if not wall.viewport().visibleRegion().isEmpty())
        wall = next((wall for wall in seen if wall.several), None)
        return (wall.several, wall.following) if wall is not None else ([], "")

    def _remove(self, pairs: list[str]) -> None:
        self._desk.session.remove(*pairs)
        self._tell(pairs, self.tr("out of the cut list"))

    def _clear(self, pairs: list[str]) -> None:
        if self._desk.session.tag(None, *pairs):
            self._tell(pairs, self.tr("no verdict"))

    def _tell(self, pairs: list[str], word: str, mark: Mark | None = None) -> None:
        if len(pairs) > 1:
            self.told.emit(len(pairs), word, mark)

    def _go_on(self, pairs: list[str], following: str) -> None:
        if not pairs:
            self._desk.session.next()
        elif following:
            self._desk.session.select(following)

    def _let_go_of(self, wall: PairWall) -> None:
        if wall.several:
            wall.select_one()
