from itertools import islice

import cv2
import numpy as np
import pytest
from films import write_film

from matchcut.media.bars import shot_bars
from matchcut.media.bars_and_burn_ins import survey
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.picture_area import PictureArea, continued, whole_picture


def scene(number, height, width, light=1.0):
    """Return a picture of soft blobs, different for each number: a set-up of its own."""
    rng = np.random.default_rng(number)
    coarse = rng.integers(30, 256, (5, 8, 3)).astype(np.float32) * light
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        corner = rng.integers(0, (width, height))
        far = corner + rng.integers(10, 80, 2)
        shade = tuple(int(v * light) for v in rng.integers(0, 256, 3))
        cv2.rectangle(picture, corner.tolist(), far.tolist(), shade, -1)
    return np.clip(picture, 0, 255).astype(np.uint8)


def framed(picture, height, width, top, left):
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return canvas


def found_in(tmp_path, pictures, **how):
    """Survey a film of these pictures, each a shot of its own."""
    options = {"g": "1", "crf": "20"}
    return survey(probe(write_film(tmp_path / "film.mp4", pictures, options=options, **how)))


def box(area):
    return area.x, area.y, area.x + area.width, area.y + area.height


@pytest.mark.parametrize(
    ("top", "left", "height", "width"),
    [(30, 0, 120, 320), (0, 40, 180, 240), (20, 36, 140, 248), (0, 110, 180, 100)],
)
def test_bars_are_found_within_two_pixels(tmp_path, top, left, height, width):
    pictures = (framed(scene(i, height, width), 180, 320, top, left) for i in range(24))
    expected = (left, top, left + width, top + height)
    area = found_in(tmp_path, pictures)
    assert np.abs(np.subtract(box(area), expected)).max() <= 2
    assert not area.overlay.any()


def test_the_edge_of_a_picture_that_was_not_scaled_is_found_to_the_pixel(tmp_path):
    pictures = (framed(scene(i, 120, 240), 180, 320, 30, 40) for i in range(24))
    assert box(found_in(tmp_path, pictures)) == (40, 30, 280, 150)


def test_noisy_bars_are_found(tmp_path):
    rng = np.random.default_rng(1)

    def noisy(picture):
        return np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)

    pictures = (noisy(framed(scene(i, 120, 320), 180, 320, 30, 0)) for i in range(24))
    assert np.abs(np.subtract(box(found_in(tmp_path, pictures)), (0, 30, 320, 150))).max() <= 2


def test_bars_are_found_when_most_shots_are_dark(tmp_path):
    pictures = (
        framed(scene(i, 120, 320, light=1.0 if i % 8 == 0 else 0.1), 180, 320, 30, 0)
        for i in range(24)
    )
    assert np.abs(np.subtract(box(found_in(tmp_path, pictures)), (0, 30, 320, 150))).max() <= 2


def test_a_subtitle_written_into_a_bar_leaves_it_a_bar(tmp_path):
    def captioned(i):
        picture = framed(scene(i, 120, 320), 180, 320, 30, 0)
        text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i : i + 10]
        cv2.putText(picture, text, (60, 170), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255,) * 3, 2)
        return picture

    area = found_in(tmp_path, (captioned(i) for i in range(24)))
    assert np.abs(np.subtract(box(area), (0, 30, 320, 150))).max() <= 2


def test_night_that_fades_to_black_at_the_edges_has_no_bars(tmp_path):
    fall = np.clip(np.minimum(np.arange(180), np.arange(180)[::-1]) / 60, 0, 1)[:, None, None]
    pictures = ((scene(i, 180, 320, light=0.5) * fall).astype(np.uint8) for i in range(24))
    assert box(found_in(tmp_path, pictures)) == (0, 0, 320, 180)


def test_a_black_film_is_all_picture(tmp_path):
    pictures = (np.zeros((180, 320, 3), np.uint8) for _ in range(24))
    assert box(found_in(tmp_path, pictures)) == (0, 0, 320, 180)


def test_a_turned_film_has_its_bars_where_they_are_seen(tmp_path):
    upright = (framed(scene(i, 240, 180), 320, 180, 40, 0) for i in range(24))
    stored = (np.rot90(picture, -1) for picture in upright)
    area = found_in(tmp_path, stored, rotation=90)
    assert np.abs(np.subtract(box(area), (0, 40, 180, 280))).max() <= 2


def carded(frames, picture):
    """Yield ``frames``, a third of a card on black, then ``picture(i)`` of each shot of 25."""
    card = framed(np.full((60, 100, 3), 200, np.uint8), 180, 320, 60, 110)
    for at in range(frames):
        yield card if at < frames // 3 else picture(at // 25)


