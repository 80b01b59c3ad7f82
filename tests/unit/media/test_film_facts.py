import errno
import shutil
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from films import (
    interlaced_film,
    number_in,
    numbered,
    numbered_film,
    open_gop_film,
    scenes,
    tone,
    trimmed,
    write_film,
)

from matchcut.errors import MediaError
from matchcut.media.damage import damage
from matchcut.media.decode import DecodePass
from matchcut.media.film import AudioTrack, probe
from matchcut.media.fingerprint import fingerprint
from matchcut.media.folders import films_at
from matchcut.media.frame_rate import rate_of, varies_later
from matchcut.media.frames import FrameReader
from matchcut.media.opening import open_film, packets_of, picture_stream
from matchcut.media.times import Trouble
from matchcut.media.write import MADE_HERE, PREVIEW_MADE_HERE, MovieWriter


def test_ntsc_rates_are_exact_fractions(tmp_path):
    for name, rate in (("a.mp4", Fraction(24000, 1001)), ("b.mkv", Fraction(30000, 1001))):
        assert probe(numbered_film(tmp_path / name, 24, rate=rate)).rate == rate


def test_matroska_tells_its_frames_by_the_length_of_its_picture(tmp_path):
    info = probe(numbered_film(tmp_path / "a.mkv", 40, rate=Fraction(25)))
    assert (info.frames, info.frames_counted, info.length_stated) == (40, False, True)


def test_a_film_with_uneven_frame_times_is_variable_and_an_even_one_is_not(tmp_path):
    ticks = list(np.cumsum([0] + [30, 50, 34] * 10))
    uneven = numbered_film(
        tmp_path / "u.mp4", 30, ticks=[int(t) for t in ticks[:30]], time_base=Fraction(1, 1000)
    )
    assert probe(uneven).variable_rate
    assert not probe(
        numbered_film(tmp_path / "e.mp4", 30, rate=Fraction(30000, 1001))
    ).variable_rate
    # Whole milliseconds wobble, which is no variation.
    assert not probe(
        numbered_film(tmp_path / "e.mkv", 30, rate=Fraction(24000, 1001))
    ).variable_rate


def test_of_a_film_whose_index_tells_its_times_one_frame_is_read(tmp_path, monkeypatch):
    read = []

    def packets(container, stream):
        for packet in packets_of(container, stream):
            read.append(packet.size)
            yield packet

    monkeypatch.setattr("matchcut.media.film.packets_of", packets)
    film = numbered_film(tmp_path / "a.mov", 150, codec="mjpeg", pix_fmt="yuvj420p")
    assert probe(film).frames == 150
    assert len(read) == 1


def at_a_rate_that_varies_later(path, steady, varying):
    """Write ``steady`` frames at 30 a second, then ``varying`` with one to five steps between."""
    steps = np.random.default_rng(0).integers(1, 6, varying).cumsum()
    ticks = [*range(steady), *(steady + steps).tolist()]
    small = (np.full((48, 64, 3), at % 255, np.uint8) for at in range(len(ticks)))
    return write_film(path, small, rate=Fraction(30), ticks=ticks)


def test_a_rate_that_varies_only_after_minutes_is_found_where_the_index_tells(tmp_path):
    assert probe(at_a_rate_that_varies_later(tmp_path / "a.mp4", 5200, 400)).variable_rate


def test_a_rate_that_varies_only_later_is_no_damage(tmp_path):
    info = probe(at_a_rate_that_varies_later(tmp_path / "a.mkv", 150, 300))
    with DecodePass(info, long_side=64) as frames:
        times = [frame.pts for frame in frames]
    assert len(times) == 450
    assert damage(info, times, Trouble()) == ""


@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("a.ts", open_gop_film),
        (
            "a.mpg",
            partial(numbered_film, codec="mpeg2video", options={"g": "12", "bf": "2", "b": "2M"}),
        ),
    ],
)
def test_a_short_film_of_a_constant_rate_does_not_vary_where_it_is_looked_into(
    tmp_path, name, draw
):
    film = draw(tmp_path / name, 100, rate=Fraction(25))
    assert not probe(film).variable_rate
    assert not varies_later(film)


def test_one_hole_in_a_short_film_counts_once_wherever_it_is_looked_into(tmp_path):
    ticks = [at if at < 60 else at + 40 for at in range(120)]
    assert not varies_later(numbered_film(tmp_path / "a.mkv", 120, rate=Fraction(25), ticks=ticks))


