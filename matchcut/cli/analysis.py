"""matchcut analyze: watch films into a project."""

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

import click

from matchcut.cli.options import (
    ANY_PATH,
    FILMS,
    PROGRESS,
    PROJECT,
    Amount,
    begun_project,
    opened_project,
)
from matchcut.cli.segmenter import WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import (
    ProgressStyle,
    errors,
    json_line,
    print_line,
    print_lines,
    resuming,
    shown_progress,
)
from matchcut.files import is_file, is_folder, is_there
from matchcut.media.folders import FilmsAt, films_at
from matchcut.pipeline.analysis.analysing import AnalysisSettings, Outcome, analyse
from matchcut.pipeline.analysis.facts import start_lost, watched_path
from matchcut.pipeline.analysis.recipe import Recipe
from matchcut.progress import Progress
from matchcut.project import films as stored
from matchcut.project.disk_errors import refuse_moved
from matchcut.project.films import FilmRecord
from matchcut.project.project import Project
from matchcut.representations.segmenters import SEGMENTERS
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS, USUAL_THRESHOLDS
from matchcut.shots.shot import MIN_SHOT_FRAMES, Transition
from matchcut.words import counted, left_out_words, printable


class _Threshold(Amount):
    what = "threshold"


@click.command()
@FILMS
@PROJECT
@click.option(
    "--segmenter", default="auto", show_default=True,
    type=click.Choice(["auto", *SEGMENTERS, "none"]),
    help="What finds the figures (masks). Without one (none), only motion matches are found.",
)  # fmt: skip
@WEIGHTS
@click.option(
    "--detector", type=click.Choice(list(SHOT_DETECTORS)),
    help="Shot detector.  [default: the one, or the list, used for this film last time; otherwise "
    f"{DEFAULT_DETECTOR}]",
)  # fmt: skip
@click.option(
    "--threshold", type=_Threshold(0, min_open=True), metavar="NUMBER",
    help="Sensitivity of the --detector to hard cuts; a lower number finds more.  "
    f"[default: {', '.join(f'{name} {usual:g}' for name, usual in USUAL_THRESHOLDS.items())}]",
)  # fmt: skip
@click.option(
    "--cuts",
    type=ANY_PATH,
    help="Take the shots of one film from this list instead of a detector, now and later: EDL, "
    "OTIO, XML, FCPXML, or CSV with the columns frame; start,stop; or first,last.",
)
@click.option("--opened-as", hidden=True, metavar="FILE-ID", help="What a window has open.")
@PROGRESS
def analyze(
    films: tuple[Path, ...],
    project_path: Path,
    segmenter: str,
    weights: Path | None,
    detector: str | None,
    threshold: float | None,
    cuts: Path | None,
    opened_as: str | None,
    style: ProgressStyle,
) -> int:
    """Watch films into a project, or resume where it stopped.

    FILMS are files or folders; by default, the films of the project. Finds and stores the shots,
    near-duplicates, figures and moves of each film, so that find and sheet only have to rank.
    """
    if cuts is not None and detector is not None:
        raise click.UsageError("Shots come from a list or a detector: --cuts or --detector.")
    if threshold is not None and detector is None:
        raise click.UsageError("--threshold goes with --detector: each has a measure of its own.")
    refuse_projects(films)
    if opened_as is not None:
        refuse_moved(project_path, opened_as)
    found = films_found(films or _films_of(project_path))
    if style == "json":
        _name_films(found)
    # Before the project is created: an unusable list must not leave an empty one behind.
    listed = None if cuts is None else _listed_cuts(project_path, cuts, found)
    begun = begun_project(project_path) if opened_as is None else opened_project(project_path)
    with begun as project, shown_progress(style) as progress:
        network = (
            None
            if segmenter == "none"
            else chosen_segmenter(segmenter, weights, project, load_now=True)
        )
        named = None if detector is None else Recipe(detector, threshold)
        recipe = named if listed is None else Recipe(cuts=listed)
        settings = AnalysisSettings(network, recipe)
        outcomes = analyse_films(project, found, settings, progress, style)
    return 0 if all(outcome.film for outcome in outcomes) else 1


def _films_of(project_path: Path) -> tuple[Path, ...]:
    """Return the files of a project's films; raise click.UsageError if it has none."""
    if is_there(project_path):
        with opened_project(project_path) as project:
            if found := stored.films(project):
                return tuple(watched_path(project, record) for record in found)
    raise click.UsageError("Name at least one film or folder.")


