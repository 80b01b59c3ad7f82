"""A project that another process holds or that is damaged: nothing freezes, nothing goes unsaid."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from time import monotonic

import psutil
import pytest
from PySide6.QtCore import Qt
from rooms import full, lay_open, settle

from app.dialogs.export import ExportDialog
from app.windows.leaving import UnsavedDialog
from app.windows.preferences import PreferencesDialog
from matchcut.project import reviews as saved
from matchcut.project.project import open_project


@pytest.fixture
def holder(project):
    """Another process's hold on the project."""
    other = sqlite3.connect(project, isolation_level=None)
    yield other
    other.close()


@pytest.fixture
def asked_soon(monkeypatch):
    """Who leaves is asked sooner than an editor would be."""
    monkeypatch.setattr("app.windows.leaving._ASKED_AFTER_MS", 300)


def verdicts(path):
    with open_project(path) as project:
        return [review.verdict for review in saved.reviews(project).values() if review.verdict]


def press_five(qtbot, window):
    for _ in range(5):
        qtbot.keyClick(window, Qt.Key.Key_G)


def test_verdicts_on_a_project_that_is_held_are_told_of_and_saved_when_it_is_let_go(
    qtbot, window, holder, project
):
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.happened.text().startswith("5 decisions not saved yet")
    assert "short.matchcut" in window.notice.happened.text()
    # Longer than anything once waited for, and still nothing is taken back.
    assert [pair.verdict for pair in window.session.candidates[:5]] == ["good"] * 5
    with qtbot.waitSignal(window.session.ledger.let_in):
        holder.execute("ROLLBACK")
    # Those that came up while the first was waiting are written together after it.
    qtbot.waitUntil(lambda: verdicts(project) == ["good"] * 5)
    qtbot.waitUntil(lambda: "saved" in window.notice.happened.text())


@pytest.mark.usefixtures("asked_soon")
def test_closing_while_decisions_wait_asks_and_goes_on_by_itself_once_they_are_saved(
    qtbot, window, holder, project, monkeypatch
):
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    ledger, waits = window.session.ledger, []
    unwritten = ledger.unwritten
    monkeypatch.setattr(
        ledger, "unwritten", lambda seconds=0.0: waits.append(seconds) or unwritten(seconds)
    )
    window.close()
    assert sum(waits) < 1
    assert window.isVisible()
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
    dialog = window.findChild(UnsavedDialog)
    assert "5 decisions" in dialog.lose.text()
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert verdicts(project) == ["good"] * 5


def test_an_editor_who_would_rather_stay_stays(qtbot, window, holder, project):
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    window.close()
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
    qtbot.mouseClick(window.findChild(UnsavedDialog).stay, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.session.ledger.let_in):
        holder.execute("ROLLBACK")
    qtbot.wait(200)
    assert window.isVisible()
    assert window.session.path == project


@pytest.mark.usefixtures("asked_soon")
def test_who_would_rather_stay_than_open_another_project_may_drop_films_here(
    qtbot, window, holder, project, analysed, tmp_path
):
    other, film = tmp_path / "other.matchcut", tmp_path / "film.mov"
    shutil.copy(analysed, other)
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    window.open(other)
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
    qtbot.mouseClick(window.findChild(UnsavedDialog).stay, Qt.MouseButton.LeftButton)
    window.take([film])
    assert window.session.path == project
    qtbot.waitUntil(lambda: film in window.session.analysis.waiting)
    holder.execute("ROLLBACK")


@pytest.mark.usefixtures("asked_soon")
def test_decisions_that_are_given_up_keep_nobody_waiting_and_are_told_of(
    qtbot, window, holder, project
):
    told = []
    window.desk.failed.connect(lambda *words: told.append(words))
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    window.menu["close_project"].trigger()
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
    qtbot.mouseClick(window.findChild(UnsavedDialog).lose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.desk.is_open)
    assert told[0][0] == "5 decisions could not be saved in short.matchcut."
    holder.execute("ROLLBACK")
    assert verdicts(project) == []


