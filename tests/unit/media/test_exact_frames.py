import os
import random
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from films import damaged, number_in, numbered_film, open_gop_film, truncated

from matchcut.errors import MediaError
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.frames import FILMS_OPEN, FewOpen, FrameReader
from matchcut.media.seeking import seems_joined

FILMS = {
    "open.mp4": open_gop_film,
    "open.ts": open_gop_film,
    "h264.mkv": lambda path: numbered_film(path, 60, rate=Fraction(24000, 1001)),
    "h264.avi": lambda path: numbered_film(path, 60, options={"g": "24"}),
    "open.avi": open_gop_film,
    # FFmpeg writes the times of H.264 in MXF in the order of decoding.
    "h264.mxf": lambda path: numbered_film(
        path, 150, rate=Fraction(25), options={"g": "24", "bf": "3"}
    ),
    "open.mxf": lambda path: open_gop_film(path, 150, rate=Fraction(25)),
    # A bare stream has no times, and can't be sought in.
    "bare.h264": lambda path: numbered_film(path, 60, options={"g": "24"}),
    "mpeg2.mpg": lambda path: numbered_film(
        path, 60, codec="mpeg2video", rate=Fraction(25), options={"bf": "2", "g": "12"}
    ),
    "hevc.mp4": lambda path: numbered_film(
        path,
        60,
        codec="libx265",
        options={"x265-params": "open-gop=1:keyint=12:min-keyint=12:bframes=3:log-level=0"},
    ),
    "uneven.mp4": lambda path: numbered_film(
        path, 40, ticks=[7 * i + i * i for i in range(40)], time_base=Fraction(1, 1000)
    ),
}


@pytest.fixture(scope="module", params=FILMS)
def film(request, tmp_path_factory):
    """Facts of a film, and all its frames as the decode pass shows them."""
    path = FILMS[request.param](tmp_path_factory.mktemp("film") / request.param)
    with DecodePass(probe(path), long_side=320) as frames:
        return probe(path), list(frames)


def test_a_frame_at_any_time_is_the_one_the_pass_showed(film):
    info, frames = film
    wanted = list(range(len(frames)))
    random.Random(3).shuffle(wanted)
    with FrameReader(info) as reader:
        for i in [*wanted, 0, len(frames) - 1]:
            frame = reader.frame_at(frames[i].pts, 320)
            assert (frame.pts, number_in(frame.picture)) == (frames[i].pts, i)
            assert np.array_equal(frame.picture, frames[i].picture)


def test_frames_asked_for_in_order_follow_each_other_to_the_films_end(film):
    info, frames = film
    with FrameReader(info) as reader:
        for first in (30, 13, 0, len(frames) - 3):
            wanted = frames[first : first + 6]
            run = [reader.frame_at(each.pts, 160) for each in wanted]
            assert [f.pts for f in run] == [f.pts for f in wanted]
            numbers = [number_in(f.picture) for f in run]
            assert numbers == list(range(first, first + len(wanted)))


def test_between_two_frames_the_earlier_is_on_screen(film):
    info, frames = film
    with FrameReader(info) as reader:
        for i in (20, 21, 5):
            between = (frames[i].pts + frames[i + 1].pts) // 2
            assert reader.frame_at(between, 160).pts == frames[i].pts


def test_outside_the_film_its_first_or_last_frame_is_shown(film):
    info, frames = film
    with FrameReader(info) as reader:
        assert reader.frame_at(frames[0].pts - 10_000, 160).pts == frames[0].pts
        assert reader.frame_at(frames[-1].pts + 10_000_000, 160).pts == frames[-1].pts


def test_frames_in_order_are_decoded_on_without_seeking(film, monkeypatch):
    info, frames = film
    with FrameReader(info) as reader:
        reader.frame_at(frames[4].pts, 160)
        monkeypatch.delattr("matchcut.media.source.FrameSource.from_pts")
        for frame in frames[4:12]:
            assert reader.frame_at(frame.pts, 160).pts == frame.pts


def test_one_reader_serves_pictures_of_several_sizes(film):
    info, frames = film
    with FrameReader(info) as reader:
        shapes = [reader.frame_at(frames[3].pts, side).picture.shape for side in (64, 320)]
    assert shapes == [(36, 64, 3), (180, 320, 3)]


def test_a_frame_far_on_in_the_same_group_of_pictures_is_decoded_on_to(tmp_path, monkeypatch):
    info = probe(numbered_film(tmp_path / "a.mp4", 80, options={"g": "250", "sc_threshold": "0"}))
    with FrameReader(info) as reader:
        reader.frame_at(info.start_pts, 160)
        monkeypatch.delattr("matchcut.media.source.FrameSource.from_pts")
        frame = reader.frame_at(round(70 / 24 / info.time_base), 160)
    assert number_in(frame.picture) == 70