@pytest.mark.parametrize("minutes", [0.05, 7.0])
def test_pauses_of_a_phone_neither_hide_that_its_rate_varies_nor_lower_it(tmp_path, minutes):
    steps = np.random.default_rng(0).choice([17, 33, 33, 33, 34, 50], 120)
    steps[[40, 90]] += round(60_000 * minutes)
    film = numbered_film(
        tmp_path / "phone.mp4",
        120,
        rate=Fraction(30),
        ticks=np.cumsum(steps).tolist(),
        time_base=Fraction(1, 1000),
    )
    info = probe(film)
    assert (info.rate, info.variable_rate, info.frames) == (Fraction(30), True, 120)


@pytest.mark.parametrize(
    ("milliseconds", "rate"),
    [(200, Fraction(5)), (33, Fraction(1000, 33)), (60_000, Fraction(1, 60))],
)
def test_frames_that_come_evenly_at_another_rate_than_is_stated_have_it_and_none_is_missing(
    tmp_path, milliseconds, rate
):
    ticks = [milliseconds * at for at in range(130)]
    how = {"rate": Fraction(25), "ticks": ticks, "time_base": Fraction(1, 1000)}
    info = probe(numbered_film(tmp_path / "webcam.mkv", 130, **how))
    assert (info.rate, info.variable_rate) == (rate, False)
    assert info.frames == pytest.approx(130, abs=1)
    assert damage(info, ticks, Trouble()) == ""


def test_the_rate_of_fields_that_are_stored_one_by_one_is_that_of_their_frames(tmp_path):
    film = numbered_film(tmp_path / "a.mkv", 40, rate=Fraction(25))
    with open_film(film) as container:
        stream = picture_stream(container, film)
        fields = list(range(0, 2000, 20))
        assert rate_of(stream, fields, framewise=False) == Fraction(25)
        assert rate_of(stream, fields, framewise=True) == Fraction(50)


def test_missing_frames_do_not_change_the_rate(tmp_path):
    ticks = [at for at in range(240) if not 100 <= at < 130]
    film = numbered_film(
        tmp_path / "hole.mov",
        len(ticks),
        rate=Fraction(30000, 1001),
        ticks=ticks,
    )
    info = probe(film)
    assert (info.rate, info.variable_rate, info.frames) == (Fraction(30000, 1001), False, 210)


@pytest.mark.parametrize("name", ["a.mkv", "a.flv"])
def test_a_film_whose_times_start_at_an_hour_is_as_long_as_its_frames(tmp_path, name):
    ticks = [3_600_000 + 40 * at for at in range(100)]
    how = {"rate": Fraction(25), "ticks": ticks, "time_base": Fraction(1, 1000)}
    info = probe(numbered_film(tmp_path / name, 100, options={"bf": "0"}, **how))
    assert (info.frames, info.duration, info.start_pts) == (100, 4, 3_600_000)


@pytest.mark.parametrize("name", ["a.h264", "a.m2v"])
def test_a_bare_stream_runs_at_the_rate_that_its_pictures_say(tmp_path, name):
    codec = "libx264" if name == "a.h264" else "mpeg2video"
    rate = Fraction(24000, 1001)
    assert probe(numbered_film(tmp_path / name, 30, rate=rate, codec=codec)).rate == rate


@pytest.mark.parametrize("name", ["a.h264", "a.m2v", "a.mkv"])
def test_a_film_that_does_not_tell_its_length_is_counted(tmp_path, name):
    codec = "mpeg2video" if name == "a.m2v" else "libx264"
    # Live recordings state no length, nor do those that broke off.
    how = {"container_options": {"live": "1"}} if name == "a.mkv" else {}
    film = numbered_film(tmp_path / name, 240, rate=Fraction(25), codec=codec, **how)
    info = probe(film)
    assert (info.frames, info.frames_counted, info.duration) == (240, True, Fraction(240, 25))
    assert not info.variable_rate


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_film_trimmed_without_encoding_it_again_has_the_frames_that_it_shows(tmp_path, name):
    options = {"g": "25", "bf": "2"}
    whole = numbered_film(tmp_path / "whole.mp4", 100, rate=Fraction(25), options=options)
    info = probe(trimmed(whole, tmp_path / name, 40))
    assert (info.frames, info.frames_counted, info.variable_rate) == (60, True, False)
    with DecodePass(info, long_side=320) as frames:
        shown = [(frame.pts, number_in(frame.picture)) for frame in frames]
    assert [number for _, number in shown] == list(range(40, 100))
    assert damage(info, [pts for pts, _ in shown], Trouble()) == ""
    with FrameReader(info) as reader:
        for at in (33, 5, 59):
            assert number_in(reader.frame_at(shown[at][0], 320).picture) == 40 + at


