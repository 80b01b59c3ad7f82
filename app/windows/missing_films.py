"""Films whose files are gone: shown where they are needed, with a button to find them.

Films that a damaged project has lost are reported, too.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.player.viewer import Viewer
from app.qt.threads import find_out
from app.session.session import Session
from app.windows.notice import Notice
from matchcut.files import is_there
from matchcut.project.films import FilmRecord, watched_file
from matchcut.serving import asks

_GLANCE_MS = 4000
"""How often missing films are looked for."""


class MissingFilms(QObject):
    """Keeps the notice, the films and the viewer in step with which files of a project are gone.

    As long as any is, they are looked at again and again: disks are connected without a word.
    A disk that does not answer must not hold up the window: whether files are there is found out
    on a thread, and whether those that aren't lie elsewhere by the server for errands.
    """

    def __init__(self, session: Session, viewer: Viewer, notice: Notice) -> None:
        super().__init__(session)
        self._session = session
        self._viewer = viewer
        self._notice = notice
        self._missing: Sequence[str] = ()
        self._looking = False
        self._again = False
        self._searched: Sequence[str] = ()  # what was missing when it was last looked for elsewhere
        self._glances = QTimer(self, interval=_GLANCE_MS)
        self._glances.timeout.connect(self.glance)
        self._told = ""
        session.films_changed.connect(self.look)
        session.project_closing.connect(self._close)
        viewer.unread.connect(self.look)
        viewer.film_wanted.connect(self.find)
        viewer.player.arrived.connect(self._arrived)
        self._tell_broken()

    def look(self) -> None:
        """Start to check which films are gone; again after that, if requested meanwhile."""
        # One thread at a time, whatever is asked of a disk that doesn't answer.
        if self._looking:
            self._again = True
        elif self._session.films:
            self._begin(self._looked)

    def look_again(self) -> None:
        """Check again what is missing, also whether it is elsewhere by now."""
        if self._missing:
            self.look()

    def glance(self) -> None:
        """Check whether what is missing is where it was; nothing is searched for elsewhere."""
        if self._missing and not self._looking:
            self._begin(self._glanced)

    def find(self, uuid: str) -> None:
        """Ask where a film is now."""
        film = self._session.footage.film(uuid)
        if film is None:
            return
        path = self._session.footage.files[uuid]
        title = self.tr("Where is {} now?").format(path.name)
        window, folder = self._notice.window(), str(path.parent)
        name, _ = QFileDialog.getOpenFileName(window, title, folder)
        role = next(media.role for media in film.media if media.path == path)
        if name:
            self._session.answers.ask(
                asks.GIVE_FILE({"film": uuid, "path": name, "role": role}),
                lambda _: self._session.refresh(),
                failed=self._session.failed.emit,
            )

    def _begin(self, then: Callable[[list[str]], None]) -> None:
        self._looking, self._again = True, False
        find_out(self, partial(_gone, list(self._session.films)), then)

    def _arrived(self, film: str, _frame: int) -> None:
        if film in self._missing:
            self.glance()

    def _looked(self, gone: list[str]) -> None:
        self._end_look()
        self._search(gone)

    def _glanced(self, gone: list[str]) -> None:
        self._end_look()
        if gone != self._searched:
            self._search(gone)

    def _end_look(self) -> None:
        self._looking = False
        if self._again:
            self.look()

    def _search(self, gone: list[str]) -> None:
        """Look for what is gone beside the project, where films often move with it."""

        def then(missing: list[str]) -> None:
            if gone is self._searched:  # else it is older than what is known by now
                self._know(missing)

        self._searched = gone
        if gone:
            self._session.errands.ask(asks.MISSING({"films": gone}), then)
        else:
            self._know(())

    def _know(self, missing: Sequence[str]) -> None:
        footage = self._session.footage
        films = [film for film in map(footage.film, missing) if film is not None]
        self._session.analysis.miss({footage.files[film.uuid] for film in films})
        self._viewer.miss({film.uuid: film.name for film in films})
        before, self._missing = set(self._missing), missing
        if not missing:
            self._glances.stop()
        elif not self._glances.isActive():
            self._glances.start()
        told = self._notice.tells(self._told)
        if not missing:
            self._notice.take_back(self._told)
        elif set(missing) - before or (told and set(missing) != before):
            self._tell(films)

    def _close(self) -> None:
        self._viewer.miss({})
        self._notice.take_back(self._told)

    def _tell(self, films: Sequence[FilmRecord]) -> None:
        first, *others = films
        if others:
            words = self.tr("{} and {} more of the films are not where they were.")
            self._told = words.format(first.name, len(others))
        else:
            self._told = self.tr("{} is not where it was.").format(first.name)
        self._notice.tell(
            self._told,
            self.tr("Reconnect its disk, or say where it is now."),
            self.tr("Find it…"),
            lambda: self.find(first.uuid),
        )

    def _tell_broken(self) -> None:
        """Report which films are left out, since their rows in the project are damaged."""
        broken, path = self._session.footage.broken, self._session.path
        if broken:
            left = self.tr("is left out") if len(broken) == 1 else self.tr("are left out")
            self._notice.tell(
                self.tr("{} is damaged: {} {}.").format(path.name, ", ".join(broken), left),
                self.tr("Go back to a copy of it; the films themselves are untouched."),
            )


def _gone(films: Sequence[FilmRecord]) -> list[str]:
    return [film.uuid for film in films if not is_there(watched_file(film))]
