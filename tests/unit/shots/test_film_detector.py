"""The product's own detector on painted films whose answers are known."""

from fractions import Fraction

import cv2
import numpy as np
import pytest
from painted_films import HEIGHT, WIDTH, dissolve, even, fade, scenery, shot

from matchcut.shots.film_detector import FilmDetector
from matchcut.shots.shot import MIN_SHOT_FRAMES


def found(film, rate=24):
    return [
        (each.start, each.stop, each.kind)
        for each in FilmDetector(Fraction(rate)).transitions(iter(film))
    ]


@pytest.mark.parametrize("gain", [0.2, 0.12])
def test_underexposure_hides_no_cut(gain):
    film = np.concatenate([shot(seed, 20, pan_px=6) for seed in range(1, 7)])
    dark = (film * gain).astype(np.uint8)
    assert found(dark) == [(at, at, "cut") for at in range(20, 120, 20)]


def test_noise_that_changes_at_every_key_frame_of_black_is_no_cut():
    chance = np.random.default_rng(1)
    coded = [chance.normal(6, 2, (36, 64, 3)).clip(0, 255).astype(np.uint8) for _ in range(6)]
    black = np.repeat([cv2.resize(each, (WIDTH, HEIGHT)) for each in coded], 12, axis=0)
    assert found(black) == []


def test_a_night_shot_between_days_is_no_fade():
    night = (shot(2, 20) * 0.1).astype(np.uint8)
    film = np.concatenate([shot(1, 40), night, shot(3, 40)])
    assert found(film) == [(40, 40, "cut"), (60, 60, "cut")]


def test_a_flash_is_no_cut():
    film = shot(1, 80)
    film[40:42] = 255 - (255 - film[40:42]) // 8
    assert found(film) == []


def test_a_white_frame_inside_a_shot_is_no_cut():
    film = shot(1, 80)
    film[40:42] = 255
    assert found(film) == []


def test_a_white_frame_is_no_fade_where_the_picture_grows_richer_after_it():
    film = shot(1, 120, pan_px=0)
    for at in range(40, 120):
        right = min(20 * (at - 40), 180)
        film[at, 20:120, :right] = shot(2, 1)[0, 20:120, :right]
    film[40] = 255
    assert found(film) == []


def test_a_cut_soon_after_a_white_frame_is_found():
    film = np.concatenate([shot(1, 50), shot(2, 60)])
    film[42] = 255
    assert found(film) == [(50, 50, "cut")]


def test_a_black_frame_at_a_cut_is_one_transition():
    film = np.concatenate([shot(1, 40), even(2), shot(2, 40)])
    assert found(film) == [(40, 42, "fade")]