def refuse_projects(films: Sequence[Path]) -> None:
    """Raise click.UsageError if one of ``films`` is a project file."""
    for path in films:
        if path.suffix.lower() == ".matchcut" and is_file(path):
            name = printable(path.name)
            raise click.UsageError(f"{name} is a project, not a film: name it with -p.")


def films_found(paths: Sequence[Path]) -> list[FilmsAt]:
    """Return what is at each of ``paths``, once; folders take a while to look through."""
    return [films_at(path) for path in dict.fromkeys(paths)]


def _name_films(found: Sequence[FilmsAt]) -> None:
    """Report the films in each folder as JSON lines, for a program that lists them."""
    for each in found:
        # A folder without films is reported by its analysis.
        if each.failure is None and is_folder(each.path):
            films = [str(film) for film in each.films]
            json_line({"folder": str(each.path), "films": films, "passed_over": each.passed_over})


def _listed_cuts(
    project_path: Path, listed: Path, found: Sequence[FilmsAt]
) -> tuple[Transition, ...]:
    """Return the transitions of a list from outside, and report what in it is skipped.

    Raises click.UsageError where more than one film is found.
    """
    # Slow to load: every analysis would start later for it.
    from matchcut.pipeline.conforming import film_cuts

    if failures := [each.failure for each in found if each.failure]:
        raise failures[0]
    films = [film for each in found for film in each.films]
    if len(films) != 1:
        raise click.UsageError("A list of shots belongs to one film: name just that one.")
    begun = opened_project(project_path) if is_there(project_path) else nullcontext()
    with begun as project:
        cuts = film_cuts(project, listed, films[0])
    print_lines(cuts.problems)
    return cuts.transitions


def analyse_films(
    project: Project,
    found: Sequence[FilmsAt],
    settings: AnalysisSettings,
    progress: Progress,
    style: ProgressStyle,
) -> list[Outcome]:
    """Analyse films, reporting the outcome of each on standard error, of empty folders first."""
    if settings.segmenter is not None and style == "bar":
        errors.print(f"Figures by {settings.segmenter.name}.", style="dim")
    failures = [Outcome(each.path, failure=each.failure) for each in found if each.failure]
    films = [film for each in found for film in each.films]
    outcomes = []
    with resuming():
        for outcome in chain(failures, analyse(project, films, settings, progress)):
            outcomes.append(outcome)
            _tell(outcome, style)
    if style != "json":  # which has named them all
        print_lines(chain.from_iterable(each.passed_over for each in found))
    return outcomes


def _tell(outcome: Outcome, style: ProgressStyle) -> None:
    if style == "json":
        json_line(_outcome_document(outcome))
    elif outcome.film is None:
        print_line(outcome.failure)
    else:
        line, expected = _outcome_line(outcome, outcome.film)
        # Anything unexpected is printed even without progress.
        if style == "bar" or not expected:
            print_line(line)


def _outcome_line(outcome: Outcome, film: FilmRecord) -> tuple[str, bool]:
    """Return a film's outcome in one line, and whether it is as expected."""
    name, words = film.name, _words(film, outcome.path)
    if outcome.path.name != name:
        # A copy or a renamed film: the project knows films by their content.
        name = f"{outcome.path.name}, known as {name}"
    why = ""
    if not outcome.shots:
        why = f"None has the {MIN_SHOT_FRAMES} frames that a shot needs."
    elif left_out := left_out_words(outcome.no_picture):
        why = f"{left_out} --all-kinds lets them in."
    line = " ".join(filter(None, (f"{name}: {counted(outcome.shots, 'shot')}.", why, words)))
    return line, name == film.name and not why and not words


def _outcome_document(outcome: Outcome) -> dict[str, object]:
    if outcome.film is None:
        return {"film": None, "path": str(outcome.path), "failed": str(outcome.failure)}
    film = outcome.film
    document = {"film": film.uuid, "path": str(outcome.path), "name": film.name}
    # Not the file named by the user if the project already has the same film.
    document["watched"] = str(stored.watched_file(film))
    left_out = left_out_words(outcome.no_picture)
    damage = _words(film, outcome.path)
    return document | {"shots": outcome.shots, "damage": damage, "left_out": left_out}


def _words(film: FilmRecord, path: Path) -> str:
    """Return what is damaged, lost or lacking of a film."""
    still = "It is a single frame: find --image searches with a still." * (film.frame_count == 1)
    return " ".join(filter(None, (film.damage, start_lost(film, path), still)))
