"""matchcut find: the best pairs, as a table or as JSON."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import ceil, inf
from pathlib import Path

import click
import platformdirs

from matchcut.cli.analysis import analyse_films, films_found, refuse_projects
from matchcut.cli.completion import complete_film
from matchcut.cli.options import (
    ANY_PATH,
    AS_JSON,
    FILMS,
    PROGRESS,
    begun_project,
    open_to_read,
    opened_project,
    tell_changed,
)
from matchcut.cli.search_options import searching
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import (
    LONGEST_NAME,
    ProgressStyle,
    output,
    print_columns,
    print_json,
    print_line,
    print_lines,
    short_name,
    shown_progress,
    table_width,
)
from matchcut.errors import MediaError
from matchcut.files import is_there
from matchcut.media.film import probe
from matchcut.media.fingerprint import fingerprint
from matchcut.media.folders import FilmsAt
from matchcut.pipeline.analysis.analysing import AnalysisSettings
from matchcut.pipeline.search import documents
from matchcut.pipeline.search.finding import FoundPair, Question, find_and_record_pairs, left_out
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide
from matchcut.project import films as stored
from matchcut.project.films import names_apart
from matchcut.project.shots import all_shots
from matchcut.representations.segmenter import Segmenter
from matchcut.review import FLAVOURS, Flavour
from matchcut.scoring.room import short_words
from matchcut.scoring.words import WEAKER, WEAKER_MEANING, shown_parts, weak_from
from matchcut.shots.shot import ShotKind
from matchcut.words import printable

# Least width of the column of reasons, which wraps.
_MIN_REASONS = 32
_WEAKER = f"{WEAKER}: {WEAKER_MEANING}"
_SHORT = " short"
# A name elided further says little: it goes above its timecode instead.
_MIN_NAME, _TIMECODE = 12, len(" 00:00:00:00")


@click.command()
@FILMS
@click.option(
    "-p", "--project", "project_path", type=ANY_PATH,
    help="The project file, created if needed. Required unless FILMS are given.",
)  # fmt: skip
@searching()
@click.option(
    "--film", metavar="FILM", shell_complete=complete_film,
    help="With --shot: name, id or file of its film, or the beginning of its name or id.",
)  # fmt: skip
@click.option("--shot", type=int, help="Find the best partners for the shot of this number.")
@click.option("--image", type=ANY_PATH, help="Find the best partners for this still image.")
@SEGMENTER
@WEIGHTS
@AS_JSON
@PROGRESS
def find(
    films: tuple[Path, ...],
    project_path: Path | None,
    questions: Sequence[Question],
    film: str | None,
    shot: int | None,
    image: Path | None,
    segmenter: str,
    weights: Path | None,
    as_json: bool,
    style: ProgressStyle,
) -> int:
    """List the best match cuts of films, or of an analysed project.

    FILMS are files or folders; those not analysed yet are analysed first. Without -p, matchcut
    keeps a project for these films and prints its path.
    """
    if not films and project_path is None:
        raise click.UsageError("Name at least one film, or a project with -p.")
    refuse_projects(films)
    questions = _of_one_thing(questions, film, shot, image, as_json=as_json)
    found = films_found(films)
    path = project_path or _cached_project(found)
    if shot is not None and film is None:
        _refuse_a_shot_of_several(shot, path, found)
    failed = False
    recognised: list[FoundSide] = []
    with (
        begun_project(path) if films else open_to_read(path) as project,
        shown_progress("none" if as_json and style == "bar" else style) as progress,
    ):
        network = chosen_segmenter(segmenter, weights, project, load_now=bool(films))
        if films:
            outcomes = analyse_films(project, found, AnalysisSettings(network), progress, style)
            failed = any(outcome.film is None for outcome in outcomes)
            if all(outcome.film is None for outcome in outcomes):
                return 1
            print_line(f"Project: {path}")
        names = names_apart(stored.films(project))
        kinds = [shot.kind for shot in all_shots(project)]
        lists = [
            find_and_record_pairs(
                project, question, network, progress, recognised=recognised.append
            )
            for question in questions
        ]
        lacking = left_out(project, questions, network)
        if not films:
            tell_changed(project)
    # After the progress bar has ended: both may go to one terminal.
    print_lines(_recognised(seen, names) for seen in recognised)
    for question, pairs in zip(questions, lists, strict=True):
        print_pairs(question.flavour, pairs, network, names, as_json=as_json)
        if not (pairs or as_json):
            print_line(_none_found(question, kinds))
    print_lines(lacking)
    return 1 if failed else 0


def _of_one_thing(
    questions: Sequence[Question],
    film: str | None,
    shot: int | None,
    image: Path | None,
    *,
    as_json: bool,
) -> list[Question]:
    """Return the questions with the shot or still that they are about; only one for a still.

    Raises click.UsageError for options that contradict each other or are ambiguous.
    """
    if image is not None:
        questions = [question for question in questions if question.flavour == "frame"]
    if not questions:
        raise click.UsageError("A still does not move: --image goes with --by frame.")
    if as_json and len(questions) > 1:
        each = f"{', '.join(FLAVOURS[:-1])} or {FLAVOURS[-1]}"
        raise click.UsageError(f"--json prints one list: say which with --by {each}.")
    if image is not None and shot is not None:
        raise click.UsageError("Match a shot or a still, not both.")
    if film is not None and shot is None:
        raise click.UsageError("--film goes with --shot.")
    return [replace(question, film=film, shot=shot, image=image) for question in questions]


def _refuse_a_shot_of_several(shot: int, project_path: Path, found: Iterable[FilmsAt]) -> None:
    """Raise click.UsageError if ``shot`` may be in several films, before any is analysed."""
    # The id and the name of each film, by path and content: names may be alike, and there may be
    # copies. Films that the project doesn't know yet have no id.
    known: dict[object, tuple[str, str]] = {}
    if is_there(project_path):
        with opened_project(project_path, reading=True) as project:
            for record in stored.films(project):
                film = record.uuid, f"{printable(record.name)} ({record.uuid[:8]})"
                for media in record.media:
                    known[media.path] = known[media.fingerprint] = film
    for path in (path for each in found for path in each.films):
        # An unreadable film is reported by its analysis.
        with suppress(MediaError):
            if path.absolute() not in known:
                content = fingerprint(path)
                known.setdefault(content, (content, printable(path.name)))
    names = dict(known.values())
    if len(names) > 1:
        raise click.UsageError(
            f"Say with --film which film's shot {shot} to match, by name or id: "
            f"{', '.join(names.values())}."
        )


def _cached_project(found: Sequence[FilmsAt]) -> Path:
    """Return the path of the project kept for these films if the editor names none.

    It is named after the first readable film, and found again even if another film is the first
    readable one later.
    """
    names = "\n".join(sorted(str(each.path.absolute()) for each in found))
    name = hashlib.sha256(os.fsencode(names)).hexdigest()[:12]
    folder = platformdirs.user_cache_path("matchcut") / "projects"
    if kept := sorted(folder.glob(f"*-{name}.matchcut")):
        return kept[0]
    first = next(filter(_is_readable, found), found[0]).path
    return folder / f"{first.stem[:40] or 'films'}-{name}.matchcut"


def _is_readable(found: FilmsAt) -> bool:
    """Return whether the first of the films at a path can be read."""
    with suppress(MediaError):
        return bool(found.films and probe(found.films[0]))
    return False


def print_pairs(
    flavour: Flavour,
    pairs: Sequence[FoundPair],
    segmenter: Segmenter,
    names: Mapping[str, str],
    *,
    as_json: bool,
) -> None:
    """Print a list of pairs, as a table or as one JSON document.

    names: of the project's films, by UUID.
    """
    if as_json:
        found = [documents.pair(pair) for pair in pairs]
        print_json({"by": flavour, "segmenter": segmenter.name, "pairs": found})
    else:
        _print_table(flavour, pairs, names)


def _print_table(flavour: Flavour, pairs: Sequence[FoundPair], names: Mapping[str, str]) -> None:
    """Print pairs, with their films if there are several; ``names`` by UUID."""
    output.print(COMPARISONS[flavour].heading, style="italic")
    if not pairs:
        return
    # A pair with a still can't be reviewed: an id would suggest that it can.
    with_ids = all(pair.out is not None for pair in pairs)
    headings = ["", "score", "shots", "out", "in", *(["pair"] if with_ids else [])]
    digits = len(str(len(pairs)))
    films = {uuid: names[uuid] for uuid in _films_in(pairs)} if len(names) > 1 else {}
    reasons = [_why(pair) for pair in pairs]

    def made(letters: int) -> list[list[str]]:
        others = films.values()
        short = {film: short_name(name, letters, others) for film, name in films.items()}
        return [_cells(pair, digits, short, with_id=with_ids) for pair in pairs]

    longest = max((len(name) for name in films.values()), default=0)
    whole = table_width([headings, *made(longest)])

    def letters_beside(columns: int) -> int:
        beyond = max(0, whole + columns - output.width)
        return longest - ceil(beyond / 2)  # each line names two films

    # Reasons wrap where names would be shorter than usual, but not to show names in full.
    wrapped = min(LONGEST_NAME, letters_beside(_MIN_REASONS))
    letters = max(wrapped, letters_beside(max(map(len, reasons))))
    weak = weak_from((pair.score for pair in pairs), flavour)
    if letters >= min(longest, LONGEST_NAME):
        rows = [[*row, why] for row, why in zip(made(letters), reasons, strict=True)]
        print_columns([*headings, "why"], rows, parted=weak, by=_WEAKER)
        return
    letters = letters_beside(0)
    if letters < min(longest, _MIN_NAME):
        letters = min(LONGEST_NAME, max(letters, 0) + _TIMECODE)
    print_columns(headings, made(letters), parted=weak, by=_WEAKER)
    output.print("Why: in a wider window, in the contact sheet, or with --json.", style="dim")


def _films_in(pairs: Iterable[FoundPair]) -> set[str]:
    """Return the UUIDs of the films in pairs."""
    sides = (side for pair in pairs for side in (pair.out, pair.into) if side is not None)
    return {side.film.record.uuid for side in sides}


def _none_found(question: Question, kinds: Sequence[ShotKind]) -> str:
    """Return a sentence on why a list is empty, and what may fill it; kinds: of the shots."""
    if not ("picture" in kinds or question.all_kinds):
        why = "there are only titles, black and the like. --all-kinds lets in more"
    elif question.image is not None:
        why = "the still shows no figure, or none alike is in the films. --all-kinds lets in more"
    elif question.min_gap_seconds == inf:
        why = "no two films are alike enough, or there is one only. Try it without --across"
    elif len(kinds) == 1:
        why = "there is one shot only. Analyse other films into the same project"
    else:
        why = "too few shots, or none alike. --min-gap 0 and --all-kinds let in more"
    return f"No {COMPARISONS[question.flavour].heading.lower()} is found: {why}."


def _recognised(seen: FoundSide, names: Mapping[str, str]) -> str:
    """Return the remark on a still grabbed from a watched film; ``names`` of films by UUID."""
    shot = f"shot {seen.shot.number} of {names[seen.film.record.uuid]}"
    frame = f"near frame {seen.frame} ({seen.film.label(seen.frame)})"
    return (
        f"The still shows {shot} {frame}: that shot and its near-duplicates are left out of the "
        "list."
    )


def _cells(pair: FoundPair, digits: int, names: Mapping[str, str], *, with_id: bool) -> list[str]:
    return [
        f"{pair.rank:{digits}}",
        f"{pair.score:.2f}",
        f"{pair.out.shot.number if pair.out else 'still'} > {pair.into.shot.number}",
        _words(pair.out, names) + _SHORT * ("out" in pair.short) if pair.out else "still",
        _words(pair.into, names) + " flop" * pair.flop + _SHORT * ("in" in pair.short),
        *([f"{pair.id} {pair.verdict or ''}".rstrip()] if with_id else []),
    ]


def _why(pair: FoundPair) -> str:
    """Return which sides of a pair are short, and the parts of its score."""
    parts = [f"{word} {part:.2f}" for word, part in shown_parts(pair.parts)]
    return ", ".join([short_words(pair.short), *parts] if pair.short else parts)


def _words(side: FoundSide, names: Mapping[str, str]) -> str:
    """Return the timecode of a frame, after the name of its film if ``names`` has one."""
    return f"{names.get(side.film.record.uuid, '')} {side.film.label(side.frame)}".lstrip()
