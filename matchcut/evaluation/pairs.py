"""Found pairs and groups against what was planted in a sample film."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from matchcut.errors import MatchcutError
from matchcut.pipeline.finding import FoundPair
from matchcut.pipeline.flavours import Flavour
from matchcut.project.shots import ShotRecord
from matchcut.timing import FrameRange


@dataclass(frozen=True, slots=True)
class Planted:
    """Two shots that match by a flavour; the way round matters in all but frame match."""

    by: Flavour
    out: FrameRange
    into: FrameRange

    def is_found_by(self, pair: FoundPair) -> bool:
        """Tell whether a found pair joins these two shots, by their frames at the cut."""
        if pair.out is None:
            return False
        forward = pair.out.frame in self.out and pair.into.frame in self.into
        backward = pair.out.frame in self.into and pair.into.frame in self.out
        return forward or (self.by == "frame" and backward)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was planted: matches, and the group of each shot that has near-duplicates."""

    matches: tuple[Planted, ...]
    groups: tuple[tuple[FrameRange, int], ...]


def read_answers(path: Path) -> Answers:
    """Read the answers beside a sample film. Raises MatchcutError where they are none."""
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
        shots = [FrameRange(shot["start"], shot["stop"]) for shot in text["shots"]]
        return Answers(
            matches=tuple(
                Planted(match["by"], shots[match["out_shot"]], shots[match["in_shot"]])
                for match in text["matches"]
            ),
            groups=tuple(
                (frames, shot["group"])
                for frames, shot in zip(shots, text["shots"], strict=True)
                if shot["group"] is not None
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise MatchcutError(
            f"{path.name} holds no answers of a sample film.", "matchcut sample writes them."
        ) from error


def recall(answers: Answers, by: Flavour, pairs: Sequence[FoundPair], k: int) -> tuple[int, int]:
    """Return how many planted matches are among the first ``k`` pairs, and how many there are."""
    planted = [match for match in answers.matches if match.by == by]
    found = sum(any(match.is_found_by(pair) for pair in pairs[:k]) for match in planted)
    return found, len(planted)


def group_agreement(answers: Answers, shots: Sequence[ShotRecord]) -> tuple[int, int, int]:
    """Return pairs of near-duplicates found, found wrongly, and planted."""
    middles = [(shot, (shot.frames.start + shot.frames.stop) // 2) for shot in shots]
    true_group = {
        (shot.film, shot.frames.start): group
        for shot, middle in middles
        for frames, group in answers.groups
        if middle in frames
    }
    hits = wrong = planted = 0
    for one, other in combinations(shots, 2):
        truth = {true_group.get((shot.film, shot.frames.start)) for shot in (one, other)}
        same = len(truth) == 1 and None not in truth
        found = one.group is not None and one.group == other.group
        planted += same
        hits += same and found
        wrong += found and not same
    return hits, wrong, planted
