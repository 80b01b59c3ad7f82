"""Caches go where the editor wants them, and are emptied when they take too much."""

import shutil
from pathlib import Path

import pytest

from matchcut.errors import ProjectError
from matchcut.project.caches import cache_bytes, fit_caches, place_cache
from matchcut.project.project import open_project


def make(path: Path, content: bytes = b"") -> Path:
    with open_project(path, create=True) as project:
        project.features.save_thumbnails("film", {3: content})
    return path


def kept(path: Path) -> bytes | None:
    with open_project(path) as project:
        return project.features.thumbnail("film", 3)


def test_a_cache_moves_with_all_that_is_in_it_and_back(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as project:
        place = place_cache(project, fast)
        assert project.cache == place
        assert project.features.thumbnail("film", 3) == b"picture"
    assert place.parent == fast
    assert kept(path) == b"picture"
    assert not path.with_name("job.matchcut.cache").exists()
    with open_project(path) as project:
        assert place_cache(project, fast) == place
        place_cache(project, None)
    assert kept(path) == b"picture"
    assert not place.exists()


def test_where_its_disk_is_away_a_cache_is_begun_beside_the_project(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as project:
        place_cache(project, fast)
    shutil.move(fast, tmp_path / "unplugged")
    with open_project(path) as project:
        assert project.cache == path.with_name("job.matchcut.cache")
    shutil.move(tmp_path / "unplugged", fast)
    assert kept(path) == b"picture"


def test_a_folder_that_can_not_be_written_is_told_and_the_cache_stays(tmp_path):
    path, file = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "a file"
    file.touch()
    with open_project(path) as project, pytest.raises(ProjectError, match="can't be moved"):
        place_cache(project, file / "folder")
    assert kept(path) == b"picture"


def test_the_caches_opened_longest_ago_are_emptied_until_all_fit(tmp_path):
    now, lately, once = (
        make(tmp_path / f"{name}.matchcut", bytes(200_000)) for name in ("now", "lately", "once")
    )
    each = cache_bytes(now.with_name("now.matchcut.cache"))
    assert fit_caches([now, lately, once], 2 * each) == [once]
    assert (kept(now), kept(lately), kept(once)) == (bytes(200_000), bytes(200_000), None)
    assert lately in fit_caches([now, lately, once], 1)
    assert kept(now) == bytes(200_000)


def test_a_project_that_is_gone_is_passed_over(tmp_path):
    now = make(tmp_path / "now.matchcut", bytes(1000))
    assert fit_caches([now, tmp_path / "gone.matchcut"], 1) == []