def test_a_list_is_written_of_what_was_accepted_last_once_that_is_on_disk(
    qtbot, window, holder, tmp_path
):
    session, listed = window.session, tmp_path / "cuts.csv"
    pair = session.selected.id
    settle(window)  # so that what answers the dialog has opened the project
    holder.execute("BEGIN IMMEDIATE")
    session.accept()
    window.menu["export"].trigger()
    dialog = window.findChild(ExportDialog)
    qtbot.waitUntil(lambda: dialog.format.count() > 0)
    dialog.path.setText(str(listed))
    dialog.write()
    qtbot.wait(500)
    assert not dialog.summary.isVisible()
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: dialog.show_file.isVisible())
    assert pair in listed.read_text()
    dialog.close()


@pytest.mark.usefixtures("asked_soon")
def test_a_cache_that_is_emptied_waits_until_everything_is_saved(qtbot, window, holder, project):
    session, emptied = window.session, []
    window.caches.empty = lambda path, then: emptied.append(path)
    holder.execute("BEGIN IMMEDIATE")
    press_five(qtbot, window)
    window.menu["preferences"].trigger()
    empty = window.findChild(PreferencesDialog).empty
    qtbot.waitUntil(empty.isEnabled)
    empty.click()
    # It has not waited for the disk, nor closed anything.
    assert session.path == project
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
    assert session.path == project
    assert emptied == []
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: emptied == [project])
    assert verdicts(project) == ["good"] * 5


def test_a_film_that_is_left_out_as_damaged_is_told(qtbot, empty_window, project, tmp_path):
    with closing(sqlite3.connect(project)) as tables, tables:
        tables.execute("UPDATE films SET uuid = 'x'")
    window = empty_window
    window.open(project)
    told = "short.matchcut is damaged: short.mp4 is left out."
    qtbot.waitUntil(lambda: window.notice.tells(told))
    assert window.session.films == []
    window.open(tmp_path / "other.matchcut", create=True)
    qtbot.waitUntil(lambda: not window.notice.tells(told))


def test_a_project_damaged_past_its_header_is_not_opened_and_told_of(qtbot, empty_window, project):
    with sqlite3.connect(project) as tables:
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables.close()
    content = bytearray(project.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    project.write_bytes(content)
    empty_window.open(project)
    qtbot.waitUntil(lambda: empty_window.notice.tells("short.matchcut is damaged."))
    assert not empty_window.desk.is_open


def test_a_review_that_was_damaged_is_named_once_its_project_is_open(
    qtbot, desk, session, empty_window, project
):
    desk.close()
    with open_project(project) as opened:
        (pair, *_) = (row["id"] for row in opened.rows("SELECT id FROM pairs"))
        saved.set_verdicts(opened, [pair], "good")
    with closing(sqlite3.connect(project)) as tables, tables:
        tables.execute("UPDATE reviews SET review = replace(review, 'good', 'cood')")
        tables.execute("UPDATE history SET changes = replace(changes, 'good', 'cood')")
    empty_window.opening.begin(project)
    lost = f"the verdict of {pair}, its place in the cut list, trim and note are lost."
    qtbot.waitUntil(lambda: lost in empty_window.notice.happened.text())


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_project_is_opened_through_a_link(desk, project, tmp_path):
    link = tmp_path / "link.matchcut"
    link.symlink_to(project)
    assert lay_open(desk, link).films


def test_the_program_ends_when_its_window_is_closed_while_a_film_is_analysed(long_film, tmp_path):
    script = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app import launch
from app.windows.main import MainWindow
from app.windows.preferences import PreferencesDialog

def go(self):
    analysis = self.session.analysis
    if analysis.current and analysis.current.stage:
        hidden = []
        self.hideEvent = lambda event: hidden.append(analysis.running)
        self.close()
        print(hidden[0], self.isVisible(), flush=True)
    else:
        QTimer.singleShot(50, lambda: go(self))

def opened(self):
    self.show()
    self.desk.project_opened.connect(lambda: QTimer.singleShot(0, lambda: begin(self)))
    self.open(Path(sys.argv[1]), create=True)

def begin(self):
    self.session.add_films([Path(sys.argv[2])])
    go(self)

made = MainWindow.__init__
def make(self, desk):
    made(self, desk)
    QTimer.singleShot(0, lambda: opened(self))
MainWindow.__init__ = make
sys.exit(launch.run(None))
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "new.matchcut"), str(long_film)],
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert told.stdout.split() == ["True", "False"]
    assert told.returncode == 0


