"""matchcut adapt: learn masks from the footage itself."""

from dataclasses import asdict
from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, AS_JSON, PROGRESS, PROJECT, opened_project
from matchcut.cli.terminal import (
    ProgressStyle,
    errors,
    json_line,
    output,
    print_json,
    print_line,
    shown_progress,
)
from matchcut.files import write_whole
from matchcut.pipeline.adapting import adapt as learn
from matchcut.pipeline.output.before_after import before_and_after
from matchcut.pipeline.output.contact import check_sheet
from matchcut.representations.adapted.learning import TrainingResult


@click.command()
@PROJECT
@click.option(
    "--sheet", type=ANY_PATH,
    help="Also write the shots whose masks changed most, before and after, as HTML.",
)  # fmt: skip
@AS_JSON
@PROGRESS
def adapt(project_path: Path, sheet: Path | None, as_json: bool, style: ProgressStyle) -> None:
    """Improve the masks of a project by learning from its own films.

    Trains a small network without labels, which takes some minutes. The old masks stay in use
    unless the new ones are better on held-out shots.
    """
    with (
        opened_project(project_path) as project,
        shown_progress("none" if as_json and style == "bar" else style) as progress,
    ):
        if sheet is not None:
            check_sheet(project, sheet)
        trained, segmenter = learn(project, progress)
        if sheet is not None and segmenter is not None:
            html = before_and_after(project, segmenter, progress)
            write_whole(sheet, html.encode())
    if style == "json":
        json_line({"adapted": trained.better, "words": training_words(trained)})
    if as_json:
        print_json(
            {
                "adapted": trained.better,
                "segmenter": segmenter.name if segmenter else None,
                "before": trained.before,
                "after": trained.after,
                "learnt": trained.learnt,
                "held_out": trained.held_out,
                "checks": [
                    asdict(check) | {"criterion": check.criterion} for check in trained.checks
                ],
            }
        )
    else:
        print_line(training_words(trained), output)
    if sheet is not None and segmenter is not None:
        print_line(f"Before and after: {sheet}", errors if as_json else output)


def training_words(trained: TrainingResult) -> str:
    """Describe the result of the training in a sentence or two."""
    kept = (
        "The new masks fit picture and motion better and are in use now"
        if trained.better
        else "It is not certain that the new masks are better, so the old ones stay"
    )
    best = max(trained.checks, key=lambda check: check.criterion)
    return (
        f"{kept}: {trained.after:.3f}, before {trained.before:.3f}, on shots held out. "
        f"Learnt from {trained.learnt:,} frames, {best.steps:,} steps."
    )
