"""How long the best pairs of many shots take, and how many pairs are scored exactly for them.

    python tests/benchmarks/ranking.py [SHOTS [K]]

Shots of 5 sample frames with 1 to 4 drifting blobs each and a move of their own, and acts drawn by
chance; incoming shots may be mirrored. Analysis is done by then; laying the stored features on the
canvas is not, and counts. Peak memory is that of the whole process.
"""

import resource
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from drawn_features import acting_shots
from drawn_figures import doubted, masks_of, samples_of

from matchcut import ranking
from matchcut.ranking import PairableShot, top_pairs
from matchcut.representations.masks import mask_features
from matchcut.representations.motion import motion_features
from matchcut.scoring.action import action_scorer
from matchcut.scoring.masks import MaskScorer
from matchcut.scoring.motion import motion_scorer

SIZE = (256, 144)
SAMPLES, FRAMES = 5, 60
SECONDS = 2.5


def blobs(rng):
    """Return the masks of each sample frame: the same blobs, a little further on."""
    figures = []
    for _ in range(rng.integers(1, 5)):
        angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        radius = 1 + sum(
            rng.uniform(0, 0.35) * np.cos(n * angle + rng.uniform(0, 7)) for n in (2, 3, 4)
        )
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
        ring *= rng.uniform(0.05, 0.25, 2)
        figures.append((ring + rng.uniform(0.15, 0.85, 2), rng.normal(0, 0.01, 2)))
    for step in range(SAMPLES):
        masks = []
        for ring, drift in figures:
            mask = np.zeros(SIZE[::-1], np.uint8)
            cv2.fillPoly(mask, [np.rint((ring + step * drift) * SIZE).astype(np.int32)], 1)
            masks.append(mask > 0)
        yield doubted(masks_of(*masks, size=SIZE, trust=rng.uniform(0.4, 1, len(masks))), reach=6)


def shots(number, seed=0):
    """Return the mask and motion features of as many shots."""
    rng = np.random.default_rng(seed)
    masks, motion = [], []
    for at in range(number):
        start = at * FRAMES
        indices = start + np.linspace(6, FRAMES - 6, SAMPLES).astype(int)
        samples = samples_of(indices, start, start + FRAMES, SIZE)
        samples.camera[:] = rng.normal(0, 0.004, 4) + rng.normal(0, 0.001, samples.camera.shape)
        samples.subject[:] = rng.normal(0, 0.004, samples.subject.shape[1:])
        masks.append(mask_features(samples, list(blobs(rng))))
        motion.append(motion_features(samples, Fraction(24)))
    return masks, motion


@dataclass
class Counting:
    """A scorer that counts the pairs scored exactly."""

    scorer: object
    exact: int = 0

    def __getattr__(self, name):
        return getattr(self.scorer, name)

    def __len__(self):
        return len(self.scorer)

    def best_cuts(self, tails, heads):
        self.exact += len(tails)
        return self.scorer.best_cuts(tails, heads)


def main(number=2000, k=50):
    masks, motion = shots(number)
    acts = acting_shots(number)
    places = [PairableShot("film", at * SECONDS, at * SECONDS + SECONDS) for at in range(number)]
    print(f"{number} shots; {peak_mb()} MB once their features are loaded")
    total = 0.0
    for name, make, gap in (
        ("frame", lambda: MaskScorer(masks, flop=True), 60.0),
        ("motion", lambda: motion_scorer(motion, flop=True), 0.0),
        ("action", lambda: action_scorer(acts, flop=True), 0.0),
    ):
        wall, cpu = time.perf_counter(), time.process_time()
        scorer = Counting(make())
        ready = time.perf_counter() - wall
        ranking._EXACT_UP_TO = number
        pairs = top_pairs(scorer, places, k, gap_seconds={"film": gap})
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        total += wall
        print(
            f"{name:7} {len(pairs)} pairs, {pairs[0].score:.3f} to {pairs[-1].score:.3f}: "
            f"{wall:.2f} s ({ready:.2f} s to lay out; {cpu:.2f} s of processor); "
            f"{scorer.exact} pairs scored exactly ({scorer.exact / number**2:.3%}); "
            f"peak {peak_mb()} MB"
        )
        ranking._EXACT_UP_TO = 0
        wall, cpu = time.perf_counter(), time.process_time()
        found = {*cuts(pairs)} & {*cuts(top_pairs(scorer, places, k, gap_seconds={"film": gap}))}
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"        looked up by sketches, as above 5,000 shots: {len(found)} of {len(pairs)}, "
            f"{wall:.2f} s ({cpu:.2f} s of processor)"
        )
    print(f"all     {total:.2f} s")


def cuts(pairs):
    return ((pair.tail, pair.head) for pair in pairs)


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
