"""Recent projects are shown at once, whatever their disks do; those that are gone are greyed."""

import threading

import pytest
from PySide6.QtWidgets import QPushButton

from app import recent as looked_for
from app.session.desk import Desk
from app.settings import remember_project
from app.windows.main import MainWindow


@pytest.fixture
def dead(tmp_path, monkeypatch):
    """A project on a disk of the network that does not answer before the test has ended."""
    dead, answer, look = tmp_path / "dead.matchcut", threading.Event(), looked_for.is_there
    monkeypatch.setattr(
        "app.recent.is_there", lambda path: answer.wait(60) if path == dead else look(path)
    )
    yield dead
    answer.set()


def links(window):
    return {
        link.text(): link.isEnabled()
        for link in window.start.findChildren(QPushButton)
        if link.isFlat() and link.isVisible()
    }


def test_the_window_starts_while_a_disk_does_not_answer_and_greys_what_is_gone(
    qtbot, dressed, dead, tmp_path
):
    there, gone = tmp_path / "there.matchcut", tmp_path / ("x" * 300 + ".matchcut")
    there.touch()
    for path in (gone, there, dead):
        remember_project(path)
    window = MainWindow(Desk())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: links(window) == {"dead": True, "there": True, gone.stem: False})
    menu = {action.text(): action.isEnabled() for action in window.handlers._recent.actions()}
    assert menu == links(window)
    assert window.handlers._recent.toolTipsVisible()
    there.unlink()
    window.start.refresh()
    qtbot.waitUntil(lambda: not links(window)["there"])
    assert links(window)["dead"]
    window.close()
