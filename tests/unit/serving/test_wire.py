"""Requests down, parts, progress and answers up."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from queue import SimpleQueue

import pytest

from matchcut.errors import MatchcutError, MediaError, NotAnalysed
from matchcut.progress import Report
from matchcut.serving.wire import serve, write_block


class Replies(io.StringIO):
    """What a server said, and a way to wait for its next line."""

    def __init__(self):
        super().__init__()
        self._said = threading.Semaphore(0)

    def flush(self):
        super().flush()
        self._said.release()

    def wait(self):
        assert self._said.acquire(timeout=60)

    def messages(self):
        return [json.loads(line) for line in self.getvalue().splitlines()]


class Conversation:
    """A server on a thread, and this end of its wire."""

    def __init__(self, handlers):
        self._requests = SimpleQueue()
        self.replies = Replies()
        lines = iter(self._requests.get, None)
        self._thread = threading.Thread(target=serve, args=(handlers, lines, self.replies))
        self._thread.start()

    def say(self, message):
        self._requests.put(json.dumps(message))

    def end(self):
        self._requests.put(None)
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.replies.messages()


def answered(handlers, *messages, replies):
    """Say these messages, wait for so many replies and return them."""
    talk = Conversation(handlers)
    for message in messages:
        talk.say(message)
    for _ in range(replies):
        talk.replies.wait()
    return talk.end()


def test_requests_are_answered_in_order_with_their_ids():
    assert answered(
        {"double": lambda call: 2 * call.arguments["n"]},
        {"id": 1, "ask": "double", "arguments": {"n": 5}},
        {"id": 2, "ask": "double", "arguments": {"n": 7}},
        replies=2,
    ) == [{"id": 1, "answer": 10}, {"id": 2, "answer": 14}]


def test_parts_and_progress_come_before_the_answer():
    def handler(call):
        call.part("first")
        call.progress(Report("reading", 1, 2, "frames", "reel_04.mov"))
        return "all"

    assert answered({"read": handler}, {"id": 3, "ask": "read"}, replies=3) == [
        {"id": 3, "part": "first"},
        {
            "id": 3,
            "progress": {
                "stage": "reading",
                "done": 1,
                "total": 2,
                "unit": "frames",
                "subject": "reel_04.mov",
            },
        },
        {"id": 3, "answer": "all"},
    ]


def test_a_failure_of_the_world_is_told_as_a_sentence_and_the_next_request_is_served():
    def missing(call):
        raise MediaError("reel_04.mov is gone.", "Put it back.")

    failed, done = answered(
        {"read": missing, "count": lambda call: 4},
        {"id": 1, "ask": "read"},
        {"id": 2, "ask": "count"},
        replies=2,
    )
    assert failed == {
        "id": 1,
        "error": "reel_04.mov is gone.",
        "remedy": "Put it back.",
        "details": "",
        "analyse": False,
    }
    assert done == {"id": 2, "answer": 4}


def test_that_features_are_missing_is_told_apart_from_what_else_fails():
    def unwatched(call):
        raise NotAnalysed("Shot 3 has not been analysed.", "Analyse its film again.")

    (failed,) = answered({"find": unwatched}, {"id": 1, "ask": "find"}, replies=1)
    assert failed["analyse"]


def test_a_bug_is_answered_with_its_traceback():
    def broken(call):
        return {}["nothing"]

    (failed,) = answered({"read": broken}, {"id": 1, "ask": "read"}, replies=1)
    assert "KeyError: 'nothing'" in failed["details"]


def test_an_argument_that_is_missing_is_told_by_its_name():
    first, second = answered(
        {"nudge": lambda call: call.arguments["out"]["frame"]},
        {"id": 1, "ask": "nudge"},
        {"id": 2, "ask": "nudge", "arguments": {"out": {"film": "f"}}},
        replies=2,
    )
    assert first["error"] == "matchcut failed: a request has no 'out'."
    assert second["error"] == "matchcut failed: a request has no 'frame'."


def amid_an_endless_answer():
    """A conversation in which a request is being answered that has no end."""
    begun = threading.Event()

    def endless(call):
        begun.set()
        while True:
            call.check()

    talk = Conversation({"count": endless})
    talk.say({"id": 1, "ask": "count"})
    assert begun.wait(10)
    return talk


def test_a_cancel_ends_the_request_that_is_being_answered():
    talk = amid_an_endless_answer()
    talk.say({"cancel": 1})
    talk.replies.wait()
    assert talk.end() == [
        {
            "id": 1,
            "error": "Stopped.",
            "remedy": "",
            "details": "",
            "analyse": False,
        }
    ]


def test_cancels_that_come_too_late_are_not_kept():
    kept = []

    def handler(call):
        kept.append(
            sum(len(each) for each in vars(call._wire).values() if hasattr(each, "__len__"))
        )

    talk = Conversation({"count": handler})
    for id in range(30):
        talk.say({"id": id, "ask": "count"})
        talk.replies.wait()
        talk.say({"cancel": id})
    assert all("answer" in reply for reply in talk.end())
    assert max(kept) <= 2


def test_a_server_ends_with_its_window_even_in_the_middle_of_work():
    talk = amid_an_endless_answer()
    assert talk.end()[0]["error"] == "Stopped."


def test_a_server_that_can_not_hear_any_more_ends(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda failure: None)
    talk = amid_an_endless_answer()
    talk.say("no message")
    talk.replies.wait()
    assert talk.end()[0]["error"] == "Stopped."


def test_a_block_holds_what_was_written(tmp_path):
    name = write_block(tmp_path, memoryview(bytes(range(256))))
    assert (tmp_path / name).read_bytes() == bytes(range(256))


def test_a_block_without_a_place_is_told(tmp_path):
    with pytest.raises(MatchcutError, match="There is no room for pictures"):
        write_block(tmp_path / "gone", b"1")


def test_of_a_block_that_has_no_room_nothing_is_left(tmp_path, monkeypatch):
    write = os.write

    def full_after_some(handle, content):
        if len(content) < 256:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, content[:100])

    monkeypatch.setattr(os, "write", full_after_some)
    with pytest.raises(MatchcutError, match="There is no room for pictures"):
        write_block(tmp_path, bytes(256))
    assert list(tmp_path.iterdir()) == []


SERVER = """
from matchcut.serving.wire import serve_on_standard_streams
serve_on_standard_streams({"echo": lambda call: call.arguments["word"]})
"""


@pytest.mark.skipif(os.name != "posix", reason="an interrupt is a signal on Unix")
def test_an_interrupt_in_the_terminal_is_the_windows_and_ends_no_server():
    def ask(word):
        request = {"id": 1, "ask": "echo", "arguments": {"word": word}}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        return json.loads(server.stdout.readline())["answer"]

    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert ask("before") == "before"
        server.send_signal(signal.SIGINT)
        assert ask("after") == "after"
        server.stdin.close()
        assert (server.wait(60), server.stderr.read()) == (0, "")
