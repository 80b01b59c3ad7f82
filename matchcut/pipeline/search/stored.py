"""Read the stored features that flavours compare, explain and draw, for single shots."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from matchcut.pipeline.analysis.feature_keys import MOTION, FeatureKey, action_key, masks_key
from matchcut.project.arrays import Arrays
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord
from matchcut.representations.action import Acts
from matchcut.representations.masks import mask_features_from_arrays
from matchcut.representations.motion import Moves
from matchcut.representations.segmenter import Segmenter
from matchcut.representations.windows import windowed_from_arrays
from matchcut.scoring.scorer import IntArray

Features = TypeVar("Features")


@dataclass(frozen=True, slots=True)
class FeatureKind(Generic[Features]):
    """Features of one kind.

    words: their name, as found with this segmenter, as in "holds no moves".
    key: in the feature store, likewise. from_arrays: turns stored arrays into features.
    """

    words: Callable[[Segmenter], str]
    key: Callable[[Segmenter], FeatureKey]
    from_arrays: Callable[[Arrays], Features]


FIGURES = FeatureKind(
    lambda segmenter: f"figures by {segmenter.name}", masks_key, mask_features_from_arrays
)
MOVES = FeatureKind(
    lambda _: "moves", lambda _: MOTION, lambda arrays: windowed_from_arrays(arrays, Moves)
)
ACTS = FeatureKind(
    lambda segmenter: f"moves of figures by {segmenter.name}",
    action_key,
    lambda arrays: windowed_from_arrays(arrays, Acts),
)


class StoredFeatures:
    """Reads the stored features of single shots of a project."""

    def __init__(self, project: Project, segmenter: Segmenter) -> None:
        self._store = project.features
        self._segmenter = segmenter

    def load(self, shot: ShotRecord, kind: FeatureKind[Features]) -> Features | None:
        """Return the features of a shot, or None if they are missing."""
        arrays = self._store.load_one(*kind.key(self._segmenter), shot.span)
        return None if arrays is None else kind.from_arrays(arrays)


def nearest(indices: IntArray, frame: int) -> int:
    """Return the position of the sample frame nearest to a frame."""
    return int(np.argmin(np.abs(indices - frame)))
