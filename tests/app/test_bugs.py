"""Bugs, as the editor is told of them: on every thread, and without the names of any film."""

import sys
import threading
import traceback

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.windows.bug_report import BugCatcher, ReportDialog, report_text
from matchcut.project import reviews as saved


@pytest.fixture
def caught(qtbot, monkeypatch):
    """What the catcher catches, with Python's hooks put back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    catcher, texts = BugCatcher(), []
    catcher.caught.connect(texts.append)
    catcher.install()
    return texts


def test_an_exception_on_another_thread_is_caught(qtbot, caught):
    def fail():
        raise ValueError("seven")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(caught))
    assert "ValueError: seven" in caught[0]


def test_a_project_that_a_bug_keeps_from_opening_is_not_open_and_the_bug_reported(
    qtbot, empty_window, monkeypatch, tmp_path
):
    def fail(*_args, **_named):
        raise ValueError("no such column")

    monkeypatch.setattr("app.session.ledger.open_project", fail)
    desk, sentences = empty_window.desk, []
    desk.failed.connect(lambda *told: sentences.append(told))
    with qtbot.waitSignal(desk.bug) as told:
        empty_window.open(tmp_path / "film.matchcut")
    qtbot.waitUntil(lambda: not empty_window.opening.going)
    assert "no such column" in told.args[0]
    assert not desk.is_open
    assert sentences == []


def test_a_verdict_is_written_after_a_bug_that_even_reading_reviews_ends_in(
    qtbot, session, project, monkeypatch
):
    def fail(*_):
        raise ValueError("seven")

    with monkeypatch.context() as broken:
        broken.setattr(saved, "change", fail)
        broken.setattr(saved, "review", fail)
        with qtbot.waitSignal(session.bug):
            session.tag("good")
    with qtbot.waitSignal(session.ledger.done):
        session.tag("maybe")
    assert session.selected.verdict == "maybe"


@pytest.mark.parametrize(
    "path", ["/Volumes/Client X/Secret Film reel_04.mov", "C:\\Client X\\Secret Film.mov"]
)
def test_a_report_holds_no_paths_of_films_but_where_in_the_code_it_was(path):
    try:
        raise FileNotFoundError(2, "No such file or directory", path)
    except OSError:
        report = report_text(traceback.format_exc())
    assert "No such file or directory: '(a file)'" in report
    assert "Secret" not in report
    assert "Client" not in report
    assert "test_bugs.py" in report


def test_tab_leaves_the_report_as_it_is_and_goes_on_to_the_buttons(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReportDialog("", parent)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.text.setFocus()
    before = dialog.text.toPlainText()
    qtbot.keyClick(dialog.text, Qt.Key.Key_Tab)
    assert dialog.text.toPlainText() == before
    assert not dialog.text.hasFocus()
