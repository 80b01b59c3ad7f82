"""The project that is made when files are dropped: kept only if one of them was a film."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.films import FilmWork, State
from app.qt.threads import find_out
from app.session.session import Session
from app.settings import forget_project
from app.windows.leaving import Leaving
from matchcut.errors import MatchcutError
from matchcut.project.films import knows_films
from matchcut.project.project import open_project
from matchcut.project.removal import discard_empty


class NewProject(QObject):
    """Closes and deletes that project if it got no readable film, and reports that."""

    def __init__(
        self, session: Session, leaving: Leaving, tell: Callable[[str, str], None], parent: QObject
    ) -> None:
        """tell: shows what happened, and what to try."""
        super().__init__(parent)
        self._session = session
        self._leaving = leaving
        self._tell = tell
        self._path: Path | None = None

    def watch(self) -> None:
        """Follow the analysis of the project that has just been made."""
        self._path = self._session.path
        if self._session.analysis is not None:
            self._session.analysis.rested.connect(self._look)

    def _look(self) -> None:
        session, path = self._session, self._path
        if path is None or session.path != path or not self._failed() or session.ledger is None:
            return

        def then(empty: bool) -> None:
            # Something else may have been dropped while it was looked at.
            if empty and session.path == path and self._failed():
                self._leaving.leave(self._give_back)

        session.ledger.ask(lambda project: not knows_films(project), then)

    def _failed(self) -> Sequence[FilmWork]:
        """Return what was dropped where none of it could be read, else nothing."""
        works = self._session.analysis.films if self._session.analysis is not None else []
        return works if all(each.state == State.FAILED for each in works) else []

    def _give_back(self) -> None:
        """Close the project, whose processes have ended; it is opened again where it is wanted."""
        path, failed = self._path, self._failed()
        if path is None or self._session.path != path:
            return
        works = self._session.analysis.films if self._session.analysis is not None else []
        self._session.close()
        if not failed:
            # More was dropped while they ended.
            self._session.open(path)
            if self._session.analysis is not None:
                undone = [each for each in works if each.state not in (State.DONE, State.STOPPED)]
                self._session.analysis.add([(each.path, each.cuts) for each in undone])
            self.watch()
            return
        self._path = None

        def forget(gone: bool) -> None:
            if gone:
                forget_project(path)

        find_out(self, lambda: _discard(path), forget)
        if len(failed) == 1:
            self._tell(failed[0].words, "")
        else:
            words = self.tr("None of the {} files is a film that can be read.")
            self._tell(words.format(len(failed)), failed[0].words)


def _discard(project: Path) -> bool:
    """Delete a project if it is still empty; return whether it was deleted."""
    with suppress(MatchcutError, OSError), open_project(project) as opened:
        return discard_empty(opened)
    return False