class Door:
    """What can be closed."""

    closed = False

    def close(self):
        assert not self.closed
        self.closed = True


def test_the_longest_unused_of_what_is_held_open_is_closed():
    with FewOpen() as few:
        doors = [few.get(number, Door) for number in range(FILMS_OPEN)]
        assert few.get(0, Door) is doors[0]
        doors.append(few.get("last", Door))
        assert [door.closed for door in doors[:3]] == [False, True, False]
        few.close_one(0)
        assert doors[0].closed
        another = few.get(0, Door)
        assert another is not doors[0]
    assert all(door.closed for door in (*doors, another))


@pytest.mark.skipif(os.name != "posix", reason="an open file can be deleted on Unix")
def test_after_a_search_that_failed_no_frame_stands_for_another(tmp_path):
    path = numbered_film(tmp_path / "gone.mp4", 60)
    with DecodePass(probe(path), long_side=320) as frames:
        times = [frame.pts for frame in frames]
    with FrameReader(probe(path)) as reader:
        assert number_in(reader.frame_at(times[20], 320).picture) == 20
        path.unlink()
        with pytest.raises(MediaError, match="not there"):
            reader.frame_at(times[0], 320)
        assert number_in(reader.frame_at(times[24], 320).picture) == 24


def test_a_frame_without_a_time_is_not_taken_for_the_films_first(tmp_path):
    info = probe(numbered_film(tmp_path / "a.vob", 60, options={"g": "12"}))
    with DecodePass(info, long_side=320) as frames:
        times = [frame.pts for frame in frames]
    for number in range(0, 60, 7):
        with FrameReader(info) as reader:
            # A search may come upon the middle of a pack, whose time is its second frame's.
            assert number_in(reader.frame_at(times[number], 320).picture) == number


@pytest.mark.parametrize("frames", [(100, 150), (150, 60)])
@pytest.mark.parametrize("suffix", ["ts", "vob", "mp4"])
def test_that_recordings_were_joined_is_seen_without_reading_all(tmp_path, suffix, frames):
    parts = [
        numbered_film(tmp_path / f"{first}.{suffix}", count, first=first)
        for count, first in zip(frames, (0, 1000), strict=True)
    ]
    both = tmp_path / f"both.{suffix}"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert seems_joined(both) is (suffix != "mp4")
    assert not any(seems_joined(part) for part in parts)


@pytest.mark.parametrize("frames", [(100, 150), (100, 100), (150, 40)])
@pytest.mark.parametrize("suffix", ["ts", "vob"])
def test_of_joined_recordings_a_search_shows_what_the_pass_showed(tmp_path, suffix, frames):
    parts = [
        numbered_film(tmp_path / f"{first}.{suffix}", count, first=first, options={"g": "12"})
        for count, first in zip(frames, (0, 1000), strict=True)
    ]
    both = tmp_path / f"both.{suffix}"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    info = replace(probe(both), times_restart=True)
    with DecodePass(info, long_side=320) as decoded:
        shown = list(decoded)
    for frame in shown[::7]:
        with FrameReader(info) as reader:
            found = reader.frame_at(frame.pts, 320)
        assert number_in(found.picture) == number_in(frame.picture)


