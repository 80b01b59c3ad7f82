import threading
from contextlib import closing
from fractions import Fraction

import av
import numpy as np
import pytest
from films import (
    damaged,
    interlaced_film,
    number_in,
    numbered,
    numbered_film,
    open_gop_film,
    truncated,
    write_film,
)

from matchcut.media.damage import damage
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.picture_area import PictureArea
from matchcut.media.render import Renderer
from matchcut.media.source import FrameSource


def watched(path, **how):
    """Return numbers and times of all frames, and in words what was damaged."""
    info = probe(path)
    with DecodePass(info, **({"long_side": 160} | how)) as frames:
        seen = [(number_in(frame.picture), frame.pts) for frame in frames]
    times = [pts for _, pts in seen]
    return [n for n, _ in seen], times, damage(info, times, frames.trouble)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("h264.mp4", {}),
        ("h264.mkv", {"rate": Fraction(30000, 1001)}),
        ("h264.ts", {}),
        ("h264.avi", {}),
        ("mpeg2.mpg", {"codec": "mpeg2video", "rate": Fraction(25), "options": {"bf": "2"}}),
        ("mpeg4.avi", {"codec": "mpeg4", "options": {"bf": "2"}}),
        ("hevc.mp4", {"codec": "libx265", "options": {"x265-params": "keyint=12:log-level=0"}}),
        ("prores.mov", {"codec": "prores_ks", "pix_fmt": "yuv422p10le"}),
        ("packed.mov", {"codec": "rawvideo", "pix_fmt": "uyvy422"}),
    ],
)
def test_every_frame_comes_once_and_in_order(tmp_path, name, how):
    numbers, times, told = watched(numbered_film(tmp_path / name, 40, **how))
    assert numbers == list(range(40))
    assert times == sorted(set(times))
    assert told == ""


def test_a_second_picture_of_a_film_is_told_and_not_watched(tmp_path):
    path = tmp_path / "both eyes.mkv"
    with av.open(str(path), "w") as container:
        eyes = [container.add_stream("libx264", rate=24) for _ in range(2)]
        for eye, (width, height) in zip(eyes, ((160, 90), (320, 180)), strict=True):
            eye.width, eye.height, eye.pix_fmt = width, height, "yuv420p"
        for number in range(10):
            for eye, first in zip(eyes, (0, 500), strict=True):
                picture = numbered(first + number, 320, 180)
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                container.mux(eye.encode(frame.reformat(eye.width, eye.height)))
        for eye in eyes:
            container.mux(eye.encode())
    numbers, _, told = watched(path)
    assert numbers == list(range(10))
    assert told.startswith("both eyes.mkv holds 2 pictures, as of two eyes or several angles: ")
    assert "only one of them, 160 x 90, is watched" in told


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_thumbnail_that_is_not_marked_as_such_is_not_taken_for_the_film(tmp_path, suffix):
    film = numbered_film(tmp_path / "film.mp4", 40)
    both = tmp_path / f"both.{suffix}"
    with av.open(str(film)) as plain, av.open(str(both), "w") as container:
        cover = container.add_stream("mjpeg", rate=24)
        cover.width, cover.height, cover.pix_fmt = 640, 360, "yuvj420p"
        stream = container.add_stream_from_template(plain.streams.video[0])
        picture = av.VideoFrame.from_ndarray(numbered(500, 640, 360), format="bgr24")
        container.mux([*cover.encode(picture.reformat(format="yuvj420p")), *cover.encode()])
        for packet in plain.demux(video=0):
            if packet.size:
                packet.stream = stream
                container.mux(packet)
    info = probe(both)
    assert (info.width, info.frames, info.pictures) == (320, 40, 1)
    assert watched(both)[0] == list(range(40))


def test_frames_that_lean_on_the_group_before_come_once_and_in_order(tmp_path):
    numbers, _, _ = watched(open_gop_film(tmp_path / "a.mp4", 40))
    assert numbers == list(range(40))


