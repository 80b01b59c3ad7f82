"""What the commands take that list the best pairs, and how they say what a list lacks."""

from collections.abc import Iterable

import click

from matchcut.cli.options import Seconds
from matchcut.cli.terminal import print_line
from matchcut.pipeline.search.flavours import FLAVOURS, Flavour
from matchcut.ranking import PER_SHOT

_BOTH: tuple[Flavour, ...] = ("frame", "motion")
"""What is listed when no flavour is named."""

BY = click.option(
    "--by", type=click.Choice(list(FLAVOURS)),
    help="Figures of one outline (frame), one move (motion), or figures that do the same "
    "(action).  [default: frame, then motion]",
)  # fmt: skip
COUNT = click.option(
    "-k",
    "k",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="How many pairs.",
)
PER = click.option(
    "--per-shot",
    type=click.IntRange(0),
    default=PER_SHOT,
    show_default=True,
    help="How often one shot may be listed; 0 for any.",
)
FLOP = click.option("--flop", is_flag=True, help="Let the incoming shot be mirrored.")
GAP = click.option(
    "--min-gap", type=Seconds(0), metavar="SECONDS",
    help="Least time between two shots of one film.  [default: 60 by frame, less in films under "
    "10 minutes; 0 otherwise]",
)  # fmt: skip
ALL_KINDS = click.option("--all-kinds", is_flag=True, help="Pair titles, black and the like too.")


def flavours(by: Flavour | None) -> tuple[Flavour, ...]:
    """Return the flavours that are listed: the one that is named, else the usual two."""
    return (by,) if by else _BOTH


def tell_left_out(sentences: Iterable[str]) -> None:
    """Say what a list has to leave out."""
    for sentence in sentences:
        print_line(sentence)
