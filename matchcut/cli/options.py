"""Options shared by many commands, and how commands open their project.

Quick to import: a command that only records a verdict needs nothing that analyses films.
"""

import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import get_args

import click

from matchcut.cli.completion import complete_film, complete_pair
from matchcut.cli.terminal import ProgressStyle, print_line, print_lines
from matchcut.errors import ProjectError
from matchcut.files import is_there
from matchcut.project.films import (
    broken_films,
    changed_films,
    film_at,
    film_name,
    films,
    watched_file,
)
from matchcut.project.project import Project, open_project
from matchcut.project.removal import discard_empty

_FOUR_FIELDS = re.compile(r"[0-9]{1,2}([:;.,][0-9]{1,2}){3}")


class NamedPath(click.Path):
    """The path of a file or folder; an empty one, as from an unset variable, is wrong usage."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return the path; fail if ``value`` is empty, which would mean the current folder."""
        if not os.fspath(value):
            self.fail("The name of a file is empty.", param, ctx)
        return super().convert(value, param, ctx)


# The code that reads a path reports its problems; click would call them wrong usage and stop.
ANY_PATH = NamedPath(path_type=Path, readable=False)
PROJECT = click.option(
    "-p", "--project", "project_path", required=True, type=ANY_PATH,
    help="The project file.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
FILMS = click.argument("films", nargs=-1, type=ANY_PATH)
FILM = click.argument("film_name", metavar="FILM", shell_complete=complete_film)
PAIRS = click.argument(
    "pairs", metavar="PAIR...", nargs=-1, required=True, shell_complete=complete_pair
)
PROGRESS = click.option(
    "--progress", "style", default="bar", show_default=True,
    type=click.Choice(get_args(ProgressStyle)),
    help="Progress format on standard error; where that is not a terminal, bar writes a line every "
    "15 seconds.",
)  # fmt: skip


class Amount(click.FloatRange):
    """A finite number on the command line: "nan" and "inf" are refused."""

    what = "amount"

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return ``value`` as a float; wrong usage if it is not a finite number."""
        amount = float(super().convert(value, param, ctx))
        if not math.isfinite(amount):
            self.fail(f"{value} is not a valid {self.what}.", param, ctx)
        return amount


class Seconds(Amount):
    """A length of time."""

    what = "length of time"


class Timecode(click.types.StringParamType):
    """A full timecode: part of one could be read as seconds or as hours.

    or_none: "" may be given, too.
    """

    name = "timecode"

    def __init__(self, *, or_none: bool = False) -> None:
        self._or_none = or_none

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return ``value``, with all four fields before any ``@`` and its rate."""
        code, _, _ = value.strip().partition("@")
        if not (_FOUR_FIELDS.fullmatch(code) or (self._or_none and not value)):
            self.fail(
                f"{value!r} is not hours, minutes, seconds and frames: write it like 01:00:00:00.",
                param,
                ctx,
            )
        return value


class Where(click.types.StringParamType):
    """A frame of a film as an editor names it: its timecode, or its number."""

    name = "where"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return ``value`` without blanks around it; wrong usage if there is nothing else."""
        if not (where := value.strip()):
            self.fail("Name a frame by its timecode, like 01:00:00:00, or by number.", param, ctx)
        return where


@contextmanager
def opened_project(path: Path, *, create: bool = False, reading: bool = False) -> Iterator[Project]:
    """Open a project as `open_project` does, and report what was repaired."""
    with open_project(path, create=create, reading=reading) as project:
        print_lines(project.mended)
        yield project


@contextmanager
def begun_project(path: Path) -> Iterator[Project]:
    """Open a project, creating it if needed; a new one that ends up without films is deleted."""
    made = not is_there(path)
    with opened_project(path, create=True) as project:
        try:
            yield project
        finally:
            if made:
                with suppress(ProjectError):  # otherwise it stays, and the earlier error counts
                    discard_empty(project)


@contextmanager
def open_to_read(path: Path) -> Iterator[Project]:
    """Open a project for a command that only reads it, even on a full or read-only disk."""
    with opened_project(path, reading=True) as project:
        if project.read_only:
            print_line(f"{project.path.name} can't be written to: changes are not saved in it.")
        for film in broken_films(project):
            print_line(f"{project.path.name} is damaged: {film} is left out.")
        yield project


def tell_changed(project: Project) -> None:
    """Report the films whose files have changed since they were watched."""
    for record in changed_films(films(project)):
        name, other = record.name, film_at(project, watched_file(record))
        remedy = "analyse it again to go by what it shows now."
        if other not in (None, record.uuid):  # analysing would apply to that film
            shown = film_name(project, other)
            remedy = f"its file shows {shown} now. Bring back what it was, or remove {name}."
        print_line(f"{name} has changed since it was watched: {remedy}")
