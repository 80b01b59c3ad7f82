"""Shell completion: propose films and pairs of the project given with -p."""

import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from matchcut.errors import MatchcutError
from matchcut.files import folded
from matchcut.project.films import films
from matchcut.project.pairs import pair_ids
from matchcut.project.project import Project, open_project

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
"""A click callback that returns the completions of a typed word."""


def _completing(known: Callable[[Project, str], Iterable[str]]) -> Complete:
    """Return a callback that asks the command line's project for words that begin as typed."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        path = context.params.get("project_path")
        # The command itself reports what is wrong with the project.
        with suppress(MatchcutError):
            if path is not None:
                with open_project(path, reading=True) as project:
                    return [CompletionItem(word) for word in known(project, typed)]
        return []

    return complete


def _films_named(project: Project, typed: str) -> Iterable[str]:
    """Yield names of films, or ids for names that need quoting in a shell."""
    for film in films(project):
        if folded(film.name).startswith(folded(typed)) or film.uuid.startswith(typed):
            plain = shlex.quote(film.name) == film.name
            yield film.name if plain else film.uuid[:8]


complete_film = _completing(_films_named)
complete_pair = _completing(pair_ids)


def complete_pair_or(words: Sequence[str]) -> Complete:
    """Return a callback that completes a pair or one of some words."""

    def known(project: Project, typed: str) -> Iterable[str]:
        return [*(word for word in words if word.startswith(typed)), *pair_ids(project, typed)]

    return _completing(known)
