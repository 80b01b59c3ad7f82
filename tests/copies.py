"""Copies of analysed projects, for tests to change."""

import shutil
from pathlib import Path


def copy_of(project: Path, folder: Path) -> Path:
    """Copy a project and its cache into a folder; return the copy."""
    copy = folder / project.name
    shutil.copy(project, copy)
    shutil.copytree(f"{project}.cache", f"{copy}.cache")
    return copy
