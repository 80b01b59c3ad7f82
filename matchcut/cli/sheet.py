"""matchcut sheet: the best pairs as a contact sheet."""

from collections.abc import Sequence
from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, PROGRESS, PROJECT, open_to_read
from matchcut.cli.search_options import searching
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import ProgressStyle, output, print_line, print_lines, shown_progress
from matchcut.files import write_whole
from matchcut.pipeline.output.contact import check_sheet, contact_sheet
from matchcut.pipeline.search.finding import Question, find_and_record_pairs, left_out


@click.command()
@PROJECT
@click.argument("out", type=ANY_PATH)
@searching()
@SEGMENTER
@WEIGHTS
@PROGRESS
def sheet(
    project_path: Path,
    out: Path,
    questions: Sequence[Question],
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
        sections = [
            (question.flavour, find_and_record_pairs(project, question, network, progress))
            for question in questions
        ]
        lacking = left_out(project, questions, network)
        html = contact_sheet(project, sections, network, progress)
    write_whole(out, html.encode())
    print_lines(lacking)
    print_line(f"Contact sheet: {out}", output)
