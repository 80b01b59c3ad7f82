"""The `yolo` segmenter: figures of everyday classes, each by itself, by a trained network."""

from pathlib import Path

import numpy as np

from matchcut.representations.samples import FrameMasks, ShotSamples
from models.yolo import Instances, YoloNetwork


class YoloSegmenter:
    """Finds instances of every class the network knows; trusts each as far as the network does.

    weights: a verified file. name: part of the key of stored masks, so one for each network.
    threads: processor threads; None leaves torch's own choice.
    """

    version = 1
    long_side = 640

    def __init__(self, weights: Path, *, name: str = "yolo", threads: int | None = None) -> None:
        self.name = name
        self._network = YoloNetwork(weights, long_side=self.long_side, threads=threads)

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame, the surest first.

        Raises ModelError when the weights can't be loaded.
        """
        found = self._network.instances(list(samples.pictures))
        return [_frame_masks(instances, samples) for instances in found]


def _frame_masks(instances: Instances, samples: ShotSamples) -> FrameMasks:
    masks = instances.masks & ~samples.overlay
    seen = np.flatnonzero(masks.any(axis=(1, 2)))
    return FrameMasks(
        masks=masks[seen],
        labels=tuple(instances.labels[index] for index in seen),
        trust=instances.confidences[seen],
    )
