"""matchcut export: write cut lists."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click
from click.core import ParameterSource

from matchcut.cli.options import (
    ANY_PATH,
    PROGRESS,
    PROJECT,
    Seconds,
    Timecode,
    open_to_read,
)
from matchcut.cli.search_options import searching
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import (
    ProgressStyle,
    output,
    print_line,
    print_lines,
    shown_progress,
)
from matchcut.export import EXPORTERS, exporter_for
from matchcut.export.cut import by_reason
from matchcut.export.exporter import Choice, Exporter
from matchcut.pipeline.output.cut_list import ChosenCuts, export_settings, found_cuts
from matchcut.pipeline.output.exporting import export_list
from matchcut.pipeline.search.finding import Question, find_and_record_pairs, left_out
from matchcut.review import FLAVOURS
from matchcut.timing import DROP_TIMELINE_START, TIMELINE_START
from matchcut.words import counted

_BY = click.option("--by", type=click.Choice(FLAVOURS), help="Kind of match, with --top.")
_TOP = click.option(
    "--top",
    "k",
    type=click.IntRange(1, 1_000_000),
    metavar="K",
    help="Export the best K pairs instead of the accepted ones; options of a search go with it.",
)


@click.command()
@PROJECT
@click.argument("out", type=ANY_PATH)
@searching(_BY, _TOP)
@click.option("--title", default="", help="Title of the list.  [default: its file name]")
@click.option(
    "--seconds", type=Seconds(0.04, 3600), default=2.0, show_default=True,
    help="Length shown on each side of a cut.",
)  # fmt: skip
@click.option(
    "--start",
    type=Timecode(),
    help="Timecode of the first frame of the list: hours, minutes, seconds and frames, with ; for "
    f"drop-frame.  [default: {TIMELINE_START}, or {DROP_TIMELINE_START} at 29.97 and 59.94 if most "
    "films with a timecode are drop-frame]",
)
@click.option(
    "--long-reels",
    is_flag=True,
    help="Allow reel names of up to 32 characters in an EDL, instead of 8.",
)
@click.option(
    "--burn-in", is_flag=True, help="Burn film names and timecode into the picture of a preview."
)
@SEGMENTER
@WEIGHTS
@PROGRESS
def export(
    project_path: Path,
    out: Path,
    questions: Sequence[Question],
    title: str,
    seconds: float,
    start: str | None,
    long_reels: bool,
    burn_in: bool,
    segmenter: str,
    weights: Path | None,
    style: ProgressStyle,
) -> None:
    """Write the accepted cuts to OUT, in the format of its suffix.

    .edl, .xml (Final Cut Pro 7), .fcpxml, .otio, .csv, .tsv, .ale, .markers.edl, .markers.txt,
    .labels.json, or .mp4 for a preview. EDL, ALE and markers hold films at the rate of the timeline
    alone; the others mix rates.
    """
    if len(questions) > 1:
        raise click.UsageError("--top exports one list: say which with --by.")
    if not questions and (weights is not None or segmenter != "auto"):
        raise click.UsageError("--segmenter and --weights go with --top.")
    exporter = exporter_for(out)
    _refuse_unfit(click.get_current_context(), exporter)
    lacking = list[str]()
    with open_to_read(project_path) as project, shown_progress(style) as progress:

        def best() -> ChosenCuts:
            nonlocal lacking
            [question] = questions
            network = chosen_segmenter(segmenter, weights, project)
            found = find_and_record_pairs(project, question, network, progress)
            lacking = left_out(project, questions, network)
            return found_cuts(project, question.flavour, found)

        settings = export_settings(
            project,
            out,
            title=title,
            seconds=seconds,
            start=start or "",
            long_reels=long_reels,
            burn_in=burn_in,
        )
        choose = best if questions else None
        summary = export_list(project, out, settings, choose=choose, progress=progress)
    print_lines(lacking)
    for reason, ids in by_reason(summary.left_out).items():
        print_line(f"Left out {', '.join(ids)}: {reason}.")
    print_lines(summary.warnings)
    unit = "label" if exporter.name == "labels" else "cut"
    print_line(f"{out}: {counted(summary.cuts, unit)}.", output)


def _refuse_unfit(context: click.Context, exporter: Exporter) -> None:
    """Raise click.UsageError if an option was given that the format doesn't use."""
    for name in get_args(Choice):
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name not in exporter.takes:
            option = name.replace("_", "-")
            taking = [each.suffix for each in EXPORTERS.values() if name in each.takes]
            raise click.UsageError(f"--{option} goes with {', '.join(taking)}.")
