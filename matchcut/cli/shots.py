"""matchcut shots, range: the shots of a project's films, and which of them are paired."""

from pathlib import Path

import click

from matchcut.cli.options import AS_JSON, FILM, PROJECT, Where, open_to_read, opened_project
from matchcut.cli.terminal import output, print_columns, print_json, print_line
from matchcut.pipeline.film_edits import clear_range, draw_range
from matchcut.pipeline.search import documents
from matchcut.pipeline.search.library import LibraryFilm, load_library
from matchcut.project.films import names_apart
from matchcut.project.shots import ShotRecord
from matchcut.timing import rate_text
from matchcut.words import counted


@click.command()
@PROJECT
@AS_JSON
def shots(project_path: Path, as_json: bool) -> None:
    """List the films of a project and their shots, kinds and groups.

    Kinds are picture, title, black, bars and slate. Shots of one group are near-duplicates; only
    the representative, marked *, is paired.
    """
    with open_to_read(project_path) as project:
        films = load_library(project).films.values()
    if as_json:
        print_json({"films": [_film_document(film) for film in films]})
        return
    names = names_apart(film.record for film in films)
    for film in films:
        record = film.record
        print_line(
            f"{names[record.uuid]}  {record.uuid}  {counted(record.frame_count, 'frame')} at "
            f"{rate_text(record.rate)}",
            output,
        )
        if record.damage:
            print_line(record.damage, output)
        if record.range is not None:
            print_line(_range_words(film), output)
        print_columns(
            ("shot", "from", "to", "frames", "kind", "group"),
            [_shot_cells(film, shot) for shot in film.shots],
        )


def _shot_cells(film: LibraryFilm, shot: ShotRecord) -> tuple[str, ...]:
    return (
        str(shot.number),
        film.label(shot.frames.start),
        film.label(shot.frames.stop),
        str(len(shot.frames)),
        shot.kind,
        "" if shot.group is None else f"{shot.group}{'*' if shot.representative else ''}",
    )


@click.command()
@PROJECT
@FILM
@click.option("--in", "first", type=Where(), help="First frame of the range.")
@click.option("--out", "last", type=Where(), help="Last frame of the range, included.")
@click.option("--clear", is_flag=True, help="Remove the range: pair the whole film.")
def range(
    project_path: Path, film_name: str, first: str | None, last: str | None, clear: bool
) -> None:
    """Pair only the shots in a range of a film.

    FILM is the name, id or file of a film, or the beginning of its name or id. WHERE is a timecode,
    or a frame number counted from 0.
    """
    if clear == (first is not None or last is not None):
        raise click.UsageError("Name --in, --out or both, or --clear.")
    with opened_project(project_path) as project:
        found = load_library(project).film(film_name)
        if clear:
            clear_range(project, found)
        else:
            start = None if first is None else found.frame_at(first)
            end = None if last is None else found.frame_at(last)
            draw_range(project, found, first=start, last=end)
        print_line(_range_words(load_library(project).film(film_name)), output)


def _range_words(film: LibraryFilm) -> str:
    frames = film.record.range
    if frames is None:
        return "All its shots are paired."
    label = film.label
    return f"Only shots from {label(frames.start)} to {label(frames.stop - 1)} are paired."


def _film_document(film: LibraryFilm) -> dict[str, object]:
    record = film.record
    return {
        "film": record.uuid,
        "name": record.name,
        "path": str(record.media[0].path),
        "frames": record.frame_count,
        "rate": documents.rate(record.rate),
        "start_timecode": record.start_timecode or film.clock.label(0),
        "damage": record.damage,
        "range": [record.range.start, record.range.stop] if record.range else None,
        "shots": [documents.shot(shot) for shot in film.shots],
    }
