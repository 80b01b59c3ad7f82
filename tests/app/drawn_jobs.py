"""A job without a process, for what the window does around one."""

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Ending


class DrawnJob(QObject):
    """A job that says what the test lets it say."""

    reported = Signal(dict)
    ended = Signal(object, str)
    latest = None

    def __init__(self, arguments, *, threads=0, parent=None):
        super().__init__(parent)
        self.arguments, self.stopped, self.finished = arguments, False, False
        DrawnJob.latest = self

    def start(self):
        pass

    def stop(self):
        self.stopped = True
        self.ended.emit(Ending.STOPPED, "")

    def wait(self, seconds):
        pass

    def end(self, seconds):
        self.finished = True

    def process_id(self):
        return 0
