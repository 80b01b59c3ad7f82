"""The flavours of match: what each compares of two shots, how, and how it is told and shown.

A new flavour needs:

- its name in `matchcut.review.Flavour`, and a row here with a scorer from `matchcut.scoring`;
- features of each shot, stored by `matchcut.pipeline.analysis.representing`, and a kind of these in
  `matchcut.pipeline.search.stored`;
- a sentence in `matchcut.pipeline.search.reasons`, and names of the parts of its score in
  `matchcut.scoring.words`.

The command line, the servers and the window's menus and buttons go by the names and the rows. Three
things are said elsewhere: a still is matched by figures alone (`matchcut.pipeline.search.finding`
and who asks it), a score of a frame match has words of its own (`matchcut.scoring.words`), and
where nothing matches, the window proposes another flavour (`app.panels.candidates`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic

from matchcut.pipeline.search.reasons import SeenSide, act_words, figure_words, move_words
from matchcut.pipeline.search.stored import ACTS, FIGURES, MOVES, FeatureKind, Features
from matchcut.review import Flavour
from matchcut.scoring.action import action_scorer
from matchcut.scoring.masks import MaskScorer
from matchcut.scoring.motion import motion_scorer
from matchcut.scoring.scorer import PairScorer


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Features]):
    """What a flavour compares of two shots, and how.

    heading: of a list of its pairs. same: what two shots share, as in "the same ...".
    compared: the features.
    scorer: return the scorer over shots with these features, given the aspect ratio of the
        project's frame, whether incoming shots may be mirrored, and how many frames of each shot
        stay on screen, taken after its features.
    reason: return why two sides match, in a sentence.
    outlines, arrows: whether its pictures are marked with figures, and with moves.
    gap_seconds: minimum time between the two shots of a pair in one long film.
    usual: whether its pairs are listed if no flavour is named.
    """

    heading: str
    same: str
    compared: FeatureKind[Features]
    scorer: Callable[[Iterable[Features], Fraction, bool, Iterable[int] | None], PairScorer]
    reason: Callable[[SeenSide, SeenSide], str]
    outlines: bool = True
    arrows: bool = True
    gap_seconds: float = 0.0
    usual: bool = True


_FRAME_MATCH = Comparison(
    heading="Frame match",
    same="silhouette in the same place",
    compared=FIGURES,
    scorer=lambda shots, shape, flop, rooms: MaskScorer(shots, shape=shape, flop=flop, rooms=rooms),
    reason=figure_words,
    arrows=False,
    # Frame matches closer together in one film are half as often good.
    gap_seconds=60.0,
)
_MOTION_MATCH = Comparison(
    heading="Motion match",
    same="camera or subject move",
    compared=MOVES,
    scorer=lambda shots, _, flop, rooms: motion_scorer(shots, flop=flop, rooms=rooms),
    reason=move_words,
    outlines=False,
)
_ACTION_MATCH = Comparison(
    heading="Action match",
    same="action of a figure",
    compared=ACTS,
    scorer=lambda shots, _, flop, rooms: action_scorer(shots, flop=flop, rooms=rooms),
    reason=act_words,
    usual=False,
)

COMPARISONS: Mapping[Flavour, Comparison[Any]] = {
    "frame": _FRAME_MATCH,
    "motion": _MOTION_MATCH,
    "action": _ACTION_MATCH,
}