def test_what_is_left_unsmoothed_for_a_small_picture_does_not_show_in_it(tmp_path):
    rng = np.random.default_rng(1)
    ground = np.kron(rng.integers(0, 256, (12, 20, 3)), np.ones((30, 32, 1)))
    pictures = (np.roll(ground, 5 * i, axis=1).astype(np.uint8) for i in range(30))
    info = probe(write_film(tmp_path / "a.mp4", pictures, options={"crf": "30", "bf": "3"}))
    smooth = Renderer(info, 160)
    with DecodePass(info, long_side=160) as seen, closing(FrameSource(info)) as source:
        off = [
            np.abs(frame.picture.astype(int) - smooth.render(whole.frame))
            for frame, whole in zip(seen, source.from_start(), strict=True)
        ]
    assert 0 < np.mean(off) < 0.2
    assert np.max(off) < 16


def test_a_film_of_one_frame_has_one(tmp_path):
    assert watched(numbered_film(tmp_path / "a.mp4", 1))[0] == [0]


@pytest.mark.parametrize("start", [0, 1, 11, 12, 13, 35, 59])
def test_a_pass_taken_up_anywhere_shows_what_the_whole_pass_showed(tmp_path, start):
    film = open_gop_film(tmp_path / "a.mp4", 60)
    with DecodePass(probe(film), long_side=160) as frames:
        whole = list(frames)
    with DecodePass(probe(film), long_side=160, start_pts=whole[start].pts) as frames:
        rest = list(frames)
    assert [frame.pts for frame in rest] == [frame.pts for frame in whole[start:]]
    for ours, theirs in zip(rest, whole[start:], strict=True):
        assert np.array_equal(ours.picture, theirs.picture)


def test_uneven_frame_times_are_passed_on_as_they_are(tmp_path):
    ticks = [0, 40, 73, 103, 203, 204, 300]
    film = numbered_film(tmp_path / "a.mp4", 7, ticks=ticks, time_base=Fraction(1, 1000))
    numbers, times, _ = watched(film)
    base = probe(film).time_base
    assert numbers == list(range(7))
    assert [pts * base * 1000 for pts in times] == ticks


@pytest.mark.parametrize(
    ("size", "long_side", "expected"),
    [
        ((320, 180), 160, (90, 160)),
        ((320, 180), 1000, (180, 320)),
        ((180, 320), 160, (160, 90)),
        ((320, 136), 101, (42, 100)),
    ],
)
def test_the_longer_side_is_as_asked_and_never_more_than_the_film_has(
    tmp_path, size, long_side, expected
):
    film = numbered_film(tmp_path / "a.mp4", 2, size=size)
    with DecodePass(probe(film), long_side=long_side) as frames:
        assert (frames.height, frames.width) == expected
        assert all(frame.picture.shape == (*expected, 3) for frame in frames)


def as_stored(picture, degrees, mirrored):
    """Return what a player turns, counter-clockwise, and then mirrors into ``picture``."""
    picture = picture[:, ::-1] if mirrored else picture
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [0, 90, 180, -90])
def test_a_turned_or_mirrored_film_is_shown_upright(tmp_path, degrees, mirrored):
    tall = degrees in (90, -90)
    upright = [numbered(i, 192, 320) if tall else numbered(i) for i in range(6)]
    stored = [as_stored(picture, degrees, mirrored) for picture in upright]
    film = write_film(tmp_path / "a.mp4", stored, rotation=degrees, mirrored=mirrored)
    with DecodePass(probe(film), long_side=320) as frames:
        for i, frame in enumerate(frames):
            assert number_in(frame.picture) == i
            assert tuple(frame.picture[2, 2] > 128) == (False, False, True)  # red: upper left


def test_an_interlaced_film_is_shown_by_its_upper_field(tmp_path):
    assert watched(interlaced_film(tmp_path / "a.mp4", 24))[0] == list(range(24))


def test_an_anamorphic_film_is_shown_in_shape(tmp_path):
    pictures = [numbered(i, 240, 180) for i in range(3)]
    film = write_film(tmp_path / "a.mp4", pictures, sample_aspect=Fraction(4, 3))
    with DecodePass(probe(film), long_side=160) as frames:
        assert (frames.width, frames.height) == (160, 90)
        assert [number_in(frame.picture) for frame in frames] == [0, 1, 2]


