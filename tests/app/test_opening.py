"""One project after another, and none: what is opened is read once, and nothing of it stays."""

import shutil

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from app.dialogs.films import FilmsDialog
from app.qt.threads import tell
from app.session.ledger import Ledger
from matchcut.project import reviews as saved
from matchcut.project.project import open_project


@pytest.fixture
def other(analysed, tmp_path):
    path = tmp_path / "other" / "other.matchcut"
    path.parent.mkdir()
    shutil.copy(analysed, path)
    shutil.copytree(f"{analysed}.cache", f"{path}.cache")
    return path


def test_a_project_is_read_once_as_it_is_opened(qtbot, window, other, monkeypatch):
    read, contents = [], Ledger._contents
    monkeypatch.setattr(
        Ledger, "_contents", lambda self, project: read.append(project) or contents(self, project)
    )
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(other)
    assert [project.path for project in read] == [other]


def test_what_others_say_while_a_project_waits_for_another_to_be_left_is_shown(
    qtbot, window, project, monkeypatch
):
    pair, leave = window.session.candidates[0].id, window.leaving.leave

    def leave_late(then):
        with open_project(project) as elsewhere:
            saved.set_verdicts(elsewhere, [pair], "maybe")
        leave(then)

    monkeypatch.setattr(window.leaving, "leave", leave_late)
    with qtbot.waitSignal(window.desk.project_opened):
        window.open(project)
    qtbot.waitUntil(lambda: window.session.decisions.review(pair).verdict == "maybe")


def test_a_dialog_about_a_project_goes_with_it(qtbot, window):
    window.menu["films"].trigger()
    dialog = window.findChild(FilmsDialog)
    assert dialog.isVisible()
    window.desk.close()
    assert not dialog.isVisible()


def test_where_no_project_is_open_whatever_can_be_pressed_is_of_no_harm(qtbot, window, monkeypatch):
    for name in ("getSaveFileName", "getOpenFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(window.sample, "want", lambda: None)
    window.desk.close()
    for menu in window.menu.menus.values():
        menu.aboutToShow.emit()
    entries = [action for menu in window.menu.menus.values() for action in menu.actions()]
    for action in dict.fromkeys([*window.actions(), *entries]):
        if action.isEnabled() and action is not window.menu["quit"]:
            action.trigger()
        for dialog in window.findChildren(QDialog):
            dialog.close()
    window.menu["picture_only"].setChecked(False)
    assert not window.desk.is_open


def test_the_window_has_turns_while_it_opens_a_project(qtbot, empty_window, project):
    turns, panels = [], []
    desk = empty_window.desk
    desk.project_opened.connect(lambda: tell(empty_window, turns.append, "opened"))
    desk.films_changed.connect(lambda: turns.append("listed"))
    desk.project_opened.connect(lambda: panels.append(empty_window.workspace.is_open))
    empty_window.open(project)
    qtbot.waitUntil(lambda: empty_window.workspace.is_open)
    assert turns[:2] == ["opened", "listed"]
    assert panels == [False]
