import cv2
import numpy as np
import pytest
from painted_films import even, scenery, shot

from matchcut.media.picture_area import continued
from matchcut.shots.kinds import shot_kind

HEIGHT, WIDTH = 144, 256
CARD = ["THE BLENDER FOUNDATION", "presents", "A FILM BY THE DURIAN TEAM"]


def write(picture, lines, colour, top=60):
    for row, line in enumerate(lines):
        width = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, 0.35, 1)[0][0]
        left = (WIDTH - width) // 2
        where = (left, top + 14 * row)
        cv2.putText(picture, line, where, cv2.FONT_HERSHEY_SIMPLEX, 0.35, colour, 1, cv2.LINE_AA)
    return picture


def soft_ground(seed):
    coarse = np.random.default_rng(seed).integers(20, 90, (2, 3, 3), np.uint8)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def test_a_landscape_is_a_picture():
    assert shot_kind(shot(1, 5)) == "picture"


def test_black_is_black_however_faint_its_noise():
    noise = np.random.default_rng(1).integers(0, 6, (5, HEIGHT, WIDTH, 3), np.uint8)
    assert shot_kind(noise) == "black"


def test_an_underexposed_landscape_is_a_picture():
    assert shot_kind((shot(1, 5) * 0.08).astype(np.uint8)) == "picture"


def test_black_that_noise_or_a_vignette_lifts_is_black():
    chance = np.random.default_rng(1)
    across = np.linspace(-1, 1, WIDTH)[:, None] ** 2
    lifted = 10 * (1 - 0.2 * across) + chance.normal(0, 4, (5, HEIGHT, WIDTH, 3))
    assert shot_kind(lifted.clip(0, 255).astype(np.uint8)) == "black"


@pytest.mark.parametrize("colour", [(200, 60, 30), (0, 0, 220), (250, 250, 250)])
def test_a_flat_colour_is_leader_as_bars_are(colour):
    assert shot_kind(even(5, colour)) == "bars"


def test_lifted_black_is_black():
    assert shot_kind(even(5, (30, 30, 30))) == "black"


def test_a_counter_low_on_a_soft_ground_is_no_title():
    counted = write(soft_ground(4), ["01:02:03:04"], (255, 255, 255), top=136)
    assert shot_kind(counted[None]) == "picture"


def test_a_line_low_on_black_is_a_title():
    line = write(even(1)[0], ["Copyright A FILM COMPANY"], (160, 160, 160), top=126)
    assert shot_kind(line[None]) == "title"


def test_what_is_burnt_in_is_no_title():
    stamped = write(soft_ground(4), CARD, (255, 255, 255))
    overlay = np.zeros((HEIGHT, WIDTH), bool)
    overlay[46:96, 10:-10] = True
    assert shot_kind(continued(stamped, overlay)[None]) == "picture"


def test_words_on_black_are_a_title():
    assert shot_kind(write(even(1)[0], CARD, (255, 255, 255))[None]) == "title"


def test_dark_words_on_white_are_a_title():
    card = write(even(1, (240, 240, 240))[0], CARD, (10, 10, 10))
    assert shot_kind(card[None]) == "title"


def test_words_on_a_soft_ground_are_a_title():
    assert shot_kind(write(soft_ground(4), CARD, (255, 255, 255))[None]) == "title"


def test_words_that_throw_a_shadow_are_a_title():
    picture = np.full((144, 256, 3), (120, 110, 90), np.uint8)
    lines = ["ANDREAS PETERSON", "ENRICO VALENTIN", "CAMPBELL BARTON", "NATHAN VEGDAHL"] * 2
    for row, line in enumerate(lines):
        for nudge, colour in ((2, (40, 35, 30)), (0, (255, 255, 255))):
            at = 40 + nudge, 34 + 11 * row + nudge
            cv2.putText(picture, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.32, colour, 1, cv2.LINE_AA)
    assert shot_kind(picture[None]) == "title"


def test_rolling_credits_are_a_title():
    names = ["ANNA BERG   CAMERA", "TOM HILL   EDITING", "EVA STEIN   SOUND"] * 4
    rolled = [write(even(1)[0], names, (230, 230, 230), top) for top in (20, 10, 0, -10)]
    assert shot_kind(np.stack(rolled)) == "title"


def test_a_title_that_fades_in_from_black_is_a_title():
    card = write(even(1)[0], CARD, (255, 255, 255))
    assert shot_kind(np.stack([even(1)[0], even(1)[0], even(1)[0], card])) == "title"


