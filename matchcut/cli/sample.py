"""``matchcut sample``: draw a film to try the product on."""

from pathlib import Path

import click

from matchcut.cli.terminal import PROGRESS, ProgressStyle, shown_progress
from matchcut.sample import draw_sample


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed draws another film.")
@click.option("--hard", is_flag=True, help="A hundred shots of soft figures in noise.")
@PROGRESS
def sample(out: Path, seed: int, hard: bool, style: ProgressStyle) -> None:
    """Draw a sample film with planted match cuts, and its answers beside it."""
    with shown_progress(style) as progress:
        draw_sample(out, seed=seed, hard=hard, progress=progress)
    click.echo(f"Drawn: {out}. Its answers: {out.with_suffix('.json')}")