@pytest.mark.parametrize("hold", [1, 2])
def test_a_montage_of_a_frame_or_two_each_leaves_no_shot(hold):
    montage = np.concatenate([shot(seed, hold, pan_px=0) for seed in range(10, 10 + 80 // hold)])
    cuts = found(np.concatenate([shot(1, 40), montage, shot(2, 40)]))
    assert {kind for _, _, kind in cuts} == {"cut"}
    edges = [start for start, _, _ in cuts]
    assert edges[0] == 40
    assert max(np.diff(edges)) < MIN_SHOT_FRAMES
    assert edges[-1] == 120


def test_lamps_that_change_colour_with_each_frame_are_no_cuts():
    colours = np.random.default_rng(0).uniform(0.3, 1.2, (60, 1, 1, 3))
    film = shot(1, 140).astype(np.float32)
    film[40:100] *= colours
    assert found(film.clip(0, 255).astype(np.uint8)) == []


def test_a_whip_pan_is_no_cut():
    wide = scenery(1)
    at = np.concatenate([np.zeros(40), np.cumsum([8, 20, 34, 40, 34, 20, 8]), np.full(40, 164)])
    film = np.stack([np.roll(wide, -int(x), axis=1)[:, :WIDTH] for x in at])
    assert found(film) == []


def test_something_large_that_passes_is_no_cut():
    film = shot(1, 80, pan_px=0)
    for at in range(12):
        left = -160 + 36 * at
        film[30 + at, :, max(left, 0) : max(left + 160, 0)] = (40, 60, 90)
    assert found(film) == []


def test_a_title_that_comes_and_goes_over_a_picture_is_no_transition():
    film = shot(1, 120, pan_px=0)
    lettering = np.zeros((HEIGHT, WIDTH, 1), bool)
    for left in range(60, 196, 20):
        lettering[50:90, left : left + 12] = True
    for at in range(30, 90):
        share = min(at - 29, 12, 90 - at) / 12
        film[at] = np.where(lettering, (1 - share) * film[at] + share * 255, film[at])
    assert found(film) == []


def test_light_that_is_turned_up_is_no_dissolve():
    film = shot(1, 100).astype(np.float32)
    film *= np.interp(np.arange(100), (40, 60), (0.4, 1.0))[:, None, None, None]
    assert found(film.astype(np.uint8)) == []


@pytest.mark.parametrize("length", [4, 8, 12, 24, 48])
def test_a_dissolve_is_found_with_its_frames(length):
    film = dissolve(shot(1, 60 + length), shot(2, 60 + length), length)
    ((start, stop, kind),) = found(film)
    assert kind == "dissolve"
    assert abs(start - 60) <= max(2, length // 8)
    assert abs(stop - 60 - length) <= max(2, length // 8)


@pytest.mark.parametrize("gain", [0.25, 0.15])
def test_underexposure_hides_no_dissolve(gain):
    film = dissolve(shot(1, 76), shot(2, 76), 16) * gain
    ((start, stop, kind),) = found(film.astype(np.uint8))
    assert kind == "dissolve"
    assert abs(start - 60) <= 2
    assert abs(stop - 76) <= 2


def test_a_dissolve_is_found_where_every_picture_is_shown_twice():
    film = np.repeat(dissolve(shot(1, 60), shot(2, 60), 16), 2, axis=0)
    ((start, stop, kind),) = found(film, rate=48)
    assert kind == "dissolve"
    assert start == pytest.approx(88, abs=4)
    assert stop == pytest.approx(120, abs=4)


@pytest.mark.parametrize("across", [True, False], ids=["pillars", "letterbox"])
def test_bars_make_no_two_shots_alike(across):
    film = np.concatenate([shot(seed, 30) for seed in range(1, 7)])
    bars = film[:, :, :64] if across else film[:, :36]
    bars[:] = 0
    bars = film[:, :, -64:] if across else film[:, -36:]
    bars[:] = 0
    assert found(film) == [(at, at, "cut") for at in range(30, 180, 30)]


@pytest.mark.parametrize("gain", [1, 0.3])
@pytest.mark.parametrize("pan_px", [1, 6])
def test_a_cut_with_one_blended_frame_is_a_dissolve_of_that_frame(pan_px, gain):
    """So are cuts of film that was transferred to video, or converted to another rate."""
    film = shot(1, 30, pan_px)
    for seed in range(2, 7):
        film = dissolve(film, shot(seed, 30, pan_px), 1)
    film = (film * gain).astype(np.uint8)
    assert found(film) == [(at, at + 1, "dissolve") for at in range(29, 29 * 5 + 1, 29)]


def test_a_frame_lit_half_by_a_flash_is_no_cut():
    film = shot(1, 60)
    film[30] = film[30] // 2 + 120
    film[31] = 240
    assert found(film) == []


def test_a_fade_through_black_is_one_transition():
    ((start, stop, kind),) = found(fade(shot(1, 72), shot(2, 72), 12, 8))
    assert kind == "fade"
    assert abs(start - 60) <= 2
    assert abs(stop - 92) <= 2


def test_a_picture_that_takes_long_to_go_makes_no_transition_with_the_next():
    long = even(60 + 8 + 8)
    film = dissolve(dissolve(shot(1, 72), long, 60), shot(2, 20), 8)
    assert [kind for _, _, kind in found(film)] == ["fade", "fade"]


def test_a_picture_that_stays_dim_for_long_makes_no_transition_with_the_last():
    long = even(12 + 33 + 60)
    film = dissolve(dissolve(shot(1, 24), long, 12), shot(2, 72), 60)
    (_, gone, first), (_, come, second) = found(film)
    assert (gone, first, second) == (24, "fade", "fade")
    assert abs(come - 117) <= 2


@pytest.mark.parametrize(("frames", "parts"), [(12, []), (13, [(20, 33, "fade")])])
def test_black_inside_a_shot_is_a_flash_while_it_is_short(frames, parts):
    film = shot(1, 60, pan_px=0)
    film[20 : 20 + frames] = 0
    assert found(film) == parts


def test_timecode_burnt_into_the_black_hides_no_fade():
    film = fade(shot(1, 72), shot(2, 72), 12, 2)
    film[:, 126:140, 8:80:2] = 255
    ((start, stop, kind),) = found(film)
    assert kind == "fade"
    assert abs(start - 60) <= 2
    assert abs(stop - 86) <= 2


def test_a_fade_through_white_is_one_transition():
    ((start, stop, kind),) = found(fade(shot(1, 72), shot(2, 72), 12, 4, colour=(255, 255, 255)))
    assert kind == "fade"
    assert abs(start - 60) <= 2
    assert abs(stop - 88) <= 2


def test_a_cut_to_black_and_a_fade_from_it_are_one_transition():
    black = even(20)
    film = dissolve(np.concatenate([shot(1, 60), black]), shot(2, 70), 10)
    ((start, stop, kind),) = found(film)
    assert (start, kind) == (60, "fade")
    assert abs(stop - 80) <= 2


def test_black_that_stays_is_a_shot_between_two_transitions():
    assert found(np.concatenate([shot(1, 60), even(40), shot(2, 60)])) == [
        (60, 60, "cut"),
        (100, 100, "cut"),
    ]


def test_at_a_slow_rate_black_is_a_shot_sooner():
    film = np.concatenate([shot(1, 60), even(30), shot(2, 60)])
    assert found(film, rate=24) == [(60, 90, "fade")]
    assert found(film, rate=12) == [(60, 60, "cut"), (90, 90, "cut")]


def test_grain_hides_no_dissolve_and_makes_no_cut():
    film = dissolve(shot(1, 90), shot(2, 90), 16)
    grain = np.random.default_rng(3).normal(0, 8, (*film.shape[:3], 1))
    ((start, stop, kind),) = found(np.clip(film + grain, 0, 255).astype(np.uint8))
    assert kind == "dissolve"
    assert abs(start - 74) <= 3
    assert abs(stop - 90) <= 3


def test_cuts_between_dark_shots_are_found():
    film = np.concatenate([shot(1, 40) // 6, shot(2, 40) // 6])
    assert found(film) == [(40, 40, "cut")]
