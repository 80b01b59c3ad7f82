"""The flavours of match: what each compares of two shots, and how.

A new flavour needs:

- its name in `Flavour` and a row in `FLAVOURS`, with a scorer from `matchcut.scoring`;
- features of each shot, stored by `matchcut.pipeline.analysis.representing`;
- words: a sentence in `reasons`, and names of its parts in `matchcut.scoring.words`;
- marks on its pictures, in `matchcut.pipeline.output.contact` and `app.player.sight`;
- an entry in `app.session.search`, `app.actions`, `app.windows.deeds` and `app.panels.filters`.

If its pairs are symmetric as frame matches are, `matchcut.serving.answers` lists their reverses as
it does for those. `matchcut.cli.listing` has the flavours that are listed when none is named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

from matchcut.pipeline.analysis.representing import MOTION, FeatureKey, action_key, masks_key
from matchcut.project.arrays import Arrays
from matchcut.representations.action import action_features_from_arrays
from matchcut.representations.masks import mask_features_from_arrays
from matchcut.representations.motion import motion_features_from_arrays
from matchcut.representations.segmenter import Segmenter
from matchcut.scoring.action import action_scorer
from matchcut.scoring.masks import MaskScorer
from matchcut.scoring.motion import motion_scorer
from matchcut.scoring.scorer import PairScorer

Flavour = Literal["frame", "motion", "action"]

Features = TypeVar("Features")


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Features]):
    """What a flavour compares of two shots, and how.

    heading: heading of a list of its pairs.
    words: name of the features compared, with this segmenter, as in "holds no moves".
    key: of the stored features, with this segmenter. from_arrays: turns stored arrays into
    features.
    scorer: returns the scorer over shots with these features, given the aspect ratio of the
        project's frame and whether incoming shots may be mirrored.
    gap_seconds: minimum time between the two shots of a pair in one long film.
    """

    heading: str
    words: Callable[[Segmenter], str]
    key: Callable[[Segmenter], FeatureKey]
    from_arrays: Callable[[Arrays], Features]
    scorer: Callable[[Sequence[Features], Fraction, bool], PairScorer]
    gap_seconds: float = 0.0


FRAME_MATCH = Comparison(
    "Frame match",
    lambda segmenter: f"figures by {segmenter.name}",
    masks_key,
    mask_features_from_arrays,
    lambda shots, shape, flop: MaskScorer(shots, shape=shape, flop=flop),
    # Frame matches closer together in one film are half as often good.
    gap_seconds=60.0,
)
MOTION_MATCH = Comparison(
    "Motion match",
    lambda _: "moves",
    lambda _: MOTION,
    motion_features_from_arrays,
    lambda shots, _, flop: motion_scorer(shots, flop=flop),
)
ACTION_MATCH = Comparison(
    "Action match",
    lambda segmenter: f"moves of figures by {segmenter.name}",
    action_key,
    action_features_from_arrays,
    lambda shots, _, flop: action_scorer(shots, flop=flop),
)

FLAVOURS: Mapping[str, Comparison[Any]] = {
    "frame": FRAME_MATCH,
    "motion": MOTION_MATCH,
    "action": ACTION_MATCH,
}
