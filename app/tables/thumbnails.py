"""Load small pictures of frames on a separate thread.

The last request is read first: while a list scrolls fast, only where it stops matters.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.qt.threads import tell
from app.session.candidates import CandidateSide
from app.session.stills import read_still
from matchcut.errors import MatchcutError
from matchcut.project.project import Project, open_project

_KEPT = 1200
"""Pictures in memory: 256 by 144 and 4 bytes a pixel, so at most 180 MB."""

_WAITING = 400
_STILL = -1
_LONG_SIDE = 256


@dataclass(frozen=True, slots=True)
class Wanted:
    """A frame, or the nearest available one from ``start`` up to ``stop``.

    If the frame is `_STILL`, the still in the file ``film``.
    """

    film: str
    frame: int
    start: int
    stop: int


def wanted_still(path: str) -> Wanted:
    """Return the request for the picture of a still."""
    return Wanted(path, _STILL, 0, 0)


def wanted_of(side: CandidateSide) -> Wanted:
    """Return the request for the picture of one side of a pair."""
    return Wanted(side.film, side.frame, side.start, side.end)


class Thumbnails(QObject):
    """The thumbnails of the open project, for every list."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self._waiting: OrderedDict[Wanted, None] = OrderedDict()
        self._changed = threading.Condition()
        self._round = 0
        self._path: Path | None = None
        self._thread: threading.Thread | None = None

    def open(self, path: Path | None) -> None:
        """Switch to another project, or to none; pictures of the last one are dropped."""
        with self._changed:
            self._round += 1
            self._waiting.clear()
            self._changed.notify()
        self._kept.clear()
        # Not waited for: a disk may be slow, and late results carry the old round's number.
        self._thread = None
        self._path = path

    def picture(self, wanted: Wanted) -> QPixmap | None:
        """Return a picture, or None if it has to be read; `arrived` then follows."""
        found = self._kept.get(wanted)
        if found is not None:
            self._kept.move_to_end(wanted)
            return found
        with self._changed:
            self._waiting[wanted] = None
            self._waiting.move_to_end(wanted)
            if len(self._waiting) > _WAITING:
                self._waiting.popitem(last=False)
            self._changed.notify()
        # Not when the project opens: a thread takes time to start, and perhaps no list is seen.
        if self._thread is None and self._path is not None:
            # A daemon, because it only reads: nothing is lost when it ends with the window.
            self._thread = threading.Thread(
                target=self._work, args=(self._path, self._round), name="thumbnails", daemon=True
            )
            self._thread.start()
        return None

    def _take(self, round_: int, wanted: Wanted, image: QImage) -> None:
        if round_ == self._round:
            self._kept[wanted] = QPixmap.fromImage(image)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            self.arrived.emit()

    def _work(self, path: Path, round_: int) -> None:
        try:
            with open_project(path) as project:
                self._serve(project, round_)
        except MatchcutError:
            pass  # the next paint starts another thread
        tell(self, self._ended, round_)

    def _ended(self, round_: int) -> None:
        if round_ == self._round:
            self._thread = None

    def _serve(self, project: Project, round_: int) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._round != round_)
                if self._round != round_:
                    return
                wanted, _ = self._waiting.popitem(last=True)
            try:
                image = _image(project, wanted)
            except MatchcutError:
                continue  # skip this one; the next paint asks for it again
            # Missing thumbnails are also requested again at the next paint.
            if not image.isNull():
                tell(self, self._take, round_, wanted, image)


def _image(project: Project, wanted: Wanted) -> QImage:
    if wanted.frame == _STILL:
        return read_still(wanted.film, _LONG_SIDE)
    packed = project.features.nearest_thumbnail(
        wanted.film, wanted.frame, wanted.start, wanted.stop
    )
    return QImage.fromData(packed) if packed is not None else QImage()
