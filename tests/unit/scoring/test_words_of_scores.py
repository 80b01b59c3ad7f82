"""Scores in words, and where a list gets weak."""

import pytest

from matchcut.scoring.words import strength, weak_from


@pytest.mark.parametrize(
    ("score", "flavour", "word"),
    [
        (0.5, "frame", "strong"),
        (0.4, "frame", "good"),
        (0.3, "frame", "fair"),
        (0.29, "frame", "faint"),
        (0.8, "motion", "strong"),
        (0.6, "motion", "good"),
        (0.4, "motion", "fair"),
        (0.39, "motion", "faint"),
    ],
)
def test_a_score_is_called_by_the_word_that_is_due_from_there_on(score, flavour, word):
    assert strength(score, flavour) == word


def test_scores_that_are_shown_alike_are_called_alike():
    assert strength(0.2951, "frame") == strength(0.3049, "frame") == "fair"
    assert strength(0.2949, "frame") == "faint"


def test_a_list_is_weak_from_its_first_faint_score_on():
    assert weak_from([0.6, 0.31, 0.2951, 0.29, 0.1], "frame") == 3
    assert weak_from([0.6, 0.39], "motion") == 1
    assert weak_from([0.6, 0.39, 0.29], "action") == 2
    assert weak_from([0.1], "frame") == 0
    assert weak_from([0.6, 0.31], "frame") is None
    assert weak_from([], "frame") is None
