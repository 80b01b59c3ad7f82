"""The `adapted` segmenter: combines the label-free beliefs with those of the network."""

from pathlib import Path

from matchcut.representations.adapted.evidence import Evidence, enlarged, evidence
from matchcut.representations.foreground.segmenter import drawn, mixed
from matchcut.representations.samples import FrameMasks, ShotSamples
from models.figure_network import FigureNetwork, Parameters, read_parameters

# The network finds what the label-free opinion misses in one shot and finds in others; the opinion
# knows the shot itself.
NETWORK_WEIGHT = 0.4
NETWORK_PREFIX = "adapted-"
"""Prefix of the names of learnt networks; each has its own suffix."""


class AdaptedSegmenter:
    """Finds figures like `foreground`, corrected by a network that learnt from this footage.

    parameters: the network's weights. name: part of the key of stored masks, so one per network:
    masks of two networks are never ranked together.
    """

    version = 2
    long_side = 256

    def __init__(self, parameters: Parameters, *, name: str = "adapted") -> None:
        self.name = name
        self._network = FigureNetwork(parameters)

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty.

        Raises ModelError when the parameters belong to another network.
        """
        return self.answers(samples, evidence(samples))

    def answers(self, samples: ShotSamples, seen: Evidence) -> list[FrameMasks]:
        """Return the masks of a shot whose evidence is already known."""
        answers = enlarged(self._network.beliefs(seen.planes), seen, samples.overlay.shape)
        return drawn(samples, mixed(seen.opinions, answers, NETWORK_WEIGHT))


def adapted_segmenter(path: Path) -> AdaptedSegmenter:
    """Return the segmenter with the network that a project learnt. Raises ModelError."""
    parameters, digest = read_parameters(path)
    return AdaptedSegmenter(parameters, name=f"{NETWORK_PREFIX}{digest[:8]}")
