"""The window's end of a server process: sends requests, receives answers, survives a crash.

The protocol is in `matchcut.serving.wire`.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QProcess, Qt, QTimer, Signal
from shiboken6 import isValid

from app.jobs.priority import yield_to_the_editor
from matchcut.progress import Progress, Report
from matchcut.serving.wire import Answer, Request

# Long answers are read for this long at a time, because the window's thread has other work.
AT_ONCE_SECONDS = 0.008
# For a project's servers: after the window and playback, before the analysis.
_ANSWERS_NICENESS = 5

Hear = Callable[[Any], None]
Failed = Callable[[str, str], None]


def nobody(*_: object) -> None:
    """Do nothing: a callback for when nobody listens."""


@dataclass(slots=True)
class _Open:
    line: bytes
    then: Hear
    failed: Failed
    lacking: Failed
    died: Failed
    part: Hear
    progress: Progress
    repeated: bool = False


class Server(QObject):
    """One server process, started with the first request.

    If it dies it is started again, and its open requests are repeated, once each: parts that have
    arrived come again.
    """

    bug = Signal(str)  # a traceback from the server
    stray = Signal(object)  # a part or an answer that nobody waits for any more

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        parent: QObject | None = None,
        *,
        niceness: int = 0,
    ) -> None:
        """Take the module to run, as ``python -m`` does, with its arguments.

        niceness: how far its priority is below the window's.
        """
        super().__init__(parent)
        self._niceness = niceness
        self._command = ["-m", module, *arguments]
        self._numbers = count(1)
        self._open: dict[int, _Open] = {}
        self._process: QProcess | None = None
        self._ending = False

    @property
    def running(self) -> bool:
        """Whether its process is running."""
        gone = QProcess.ProcessState.NotRunning
        return self._process is not None and self._process.state() != gone

    def ask(
        self,
        request: Request[Answer],
        then: Callable[[Answer], None] = nobody,
        *,
        failed: Failed = nobody,
        lacking: Failed | None = None,
        died: Failed | None = None,
        part: Hear = nobody,
        progress: Progress = nobody,
    ) -> int:
        """Send a request, return its number; ``then`` gets the answer, on this thread, later.

        lacking: called if features are missing; None for ``failed``. died: called if the server has
        ended twice over it, likewise. Callbacks of a dialog that has been deleted by then are not
        called.
        """
        number = next(self._numbers)
        if self._ending:
            return number  # stays unanswered
        line = _line({"id": number, "ask": request.name, "arguments": request.arguments})
        self._open[number] = _Open(
            line,
            then=_while_there(then),
            failed=_while_there(failed),
            lacking=_while_there(lacking or failed),
            died=_while_there(died or failed),
            part=_while_there(part),
            progress=_while_there(progress),
        )
        if self._process is not None:
            self._process.write(line)
        else:
            # Not at once: starting a process blocks the window's thread, and the first caller has
            # other work to do.
            QTimer.singleShot(0, self, self._begin)
        return number

    def cancel(self, number: int) -> None:
        """Cancel a request; it gets no answer."""
        if self._open.pop(number, None) is not None and self._process is not None:
            self._process.write(_line({"cancel": number}))

    def restart(self) -> None:
        """End a process that hangs; another one gets the open requests."""
        for request in self._open.values():
            request.repeated = False  # it is not what the process died over
        if self._process is not None:
            self._process.kill()

    def process_id(self) -> int:
        """Return the server's process id, 0 while none runs."""
        return self._process.processId() if self._process is not None else 0

    def end(self) -> None:
        """Let the server end by itself, which takes a moment; open requests get no answer."""
        self._open.clear()
        if self._process is not None and not self._ending:
            self._process.finished.disconnect()
            # It ends when its input does.
            self._process.closeWriteChannel()
        self._ending = True

    def close(self) -> None:
        """End the server, and wait for it."""
        self.end()
        if self._process is not None:
            process, self._process = self._process, None
            process.deleteLater()
            if not process.waitForFinished(500):
                process.kill()
                process.waitForFinished(1000)

    def _begin(self) -> None:
        """Start the process, and send all pending requests."""
        if self._process is not None or self._ending or not self._open:
            return
        process = self._process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        # Queued, even if the system refuses at once: the caller must return first.
        process.errorOccurred.connect(self._unstartable, Qt.ConnectionType.QueuedConnection)
        if self._niceness:
            process.started.connect(
                lambda: yield_to_the_editor(process.processId(), self._niceness)
            )
        process.start(sys.executable, self._command)
        for request in self._open.values():
            process.write(request.line)

    def _read(self) -> None:
        until = monotonic() + AT_ONCE_SECONDS
        while self._process is not None and self._process.canReadLine():
            self._hear(json.loads(bytes(self._process.readLine().data())))
            if monotonic() > until:
                # The rest follows what the editor did meanwhile.
                QTimer.singleShot(0, self, self._read)
                return

    def _hear(self, told: dict[str, Any]) -> None:
        if "unopened" in told:
            lost, self._open = self._open, {}
            for each in lost.values():
                each.failed(told["unopened"], told["remedy"])
            return
        request = self._open.get(told["id"])
        if request is None:
            self.stray.emit(told.get("part", told.get("answer")))
            return
        if "part" in told:
            request.part(told["part"])
            return
        if "progress" in told:
            request.progress(Report(**told["progress"]))
            return
        del self._open[told["id"]]
        if "answer" in told:
            request.then(told["answer"])
            return
        hear = request.lacking if told["analyse"] else request.failed
        hear(told["error"], told["remedy"])
        if told["details"]:
            self.bug.emit(told["details"])

    def _unstartable(self, error: QProcess.ProcessError) -> None:
        # Every other error ends a running process, which emits `finished`.
        refused = error == QProcess.ProcessError.FailedToStart
        if refused and self._process is not None and not self._ending:
            self._ended()

    def _ended(self) -> None:
        assert self._process is not None
        self._process.deleteLater()
        self._process = None
        again = {n: each for n, each in self._open.items() if not each.repeated}
        lost = [each for each in self._open.values() if each.repeated]
        self._open = again
        for request in again.values():
            request.repeated = True
        self._begin()
        for request in lost:
            request.died(
                self.tr("A helper of the window ended twice over this."),
                self.tr("Everything else goes on; try again, or restart matchcut."),
            )


def project_server(module: str, project: Path, file_id: str, parent: QObject) -> Server:
    """Return a server of an open project: ``answers`` or ``searching``.

    file_id: as in `Project`, so that no other file in the project's place is opened.
    """
    arguments = [str(project), file_id]
    return Server(f"matchcut.serving.{module}", arguments, parent, niceness=_ANSWERS_NICENESS)


def _while_there(hear: Callable[..., None]) -> Callable[..., None]:
    """Return a wrapper that calls a method only while its object exists."""
    owner = getattr(hear, "__self__", None)
    if not isinstance(owner, QObject):
        return hear
    return lambda *told: hear(*told) if isValid(owner) else None


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"
