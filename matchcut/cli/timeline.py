"""matchcut timeline: frame rate and aspect ratio of exported lists."""

from fractions import Fraction
from pathlib import Path

import click

from matchcut.cli.options import PROJECT, open_to_read, opened_project
from matchcut.cli.terminal import output, print_line
from matchcut.pipeline.film_edits import set_timeline
from matchcut.project.project import Setting
from matchcut.project.settings import parse_shape, sequence_shape, shape_text, timeline_rate, typed
from matchcut.timing import parse_rate, rate_words


@click.command()
@PROJECT
@click.argument("rate", required=False)
@click.option("--shape", metavar="W:H", help="Aspect ratio of the frame: 16:9, 2.39, 1920x1080 ...")
def timeline(project_path: Path, rate: str | None, shape: str | None) -> None:
    """Set the frame rate and aspect ratio of exported lists.

    RATE is in frames per second: 23.976, 25, 30000/1001 ... Without RATE and --shape, print the
    current settings.
    """
    if rate is None and shape is None:
        _tell_timeline(project_path)
        return
    changes: dict[Setting, Fraction | None] = {}
    exact = None if rate is None else parse_rate(rate)
    if exact is not None:
        changes["timeline_rate"] = exact
    if shape is not None:
        changes["frame_shape"] = parse_shape(shape)
    with opened_project(project_path) as project:
        set_timeline(project, changes)
    if exact is not None:
        print_line(f"Lists are exported at {rate_words(exact)}.", output)
    if shape is not None:
        print_line(f"The aspect ratio is {shape.strip()}.", output)


def _tell_timeline(project_path: Path) -> None:
    with open_to_read(project_path) as project:
        own, rate, shape = typed(project), timeline_rate(project), sequence_shape(project)
    words = {True: "as set", False: "as the first film"}
    if rate is not None:
        said = words["timeline_rate" in own]
        print_line(f"Lists are exported at {rate_words(rate)}, {said}.", output)
    if shape is not None:
        print_line(
            f"The aspect ratio is {shape_text(shape)}, {words['frame_shape' in own]}.", output
        )
    if rate is shape is None:
        print_line("Nothing is set, and there is no film to follow.", output)