def test_a_project_is_closed_once_its_servers_have_ended_by_themselves(qtbot, window, monkeypatch):
    session = window.session
    settle(window)
    # They are not hurried, however busy the machine is.
    monkeypatch.setattr("app.windows.leaving._SERVERS_SECONDS", 60)
    pictures = window.viewer.player.frames.server
    servers = [each.process_id() for each in (session.answers, session.search.server, pictures)]
    assert all(servers)
    left = []
    window.session.project_closing.connect(
        lambda: left.extend(each for each in servers if psutil.pid_exists(each))
    )
    window.menu["close_project"].trigger()
    qtbot.waitUntil(lambda: not window.desk.is_open)
    assert left == []


@pytest.mark.usefixtures("cold")  # for a warm one can't be stopped
@pytest.mark.skipif(os.name != "posix", reason="SIGSTOP is a word of Unix")
def test_closing_the_window_ends_every_process_soon_though_one_searches(qtbot, window):
    session = window.session
    pictures = window.viewer.player.frames.server
    settle(window)
    processes = [each.process_id() for each in (session.answers, session.search.server, pictures)]
    os.kill(session.search.server.process_id(), signal.SIGSTOP)  # as deep in a search as can be
    session.find("motion")
    began = monotonic()
    window.close()
    took = monotonic() - began
    assert not any(psutil.pid_exists(each) for each in processes)
    # A busy machine takes seconds, a process that is waited for without a limit of ours 30.
    assert took < 30, took


def test_closing_a_project_whose_film_is_analysed_waits_for_the_worker_elsewhere(
    qtbot, empty_window, long_film, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.windows.leaving._WORKER_SECONDS", 60)
    window = empty_window
    session = lay_open(window.desk, tmp_path / "new.matchcut", create=True)
    session.add_films([long_film])
    qtbot.waitUntil(lambda: bool(session.analysis.films[0].stage))
    worker = session.analysis.process_id()
    window.menu["close_project"].trigger()
    # It is not waited for here: that it has ended can only be heard of later.
    assert window.desk.is_open
    qtbot.waitUntil(lambda: not window.desk.is_open)
    assert not psutil.pid_exists(worker)
    assert window.start.isVisible()


@pytest.fixture
def refused(qtbot, window, monkeypatch):
    """What mends the disk that refuses the note of the first pair, which was typed just now."""
    with monkeypatch.context() as disk:
        disk.setattr(saved, "change", full)
        qtbot.keyClick(window, Qt.Key.Key_N)
        qtbot.keyClicks(window.inspector.note, "her hand")
        window.close()
        qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None)
        yield disk.undo


def test_a_window_whose_note_the_disk_refuses_closes_once_the_note_is_saved(
    qtbot, window, refused, project
):
    asked, first = window.findChild(UnsavedDialog), window.session.selected.id
    assert asked.words.text().startswith("1 note could not be saved. ")
    qtbot.mouseClick(asked.stay, Qt.MouseButton.LeftButton)
    assert window.desk.is_open
    assert window.inspector.note.toPlainText() == "her hand"
    window.close()
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) not in (asked, None))
    refused()
    qtbot.keyClick(window.findChild(UnsavedDialog), Qt.Key.Key_Return)  # try again
    qtbot.waitUntil(lambda: not window.isVisible())
    with open_project(project) as opened:
        assert saved.reviews(opened)[first].note == "her hand"


@pytest.mark.usefixtures("refused")
def test_a_refused_note_is_lost_only_if_the_editor_says_so(qtbot, window, project):
    lose = window.findChild(UnsavedDialog).lose
    assert lose.text() == "Close and lose 1 note"
    qtbot.mouseClick(lose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.inspector.note.toPlainText() == ""
    assert verdicts(project) == []
