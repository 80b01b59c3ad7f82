"""A film that is not where it was: told where it is missed, and found by one button."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from rooms import settle

from app.session.footage import Footage

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
    window.open(project)
    told = "short.mp4 is not where it was."
    qtbot.waitUntil(lambda: window.notice.happened.text() == told)
    assert window.notice.action.isVisible()
    qtbot.waitUntil(viewer.away.button.isVisible)
    assert viewer.away.words.text() == told
    assert "Not where it was." in film_words(window)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert (player.speed, viewer.canvas.isVisible()) == (0, False)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(away), ""))
    qtbot.mouseClick(viewer.away.button, LEFT)
    qtbot.waitUntil(viewer.canvas.isVisible)
    qtbot.waitUntil(lambda: player.speed == 1)
    qtbot.waitUntil(lambda: "Not where it was." not in film_words(window))
    assert not window.notice.isVisible()
    assert not viewer.away.isVisible()


@pytest.fixture
def missed(qtbot, window, away, project):
    """The window that has told of it; it looks again only as far as the test makes it."""
    window.open(project)
    qtbot.waitUntil(window.viewer.away.button.isVisible)
    qtbot.waitUntil(window.notice.isVisible)
    settle(window)
    window.missing._glances.stop()
    yield window
    if not away.exists():
        away.with_name("short.mp4").rename(away)


def is_told_no_more(window):
    return not window.notice.isVisible() and "Not where it was." not in film_words(window)


def test_one_that_comes_back_plays_and_is_told_of_no_more_though_nothing_is_pressed(
    qtbot, missed, away, short_film
):
    missed.missing._glances.start()
    away.rename(short_film)
    qtbot.waitUntil(lambda: is_told_no_more(missed))
    qtbot.waitUntil(lambda: missed.viewer.player.speed == 1)
    assert missed.viewer.canvas.isVisible()
    assert not missed.missing._glances.isActive()


def test_one_that_plays_is_told_of_no_more(qtbot, missed, away, short_film):
    away.rename(short_film)
    missed.session.select(missed.session.candidates[1].id)
    qtbot.waitUntil(lambda: is_told_no_more(missed))


def test_one_that_came_back_while_the_editor_was_elsewhere_is_told_of_no_more(
    qtbot, missed, away, short_film
):
    away.rename(short_film)
    QApplication.sendEvent(missed, QEvent(QEvent.Type.WindowActivate))
    qtbot.waitUntil(lambda: is_told_no_more(missed))


def test_one_that_stays_away_is_looked_at_again_elsewhere_than_on_the_windows_thread(
    qtbot, missed, monkeypatch
):
    looked = []
    monkeypatch.setattr(
        "app.windows.missing_films.is_there",
        lambda _: looked.append(threading.current_thread()),
    )
    missed.missing.glance()
    qtbot.waitUntil(lambda: bool(looked))
    assert looked[0] is not threading.main_thread()


def test_one_that_stays_away_is_searched_for_no_more(missed, monkeypatch):
    asked, missing = [], missed.missing
    monkeypatch.setattr(missed.session.errands, "ask", lambda *_, **__: asked.append(1))
    missing._glanced(list(missing._searched))
    assert not asked
    missing._glanced([*missing._searched, "another"])
    assert len(asked) == 1


def test_an_answer_that_is_older_than_what_is_known_is_not_heard(missed, monkeypatch):
    answers, (film,) = [], missed.session.films
    monkeypatch.setattr(missed.session.errands, "ask", lambda _, then, **__: answers.append(then))
    missed.missing._search([film.uuid])
    missed.missing._search([])
    (late,) = answers
    late([film.uuid])
    assert is_told_no_more(missed)


def test_the_viewer_offers_to_find_it_from_the_first(qtbot, window, away, project, monkeypatch):
    said, say = [], window.viewer.away.say

    def hear(words, *button):
        said.append((words, *button[:1]))
        say(words, *button)

    monkeypatch.setattr(window.viewer.away, "say", hear)
    # It may take its time.
    monkeypatch.setattr("app.windows.missing_films.MissingFilms.look", lambda _: None)
    shown = []
    window.viewer._picture.currentChanged.connect(lambda _: shown.append(said[-1]))
    window.open(project)
    qtbot.waitUntil(window.viewer.away.button.isVisible)
    assert shown[0] == ("short.mp4 is not where it was.", "Find it…")


def test_a_disk_that_does_not_answer_is_asked_by_one_thread_alone(
    qtbot, window, project, monkeypatch
):
    asked, answers = [], threading.Event()

    def is_there(path):
        asked.append(path)
        return answers.wait(30)

    monkeypatch.setattr("app.windows.missing_films.is_there", is_there)
    window.open(project)
    qtbot.waitUntil(lambda: bool(asked))
    for _ in range(3):
        window.missing.look()
    qtbot.wait(200)
    assert len(asked) == 1
    answers.set()
    qtbot.waitUntil(lambda: len(asked) == 2)  # what changed meanwhile is seen
    qtbot.wait(200)
    assert len(asked) == 2


def test_one_of_several_that_is_found_is_told_of_no_more(qtbot, window, project):
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(project)
    settle(window)
    (film,) = window.session.films
    films = [replace(film, uuid=name, name=name) for name in ("a.mov", "b.mov")]
    files = {each.uuid: Path(each.name) for each in films}
    window.session.footage = Footage(films, {}, files)
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
    window.open(project)
    qtbot.waitUntil(lambda: window.viewer.player.speed == 1)
    qtbot.wait(500)
    assert not window.notice.isVisible()
    assert "Not where it was." not in film_words(window)
