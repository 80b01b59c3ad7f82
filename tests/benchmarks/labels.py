"""What the published match-cut labels say about frame pairs: how far overlap and time apart go.

    python tests/benchmarks/labels.py ../shared/data/netflix-matchcut

Average precision over the pairs of all films in one list, as the publication has it (Chen et al.,
"Match Cutting: Finding Cuts with Smooth Visual Transitions", WACV 2023). The labels come without
pictures or masks: per-instance IoU is given for every pair, union IoU for those it proposed.
"""

import csv
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

SPLITS = ("train", "validation", "test")


def average_precision(score, good):
    """Return the mean of the precision at each good pair, walking down the scores."""
    hits = good[np.argsort(-score, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def precision_at(k, film, score, good):
    """Return the share of good pairs in the first ``k`` of each film, averaged over films."""
    films = []
    for one in np.unique(film):
        own = np.flatnonzero(film == one)
        films.append(good[own[np.argsort(-score[own], kind="stable")][:k]].mean())
    return float(np.mean(films))


def main(folder):
    pairs = json.loads((folder / "dataset-frame.json").read_text())
    with (folder / "heuristic3-scores.csv").open() as file:
        given = {
            (row["imdb_id"], int(row["shot1_idx"]), int(row["shot2_idx"])): float(row["iiou_score"])
            for row in csv.DictReader(file)
        }
    key = [(p["imdb_id"], p["clip1_index"], p["clip2_index"]) for p in pairs]
    film = np.array([p["imdb_id"] for p in pairs])
    good = np.array([p["majority_label"] for p in pairs])
    instances = np.array([given[one] for one in key])
    gap = np.array([max(0.0, p["clip2_start"] - p["clip1_end"]) for p in pairs])
    proposed = [
        next((s["score"] for s in p["source_info"] if s["source_name"] == "heuristic 2"), None)
        for p in pairs
    ]
    has = np.array([score is not None for score in proposed])
    union = np.array([-1.0 if score is None else score for score in proposed])

    print(f"{len(pairs)} pairs, {good.mean():.3f} good; {has.sum()} proposed by union IoU")
    print("\naverage precision     pairs  chance  union IoU  per-instance IoU  x gap prior")
    prior = instances * np.where(gap < 60, 0.5, 1.0)
    for name in (*SPLITS, "all"):
        films = None if name == "all" else (folder / f"{name}.txt").read_text().split()
        of = np.ones(len(pairs), bool) if films is None else np.isin(film, films)
        for title, keep in ((name, of), (f"{name}, proposed", of & has)):
            row = [average_precision(s[keep], good[keep]) for s in (union, instances, prior)]
            print(
                f"{title:20} {keep.sum():6}   {good[keep].mean():.3f}"
                f"      {row[0]:.3f}             {row[1]:.3f}        {row[2]:.3f}"
            )

    print("\nprecision at 10 a film, proposed pairs")
    for title, score, keep in (
        ("union IoU", union, has),
        ("per-instance IoU", instances, has),
        ("per-instance IoU, 60 s apart", instances, has & (gap >= 60)),
    ):
        print(f"{title:30} {precision_at(10, film[keep], score[keep], good[keep]):.3f}")

    print("\nshare of good pairs, proposed, by seconds apart")
    edges = [0, 10, 30, 60, 120, 300, 900, 1800, np.inf]
    for low, high in pairwise(edges):
        of = has & (gap >= low) & (gap < high)
        print(f"{low:6} to {high:6}: {good[of].mean():.3f} of {of.sum()}")

    print("\nshare of good pairs, all, by per-instance IoU")
    for low, high in zip(np.arange(0, 1, 0.1), np.arange(0.1, 1.1, 0.1), strict=True):
        of = (instances >= low) & (instances < high)
        print(f"{low:.1f} to {high:.1f}: {good[of].mean() if of.any() else 0:.3f} of {of.sum()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
