"""The protocol between the window and its servers: one JSON object per line, and blocks of memory.

A server's standard input carries requests and cancels:

    {"id": 7, "ask": "run", "arguments": {...}}
    {"cancel": 7}

Its standard output carries, for each request, any number of parts and progress reports and then
exactly one answer or error:

    {"id": 7, "part": ...}
    {"id": 7, "progress": {"stage", "done", "total", "unit", "subject"}}
    {"id": 7, "answer": ...}
    {"id": 7, "error": "what happened", "remedy": "what to try", "details": "traceback or empty",
     "analyse": whether features are missing}

A server that can't open what it is to serve says so, and ends:

    {"unopened": "what happened", "remedy": "what to try"}

Requests are answered one at a time, in order; for long work the window has separate servers. A
server ends when its input does, so that it never outlives its window. Pixels and sound are not
JSON: each goes into a file of its own, in a folder that the window chose (in memory if the system
has such a folder). Whoever asked for a block reads it and deletes the file.
"""

import dataclasses
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, TextIO, TypeVar

from matchcut.errors import Cancelled, MatchcutError, NotAnalysed
from matchcut.progress import Report

Asked = TypeVar("Asked")
Asked_co = TypeVar("Asked_co", covariant=True)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Request(Generic[Answer]):
    """A request: its name and its arguments."""

    name: str
    arguments: object


@dataclass(frozen=True, slots=True)
class Ask(Generic[Asked, Answer]):
    """A kind of request by name, with the types of its arguments and its answer."""

    name: str

    def __call__(self, arguments: Asked) -> Request[Answer]:
        """Return the request with these arguments."""
        return Request(self.name, arguments)


