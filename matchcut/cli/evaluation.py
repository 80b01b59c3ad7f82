"""matchcut eval: results against ground truth, as a table or as JSON."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from matchcut.cli.adapting import training_words
from matchcut.cli.options import ANY_PATH, AS_JSON
from matchcut.cli.segmenter import SEGMENTER, WEIGHTS, chosen_segmenter
from matchcut.cli.terminal import errors, output, print_columns, print_json, shown_progress
from matchcut.errors import MatchcutError
from matchcut.evaluation.masks import adapted_to, evaluate_masks
from matchcut.evaluation.pairs import group_agreement, recall
from matchcut.evaluation.shots import evaluate_shots
from matchcut.evaluation.truth import Score, pooled, read_truth
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.pipeline.search.finding import Question, find_and_record_pairs
from matchcut.project.project import Project, open_project
from matchcut.project.shots import all_shots
from matchcut.representations.segmenter import Segmenter
from matchcut.sample import Answers
from matchcut.sample.plan import PLANTED
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS

_RECALL_AT = (20, 50)

_TRUTHS = click.argument("truths", nargs=-1, required=True, type=ANY_PATH)


@click.group()
def evaluate() -> None:
    """Evaluate matchcut against ground truth."""


@evaluate.command()
@_TRUTHS
@click.option(
    "--detector", default=DEFAULT_DETECTOR, show_default=True,
    type=click.Choice(list(SHOT_DETECTORS)), help="Shot detector.",
)  # fmt: skip
@AS_JSON
def shots(truths: tuple[Path, ...], detector: str, as_json: bool) -> None:
    """Shots: F1 on hand-marked cuts, or on the answers of sample films.

    TRUTHS are JSON files; the film of each is beside it, or in a folder named videos beside the
    folder it is in.
    """
    scores = []
    for path in truths:
        truth = read_truth(path)
        found = evaluate_shots(SHOT_DETECTORS[detector], truth, path.parent)
        scores.append((truth.film, found))
    rows = [_score_row(film, each) for film, each in scores]
    _show([*rows, _score_row("pooled", pooled(each for _, each in scores))], as_json=as_json)


@evaluate.command()
@click.argument("folder", type=ANY_PATH)
@SEGMENTER
@WEIGHTS
@click.option(
    "--adapt", is_flag=True, help="First learn from these pictures, as matchcut adapt does."
)
@AS_JSON
def masks(folder: Path, segmenter: str, weights: Path | None, adapt: bool, as_json: bool) -> None:
    """Masks: mean region similarity J with ground truth.

    FOLDER holds frames and masks (DAVIS), photos and masks, or images and labels (YOLO polygons).
    """
    network: Segmenter
    if adapt:
        started = time.process_time()
        with shown_progress("none" if as_json else "bar") as progress:
            network, trained = adapted_to(folder, progress)
        errors.print(
            f"{training_words(trained)} {time.process_time() - started:.0f} s of processor time."
        )
    else:
        network = chosen_segmenter(segmenter, weights)
    scores = evaluate_masks(network, folder)
    rows: list[dict[str, object]] = [
        {"group": group.name, "frames": group.frames, "J": group.similarity}
        for group in scores.groups
    ]
    frames = sum(group.frames for group in scores.groups)
    rows.append({"group": "mean", "frames": frames, "J": scores.similarity})
    _show(rows, as_json=as_json)
    if not as_json:
        output.print(
            f"{scores.segmenter}: {1000 * scores.seconds_per_frame:.1f} ms a frame; "
            f"trust and J correlate at {scores.trust_correlation:.2f}; J of the trusted half "
            f"{scores.trusted:.3f}, of the other {scores.distrusted:.3f}"
        )


@evaluate.command()
@_TRUTHS
@SEGMENTER
@WEIGHTS
@AS_JSON
def pairs(truths: tuple[Path, ...], segmenter: str, weights: Path | None, as_json: bool) -> None:
    """Ranking: recall of planted matches in the first 20 and 50.

    TRUTHS are the answers of sample films, each beside its film.
    """
    network = chosen_segmenter(segmenter, weights)
    rows: list[dict[str, object]] = []
    for path in truths:
        answers = Answers.read(path)
        with _analysed(path, network) as project:
            for flavour in PLANTED:
                found = find_and_record_pairs(project, Question(flavour, max(_RECALL_AT)), network)
                row: dict[str, object] = {"film": path.stem, "by": flavour}
                for k in _RECALL_AT:
                    hits, row["planted"] = recall(answers, flavour, found, k)
                    row[f"found in {k}"] = hits
                rows.append(row)
    _show(rows, as_json=as_json)


@evaluate.command()
@_TRUTHS
@AS_JSON
def dedup(truths: tuple[Path, ...], as_json: bool) -> None:
    """Near-duplicates: pairs of shots grouped rightly and wrongly.

    TRUTHS are the answers of sample films, each beside its film.
    """
    rows: list[dict[str, object]] = []
    for path in truths:
        with _analysed(path, None) as project:
            hits, wrong, planted = group_agreement(Answers.read(path), all_shots(project))
        rows.append({"film": path.stem, "found": hits, "wrong": wrong, "planted": planted})
    _show(rows, as_json=as_json)


@contextmanager
def _analysed(answers: Path, segmenter: Segmenter | None) -> Iterator[Project]:
    """Analyse the film beside a file of answers into a temporary project."""
    film = answers.with_suffix(".mp4")
    with (
        tempfile.TemporaryDirectory(prefix="matchcut-eval-") as folder,
        open_project(Path(folder) / "eval.matchcut", create=True) as project,
        shown_progress() as progress,
    ):
        (outcome,) = analyse(project, [film], AnalysisSettings(segmenter), progress)
        if outcome.film is None:
            raise outcome.failure or MatchcutError(f"{film.name} could not be analysed.")
        yield project


def _score_row(film: str, score: Score) -> dict[str, object]:
    return {
        "film": film,
        "F1": score.f1,
        "precision": score.precision,
        "recall": score.recall,
        "found": len(score.found),
        "wrong": len(score.wrong),
        "missed": len(score.missed),
    }


def _show(rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows with the same keys as a table, or as a JSON list."""
    if as_json:
        print_json(rows)
        return
    print_columns(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
