"""matchcut export, verify, conform: write cut lists, check them, and match lists to films."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click
from click.core import ParameterSource

from matchcut.cli.options import (
    ANY_PATH,
    AS_JSON,
    PROGRESS,
    PROJECT,
    Seconds,
    Timecode,
    open_to_read,
)
from matchcut.cli.search_options import searching, tell_left_out
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import (
    ProgressStyle,
    errors,
    output,
    print_columns,
    print_json,
    print_line,
    shown_progress,
)
from matchcut.conform.matching import Conformed, told_apart
from matchcut.export import EXPORTERS, exporter_for
from matchcut.export.cut import by_reason
from matchcut.export.exporter import Choice, Exporter
from matchcut.export.layout import label
from matchcut.pipeline.conforming import conform_list, verify_export
from matchcut.pipeline.output.cut_list import ChosenCuts, accepted_cuts, export_settings, found_cuts
from matchcut.pipeline.output.exporting import export_list
from matchcut.pipeline.search import documents
from matchcut.pipeline.search.finding import Question, find_and_record_pairs, left_out
from matchcut.review import FLAVOURS
from matchcut.timing import TIMELINE_START, rate_words
from matchcut.words import are, counted, printable

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
    default=TIMELINE_START,
    show_default=True,
    help="Timecode of the first frame of the list: hours, minutes, seconds and frames.",
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
    start: str,
    long_reels: bool,
    burn_in: bool,
    segmenter: str,
    weights: Path | None,
    style: ProgressStyle,
) -> None:
    """Write the accepted cuts to OUT, in the format of its suffix.

    .edl, .xml (Final Cut Pro 7), .fcpxml, .otio, .csv, .tsv, .ale, .markers.edl, .markers.txt,
    .labels.json, or .mp4 for a preview.
    """
    if len(questions) > 1:
        raise click.UsageError("--top exports one list: say which with --by.")
    if not questions and (weights is not None or segmenter != "auto"):
        raise click.UsageError("--segmenter and --weights go with --top.")
    _refuse_unfit(click.get_current_context(), exporter_for(out))
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
            start=start,
            long_reels=long_reels,
            burn_in=burn_in,
        )
        choose = best if questions else None
        summary = export_list(project, out, settings, choose=choose, progress=progress)
    tell_left_out(lacking)
    for warning in summary.warnings:
        print_line(str(warning))
    for reason, ids in by_reason(summary.left_out).items():
        print_line(f"Left out {', '.join(ids)}: {reason}")
    print_line(f"{out}: {counted(summary.events, 'event')}.", output)


def _refuse_unfit(context: click.Context, exporter: Exporter) -> None:
    """Raise click.UsageError if an option was given that the format doesn't use."""
    for name in get_args(Choice):
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name not in exporter.takes:
            option = name.replace("_", "-")
            taking = [each.suffix for each in EXPORTERS.values() if name in each.takes]
            raise click.UsageError(f"--{option} goes with {', '.join(taking)}.")


@click.command()
@click.argument("exported", type=ANY_PATH)
@PROJECT
@PROGRESS
def verify(exported: Path, project_path: Path, style: ProgressStyle) -> int:
    """Check that an exported list shows the frames that were accepted.

    Decodes the frames at the cuts of EXPORTED (EDL, XML, FCPXML, OTIO, CSV) and compares them with
    those of the project's cut list; pairs that are not in it, as from export --top, are compared
    with the frames that find proposed.
    """
    with open_to_read(project_path) as project, shown_progress(style) as progress:
        found = verify_export(project, exported, accepted_cuts(project), progress)
    for difference in found.differences:
        print_line(difference, output)
    for left in found.left_out:
        print_line(f"Left out when the list was written: {left.id}, {left.reason}", output)
    if found.missing:
        print_line(f"Not in the list: {', '.join(found.missing)}.", output)
    if found.only_shown:
        pairs = ", ".join(found.only_shown)
        print_line(f"Not in the cut list, so compared with what was shown: {pairs}.", output)
    print_line(f"{counted(found.frames, 'frame')} at cuts {are(found.frames)} right.", output)
    return 0 if found.passed else 1


@click.command()
@click.argument("listed", type=ANY_PATH)
@PROJECT
@AS_JSON
def conform(listed: Path, project_path: Path, as_json: bool) -> int:
    """Match the events of a list to the films of a project.

    Each event of LISTED (EDL, XML, FCPXML, OTIO, CSV) is matched to a film by path, reel or name,
    and the first and last frame of the film that it shows are told; unmatched events are listed.
    In JSON, "end" and "record_end" are excluded; records count frames at "rate" from midnight, or
    from the list's start where it states no timecode; "number" is an event's own in an EDL, that of
    the clip or line in other lists.
    """
    with open_to_read(project_path) as project:
        among = conform_list(project, listed)
    films = {one.source.id: one.source for one in among.matched}
    names = dict(zip(films, told_apart(films.values()), strict=True))
    if as_json:
        rows = [_event_document(one, names[one.source.id], among.start) for one in among.matched]
        lost = [str(each) for each in among.unmatched]
        print_json(
            {
                "rate": documents.rate(among.rate),
                "matched": rows,
                "unmatched": lost,
                "problems": among.problems,
                "remarks": among.remarks,
            }
        )
    else:
        print_columns(
            ("event", "film", "first frame", "last frame"),
            [_event_cells(one, names[one.source.id]) for one in among.matched],
        )
    for each in among.unmatched:
        print_line(each, errors if as_json else output)
    for sentence in (*among.problems, *among.remarks):
        print_line(sentence)
    if not among.stated:
        said = f"The list states no rate: it is read at {rate_words(among.rate)}."
        print_line(said, errors if as_json else output)
    return 1 if among.unmatched or among.problems else 0


def _event_cells(one: Conformed, name: str) -> list[str]:
    ends = one.frames.start, one.frames.stop - 1
    shown = (f"{label(one.source, frame)} (frame {frame})" for frame in ends)
    return [*map(printable, (one.event.where, name)), *shown]


def _event_document(one: Conformed, name: str, start: int) -> dict[str, object]:
    """Return an event as JSON; start: the frame, from midnight, that records count from."""
    event = one.event
    return {
        "event": event.where,
        "number": event.number if event.own_number is None else event.own_number,
        "film": name,
        "uuid": one.source.id,
        "start": one.frames.start,
        "end": one.frames.stop,
        "first_timecode": label(one.source, one.frames.start),
        "last_timecode": label(one.source, one.frames.stop - 1),
        "record_start": start + event.record.start,
        "record_end": start + event.record.stop,
        "speed": round(float(event.speed), 6),
    }
