"""Tell a new shot from the end of damage, where the picture becomes whole again at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.cuts import is_cut
from matchcut.shots.film_detector import USUAL_THRESHOLD
from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import WarpedCorrelation, reduced


def goes_on(before: Sequence[NDArray[np.uint8]], after: Sequence[NDArray[np.uint8]]) -> bool:
    """Return whether the shot before damage continues after it, judged by the pictures.

    before, after: BGR uint8 (height, width, 3), up to `NEIGHBOURS` successive frames, at least one.
    """
    history = RecentFrames()
    history.extend(reduced([*before, *after]))
    return not is_cut(history, len(before), WarpedCorrelation(), USUAL_THRESHOLD)
