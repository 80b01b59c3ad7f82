"""The project that is made when files are dropped: kept only if one of them was a film."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.films import FilmWork, State
from app.qt.threads import find_out
from app.session.desk import Desk
from app.session.session import Session
from app.settings import forget_project
from app.windows.leaving import Leaving
from app.windows.notice import Notice
from app.windows.opening import Opening
from matchcut.errors import MatchcutError
from matchcut.project.films import knows_films
from matchcut.project.project import open_project
from matchcut.project.removal import discard_empty


class NewProject(QObject):
    """Closes and deletes that project if it got no readable film, and reports that."""

    def __init__(self, desk: Desk, opening: Opening, leaving: Leaving, notice: Notice) -> None:
        super().__init__(notice)
        self._desk = desk
        self._opening = opening
        self._leaving = leaving
        self._notice = notice
        self._made: Path | None = None
        desk.project_opened.connect(self._watch)

    def make(self, project: Path, dropped: Sequence[Path]) -> None:
        """Make a project for what was dropped."""
        self._made = project
        self._opening.begin(project, dropped, create=True)

    def _watch(self) -> None:
        if self._desk.path == self._made:
            self._desk.session.analysis.rested.connect(self._look)

    def _look(self) -> None:
        session = self._desk.session

        def then(empty: bool) -> None:
            # Something else may have been dropped while it was looked at.
            if empty and _failed(session):
                self._leaving.leave(lambda: self._give_back(session))

        if _failed(session):
            session.ledger.ask(lambda project: not knows_films(project), then)

    def _give_back(self, session: Session) -> None:
        """Close the project, whose processes have ended; it is opened again where it is wanted."""
        path, works, failed = session.path, session.analysis.films, _failed(session)
        if self._desk.path != path:
            return
        self._desk.close()
        if not failed:
            # More was dropped while they ended.
            undone = [each for each in works if each.state not in (State.DONE, State.STOPPED)]
            files = [file for each in undone for file in (each.path, each.cuts)]
            self._opening.again(path, [file for file in files if file is not None])
            return
        self._made = None

        def forget(gone: bool) -> None:
            if gone:
                forget_project(path)

        find_out(self, lambda: _discard(path), forget)
        if len(failed) == 1:
            self._notice.tell(failed[0].words)
        else:
            words = self.tr("None of the {} files is a film that can be read.")
            self._notice.tell(words.format(len(failed)), failed[0].words)


def _failed(session: Session) -> Sequence[FilmWork]:
    """Return what was dropped where none of it could be read, else nothing."""
    works = session.analysis.films
    return works if all(each.state == State.FAILED for each in works) else []


def _discard(project: Path) -> bool:
    """Delete a project if it is still empty; return whether it was deleted."""
    with suppress(MatchcutError, OSError), open_project(project) as opened:
        return discard_empty(opened)
    return False
