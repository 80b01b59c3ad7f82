"""matchcut film, remove: set labels and files of a film; remove films."""

from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, FILM, PROJECT, Timecode, open_to_read, opened_project
from matchcut.cli.terminal import output, print_line
from matchcut.pipeline.relinking import read_file, take_file
from matchcut.pipeline.search.library import LibraryFilm, film_called, load_library
from matchcut.pipeline.shot_edits import remove_film
from matchcut.project.edits import editing
from matchcut.project.films import edit_film, films
from matchcut.project.media import Role


@click.command()
@PROJECT
@FILM
@click.option("--reel", help='Reel name in exported lists; "" for the one in the file.')
@click.option(
    "--start", type=Timecode(or_none=True),
    help="Timecode of the first frame: hours, minutes, seconds and frames, drop-frame with "
    '";"; at another rate than the film\'s like 01:00:10:20@25; "" for the one in the file.',
)  # fmt: skip
@click.option(
    "--original",
    type=ANY_PATH,
    help="Camera original that exported lists refer to; also relinks one that has moved.",
)
@click.option(
    "--proxy",
    type=ANY_PATH,
    help="Another file of the film to play; exported lists don't refer to it.",
)
def film(
    project_path: Path,
    film_name: str,
    reel: str | None,
    start: str | None,
    original: Path | None,
    proxy: Path | None,
) -> None:
    """Set the reel, the start timecode or the files of a film.

    FILM is the name, id or file of a film, or the beginning of its name or id. Without options,
    print them as they are.
    """
    if all(each is None for each in (reel, start, original, proxy)):
        with open_to_read(project_path) as project:
            _tell_film(load_library(project).film(film_name))
        return
    with opened_project(project_path) as project:
        record = load_library(project).film(film_name).record
        named: tuple[tuple[Path | None, Role], ...] = ((original, "original"), (proxy, "proxy"))
        # Read before the project is locked: a window's verdicts would wait for a slow disk.
        files = [(read_file(project, record.uuid, path), role) for path, role in named if path]
        with editing(project, "film", [record.uuid]):
            for media, role in files:
                take_file(project, record.uuid, media, role)
            edit_film(project, record.uuid, reel=reel, start_timecode=start)
        edited = load_library(project).film(record.uuid)
    _tell_film(edited)


def _tell_film(film: LibraryFilm) -> None:
    starts = film.record.start_timecode or film.clock.label(0)
    print_line(f"{film.record.name}: reel {film.record.reel}, starts at {starts}", output)
    for media in film.record.media:
        print_line(f"{media.role}: {media.path}", output)


@click.command()
@PROJECT
@FILM
def remove(project_path: Path, film_name: str) -> None:
    """Take a film out of the project.

    FILM is the name, id or file of a film, or the beginning of its name or id. Its file stays, and
    so does what was found and said of it: to analyze the film again brings that back.
    """
    with opened_project(project_path) as project:
        record = film_called(films(project), film_name)
        resting = remove_film(project, record.uuid)
    print_line(f"{record.name} is out of the project. {resting}".rstrip(), output)
