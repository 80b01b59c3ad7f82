"""``matchcut sample``: draw a film to try the product on."""

from pathlib import Path

import click

from matchcut.cli.terminal import PROGRESS, ProgressStyle, output, print_line, shown_progress
from matchcut.errors import MediaError, printable
from matchcut.sample import draw_sample


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path, readable=False))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Another seed draws another film.",
)
@click.option("--hard", is_flag=True, help="A hundred shots of soft figures in noise.")
@PROGRESS
def sample(out: Path, seed: int, hard: bool, style: ProgressStyle) -> None:
    """Draw a sample film with planted match cuts, and its answers beside it."""
    if out.suffix.lower() != ".mp4":
        name = printable(out.name)
        raise MediaError(f"{name} is no name for a sample film.", "End it with .mp4.")
    with shown_progress(style) as progress:
        draw_sample(out, seed=seed, hard=hard, progress=progress)
    print_line(f"Drawn: {out}. Its answers: {out.with_suffix('.json')}", output)
