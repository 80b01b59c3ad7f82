"""How well near-duplicate shots are told from others, over thresholds.

    python tests/benchmarks/setups.py ../shared/data/videos

setups.json was marked by eye: for each film its shots as [first frame, frame after the last];
"same", the shots (by first frame) of one set-up, actors and framing moving slightly; "unsure",
shots between which an editor might go either way: pairs of these count neither way. All others
are different. Shots of one long take with a fixed camera stand in for dialogue in live action.
"""

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from matchcut.dedup import THRESHOLD, appearance, group, similarity
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe

LABELS = Path(__file__).with_name("setups.json")
# As sample frames lie: the middles of the first, third and fifth fifth.
PLACES = (0.1, 0.5, 0.9)


def pictures(path, wanted):
    """Return {frame number: picture} for the wanted frames."""
    with DecodePass(probe(path), long_side=256) as frames:
        found = {}
        for number, frame in enumerate(frames):
            if number in wanted:
                found[number] = frame.picture
            if len(found) == len(wanted):
                break
    return found


def described(path, shots):
    """Return one descriptor for each shot."""
    places = [[start + int((stop - start) * at) for at in PLACES] for start, stop in shots]
    found = pictures(path, {number for each in places for number in each})
    return [appearance(np.stack([found[number] for number in each])) for each in places]


def relations(names, labels):
    """Return (n, n) int8: 1 for the same set-up, 0 for unsure, -1 for different ones."""
    position = {name: k for k, name in enumerate(names)}
    relation = np.full((len(names), len(names)), -1, np.int8)
    for value, key in ((0, "unsure"), (1, "same")):
        for film, marks in labels.items():
            for members in marks[key]:
                for one, other in combinations(members, 2):
                    a, b = position[film, one], position[film, other]
                    relation[a, b] = relation[b, a] = value
    return relation


def main(folder):
    labels = json.loads(LABELS.read_text())
    names, descriptors = [], []
    for film, marks in labels.items():
        names += [(film, start) for start, _ in marks["shots"]]
        descriptors += described(folder / film, marks["shots"])
    upper = np.triu_indices(len(names), 1)
    truth = relations(names, labels)[upper]
    alike = np.array(
        [similarity(descriptors[a], descriptors[b]) for a, b in zip(*upper, strict=True)]
    )
    same, different = alike[truth == 1], alike[truth == -1]
    print(f"{len(names)} shots, {len(same)} pairs of one set-up, {len(different)} of two")
    print("threshold  precision  recall  wrong pairs")
    for threshold in np.arange(0.20, 0.60, 0.02).round(2):
        right, wrong = (same >= threshold).sum(), (different >= threshold).sum()
        precision = right / max(right + wrong, 1)
        print(f"{threshold:9.2f}  {precision:9.3f}  {right / len(same):6.3f}  {wrong:11d}")
    representative = group(descriptors)
    mixed = (representative[upper[0]] == representative[upper[1]]) & (truth == -1)
    print(f"groups at {THRESHOLD}: {len(np.unique(representative))}, wrong pairs {mixed.sum()}")
    for at in np.argsort(np.where(truth == -1, alike, -1))[-5:][::-1]:
        a, b = names[upper[0][at]], names[upper[1][at]]
        print(f"  most alike of two set-ups: {alike[at]:.3f} {a} {b}")
    for at in np.argsort(np.where(truth == 1, alike, 2))[:5]:
        a, b = names[upper[0][at]], names[upper[1][at]]
        print(f"  least alike of one set-up: {alike[at]:.3f} {a} {b}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