@pytest.mark.parametrize(("degrees", "mirrored"), [(0, False), (90, False), (0, True), (90, True)])
def test_only_the_active_picture_is_shown(tmp_path, degrees, mirrored):
    framed = []
    for i in range(4):
        picture = np.zeros((240, 320, 3), np.uint8)
        picture[32:192, 8:296] = numbered(i, 288, 160)
        framed.append(as_stored(picture, degrees, mirrored))
    how = {"rotation": degrees, "mirrored": mirrored, "options": {"crf": "5"}}
    film = write_film(tmp_path / "a.mp4", framed, **how)
    area = PictureArea(8, 32, 288, 160, np.zeros((1, 1), np.bool_))
    with DecodePass(probe(film), long_side=288, area=area) as frames:
        assert (frames.width, frames.height) == (288, 160)
        for i, frame in enumerate(frames):
            assert number_in(frame.picture) == i
            assert tuple(frame.picture[2, 2] > 128) == (False, False, True)  # red to the corner


def test_a_film_that_changes_size_keeps_one_picture_size(tmp_path):
    small = numbered_film(tmp_path / "a.ts", 24, size=(320, 180))
    large = numbered_film(tmp_path / "b.ts", 24, size=(640, 360), first=24, ticks=range(30, 54))
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    with DecodePass(probe(both), long_side=160) as frames:
        seen = list(frames)
    assert {frame.picture.shape for frame in seen} == {(90, 160, 3)}
    assert [number_in(frame.picture) for frame in seen] == list(range(48))


@pytest.mark.parametrize("second", [40, 48])
def test_recordings_joined_in_one_file_are_told_from_frames_that_can_not_be_read(tmp_path, second):
    both = tmp_path / "both.ts"
    films = ((tmp_path / "1.ts", 48, 0), (tmp_path / "2.ts", second, 48))
    parts = [numbered_film(path, count, first=first) for path, count, first in films]
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    numbers, _, told = watched(both)
    assert numbers == list(range(48))
    assert told == (
        f"In both.ts {second} frames are left out, whose times were shown before. "
        "Where recordings were joined, use them one by one, or a copy whose times go on."
    )


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_of_a_truncated_film_all_that_is_there_is_shown_and_the_rest_is_told(tmp_path, name):
    film = truncated(numbered_film(tmp_path / name, 120, options={"g": "12"}))
    numbers, _, told = watched(film)
    assert 40 < len(numbers) < 110
    assert numbers == list(range(len(numbers)))
    assert told == f"In {name} {120 - len(numbers)} of 120 frames are missing."


PRORES = {"codec": "prores_ks", "pix_fmt": "yuv422p10le", "rate": Fraction(25)}


def test_of_an_incomplete_mxf_the_frames_that_its_header_counts_are_missing(tmp_path):
    film = truncated(numbered_film(tmp_path / "card.mxf", 120, **PRORES), 0.8)
    numbers, _, told = watched(film)
    assert 80 < len(numbers) < 105
    assert told.startswith(f"In card.mxf {120 - len(numbers)} of 120 frames are missing")


@pytest.mark.parametrize("share", [1.0, 0.8])
def test_of_an_mxf_that_still_grows_nothing_is_missing(tmp_path, share):
    film = numbered_film(tmp_path / "live.mxf", 120, **PRORES)
    length = b"\x02\x02\x00\x08"  # the tag of a length in edit units, and its size
    whole, unknown = length + (120).to_bytes(8, "big"), length + b"\xff" * 8
    content = film.read_bytes()
    assert whole in content
    film.write_bytes(content.replace(whole, unknown))
    numbers, _, told = watched(truncated(film, share))
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 120 * share - 20
    assert "missing" not in told


