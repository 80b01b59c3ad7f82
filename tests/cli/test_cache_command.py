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
