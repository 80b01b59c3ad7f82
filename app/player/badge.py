"""The badge on the picture's corner: the latest review for a moment, else what is unusual."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.player.compose import Composite
from app.player.trimming import Trimming
from app.session.candidates import ACCEPTED, Candidate, Mark
from app.words import counted
from matchcut.serving import messages

_PASSES_MS = 1500


class Badge(QObject):
    """Words for the picture on the screen.

    mark: that of the verdict being shown, None if none is.
    """

    changed = Signal()  # a message appears or has been shown long enough

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.mark: Mark | None = None
        self._told = ""
        self._until_pause = False  # the message is out of date once the picture pauses
        self._passing = QTimer(self, singleShot=True, interval=_PASSES_MS)
        self._passing.timeout.connect(self._pass)

    def tell(self, before: Candidate, pair: Candidate, place: str) -> None:
        """Show for a moment how a pair was reviewed; the next pair may be selected by then.

        place: its position in the list, in words.
        """
        mark: Mark | None
        if pair.accepted and not before.accepted:
            mark, word = ACCEPTED, self.tr("accepted")
        elif pair.verdict != before.verdict:
            mark = pair.verdict
            word = self.tr(pair.verdict) if pair.verdict else self.tr("no verdict")
        elif before.accepted and not pair.accepted:
            mark, word = None, self.tr("out of the cut list")
        else:
            return
        self._tell(": ".join(filter(None, (place, word))), mark)

    def tell_of_several(self, count: int, word: str, mark: Mark | None) -> None:
        """Show for a moment how ``count`` pairs were reviewed at once."""
        pairs = counted(count, self.tr("pair"), self.tr("pairs"))
        self._tell(f"{pairs}: {word}", mark)
        self.changed.emit()

    def tell_marks(self, *, shown: bool) -> None:
        """Explain for a moment why a playing picture shows no outlines, if any are wanted."""
        if shown:
            self._tell(self.tr("pause to see outlines and arrows"), until_pause=True)
        elif self._until_pause:
            self._pass()

    def words(
        self,
        pair: Candidate,
        composite: Composite,
        laid: messages.Nudge | None,
        trimming: Trimming,
        *,
        plays: bool,
    ) -> str:
        """Return the words for a pair in its present state.

        laid: how B is laid over A for now, None for as the pair keeps it. plays: the player.
        """
        if self._told and (plays or not self._until_pause):
            return self._told
        if laid is not None:
            percent = round(100 * laid["scale"])
            return self.tr("nudged to {} %, fit {:.2f}, before {:.2f}").format(
                percent, laid["after"], laid["before"]
            )
        if trimming.stopped:
            return trimming.stopped
        if trimming.auditioned and pair.out is None:
            return self.tr("another cut point")  # a pair of a still has none of its own
        if trimming.auditioned and trimming.dragged:
            return self.tr("another cut point: kept where it is let go")
        if trimming.auditioned:
            return self.tr("another cut point: P keeps it")
        off = max(composite.a.marks.frames_off, composite.b.marks.frames_off, key=abs)
        if off:
            late = self.tr("later") if off > 0 else self.tr("earlier")
            frames = self.tr("a frame") if abs(off) == 1 else self.tr("{} frames").format(abs(off))
            return self.tr("outlines: {} {}").format(frames, late)
        if pair.nudge is not None:
            return self.tr("nudged to {} %").format(round(100 * pair.nudge.scale))
        return ""

    def _tell(self, words: str, mark: Mark | None = None, *, until_pause: bool = False) -> None:
        self._told, self.mark, self._until_pause = words, mark, until_pause
        self._passing.start()

    def _pass(self) -> None:
        self._told, self.mark, self._until_pause = "", None, False
        self.changed.emit()
