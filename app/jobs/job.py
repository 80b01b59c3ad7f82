"""Long work in a separate process: one matchcut command, and what it reports.

It can't take the window down: a process that dies is reported and can be started again.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from app.jobs.priority import yield_to_the_editor

_INTERRUPTED = 130
# Lower priority than the editor's other work on this machine.
_NICENESS = 10


class Ending(StrEnum):
    """How a job ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    CRASHED = "crashed"


class Job(QObject):
    """One ``matchcut`` command in a separate process; deletes itself once it has ended.

    Don't connect a lambda that holds the last reference to the parent: it would be deleted twice.
    """

    reported = Signal(dict)  # one line of ``--progress json``
    ended = Signal(object, str)  # an Ending; its last line on standard error

    def __init__(
        self, arguments: Sequence[str], *, threads: int = 0, parent: QObject | None = None
    ) -> None:
        """threads: how many cores it may use; 0 for all."""
        super().__init__(parent)
        self._arguments = list(arguments)
        self._said = ""
        self._stopping = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        if threads:
            environment.insert("OMP_NUM_THREADS", str(threads))
        self._process.setProcessEnvironment(environment)
        if os.name == "posix":
            # Otherwise it would ignore interrupts, as jobs do that a shell starts with &.
            self._process.setUnixProcessParameters(QProcess.UnixProcessFlag.ResetSignalHandlers)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        self._process.readyReadStandardError.connect(self._read)
        self._process.started.connect(
            lambda: yield_to_the_editor(self._process.processId(), _NICENESS, threads)
        )
        self._process.errorOccurred.connect(self._unstartable)
        self._process.finished.connect(self._finished)

    def start(self) -> None:
        """Start the command."""
        self._process.start(sys.executable, ["-m", "matchcut", *self._arguments])

    def stop(self) -> None:
        """Interrupt it; what is finished is kept, and `ended` follows."""
        self._stopping = True
        if os.name == "posix" and self._process.processId():
            os.kill(self._process.processId(), signal.SIGINT)
        else:
            self._process.kill()

    def end(self, seconds: float) -> None:
        """Interrupt it without `ended`, and wait; kill it after ``seconds``."""
        self.ended.disconnect()
        self.stop()
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; kill it after ``seconds``."""
        if not self._process.waitForFinished(int(seconds * 1000)):
            self._process.kill()
            self._process.waitForFinished(2000)

    def process_id(self) -> int:
        """Return its process id, 0 while it isn't running."""
        return self._process.processId()

    def _read(self) -> None:
        self._process.setReadChannel(QProcess.ProcessChannel.StandardError)
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode(errors="replace").strip()
            try:
                told = json.loads(line)
            except ValueError:
                told = None
            if isinstance(told, dict):
                self.reported.emit(told)
            elif line:
                self._said = line

    def _unstartable(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(Ending.CRASHED, self._process.errorString())

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        if self._stopping or code == _INTERRUPTED:
            ending = Ending.STOPPED
        elif status == QProcess.ExitStatus.CrashExit or code not in (0, 1):
            ending = Ending.CRASHED
        else:
            ending = Ending.FAILED if code else Ending.DONE
        self._end(ending, self._said)

    def _end(self, ending: Ending, said: str) -> None:
        self.ended.emit(ending, said)
        # Not at once: this is called by a signal of the process, which is deleted with the job.
        self.deleteLater()
