"""How many matches planted in hard sample films are found, beside the published baseline.

    python tests/benchmarks/hard_recall.py FOLDER SEED...

FOLDER keeps the films and their analyses, so that a second run only ranks. Three answers side by
side: the product's, the product's with perfect masks (drawn from the film's own plan), and the
published baseline's with the product's features. A list holds two shots once, and either way
round is right: moves go on unchanged through all of a shot here. ``--missed`` also lists what was
not found. ``--adapt`` lets the masks learn from each film and adds what the product answers then.
"""

import argparse
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from lists import COMPARED, baseline, product

from matchcut.cli.adapting import training_words
from matchcut.pipeline.adapting import adapt
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.project.caches import learnt_network
from matchcut.project.project import open_project
from matchcut.representations.samples import FrameMasks
from matchcut.representations.segmenters import choose_segmenter
from matchcut.sample import Answers, draw_sample
from matchcut.sample.film import film_plan
from matchcut.sample.render import ShotPainter

RECALL_AT = (20, 50)


class PerfectSegmenter:
    """Knows the film's plan, and draws its figures again."""

    name, version, long_side = "perfect", 1, 320

    def __init__(self, told):
        self._told = told

    def segment(self, samples):
        return [self._frame(int(at), samples.overlay.shape) for at in samples.indices]

    def _frame(self, at, shape):
        masks = truth_masks(self._told, at)
        y, x = (((np.arange(n) + 0.5) * full / n).astype(int)
                for n, full in zip(shape, masks.shape[1:], strict=True))  # fmt: skip
        small = masks[:, y[:, None], x]
        return FrameMasks(small, ("",) * len(small), np.ones(len(small), np.float32))


def truth_masks(told, frame):
    """Return the masks that the figures of a frame truly have, (n, height, width)."""
    number = next(n for n, shot in enumerate(told.shots) if frame in shot.frames)
    return painter(told.seed, number).masks(frame - told.shots[number].start)


@lru_cache(maxsize=2)
def painter(seed, number):
    plan = film_plan(seed, True)
    return ShotPainter(plan.shots[number], plan.width, plan.height, plan.seed_of(number))


def analysed(folder, seed, segmenters):
    """Return the answers and the open project of a seed's film, drawn and analysed if need be."""
    film = folder / f"{seed}.mp4"
    if not film.with_suffix(".json").exists():
        draw_sample(film, seed=seed, hard=True)
    told = Answers.read(film.with_suffix(".json"))
    project = open_project(folder / f"{seed}.matchcut", create=True)
    for make in segmenters:
        for outcome in analyse(project, [film], AnalysisSettings(make(told))):
            if outcome.failure:
                raise outcome.failure
    return told, project


def found(told, by, cuts):
    """Return which planted matches are among these cuts, in the order they were planted."""
    joined = {(cut.out.frame, cut.into.frame) for cut in cuts}
    joined |= {(b, a) for a, b in joined}

    def is_found(match):
        out, into = told.shots[match.out_shot].frames, told.shots[match.in_shot].frames
        return any(a in out and b in into for a, b in joined)

    return [is_found(match) for match in told.matches if match.by == by]


def learnt(project):
    """Return the segmenter of a project after `matchcut adapt`, which may be the one before."""
    if learnt_network(project) is None:
        print(f"{project.path.stem}: {training_words(adapt(project)[0])}")
    network = learnt_network(project)
    return choose_segmenter("adapted" if network else "foreground", learnt=network)


def main(folder, seeds, missed, adapting):
    folder.mkdir(parents=True, exist_ok=True)
    segmenter = choose_segmenter("foreground")
    hits = {}
    for seed in seeds:
        makers = [lambda told: segmenter, PerfectSegmenter]
        told, project = analysed(folder, seed, makers)
        perfect = PerfectSegmenter(told)
        with project:
            adapted = learnt(project) if adapting else segmenter
            for by in COMPARED:
                most = max(RECALL_AT)
                answers = {
                    "ours": product(project, by, most, segmenter),
                    "ours, perfect masks": product(project, by, most, perfect),
                    "baseline": baseline(project, by, most, segmenter),
                    "baseline, perfect masks": baseline(project, by, most, perfect),
                }
                if adapting:
                    answers["ours, adapted"] = product(project, by, most, adapted)
                for name, cuts in answers.items():
                    for k in RECALL_AT:
                        got = found(told, by, cuts[:k])
                        hits.setdefault((by, k), {}).setdefault(name, []).append(np.mean(got))
                    if missed and name == "ours":
                        planted = [match for match in told.matches if match.by == by]
                        for match, hit in zip(planted, got, strict=True):
                            if not hit:
                                out, into = told.shots[match.out_shot], told.shots[match.in_shot]
                                print(f"{seed}: not found: {out.name} ({out.start}-{out.stop}) "
                                      f"> {into.name} ({into.start}-{into.stop})")  # fmt: skip
    names = list(hits["frame", RECALL_AT[0]])
    print(f"{'recall':12}{'seed':>6}" + "".join(f"{name:>25}" for name in names))
    for (by, k), rows in hits.items():
        for at, seed in enumerate(seeds):
            cells = "".join(f"{rows[name][at]:25.2f}" for name in names)
            print(f"{by + ' @' + str(k):12}{seed:>6}{cells}")
        cells = "".join(f"{np.mean(rows[name]):25.2f}" for name in names)
        print(f"{by + ' @' + str(k):12}{'mean':>6}{cells}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--adapt", action="store_true")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.seeds, arguments.missed, arguments.adapt)
