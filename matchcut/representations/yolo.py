"""The `yolo` segmenter: figures of everyday classes, each by itself, by a trained network."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.integrity import region_integrity
from matchcut.representations.foreground.superpixels import step_of, superpixels
from matchcut.representations.samples import FrameMasks, ShotSamples
from models.yolo import Instances, YoloNetwork


class YoloSegmenter:
    """Finds instances of every class of the network.

    Each is trusted as far as the network is sure of it and its border is a border in the picture:
    confidence times region integrity.

    weights: a verified file. name: part of the key of stored masks, so one for each network.
    """

    version = 2
    long_side = 640

    def __init__(self, weights: Path, *, name: str = "yolo") -> None:
        self.name = name
        self._network = YoloNetwork(weights, long_side=self.long_side)

    def load(self) -> None:
        """Load the weights now. Raises ModelError when they can't be."""
        self._network.load()

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame, the surest first.

        Raises ModelError when the weights can't be loaded.
        """
        found = self._network.instances(list(samples.pictures))
        return [
            _frame_masks(instances, picture, samples.overlay)
            for instances, picture in zip(found, samples.pictures, strict=True)
        ]


def _frame_masks(
    instances: Instances, picture: NDArray[np.uint8], overlay: NDArray[np.bool_]
) -> FrameMasks:
    masks = instances.masks & ~overlay
    seen = np.flatnonzero(masks.any(axis=(1, 2)))
    regions = superpixels(picture, step_of(max(picture.shape)))
    # As the network drew them: what is burnt in cuts borders of its own.
    integrity = region_integrity(instances.masks[seen], regions)
    return FrameMasks(
        masks=masks[seen],
        labels=tuple(instances.labels[index] for index in seen),
        trust=instances.confidences[seen] * integrity,
    )
