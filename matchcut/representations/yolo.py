"""The `yolo` segmenter: finds each figure of everyday classes with a trained network."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.integrity import region_integrity
from matchcut.representations.foreground.superpixels import step_of, superpixels
from matchcut.representations.samples import FrameMasks, ShotSamples
from models.yolo import Instances, YoloNetwork


class YoloSegmenter:
    """Finds instances of every class of the network.

    Their trust is the network's confidence times region integrity: how far the mask's border is
    a border in the picture.

    weights: a verified file. name: part of the key of stored masks, so one per network.
    """

    version = 2
    long_side = 640

    def __init__(self, weights: Path, *, name: str = "yolo") -> None:
        self.name = name
        self._network = YoloNetwork(weights, long_side=self.long_side)

    def load(self) -> None:
        """Load the weights now; raise ModelError if that fails."""
        self._network.load()

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame, most confident first.

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
    # Before the overlay is removed: anything burnt in cuts borders of its own.
    integrity = region_integrity(instances.masks[seen], regions)
    return FrameMasks(
        masks=masks[seen],
        labels=tuple(instances.labels[index] for index in seen),
        trust=instances.confidences[seen] * integrity,
    )
