"""The options that say what finds the figures."""

from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH
from matchcut.cli.terminal import print_line
from matchcut.project.caches import learnt_network
from matchcut.project.project import Project
from matchcut.representations.segmenter import Segmenter
from matchcut.representations.segmenters import SEGMENTERS, choose_segmenter

SEGMENTER = click.option(
    "--segmenter", default="auto", show_default=True,
    type=click.Choice(["auto", *SEGMENTERS]), help="What finds the figures.",
)  # fmt: skip
WEIGHTS = click.option(
    "--weights", type=ANY_PATH,
    help="Your own weights for yolo: ONNX, or .pt that a card names.",
)  # fmt: skip


def chosen_segmenter(
    name: str, weights: Path | None, project: Project | None = None, *, to_analyse: bool = False
) -> Segmenter:
    """Return the segmenter of that name, or the one that suits a project best.

    to_analyse: weights are tried now, before a film is put into the project.
    """
    learnt = learnt_network(project) if project is not None else None
    return choose_segmenter(name, weights, learnt, print_line, try_weights=to_analyse)