def test_frames_from_damage_up_to_the_next_key_frame_are_not_intact(tmp_path):
    options = {"g": "12", "bf": "0", "sc_threshold": "0"}
    film = damaged(numbered_film(tmp_path / "a.ts", 120, options=options), 0.45, 0.47)
    with DecodePass(probe(film), long_side=320) as frames:
        seen = list(frames)
    not_intact = [at for at, frame in enumerate(seen) if not frame.intact]
    assert len(not_intact) > len(frames.trouble.concealed)
    assert not_intact == list(range(not_intact[0], not_intact[-1] + 1))
    assert number_in(seen[not_intact[-1] + 1].picture) == 60


@pytest.mark.parametrize("name", ["a.mp4", "a.ts"])
def test_unreadable_frames_in_the_middle_are_passed_over(tmp_path, name):
    film = numbered_film(tmp_path / name, 120, options={"g": "12"})
    whole = dict(zip(*reversed(watched(film)[:2]), strict=True))
    numbers, times, told = watched(damaged(film))
    assert len(numbers) < 120
    assert numbers[:30] == list(range(30))
    assert numbers[-30:] == list(range(90, 120))
    assert [whole[pts] for pts in times[-30:]] == list(range(90, 120))
    assert "missing" in told


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("hevc.mkv", "libx265", {"x265-params": "log-level=none", "preset": "ultrafast"}),
        ("mpeg2.ts", "mpeg2video", {"g": "15", "bf": "2", "b": "2M"}),
    ],
)
def test_one_damaged_place_of_a_short_film_is_no_varying_rate_and_its_loss_is_told(
    tmp_path, name, codec, options
):
    film = damaged(numbered_film(tmp_path / name, 100, codec=codec, options=options))
    assert not probe(film).variable_rate
    numbers, _, told = watched(film)
    assert len(numbers) < 95
    assert told.startswith(f"In {name} {100 - len(numbers)} of 100 frames are missing")


def with_a_pause(path):
    ticks = [at + 500 * (at >= 60) for at in range(120)]
    how = {"rate": Fraction(25), "options": {"g": "12"}}
    return numbered_film(path, 120, ticks=ticks, **how)


def test_a_pause_in_a_recording_is_no_loss_where_the_file_counts_its_frames(tmp_path):
    numbers, _, told = watched(with_a_pause(tmp_path / "a.mp4"))
    assert numbers == list(range(120))
    assert told == ""


@pytest.mark.parametrize("name", ["a.mkv", "a.ts"])
def test_of_gaps_in_a_file_that_does_not_count_its_frames_a_pause_is_told_as_a_cause(
    tmp_path, name
):
    film = with_a_pause(tmp_path / name)
    assert not probe(film).frames_counted
    numbers, _, told = watched(film)
    assert numbers == list(range(120))
    assert told == (
        f"In {name} 500 of 620 frames are missing. Where the recording was paused, none is."
    )


def test_of_a_damaged_recording_with_a_pause_the_frames_that_it_counts_are_missing(tmp_path):
    numbers, _, told = watched(damaged(with_a_pause(tmp_path / "a.mp4")))
    assert len(numbers) < 120
    assert told.startswith(f"In a.mp4 {120 - len(numbers)} of 120 frames are missing")


def test_leaving_early_stops_the_decoder(tmp_path):
    film = numbered_film(tmp_path / "a.mp4", 200)
    before = threading.active_count()
    with DecodePass(probe(film), long_side=160) as frames:
        assert next(iter(frames)).pts == 0
    assert threading.active_count() == before
    assert list(frames) == []


def test_an_error_while_looking_stops_the_decoder(tmp_path):
    film = numbered_film(tmp_path / "a.mp4", 200)
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), DecodePass(probe(film), long_side=160) as frames:
        for _ in frames:
            raise ZeroDivisionError
    assert threading.active_count() == before


def test_a_film_that_goes_away_is_told_where_it_is_watched(tmp_path, monkeypatch):
    film = numbered_film(tmp_path / "a.mp4", 4)
    info = probe(film)

    def broken(self, frame):
        raise ValueError("no such colour")

    monkeypatch.setattr("matchcut.media.render.Renderer.render", broken)
    with (
        pytest.raises(ValueError, match="no such colour"),
        DecodePass(info, long_side=64) as frames,
    ):
        list(frames)
