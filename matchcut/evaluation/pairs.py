"""Compare found pairs and groups with those planted in a sample film."""

from collections.abc import Sequence
from itertools import combinations

from matchcut.pipeline.search.finding import FoundPair
from matchcut.project.shots import ShotRecord
from matchcut.review import Flavour
from matchcut.sample.answers import Answers, MatchAnswer


def recall(
    answers: Answers, flavour: Flavour, pairs: Sequence[FoundPair], k: int
) -> tuple[int, int]:
    """Return how many planted matches are among the first ``k`` pairs, and how many there are."""
    planted = [match for match in answers.matches if match.by == flavour]
    found = sum(any(_joins(pair, answers, match) for pair in pairs[:k]) for match in planted)
    return found, len(planted)


def _joins(pair: FoundPair, answers: Answers, match: MatchAnswer) -> bool:
    """Return whether a pair's frames at the cut lie in the two shots that match.

    Either way round: a list holds two shots once, and the reverse is available.
    """
    if pair.out is None:
        return False
    a, b = answers.shots[match.out_shot].frames, answers.shots[match.in_shot].frames
    out, into = pair.out.frame, pair.into.frame
    return (out in a and into in b) or (out in b and into in a)


def group_agreement(answers: Answers, shots: Sequence[ShotRecord]) -> tuple[int, int, int]:
    """Return the numbers of near-duplicate pairs found, found wrongly, and planted."""
    middles = [(shot, shot.frames.middle) for shot in shots]
    true_group = {
        (shot.film, shot.frames.start): drawn.group
        for shot, middle in middles
        for drawn in answers.shots
        if middle in drawn.frames
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
