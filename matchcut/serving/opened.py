"""The project that a server is started for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matchcut.errors import MatchcutError
from matchcut.project.disk_errors import refuse_moved
from matchcut.project.project import Project, open_project
from matchcut.serving.wire import tell_unopened


@contextmanager
def opened_project(path: str, opened_as: str = "") -> Iterator[Project]:
    """Open the project of a server; where that can't be, the window is told and the server ends.

    opened_as: `Project.file_id` of the file that the window has open, "" where it isn't known.
    """
    try:
        refuse_moved(Path(path), opened_as)
        project = open_project(Path(path))
    except MatchcutError as error:
        tell_unopened(error)
        sys.exit(1)
    with project:
        yield project
