"""The `adapted` segmenter: the label-free beliefs and those of the network, combined."""

from pathlib import Path

from matchcut.representations.adapted.evidence import Evidence, enlarged, evidence
from matchcut.representations.foreground.figures import figures
from matchcut.representations.samples import FrameMasks, ShotSamples
from models.figure_network import FigureNetwork, Parameters, read_parameters

# The network finds what the label-free opinion misses in one shot and finds in others; the opinion
# knows the shot itself.
NETWORK_SAY = 0.4
NETWORK_PREFIX = "adapted-"
"""How the names of learnt networks begin; each has its own ending."""


class AdaptedSegmenter:
    """Finds figures as `foreground` does, mended by a network that learnt from this footage.

    parameters: what it learnt. name: part of the key of stored masks, so one for each network:
    masks of two networks are never ranked together.
    """

    version = 2
    long_side = 256

    def __init__(self, parameters: Parameters, *, name: str = "adapted") -> None:
        self.name = name
        self._network = FigureNetwork(parameters)

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty, for nothing is named.

        Raises ModelError when the parameters are another network's.
        """
        return self.answers(samples, evidence(samples))

    def answers(self, samples: ShotSamples, seen: Evidence) -> list[FrameMasks]:
        """Return the masks of a shot whose evidence is at hand."""
        answers = enlarged(self._network.beliefs(seen.planes), seen, samples.overlay.shape)
        return [
            figures(
                picture,
                opinion.regions,
                (1 - NETWORK_SAY) * opinion.belief + NETWORK_SAY * answer,
                samples.overlay,
            )
            for picture, opinion, answer in zip(
                samples.pictures, seen.opinions, answers, strict=True
            )
        ]


def adapted_segmenter(path: Path) -> AdaptedSegmenter:
    """Return the segmenter with the network that a project learnt. Raises ModelError."""
    parameters, digest = read_parameters(path)
    return AdaptedSegmenter(parameters, name=f"{NETWORK_PREFIX}{digest[:8]}")
