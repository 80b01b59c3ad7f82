"""What holds for every detector in the table."""

from fractions import Fraction

import numpy as np
import pytest
from painted_films import dissolve, even, fade, shot

from matchcut.shots.detector import CONTEXT_FRAMES, CUT_CONTEXT_FRAMES, LAG_FRAMES
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS, USUAL_THRESHOLDS


@pytest.fixture(params=SHOT_DETECTORS)
def name(request):
    return request.param


@pytest.fixture
def detector(name):
    return SHOT_DETECTORS[name](Fraction(24))


@pytest.fixture(scope="module")
def eventful_film():
    """Cuts at 150, 200 and 230, a fade, a dissolve, black that stays, and a last cut."""
    film = np.concatenate([shot(1, 150), shot(2, 50), shot(3, 30), shot(4, 100)])
    film = fade(film, shot(5, 90), 12, 10)
    film = dissolve(film, shot(6, 100), 20)
    return np.concatenate([film, even(60), shot(7, 60), shot(8, 90)])


@pytest.fixture(scope="module")
def found_by(eventful_film):
    """What each detector finds in it, by the detector's name."""
    return {
        name: tuple(made(Fraction(24)).transitions(iter(eventful_film)))
        for name, made in SHOT_DETECTORS.items()
    }


@pytest.fixture
def whole(name, found_by):
    return [(each.start, each.stop, each.kind) for each in found_by[name]]


def test_the_default_is_in_the_table():
    assert DEFAULT_DETECTOR in SHOT_DETECTORS


def test_hard_cuts_are_found_to_the_frame(detector):
    film = np.concatenate([shot(1, 40), shot(2, 40), shot(3, 40)])
    found = list(detector.transitions(iter(film)))
    assert [(each.start, each.stop, each.kind) for each in found] == [
        (40, 40, "cut"),
        (80, 80, "cut"),
    ]


@pytest.mark.parametrize("length", [0, 1, 2, 7, 8, 9])
def test_a_very_short_film_has_no_transition(detector, length):
    assert list(detector.transitions(iter(shot(1, max(length, 1))[:length]))) == []


def test_a_still_shot_has_no_transition(detector):
    assert list(detector.transitions(iter(shot(1, 100, pan_px=0)))) == []


def test_transitions_come_in_order_and_lie_in_the_film(name, found_by, eventful_film):
    found = found_by[name]
    assert len(found) >= 5
    assert [each.stop for each in found] == sorted(each.stop for each in found)
    assert all(0 < each.start <= each.stop < len(eventful_film) for each in found)


def test_a_transition_is_certain_after_the_lag(detector, eventful_film):
    seen = 0

    def frames():
        nonlocal seen
        for frame in eventful_film:
            seen += 1
            yield frame

    lags = [seen - each.stop for each in detector.transitions(frames())]
    assert lags
    assert max(lags) <= LAG_FRAMES + 1


@pytest.mark.parametrize("restart", [3, 101, 150, 190, 260, 334, 377])
def test_taken_up_in_mid_film_the_rest_is_the_same(detector, eventful_film, whole, restart):
    rest = [
        (restart + each.start, restart + each.stop, each.kind)
        for each in detector.transitions(iter(eventful_film[restart:]))
    ]
    certain = restart + CONTEXT_FRAMES
    assert [each for each in rest if each[1] >= certain] == [
        each for each in whole if each[1] >= certain
    ]


def test_taken_up_at_a_hard_cut_a_few_frames_before_it_are_enough(detector, eventful_film, whole):
    cuts = [start for start, stop, kind in whole if kind == "cut"]
    assert len(cuts) >= 3
    for cut in cuts:
        restart = max(0, cut - CUT_CONTEXT_FRAMES)
        rest = [
            (restart + each.start, restart + each.stop, each.kind)
            for each in detector.transitions(eventful_film[restart:])
        ]
        assert [each for each in rest if each[1] > cut] == [each for each in whole if each[1] > cut]


def test_frames_that_come_twice_hide_no_cut_and_make_none(detector):
    film = np.concatenate([shot(1, 60, pan_px=3), shot(2, 60, pan_px=3)])
    # Every fourth frame twice: 24 frames a second shown at 30.
    order = [at for at in range(len(film)) for _ in range(2 if at % 4 == 3 else 1)]
    found = list(detector.transitions(iter(film[order])))
    assert [each.start for each in found] == [75]


def test_a_higher_threshold_finds_fewer_cuts_and_the_usual_one_the_usual_cuts(
    name, found_by, eventful_film
):
    def cuts(factor):
        made = SHOT_DETECTORS[name](Fraction(24), threshold=factor * USUAL_THRESHOLDS[name])
        return [each for each in made.transitions(iter(eventful_film)) if each.kind == "cut"]

    usual = [each for each in found_by[name] if each.kind == "cut"]
    assert cuts(1) == usual
    assert set(cuts(5)) < set(usual)
