"""The preferences about caches do what they say, on an open project."""

import pytest
from rooms import lay_open

from app.jobs.caches import Caches
from app.jobs.chores import Chores
from app.jobs.download import Download
from app.settings import Preferences, remember_project, set_preferences
from app.windows.preferences import PreferencesDialog
from matchcut.project.project import open_project


def at_once(then):
    """Leave a project that nothing is unwritten of."""
    then()


def preferences_of(desk, mover):
    def open_again(path):
        if not desk.is_open:
            lay_open(desk, path)

    return PreferencesDialog(desk, mover, Download(Chores()), at_once, open_again)


def preferred(desk, mover, **fields):
    dialog = preferences_of(desk, mover)
    for name, value in fields.items():
        getattr(dialog, name).setText(str(value))
    dialog.accept()


def test_the_cache_of_the_open_project_moves_and_the_pairs_are_there(
    qtbot, desk, session, project, tmp_path
):
    mover = Caches(Chores())
    with qtbot.waitSignal(desk.candidates_changed):
        preferred(desk, mover, caches=tmp_path / "fast")
    assert desk.session.cache.parent == tmp_path / "fast"
    assert desk.session.candidates
    assert not desk.session.analysis.running
    assert not project.with_name(f"{project.name}.cache").exists()
    with qtbot.waitSignal(desk.candidates_changed):
        preferred(desk, mover, caches="")
    assert desk.session.cache == project.with_name(f"{project.name}.cache")


def test_the_cache_of_a_new_project_is_made_where_caches_go(desk, tmp_path):
    set_preferences(Preferences(caches=str(tmp_path / "fast")))
    session = lay_open(desk, tmp_path / "new.matchcut", create=True)
    assert session.cache.parent == tmp_path / "fast"


@pytest.mark.parametrize("there", [True, False])
def test_a_project_that_is_opened_while_a_cache_moves_stays_open(
    qtbot, window, tmp_path, monkeypatch, there
):
    ended = []
    monkeypatch.setattr(window.caches, "move", lambda _project, then: ended.append(then))
    window.handlers.preferences()
    dialog = window.findChild(PreferencesDialog)
    dialog.caches.setText(str(tmp_path / "fast"))
    dialog.accept()
    qtbot.waitUntil(lambda: bool(ended))
    other = tmp_path / "other.matchcut"
    window.open(other, create=True)
    if there:
        qtbot.waitUntil(lambda: window.desk.path == other)
    ended[0]("")
    qtbot.waitUntil(lambda: window.desk.path == other)
    assert not window.opening.going


def test_an_emptied_cache_is_computed_again_and_verdicts_stay(qtbot, desk, session):
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    dialog = preferences_of(desk, Caches(Chores()))
    qtbot.waitUntil(dialog.empty.isEnabled)
    dialog.empty.click()
    qtbot.waitUntil(lambda: desk.is_open and desk.session.analysis.running)
    session = desk.session
    qtbot.waitUntil(lambda: bool(session.candidates))
    qtbot.waitUntil(lambda: not session.analysis.waiting)
    assert session.candidate(pair).verdict == "good"


def test_over_the_limit_the_project_of_long_ago_loses_its_cache(
    qtbot, session, project, tmp_path, monkeypatch
):
    old = tmp_path / "old.matchcut"
    with open_project(old, create=True) as opened:
        opened.features.save_thumbnails("film", {0: bytes(1000)})
        cache = opened.cache
    remember_project(old)
    remember_project(project)
    caches = Caches(Chores())
    monkeypatch.setattr("app.jobs.caches.preferences", lambda: Preferences(cache_gigabytes=1e-6))
    caches.keep_within_limit()
    qtbot.waitUntil(lambda: not cache.exists())
    caches.close()
    assert session.cache.exists()
