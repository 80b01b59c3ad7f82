"""A project that nothing has come of is deleted with all that lies beside it."""

from pathlib import Path

import numpy as np
import pytest

from matchcut.errors import ProjectError
from matchcut.project.caches import NETWORK_FILE
from matchcut.project.films import FilmRecord
from matchcut.project.project import Project, beside, open_project
from matchcut.project.removal import discard_empty
from matchcut.project.settings import timeline_rate


def test_an_empty_project_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "notes.matchcut"
    with open_project(path, create=True) as project, project.analysing():
        project.cache.mkdir()
    with open_project(path) as project:
        assert discard_empty(project)
    assert list(tmp_path.iterdir()) == []


def test_what_was_learnt_for_an_earlier_project_of_its_name_and_files_of_others_stay(
    project: Project,
) -> None:
    kept = [project.cache / NETWORK_FILE, project.cache / "letter.txt"]
    project.features.save("flow", 1, {("film", 0, 9): {"a": np.arange(3)}})
    for each in kept:
        each.write_text("not ours to delete")
    assert discard_empty(project)
    assert not project.path.exists()
    assert set(beside(project.path).iterdir()) == set(kept)


def test_one_that_another_process_has_opened_meanwhile_stays(project: Project) -> None:
    with open_project(project.path) as other:
        with pytest.raises(ProjectError, match="locked by another process"):
            discard_empty(project)
        project.close()
        other.set_setting("timeline_rate", "25")
    with open_project(project.path) as again:
        assert timeline_rate(again) == 25


def test_one_that_is_analysed_stays(project: Project) -> None:
    with open_project(project.path) as other, other.analysing():
        with pytest.raises(ProjectError, match="is being analysed"):
            discard_empty(project)
        assert project.path.exists()


def test_one_with_a_film_stays(project: Project, film: FilmRecord) -> None:
    assert not discard_empty(project)
    assert project.path.exists()
