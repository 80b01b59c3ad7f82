"""The window's thread looks at no file of the editor's: its disk may take a minute to answer."""

import builtins
import io
import os
import shutil
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.dialogs.export import ExportDialog
from app.settings import (
    Preferences,
    keep_films_left,
    remember_project,
    set_preferences,
)
from app.windows.preferences import PreferencesDialog
from matchcut.project.films import films
from matchcut.project.project import open_project

_LOOKING = (
    "stat", "lstat", "access", "scandir", "listdir", "open", "mkdir", "readlink", "unlink", "rmdir",
    "rename", "replace",
)  # fmt: skip


@pytest.fixture
def share(tmp_path, monkeypatch):
    """A folder on a disk of the network, and where the window's thread has looked into it."""
    folder, looks = tmp_path / "share", []
    folder.mkdir()

    def watched(look):
        def watch(path, *more, **named):
            ours = threading.current_thread() is threading.main_thread()
            named_so = isinstance(path, str | os.PathLike) and str(path).startswith(str(folder))
            if ours and named_so and (callers := _callers()):
                looks.append(f"{look.__name__} {path}: {' < '.join(callers)}")
            return look(path, *more, **named)

        return watch

    for name in _LOOKING:
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    for module, name in ((builtins, "open"), (io, "open"), (sqlite3, "connect")):
        monkeypatch.setattr(module, name, watched(getattr(module, name)))
    yield folder
    monkeypatch.undo()
    assert not looks, "\n".join(looks)


def _callers():
    """The functions of the window that led here, the innermost first."""
    frame, callers = sys._getframe(2), []
    while frame is not None:
        code = frame.f_code
        if f"{os.sep}app{os.sep}" in code.co_filename and "tests" not in code.co_filename:
            callers.append(f"{Path(code.co_filename).name}:{code.co_name}")
        frame = frame.f_back
    return callers


@pytest.fixture
def shared(share, analysed, short_film):
    """An analysed project and its film, both there."""
    for file in (analysed, analysed.with_name(f"{analysed.name}.cache")):
        (shutil.copytree if file.is_dir() else shutil.copy)(file, share / file.name)
    shutil.copy(short_film, share / "other.mp4")
    return share / analysed.name


@pytest.fixture
def kept_there(share):
    """The editor keeps projects and caches on that disk."""
    set_preferences(Preferences(projects=str(share / "projects"), caches=str(share / "caches")))


@pytest.fixture
def window(kept_there, empty_window):
    """A window of that editor, begun once the disk is watched."""
    return empty_window


def drop(window, *paths):
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, what, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_a_project_is_opened_and_its_list_exported(qtbot, window, shared, share):
    keep_films_left(shared, "unfinished", [(share / "other.mp4", None), (share / "gone.mp4", None)])
    remember_project(shared)
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(shared)
    session = window.session
    qtbot.waitUntil(lambda: len(session.analysis.films) == 2)
    window.at_work.stop()
    session.accept()
    qtbot.waitUntil(window.cut_list.export.isEnabled)
    window.cut_list.export.click()
    dialog = window.findChild(ExportDialog)
    qtbot.waitUntil(lambda: dialog.format.count() > 0)
    (share / "cuts.edl").write_text("another")
    dialog.path.setText(str(share / "cuts.edl"))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace")
    dialog.export.click()
    qtbot.waitUntil(dialog.show_file.isVisible)
    dialog.close()
    assert "TITLE" in (share / "cuts.edl").read_text()


def test_films_are_dropped(qtbot, window, share, brief_film):
    film, listed = share / "brief.mp4", share / "brief.csv"
    shutil.copy(brief_film, film)
    listed.write_text("start,end\n0,30\n30,60\n")
    drop(window, film)
    qtbot.waitUntil(lambda: window.desk.is_open)
    session = window.session
    assert session.path == share / "projects" / "brief.matchcut"
    qtbot.waitUntil(lambda: bool(session.analysis.films))
    drop(window, listed)
    qtbot.waitUntil(lambda: session.analysis.films[0].cuts == listed)
    assert session.cache.parent == share / "caches"


def test_what_is_no_film_leaves_no_project(qtbot, window, share):
    (share / "none.mp4").write_text("no film")
    drop(window, share / "none.mp4")
    qtbot.waitUntil(window.notice.isVisible)
    qtbot.waitUntil(lambda: not window.desk.is_open)
    qtbot.waitUntil(lambda: not list((share / "projects").iterdir()))


def test_a_film_is_found_elsewhere(qtbot, window, shared, share, short_film, monkeypatch):
    with open_project(shared) as project:
        (film,) = films(project)
    moved = share / "moved.mp4"
    shutil.copy(short_film, moved)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(shared)
    window.missing.find(film.uuid)
    qtbot.waitUntil(lambda: window.session.films[0].media[0].path == Path(moved))


def test_the_preferences_are_opened_and_kept(qtbot, window, shared, share):
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(shared)
    window.handlers.preferences()
    dialog = window.findChild(PreferencesDialog)
    qtbot.waitUntil(dialog.empty.isEnabled)
    dialog.projects.setText(str(share / "elsewhere"))
    dialog.accept()
    qtbot.waitUntil(lambda: window.findChild(PreferencesDialog) is None)


def test_a_new_project_is_made_and_one_chosen(qtbot, window, shared, share, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(share / "new"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(shared), ""))
    window.handlers.new_project()
    qtbot.waitUntil(lambda: window.session.path == share / "new.matchcut")
    window.handlers.open_project()
    qtbot.waitUntil(lambda: window.session.path == shared)
    qtbot.waitUntil(lambda: bool(window.session.candidates))
