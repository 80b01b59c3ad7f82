"""Improving the masks from the window: begun and stopped in the menu, told in words."""

from drawn_jobs import DrawnJob

from app.jobs import Ending
from app.learning import Learning


def test_the_menu_begins_it_shows_how_far_it_is_and_tells_what_came_of_it(window, monkeypatch):
    monkeypatch.setattr("app.learning.Job", DrawnJob)
    window.session.project_opened.emit()  # before the window was there, it was not heard
    window.menu["improve"].trigger()
    job = DrawnJob.latest
    assert job.arguments[:2] == ["adapt", "-p"]
    assert window.menu["improve"].isChecked()
    job.reported.emit({"stage": "learning", "done": 30, "total": 120})
    assert window.words.text() == "improving masks: learning, 25%"
    job.reported.emit({"adapted": True, "words": "The new masks are in use now."})
    job.ended.emit(Ending.DONE, "")
    assert not window.menu["improve"].isChecked()
    assert window.words.text() == ""
    assert window.notice.happened.text() == "The new masks are in use now."


def test_the_menu_stops_it_too(window, monkeypatch):
    monkeypatch.setattr("app.learning.Job", DrawnJob)
    window.menu["improve"].trigger()
    window.menu["improve"].trigger()
    assert DrawnJob.latest.stopped
    assert not window.session.learning.going


def test_what_fails_is_told_in_its_own_words(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.learning.Job", DrawnJob)
    learning = Learning(tmp_path / "new.matchcut")
    learning.begin()
    with qtbot.waitSignal(learning.failed) as told:
        DrawnJob.latest.ended.emit(Ending.FAILED, "There is too little footage.")
    assert told.args == ["There is too little footage.", ""]
    assert not learning.going
