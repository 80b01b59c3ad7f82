"""``matchcut sample``: draw a film to try the product on."""

from pathlib import Path

import click

from matchcut.cli.options import PROGRESS, NamedPath
from matchcut.cli.terminal import ProgressStyle, output, print_line, shown_progress
from matchcut.errors import MediaError
from matchcut.files import is_there
from matchcut.media.write import made_here
from matchcut.sample import Answers, draw_sample
from matchcut.words import printable


@click.command()
@click.argument("out", type=NamedPath(dir_okay=False, path_type=Path, readable=False))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Each seed draws another film.",
)
@click.option(
    "--hard", is_flag=True, help="Draw a hard film: a hundred shots of soft figures in noise."
)
@PROGRESS
def sample(out: Path, seed: int, hard: bool, style: ProgressStyle) -> None:
    """Draw a sample film with planted match cuts, to try matchcut on.

    OUT is an .mp4 file; the answers (which matches are planted where) are written beside it as
    .json.
    """
    if out.suffix.lower() != ".mp4":
        name = printable(out.name)
        raise MediaError(f"{name} is not a name for a sample film.", "Use the suffix .mp4.")
    answers = out.with_suffix(".json")
    for path, ours in ((out, made_here), (answers, _holds_answers)):
        if is_there(path) and not ours(path):
            raise MediaError(
                f"{printable(path.name)} is there already, and matchcut did not make it.",
                "Choose another name, or remove it first.",
            )
    with shown_progress(style) as progress:
        draw_sample(out, seed=seed, hard=hard, progress=progress)
    print_line(f"Drawn: {out}. Its answers: {answers}", output)


def _holds_answers(path: Path) -> bool:
    try:
        Answers.read(path)
    except MediaError:
        return False
    return True
