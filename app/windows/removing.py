"""Removes films from the project, without a question, since undo brings them back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.panels.films import FilmsPanel
from app.session.desk import Desk
from app.windows.notice import Notice
from matchcut.serving import asks, messages


class Removing(QObject):
    """Removes films for the lists of films, and reports what is kept until a film returns."""

    def __init__(self, desk: Desk, lists: Sequence[FilmsPanel], notice: Notice) -> None:
        super().__init__(notice)
        self._desk = desk
        self._notice = notice
        self._told = ""
        for panel in lists:
            panel.removed.connect(self.remove)
        desk.shots_changed.connect(lambda _: notice.take_back(self._told))

    def remove(self, path: Path) -> None:
        """Take the film of a file out; what is no film of the project only leaves the list."""
        session = self._desk.session
        of_file = (each for each in session.films if path in [media.path for media in each.media])
        film = next(of_file, None)
        session.analysis.forget(path)
        if film is None:
            return

        def then(answer: messages.Films) -> None:
            self._told = self.tr("{} is out of the project.").format(film.name)
            self._told = f"{self._told} {answer['resting']}".rstrip()
            way_back = self.tr("Ctrl+Z brings it back, and so does adding it again.")
            self._notice.tell(self._told, way_back, passes=True)
            session.refresh()

        def failed(happened: str, remedy: str) -> None:
            session.refresh()
            session.failed.emit(happened, remedy)

        session.answers.ask(asks.REMOVE_FILM({"film": film.uuid}), then, failed=failed)
