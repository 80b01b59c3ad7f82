"""matchcut cache: what it refuses, and what it passes over."""

import pytest

from matchcut.project.project import open_project


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "now.matchcut"
    with open_project(path, create=True) as project:
        project.features.save_thumbnails("film", {3: bytes(1000)})
    return path


@pytest.mark.parametrize("limit", ["nan", "inf", "1e300", "-1", "much"])
def test_what_is_no_limit_is_wrong_usage(matchcut, project, limit):
    said = matchcut("cache", project, "--at-most", limit)
    assert said.status == 2
    assert "--at-most" in said.err


def test_a_project_that_is_gone_does_not_keep_the_others_from_the_limit(
    matchcut, project, tmp_path
):
    said = matchcut("cache", tmp_path / "gone.matchcut", project, "--at-most", "0")
    assert said.status == 0
    assert "now.matchcut: emptied." in said.out
    assert "There is no project at" in said.err
    assert matchcut("cache", tmp_path / "gone.matchcut").status == 1


@pytest.mark.parametrize("inside", [".", "deeper"])
def test_a_cache_is_not_moved_into_itself(matchcut, project, inside):
    with open_project(project) as opened:
        cache = opened.cache
    before = sorted(cache.iterdir())
    said = matchcut("cache", project, "--move", cache / inside)
    assert said.status == 1
    assert said.err.endswith("lies in it. Choose another folder, or --beside.\n")
    assert sorted(cache.iterdir()) == before


def test_a_folder_without_a_name_is_wrong_usage(matchcut, project, tmp_path, monkeypatch):
    (tmp_path / "shell").mkdir()
    monkeypatch.chdir(tmp_path / "shell")
    said = matchcut("cache", project, "--move", "")
    assert said.status == 2
    assert not list((tmp_path / "shell").iterdir())


def test_a_limit_that_is_not_met_is_a_failure(matchcut, project, tmp_path):
    used = tmp_path / "used.matchcut"
    with open_project(used, create=True) as opened:
        opened.features.save_thumbnails("film", {3: bytes(1000)})
        with opened.analysing():
            said = matchcut("cache", project, used, "--at-most", "0")
    assert said.status == 1
    assert "not all could be emptied" in said.err
