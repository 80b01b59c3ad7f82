"""Options of the commands that list the best pairs."""

from collections.abc import Callable
from functools import wraps
from math import inf
from typing import Any

import click

from matchcut.cli.options import Seconds
from matchcut.pipeline.search.finding import Question
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.ranking import PER_SHOT
from matchcut.review import FLAVOURS, Flavour

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

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
_PER = click.option(
    "--per-shot",
    type=click.IntRange(0),
    default=PER_SHOT,
    show_default=True,
    help="Most pairs that one shot may appear in; 0 for no limit.",
)
_FLOP = click.option("--flop", is_flag=True, help="Also try the incoming shot mirrored.")
_GAP = click.option(
    "--min-gap", type=Seconds(0), metavar="SECONDS",
    help="Minimum time between the two shots of a pair from one film.  [default: 60 by frame, "
    "less in films under 10 minutes; 0 otherwise]",
)  # fmt: skip
_ACROSS = click.option(
    "--across", is_flag=True, help="Only pairs of two different films, whatever --min-gap."
)
_ALL_KINDS = click.option(
    "--all-kinds", is_flag=True, help="Also pair titles, black, bars and slates."
)


def searching(by: Decorator = BY, count: Decorator = COUNT) -> Decorator:
    """Give a command the options of a search, passed as its argument ``questions``.

    There is one question per requested list. by, count: the options for the kind of match and the
    number of pairs, named "by" and "k". If that number is optional and omitted, there is no
    question, and any other search option is wrong usage.
    """

    def with_options(command: Command) -> Command:
        @by
        @count
        @_GAP
        @_ACROSS
        @_PER
        @_FLOP
        @_ALL_KINDS
        @wraps(command)
        def asked(
            *,
            by: Flavour | None,
            k: int | None,
            min_gap: float | None,
            across: bool,
            per_shot: int,
            flop: bool,
            all_kinds: bool,
            **others: object,
        ) -> object:
            # No two shots of one film are that far apart.
            gap = inf if across else min_gap
            narrowed = (gap, per_shot or None, flop, all_kinds)
            if k is None and (by is not None or narrowed != (None, PER_SHOT, False, False)):
                raise click.UsageError("--by and other options of a search go with --top.")
            questions = [
                Question(
                    flavour,
                    k,
                    min_gap_seconds=gap,
                    per_shot=per_shot or None,
                    flop=flop,
                    all_kinds=all_kinds,
                )
                for flavour in ((by,) if by else _USUAL)
                if k is not None
            ]
            return command(questions=questions, **others)

        return asked

    return with_options
