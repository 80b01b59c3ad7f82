"""Processes that begin warm: forked off one that has loaded the libraries already.

Loading them takes longer than most processes of the tests work. A launcher in Python's place hands
its streams to the warm process, which forks; all that is asked of the launcher, to be interrupted
or killed, happens to the fork, except that it can't be stopped (SIGSTOP).
"""

import gc
import importlib
import marshal
import os
import runpy
import selectors
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_RUN = ("matchcut.serving.answers", "matchcut.serving.searching", "matchcut.serving.pictures")
_LOADED = (*_RUN, "matchcut.cli.analysis", "numpy.random", "onnxruntime")
_KIND = (socket.AF_UNIX, socket.SOCK_SEQPACKET)
_MOST_BYTES = 200_000
# Without all that Python loads at its start, so that it takes hundredths of a second.
_LAUNCHER = """
import _socket, marshal, posix, signal, struct, sys
end = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
end.connect({address!r})
told = marshal.dumps((posix.getcwdb(), sys.argv[1:], dict(posix.environ)))
end.sendmsg([told], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("3i", 0, 1, 2))])
fork = int(end.recv(20))
signal.signal(signal.SIGINT, lambda *_: posix.kill(fork, signal.SIGINT))
status = int(end.recv(20))
if status < 0:
    signal.signal(-status, signal.SIG_DFL)
    posix.kill(posix.getpid(), -status)
posix._exit(status)
"""


@contextmanager
def warm_processes() -> Iterator[str]:
    """Run the warm process; yield the program to start in place of Python, for ``-m`` alone."""
    with TemporaryDirectory() as temporary, socket.socket(*_KIND) as door:
        folder = Path(temporary)
        script, launcher = folder / "launcher.py", folder / "launcher"
        door.bind(str(folder / "door"))
        door.listen()
        script.write_text(_LAUNCHER.format(address=str(folder / "door")))
        python = shlex.quote(sys.executable)
        launcher.write_text(f'#!/bin/sh\nexec {python} -ISB {shlex.quote(str(script))} "$@"\n')
        launcher.chmod(0o755)
        command = [sys.executable, __file__, str(door.fileno())]
        warm = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[door.fileno()])
        yield str(launcher)
        warm.communicate()  # it ends when its input does


class _Warm:
    """The warm process: the forks that run, each with what tells of its end and its launcher."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._events = selectors.DefaultSelector()
        self._events.register(sys.stdin, selectors.EVENT_READ, sys.exit)
        self._events.register(door, selectors.EVENT_READ, self._fork)
        self._launchers: dict[int, socket.socket] = {}  # by process id

    def serve(self) -> list[str]:
        """Fork for all who come; in a fork, return the module to run and its arguments."""
        while True:
            for key, _ in self._events.select():
                if (asked := key.data()) is not None:
                    return asked

    def _fork(self) -> list[str] | None:
        launcher, _ = self._door.accept()
        told, streams, _, _ = socket.recv_fds(launcher, _MOST_BYTES, 3)
        if not told:  # it was killed that soon
            launcher.close()
            return None
        fork = os.fork()
        if not fork:
            launcher.close()
            self._leave()
            return _begun(told, streams)
        for stream in streams:
            os.close(stream)
        with suppress(BrokenPipeError):
            launcher.send(b"%d" % fork)
        self._launchers[fork] = launcher
        end = os.pidfd_open(fork)
        self._events.register(end, selectors.EVENT_READ, lambda: self._ended(fork, end))
        self._events.register(launcher, selectors.EVENT_READ, lambda: self._killed(fork))
        return None

    def _ended(self, fork: int, end: int) -> None:
        self._events.unregister(end)
        os.close(end)
        _, status = os.waitpid(fork, 0)
        if (launcher := self._launchers.pop(fork, None)) is not None:
            self._events.unregister(launcher)
            with suppress(BrokenPipeError), launcher:
                launcher.send(b"%d" % os.waitstatus_to_exitcode(status))

    def _killed(self, fork: int) -> None:
        """End a fork whose launcher was killed."""
        if (launcher := self._launchers.pop(fork, None)) is not None:
            self._events.unregister(launcher)
            launcher.close()
            os.kill(fork, signal.SIGKILL)

    def _leave(self) -> None:
        """Close, in a fork, all that is the warm process's own."""
        for key in list(self._events.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
            elif isinstance(key.fileobj, int):
                os.close(key.fileobj)
        self._events.close()


def _begun(told: bytes, streams: list[int]) -> list[str]:
    """Become the process that was asked for: its streams, folder and environment."""
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    folder, (_, *asked), environment = marshal.loads(told)
    os.chdir(folder)
    os.environb.clear()
    os.environb.update(environment)
    return asked


def main() -> None:
    """Load what the processes need; run what is asked for in each fork."""
    for name in _LOADED:
        importlib.import_module(name)
    for name in _RUN:
        del sys.modules[name]  # or it would be loaded twice
    gc.freeze()  # what was loaded is no fork's to clear away
    with socket.socket(*_KIND, fileno=int(sys.argv[1])) as door:
        module, *sys.argv[1:] = _Warm(door).serve()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
