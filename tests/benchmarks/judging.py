"""Pairs to be judged by looking, the product's among others, in hidden order.

    python tests/benchmarks/judging.py sheets PROJECT OUT [--seed N] [--judged FOLDER]
    python tests/benchmarks/judging.py score VERDICTS.json...

``sheets`` takes the product's 20 best pairs of each flavour, the published baseline's (it has no
action match), and 20 by chance, shuffles them together, and draws numbered sheets: the two frames
at the cut; for a motion match the three frames before the cut and the three behind it, for an
action match five and five, a sixth of a second apart. It also writes FLAVOUR.json: every pair with
its frames, no verdict yet, and who proposed it as a digest that doesn't show. Fill in "verdict"
(true where the cut is worth auditioning) and "reason", then ``score`` prints the precision of the
three. With ``--judged``, a pair that stands in that folder's lists, or one of the same shots with
both frames at most 3 away, keeps its verdict and isn't drawn.
"""

import argparse
import hashlib
import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from lists import COMPARED, baseline, by_chance, product

from matchcut.media.film import probe
from matchcut.media.frames import FrameReader
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import load_library
from matchcut.project.media import relink_media
from matchcut.project.picture_area import picture_area
from matchcut.project.project import open_project
from matchcut.representations.segmenters import choose_segmenter

K = 20
SOURCES = ("ours", "baseline", "chance")
PAIRS_A_SHEET = 10
FRAMES_A_SIDE = {"frame": 1, "motion": 3, "action": 5}
WIDTHS = {"frame": 480, "motion": 300, "action": 200}
STEP_SECONDS = 1 / 6
MAX_MOVED_FRAMES = 3  # a cut this near to a judged one shows the same picture across it


def sheets(project_path, out, seed, judged):
    """Draw the sheets and write the lists to be filled in."""
    out.mkdir(parents=True, exist_ok=True)
    segmenter = choose_segmenter("foreground")
    with open_project(project_path) as project:
        for by in COMPARISONS:
            proposed = {
                "ours": product(project, by, K, segmenter),
                "baseline": baseline(project, by, K, segmenter) if by in COMPARED else [],
                "chance": by_chance(project, by, K, segmenter, seed),
            }
            entries = _mixed(proposed, by, seed)
            if judged is not None:
                earlier = json.loads((judged / f"{by}.json").read_text(encoding="utf-8"))
                _carry_over(project, entries, earlier["pairs"])
            document = {
                "by": by,
                "films": sorted({side["film"] for e in entries for side in (e["out"], e["in"])}),
                "proposed": {name: len(cuts) for name, cuts in proposed.items()},
                "seed": seed,
                "pairs": entries,
            }
            text = json.dumps(document, indent=1, ensure_ascii=False)
            (out / f"{by}.json").write_text(text + "\n", encoding="utf-8")
            _draw(project, [e for e in entries if e["verdict"] is None], by, out)


def score(paths):
    """Print the precision of each source: the share of its pairs worth auditioning."""
    print(f"{'precision@20':34}" + "".join(f"{name:>12}" for name in SOURCES))
    pooled = defaultdict(lambda: defaultdict(list))
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        good = defaultdict(list)
        for entry in document["pairs"]:
            for name in SOURCES:
                if _digest(document["seed"], entry["number"], name) in entry["from"]:
                    good[name].append(entry["verdict"])
        if any(verdict is None for verdicts in good.values() for verdict in verdicts):
            raise SystemExit(f"{path}: not every pair has a verdict")
        for name in SOURCES:
            pooled[document["by"]][name] += good[name]
        _print(f"{path.parent.name} {document['by']}", good)
    for by, good in pooled.items():
        _print(f"all {by}", good)


def _print(heading, good):
    cells = (f"{np.mean(good[n]):.2f} of {len(good[n])}" if good[n] else "-" for n in SOURCES)
    print(f"{heading:34}" + "".join(f"{cell:>12}" for cell in cells))


def _mixed(proposed, by, seed):
    """Return the pairs of all sources, each once, in hidden order."""
    sources = defaultdict(list)
    for name, cuts in proposed.items():
        for cut in cuts:
            sources[cut].append(name)
    order = sorted(sources, key=lambda cut: repr(cut))
    random.Random(f"{seed} {by}").shuffle(order)
    return [
        {
            "number": number,
            "out": {"film": cut.out.name, "frame": cut.out.frame},
            "in": {"film": cut.into.name, "frame": cut.into.frame},
            "from": [_digest(seed, number, name) for name in sorted(sources[cut])],
            "verdict": None,
            "reason": "",
        }
        for number, cut in enumerate(order, start=1)
    ]


