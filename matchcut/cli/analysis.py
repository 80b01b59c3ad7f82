"""matchcut analyze: films into a project."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH, FILMS, PROGRESS, PROJECT, Amount, begun_project
from matchcut.cli.segmenter import WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import ProgressStyle, errors, json_line, print_line, shown_progress
from matchcut.errors import MatchcutError, counted, printable
from matchcut.files import is_file, is_folder, is_there
from matchcut.media.folders import films_at
from matchcut.pipeline.analysis.analysing import AnalysisSettings, Outcome, analyse
from matchcut.pipeline.analysis.facts import watched_path
from matchcut.progress import Progress
from matchcut.project import films as stored
from matchcut.project.project import Project, open_project
from matchcut.representations.segmenters import SEGMENTERS
from matchcut.shots import DEFAULT_DETECTOR, SHOT_DETECTORS, USUAL_THRESHOLDS
from matchcut.shots.shot import MIN_SHOT_FRAMES, Transition


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
    # Another file than the one that was named, where the project has the same film already.
    document["watched"] = str(stored.watched_file(film))
    return document | {"shots": outcome.shots, "damage": film.damage}
