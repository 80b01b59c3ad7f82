"""Which of the dissolves that overlap is the one."""

from types import SimpleNamespace

import pytest

from matchcut.shots.dissolves import best


def candidate(start, stop, worth):
    return SimpleNamespace(start=start, stop=stop, worth=worth)


BETTER = candidate(10, 30, 0.5)


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (candidate(20, 34, 0.4), [BETTER]),
        (candidate(20, 35, 0.4), [BETTER, candidate(20, 35, 0.4)]),  # ends too far away
        (candidate(30, 34, 0.4), [BETTER, candidate(30, 34, 0.4)]),  # begins where it ends
        (candidate(30, 34, 0.6), [BETTER, candidate(30, 34, 0.6)]),
        (candidate(12, 31, 0.5), [BETTER]),  # the same, shown twice
        (candidate(12, 29, 0.6), [candidate(12, 29, 0.6)]),
        (candidate(12, 26, 0.6), [candidate(12, 26, 0.6)]),
        (candidate(12, 25, 0.6), [BETTER, candidate(12, 25, 0.6)]),
        (candidate(40, 60, 0.6), [BETTER]),  # is not asked for yet
    ],
)
def test_only_the_best_of_dissolves_that_overlap_and_end_close_together_is_one(other, kept):
    assert list(best([BETTER, other], range(50), lag=4)) == kept
