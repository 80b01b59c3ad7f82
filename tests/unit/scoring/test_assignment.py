"""The best assignment of many small tables at once."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matchcut.scoring.assignment import best_assignment


def test_the_best_is_not_always_the_largest_entry_with_what_it_leaves():
    table = np.array([[9, 8], [8, 1]])
    assert best_assignment(table[:, :, None]).tolist() == [16]


def test_of_more_rows_than_columns_the_worst_meet_nothing():
    table = np.array([[3, 0], [5, 4], [1, 2]])
    assert best_assignment(table[:, :, None]).tolist() == [3 + 4]
    assert best_assignment(table.T[:, :, None]).tolist() == [3 + 4]


@pytest.mark.parametrize("rows", [1, 2, 4, 6])
@pytest.mark.parametrize("columns", [1, 3, 6])
def test_many_tables_are_assigned_as_each_by_itself(rows, columns):
    tables = np.random.default_rng(rows * columns).integers(0, 50, (rows, columns, 20))
    each = [
        tables[*linear_sum_assignment(tables[..., at], maximize=True), at].sum() for at in range(20)
    ]
    assert best_assignment(tables).tolist() == each
