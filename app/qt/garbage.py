"""Run Python's garbage collector on the window's thread only.

Python clears cycles away on whichever thread happens to need memory. Objects of Qt among them must
go on the thread that they live on: else its timers and events find what is no longer there.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Sweeper(QObject):
    """Clears away on the thread that it is made on, and from then on no other does."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What is here by now stays: looking through it each time would cost a frame.
        gc.freeze()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(sweep)
        timer.start()


def sweep() -> None:
    """Clear away what Python itself would by now: what has come lately, more of it now and then."""
    for generation in (2, 1, 0):
        # Python 3.14 has no threshold for the oldest: it looks through that bit by bit.
        threshold = gc.get_threshold()[generation]
        if threshold and gc.get_count()[generation] > threshold:
            gc.collect(generation)
            return