def test_an_anamorphic_film_is_as_wide_as_it_is_shown(tmp_path):
    film = write_film(tmp_path / "a.mp4", [numbered(0, 240, 180)], sample_aspect=Fraction(4, 3))
    info = probe(film)
    assert (info.width, info.height) == (320, 180)


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_film_on_its_side_is_as_tall_as_it_is_shown(tmp_path, degrees):
    info = probe(write_film(tmp_path / "r.mp4", [numbered(0)], rotation=degrees))
    assert (info.width, info.height, info.rotation) == (180, 320, degrees % 360)


def test_drop_frame_timecode_and_reel_are_read_from_their_track(tmp_path):
    film = numbered_film(
        tmp_path / "df.mov",
        4,
        rate=Fraction(30000, 1001),
        metadata={"timecode": "01:00:00;02", "reel_name": "A001C002"},
    )
    info = probe(film)
    assert (info.timecode, info.reel) == ("01:00:00;02", "A001C002")


def test_non_drop_timecode_is_read_from_mxf(tmp_path):
    film = numbered_film(
        tmp_path / "a.mxf",
        4,
        rate=Fraction(25),
        codec="mpeg2video",
        metadata={"timecode": "10:00:00:00"},
    )
    info = probe(film)
    assert info.timecode == "10:00:00:00"


def test_timecode_and_reel_are_read_from_matroska_which_writes_their_names_in_capitals(tmp_path):
    said = {"timecode": "01:00:00;02", "reel_name": "A001C002"}
    film = numbered_film(tmp_path / "df.mkv", 4, rate=Fraction(30000, 1001), metadata=said)
    info = probe(film)
    assert (info.timecode, info.reel) == ("01:00:00;02", "A001C002")


def test_a_film_without_timecode_reel_or_sound_says_so(tmp_path):
    info = probe(numbered_film(tmp_path / "a.mp4", 1))
    assert (info.timecode, info.reel, info.audio) == (None, None, ())


def test_each_of_four_mono_sound_tracks_is_listed(tmp_path):
    film = numbered_film(tmp_path / "a.mov", 12, sounds=[tone(440, 0.5)] * 4)
    assert probe(film).audio == (AudioTrack(1, 48000),) * 4


def test_an_interlaced_film_is_known_as_one(tmp_path):
    assert probe(interlaced_film(tmp_path / "i.mp4", 4)).interlaced
    assert not probe(numbered_film(tmp_path / "p.mp4", 4)).interlaced


def test_colour_tags_are_read(tmp_path):
    tags = {"color_trc": 16, "color_primaries": 9, "colorspace": 9}
    film = numbered_film(tmp_path / "pq.mkv", 1, codec="ffv1", pix_fmt="yuv420p10le", tags=tags)
    colour = probe(film).colour
    assert (colour.transfer, colour.matrix, colour.wide_gamut) == ("pq", "2020", True)
    hlg = numbered_film(
        tmp_path / "hlg.mkv", 1, codec="ffv1", pix_fmt="yuv420p10le", tags=tags | {"color_trc": 18}
    )
    assert probe(hlg).colour.transfer == "hlg"


@pytest.mark.parametrize(("space", "matrix"), [(4, "601"), (7, "709")])
def test_the_colours_of_older_standards_are_those_of_the_nearest(tmp_path, space, matrix):
    film = numbered_film(tmp_path / "a.mkv", 1, size=(640, 480), tags={"colorspace": space})
    assert probe(film).colour.matrix == matrix
    large = numbered_film(tmp_path / "b.mkv", 1, size=(1280, 720), tags={"colorspace": space})
    assert probe(large).colour.matrix == matrix


@pytest.mark.parametrize(
    ("size", "matrix"),
    [
        *(((720, 576), "601"), ((1024, 576), "601")),
        *(((1280, 720), "709"), ((1280, 536), "709"), ((960, 720), "709")),
    ],
)
def test_an_untagged_film_has_the_colours_of_its_size(tmp_path, size, matrix):
    assert probe(numbered_film(tmp_path / "a.mp4", 1, size=size)).colour.matrix == matrix


def test_a_fingerprint_follows_the_content_and_not_the_name(tmp_path):
    film = numbered_film(tmp_path / "a.mp4", 4)
    copy = tmp_path / "b.mov"
    copy.write_bytes(film.read_bytes())
    assert fingerprint(copy) == fingerprint(film)
    content = bytearray(film.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(bytes(content))
    assert fingerprint(copy) != fingerprint(film)


def test_a_folder_that_can_not_be_read_does_not_hide_the_films_beside_it(tmp_path, monkeypatch):
    (tmp_path / "a.mp4").write_bytes(b"x")
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "b.mp4").write_bytes(b"x")
    listed = Path.iterdir

    def iterdir(folder):
        if folder.name == "lost+found":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [path.name for path in films_at(tmp_path).films] == ["a.mp4", "b.mp4"]
    failure = films_at(tmp_path / "lost+found").failure
    assert "The folder lost+found can't be read" in str(failure)


