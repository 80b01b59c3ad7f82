"""How well the frame match finds a changed silhouette among others, by its settings.

    python tests/benchmarks/silhouettes.py ../shared/data

The silhouettes are people, animals and things from three sets of masks, people cropped as films
frame them. Each is moved, scaled, turned and bent a little (twice, three times ... as much), and
the score of every original with every changed one ranked: average precision, where only a
silhouette with itself is good. Says how sharply a score tells silhouettes apart, not whether
editors like the pair.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from drawn_figures import masks_of, shot_of
from labels import average_precision
from published_baseline import MiddleFrames

from matchcut.scoring import masks as scoring
from matchcut.scoring import silhouettes as planes

WIDTH, HEIGHT = SIZE = (256, 144)
SETTINGS = {
    "outlines alone": (0.0, 1.0, 0.5, 1),
    "overlap alone": (1.0, 0.0, 0.5, 1),
    "overlap, no chance": (1.0, 0.0, 0.0, 1),
    "overlap, all chance": (1.0, 0.0, 1.0, 1),
    "blend": (0.5, 0.5, 0.5, 1),
    "blend, no chance": (0.5, 0.5, 0.0, 1),
    "blend, all chance": (0.5, 0.5, 1.0, 1),
    "blend, two cells": (0.5, 0.5, 0.5, 2),
    "blend, 60:40": (0.6, 0.4, 0.5, 1),
}


def figures(root, rng):
    """Yield masks of 256 by 144."""
    for path in sorted((root / "person-masks" / "masks").iterdir()):
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        rows, columns = np.nonzero(mask)
        if len(rows):
            tall = np.ptp(rows) * rng.uniform(0.35, 1.3)
            scale = HEIGHT / tall
            x = columns.mean() + rng.normal(0, 0.12) * tall * 16 / 9
            y = rows.min() + tall * rng.uniform(0.35, 0.5)
            yield warped(
                mask > 0, [[scale, 0, WIDTH / 2 - x * scale], [0, scale, HEIGHT / 2 - y * scale]]
            )
    for folder in sorted((root / "davis-train-240p" / "masks").iterdir()):
        for path in sorted(folder.iterdir())[::20]:
            mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            yield cv2.resize(mask, SIZE, interpolation=cv2.INTER_AREA) > 127
    for path in sorted((root / "coco128seg" / "labels").rglob("*.txt")):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        for line in path.read_text().splitlines():
            ring = np.array(line.split()[1:], float).reshape(-1, 2) * SIZE
            cv2.fillPoly(mask, [np.rint(ring).astype(np.int32)], 1)
        yield mask > 0


def warped(mask, affine):
    grey = mask.astype(np.uint8) * 255
    return cv2.warpAffine(grey, np.array(affine), SIZE, flags=cv2.INTER_LINEAR) > 127


def changed(mask, amount, rng):
    """Return the mask moved 2 %, scaled 5 %, turned 3 degrees, bent 3 pixels, times ``amount``."""
    affine = cv2.getRotationMatrix2D(
        (WIDTH / 2, HEIGHT / 2), rng.normal(0, 3 * amount), np.exp(rng.normal(0, 0.05 * amount))
    )
    affine[:, 2] += rng.normal(0, 0.02 * amount, 2) * WIDTH
    bend = cv2.GaussianBlur(rng.normal(size=(HEIGHT, WIDTH, 2)), (0, 0), 10)
    bend *= 3 * amount / bend.std()
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    grey = warped(mask, affine).astype(np.uint8) * 255
    moved = np.stack([x, y], axis=2) + bend
    return cv2.remap(grey, moved.astype(np.float32), None, cv2.INTER_LINEAR) > 127


def main(root):
    rng = np.random.default_rng(0)
    original = [mask for mask in figures(root, rng) if 0.03 < mask.mean() < 0.8]
    n = len(original)
    print(f"average precision, {n} silhouettes; median IoU of a silhouette with itself below")
    amounts = (0.5, 1.0, 1.5, 2.0)
    rows = {"change": [], "median IoU": [], "union IoU": []} | {name: [] for name in SETTINGS}
    for amount in amounts:
        every = original + [changed(mask, amount, rng) for mask in original]
        shots = [shot_of(masks_of(mask, size=SIZE), size=SIZE) for mask in every]
        good = np.eye(n, dtype=bool).ravel()
        iou = MiddleFrames(shots).scores[:n, n:]
        rows["change"].append(amount)
        rows["median IoU"].append(np.median(np.diag(iou)))
        rows["union IoU"].append(average_precision(iou.ravel(), good))
        for name, (overlap, shape, chance, reach) in SETTINGS.items():
            scoring.OVERLAP, scoring.INSTANCES, scoring.SHAPE = overlap, 0.0, shape
            scoring.CHANCE, planes.REACH_CELLS = chance, reach
            # Of single figures the bounds are the scores.
            score = scoring.MaskScorer(shots).bounds(slice(0, n), slice(n, 2 * n))
            rows[name].append(average_precision(score.ravel(), good))
    for name, row in rows.items():
        print(f"{name:22}" + "".join(f"{value:8.3f}" for value in row))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
