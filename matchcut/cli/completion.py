"""What the shell proposes for a word that is being typed: films and pairs of the project of -p."""

import shlex
from collections.abc import Callable, Iterable
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from matchcut.errors import MatchcutError
from matchcut.files import folded
from matchcut.project.films import films
from matchcut.project.pairs import pair_ids
from matchcut.project.project import Project, open_project

_Known = Callable[[Project, str], Iterable[str]]


def _completing(
    known: _Known,
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what click asks for the words that begin as the typed one does."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        path = context.params.get("project_path")
        # What is wrong with the project, the command itself tells.
        with suppress(MatchcutError):
            if path is not None:
                with open_project(path, reading=True) as project:
                    return [CompletionItem(word) for word in known(project, typed)]
        return []

    return complete


def _films_named(project: Project, typed: str) -> Iterable[str]:
    """Yield names of films; ids for names that a shell would have to be told to take whole."""
    for film in films(project):
        if folded(film.name).startswith(folded(typed)) or film.uuid.startswith(typed):
            plain = shlex.quote(film.name) == film.name
            yield film.name if plain else film.uuid[:8]


complete_film = _completing(_films_named)
complete_pair = _completing(pair_ids)
