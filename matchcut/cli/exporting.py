"""matchcut export, verify, conform: lists out, their check, and lists from elsewhere."""

from fractions import Fraction
from pathlib import Path

import click
from rich.table import Table

from matchcut.cli.analysis import AS_JSON, PROJECT, SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.finding import HEADINGS, tell_left_out
from matchcut.cli.terminal import (
    ANY_PATH,
    PROGRESS,
    ProgressStyle,
    Seconds,
    output,
    print_json,
    print_line,
    shown_progress,
)
from matchcut.errors import ExportError, counted, printable
from matchcut.export import exporter_for, title_of
from matchcut.pipeline.cut_list import (
    accepted_cuts,
    cuts_to_export,
    found_cuts,
    spare_films,
    timeline_settings,
    write_list,
)
from matchcut.pipeline.finding import Question, films_left_out, find_pairs
from matchcut.pipeline.outside import conform_list, verify_export
from matchcut.project.project import open_project
from matchcut.scoring.scorer import Flavour


@click.command()
@PROJECT
@click.argument("out", type=ANY_PATH)
@click.option(
    "--top", type=click.IntRange(1, 1_000_000), metavar="K", help="The best K, not the accepted."
)
@click.option("--by", type=click.Choice(list(HEADINGS)), help="The flavour, with --top.")
@click.option("--title", help="Of the list; its file name by default.")
@click.option(
    "--seconds", type=Seconds(0.04, 3600), default=2.0, show_default=True,
    help="Shown on each side of a cut.",
)  # fmt: skip
@click.option("--start", default="01:00:00:00", show_default=True, help="Record start timecode.")
@click.option("--long-reels", is_flag=True, help="Reel names of up to 32 characters in an EDL.")
@click.option("--burn-in", is_flag=True, help="Names and timecode in a preview reel's picture.")
@SEGMENTER
@WEIGHTS
@PROGRESS
def export(
    project_path: Path,
    out: Path,
    top: int | None,
    by: Flavour | None,
    title: str | None,
    seconds: float,
    start: str,
    long_reels: bool,
    burn_in: bool,
    segmenter: str,
    weights: Path | None,
    style: ProgressStyle,
) -> None:
    """Write the accepted cuts to OUT; its suffix names the format."""
    if (top is None) != (by is None):
        raise click.UsageError("--top and --by go together.")
    exporter = exporter_for(out)
    with open_project(project_path) as project, shown_progress(style) as progress:
        spare_films(project, out)
        network, left_out = None, []
        if top is not None and by is not None:
            network = chosen_segmenter(segmenter, weights, project)
            found = find_pairs(project, Question(by, top), network, progress)
            chosen = found_cuts(project, by, found)
            left_out = films_left_out(project, [by], network)
        else:
            chosen = cuts_to_export(project, exporter)
        if not chosen.cuts and top is None and exporter.name == "labels":
            raise ExportError("No pair has been judged yet.", "Tag one first (matchcut tag).")
        if not chosen.cuts:
            raise ExportError(
                "There is no accepted cut to export.",
                "Accept one first (matchcut accept), or export the best with --top and --by.",
            )
        settings = timeline_settings(
            project,
            title=title or title_of(out),
            seconds=Fraction(seconds).limit_denominator(1000),
            start=start,
            long_reels=long_reels,
            burn_in=burn_in,
        )
        summary = write_list(chosen, exporter, out, settings, progress)
    if network is not None:
        tell_left_out(left_out, network)
    for warning in summary.warnings:
        print_line(warning)
    for left in summary.left_out:
        print_line(f"Left out {left.id}: {left.reason}")
    print_line(f"{out}: {counted(summary.events, 'event')}.")


@click.command()
@click.argument("exported", type=ANY_PATH)
@PROJECT
@PROGRESS
def verify(exported: Path, project_path: Path, style: ProgressStyle) -> int:
    """Check an exported list: decode the frames it names, compare them with the approved ones."""
    with open_project(project_path) as project, shown_progress(style) as progress:
        found = verify_export(project, exported, accepted_cuts(project), progress)
    for difference in found.differences:
        print_line(difference, output)
    if found.missing:
        print_line(f"Not in the list: {', '.join(found.missing)}.", output)
    are = "is" if found.frames == 1 else "are"
    print_line(f"{counted(found.frames, 'frame')} at cuts {are} right.", output)
    return 0 if found.passed else 1


@click.command()
@click.argument("listed", type=ANY_PATH)
@PROJECT
@AS_JSON
def conform(listed: Path, project_path: Path, as_json: bool) -> int:
    """Match each event of a list (EDL, XML, FCPXML, OTIO, CSV) to a film of the project."""
    with open_project(project_path) as project:
        matched, unmatched, problems = conform_list(project, listed)
    rows = [
        {
            "event": one.event.where,
            "film": one.source.name,
            "start": one.frames.start,
            "end": one.frames.stop,
        }
        for one in matched
    ]
    if as_json:
        lost = [str(each) for each in unmatched]
        print_json({"matched": rows, "unmatched": lost, "problems": problems})
    else:
        table = Table("event", "film", "from frame", "to frame", box=None)
        for row in rows:
            table.add_row(*(printable(str(cell)) for cell in row.values()))
        output.print(table)
    for sentence in (*map(str, unmatched), *problems):
        print_line(sentence)
    return 1 if unmatched or problems else 0