def test_a_film_whose_one_key_frame_is_an_opening_card_is_not_cropped_to_it(tmp_path):
    options = {"x264-params": "scenecut=0:keyint=infinite", "preset": "ultrafast"}
    film = write_film(
        tmp_path / "a.mp4", carded(900, lambda i: scene(i, 180, 320)), options=options
    )
    assert box(survey(probe(film))) == (0, 0, 320, 180)


def test_a_film_too_long_to_be_decoded_for_it_keeps_all_of_its_picture(tmp_path, monkeypatch):
    monkeypatch.setattr("matchcut.media.bars_and_burn_ins._MAX_DECODED", 400)
    options = {"x264-params": "scenecut=0:keyint=infinite", "preset": "ultrafast"}
    film = write_film(
        tmp_path / "a.mp4", carded(600, lambda i: scene(i, 180, 320)), options=options
    )
    assert box(survey(probe(film))) == (0, 0, 320, 180)


def test_bars_of_a_film_that_does_not_tell_its_length_are_found(tmp_path):
    dark = (framed(scene(i // 25, 120, 320), 180, 320, 30, 0) for i in range(300))
    pictures = (p if i >= 25 else np.zeros_like(p) for i, p in enumerate(dark))
    film = write_film(tmp_path / "a.h264", pictures, options={"g": "25", "preset": "ultrafast"})
    assert np.abs(np.subtract(box(survey(probe(film))), (0, 30, 320, 150))).max() <= 2


def burnt_in(picture, i):
    """Burn a running timecode in its black box, and a logo, into ``picture``."""
    cv2.rectangle(picture, (100, 150), (219, 171), (0, 0, 0), -1)
    text = f"01:00:{i // 25:02d}:{i % 25:02d}"
    cv2.putText(picture, text, (104, 166), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (255,) * 3, 1)
    cv2.circle(picture, (290, 24), 10, (230, 230, 230), 2)
    return picture


def test_a_burnt_in_timecode_and_a_logo_are_covered_and_little_else(tmp_path):
    pictures = (burnt_in(scene(i, 180, 320), 7 * i) for i in range(24))
    overlay = found_in(tmp_path, pictures).overlay_at(180, 320)
    assert overlay[152:170, 102:218].mean() > 0.95
    ring = cv2.circle(np.zeros((180, 320), np.uint8), (290, 24), 10, 1, 2) > 0
    assert overlay[ring].mean() > 0.9
    overlay[142:180, 90:230] = False
    overlay[6:42, 272:308] = False
    assert overlay.mean() < 0.002


@pytest.mark.parametrize("gop", [1, 250])
def test_seven_setups_tell_of_a_timecode_wherever_key_frames_are(tmp_path, gop):
    pictures = (burnt_in(scene(i // 30, 180, 320), i) for i in range(210))
    options = {"g": str(gop), "sc_threshold": "0", "crf": "20"}
    film = write_film(tmp_path / "trailer.mp4", pictures, options=options)
    overlay = survey(probe(film)).overlay_at(180, 320)
    assert overlay[152:170, 102:218].mean() > 0.95
    overlay[142:180, 90:230] = False
    overlay[6:42, 272:308] = False
    assert overlay.mean() < 0.002


@pytest.mark.parametrize("setups", [6, 7, 10, 14])
def test_scenery_that_is_alike_by_chance_is_no_overlay(tmp_path, setups):
    for first in range(0, 60, setups):
        pictures = (scene(first + i, 180, 320) for i in range(setups))
        assert not found_in(tmp_path, pictures).overlay.any()


def test_an_overlay_is_placed_in_the_active_picture(tmp_path):
    pictures = (framed(burnt_in(scene(i, 180, 320), 7 * i), 240, 320, 30, 0) for i in range(24))
    area = found_in(tmp_path, pictures)
    assert np.abs(np.subtract(box(area), (0, 30, 320, 210))).max() <= 2
    overlay = area.overlay_at(180, 320)
    assert overlay[154:168, 104:216].mean() > 0.95
    assert overlay[:, :80].mean() < 0.002


def subtitled(picture, i):
    """Write a line of its own low in every third picture."""
    if i % 3 == 0:
        letters = np.random.default_rng(i).choice(list("abcdefghi klmnopqrstuvw"), 22)
        for shade, thickness in ((0, 5), (255, 2)):
            cv2.putText(picture, "".join(letters), (110, 330), 0, 1, (shade,) * 3, thickness)
    return picture


def test_subtitles_that_come_and_go_are_covered(tmp_path):
    pictures = (subtitled(scene(i, 360, 640), i) for i in range(28))
    overlay = found_in(tmp_path, pictures).overlay_at(360, 640)
    assert overlay[308:332, 130:430].mean() > 0.95
    overlay[290:350, 70:600] = False
    assert not overlay.any()


def test_a_title_card_now_and_then_is_no_subtitle(tmp_path):
    pictures = (subtitled(scene(i, 360, 640), 0 if i % 8 == 0 else 1) for i in range(28))
    assert not found_in(tmp_path, pictures).overlay.any()


def test_scenery_that_stands_still_in_one_shot_is_no_overlay(tmp_path):
    ground = burnt_in(scene(0, 180, 320), 0)

    def walking(i):
        picture = ground.copy()
        cv2.rectangle(picture, (8 * i, 40), (8 * i + 40, 140), (200, 60, 90), -1)
        return picture

    assert not found_in(tmp_path, (walking(i) for i in range(30))).overlay.any()


def test_two_setups_that_alternate_are_no_evidence_of_an_overlay(tmp_path):
    pictures = (burnt_in(scene(i % 2, 180, 320), i) for i in range(24))
    assert not found_in(tmp_path, pictures).overlay.any()


def test_an_overlay_grows_and_shrinks_with_the_picture_and_never_misses_a_touched_pixel():
    grid = np.zeros((90, 160), np.bool_)
    grid[40, 60] = True
    area = PictureArea(0, 0, 320, 180, grid)
    assert area.overlay_at(180, 320)[80:82, 120:122].all()
    assert area.overlay_at(180, 320).sum() == 4
    assert area.overlay_at(9, 16).sum() == 1
    assert area.overlay_at(9, 16)[4, 6]
    assert not whole_picture(320, 180).overlay_at(36, 64).any()


def test_what_is_hidden_goes_on_as_what_surrounds_it():
    slope = np.tile(np.arange(64, dtype=np.uint8) * 3, (36, 1))
    hidden = np.zeros((36, 64), np.bool_)
    hidden[28:, 20:44] = True
    filled = continued(np.where(hidden, 255, slope).astype(np.uint8), hidden)
    assert filled.dtype == np.uint8
    assert (filled[~hidden] == slope[~hidden]).all()
    assert np.abs(filled.astype(int) - slope)[hidden].max() < 20
    level = np.full((9, 5, 3), 7, np.float32)
    hidden = np.ones((9, 5), np.bool_)
    hidden[2, 3] = False
    assert continued(level, hidden) == pytest.approx(level)


def test_bars_of_one_shot_are_found_and_a_full_picture_has_none():
    full = np.stack([scene(i, 144, 256) for i in range(5)])
    assert not shot_bars(full).any()
    narrow = np.stack([framed(scene(i, 144, 192), 144, 256, 0, 32) for i in range(5)])
    bars = shot_bars(narrow)
    assert bars[:, :30].all() and bars[:, 226:].all()
    assert not bars[:, 34:222].any()


def test_a_dark_side_of_a_picture_is_no_bar():
    doorway = np.stack([framed(scene(i, 144, 160), 144, 256, 0, 16) for i in range(5)])
    assert not shot_bars(doorway).any()


@pytest.mark.parametrize("edge", [0, -1])
def test_a_line_of_junk_at_the_edge_of_a_dark_picture_is_no_picture(edge):
    picture = np.zeros((144, 256, 3), np.uint8)
    for column in range(256):
        row = 10 + 37 * column % 100
        picture[row : row + 20, column] = 200
    picture[edge] = 200
    assert shot_bars(picture[None]).shape == (144, 256)


@pytest.mark.media
@pytest.mark.slow
def test_bars_and_a_timecode_added_to_a_real_film_are_found(test_media, tmp_path):
    info = probe(test_media / "videos" / "bbb_full_360p.mp4")
    plain = survey(info)
    assert box(plain) == (0, 0, 640, 360)
    assert not plain.overlay.any()
    film = tmp_path / "burnt.mp4"

    def burnt(frames):
        for i, frame in enumerate(islice(frames, 3000)):
            if i % 12 == 0:
                picture = framed(frame.picture, 460, 640, 50, 0)
                cv2.rectangle(picture, (240, 360), (400, 392), (0, 0, 0), -1)
                text = f"01:{i // 1440:02d}:{i // 24 % 60:02d}:{i % 24:02d}"
                cv2.putText(picture, text, (250, 384), 0, 0.7, (255,) * 3, 2)
                yield picture

    with DecodePass(info, long_side=640) as frames:
        write_film(film, burnt(frames), options={"g": "24", "crf": "23"})
    area = survey(probe(film))
    assert np.abs(np.subtract(box(area), (0, 50, 640, 410))).max() <= 2
    overlay = framed(area.overlay_at(area.height, area.width)[..., None], 460, 640, area.y, area.x)
    overlay = overlay[..., 0] > 0
    assert overlay[362:390, 242:398].mean() > 0.95
    overlay[350:402, 225:415] = False
    assert overlay.mean() < 0.002
