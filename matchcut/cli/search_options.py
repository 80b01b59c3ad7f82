"""Options of the commands that list the best pairs, and the remarks on what a list lacks."""

from collections.abc import Iterable

import click

from matchcut.cli.options import Seconds
from matchcut.cli.terminal import print_line
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.ranking import PER_SHOT
from matchcut.review import FLAVOURS, Flavour

_USUAL = tuple(flavour for flavour, compared in COMPARISONS.items() if compared.usual)
_SAME = (f"same {compared.same} ({flavour})" for flavour, compared in COMPARISONS.items())

BY = click.option(
    "--by", type=click.Choice(FLAVOURS),
    help=f"Kind of match: {', '.join(_SAME)}.  [default: {', then '.join(_USUAL)}]",
)  # fmt: skip
COUNT = click.option(
    "-k",
    "k",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="Number of pairs to list.",
)
PER = click.option(
    "--per-shot",
    type=click.IntRange(0),
    default=PER_SHOT,
    show_default=True,
    help="Most pairs that one shot may appear in; 0 for no limit.",
)
FLOP = click.option("--flop", is_flag=True, help="Also try the incoming shot mirrored.")
GAP = click.option(
    "--min-gap", type=Seconds(0), metavar="SECONDS",
    help="Minimum time between the two shots of a pair from one film.  [default: 60 by frame, "
    "less in films under 10 minutes; 0 otherwise]",
)  # fmt: skip
ALL_KINDS = click.option(
    "--all-kinds", is_flag=True, help="Also pair titles, black, bars and slates."
)


def flavours(by: Flavour | None) -> tuple[Flavour, ...]:
    """Return the flavours to list: the one asked for, else the usual ones."""
    return (by,) if by else _USUAL


def tell_left_out(sentences: Iterable[str]) -> None:
    """Report what a list leaves out, on standard error."""
    for sentence in sentences:
        print_line(sentence)