class Arguments(dict[str, Any]):
    """The arguments of a request, and objects in them; a missing key is reported by name."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401
        raise LookupError(f"a request has no {name!r}")


class Call(Generic[Asked_co]):
    """A request being answered, and the channel back to the asker.

    arguments: those of the request.
    """

    def __init__(self, id: int, arguments: Asked_co, wire: "_Wire") -> None:
        self.id = id
        self.arguments = arguments
        self._wire = wire

    def part(self, value: object) -> None:
        """Send a part of the answer before the rest.

        Even after a cancel, since the receiver must delete the block it names.
        """
        self._wire.send({"id": self.id, "part": value})

    def progress(self, report: Report) -> None:
        """Report progress; a `matchcut.progress.Progress`, so it raises `Cancelled` too."""
        self.check()
        self._wire.send({"id": self.id, "progress": dataclasses.asdict(report)})

    def check(self) -> None:
        """Raise `Cancelled` if nobody waits for the answer any more."""
        if self._wire.cancelled(self.id):
            raise Cancelled


Handler = Callable[[Call[Any]], object]
"""Returns the answer, anything that JSON can hold. Only `MatchcutError` is an expected failure."""


def answered(
    what: Ask[Asked, Answer], handler: Callable[[Call[Asked]], Answer]
) -> tuple[str, Handler]:
    """Return an entry for a table of handlers, checking that the types agree."""
    return what.name, handler


def serve(handlers: Mapping[str, Handler], requests: TextIO, replies: TextIO) -> None:
    """Answer requests until they end, on the calling thread.

    handlers: by request name. An exception in one is answered as an error, and the next request is
    served.
    """
    wire = _Wire(requests, replies)
    # If nobody reads the answers any more, there is nothing left to do.
    with suppress(BrokenPipeError):
        while (request := wire.next()) is not None:
            _serve_one(handlers, request, wire)


def _serve_one(handlers: Mapping[str, Handler], request: "_Received", wire: "_Wire") -> None:
    call = Call(request.id, request.arguments, wire)
    try:
        wire.reply(request.id, {"answer": _answer(handlers, request, call)})
    except BrokenPipeError:
        raise
    except MatchcutError as error:
        wire.reply(request.id, _failure(error))
    except Exception as error:
        bug = MatchcutError(f"matchcut failed: {error}.", "Please report the details.")
        wire.reply(request.id, _failure(bug, traceback.format_exc()))


def serve_on_standard_streams(handlers: Mapping[str, Handler]) -> None:
    """Answer requests on standard input until it ends; output of libraries goes to stderr."""
    # In a terminal an interrupt reaches everything that the window has started. It is meant for
    # the window, which ends its servers by closing their input, and may not end itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests = open(sys.stdin.fileno(), encoding="utf-8", closefd=False)  # noqa: SIM115
    serve(handlers, requests, replies)


def tell_unopened(error: MatchcutError) -> None:
    """Tell the window on standard output why nothing can be served."""
    print(json.dumps({"unopened": error.happened, "remedy": error.remedy}), flush=True)


def write_block(folder: Path, content: memoryview | bytes) -> str:
    """Put bytes where the asking process can map them; return the file's name in ``folder``.

    Raises MatchcutError if there is no room.
    """
    # Written, not mapped: running out of memory is an error here, but a crash in a mapped page.
    try:
        handle, path = tempfile.mkstemp(dir=folder, prefix="block-")
        try:
            with open(handle, "wb", buffering=0) as file:  # noqa: PTH123
                _write_all(file.fileno(), memoryview(content).cast("B"))
        except OSError:
            # Nobody learns its name, and half a block would take up scarce space.
            Path(path).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MatchcutError(
            f"There is no room for pictures in {folder} ({error.strerror}).",
            "Close other programs, then try again.",
        ) from error
    return Path(path).name


def _write_all(handle: int, content: memoryview) -> None:
    while len(content):
        content = content[os.write(handle, content) :]


@dataclass(frozen=True, slots=True)
class _Received:
    id: int
    ask: str
    arguments: Arguments


class _Wire:
    """Reads requests on a separate thread, so that a cancel is noticed during work."""

    def __init__(self, requests: TextIO, replies: TextIO) -> None:
        self._requests = requests
        self._replies = replies
        self._waiting: SimpleQueue[_Received | None] = SimpleQueue()
        self._open: dict[int, threading.Event] = {}  # not yet answered; set once cancelled
        self._ended = False
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def next(self) -> _Received | None:
        return self._waiting.get()

    def cancelled(self, id: int) -> bool:
        wanted = self._open.get(id)
        return self._ended or wanted is None or wanted.is_set()

    def reply(self, id: int, said: Mapping[str, object]) -> None:
        """End a request; any later cancel is ignored."""
        # Forgotten first: the asker may reuse its id as soon as it gets the answer.
        self._open.pop(id, None)
        self.send({"id": id, **said})

    def send(self, message: Mapping[str, object]) -> None:
        self._replies.write(json.dumps(message, separators=(",", ":")) + "\n")
        self._replies.flush()

    def _read(self) -> None:
        try:
            for line in self._requests:
                message = json.loads(line, object_hook=Arguments)
                if "cancel" in message:
                    wanted = self._open.get(message["cancel"])
                    if wanted is not None:
                        wanted.set()
                else:
                    self._open[message["id"]] = threading.Event()
                    self._waiting.put(
                        _Received(
                            message["id"], message["ask"], message.get("arguments", Arguments())
                        )
                    )
        finally:
            # Even after an invalid message: a server that reads nothing more must not stay.
            self._ended = True
            self._waiting.put(None)


def _answer(handlers: Mapping[str, Handler], request: _Received, call: Call[Any]) -> object:
    call.check()
    if request.ask not in handlers:
        raise LookupError(f"unknown request {request.ask!r}")
    return handlers[request.ask](call)


def _failure(error: MatchcutError, details: str = "") -> dict[str, object]:
    return {
        "error": error.happened,
        "remedy": error.remedy,
        "details": details,
        "analyse": isinstance(error, NotAnalysed),
    }
