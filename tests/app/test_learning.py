"""Improving the masks from the window: begun and stopped in the menu, told in words."""

import pytest
from drawn_jobs import DrawnJob
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.jobs.films import Analysis, State
from app.jobs.job import Ending
from app.jobs.learning import Learning
from matchcut.project.caches import NETWORK_FILE
from matchcut.project.project import open_project


def test_the_menu_begins_it_shows_how_far_it_is_and_tells_what_came_of_it(window, monkeypatch):
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    now = [0.0]
    monkeypatch.setattr("app.jobs.pace.monotonic", lambda: now[0])
    window.menu["improve"].trigger()
    job = DrawnJob.latest
    assert job.arguments[:2] == ["adapt", "-p"]
    assert window.menu["improve"].isChecked()
    assert window.words.text() == "improving masks: starting"
    job.reported.emit({"stage": "learning", "done": 30, "total": 120})
    assert window.words.text() == "improving masks: learning, 25%"
    now[0] = 10.0
    job.reported.emit({"stage": "learning", "done": 60, "total": 120})
    assert window.words.text() == "improving masks: learning, 50%, about 20 s"
    # Of another film.
    job.reported.emit({"stage": "learning", "done": 40, "total": 400})
    assert window.words.text() == "improving masks: learning, 10%"
    now[0] = 20.0
    job.reported.emit({"stage": "learning", "done": 200, "total": 400})
    assert window.words.text() == "improving masks: learning, 50%, about 10 s"
    job.reported.emit({"adapted": True, "words": "The new masks are in use now."})
    job.ended.emit(Ending.DONE, "")
    assert not window.menu["improve"].isChecked()
    assert window.words.text() == ""
    assert window.notice.happened.text() == "The new masks are in use now."


def test_the_menu_stops_it_too(window, monkeypatch):
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    window.menu["improve"].trigger()
    window.menu["improve"].trigger()
    assert DrawnJob.latest.stopped
    assert not window.session.learning.going


@pytest.fixture
def improving(window, monkeypatch):
    """The drawn job of a window that improves the masks."""
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    window.menu["improve"].trigger()
    return DrawnJob.latest


@pytest.mark.parametrize("way", ["button", "key"])
def test_stop_ends_it_and_leaves_the_film_that_waits_for_it(
    qtbot, window, improving, tmp_path, way
):
    analysis, film = window.session.analysis, tmp_path / "reel.mov"
    assert window.menu["stop_work"].isEnabled()
    assert window.words.stop_button.isVisible()
    analysis.add([(film, None)])
    said = [each.text() for each in window.films.findChildren(QLabel)]
    assert "waits until the masks are improved" in said
    if way == "button":
        window.words.stop_button.click()
    else:
        qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert improving.stopped
    qtbot.waitUntil(lambda: analysis.running)
    assert analysis.waiting == [film]
    assert not window.words.stop_button.isVisible()
    assert not any("waits" in each.text() for each in window.films.findChildren(QLabel))


@pytest.mark.parametrize(("ending", "closes"), [(Ending.DONE, True), (Ending.FAILED, False)])
def test_a_window_that_is_closed_meanwhile_says_so_and_closes_after_it(
    qtbot, window, monkeypatch, ending, closes
):
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    window.menu["improve"].trigger()
    window.close()
    assert window.isVisible()
    assert window.notice.tells("matchcut closes once it is done with improving the masks.")
    assert window.notice.remedy.text() == "If it closes now, the masks stay as they are."
    DrawnJob.latest.ended.emit(ending, "There is too little footage.")
    if closes:
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        qtbot.wait(50)
        assert window.isVisible()
        assert window.notice.tells("There is too little footage.")


def test_a_window_that_is_closed_again_ends_it(window, monkeypatch):
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    window.menu["improve"].trigger()
    window.close()
    window.close()
    assert not window.isVisible()
    assert DrawnJob.latest.finished


@pytest.mark.parametrize("way", ["another", "close"])
def test_what_leaving_the_project_stops_is_told(qtbot, window, improving, tmp_path, way):
    desk, other = window.desk, tmp_path / "other.matchcut"
    if way == "another":
        with qtbot.waitSignal(desk.project_opened):
            window.open(other, create=True)
        assert desk.path == other
    else:
        with qtbot.waitSignal(desk.project_closed):
            window.menu["close_project"].trigger()
    assert improving.stopped
    assert not improving.finished  # the window has not stood still for it
    assert window.notice.tells("Improving the masks of short.matchcut stopped.")
    window.notice.hide()
    desk.close()
    assert not window.notice.isVisible()


def test_what_fails_is_told_in_its_own_words(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.jobs.learning.Job", DrawnJob)
    project = tmp_path / "new.matchcut"
    learning = Learning(project, Analysis(project))
    learning.begin()
    with qtbot.waitSignal(learning.failed) as told:
        DrawnJob.latest.ended.emit(Ending.FAILED, "There is too little footage.")
    assert told.args == ["There is too little footage.", ""]
    assert not learning.going


def test_a_film_that_comes_meanwhile_waits_and_is_watched_afterwards(
    qtbot, window, improving, tmp_path
):
    analysis, film = window.session.analysis, tmp_path / "reel.mov"
    analysis.add([(film, None)])
    assert DrawnJob.latest is improving
    assert analysis.films[-1].state == State.WAITING
    improving.ended.emit(Ending.DONE, "")
    qtbot.waitUntil(lambda: analysis.running)
    assert DrawnJob.latest.arguments[:2] == ["analyze", str(film)]
    assert not window.menu["improve"].isEnabled()
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    qtbot.waitUntil(window.menu["improve"].isEnabled)


def test_a_damaged_network_is_told_in_the_window_once(qtbot, window, project):
    session, told = window.session, []
    with open_project(project) as opened:
        opened.cache.joinpath(NETWORK_FILE).write_bytes(b"PK\x03\x04 no more")
    session.failed.connect(lambda *words: told.append(words))
    for flavour in ("frame", "motion"):
        with qtbot.waitSignal(session.candidates_changed):
            session.find(flavour)
    assert len(told) == 1
    assert f"{NETWORK_FILE} can't be read." in window.notice.happened.text()
    assert "Improve masks" in window.notice.remedy.text()
    assert window.notice.isVisible()
