"""What many commands take, and how they open the project that they are given.

Light to load: a command that only notes a verdict needs none of what analyses films.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from matchcut.cli.terminal import ANY_PATH, print_line
from matchcut.errors import ProjectError, printable
from matchcut.files import is_there
from matchcut.project.discard import discard_empty
from matchcut.project.project import Project, open_project

PROJECT = click.option(
    "-p", "--project", "project_path", required=True, type=ANY_PATH,
    help="The project file.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
FILMS = click.argument("films", nargs=-1, type=ANY_PATH)


@contextmanager
def begun_project(path: Path) -> Iterator[Project]:
    """Open a project, made where there is none; one that was made and gets no film goes again."""
    made = not is_there(path)
    with open_project(path, create=True) as project:
        try:
            yield project
        finally:
            if made:
                with suppress(ProjectError):  # else it stays, and what went wrong before is told
                    discard_empty(project)


@contextmanager
def open_to_read(path: Path) -> Iterator[Project]:
    """Open a project for what only reads it, also on a disk that is full or read-only."""
    with open_project(path, reading=True) as project:
        if project.read_only:
            name = printable(project.path.name)
            print_line(f"{name} can't be written where it lies: nothing is kept in it.")
        yield project
