"""The default detector on films marked by eye, through the frames that analysis sees."""

import pytest

from matchcut.evaluation.shots import evaluate_shots
from matchcut.evaluation.truth import pooled, read_truth
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS

pytestmark = [pytest.mark.media, pytest.mark.slow]


def test_real_films_are_cut_where_people_see_a_cut(test_media):
    scores = {
        path.stem: evaluate_shots(SHOT_DETECTORS[DEFAULT_DETECTOR], read_truth(path), path.parent)
        for path in sorted((test_media / "cuts").glob("*.json"))
    }
    assert len(scores) == 6
    assert min(each.f1 for each in scores.values()) >= 0.85, scores
    assert pooled(scores.values()).f1 >= 0.95
