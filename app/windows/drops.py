"""Finds out what was dropped on the window, or chosen in its menus, and uses it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.dropped import PROJECT, Dropped, sort_dropped
from app.qt.threads import find_out
from app.session.desk import Desk
from app.settings import new_project_path
from app.windows.leaving import Leaving
from app.windows.new_project import NewProject
from app.windows.notice import Notice
from app.windows.opening import Opening
from matchcut.files import is_there


class Drops(QObject):
    """Opens, analyses or matches the files that the window is given."""

    def __init__(
        self,
        desk: Desk,
        opening: Opening,
        leaving: Leaving,
        notice: Notice,
        show_list: Callable[[Path], None],
    ) -> None:
        """show_list: shows the events of a list among the films."""
        super().__init__(notice)
        self._desk = desk
        self._opening = opening
        self._notice = notice
        self._show_list = show_list
        # Drops that are not used yet, each with the project that was open then.
        self._taken: list[tuple[Sequence[Path], Path | None]] = []
        self._made = NewProject(desk, opening, leaving, notice)

    def take(self, paths: Sequence[Path]) -> None:
        """Open, analyse, or match, once it is known what each of them is.

        That follows the order of the drops: a list may belong to a film that came before it.
        """
        self._taken.append((paths, self._desk.path))
        if len(self._taken) == 1:
            self._look()

    def _look(self) -> None:
        """Check the files of the first drop that is not used yet."""
        while self._taken and self._opening.going:
            self._opening.add(self._taken.pop(0)[0])
        if not self._taken:
            return
        paths, project = self._taken[0]
        known, listed = list[Path](), list[Path]()
        if self._desk.is_open:
            session = self._desk.session
            known = [media.path for film in session.films for media in film.media]
            listed = [each.path for each in session.analysis.films]

        def look() -> tuple[Dropped, Path | None]:
            dropped = sort_dropped(paths, [*known, *filter(is_there, listed)])
            new = dropped.films and project is None
            return dropped, new_project_path(dropped.films[0]) if new else None

        def use(found: tuple[Dropped, Path | None]) -> None:
            if self._opening.going:
                self._opening.add(paths)
            elif project is not None and self._desk.path != project:
                self._notice.tell(
                    self.tr("What was dropped is not added: the project was closed meanwhile."),
                    self.tr("Drop it again."),
                )
            else:
                self._use(paths, *found)
            self._taken.pop(0)
            self._look()

        find_out(self, look, use)

    def _use(self, paths: Sequence[Path], dropped: Dropped, new: Path | None) -> None:
        """Do what fits, with a project made at ``new`` where none is open."""
        session, tell = self._desk.session if self._desk.is_open else None, self._notice.tell
        if dropped.project is not None:
            others = [path for path in paths if path.suffix.lower() != PROJECT]
            self._opening.begin(dropped.project, others)
            return
        if dropped.films and session is None and new is not None:
            self._made.make(new, paths)
            return
        if dropped.films and session is not None:
            session.add_films(dropped.films, dropped.shot_lists)
        elif dropped.still is not None and session is not None and session.candidates:
            session.find("frame", image=dropped.still)
        elif dropped.still is not None:
            tell(
                self.tr("A still is matched with films, and none is here yet."),
                self.tr("Drop films first, then the still."),
            )
        if dropped.loose and session is not None and session.films:
            self._show_list(dropped.loose[0])
        elif dropped.loose:
            tell(
                self.tr("{} belongs to no film that is here.").format(dropped.loose[0].name),
                self.tr("Drop it together with its film, or give it the film's name."),
            )
