"""Weights that cost nothing: a network with chance for weights, and a server on this machine."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models.cards import ModelCard


@dataclass
class Server:
    """What the server on 127.0.0.1 gives, and what it was asked for.

    breaks_after: bytes sent before the connection is cut; None sends all.
    """

    content: bytes = b""
    status: int = 200
    knows_ranges: bool = True
    breaks_after: int | None = None
    ranges: list[str | None] = field(default_factory=list)
    port: int = 0

    def card(self, content: bytes | None = None) -> ModelCard:
        """Return a card for the server's file; ``content`` is what the card promises."""
        promised = self.content if content is None else content
        return ModelCard(
            name="tiny",
            purpose="testing",
            url=f"http://127.0.0.1:{self.port}/tiny.pt",
            file="tiny.pt",
            sha256=hashlib.sha256(promised).hexdigest(),
            size_bytes=len(promised),
            licence="none",
        )


@pytest.fixture
def server() -> Iterator[Server]:
    given = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            given.ranges.append(wanted)
            start = 0
            if given.status != 200:
                self.send_response(given.status)
            elif wanted and given.knows_ranges:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                end = len(given.content)
                self.send_header("Content-Range", f"bytes {start}-{end - 1}/{end}")
            else:
                self.send_response(200)
            body = given.content[start:] if given.status == 200 else b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: given.breaks_after])

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    given.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield given
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("MATCHCUT_MODELS", str(folder))
    return folder
