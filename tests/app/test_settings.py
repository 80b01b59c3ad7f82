"""Settings are written behind the window's back, and read without waiting for that."""

import threading

import pytest

from app import settings
from app.jobs.caches import new_cache


@pytest.fixture
def slow_disk():
    """A disk on which nothing is written before the test has ended."""
    let_go = threading.Event()
    settings._writer.submit(let_go.wait)
    yield
    let_go.set()
    settings._writer.submit(lambda: None).result()


def test_what_was_kept_last_is_read_while_the_disk_is_slow(slow_disk, tmp_path):
    first, second = tmp_path / "a.matchcut", tmp_path / "b.matchcut"
    for each in (first, second, tmp_path / "reel.mov"):
        each.touch()
    settings.remember_project(first)
    settings.remember_project(second)
    settings.keep_films_left(first, "unfinished", [(tmp_path / "reel.mov", None)])
    assert settings.recent_projects() == [second, first]
    assert settings.films_left(first, "unfinished") == [(tmp_path / "reel.mov", None)]
    settings.keep_films_left(first, "unfinished", [])
    assert settings.films_left(first, "unfinished") == []


def test_what_was_kept_is_written_and_from_then_on_read_from_there(qtbot, tmp_path):
    path, other = tmp_path / "a.matchcut", tmp_path / "b.matchcut"
    settings.remember_project(path)
    assert settings.recent_projects() == [path]
    qtbot.waitUntil(lambda: settings.stored().value("recent") in (str(path), [str(path)]))
    settings.stored().setValue("recent", [str(other)])
    qtbot.waitUntil(lambda: settings.recent_projects() == [other])


def test_preferences_are_as_they_were_set_before_they_are_written(slow_disk):
    settings.set_preferences(settings.Preferences(threads=3, caches="/fast"))
    assert settings.preferences() == settings.Preferences(threads=3, caches="/fast")


def test_what_can_not_be_looked_at_any_more_holds_nothing_up(tmp_path):
    lost, there = tmp_path / ("x" * 300), tmp_path / "a.matchcut"
    settings.set_preferences(settings.Preferences(projects=str(lost)))
    assert settings.new_project_path(there).parent == lost
    new_cache(lost / "a.matchcut")
