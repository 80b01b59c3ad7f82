"""The recently opened projects, and which of them still exist.

They are shown as they are stored: a disk of the network that does not answer must not hold up the
window. Whether each exists is checked on threads, and reported once it is known.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.qt.threads import find_out
from app.settings import recent_projects
from matchcut.files import is_there


class RecentProjects(QObject):
    """The recent projects, the latest first."""

    changed = Signal()  # another is known to be gone, or to be there again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gone: set[Path] = set()
        self._looking: set[Path] = set()

    def listed(self) -> list[tuple[Path, bool]]:
        """Return each with whether it may be opened, for all that is known."""
        return [(path, path not in self._gone) for path in recent_projects()]

    def look(self) -> None:
        """Begin to find out which are there."""
        for path in recent_projects():
            # One thread each, and one at a time: a disk that does not answer holds up no other.
            if path not in self._looking:
                self._looking.add(path)
                find_out(self, partial(is_there, path), partial(self._take, path))

    def _take(self, path: Path, there: bool) -> None:
        self._looking.discard(path)
        if there == (path in self._gone):
            self._gone ^= {path}
            self.changed.emit()
