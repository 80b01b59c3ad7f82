"""matchcut sheet: the best pairs as a contact sheet."""

from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, PROGRESS, PROJECT, open_to_read
from matchcut.cli.search_options import (
    ALL_KINDS,
    BY,
    COUNT,
    FLOP,
    GAP,
    PER,
    flavours,
    tell_left_out,
)
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import ProgressStyle, output, print_line, shown_progress
from matchcut.pipeline.output.contact import check_sheet, contact_sheet
from matchcut.pipeline.search.finding import Question, find_and_record_pairs, left_out
from matchcut.review import Flavour
from matchcut.sheet import write_sheet


@click.command()
@PROJECT
@click.argument("out", type=ANY_PATH)
@BY
@COUNT
@GAP
@PER
@FLOP
@ALL_KINDS
@SEGMENTER
@WEIGHTS
@PROGRESS
def sheet(
    project_path: Path,
    out: Path,
    by: Flavour | None,
    k: int,
    min_gap: float | None,
    per_shot: int,
    flop: bool,
    all_kinds: bool,
    segmenter: str,
    weights: Path | None,
    style: ProgressStyle,
) -> None:
    """Write the best pairs as a contact sheet, a single HTML file.

    OUT shows both frames of each pair with figures or moves, scores and timecodes. It works
    offline.
    """
    with open_to_read(project_path) as project, shown_progress(style) as progress:
        check_sheet(project, out)
        network = chosen_segmenter(segmenter, weights, project)
        sections = []
        for flavour in flavours(by):
            question = Question(
                flavour,
                k,
                min_gap_seconds=min_gap,
                per_shot=per_shot or None,
                flop=flop,
                all_kinds=all_kinds,
            )
            pairs = find_and_record_pairs(project, question, network, progress)
            sections.append((flavour, pairs))
        lacking = left_out(project, flavours(by), network, all_kinds=all_kinds)
        html = contact_sheet(project, sections, network, progress)
    write_sheet(out, html)
    tell_left_out(lacking)
    print_line(f"Contact sheet: {out}", output)
