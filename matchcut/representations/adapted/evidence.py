"""Compute a shot's input and targets for the network, both without labels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.scaling import averaged, size_within
from matchcut.representations.foreground.borders import drawn_to_borders
from matchcut.representations.foreground.figures import FOREGROUND
from matchcut.representations.foreground.segmenter import Opinion, opinions
from matchcut.representations.samples import ShotSamples
from models.figure_network import COLUMNS, MAX_TARGET, OUTSIDE, PLANES, ROWS
from models.figure_planes import encoded

# How steeply targets rise where the belief crosses the threshold.
_CLARITY = 8
# Motion is clipped at this strength for the network, in pixels at analysis size.
_MAX_PX = 4
_MIN_PX = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One shot as the network sees it.

    planes: (n, PLANES, ROWS, COLUMNS) uint8. extent: columns and rows of them that the picture
    takes, from the upper left corner. opinions: the label-free ones, one per sample frame.
    """

    planes: NDArray[np.uint8]
    extent: tuple[int, int]
    opinions: list[Opinion]


def evidence(samples: ShotSamples) -> Evidence:
    """Return the label-free evidence of a shot."""
    found = opinions(samples)
    height, width = samples.overlay.shape
    extent = size_within(width, height, COLUMNS, ROWS)
    planes = np.zeros((len(found), PLANES, ROWS, COLUMNS), np.uint8)
    for at, (picture, opinion) in enumerate(zip(samples.pictures, found, strict=True)):
        strongest = max(float(np.percentile(opinion.motion, 98)), _MIN_PX)
        known = [
            opinion.motion / strongest,
            opinion.motion / (_MAX_PX / 2),
            opinion.standing_out,
            opinion.likeness,
        ]
        planes[at] = encoded(picture, known, extent, (ROWS, COLUMNS))
    return Evidence(planes, extent, found)


def targets(samples: ShotSamples, seen: Evidence) -> NDArray[np.uint8]:
    """Return the network's targets, (n, ROWS, COLUMNS): the belief snapped to borders."""
    columns, rows = seen.extent
    wanted = np.full((len(seen.opinions), ROWS, COLUMNS), OUTSIDE, np.uint8)
    for target, picture, opinion in zip(wanted, samples.pictures, seen.opinions, strict=True):
        drawn = np.clip(drawn_to_borders(np.clip(opinion.belief, 0, 1), picture), 0, 1)
        drawn[samples.overlay] = 0
        clear = 1 / (1 + np.exp(_CLARITY * (FOREGROUND - averaged(drawn, *seen.extent))))
        target[:rows, :columns] = np.rint(MAX_TARGET * clear)
    return wanted


def enlarged(
    found: NDArray[np.float32], seen: Evidence, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Return the network's outputs, (n, ROWS, COLUMNS), enlarged to (n, height, width)."""
    columns, rows = seen.extent
    return np.stack(
        [
            cv2.resize(each[:rows, :columns], shape[::-1], interpolation=cv2.INTER_LINEAR)
            for each in found
        ]
    ).astype(np.float32)
