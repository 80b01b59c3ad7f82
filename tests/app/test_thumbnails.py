"""Small pictures come without the window waiting for them, and one that fails costs no other."""

import threading

import pytest
from patience import WAIT_MS
from PySide6.QtGui import QImage

from app.tables.thumbnails import Thumbnails, Wanted
from matchcut.errors import ProjectError
from matchcut.project.project import open_project


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rushes.matchcut"
    open_project(path, create=True).close()
    return path


@pytest.fixture
def thumbnails(qtbot, path):
    thumbnails = Thumbnails()
    thumbnails.open(path)
    yield thumbnails
    thumbnails.open(None)


def drawn(*_):
    image = QImage(16, 9, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def test_one_that_cannot_be_read_is_read_when_it_is_asked_for_again(qtbot, thumbnails, monkeypatch):
    tries = []

    def image(*_):
        tries.append(1)
        if len(tries) == 1:
            raise ProjectError("The disk did not answer.", "Try again.")
        return drawn()

    monkeypatch.setattr("app.tables.thumbnails._image", image)
    wanted = Wanted("film", 5, 0, 10)
    qtbot.waitUntil(lambda: thumbnails.picture(wanted) is not None)


def test_a_project_that_can_be_opened_later_has_pictures_then(qtbot, thumbnails, path, monkeypatch):
    monkeypatch.setattr("app.tables.thumbnails._image", drawn)
    moved = path.rename(path.with_name("elsewhere.matchcut"))
    wanted = Wanted("film", 5, 0, 10)
    assert thumbnails.picture(wanted) is None
    thread = thumbnails._thread
    qtbot.waitUntil(lambda: not thread.is_alive())
    moved.rename(path)
    qtbot.waitUntil(lambda: thumbnails.picture(wanted) is not None)


def test_a_project_is_left_at_once_though_the_disk_does_not_answer(qtbot, thumbnails, monkeypatch):
    asked, answers = threading.Event(), threading.Event()

    def image(*_):
        asked.set()
        answers.wait(30)
        return drawn()

    monkeypatch.setattr("app.tables.thumbnails._image", image)
    wanted = Wanted("film", 5, 0, 10)
    thumbnails.picture(wanted)
    thread = thumbnails._thread
    qtbot.waitUntil(asked.is_set)
    thumbnails.open(None)
    assert thread.is_alive()  # it was not waited for
    answers.set()
    thread.join(WAIT_MS / 1000)
    qtbot.wait(50)
    assert thumbnails.picture(wanted) is None  # of a project that is left
