"""Deletes a project that nothing has come of."""

import shutil
from pathlib import Path

from matchcut.project.films import films
from matchcut.project.project import open_project


def discard_empty(path: Path) -> bool:
    """Delete a project that has no film, with all that lies beside it; False where it has one.

    It is open nowhere else. Raises ProjectError as `open_project` does.
    """
    with open_project(path) as project:
        if films(project):
            return False
        path, cache = project.path, project.cache
    shutil.rmtree(cache, ignore_errors=True)
    for each in (path, path.with_name(f".{path.name}.analysis")):
        each.unlink(missing_ok=True)
    return True
