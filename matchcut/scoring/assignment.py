"""The most that the figures of two frames can share when each may only meet one other.

Many small tables at once, where a call for each would cost more than the answer. What the rows
seen so far share at best is kept for every set of columns that they may have met.
"""

import numpy as np
from numpy.typing import NDArray


def best_assignment(shared: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the highest sum of entries no two of which have a row or a column in common.

    shared: (rows, columns, n), none below zero; n tables. Memory: 16 * n * 2**columns bytes.
    """
    _, columns, tables = shared.shape
    sets = np.arange(1 << columns)
    without = [sets[sets >> column & 1 == 0] for column in range(columns)]
    best = np.zeros((len(sets), tables), np.int64)
    for row in shared:
        before = best.copy()
        for column, free in enumerate(without):
            met = free | 1 << column
            best[met] = np.maximum(best[met], before[free] + row[column])
    return np.asarray(best[-1], np.int64)
