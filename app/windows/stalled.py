"""Says so where playing waits for a film for long, and offers to read it anew."""

from PySide6.QtCore import QObject, QTimer

from app.player.viewer import Viewer
from app.session.desk import Desk
from app.windows.notice import Notice

_TOLD_AFTER_MS = 4000
"""After the picture itself says that it waits: a disk that sleeps takes some seconds to wake."""


class Stalled(QObject):
    """Tells of a stall of the viewer's, until frames come again."""

    def __init__(self, desk: Desk, viewer: Viewer, notice: Notice) -> None:
        super().__init__(notice)
        self._desk = desk
        self._viewer = viewer
        self._notice = notice
        self._told = ""
        self._lasts = QTimer(self, singleShot=True, interval=_TOLD_AFTER_MS)
        self._lasts.timeout.connect(self._tell)
        viewer.stall.changed.connect(self._changed)

    def _changed(self) -> None:
        if self._viewer.stall.film:
            self._lasts.start()
        else:
            self._lasts.stop()
            self._notice.take_back(self._told)

    def _tell(self) -> None:
        name = self._desk.session.footage.called.get(self._viewer.stall.film, "")
        self._told = self.tr("No picture of {} comes.").format(name)
        self._notice.tell(
            self._told,
            self.tr("Its disk may be slow or away. It plays on by itself once it is read."),
            self.tr("Try again"),
            self._start_anew,
        )

    def _start_anew(self) -> None:
        """Have another process read, and tell again if that one doesn't, either."""
        frames = self._viewer.player.frames
        if frames is not None:
            frames.server.restart()
            self._lasts.start()
