"""The few words over the picture's corner: what was just said of a pair, else what is unusual."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.player.compose import Composite
from app.player.trimming import Trimming
from app.session.candidates import ACCEPTED, Candidate, Mark
from matchcut.serving import messages

_PASSES_MS = 1500


class Badge(QObject):
    """Words for the picture on the screen.

    mark: of the verdict that is told, None while none is.
    """

    passed = Signal()  # the verdict has been told long enough

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mark: Mark | None = None
        self._told = ""
        self._passing = QTimer(self, singleShot=True, interval=_PASSES_MS)
        self._passing.timeout.connect(self._pass)

    def tell(self, before: Candidate, pair: Candidate, place: str) -> None:
        """Tell for a moment what was said of a pair, which may have given way to the next by then.

        place: where it stands in the list, in words.
        """
        if pair.accepted and not before.accepted:
            self.mark, word = ACCEPTED, self.tr("accepted")
        elif pair.verdict != before.verdict:
            self.mark = pair.verdict
            word = self.tr(pair.verdict) if pair.verdict else self.tr("no verdict")
        elif before.accepted and not pair.accepted:
            self.mark, word = None, self.tr("out of the cut list")
        else:
            return
        self._told = ": ".join(filter(None, (place, word)))
        self._passing.start()

    def words(
        self,
        pair: Candidate,
        composite: Composite,
        laid: messages.Nudge | None,
        trimming: Trimming,
        *,
        plays: bool,
    ) -> str:
        """Return the words for a pair as it is seen.

        laid: how B is laid over A for now, None for as the pair keeps it. plays: the player.
        """
        if self._told:
            return self._told
        if laid is not None:
            percent = round(100 * laid["scale"])
            return self.tr("nudged to {} %, fit {:.2f}, before {:.2f}").format(
                percent, laid["after"], laid["before"]
            )
        if trimming.stopped:
            return trimming.stopped
        if composite.show_marks and plays:
            return self.tr("pause to see outlines and arrows")
        off = max(composite.a.marks.frames_off, composite.b.marks.frames_off, key=abs)
        if off:
            late = self.tr("later") if off > 0 else self.tr("earlier")
            frames = self.tr("a frame") if abs(off) == 1 else self.tr("{} frames").format(abs(off))
            return self.tr("outlines: {} {}").format(frames, late)
        if trimming.auditioned and pair.out is None:
            return self.tr("another cut point")  # which no pair of a still has of its own
        if trimming.auditioned and trimming.dragged:
            return self.tr("another cut point: kept where it is let go")
        if trimming.auditioned:
            return self.tr("another cut point: P keeps it")
        if pair.nudge is not None:
            return self.tr("nudged to {} %").format(round(100 * pair.nudge.scale))
        return ""

    def _pass(self) -> None:
        self._told, self.mark = "", None
        self.passed.emit()
