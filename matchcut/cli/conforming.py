"""matchcut verify, conform: check exported lists, and match lists to films."""

from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, AS_JSON, PROGRESS, PROJECT, open_to_read
from matchcut.cli.terminal import (
    ProgressStyle,
    errors,
    output,
    print_columns,
    print_json,
    print_line,
    print_lines,
    shown_progress,
)
from matchcut.conform.matching import Conformed, told_apart
from matchcut.export.cut import by_reason
from matchcut.export.layout import label
from matchcut.pipeline.conforming import conform_list, verify_export
from matchcut.pipeline.output.cut_list import accepted_cuts
from matchcut.pipeline.search import documents
from matchcut.timing import rate_words
from matchcut.words import are, counted, printable


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
    print_lines(found.differences, output)
    for reason, ids in by_reason(found.left_out).items():
        print_line(f"Left out when the list was written: {', '.join(ids)}, {reason}.", output)
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
    print_lines(among.unmatched, errors if as_json else output)
    print_lines([*among.problems, *among.remarks])
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
