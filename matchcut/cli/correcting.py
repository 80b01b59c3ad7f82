"""matchcut film, timeline: what the editor knows better than the files."""

from pathlib import Path

import click

from matchcut.cli.options import PROJECT, open_to_read
from matchcut.cli.terminal import ANY_PATH, output, print_line
from matchcut.pipeline.relinking import read_file, take_file
from matchcut.pipeline.search.library import load_library
from matchcut.project.edits import editing
from matchcut.project.films import edit_film, film_labels
from matchcut.project.media import Role
from matchcut.project.project import open_project
from matchcut.project.settings import (
    parse_shape,
    sequence_shape,
    set_frame_shape,
    set_timeline_rate,
    shape_text,
    timeline_rate,
    typed,
)
from matchcut.timing import Clock, parse_rate, rate_words


@click.command()
@PROJECT
@click.argument("name")
@click.option("--reel", help='The reel that lists name; "" for what the file says.')
@click.option(
    "--start", metavar="TIMECODE",
    help='Timecode of the first frame, drop-frame with ";"; "" for what the file says.',
)  # fmt: skip
@click.option("--original", type=ANY_PATH, help="The file that lists name; also where it is now.")
@click.option("--proxy", type=ANY_PATH, help="Another file of the film, that lists don't name.")
def film(
    project_path: Path,
    name: str,
    reel: str | None,
    start: str | None,
    original: Path | None,
    proxy: Path | None,
) -> None:
    """Set the reel, the start timecode or the files of a film.

    NAME is the film's name or id.
    """
    if all(each is None for each in (reel, start, original, proxy)):
        raise click.UsageError("Say what to set: --reel, --start, --original or --proxy.")
    with open_project(project_path) as project:
        record = load_library(project).film(name).record
        if start:
            start = Clock.starting(start, record.rate).timecode(0)
        named: tuple[tuple[Path | None, Role], ...] = ((original, "original"), (proxy, "proxy"))
        # Read before the project is locked: a window's verdicts would wait for a slow disk.
        files = [(read_file(project, record.uuid, path), role) for path, role in named if path]
        with editing(project, "film"):
            for media, role in files:
                take_file(project, record.uuid, media, role)
            typed, _ = film_labels(project, record.uuid)
            edit_film(
                project,
                record.uuid,
                name=typed.name,
                reel=(typed.reel if reel is None else reel) or None,
                start_timecode=(typed.start_timecode if start is None else start) or None,
            )
        edited = load_library(project).film(record.uuid)
    words = f"{edited.record.name}: reel {edited.record.reel}, starts at {edited.clock.label(0)}"
    print_line(words)
    for media in edited.record.media:
        print_line(f"{media.role}: {media.path}")


@click.command()
@PROJECT
@click.argument("rate", required=False)
@click.option("--shape", metavar="W:H", help="Shape of the frame: 16:9, 2.39, 1920x1080 ...")
def timeline(project_path: Path, rate: str | None, shape: str | None) -> None:
    """Set the frame rate and the frame's shape of exported lists.

    RATE is in frames a second: 23.976, 25, 30000/1001 ... Without RATE and --shape, say what is
    set.
    """
    if rate is None and shape is None:
        _tell_timeline(project_path)
        return
    exact = None if rate is None else parse_rate(rate)
    frame = None if shape is None else parse_shape(shape)
    with open_project(project_path) as project, editing(project, "timeline"):
        if exact is not None:
            set_timeline_rate(project, exact)
        if frame is not None:
            set_frame_shape(project, frame)
    if exact is not None:
        print_line(f"Lists are exported at {rate_words(exact)}.")
    if shape is not None:
        print_line(f"The frame is {shape.strip()}.")


def _tell_timeline(project_path: Path) -> None:
    with open_to_read(project_path) as project:
        own, rate, shape = typed(project), timeline_rate(project), sequence_shape(project)
    words = {True: "as set", False: "as the first film"}
    if rate is not None:
        said = words["timeline_rate" in own]
        print_line(f"Lists are exported at {rate_words(rate)}, {said}.", output)
    if shape is not None:
        print_line(f"The frame is {shape_text(shape)}, {words['frame_shape' in own]}.", output)
    if rate is shape is None:
        print_line("Nothing is set, and there is no film to follow.", output)