def _carry_over(project, entries, judged):
    """Give each pair the verdict of the nearest judged one, where that shows the same cut."""
    films = {film.record.name: film for film in load_library(project).films.values()}
    for entry in entries:
        moved = [(_frames_moved(films, entry, earlier), earlier) for earlier in judged]
        frames, nearest = min(moved, key=lambda one: one[0])
        if frames <= MAX_MOVED_FRAMES:
            entry |= {k: nearest[k] for k in ("verdict", "reason", "votes") if k in nearest}


def _frames_moved(films, entry, earlier):
    """Return by how many frames a cut differs from an earlier one, infinite for other shots."""
    frames = 0
    for now, was in ((entry[side], earlier[side]) for side in ("out", "in")):
        shot = films[now["film"]].shot_at(now["frame"]).frames
        if was["film"] != now["film"] or was["frame"] not in shot:
            return math.inf
        frames = max(frames, abs(now["frame"] - was["frame"]))
    return frames


def _digest(seed, number, name):
    return hashlib.sha256(f"{seed} {number} {name}".encode()).hexdigest()[:12]


def _draw(project, entries, by, out):
    pictures = _Pictures(project, WIDTHS[by])
    rows = []
    for entry in entries:
        strip = [*pictures.of(entry["out"], by, -1), None, *pictures.of(entry["in"], by, 1)]
        rows.append(_row(entry["number"], strip))
    if not rows:
        return
    columns = 2 if by == "frame" else 1
    wide = max(row.shape[1] for row in rows)
    rows = [
        cv2.copyMakeBorder(row, 0, 8, 0, wide - row.shape[1] + 8, cv2.BORDER_CONSTANT)
        for row in rows
    ]
    for at in range(0, len(rows), PAIRS_A_SHEET):
        some = rows[at : at + PAIRS_A_SHEET]
        high = max(row.shape[0] for row in some)
        some = [
            cv2.copyMakeBorder(row, 0, high - row.shape[0], 0, 0, cv2.BORDER_CONSTANT)
            for row in some
        ]
        while len(some) % columns:
            some.append(np.zeros_like(some[0]))
        lines = [np.hstack(some[i : i + columns]) for i in range(0, len(some), columns)]
        cv2.imwrite(str(out / f"{by}-{at // PAIRS_A_SHEET + 1}.png"), np.vstack(lines))


def _row(number, strip):
    """Return frames side by side, a white bar at the cut, the number in the corner."""
    high = max(picture.shape[0] for picture in strip if picture is not None)
    parts = [
        np.full((high, 6, 3), 255, np.uint8)
        if picture is None
        else cv2.copyMakeBorder(
            picture, 0, high - picture.shape[0], 0, 2, cv2.BORDER_CONSTANT, value=(40, 40, 40)
        )
        for picture in strip
    ]
    row = np.ascontiguousarray(np.hstack(parts))
    cv2.rectangle(row, (0, 0), (44, 24), (0, 0, 0), -1)
    cv2.putText(row, str(number), (4, 19), cv2.FONT_HERSHEY_SIMPLEX, 0.65, (0, 255, 255), 2)
    return row


class _Pictures:
    """Reads frames of a project's films, the active picture of each."""

    def __init__(self, project, width):
        self._project = project
        self._width = width
        self._films = {film.record.name: film for film in load_library(project).films.values()}
        self._readers = {}

    def of(self, side, by, direction):
        """Return the frame at the cut, or those that lead to it or go on from it."""
        film = self._films[side["film"]]
        step = max(1, round(STEP_SECONDS * film.record.rate)) * direction
        shot = film.shot_at(side["frame"]).frames
        frames = sorted(
            min(max(side["frame"] + i * step, shot.start), shot.stop - 1)
            for i in range(FRAMES_A_SIDE[by])
        )
        reader = self._reader(film)
        return [reader.frame_at(film.times.pts_of(f), self._width).picture for f in frames]

    def _reader(self, film):
        uuid = film.record.uuid
        if uuid not in self._readers:
            info = probe(relink_media(self._project, uuid).path)
            self._readers[uuid] = FrameReader(info, picture_area(self._project, uuid))
        return self._readers[uuid]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("sheets")
    drawing.add_argument("project", type=Path)
    drawing.add_argument("out", type=Path)
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--judged", type=Path, help="a folder of FLAVOUR.json with verdicts")
    scoring = commands.add_parser("score")
    scoring.add_argument("verdicts", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "sheets":
        sheets(arguments.project, arguments.out, arguments.seed, arguments.judged)
    else:
        score(arguments.verdicts)
