"""Films whose files are gone or changed: told where they are needed, with what can be done.

Films that a damaged project has lost are reported, too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.player.viewer import Viewer
from app.qt.threads import find_out
from app.session.lost import Lost, lost_among
from app.session.session import Session
from app.windows.notice import Notice
from matchcut.serving import asks

_GLANCE_MS = 4000
"""How often lost films are looked for."""
_GONE = "{} is not where it was.", "{} and {} more of the films are not where they were."
_CHANGED = (
    "{} has changed since it was watched.",
    "{} and {} more of the films have changed since they were watched.",
)


class MissingFilms(QObject):
    """Keeps the notice, the films and the viewer in step with which files of a project are lost.

    As long as any is, they are looked at again and again: disks are connected without a word, and
    files put back. A disk that does not answer must not hold up the window: whether files are there
    and as they were is found out on a thread, and whether others lie elsewhere by the server for
    errands.
    """

    def __init__(self, session: Session, viewer: Viewer, notice: Notice) -> None:
        super().__init__(session)
        self._session = session
        self._viewer = viewer
        self._notice = notice
        self._lost: Mapping[str, Lost] = {}  # by UUID
        self._looking = False
        self._again = False
        # What was lost when it was last looked for elsewhere.
        self._searched: Mapping[str, Lost] = {}
        self._glances = QTimer(self, interval=_GLANCE_MS)
        self._glances.timeout.connect(self.glance)
        self._told = ""
        session.films_changed.connect(self.look)
        session.project_closing.connect(self._close)
        viewer.unread.connect(self.look)
        viewer.away.film_wanted.connect(self.find)
        viewer.away.analysis_wanted.connect(lambda film: self._analyse([film]))
        viewer.player.arrived.connect(self._arrived)
        self._tell_broken()

    def look(self) -> None:
        """Start to check which films are lost; again after that, if requested meanwhile."""
        # One thread at a time, whatever is asked of a disk that doesn't answer.
        if self._looking:
            self._again = True
        elif self._session.films:
            self._begin(self._looked)

    def look_again(self) -> None:
        """Check again what is lost, also whether it is elsewhere by now."""
        if self._lost:
            self.look()

    def glance(self) -> None:
        """Check whether what is lost is back; nothing is searched for elsewhere."""
        if self._lost and not self._looking:
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

    def _analyse(self, films: Sequence[str]) -> None:
        """Watch films again, whose files are others than those that were watched."""
        files = self._session.footage.files
        self._session.add_films([files[film] for film in films if film in files])

    def _begin(self, then: Callable[[dict[str, Lost]], None]) -> None:
        self._looking, self._again = True, False
        find_out(self, partial(lost_among, list(self._session.films)), then)

    def _arrived(self, film: str, _frame: int) -> None:
        if film in self._lost:
            self.glance()

    def _looked(self, lost: Mapping[str, Lost]) -> None:
        self._end_look()
        self._search(lost)

    def _glanced(self, lost: Mapping[str, Lost]) -> None:
        self._end_look()
        if lost != self._searched:
            self._search(lost)

    def _end_look(self) -> None:
        self._looking = False
        if self._again:
            self.look()

    def _search(self, lost: Mapping[str, Lost]) -> None:
        """Look for what is lost beside the project, where films often move with it."""

        def then(missing: list[str]) -> None:
            if lost is self._searched:  # else it is older than what is known by now
                self._know({film: lost[film] for film in missing})

        self._searched = lost
        if lost:
            self._session.errands.ask(asks.MISSING({"films": list(lost)}), then)
        else:
            self._know({})

    def _know(self, lost: Mapping[str, Lost]) -> None:
        footage = self._session.footage
        lost = {uuid: each for uuid, each in lost.items() if footage.film(uuid) is not None}
        self._session.analysis.miss({footage.files[uuid]: each.why for uuid, each in lost.items()})
        self._viewer.miss(lost)
        before, self._lost = self._lost, lost
        if not lost:
            self._glances.stop()
        elif not self._glances.isActive():
            self._glances.start()
        told = self._notice.tells(self._told)
        if not lost:
            self._notice.take_back(self._told)
        elif lost.items() - before.items() or (told and lost != before):
            self._tell()

    def _close(self) -> None:
        self._viewer.miss({})
        self._notice.take_back(self._told)

    def _tell(self) -> None:
        """Tell of the films that are gone, or of those that are changed if none is."""
        gone = [uuid for uuid, each in self._lost.items() if each.why == "gone"]
        films = gone or list(self._lost)
        name, others = self._lost[films[0]].name, len(films) - 1
        one, more = _GONE if gone else _CHANGED
        words = self.tr(more).format(name, others) if others else self.tr(one).format(name)
        self._told = words
        if gone:
            remedy = self.tr("Reconnect its disk, or say where it is now.")
            self._notice.tell(words, remedy, self.tr("Find it…"), lambda: self.find(films[0]))
        else:
            remedy = self.tr("Put back the file that was watched, or analyse the new one.")
            again = self.tr("Analyse again")
            self._notice.tell(words, remedy, again, lambda: self._analyse(films))

    def _tell_broken(self) -> None:
        """Report which films are left out, since their rows in the project are damaged."""
        broken, path = self._session.footage.broken, self._session.path
        if broken:
            left = self.tr("is left out") if len(broken) == 1 else self.tr("are left out")
            self._notice.tell(
                self.tr("{} is damaged: {} {}.").format(path.name, ", ".join(broken), left),
                self.tr("Go back to a copy of it; the films themselves are untouched."),
            )
