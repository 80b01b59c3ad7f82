"""Where damage of a film ends, the picture is whole again at once: that alone is no new shot."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchcut.shots.cuts import is_cut
from matchcut.shots.film_detector import USUAL_THRESHOLD
from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.sketch import WarpedCorrelation, sketches


def goes_on(before: Sequence[NDArray[np.uint8]], after: Sequence[NDArray[np.uint8]]) -> bool:
    """Return whether the shot before damage goes on after it, as far as pictures tell.

    before, after: BGR uint8 (height, width, 3), up to `NEIGHBOURS` frames in a row, at least one.
    """
    history = RecentFrames()
    history.extend(sketches([*before, *after]))
    return not is_cut(history, len(before), WarpedCorrelation(), USUAL_THRESHOLD)
