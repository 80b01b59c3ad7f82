"""Call back from threads to the window's thread, as long as the receiver exists.

A network disk may take a minute to respond: files that the editor has chosen are never looked at on
the window's thread.

A thread must not emit a signal of an object that the window's thread may be deleting: Qt would look
into the object while it is destroyed. It posts its call here, where nothing is ever deleted.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

_Found = TypeVar("_Found")


class _Post(QObject):
    """Lives on the thread that first imports the module, the window's."""

    _came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._letters: SimpleQueue[tuple[QObject, Callable[..., None], tuple[object, ...]]]
        self._letters = SimpleQueue()
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def take(self, owner: QObject, hear: Callable[..., None], told: tuple[object, ...]) -> None:
        self._letters.put((owner, hear, told))
        self._came.emit()

    def _deliver(self) -> None:
        owner, hear, told = self._letters.get()
        if isValid(owner):
            hear(*told)


_post = _Post()


def tell(owner: QObject, hear: Callable[..., None], *told: object) -> None:
    """Call ``hear`` on the window's thread, later, unless ``owner`` has been deleted by then.

    May be called on any thread; calls of one thread keep their order.
    """
    _post.take(owner, hear, told)


def find_out(owner: QObject, what: Callable[[], _Found], then: Callable[[_Found], None]) -> None:
    """Call ``what`` on a separate thread, and pass its result to ``then`` as `tell` does.

    ``what`` must only read: it is not waited for when the window ends.
    """
    threading.Thread(target=lambda: tell(owner, then, what()), daemon=True).start()
