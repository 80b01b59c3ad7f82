"""A cache that moves and weights that are downloaded: shown while they go, stopped, told of."""

import pytest
from drawn_jobs import DrawnJob
from patience import WAIT_MS
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.jobs.job import Ending
from app.settings import preferences
from app.windows.preferences import PreferencesDialog
from matchcut.project.project import open_project


@pytest.fixture(autouse=True)
def notices_stay(monkeypatch):
    """Let no notice pass before a busy machine has come to look for it."""
    monkeypatch.setattr("app.windows.notice._PASSES_MS", 10 * WAIT_MS)


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr("app.jobs.chores.Job", DrawnJob)


@pytest.fixture
def move(empty_window, project, drawn):
    """Begin to move the cache of a project that nobody has open."""

    def move():
        told = []
        empty_window.caches.move(project, told.append)
        return told

    return move


def preferences_of(window):
    window.menu["preferences"].trigger()
    return window.findChild(PreferencesDialog)


def close(dialog, qtbot):
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_a_cache_that_moves_is_shown_and_where_it_is_then_is_told(
    empty_window, move, project, qtbot
):
    then = move()
    assert DrawnJob.latest.arguments[:2] == ["cache", str(project)]
    DrawnJob.latest.reported.emit({"stage": "moving", "done": 20, "total": 80})
    assert empty_window.words.text() == "moving the cache of short, 25%"
    assert empty_window.words.stop_button.isVisible()
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    assert then == [""]
    assert empty_window.words.text() == ""
    assert not empty_window.words.stop_button.isVisible()
    qtbot.waitUntil(lambda: empty_window.notice.tells("The cache of short has been moved."))
    assert empty_window.notice.remedy.text() == f"It is in {project.parent}."


@pytest.mark.parametrize("way", ["button", "key"])
def test_a_move_is_stopped_by_button_and_key_and_that_is_told(empty_window, move, qtbot, way):
    then = move()
    if way == "button":
        empty_window.words.stop_button.click()
    else:
        qtbot.keyClick(empty_window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert DrawnJob.latest.stopped
    assert then == [""]
    qtbot.waitUntil(lambda: empty_window.notice.tells("Moving the cache of short was stopped."))


def test_a_move_that_dies_is_told(empty_window, move, qtbot):
    move()
    DrawnJob.latest.ended.emit(Ending.CRASHED, "")
    qtbot.waitUntil(
        lambda: empty_window.notice.tells("Moving the cache of short ended unexpectedly.")
    )


def test_a_window_that_is_closed_while_a_cache_moves_closes_once_it_is_there(
    empty_window, move, qtbot
):
    move()
    empty_window.close()
    assert empty_window.isVisible()
    assert empty_window.notice.tells(
        "matchcut closes once it is done with moving the cache of short."
    )
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    qtbot.waitUntil(lambda: not empty_window.isVisible())


@pytest.mark.parametrize("again", ["close", "button"])
def test_a_window_that_is_closed_again_ends_the_move(empty_window, move, again):
    move()
    empty_window.close()
    if again == "close":
        empty_window.close()
    else:
        empty_window.notice.action.click()
    assert not empty_window.isVisible()
    assert DrawnJob.latest.finished


def test_a_window_whose_notice_was_dismissed_stays_open(empty_window, move, qtbot):
    move()
    empty_window.close()
    empty_window.notice.findChild(QToolButton).click()
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    qtbot.waitUntil(lambda: empty_window.notice.tells("The cache of short has been moved."))
    assert empty_window.isVisible()


def test_a_cache_that_was_moved_is_told_of_when_its_project_is_open_again(window, tmp_path, qtbot):
    dialog = preferences_of(window)
    dialog.caches.setText(str(tmp_path / "fast"))
    with qtbot.waitSignal(window.desk.candidates_changed):
        dialog.accept()
    qtbot.waitUntil(lambda: window.notice.tells("The cache of short has been moved."))
    assert window.notice.remedy.text() == f"It is in {tmp_path / 'fast'}."
    assert window.session.cache.parent == tmp_path / "fast"


def test_why_a_cache_was_not_moved_is_told_when_its_project_is_open_again(
    window, tmp_path, qtbot, monkeypatch
):
    dialog = preferences_of(window)
    dialog.caches.setText(str(tmp_path / "fast"))
    monkeypatch.setattr("app.jobs.chores.Job", DrawnJob)
    monkeypatch.setattr(DrawnJob, "latest", None)
    dialog.accept()
    qtbot.waitUntil(lambda: DrawnJob.latest is not None)
    with qtbot.waitSignal(window.desk.candidates_changed):
        DrawnJob.latest.ended.emit(Ending.FAILED, "The cache can't be moved.")
    assert window.notice.tells("The cache can't be moved.")


def test_a_real_move_that_is_stopped_at_once_leaves_the_cache_whole(
    window, project, tmp_path, qtbot
):
    dialog = preferences_of(window)
    dialog.caches.setText(str(tmp_path / "fast"))
    with qtbot.waitSignal(window.desk.project_closed):
        dialog.accept()
    assert preferences().caches == str(tmp_path / "fast")
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.words.stop_button.click()
    assert window.session.candidates
    qtbot.waitUntil(lambda: window.notice.tells("Moving the cache of short was stopped."))
    with open_project(project) as opened:
        assert window.notice.remedy.text() == f"It is in {opened.cache.parent}."


def test_a_download_is_shown_also_where_the_preferences_are_opened_again(
    empty_window, drawn, qtbot
):
    dialog = preferences_of(empty_window)
    dialog.get.click()
    job = DrawnJob.latest
    assert job.arguments[:2] == ["models", "get"]
    close(dialog, qtbot)
    job.reported.emit({"stage": "download", "done": 30, "total": 120})
    assert empty_window.words.text() == "downloading yolo11n-seg, 25%"
    again = preferences_of(empty_window)
    assert again.download_words.text() == "Downloading yolo11n-seg, 25%"
    assert not again.get.isEnabled()
    job.ended.emit(Ending.DONE, "")
    assert again.download_words.text() == "The network yolo11n-seg is here."
    assert empty_window.notice.tells("The network yolo11n-seg is here.")
    assert empty_window.words.text() == ""
    close(again, qtbot)


@pytest.mark.parametrize(
    ("ending", "said", "told"),
    [
        (Ending.STOPPED, "", "The download of yolo11n-seg was stopped."),
        (Ending.FAILED, "The server can't be reached.", "The server can't be reached."),
        (Ending.CRASHED, "", "The download of yolo11n-seg ended unexpectedly."),
    ],
)
def test_how_a_download_ended_is_told_and_it_can_be_tried_again(
    empty_window, drawn, ending, said, told
):
    empty_window.download.begin()
    DrawnJob.latest.ended.emit(ending, said)
    assert empty_window.notice.tells(told)
    assert empty_window.download.words.startswith(told)
    empty_window.download.begin()
    assert empty_window.download.going


def test_a_download_does_not_keep_the_window_open(empty_window, drawn):
    empty_window.download.begin()
    empty_window.close()
    assert not empty_window.isVisible()
    assert DrawnJob.latest.finished
