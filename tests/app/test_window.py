"""The window as the editor sees it: menus, keys, panels, notices."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from threading import Thread

import pytest
from drawn_jobs import DrawnJob
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QPushButton,
    QTabBar,
)

from app.actions import ENTRIES
from app.jobs.films import State
from app.jobs.job import Ending
from app.settings import preferences, recent_projects, set_preferences
from matchcut.project.project import open_project
from matchcut.serving import asks

KEYS = Qt.Key
posix = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a word of Unix")


def drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(200, 200),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def test_starting_the_window_loads_neither_a_decoder_nor_a_network():
    script = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from app.session.desk import Desk
from app.windows.main import MainWindow
window = MainWindow(Desk())
window.show()
application.processEvents()
print([name for name in ("av", "torch", "cv2", "onnxruntime") if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_window_and_breaks_into_nothing(number):
    script = """
import os, signal
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.launch import run
from app.windows.main import MainWindow
def at_work():
    window, = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    os.kill(os.getpid(), NUMBER)
    sum(range(1000))
    print(window.isVisible())
application = QApplication([])
QTimer.singleShot(100, at_work)
print(run(None))
"""
    script = script.replace("NUMBER", str(int(number)))
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stdout.split() == ["True", "0"], ran.stderr


def test_a_new_project_keeps_the_name_that_it_is_given(qtbot, empty_window, tmp_path, monkeypatch):
    given = str(tmp_path / "Reel 1.5")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (given, ""))
    with qtbot.waitSignal(empty_window.desk.project_opened):
        empty_window.menu["new_project"].trigger()
    assert empty_window.session.path == tmp_path / "Reel 1.5.matchcut"
    assert empty_window.project_name.text() == "Reel 1.5"
    # As where no project is open: the frame that films are dropped into.
    empty, asked = empty_window.watching.empty, []
    assert empty.isVisible()
    assert not empty_window.watching.films.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: asked.append(1) or ([], ""))
    qtbot.mouseClick(empty.films, Qt.MouseButton.LeftButton)
    assert asked


def test_projects_are_looked_for_where_they_are_made_also_before_the_first(
    qtbot, empty_window, own_home, monkeypatch
):
    begun = []
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(
            QFileDialog, name, lambda _, title, start, *__: begun.append(start) or ("", "")
        )
    # A name too long for the disk can't be looked at, as nothing in another user's folder can.
    for folder in ("films/projects", "a" * 300):
        begun.clear()
        set_preferences(replace(preferences(), projects=str(own_home / folder)))
        for entry, start in (("new_project", "untitled.matchcut"), ("open_project", "")):
            empty_window.menu[entry].trigger()
            qtbot.waitUntil(lambda: bool(begun))
            assert begun.pop() == str(own_home / start)


def test_a_project_whose_disk_is_away_is_not_made_anew(qtbot, empty_window, tmp_path):
    gone = tmp_path / "RAID" / "show.matchcut"
    with qtbot.waitSignal(empty_window.desk.failed):
        empty_window.start.recent_chosen.emit(gone)
    assert "no project" in empty_window.notice.happened.text()
    assert empty_window.pages.currentWidget() is empty_window.start
    assert not gone.parent.exists()


def test_no_two_actions_share_a_key():
    # Of no menu are keys that a shot by itself borrows while it plays.
    keys = [key for entry in ENTRIES if entry.menu for key in entry.keys]
    assert len(keys) == len(set(keys))


def test_the_empty_window_says_what_to_do(empty_window):
    start = empty_window.start
    assert start.isVisible()
    for button in (start.films, start.project, start.sample):
        assert button.isVisible()
    assert not any(dock.isVisible() for dock in empty_window.workspace.docks.values())


def test_a_panel_that_was_closed_stays_closed_the_next_time(qtbot, window):
    from app.session.desk import Desk
    from app.windows.main import MainWindow

    window.workspace.docks["filters"].close()
    window.workspace.remember()
    again = MainWindow(Desk())
    qtbot.addWidget(again)
    again.show()
    with qtbot.waitSignal(again.desk.candidates_changed):
        again.open(window.desk.path)
    assert again.workspace.docks["filters"].isHidden()
    assert not again.workspace.docks["candidates"].isHidden()
    again.close()


def test_the_keys_of_the_analysis_work_while_there_is_something_to_analyse(
    qtbot, window, session, tmp_path
):
    pause, stop = window.menu["pause_analysis"], window.menu["stop_work"]
    assert not pause.isEnabled()
    session.analysis.add([(tmp_path / "not there.mov", None)])
    qtbot.waitUntil(pause.isEnabled)
    press(qtbot, window, KEYS.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert session.analysis.paused
    press(qtbot, window, KEYS.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not stop.isEnabled())
    assert not session.analysis.waiting


def test_what_is_told_of_a_project_is_gone_with_it(qtbot, window):
    window.tell("A film of it is away.")
    assert window.notice.isVisible()
    with qtbot.waitSignal(window.desk.project_closed):
        window.menu["close_project"].trigger()
    assert not window.notice.isVisible()
    # Nor do the tabs of its panels have the focus, wherever Qt has left them.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(5):
        press(qtbot, window, KEYS.Key_Tab)
        assert not isinstance(QApplication.focusWidget(), QTabBar)


def test_what_is_told_of_the_window_stays_when_a_project_is_closed(qtbot, window):
    for tell in (
        lambda: window.chores.told.emit("The cache of reel is moved.", "", True),
        lambda: window.sample.failed.emit("The disk is full."),
        lambda: window.report("Traceback"),
    ):
        tell()
        told = window.notice.happened.text()
        window.desk.project_closed.emit()
        assert window.notice.tells(told)
    window.tell("A film of it is away.")
    window.desk.project_closed.emit()
    assert not window.notice.isVisible()


def test_what_stop_ends_the_watching_of_is_told_and_goes_on_at_a_press(
    qtbot, window, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    analysis = window.session.analysis
    analysis.add([(tmp_path / name, None) for name in ("a.mov", "b.mov")])
    press(qtbot, window, KEYS.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert window.notice.tells("2 films are stopped.")
    assert not window.menu["stop_work"].isEnabled()
    assert window.menu["retry_analysis"].isEnabled()
    qtbot.mouseClick(window.notice.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(analysis.waiting) == 2)


@pytest.mark.parametrize("by_key", [True, False])
def test_a_worker_that_dies_is_told_once_until_work_goes_on(
    qtbot, window, tmp_path, monkeypatch, by_key
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    analysis = window.session.analysis
    analysis.add([(tmp_path / "reel.mov", None)])
    DrawnJob.latest.ended.emit(Ending.CRASHED, "")
    qtbot.waitUntil(lambda: window.words.text() == "")
    assert window.notice.isVisible()
    assert "reel.mov ended unexpectedly" in window.notice.happened.text()
    if by_key:
        press(qtbot, window, KEYS.Key_R, Qt.KeyboardModifier.ControlModifier)
    else:
        analysis.forget(tmp_path / "reel.mov")
    qtbot.waitUntil(lambda: not window.notice.isVisible())


def test_a_worker_that_dies_while_the_films_are_in_sight_is_told_there_alone(
    qtbot, window, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    window.handlers.show_panel("films")
    qtbot.waitUntil(lambda: not window.films.visibleRegion().isEmpty())
    window.session.analysis.add([(tmp_path / "reel.mov", None)])
    DrawnJob.latest.ended.emit(Ending.CRASHED, "")
    qtbot.waitUntil(window.films.retry.isVisible)
    assert not window.notice.isVisible()
    assert window.words.text() == ""


def test_a_list_of_no_film_that_is_here_is_told_of(qtbot, empty_window, tmp_path):
    listed = tmp_path / "unknown.edl"
    listed.touch()
    drop(empty_window, listed)
    qtbot.waitUntil(empty_window.notice.isVisible)
    assert "unknown.edl" in empty_window.notice.happened.text()


def test_a_list_dropped_alone_goes_to_a_film_that_waits(qtbot, empty_window, tmp_path, monkeypatch):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    films, listed = [tmp_path / "a.mov", tmp_path / "b.mov"], tmp_path / "b.edl"
    for each in (*films, listed):
        each.touch()
    drop(empty_window, *films)
    drop(empty_window, listed)
    qtbot.waitUntil(lambda: empty_window.desk.is_open)
    analysis = empty_window.session.analysis
    qtbot.waitUntil(lambda: len(analysis.films) == 2 and analysis.films[1].cuts is not None)
    works = analysis.films
    assert [(work.path, work.cuts) for work in works] == [(films[0], None), (films[1], listed)]
    assert not empty_window.notice.isVisible()


def test_tab_goes_from_button_to_button_where_there_is_no_picture_yet(qtbot, empty_window):
    window = empty_window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    # Panels that were never seen are laid out a moment later.
    qtbot.waitUntil(lambda: not any(bar.count() for bar in window.findChildren(QTabBar)))
    window.start.films.setFocus()
    met = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget().text())
    assert met[:2] == ["Open a project…", "Try the sample film"]
    assert "Choose films…" in met[2:]


def test_a_dropped_project_is_opened(qtbot, empty_window, project):
    with qtbot.waitSignal(empty_window.desk.candidates_changed):
        drop(empty_window, project)
    assert empty_window.viewer.isVisible()
    assert empty_window.windowTitle() == "short - matchcut"


def test_dropped_films_make_a_project_and_show_how_far_they_are(qtbot, empty_window, brief_film):
    drop(empty_window, brief_film)
    window = empty_window
    qtbot.waitUntil(lambda: "watching" in window.words.text())
    assert window.watching.isVisible()
    assert "brief.mp4" in window.words.text()
    with qtbot.waitSignal(window.session.candidates_changed):
        pass
    qtbot.waitUntil(window.viewer.isVisible)


def test_a_project_that_is_none_is_told_of(qtbot, empty_window, tmp_path):
    other = tmp_path / "letter.matchcut"
    other.write_text("Dear all, this is a letter and not a project, as anybody can see. " * 20)
    with qtbot.waitSignal(empty_window.desk.failed):
        drop(empty_window, other)
    assert "letter.matchcut is not a matchcut project" in empty_window.notice.happened.text()
    assert empty_window.start.isVisible()


def test_a_project_that_can_not_be_opened_leaves_the_open_one_and_loses_no_drop_in_silence(
    qtbot, window, session, project, tmp_path
):
    letter, film = tmp_path / "letter.matchcut", tmp_path / "film.mov"
    letter.write_text("Dear all, this is a letter and not a project. " * 20)
    closed = []
    window.desk.project_closed.connect(lambda: closed.append(1))
    with qtbot.waitSignal(window.desk.failed):
        window.open(letter)
        drop(window, film)
    assert (window.desk.path, closed) == (project, [])
    assert "letter.matchcut is not a matchcut project" in window.notice.happened.text()
    assert "not added: drop it again" in window.notice.remedy.text()
    assert film not in session.analysis.waiting
    drop(window, film)
    qtbot.waitUntil(lambda: film in session.analysis.waiting)


def test_one_that_is_being_left_is_left_although_another_wanted_meanwhile_can_not_be_opened(
    qtbot, window, session, analysed, tmp_path
):
    letter, other = tmp_path / "letter.matchcut", tmp_path / "other.matchcut"
    letter.write_text("Dear all, this is a letter and not a project. " * 20)
    shutil.copy(analysed, other)
    left = session.answers
    window.open(other)
    qtbot.waitUntil(lambda: window.session is session and left._ending)
    with qtbot.waitSignal(window.desk.failed):
        window.open(letter)
    qtbot.waitUntil(lambda: window.desk.path == other)
    qtbot.waitUntil(lambda: not window.opening.going)
    assert window.session.films


def test_the_last_of_several_wanted_projects_is_opened_whichever_is_known_first(
    qtbot, window, analysed, tmp_path, monkeypatch
):
    first, last = tmp_path / "first.matchcut", tmp_path / "last.matchcut"
    for path in (first, last):
        shutil.copy(analysed, path)
    with open_project(first) as held, held.writing():
        window.open(first)
        with monkeypatch.context() as patch:
            patch.setattr(Thread, "join", lambda *_: pytest.fail("it waits for what is held"))
            window.open(last)
        qtbot.waitUntil(lambda: window.desk.path == last)
    qtbot.wait(700)
    assert window.desk.path == last
    assert not window.opening.going


def test_films_dropped_while_a_project_opens_are_its_own(qtbot, window, analysed, tmp_path):
    other, film = tmp_path / "other" / "other.matchcut", tmp_path / "film.mov"
    other.parent.mkdir()
    shutil.copy(analysed, other)
    drop(window, other)
    drop(window, film)
    qtbot.waitUntil(lambda: window.desk.path == other)
    qtbot.waitUntil(lambda: film in [each.path for each in window.session.analysis.films])


@pytest.mark.parametrize(
    ("names", "told"),
    [(["notes.pdf"], "notes.pdf is "), (["a.mov", "b.mp4"], "None of the 2 files is a film")],
)
def test_what_is_no_film_makes_no_project(qtbot, empty_window, tmp_path, names, told):
    folder = preferences().projects_folder
    before = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(b"%PDF-1.4 and so on" * 100)
    drop(empty_window, *files)
    qtbot.waitUntil(lambda: empty_window.desk.is_open)
    assert empty_window.session.path.parent == folder
    qtbot.waitUntil(lambda: not empty_window.desk.is_open)
    assert empty_window.start.isVisible()
    assert told in empty_window.notice.happened.text()
    qtbot.waitUntil(lambda: sorted(folder.iterdir()) == before)
    qtbot.waitUntil(lambda: recent_projects() == [])


def test_a_project_that_no_film_came_into_stays_while_another_has_it_open(
    qtbot, empty_window, tmp_path
):
    notes, desk = tmp_path / "notes.pdf", empty_window.desk
    notes.write_bytes(b"%PDF-1.4 and so on" * 100)
    with qtbot.waitSignal(desk.project_opened):
        drop(empty_window, notes)
    path = desk.path
    with open_project(path) as other:
        qtbot.waitUntil(lambda: not desk.is_open)
        # What is looked up on a thread has been by then.
        qtbot.wait(1000)
        with other.writing():
            other.set_setting("cache", None)
    assert path.exists()
    assert recent_projects() == [path]


def test_a_film_dropped_while_a_project_without_films_is_left_is_analysed(
    qtbot, empty_window, tmp_path, short_film, monkeypatch
):
    notes, desk, leaving = tmp_path / "notes.pdf", empty_window.desk, empty_window.leaving
    notes.write_bytes(b"%PDF-1.4 and so on" * 100)
    end, left = leaving._end_processes, []

    def end_and_drop(then):
        end(then)
        if desk.is_open and not left:
            left.append(desk.path)
            drop(empty_window, short_film)

    monkeypatch.setattr(leaving, "_end_processes", end_and_drop)
    drop(empty_window, notes)
    qtbot.waitUntil(lambda: bool(left))

    def watched():
        films = desk.session.analysis.films if desk.is_open else []
        works = {each.path: each.state for each in films}
        return works.get(short_film) == State.WATCHING

    qtbot.waitUntil(watched)
    assert desk.path == left[0]
    answers = []
    desk.session.answers.ask(asks.SHOTS({}), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    desk.close()


def test_at_first_the_keys_are_the_pictures(qtbot, window):
    qtbot.waitUntil(window.isActiveWindow)
    assert QApplication.focusWidget() is window.viewer


@posix
def test_a_search_goes_on_when_the_process_that_searches_is_killed(qtbot, session):
    os.kill(session.search.server.process_id(), signal.SIGKILL)
    with qtbot.waitSignal(session.candidates_changed):
        session.find("motion")
    assert {pair.flavour for pair in session.candidates} == {"motion"}


def test_the_sample_film_is_one_click_away(qtbot, empty_window, short_film):
    from app.jobs.sample import sample_path

    sample_path().parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(short_film, sample_path())
    qtbot.mouseClick(empty_window.start.sample, Qt.MouseButton.LeftButton)
    desk = empty_window.desk
    qtbot.waitUntil(lambda: desk.is_open and bool(desk.session.analysis.films))
    session = desk.session
    assert session.path.name == "sample.matchcut"
    assert session.analysis.films[0].path == sample_path()
    qtbot.waitUntil(empty_window.watching.isVisible)


def test_a_sample_film_that_can_be_kept_nowhere_is_told(qtbot, empty_window, tmp_path, monkeypatch):
    nowhere = tmp_path / ("a" * 300) / "sample.mp4"
    monkeypatch.setattr("app.jobs.sample.sample_path", lambda: nowhere)
    qtbot.mouseClick(empty_window.start.sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(empty_window.notice.isVisible)
    assert empty_window.notice.happened.text() == "The sample film could not be drawn."
    assert "can't be written" in empty_window.notice.remedy.text()


def test_preferences_are_kept(qtbot, empty_window, tmp_path):
    from app.settings import preferences
    from app.windows.preferences import PreferencesDialog

    press(qtbot, empty_window, KEYS.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = empty_window.findChild(PreferencesDialog)
    dialog.segmenter.setCurrentIndex(dialog.segmenter.findData("foreground"))
    dialog.threads.addItem("1", 1)  # which a machine of one core doesn't offer
    dialog.threads.setCurrentIndex(dialog.threads.findData(1))
    dialog.projects.setText(str(tmp_path))
    dialog.accept()
    qtbot.waitUntil(lambda: preferences().segmenter == "foreground")
    kept = preferences()
    assert (kept.segmenter, kept.threads) == ("foreground", 1)
    assert kept.projects_folder == tmp_path


@pytest.mark.parametrize(("field", "folder"), [("projects", "films"), ("caches", "{}/file/caches")])
def test_preferences_take_no_folder_that_can_not_be_written(
    qtbot, empty_window, tmp_path, field, folder
):
    from app.settings import Preferences, preferences
    from app.windows.preferences import PreferencesDialog

    (tmp_path / "file").touch()
    press(qtbot, empty_window, KEYS.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = empty_window.findChild(PreferencesDialog)
    getattr(dialog, field).setText(folder.format(tmp_path))
    dialog.accept()
    qtbot.waitUntil(dialog.wrong.isVisible)
    assert dialog.isVisible()
    assert "choose one that you can write to" in dialog.wrong.text()
    assert preferences() == Preferences()
    dialog.close()


def test_a_project_that_was_open_is_offered_again(window, project):
    window.desk.close()
    assert window.start.isVisible()
    links = [link.toolTip() for link in window.start.findChildren(QPushButton)]
    assert str(project) in links


TWO_DISPLAYS = {
    "screens": [
        {"name": "desk", "x": 0, "y": 0, "width": 1440, "height": 900, "logicalDpi": 96},
        {"name": "wall", "x": 1440, "y": 0, "width": 1280, "height": 720, "logicalDpi": 96},
    ]
}


def test_on_a_second_display_the_viewer_takes_the_keys_and_escape_brings_it_back(project, tmp_path):
    displays = tmp_path / "displays.json"
    displays.write_text(json.dumps(TWO_DISPLAYS))
    script = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
def wait_for(true):
    while not true():
        QTest.qWait(10)
application = QApplication([])
from app.session.desk import Desk
from app.windows.main import MainWindow
window = MainWindow(Desk())
window.show()
window.open(Path(sys.argv[1]))
while not (window.desk.is_open and window.session.candidates):
    QTest.qWait(10)
session = window.session
window.show_state()
window.activateWindow()
shift = Qt.KeyboardModifier.ShiftModifier
QTest.keyClick(window, Qt.Key.Key_F, shift)
viewer = window.viewer
wait_for(viewer.isFullScreen)
print(viewer.screen().name(), window.pages.currentWidget() is window.away)
viewer.activateWindow()
wait_for(viewer.isActiveWindow)
first = session.selected.id
QTest.keyClick(viewer.windowHandle(), Qt.Key.Key_Down)
wait_for(lambda: session.selected.id != first)
QTest.keyClick(viewer.windowHandle(), Qt.Key.Key_Escape)
wait_for(lambda: not viewer.isWindow())
print(window.pages.currentWidget() is viewer)
window.close()
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(project)],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={displays}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.stdout.split() == ["wall", "True", "True"], ran.stderr
