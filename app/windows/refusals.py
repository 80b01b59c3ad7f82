"""What was not done or not kept as the editor meant it: told, with the way back."""

from PySide6.QtCore import QObject

from app.panels.note import Note
from app.session.desk import Desk
from app.windows.notice import Notice


class Refusals(QObject):
    """Tells of cuts that have left the cut list as bad ones, and of notes the disk refused."""

    def __init__(self, desk: Desk, note: Note, notice: Notice) -> None:
        super().__init__(notice)
        self._notice = notice
        self._note = note
        self._told_cuts = self._told_note = ""
        desk.cut_refused.connect(self._tell_cuts)
        desk.returned.connect(lambda _pair: notice.take_back(self._told_cuts))
        desk.note_refused.connect(self._tell_note)
        desk.noted.connect(self._noted)

    def _tell_cuts(self, count: int) -> None:
        self._told_cuts = self.tr("The pair is bad now, and out of the cut list.")
        if count > 1:
            self._told_cuts = self.tr("{} pairs are bad now, and out of the cut list.")
            self._told_cuts = self._told_cuts.format(count)
        self._notice.tell(self._told_cuts, self.tr("Ctrl+Z takes that back."), passes=True)

    def _tell_note(self, happened: str, remedy: str) -> None:
        self._told_note = self.tr("The note is not saved: {}").format(happened)
        stays = self.tr("It stays with its pair until then.")
        words = " ".join(filter(None, (remedy, stays)))
        self._notice.tell(self._told_note, words, self.tr("Try again"), self._note.keep_all)

    def _noted(self) -> None:
        if not self._note.unkept:
            self._notice.take_back(self._told_note)
