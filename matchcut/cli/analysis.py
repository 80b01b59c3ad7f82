"""matchcut analyze, shots, range: films into a project, and what was found in them."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from fractions import Fraction
from pathlib import Path

import click

from matchcut.cli.options import AS_JSON, FILMS, PROJECT, begun_project, open_to_read
from matchcut.cli.segmenter import WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import (
    ANY_PATH,
    PROGRESS,
    Amount,
    ProgressStyle,
    errors,
    json_line,
    output,
    print_columns,
    print_json,
    print_line,
    shown_progress,
)
from matchcut.errors import MatchcutError, counted, printable
from matchcut.files import is_file, is_folder, is_there
from matchcut.media.film import films_at
from matchcut.pipeline.analysis.analysing import AnalysisSettings, Outcome, analyse
from matchcut.pipeline.analysis.facts import watched_path
from matchcut.pipeline.by_hand import draw_range
from matchcut.pipeline.search import documents
from matchcut.pipeline.search.library import LibraryFilm, load_library, names_apart
from matchcut.progress import Progress
from matchcut.project import films as stored
from matchcut.project.edits import editing
from matchcut.project.project import Project, open_project
from matchcut.project.shots import ShotRecord
from matchcut.representations.segmenters import SEGMENTERS
from matchcut.shots import DEFAULT_DETECTOR, SHOT_DETECTORS, USUAL_THRESHOLDS
from matchcut.shots.shot import MIN_SHOT_FRAMES, Transition
from matchcut.timing import rate_text


class _Threshold(Amount):
    what = "threshold"


@click.command()
@FILMS
@PROJECT
@click.option(
    "--segmenter", default="auto", show_default=True,
    type=click.Choice(["auto", *SEGMENTERS, "none"]),
    help="What finds the figures; with none, there are motion matches only.",
)  # fmt: skip
@WEIGHTS
@click.option(
    "--detector", type=click.Choice(list(SHOT_DETECTORS)),
    help="What finds the cuts; unnamed, what found those of the film before, a list or a detector, "
    f"or else {DEFAULT_DETECTOR}.",
)  # fmt: skip
@click.option(
    "--threshold", type=_Threshold(0, min_open=True), metavar="NUMBER",
    help="How much must change at a hard cut for the detector that is named; less finds more.  "
    f"[default: {', '.join(f'{name} {usual:g}' for name, usual in USUAL_THRESHOLDS.items())}]",
)  # fmt: skip
@click.option(
    "--cuts",
    type=ANY_PATH,
    help="A list of one film's shots in place of a detector, which the film keeps: EDL, OTIO, XML, "
    "FCPXML, or CSV with the columns frame; start,stop; or first,last.",
)
@PROGRESS
def analyze(
    films: tuple[Path, ...],
    project_path: Path,
    segmenter: str,
    weights: Path | None,
    detector: str | None,
    threshold: float | None,
    cuts: Path | None,
    style: ProgressStyle,
) -> int:
    """Watch films into a project, or go on where that was stopped.

    FILMS are files or folders; unnamed, those that the project has. Of each the shots,
    near-duplicates, figures and moves are found and kept: find and sheet then only rank.
    """
    if cuts is not None and detector is not None:
        raise click.UsageError("Shots come from a list or a detector: --cuts or --detector.")
    if threshold is not None and detector is None:
        raise click.UsageError("--threshold goes with --detector: each has a measure of its own.")
    refuse_projects(films)
    films = films or _films_of(project_path)
    if cuts is not None:
        films = tuple(film for path in films for film in films_at(path))
        if len(films) != 1:
            raise click.UsageError("A list of shots belongs to one film: name just that one.")
    if style == "json":
        _name_films(films)
    # Before the project is begun: a list that can't be used must leave no empty one.
    listed = None if cuts is None else _listed_cuts(project_path, cuts, films[0])
    with (
        begun_project(project_path) as project,
        shown_progress(style) as progress,
    ):
        network = (
            None
            if segmenter == "none"
            else chosen_segmenter(segmenter, weights, project, to_analyse=True)
        )
        settings = AnalysisSettings(network, detector, threshold, listed)
        outcomes = analyse_films(project, films, settings, progress, style)
    return 0 if all(outcome.film for outcome in outcomes) else 1


def _films_of(project_path: Path) -> tuple[Path, ...]:
    """Return the files of a project's films, raising click.UsageError where it has none."""
    if is_there(project_path):
        with open_project(project_path) as project:
            if found := stored.films(project):
                return tuple(watched_path(project, record) for record in found)
    raise click.UsageError("Name at least one film or folder.")


def refuse_projects(films: Sequence[Path]) -> None:
    """Raise click.UsageError where one of the films named is a project, before one is begun."""
    for path in films:
        if path.suffix.lower() == ".matchcut" and is_file(path):
            name = printable(path.name)
            raise click.UsageError(f"{name} is a project, not a film: name it with -p.")


def _name_films(paths: Sequence[Path]) -> None:
    """Say which films folders hold, for a program that shows each by itself."""
    for path in filter(is_folder, paths):
        # Why a folder has none is the outcome of its analysis.
        with suppress(MatchcutError):
            json_line({"folder": str(path), "films": [str(film) for film in films_at(path)]})


