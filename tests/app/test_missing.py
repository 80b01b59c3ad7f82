"""A film that is not where it was: told where it is missed, and found by one button."""

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from rooms import WAIT_MS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def away(short_film):
    """The film under another name, for as long as the test takes."""
    path = short_film.with_name("taken along.mp4")
    short_film.rename(path)
    yield path
    path.rename(short_film)


@pytest.fixture
def window(empty_window):
    return empty_window


def film_words(window):
    return " ".join(label.text() for label in window.films.findChildren(QLabel))


def test_it_is_told_once_and_found_by_one_button(qtbot, window, away, project, monkeypatch):
    viewer, player = window.viewer, window.viewer.player
    window.session.open(project)
    told = "short.mp4 is not where it was."
    qtbot.waitUntil(lambda: window.notice.happened.text() == told, timeout=WAIT_MS)
    assert window.notice.action.isVisible()
    qtbot.waitUntil(viewer.away.button.isVisible, timeout=WAIT_MS)
    assert viewer.away.words.text() == told
    assert "Not where it was." in film_words(window)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert (player.speed, viewer.canvas.isVisible()) == (0, False)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(away), ""))
    qtbot.mouseClick(viewer.away.button, LEFT)
    qtbot.waitUntil(viewer.canvas.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: player.speed == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Not where it was." not in film_words(window), timeout=WAIT_MS)
    assert not window.notice.isVisible()
    assert not viewer.away.isVisible()


def test_a_disk_that_does_not_answer_is_asked_by_one_thread_alone(
    qtbot, window, project, monkeypatch
):
    asked, answers = [], threading.Event()

    def is_there(path):
        asked.append(path)
        return answers.wait(30)

    monkeypatch.setattr("app.windows.missing_films.is_there", is_there)
    window.session.open(project)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT_MS)
    for _ in range(3):
        window.missing.look()
    qtbot.wait(200)
    assert len(asked) == 1
    answers.set()
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=WAIT_MS)  # what changed meanwhile is seen
    qtbot.wait(200)
    assert len(asked) == 2


def test_one_of_several_that_is_found_is_told_of_no_more(qtbot, window):
    films = {name: SimpleNamespace(uuid=name, name=name) for name in ("a.mov", "b.mov")}
    window.missing._film = films.get
    window.missing._know(["a.mov", "b.mov"])
    assert window.notice.tells("a.mov and 1 more of the films are not where they were.")
    window.missing._know(["b.mov"])
    assert window.notice.tells("b.mov is not where it was.")
    window.notice.hide()
    window.missing._know(["b.mov"])
    assert not window.notice.isVisible()


def test_one_that_moved_with_its_project_is_missed_by_nobody(qtbot, window, away, project):
    (project.parent / "films").mkdir()
    (project.parent / "films" / "short.mp4").write_bytes(away.read_bytes())
    window.session.open(project)
    qtbot.waitUntil(lambda: window.viewer.player.speed == 1, timeout=WAIT_MS)
    qtbot.wait(500)
    assert not window.notice.isVisible()
    assert "Not where it was." not in film_words(window)