def test_a_bare_stream_cut_out_of_another_shows_the_same_frames_at_the_same_times(tmp_path):
    options = {"g": "15", "bf": "2", "b": "3000000"}
    whole = numbered_film(
        tmp_path / "whole.m2v", 120, rate=Fraction(25), codec="mpeg2video", options=options
    )
    stream = whole.read_bytes()
    part = tmp_path / "part.m2v"
    part.write_bytes(stream[len(stream) // 7 :])
    info = probe(part)
    with DecodePass(info, long_side=320) as frames:
        shown = [(frame.pts, number_in(frame.picture)) for frame in frames]
    assert len(shown) > 80
    with DecodePass(info, long_side=320, start_pts=shown[40][0]) as frames:
        assert [(frame.pts, number_in(frame.picture)) for frame in frames] == shown[40:]
    with FrameReader(info) as reader:
        for pts, number in (shown[60], shown[20], shown[75]):
            frame = reader.frame_at(pts, 320)
            assert (frame.pts, number_in(frame.picture)) == (pts, number)


LONG_GOP = {"codec": "mpeg2video", "options": {"g": "12", "bf": "2", "b": "4000000"}}


@pytest.mark.parametrize(
    ("suffix", "how"),
    [
        ("mxf", LONG_GOP),
        ("mxf", {"codec": "prores_ks", "pix_fmt": "yuv422p10le"}),
        ("mxf", {"options": {"g": "12", "bf": "2"}}),
        ("avi", {"options": {"g": "25", "bf": "2"}}),
        ("avi", {"codec": "mpeg4", "options": {"g": "25", "bf": "2"}}),
    ],
)
def test_in_a_film_cut_off_before_its_index_a_search_shows_what_the_pass_showed(
    tmp_path, suffix, how
):
    path = truncated(numbered_film(tmp_path / f"cut.{suffix}", 150, rate=Fraction(25), **how), 0.9)
    info = probe(path)
    with DecodePass(info, long_side=320) as decoded:
        shown = list(decoded)
    assert len(shown) > 120
    with FrameReader(info) as reader:
        for frame in random.Random(3).sample(shown, 40):
            found = reader.frame_at(frame.pts, 320)
            assert found.pts == frame.pts
            assert np.array_equal(found.picture, frame.picture)
    with DecodePass(info, long_side=320, start_pts=shown[70].pts) as decoded:
        resumed = list(decoded)
    assert [frame.pts for frame in resumed] == [frame.pts for frame in shown[70:]]
    assert [number_in(frame.picture) for frame in resumed[:40]] == list(range(70, 110))


def test_a_film_that_is_still_written_is_searched_as_far_as_it_has_come(tmp_path):
    whole = numbered_film(tmp_path / "whole.mxf", 150, rate=Fraction(25), **LONG_GOP).read_bytes()
    path = tmp_path / "growing.mxf"
    for share in (0.5, 0.9):
        path.write_bytes(whole[: int(share * len(whole))])
        info = probe(path)
        with DecodePass(info, long_side=320) as decoded:
            shown = list(decoded)
        assert len(shown) > 140 * share
        for frame in (shown[-20], shown[15]):
            with FrameReader(info) as reader:
                found = reader.frame_at(frame.pts, 320)
            assert (found.pts, number_in(found.picture)) == (frame.pts, number_in(frame.picture))


def test_a_film_without_its_index_is_read_once_however_often_it_is_searched(tmp_path, monkeypatch):
    path = truncated(numbered_film(tmp_path / "a.mxf", 100, rate=Fraction(25), **LONG_GOP), 0.9)
    info = probe(path)
    for count in range(2):
        with FrameReader(info) as reader:
            assert number_in(reader.frame_at(info.start_pts + 60 + count, 320).picture) == (
                60 + count
            )
        if not count:
            monkeypatch.delattr("matchcut.media.seeking.open_film")


def test_after_frames_that_can_not_be_decoded_the_next_group_of_an_avi_has_its_own_times(tmp_path):
    path = numbered_film(tmp_path / "a.avi", 100, options={"g": "24", "bf": "2"})
    with av.open(str(path)) as container:
        lost = [(packet.pos, packet.size) for packet in container.demux(video=0)][53:56]
    content = bytearray(path.read_bytes())
    for at, size in lost:
        content[at : at + size] = bytes(size)
    path.write_bytes(content)
    with DecodePass(probe(path), long_side=320) as decoded:
        shown = {frame.pts: number_in(frame.picture) for frame in decoded}
    assert 95 <= len(shown) < 100
    assert [shown[at] for at in range(72, 100)] == list(range(72, 100))


@pytest.mark.parametrize(
    "how",
    [
        {"options": {"g": "12", "bf": "2"}},
        {"codec": "mpeg4", "options": {"g": "12", "bf": "2"}},
        {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    ],
    ids=["h264", "mpeg4", "mjpeg"],
)
def test_behind_damage_that_hides_frames_of_an_avi_the_rest_has_its_own_times(tmp_path, how):
    info = probe(
        damaged(numbered_film(tmp_path / "a.avi", 150, rate=Fraction(25), **how), 0.4, 0.5)
    )
    with DecodePass(info, long_side=320) as decoded:
        shown = {frame.pts - info.start_pts: number_in(frame.picture) for frame in decoded}
    assert 100 < len(shown) < 148
    assert [shown[at] for at in range(100, 150)] == list(range(100, 150))
    with FrameReader(info) as reader:
        for at in (140, 110, 20):
            frame = reader.frame_at(info.start_pts + at, 320)
            assert (frame.pts - info.start_pts, number_in(frame.picture)) == (at, at)
