"""A film that is gone or changed: told where it is missed, and found or analysed by one button."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from rooms import settle

from app.session.footage import Footage
from app.session.lost import Lost, lost_among
from matchcut.media.fingerprint import fingerprint
from matchcut.project.films import films
from matchcut.project.project import open_project

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
    assert viewer.away.button.toolTip() == "Say where the file that was watched is now"
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


def open_until_told(qtbot, window, project, button):
    """Open a project whose film is lost; the window then looks again only as far as it is made."""
    window.open(project)
    qtbot.waitUntil(button.isVisible)
    qtbot.waitUntil(window.notice.isVisible)
    settle(window)
    window.missing._glances.stop()


@pytest.fixture
def missed(qtbot, window, away, project):
    """The window that has told of it."""
    open_until_told(qtbot, window, project, window.viewer.away.button)
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
        "app.session.lost._date",
        lambda _: looked.append(threading.current_thread()),
    )
    missed.missing.glance()
    qtbot.waitUntil(lambda: bool(looked))
    assert looked[0] is not threading.main_thread()


def test_one_that_stays_away_is_searched_for_no_more(missed, monkeypatch):
    asked, missing = [], missed.missing
    monkeypatch.setattr(missed.session.errands, "ask", lambda *_, **__: asked.append(1))
    missing._glanced(dict(missing._searched))
    assert not asked
    missing._glanced({**missing._searched, "another": Lost("another.mov", "gone")})
    assert len(asked) == 1


def test_an_answer_that_is_older_than_what_is_known_is_not_heard(missed, monkeypatch):
    answers, (film,) = [], missed.session.films
    monkeypatch.setattr(missed.session.errands, "ask", lambda _, then, **__: answers.append(then))
    missed.missing._search({film.uuid: Lost(film.name, "gone")})
    missed.missing._search({})
    (late,) = answers
    late([film.uuid])
    assert is_told_no_more(missed)


def test_the_viewer_offers_to_find_it_from_the_first(qtbot, window, away, project, monkeypatch):
    said, say = [], window.viewer.away.say

    def hear(words, *button, **other):
        said.append((words, *button[:1]))
        say(words, *button, **other)

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

    def date(path):
        asked.append(path)
        answers.wait(30)

    monkeypatch.setattr("app.session.lost._date", date)
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
    others = [replace(film, uuid=name, name=name) for name in ("a.mov", "b.mov")]
    files = {each.uuid: Path(each.name) for each in others}
    window.session.footage = Footage(others, {}, files)
    lost = {name: Lost(name, "gone") for name in files}
    window.missing._know(lost)
    assert window.notice.tells("a.mov and 1 more of the films are not where they were.")
    window.missing._know({"b.mov": lost["b.mov"]})
    assert window.notice.tells("b.mov is not where it was.")
    window.notice.hide()
    window.missing._know({"b.mov": lost["b.mov"]})
    assert not window.notice.isVisible()


def test_one_that_moved_with_its_project_is_missed_by_nobody(qtbot, window, away, project):
    (project.parent / "films").mkdir()
    (project.parent / "films" / "short.mp4").write_bytes(away.read_bytes())
    window.open(project)
    qtbot.waitUntil(lambda: window.viewer.player.speed == 1)
    qtbot.wait(500)
    assert not window.notice.isVisible()
    assert "Not where it was." not in film_words(window)


@pytest.fixture
def replaced(short_film, brief_film, tmp_path):
    """The film with another in its place, for as long as the test takes; returns where it is."""
    path = tmp_path / "kept" / "as it was.mp4"
    path.parent.mkdir()
    shutil.copy2(short_film, path)
    shutil.copyfile(brief_film, short_film)
    yield path
    shutil.copy2(path, short_film)


@pytest.fixture
def changed(qtbot, window, replaced, project):
    """The window that has told of it."""
    open_until_told(qtbot, window, project, window.viewer.away.other)
    return window


def is_changed_no_more(window):
    return not window.notice.isVisible() and "Its file has changed." not in film_words(window)


def test_a_changed_film_is_told_of_with_what_can_be_done(changed):
    away = changed.viewer.away
    assert away.words.text().startswith("short.mp4 is another file than the one that was watched.")
    assert (away.button.text(), away.other.text()) == ("Analyse again", "Find it…")
    assert changed.notice.happened.text() == "short.mp4 has changed since it was watched."
    assert changed.notice.action.text() == "Analyse again"
    assert "Its file has changed." in film_words(changed)


def test_a_changed_film_that_is_put_back_plays_though_nothing_is_pressed(
    qtbot, changed, replaced, short_film
):
    changed.missing._glances.start()
    shutil.copy2(replaced, short_film)
    qtbot.waitUntil(lambda: is_changed_no_more(changed))
    qtbot.waitUntil(lambda: changed.viewer.player.speed == 1)
    assert changed.viewer.canvas.isVisible()
    assert not changed.missing._glances.isActive()


def test_what_a_changed_film_was_is_found_elsewhere_by_one_button(
    qtbot, changed, replaced, monkeypatch
):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(replaced), ""))
    qtbot.mouseClick(changed.viewer.away.other, LEFT)
    qtbot.waitUntil(lambda: is_changed_no_more(changed))
    qtbot.waitUntil(lambda: changed.viewer.player.speed == 1)


def test_a_changed_film_is_analysed_again_by_one_button(qtbot, changed):
    qtbot.mouseClick(changed.viewer.away.button, LEFT)
    qtbot.waitUntil(lambda: is_changed_no_more(changed))
    settle(changed)
    (film,) = changed.session.films
    assert film.frame_count == 8 * 30
    qtbot.waitUntil(lambda: changed.viewer.player.speed == 1)


def test_films_that_are_gone_are_told_of_before_those_that_are_changed(qtbot, window, project):
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(project)
    settle(window)
    (film,) = window.session.films
    others = [replace(film, uuid=name, name=name) for name in ("a.mov", "b.mov", "c.mov")]
    files = {each.uuid: Path(each.name) for each in others}
    window.session.footage = Footage(others, {}, files)
    changed = {name: Lost(name, "changed") for name in ("a.mov", "b.mov")}
    window.missing._know({**changed, "c.mov": Lost("c.mov", "gone")})
    assert window.notice.tells("c.mov is not where it was.")
    window.missing._know(changed)
    told = "a.mov and 1 more of the films have changed since they were watched."
    assert window.notice.tells(told)


def test_a_film_that_was_copied_is_read_once_however_often_it_is_looked_at(
    short_film, analysed, tmp_path, monkeypatch
):
    with open_project(analysed) as project:
        (film,) = films(project)
    copy = Path(shutil.copy(short_film, tmp_path / "copy.mp4"))
    moved = replace(film, media=tuple(replace(each, path=copy) for each in film.media))
    read = []
    monkeypatch.setattr(
        "matchcut.project.media.fingerprint", lambda path: read.append(path) or fingerprint(path)
    )
    assert lost_among([moved]) == lost_among([moved]) == {}
    assert read == [copy]
    copy.write_bytes(copy.read_bytes()[::-1])
    assert lost_among([moved]) == {film.uuid: Lost("short.mp4", "changed")}
    copy.unlink()
    assert lost_among([moved]) == {film.uuid: Lost("short.mp4", "gone")}
