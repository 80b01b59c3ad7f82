"""Nudge to fit: figures whose place and size are known."""

import numpy as np
import pytest

from matchcut.scoring.fit import best_fit

SHAPE = 144, 256


def disc(x: float, y: float, radius: float) -> np.ndarray:
    rows, columns = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    return (columns - x) ** 2 + (rows - y) ** 2 < radius**2


def test_a_smaller_figure_beside_is_enlarged_and_moved_onto_the_other() -> None:
    fit = best_fit(disc(127.5, 71.5, 30), disc(159.5, 79.5, 24))
    assert fit.scale == pytest.approx(30 / 24, rel=0.02)
    # Scaled about the middle the disc stands 40 to the right and 10 below.
    assert fit.dx == pytest.approx(-40 / 256, abs=0.01)
    assert fit.dy == pytest.approx(-10 / 144, abs=0.01)
    assert fit.before < 0.2
    assert fit.after > 0.95


def test_figures_that_coincide_stay_where_they_are() -> None:
    fit = best_fit(disc(60, 70, 30), disc(60, 70, 30))
    assert (fit.scale, fit.dx, fit.dy, fit.before, fit.after) == (1, 0, 0, 1, 1)


def test_a_gain_that_is_hardly_seen_moves_nothing() -> None:
    # Moved by .8 pixels it would gain two thousandths.
    fit = best_fit(disc(128, 72, 60), disc(128.55, 72, 60))
    assert (fit.scale, fit.dx, fit.dy) == (1, 0, 0)
    assert fit.after == fit.before < 1


def test_no_figure_is_laid_nowhere() -> None:
    fit = best_fit(disc(60, 70, 30), np.zeros(SHAPE, bool))
    assert (fit.scale, fit.dx, fit.dy, fit.after) == (1, 0, 0, 0)


def test_what_leaves_the_frame_is_lost() -> None:
    fit = best_fit(disc(0, 70, 30), disc(127.5, 70, 30))
    assert fit.dx == pytest.approx(-0.5, abs=0.01)
    assert fit.after > 0.95  # both are cut off by the edge alike
