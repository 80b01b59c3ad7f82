import resource
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from films import SOUND_RATE, number_in, numbered, tone

from matchcut.errors import MediaError
from matchcut.media.audio import read_audio
from matchcut.media.decode import DecodePass
from matchcut.media.film import AudioTrack, probe
from matchcut.media.jpeg import jpeg
from matchcut.media.write import MovieWriter

NTSC = Fraction(24000, 1001)


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    """A movie of two seconds whose sound is a tone from one second on."""
    path = tmp_path_factory.mktemp("movie") / "it's 100%d: fun.mp4"
    sound = np.concatenate((np.zeros(SOUND_RATE, np.float32), tone(1000, 1)))
    with MovieWriter(path, 320, 180, NTSC) as writer:
        for i in range(48):
            writer.frame(numbered(i))
        for block in np.split(sound, 16):
            writer.audio(np.stack((block, block), axis=1))
    return path


def test_a_movie_has_every_frame_at_its_exact_rate(movie):
    info = probe(movie)
    assert (info.rate, info.frames, info.width, info.height) == (NTSC, 48, 320, 180)
    with DecodePass(info, long_side=320) as frames:
        assert [(number_in(f.picture), f.pts * info.time_base) for f in frames] == [
            (i, i / NTSC) for i in range(48)
        ]


def test_a_movie_is_h264_tagged_as_television_colour_and_starts_playing_at_once(movie):
    info = probe(movie)
    assert (info.colour.matrix, info.colour.full_range) == ("709", False)
    with av.open(str(f"file:{movie}")) as container:
        context = container.streams.video[0].codec_context
        assert context.name == "h264"
        assert (context.color_primaries, context.color_trc, context.pix_fmt) == (1, 1, "yuv420p")
        assert [p.is_keyframe for p in container.demux(video=0)].index(True) == 0
    content = movie.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_colours_come_back_as_they_went_in(tmp_path):
    colours = [(0, 0, 0), (255, 255, 255), (0, 0, 255), (0, 255, 0), (255, 0, 0), (40, 90, 200)]
    with MovieWriter(tmp_path / "a.mp4", 320, 180, Fraction(25), audio_rate=None) as writer:
        for colour in colours:
            writer.frame(np.full((180, 320, 3), colour, np.uint8))
    with DecodePass(probe(tmp_path / "a.mp4"), long_side=64) as frames:
        for frame, colour in zip(frames, colours, strict=True):
            assert np.abs(frame.picture.astype(int) - colour).max() <= 3


def test_sound_is_heard_when_it_was_written(movie):
    assert probe(movie).audio == (AudioTrack(2, 48000),)
    sound = np.abs(read_audio(movie, Fraction(0), Fraction(2))[:, 0])
    assert sound[: SOUND_RATE - 1024].max() < 0.02
    assert sound[SOUND_RATE + 480 : SOUND_RATE + 4800].max() == pytest.approx(0.5, abs=0.05)
    began = int(np.argmax(sound > 0.1)) - SOUND_RATE
    assert abs(began) < SOUND_RATE / 100


def test_a_movie_without_sound_has_no_track_for_it(tmp_path):
    with MovieWriter(tmp_path / "a.mp4", 64, 36, Fraction(25), audio_rate=None) as writer:
        writer.frame(np.zeros((36, 64, 3), np.uint8))
    assert probe(tmp_path / "a.mp4").audio == ()


def test_nothing_is_at_its_place_until_all_is_written(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"the movie before")
    with MovieWriter(path, 64, 36, Fraction(25), audio_rate=None) as writer:
        writer.frame(np.zeros((36, 64, 3), np.uint8))
        assert path.read_bytes() == b"the movie before"
    assert probe(path).frames == 1


def test_an_exception_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"the movie before")
    with pytest.raises(KeyError), MovieWriter(path, 64, 36, Fraction(25)) as writer:
        writer.frame(np.zeros((36, 64, 3), np.uint8))
        raise KeyError
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
    assert path.read_bytes() == b"the movie before"


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, old[1]))
    try:
        with (
            pytest.raises(MediaError, match=r"There is no space left to write a\.mp4\."),
            MovieWriter(tmp_path / "a.mp4", 320, 180, Fraction(25), audio_rate=None) as writer,
        ):
            for i in range(60):
                writer.frame(np.roll(noise, 7 * i, axis=0))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MediaError, match=r"a\.mp4 can't be written: No such file or directory\."):
        MovieWriter(tmp_path / "gone" / "a.mp4", 64, 36, Fraction(25))


def test_a_movie_that_can_not_be_begun_is_told_and_nothing_is_left(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise av.error.PermissionError(13, "Permission denied")

    monkeypatch.setattr(av, "open", refuse)
    with pytest.raises(MediaError, match=r"a\.mp4 can't be written: Permission denied\."):
        MovieWriter(tmp_path / "a.mp4", 64, 36, Fraction(25))
    assert list(tmp_path.iterdir()) == []


def test_a_frame_of_another_size_is_refused(tmp_path):
    with (
        pytest.raises(ValueError, match="a frame of"),
        MovieWriter(tmp_path / "a.mp4", 64, 36, Fraction(25)) as writer,
    ):
        writer.frame(np.zeros((36, 62, 3), np.uint8))


def test_a_thumbnail_is_a_jpeg_that_shows_the_picture():
    picture = numbered(1234)
    packed = jpeg(picture)
    assert packed[:3] == b"\xff\xd8\xff"
    shown = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
    assert number_in(shown) == 1234
    assert np.abs(shown.astype(int) - picture).mean() < 3
    _, finest = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 98])
    assert len(packed) < len(finest)