def _listed_cuts(project_path: Path, listed: Path, film: Path) -> tuple[Transition, ...]:
    """Return the transitions of a list from outside, and say what in it was passed over."""
    # All that reads and matches lists: loading it would make every analysis start later.
    from matchcut.pipeline.output.outside import film_cuts

    begun = open_project(project_path) if is_there(project_path) else nullcontext()
    with begun as project:
        found = film_cuts(project, listed, film)
    for problem in found.problems:
        print_line(problem)
    return found.transitions


def analyse_films(
    project: Project,
    films: Sequence[Path],
    settings: AnalysisSettings,
    progress: Progress,
    style: ProgressStyle,
) -> list[Outcome]:
    """Analyse, and say on standard error what became of each film."""
    if settings.segmenter is not None and style == "bar":
        errors.print(f"Figures by {settings.segmenter.name}.", style="dim")
    outcomes = []
    for outcome in analyse(project, films, settings, progress):
        outcomes.append(outcome)
        if style == "json":
            json_line(_outcome_document(outcome))
        elif outcome.film is None:
            print_line(outcome.failure)
        elif style == "bar":
            shots = counted(outcome.shots, "shot")
            name = outcome.film.name
            if outcome.path.name != name:
                # A copy, or a film that was renamed: the project knows it by its content.
                name = f"{outcome.path.name}, known as {name}"
            why = (
                "" if outcome.shots else f"None has {MIN_SHOT_FRAMES} frames, the least of a shot."
            )
            print_line(" ".join(filter(None, (f"{name}: {shots}.", why, outcome.film.damage))))
    return outcomes


def _outcome_document(outcome: Outcome) -> dict[str, object]:
    if outcome.film is None:
        return {"film": None, "path": str(outcome.path), "failed": str(outcome.failure)}
    film = outcome.film
    document = {"film": film.uuid, "path": str(outcome.path), "name": film.name}
    return document | {"shots": outcome.shots, "damage": film.damage}


@click.command()
@PROJECT
@AS_JSON
def shots(project_path: Path, as_json: bool) -> None:
    """List the films of a project and their shots, kinds and groups.

    Kinds are picture, title, black, bars and slate. Shots of one group are near-duplicates; the
    one with * is paired.
    """
    with open_to_read(project_path) as project:
        films = load_library(project).films.values()
    if as_json:
        print_json({"films": [_film_document(film) for film in films]})
        return
    names = names_apart(film.record for film in films)
    for film in films:
        record = film.record
        print_line(
            f"{names[record.uuid]}  {record.uuid}  {counted(record.frame_count, 'frame')} at "
            f"{rate_text(record.rate)} {record.damage}".rstrip(),
            output,
        )
        if record.range is not None:
            print_line(_range_words(film), output)
        print_columns(
            ("shot", "from", "to", "frames", "kind", "group"),
            [_shot_cells(film, shot) for shot in film.shots],
        )


def _shot_cells(film: LibraryFilm, shot: ShotRecord) -> tuple[str, ...]:
    return (
        str(shot.number),
        film.label(shot.frames.start),
        film.label(shot.frames.stop),
        str(len(shot.frames)),
        shot.kind,
        "" if shot.group is None else f"{shot.group}{'*' if shot.representative else ''}",
    )


@click.command()
@PROJECT
@click.argument("film")
@click.option("--in", "first", metavar="WHERE", help="The first frame of the range.")
@click.option("--out", "last", metavar="WHERE", help="The last frame of the range.")
@click.option("--clear", is_flag=True, help="The whole film again.")
def range(project_path: Path, film: str, first: str | None, last: str | None, clear: bool) -> None:
    """Pair only the shots in a range of a film.

    FILM is a name or an id. WHERE is a timecode, or a frame number from 0.
    """
    if clear == (first is not None or last is not None):
        raise click.UsageError("Name --in, --out or both, or --clear.")
    with open_project(project_path) as project:
        found = load_library(project).film(film)
        with editing(project, "range"):
            if clear:
                stored.set_range(project, found.record.uuid, None)
            else:
                draw_range(project, found, first=_frame(found, first), last=_frame(found, last))
        print_line(_range_words(load_library(project).film(film)), output)


def _frame(film: LibraryFilm, where: str | None) -> int | None:
    if where is None:
        return None
    return int(where) if where.isdecimal() else film.frame_reading(where)


def _range_words(film: LibraryFilm) -> str:
    frames = film.record.range
    if frames is None:
        return "All its shots are paired."
    label = film.label
    return f"Only shots from {label(frames.start)} to {label(frames.stop - 1)} are paired."


def _film_document(film: LibraryFilm) -> dict[str, object]:
    record = film.record
    return {
        "film": record.uuid,
        "name": record.name,
        "path": str(record.media[0].path),
        "frames": record.frame_count,
        "rate": rate_fraction(record.rate),
        "start_timecode": film.clock.label(0),
        "damage": record.damage,
        "range": [record.range.start, record.range.stop] if record.range else None,
        "shots": [documents.shot(shot) for shot in film.shots],
    }


def rate_fraction(rate: Fraction) -> str:
    """Return a rate as JSON carries it: ``24000/1001``, ``25/1``."""
    return f"{rate.numerator}/{rate.denominator}"
