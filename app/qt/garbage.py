"""Run Python's garbage collector on the window's thread only.

Python collects cycles on whichever thread happens to allocate memory. Qt objects among them must be
deleted on their own thread; otherwise its timers and events find objects that no longer exist.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Sweeper(QObject):
    """Collects on the thread that it is created on; from then on no other thread does."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # Objects created so far stay: scanning them each time would cost a frame.
        gc.freeze()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(sweep)
        timer.start()


def sweep() -> None:
    """Collect what Python itself would by now: recent objects, older ones now and then."""
    for generation in (2, 1, 0):
        # Python 3.14 has no threshold for the oldest: it scans that incrementally.
        threshold = gc.get_threshold()[generation]
        if threshold and gc.get_count()[generation] > threshold:
            gc.collect(generation)
            return
