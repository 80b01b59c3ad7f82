"""matchcut reverse: a pair with its shots swapped."""

from pathlib import Path

import click

from matchcut.cli.completion import complete_pair
from matchcut.cli.finding import print_pairs
from matchcut.cli.options import AS_JSON, PROJECT, open_to_read
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.pipeline.search.reversing import find_and_record_reverse
from matchcut.project.films import films, names_apart
from matchcut.project.pairs import find_pair
from matchcut.review import is_flavour


@click.command()
@PROJECT
@click.argument("pair", shell_complete=complete_pair)
@SEGMENTER
@WEIGHTS
@AS_JSON
def reverse(
    project_path: Path, pair: str, segmenter: str, weights: Path | None, as_json: bool
) -> None:
    """Swap the two shots of PAIR: its incoming shot comes first.

    Prints the best cut in that direction, with an id of its own for tag and accept. PAIR is the
    id that find prints, or the beginning of it.
    """
    with open_to_read(project_path) as project:
        network = chosen_segmenter(segmenter, weights, project)
        known = find_pair(project, pair)
        found = find_and_record_reverse(project, known, network)
        names = names_apart(films(project))
    flavour = known.candidate.flavour
    assert is_flavour(flavour)  # otherwise it has no reverse
    print_pairs(flavour, [found], network, names, as_json=as_json)
