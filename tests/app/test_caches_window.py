"""The preferences about caches do what they say, on an open project."""

from app.jobs.caches import Caches
from app.jobs.chores import Chores
from app.jobs.download import Download
from app.settings import Preferences, remember_project, set_preferences
from app.windows.preferences import PreferencesDialog
from matchcut.project.project import open_project


def at_once(then):
    """Leave a project that nothing is unwritten of."""
    then()


def preferred(session, mover, **fields):
    dialog = PreferencesDialog(session, mover, Download(Chores()), at_once)
    for name, value in fields.items():
        getattr(dialog, name).setText(str(value))
    dialog.accept()


def test_the_cache_of_the_open_project_moves_and_the_pairs_are_there(
    qtbot, session, project, tmp_path
):
    mover = Caches(Chores())
    with qtbot.waitSignal(session.candidates_changed):
        preferred(session, mover, caches=tmp_path / "fast")
    assert session.cache.parent == tmp_path / "fast"
    assert session.candidates
    assert not session.analysis.running
    assert not project.with_name(f"{project.name}.cache").exists()
    with qtbot.waitSignal(session.candidates_changed):
        preferred(session, mover, caches="")
    assert session.cache == project.with_name(f"{project.name}.cache")


def test_the_cache_of_a_new_project_is_made_where_caches_go(qtbot, tmp_path):
    from app.session.session import Session

    set_preferences(Preferences(caches=str(tmp_path / "fast")))
    session = Session()
    with qtbot.waitSignal(session.project_opened):
        session.open(tmp_path / "new.matchcut", create=True)
    assert session.cache.parent == tmp_path / "fast"
    session.close()


def test_a_project_that_is_opened_while_a_cache_moves_stays_open(
    qtbot, session, project, tmp_path, monkeypatch
):
    mover, ended = Caches(Chores()), []
    monkeypatch.setattr(mover, "move", lambda _project, then: ended.append(then))
    preferred(session, mover, caches=tmp_path / "fast")
    qtbot.waitUntil(lambda: bool(ended))
    other = tmp_path / "other.matchcut"
    with qtbot.waitSignal(session.project_opened):
        session.open(other, create=True)
    ended[0]("")
    assert session.path == other


def test_an_emptied_cache_is_computed_again_and_verdicts_stay(qtbot, session):
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    dialog = PreferencesDialog(session, Caches(Chores()), Download(Chores()), at_once)
    qtbot.waitUntil(dialog.empty.isEnabled)
    dialog.empty.click()
    qtbot.waitUntil(lambda: bool(session.analysis and session.analysis.running))
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
