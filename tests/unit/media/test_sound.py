import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from films import SOUND_RATE, numbered_film, tone

from matchcut.media.audio import read_audio


def loudness_of(sound, hertz, rate=SOUND_RATE):
    """Return the amplitude of one tone in (n,) samples."""
    moments = np.arange(len(sound)) / rate
    return 2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * moments)))


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """A film of four seconds with one mono track, whose every sample is its own number."""
    numbers = (np.arange(4 * SOUND_RATE) % 60_000 - 30_000) / 32767
    path = tmp_path_factory.mktemp("film") / "counted.mov"
    return numbered_film(path, 96, sounds=[numbers.astype(np.float32)])


@pytest.mark.parametrize("start", [0, 1, 4801, 48_000, 100_003])
def test_sound_begins_on_the_very_sample(counted, start):
    sound = read_audio(counted, Fraction(start, SOUND_RATE), Fraction(1, 2))
    assert sound.shape == (24_000, 2)
    expected = (np.arange(start, start + 24_000) % 60_000 - 30_000) / 32767
    assert np.abs(sound - expected[:, None]).max() < 2 / 32767


def test_outside_the_film_there_is_silence(counted):
    early = read_audio(counted, Fraction(-1, 4), Fraction(1, 2))
    assert not early[:12_000].any()
    assert early[12_000:].any()
    late = read_audio(counted, Fraction(15, 4), Fraction(1, 2))
    assert late[:11_999].any()
    assert not late[12_000:].any()


def test_a_film_without_sound_is_silent(tmp_path):
    film = numbered_film(tmp_path / "a.mp4", 4)
    sound = read_audio(film, Fraction(0), Fraction(1, 10))
    assert sound.shape == (4800, 2)
    assert not sound.any()


def test_of_four_mono_tracks_the_first_two_are_left_and_right(tmp_path):
    film = numbered_film(tmp_path / "a.mov", 24, sounds=[tone(h, 1) for h in (300, 500, 700, 900)])
    left, right = read_audio(film, Fraction(1, 4), Fraction(1, 2)).T
    assert loudness_of(left, 300) == pytest.approx(0.5, abs=0.01)
    assert loudness_of(right, 500) == pytest.approx(0.5, abs=0.01)
    assert max(loudness_of(left, 500), loudness_of(right, 300)) < 0.01
    assert max(loudness_of(left, 700), loudness_of(right, 900)) < 0.01


def test_a_single_mono_track_is_heard_alike_on_both_sides(tmp_path):
    film = numbered_film(tmp_path / "a.mov", 24, sounds=[tone(440, 1)])
    left, right = read_audio(film, Fraction(1, 4), Fraction(1, 2)).T
    assert np.array_equal(left, right)
    assert loudness_of(left, 440) == pytest.approx(0.5, abs=0.01)


def test_what_sounds_behind_alone_is_heard_in_the_middle(tmp_path):
    channels = np.zeros((4, SOUND_RATE), np.float32)
    channels[3] = tone(440, 1)
    with av.open(tmp_path / "surround.mov", "w") as container:
        stream = container.add_stream("pcm_s16le", rate=SOUND_RATE, layout="4.0")
        frame = AudioFrame.from_ndarray(channels, format="fltp", layout="4.0")
        frame.sample_rate, frame.pts = SOUND_RATE, 0
        container.mux([*stream.encode(frame), *stream.encode(None)])
    left, right = read_audio(tmp_path / "surround.mov", Fraction(1, 4), Fraction(1, 2)).T
    assert np.array_equal(left, right)
    # All channels at their loudest would be 1 + .7071 + .5 and must not clip.
    assert loudness_of(left, 440) == pytest.approx(0.5 * 0.5 / 2.2071, abs=0.01)


def test_sound_of_32_channels_is_heard_by_its_first_two(tmp_path):
    channels = np.zeros((SOUND_RATE, 32), np.int16)
    for index in range(32):
        channels[:, index] = tone(300 + 10 * index, 1) * 32767
    with wave.open(str(tmp_path / "recorder.wav"), "wb") as file:
        file.setparams((32, 2, SOUND_RATE, SOUND_RATE, "NONE", ""))
        file.writeframes(channels.tobytes())
    left, right = read_audio(tmp_path / "recorder.wav", Fraction(1, 4), Fraction(1, 2)).T
    assert loudness_of(left, 300) == pytest.approx(0.5, abs=0.01)
    assert loudness_of(right, 310) == pytest.approx(0.5, abs=0.01)


def test_another_sample_rate_keeps_pitch_and_place(tmp_path):
    film = numbered_film(tmp_path / "a.mov", 24, sounds=[tone(440, 1)])
    sound = read_audio(film, Fraction(1, 4), Fraction(1, 2), sample_rate=16_000)
    assert sound.shape == (8000, 2)
    expected = 0.5 * np.sin(2 * np.pi * 440 * (0.25 + np.arange(8000) / 16_000))
    assert np.abs(sound[100:-100, 0] - expected[100:-100]).max() < 0.02


@pytest.mark.media
def test_surround_is_mixed_down_without_clipping(test_media):
    film = test_media / "videos" / "bbb-480p-30s.mp4"
    sound = read_audio(film, Fraction(10), Fraction(4))
    assert 0.005 < float(np.sqrt(np.mean(sound**2))) < 0.7
    assert np.abs(sound).max() <= 1


@pytest.mark.media
@pytest.mark.parametrize(
    "name", ["bbb_full_360p.mp4", "bbb-480p-30s.mp4", "torchcodec_nasa.mp4", "yuan_sintel.mpg"]
)
def test_sound_is_the_same_wherever_reading_begins(test_media, name):
    film = test_media / "videos" / name
    whole = read_audio(film, Fraction(8), Fraction(3))
    later = read_audio(film, Fraction(9), Fraction(2))
    assert np.abs(whole[SOUND_RATE:] - later).max() < 0.01
