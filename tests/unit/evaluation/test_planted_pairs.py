"""What was planted in a sample film of four shots, against what is found."""

from fractions import Fraction

from matchcut.evaluation.pairs import group_agreement, recall
from matchcut.pipeline.search.finding import FoundPair
from matchcut.pipeline.search.library import FoundSide
from matchcut.project.shots import ShotRecord
from matchcut.sample.answers import Answers, MatchAnswer, ShotAnswer
from matchcut.timing import FrameRange

GROUPS = (1, 2, 1, None)
ANSWERS = Answers(
    rate=Fraction(24),
    size=(1280, 720),
    frames=400,
    seed=1,
    hard=False,
    transitions=(),
    shots=tuple(
        ShotAnswer(100 * i, 100 * i + 100, "picture", group, f"shot {i}")
        for i, group in enumerate(GROUPS)
    ),
    matches=(MatchAnswer("frame", 0, 1, 50, 150), MatchAnswer("motion", 2, 3, 299, 300)),
)


def stored(start, stop, group=None):
    return ShotRecord("film", 1, FrameRange(start, stop), "picture", group, True, False, False)


def pair(out, into):
    sides = [FoundSide(None, stored(frame, frame + 1), frame) for frame in (out, into)]
    return FoundPair("id", 1, 0.9, {}, False, None, *sides)


def test_a_planted_match_is_found_either_way_round():
    there, back = pair(20, 180), pair(180, 20)
    assert recall(ANSWERS, "frame", [there], 1) == recall(ANSWERS, "frame", [back], 1) == (1, 1)
    assert recall(ANSWERS, "motion", [pair(290, 310)], 1) == (1, 1)
    assert recall(ANSWERS, "motion", [pair(310, 290)], 1) == (1, 1)


def test_only_the_first_pairs_count():
    assert recall(ANSWERS, "frame", [pair(20, 320), pair(20, 180)], 1) == (0, 1)
    assert recall(ANSWERS, "frame", [pair(20, 320), pair(20, 180)], 2) == (1, 1)


def test_near_duplicates_are_counted_by_the_pairs_that_are_in_one_group():
    shots = [stored(2, 98, 7), stored(101, 199, 7), stored(201, 299, 7), stored(301, 399)]
    assert group_agreement(ANSWERS, shots) == (1, 2, 1)
