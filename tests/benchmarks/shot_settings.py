"""How right shot detection is on a film that its settings were not chosen on.

For each film with marked cuts, the settings are chosen on the others alone; the table shows what
they are worth on the film left out, beside PySceneDetect's detectors:

    python tests/benchmarks/shot_settings.py ../shared/data/cuts/*.json
"""

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from matchcut.evaluation.shots import film_of
from matchcut.evaluation.truth import Score, Truth, pooled, read_truth, score
from matchcut.media.bars_and_burn_ins import survey
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.pipeline.analysis.watching import DETECTION_SIDE
from matchcut.shots.detector import ShotDetector
from matchcut.shots.detectors import SHOT_DETECTORS
from matchcut.shots.film_detector import FilmDetector

CUT_SCORES = (0.8, 0.9, 1.0, 1.15, 1.3)
MIN_WORTHS = (0.04, 0.06, 0.09)
MAX_LIKENESSES = (0.5, 0.6, 0.7)

Settings = tuple[float, float, float]
Scores = dict[str, dict[Settings | str, Score]]


def main(paths: Sequence[str]) -> None:
    """Print the table for the truths at ``paths``."""
    scores = {path.stem: _scores_of_film(path) for path in sorted(map(Path, paths))}
    table = Table("film", "chosen on the others", "precision", "recall", "F1", *SHOT_DETECTORS)
    left_out = []
    for film, results in scores.items():
        settings = _chosen({other: scores[other] for other in scores if other != film})
        result = results[settings]
        left_out.append(result)
        table.add_row(film, _shown(settings), *_figures(result), *_baselines([results]))
    table.add_section()
    table.add_row("pooled", "", *_figures(pooled(left_out)), *_baselines(list(scores.values())))
    console = Console(width=120)
    console.print(table)
    console.print(f"chosen on all: {_shown(_chosen(scores))} (cut score, worth, correlation)")


def _scores_of_film(path: Path) -> dict[Settings | str, Score]:
    truth = read_truth(path)
    film = film_of(truth, path.parent)
    rate, frames = probe(film).rate, _frames(film, truth.marked.stop)
    results: dict[Settings | str, Score] = {
        name: _score(make, rate, frames, truth) for name, make in SHOT_DETECTORS.items()
    }
    for settings in product(CUT_SCORES, MIN_WORTHS, MAX_LIKENESSES):
        results[settings] = _score(_detector(settings), rate, frames, truth)
    return results


def _frames(film: Path, n_frames: int) -> list[NDArray[np.uint8]]:
    info = probe(film)
    with DecodePass(info, long_side=DETECTION_SIDE, area=survey(info)) as frames:
        return [frame.picture for _, frame in zip(range(n_frames), frames, strict=False)]


def _detector(settings: Settings) -> Callable[[Fraction], ShotDetector]:
    cut_score, least_worth, most_correlation = settings
    return lambda rate: FilmDetector(
        rate, threshold=cut_score, least_worth=least_worth, most_correlation=most_correlation
    )


def _score(
    make: Callable[[Fraction], ShotDetector],
    rate: Fraction,
    frames: list[NDArray[np.uint8]],
    truth: Truth,
) -> Score:
    return score(make(rate).transitions(iter(frames)), truth)


def _chosen(scores: Scores) -> Settings:
    """Return the best settings, and of equals the one nearest to the middle of them all."""
    grid = list(product(CUT_SCORES, MIN_WORTHS, MAX_LIKENESSES))
    worth = {each: pooled(results[each] for results in scores.values()).f1 for each in grid}
    best = [each for each in grid if worth[each] == max(worth.values())]
    middle = np.mean(np.log(best), axis=0)
    return min(best, key=lambda each: float(np.abs(np.log(each) - middle).sum()))


def _shown(settings: Settings) -> str:
    return " ".join(f"{each:.2f}" for each in settings)


def _figures(result: Score) -> list[str]:
    return [f"{each:.3f}" for each in (result.precision, result.recall, result.f1)]


def _baselines(results: list[dict[Settings | str, Score]]) -> list[str]:
    return [f"{pooled(each[name] for each in results).f1:.3f}" for name in SHOT_DETECTORS]


if __name__ == "__main__":
    main(sys.argv[1:])
