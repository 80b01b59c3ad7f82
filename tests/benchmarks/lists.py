"""The product's list of an analysed project, the published baseline's, and one drawn by chance.

Each pair is a `Cut`: film and frame on either side, whatever found it.
"""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from published_baseline import MeanFlow, MiddleFrames, baseline_pairs

from matchcut.pipeline.search.finding import Question, find_and_record_pairs
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import load_library
from matchcut.project.settings import frame_shape
from matchcut.ranking import PairableShot, gap_within
from matchcut.scoring.scorer import may_end, may_start

COMPARED = ("frame", "motion")
"""The flavours that the published baseline has."""


@dataclass(frozen=True, slots=True)
class Side:
    """A frame of a film, by UUID and name, and the shot that holds it."""

    film: str
    name: str
    start: int
    stop: int
    frame: int


@dataclass(frozen=True, slots=True)
class Cut:
    """One proposal: the last frame before the cut, and the first behind it."""

    out: Side
    into: Side


def product(project, by, k, segmenter):
    """Return the product's best ``k`` cuts, best first."""
    return [
        Cut(_side(pair.out.film, pair.out.shot, pair.out.frame),
            _side(pair.into.film, pair.into.shot, pair.into.frame))
        for pair in find_and_record_pairs(project, Question(by, k), segmenter)
    ]  # fmt: skip


def baseline(project, by, k, segmenter):
    """Return the published heuristic's best ``k`` cuts from the same features."""
    offered = _Offered(project, by, segmenter)
    if by == "frame":
        scorer = MiddleFrames(offered.features, frame_shape(project))
    else:
        scorer = MeanFlow(offered.features)
    pairs = baseline_pairs(scorer, offered.places, k)
    return [offered.cut(p.tail, p.head, p.out_frame, p.in_frame) for p in pairs]


def by_chance(project, by, k, segmenter, seed):
    """Return ``k`` different cuts that the product could have proposed, by chance."""
    offered = _Offered(project, by, segmenter)
    scorer = COMPARISONS[by].scorer(offered.features, frame_shape(project), False, None)
    # A cut that could be proposed is one that the score does not rule out.
    possible = scorer.bounds(slice(None), slice(None)) > 0 if by == "frame" else None
    rng = random.Random(f"{seed} {by}")
    order = [(a, b) for a in range(len(offered.shots)) for b in range(len(offered.shots))]
    rng.shuffle(order)
    cuts, seen = [], set()
    for a, b in order:
        allowed = offered.may_meet(a, b) and (possible is None or possible[a, b])
        if not allowed or frozenset((a, b)) in seen:
            continue
        seen.add(frozenset((a, b)))
        cuts.append(offered.cut(a, b, rng.choice(offered.ends(a)), rng.choice(offered.starts(b))))
        if len(cuts) == k:
            break
    return cuts


class _Offered:
    """The shots that are paired, with their features and places."""

    def __init__(self, project, by, segmenter):
        compared = COMPARISONS[by].compared
        stored = project.features.load(*compared.key(segmenter))
        self._gap_seconds = COMPARISONS[by].gap_seconds
        self.films = load_library(project).films
        self.shots = [
            shot
            for film in self.films.values()
            for shot in film.shots
            if shot.representative
            and not shot.hidden
            and shot.kind == "picture"
            and (shot.film, shot.frames.start, shot.frames.stop) in stored
        ]
        self.features = [
            compared.from_arrays(stored[s.film, s.frames.start, s.frames.stop]) for s in self.shots
        ]
        self.places = [
            PairableShot(
                shot.film,
                float(self.films[shot.film].times.seconds_of(shot.frames.start)),
                float(self.films[shot.film].times.seconds_of(shot.frames.stop - 1)),
                group=shot.group,
            )
            for shot in self.shots
        ]

    def may_meet(self, a, b):
        one, other = self.places[a], self.places[b]
        if a == b or (one.group is not None and one.group == other.group):
            return False
        if one.film != other.film:
            return True
        apart = max(one.start_seconds, other.start_seconds) - min(
            one.stop_seconds, other.stop_seconds
        )
        return apart >= gap_within(float(self.films[one.film].seconds), self._gap_seconds)

    def ends(self, at):
        return self._cuts_at(at, may_end)

    def starts(self, at):
        return self._cuts_at(at, may_start)

    def _cuts_at(self, at, may):
        frames = self.features[at].indices
        return frames[may(self.shots[at].frames, frames)].tolist() or frames.tolist()

    def cut(self, tail, head, out_frame, in_frame):
        return Cut(self._side(tail, out_frame), self._side(head, in_frame))

    def _side(self, at, frame):
        return _side(self.films[self.shots[at].film], self.shots[at], frame)


def _side(film, shot, frame):
    return Side(film.record.uuid, film.record.name, shot.frames.start, shot.frames.stop, frame)
