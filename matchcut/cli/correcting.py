"""matchcut film, timeline: what the editor knows better than the files."""

from pathlib import Path

import click

from matchcut.cli.analysis import PROJECT
from matchcut.cli.terminal import errors, one_line
from matchcut.pipeline.library import load_library
from matchcut.project.films import edit_film
from matchcut.project.project import open_project
from matchcut.project.settings import set_timeline_rate
from matchcut.timing import Clock, parse_rate, rate_text


@click.command()
@PROJECT
@click.argument("name")
@click.option("--reel", help="The reel that lists name.")
@click.option("--start", metavar="TIMECODE", help="Of the first frame; ; means drop-frame.")
def film(project_path: Path, name: str, reel: str | None, start: str | None) -> None:
    """Set the reel or the start timecode of film NAME (name or id)."""
    if reel is None and start is None:
        raise click.UsageError("Say what to set: --reel or --start.")
    with open_project(project_path) as project:
        record = load_library(project).film(name).record
        if start is not None:
            start = Clock.starting(start, record.rate).timecode(0)
        edit_film(
            project,
            record.uuid,
            name=record.name,
            reel=reel or record.reel,
            start_timecode=start or record.start_timecode,
        )
        edited = load_library(project).film(record.uuid)
    words = f"{edited.record.name}: reel {edited.record.reel}, starts at {edited.clock.label(0)}"
    errors.print(one_line(words), markup=False, soft_wrap=True)


@click.command()
@PROJECT
@click.argument("rate")
def timeline(project_path: Path, rate: str) -> None:
    """Export lists at RATE frames a second: 23.976, 25, 30000/1001 ..."""
    exact = parse_rate(rate)
    with open_project(project_path) as project:
        set_timeline_rate(project, exact)
    errors.print(f"Lists are exported at {rate_text(exact)} frames a second.")
