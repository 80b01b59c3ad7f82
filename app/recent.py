"""Track the recently opened projects, and which of them still exist.

They are shown as stored: a network disk that doesn't respond must not block the window. Whether
each exists is checked on threads, and reported once known.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.qt.threads import find_out
from app.settings import recent_projects
from matchcut.files import is_there


class RecentProjects(QObject):
    """The recent projects, latest first."""

    changed = Signal()  # another one is known to be gone, or to be back

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gone: set[Path] = set()
        self._looking: set[Path] = set()

    def listed(self) -> list[tuple[Path, bool]]:
        """Return each with whether it may be opened, as far as is known."""
        return [(path, path not in self._gone) for path in recent_projects()]

    def look(self) -> None:
        """Start checking which exist."""
        for path in recent_projects():
            # One thread per project, and one at a time: a disk that doesn't respond delays no
            # other.
            if path not in self._looking:
                self._looking.add(path)
                find_out(self, partial(is_there, path), partial(self._take, path))

    def _take(self, path: Path, there: bool) -> None:
        self._looking.discard(path)
        if there == (path in self._gone):
            self._gone ^= {path}
            self.changed.emit()