def test_large_words_on_black_are_a_title_wherever_they_stand():
    card = even(1)[0]
    cv2.putText(card, "THE END", (30, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (240,) * 3, 2)
    assert shot_kind(card[None]) == "title"


def leader(digit, angle, ground):
    picture = cv2.resize(ground, (640, 360), interpolation=cv2.INTER_CUBIC)
    cv2.ellipse(picture, (320, 180), (400, 400), 0, -90, angle - 90, (60, 60, 60), -1)
    for radius in (150, 130):
        cv2.circle(picture, (320, 180), radius, (230, 230, 230), 3, cv2.LINE_AA)
    cv2.line(picture, (0, 180), (640, 180), (20, 20, 20), 3)
    cv2.line(picture, (320, 0), (320, 360), (20, 20, 20), 3)
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(picture, str(digit), (270, 230), font, 5, (20, 20, 20), 16, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("digit", [8, 5, 2])
def test_a_countdown_leader_is_bars(digit):
    grey = even(1, (120, 120, 120))[0]
    assert shot_kind(np.stack([leader(digit, angle, grey) for angle in (30, 150, 280)])) == "bars"


def test_cross_hairs_on_a_picture_are_a_picture():
    assert shot_kind(leader(7, 0, scenery(2))[None]) == "picture"


def test_cross_hairs_on_a_coloured_view_are_a_picture():
    assert shot_kind(leader(7, 30, even(1, (60, 150, 60))[0])[None]) == "picture"


def test_a_large_white_logo_on_black_is_a_title():
    logo = cv2.circle(even(1)[0], (128, 72), 22, (250, 250, 250), -1)
    assert shot_kind(logo[None]) == "title"


def test_words_over_a_landscape_are_a_picture():
    card = write(np.ascontiguousarray(scenery(1)[:, :WIDTH]), CARD, (255, 255, 255))
    assert shot_kind(card[None]) == "picture"


def test_a_lamp_off_the_middle_of_the_night_is_a_picture():
    lamp = cv2.circle(even(1)[0], (70, 60), 14, (250, 250, 250), -1)
    assert shot_kind(lamp[None]) == "picture"


def test_a_coloured_lamp_in_the_middle_of_the_night_is_a_picture():
    lamp = cv2.circle(even(1)[0], (128, 72), 14, (40, 150, 250), -1)
    assert shot_kind(lamp[None]) == "picture"


def test_a_neon_sign_is_a_picture():
    for night in (even(1)[0], soft_ground(4)):
        assert shot_kind(write(night, CARD, (255, 120, 255))[None]) == "picture"


@pytest.mark.parametrize(("words", "kind"), [(10, "picture"), (14, "title")])
def test_beside_a_figure_only_many_words_are_credits(words, kind):
    credits = even(1, (70, 60, 50))[0]
    for left in range(8, 96, 8):
        cv2.line(credits, (left, 30), (left + 3, 110), (200, 200, 200), 3)
    for at in range(words):
        where = 110 + 72 * (at % 2), 34 + 13 * (at // 2)
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(credits, "ANNAI", where, font, 0.32, (255, 255, 255), 1, cv2.LINE_AA)
    assert shot_kind(credits[None]) == kind


def test_a_lane_marking_on_a_plain_road_is_a_picture():
    road = even(1, (110, 108, 105))[0]
    for left in (20, 90, 160):
        cv2.line(road, (left, 20), (left + 8, 14), (240, 240, 240), 3)
    assert shot_kind(road[None]) == "picture"


def test_a_title_in_a_few_pictures_of_a_shot_leaves_it_a_picture():
    card = write(even(1)[0], CARD, (255, 255, 255))
    assert shot_kind(np.stack([card, *shot(1, 3)])) == "picture"


@pytest.mark.parametrize("size", [(256, 144), (640, 360), (144, 256)])
def test_colour_bars_are_bars(size):
    width, height = size
    bars = np.zeros((height, width, 3), np.uint8)
    colours = [(0, 191, 191), (191, 191, 0), (0, 191, 0), (191, 0, 191), (0, 0, 191), (191, 0, 0)]
    for at, colour in enumerate([(191, 191, 191), *colours]):
        bars[:, at * width // 7 : (at + 1) * width // 7] = colour
    bars[height * 3 // 4 :, : width // 3] = 235
    assert shot_kind(np.stack([bars, bars])) == "bars"
