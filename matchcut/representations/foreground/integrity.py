"""Judge how far a mask can be trusted without knowing the truth."""

import numpy as np
from numpy.typing import NDArray

from matchcut.representations.foreground.superpixels import Superpixels

# A mask of more than this share of the picture is not a figure in it.
MAX_AREA = 0.8


def region_integrity(masks: NDArray[np.bool_], regions: Superpixels) -> NDArray[np.float32]:
    """Return the region integrity index of each of (n, h, w) masks, 0..1.

    The intersection over union of a mask and the same mask refined by superpixels, each of
    which goes to whichever side has more of it (Chen et al., "Learning a Weakly-Supervised
    Video Actor-Action Segmentation Model with a Wise Selection", CVPR 2020): near 1 where the
    mask's border is a border in the picture. Compute it before the mask is snapped to borders.
    0 for a mask that is empty or covers over 80 % of the picture.
    """
    index = np.zeros(len(masks), np.float32)
    for place, mask in enumerate(masks):
        if not mask.any() or mask.mean() > MAX_AREA:
            continue
        refined = regions.means(mask.astype(np.float32))[regions.labels] > 0.5
        index[place] = np.count_nonzero(mask & refined) / np.count_nonzero(mask | refined)
    return index
