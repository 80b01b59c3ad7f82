"""matchcut cache: where the features of projects are stored; move or empty them."""

from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, PROGRESS, Amount, opened_project
from matchcut.cli.terminal import ProgressStyle, output, print_line, shown_progress
from matchcut.errors import ProjectError
from matchcut.project.caches import cache_bytes, empty_cache, fit_caches, place_cache

_GIGABYTE = 1_000_000_000


@click.command()
@click.argument("projects", nargs=-1, required=True, type=ANY_PATH)
@click.option("--move", type=click.Path(), metavar="FOLDER", help="Move the cache into FOLDER.")
@click.option("--beside", is_flag=True, help="Move the cache back beside its project.")
@click.option("--empty", is_flag=True, help="Delete everything that can be computed again.")
@click.option(
    "--at-most",
    type=Amount(0, 1e9),
    metavar="GB",
    help="Empty the least recently opened caches until the rest fit in GB.",
)
@PROGRESS
def cache(
    projects: tuple[Path, ...],
    move: str | None,
    beside: bool,
    empty: bool,
    at_most: float | None,
    style: ProgressStyle,
) -> None:
    """Show where caches are and how large; move or empty them.

    The cache of a project holds what can be computed again from its films, and the network that
    adapt learnt, which --empty keeps. With --at-most, name the most recently opened project
    first: its cache is kept. Missing projects are skipped.
    """
    if sum((move is not None, beside, empty, at_most is not None)) > 1:
        raise click.UsageError("Choose one of --move, --beside, --empty and --at-most.")
    if move == "":  # as a path, it would be the shell's current folder
        raise click.UsageError("Name the folder to move the cache to.")
    folder = None if move is None else Path(move)
    if at_most is not None:
        _fit(projects, round(at_most * _GIGABYTE))
        return
    for path in projects:
        if folder is not None or beside:
            _move(path, folder, style)
        elif empty:
            _empty(path)
        _tell(path)


def _fit(projects: tuple[Path, ...], at_most_bytes: int) -> None:
    for path in fit_caches(projects, at_most_bytes):
        print_line(f"{path.name}: emptied.", output)
    taken = []
    for path in projects:
        try:
            taken.append(_tell(path))
        except ProjectError as gone:
            print_line(gone)
            taken.append(0)
    if sum(taken) > at_most_bytes and any(taken[1:]):
        raise ProjectError(
            "The caches still take more than that: not all could be emptied.",
            "Close the projects that are in use, then try again.",
        )


def _move(path: Path, folder: Path | None, style: ProgressStyle) -> None:
    with opened_project(path) as project, shown_progress(style) as progress:
        if folder is not None:
            _refuse_own_cache(project.cache, folder)
        place_cache(project, folder, progress)


def _empty(path: Path) -> None:
    with opened_project(path, reading=True) as project:
        empty_cache(project)


def _tell(path: Path) -> int:
    # Works on a full disk: the size is shown, and the cache can be emptied to make room.
    with opened_project(path, reading=True) as project:
        taken = cache_bytes(project.cache)
        print_line(f"{path.name}: {taken / 1e6:.1f} MB in {project.cache}", output)
        return taken


def _refuse_own_cache(cache: Path, folder: Path) -> None:
    if folder.resolve().is_relative_to(cache.resolve()):
        raise ProjectError(
            f"{folder} is the cache itself or lies in it.", "Choose another folder, or --beside."
        )
