"""A project that nothing has come of is deleted with all that lies beside it."""

from pathlib import Path

from matchcut.project.discard import discard_empty
from matchcut.project.films import FilmRecord
from matchcut.project.project import Project, open_project


def test_an_empty_project_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "notes.matchcut"
    with open_project(path, create=True) as project, project.analysing():
        project.cache.mkdir()
    assert discard_empty(path)
    assert list(tmp_path.iterdir()) == []


def test_one_with_a_film_stays(project: Project, film: FilmRecord) -> None:
    path = project.path
    project.close()
    assert not discard_empty(path)
    assert path.exists()
