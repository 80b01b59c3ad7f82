"""A server that can not start or dies at once is told of, and leaves nothing behind."""

import sys
import threading

import pytest
from PySide6.QtCore import QProcess

from app.server import Server
from matchcut.project.project import open_project
from matchcut.serving import asks

pytestmark = pytest.mark.usefixtures("cold_file")


@pytest.mark.parametrize("program", ["/nowhere/python", sys.executable])
def test_questions_to_a_server_that_never_comes_are_lost_after_a_second_try(
    qtbot, monkeypatch, program
):
    monkeypatch.setattr(sys, "executable", program)
    server, lost = Server("no_such_module", []), []
    for number in range(2):
        server.ask(asks.SHAPE({}), failed=lambda *said, number=number: lost.append((number, *said)))
    qtbot.waitUntil(lambda: len(lost) == 2)
    assert [number for number, *_ in lost] == [0, 1]
    assert "ended twice" in lost[0][1]
    assert server.process_id() == 0
    qtbot.waitUntil(lambda: not server.findChildren(QProcess))
    server.close()


def test_a_server_that_is_closed_before_it_could_not_start_says_nothing(qtbot, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    server, lost = Server("no_such_module", []), []
    server.ask(asks.SHAPE({}), failed=lambda *said: lost.append(said))
    server._begin()
    server.close()
    qtbot.waitUntil(lambda: not server.findChildren(QProcess))
    assert lost == []
    assert server.process_id() == 0


def test_who_asks_first_does_not_wait_until_the_process_has_begun(qtbot):
    server, answers = Server("matchcut.serving.answers", ["/nowhere/p.matchcut"]), []
    for _ in range(2):
        server.ask(asks.SHAPE({}), failed=lambda *said: answers.append(said))
    assert not server.findChildren(QProcess)
    qtbot.waitUntil(lambda: len(answers) == 2)
    server.close()


@pytest.mark.parametrize("instead", ["nothing", "another"])
def test_a_server_whose_project_is_gone_says_so_and_makes_none(qtbot, tmp_path, instead):
    path, told = tmp_path / "rushes.matchcut", []
    server = Server("matchcut.serving.searching", [str(path), "1:1"])
    if instead == "another":
        open_project(path, create=True).close()
    for _ in range(2):  # also to who asks once more
        server.ask(asks.SHAPE({}), failed=lambda *said: told.append(said))
        qtbot.waitUntil(lambda: bool(told), timeout=60_000)
        happened, _ = told.pop()
        assert happened == "rushes.matchcut was moved, renamed or deleted while it was open."
    assert list(tmp_path.iterdir()) == ([path] if instead == "another" else [])
    server.close()


def test_all_lists_have_one_thread_for_their_pictures_once_one_is_seen(qtbot, window):
    def readers():
        return [each for each in threading.enumerate() if each.name == "thumbnails"]

    path = window.desk.path
    window.desk.close()
    qtbot.waitUntil(lambda: readers() == [])
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(path)
    qtbot.waitUntil(lambda: len(readers()) == 1)
    window.session.accept()
    qtbot.waitUntil(lambda: bool(window.cut_list.table.pairs))
    qtbot.wait(100)
    assert len(readers()) == 1
