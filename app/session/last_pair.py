"""Opens a project again at the pair where the editor left it."""

from PySide6.QtCore import QObject

from app.session.candidates import is_reviewed
from app.session.session import Session
from app.settings import last_pair, set_last_pair


class LastPair(QObject):
    """Keeps which pair was selected when a project is left, and selects it in its first list.

    If that pair is not listed, the first is selected that is not reviewed yet.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._coming = True  # the first list
        session.project_closing.connect(self._keep)
        session.candidates_changed.connect(self._return)

    def _keep(self) -> None:
        session = self._session
        at = session.selected.id if session.selected is not None else session.left
        if at:
            set_last_pair(session.path, at)

    def _return(self) -> None:
        session, order = self._session, self._session.order
        if not self._coming or not order:
            return
        self._coming = False
        last = last_pair(session.path)
        reviewed = {pair.id for pair in session.candidates if is_reviewed(pair)}
        unreviewed = (pair for pair in order if pair not in reviewed)
        at = last if last in order else next(unreviewed, order[0])
        if session.shot is None:
            session.select(at)
        else:
            session.left = at  # a shot that was chosen before the list came stays