def test_links_to_what_can_not_be_looked_at_do_not_hide_the_films_beside_them(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"x")
    for name in ("b.mp4", "folder"):
        (tmp_path / name).symlink_to(tmp_path / ("x" * 300))
    assert [path.name for path in films_at(tmp_path).films] == ["a.mp4"]
    assert films_at(tmp_path / "b.mp4").films == (tmp_path / "b.mp4",)
    with pytest.raises(MediaError, match="can't be read"):
        probe(tmp_path / "b.mp4")


def test_a_folder_lists_its_films_by_name_without_hidden_files_and_others(tmp_path):
    for name in ("b.MOV", "a.mp4", ".hidden.mp4", "notes.txt", "c.mxf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.mp4").mkdir()
    assert [path.name for path in films_at(tmp_path).films] == ["a.mp4", "b.MOV", "c.mxf"]


def test_a_folder_of_numbered_images_and_one_of_them_are_told_from_films(tmp_path):
    for number in range(1001, 1004):
        cv2.imwrite(str(tmp_path / f"sh.0{number}.png"), np.zeros((90, 160, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "one.jpg"), np.zeros((90, 160, 3), np.uint8))
    remedy = "Image sequences can't be read here. Make a movie of them as H.264 or ProRes"
    failure = str(films_at(tmp_path).failure)
    assert "no films in " in failure
    assert f", only images. {remedy}" in failure
    for name in ("sh.01001.png", "one.jpg"):
        with pytest.raises(MediaError, match=f"{name} is one image. {remedy}"):
            probe(tmp_path / name)


def test_a_picture_in_the_boxes_of_a_movie_is_one_image_and_a_moving_one_is_a_film(tmp_path):
    how = {"codec": "libsvtav1", "rate": Fraction(25)}
    with pytest.raises(MediaError, match=r"one\.avif is one image"):
        probe(numbered_film(tmp_path / "one.avif", 1, **how))
    assert probe(numbered_film(tmp_path / "moving.avif", 12, **how)).frames == 12


def test_what_may_have_been_meant_as_a_film_and_is_not_taken_is_told(tmp_path):
    (tmp_path / "a.mov").write_bytes(b"x")
    for path in (tmp_path, tmp_path / "a.mov"):
        assert (films_at(path).passed_over, films_at(path).failure) == ((), None)
    (tmp_path / "poster.png").write_bytes(b"x")
    (tmp_path / "raw.h264").write_bytes(b"x")
    for name in ("seq", "titles"):
        (tmp_path / name).mkdir()
        for number in range(20):
            (tmp_path / name / f"{number:03}.dpx").write_bytes(b"x")
    assert films_at(tmp_path).passed_over == (
        "raw.h264 was passed over: name such files themselves to watch them.",
        "40 images in seq and 1 other folder were passed over: to watch them, make a movie of "
        "them.",
    )
    (tmp_path / "a.mov").unlink()
    found = films_at(tmp_path)
    assert (found.films, found.passed_over) == ((), ())
    assert "no films in " in str(found.failure)
    assert "raw.h264 was passed over: name such" in str(found.failure)


def test_previews_made_here_are_no_films_of_their_folder_but_where_they_are_named(tmp_path):
    film = write_film(tmp_path / "film.mp4", scenes(shots=1))
    for name, said in (("sample.mp4", MADE_HERE), ("preview.mp4", PREVIEW_MADE_HERE)):
        with MovieWriter(tmp_path / name, 64, 36, Fraction(24), comment=said) as movie:
            movie.frame(np.zeros((36, 64, 3), np.uint8))
    assert films_at(tmp_path).films == (film, tmp_path / "sample.mp4")
    assert films_at(tmp_path / "preview.mp4").films == (tmp_path / "preview.mp4",)
    (told,) = films_at(tmp_path).passed_over
    assert told.startswith("preview.mp4 was passed over: a preview that matchcut made")
    film.rename(tmp_path / "previews.mp4")
    shutil.copy(tmp_path / "preview.mp4", tmp_path / "sample.mp4")
    (told,) = films_at(tmp_path).passed_over
    assert told.startswith("preview.mp4 and 1 more were passed over")


def test_a_gif_in_a_folder_is_one_of_its_films(tmp_path):
    film = write_film(tmp_path / "loop.gif", scenes(shots=1), codec="gif", pix_fmt="rgb8")
    assert films_at(tmp_path).films == (film,)
    assert probe(film).frames == 30
