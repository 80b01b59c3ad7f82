"""Options that choose the segmenter."""

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
    type=click.Choice(["auto", *SEGMENTERS]), help="What finds the figures (masks).",
)  # fmt: skip
WEIGHTS = click.option(
    "--weights", type=ANY_PATH,
    help="Your own weights for yolo: an ONNX file, or a .pt file that matchcut models lists.",
)  # fmt: skip


def chosen_segmenter(
    name: str, weights: Path | None, project: Project | None = None, *, load_now: bool = False
) -> Segmenter:
    """Return the segmenter of that name; "auto" takes the one that suits the project best.

    load_now: load the weights at once, before a film is added to the project.
    """
    learnt = learnt_network(project) if project is not None else None
    return choose_segmenter(name, weights, learnt, print_line, try_weights=load_now)
