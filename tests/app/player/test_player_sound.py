"""The sound of the loop goes round without a seam, from where the pictures are."""

import subprocess
import sys

import numpy as np
import pytest
from player_room import Room, all_is_here, pair_of, side, two_films
from PySide6.QtCore import QObject

from app.player.sound import RATE, LoopSound, apart, byte_at, rounds


def samples(count):
    """Stereo samples that count up, left as right."""
    return np.repeat(np.arange(count, dtype="<i2"), 2).tobytes()


def test_after_the_last_sample_comes_the_first_for_a_minute():
    left, right = np.frombuffer(rounds(samples(5)).data(), "<i2").reshape(-1, 2).T
    assert left[:12].tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]
    assert (left == right).all()
    assert len(left) >= 60 * RATE


def test_it_begins_where_the_picture_is():
    sound = samples(RATE // 10)
    heard = np.frombuffer(rounds(sound).data()[byte_at(sound, 0.05) :], "<i2")[::2]
    assert heard[:2].tolist() == [2400, 2401]
    assert heard[2399:2401].tolist() == [4799, 0]


@pytest.mark.parametrize(
    ("heard", "wanted", "distance"), [(0.5, 0.2, 0.3), (1.9, 0.0, 0.1), (7.95, 0.0, 0.05)]
)
def test_the_distance_to_the_picture_is_the_shorter_way_round(heard, wanted, distance):
    assert apart(heard, wanted, 2.0) == pytest.approx(distance)


def test_a_sound_is_laid_out_once_wherever_it_is_played_from(qapp, monkeypatch):
    multimedia = pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)
    laid_out = []
    monkeypatch.setattr("app.player.sound.can_be_heard", lambda: True)
    monkeypatch.setattr(multimedia.QAudioDevice, "isFormatSupported", lambda *_: True)
    monkeypatch.setattr("app.player.sound.QAudioSink", StillSink)
    monkeypatch.setattr(
        "app.player.sound.rounds", lambda sound: laid_out.append(sound) or rounds(sound)
    )
    sound, first, second = LoopSound(), samples(RATE), samples(RATE // 2)
    for played, seconds in ((first, 0.0), (bytes(bytearray(first)), 0.5), (second, 0.0)):
        sound.play(played, seconds)
        assert sound._heard.pos() == byte_at(played, seconds)
    assert laid_out == [first, second]
    sound.stop()


class StillSink(QObject):
    """Stands in for a sound card that takes nothing."""

    def __init__(self, _device, _form, parent):
        super().__init__(parent)

    def setBufferSize(self, _size):  # noqa: N802
        pass

    def start(self, _heard):
        pass

    def stop(self):
        pass


@pytest.fixture
def starts(monkeypatch):
    """What was given to be heard, each time that it started."""
    given = []
    monkeypatch.setattr(LoopSound, "play", lambda _, sound, seconds: given.append(sound))
    return given


def test_sound_that_is_in_step_goes_on_from_one_round_to_the_next(qapp, starts):
    multimedia = pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)

    class PlayingSink:
        """Stands in for a sound card: half a second of the loop is heard."""

        def processedUSecs(self):  # noqa: N802
            return 500_000

        def state(self):
            return type(multimedia.QAudioSink().state()).ActiveState

    sound = LoopSound()
    sound._sound, sound._sink = samples(RATE), PlayingSink()
    sound.keep_step(0.52)
    assert starts == []
    sound.keep_step(0.7)
    assert starts == [sound._sound]


def all_read(room):
    """Play the first pair until what is read ahead is here, too."""
    room.select("first")
    room.wait_for(lambda: all_is_here(room.viewer.player.frames))
    room.close()


def room_of(folder, **how):
    path, (a, b) = two_films(folder, **how)
    pairs = [pair_of("first", side(a, 40), side(b, 30)), pair_of("next", side(b, 50), side(a, 20))]
    return Room(path, pairs)


def test_the_sound_of_a_pair_that_is_read_ahead_does_not_interrupt(qapp, tmp_path, starts):
    tone = np.full(4 * RATE, 0.5, np.float32)
    all_read(room_of(tmp_path, sounds=[tone]))
    # Once as that of A comes, once as that of B comes.
    assert 1 <= len(starts) <= 2
    assert np.frombuffer(starts[-1], "<i2").all()


def test_films_without_sound_start_none(qapp, tmp_path, starts):
    all_read(room_of(tmp_path))
    assert starts == []


def test_a_machine_without_a_sound_card_is_silent(qapp):
    sound = LoopSound()
    sound.play(samples(RATE), 0.5)
    sound.keep_step(0.0)
    sound.stop()


def test_without_the_systems_sound_library_the_window_is_silent_and_starts():
    code = (
        "import sys; sys.modules['PySide6.QtMultimedia'] = None\n"
        "from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from app.player import sound; from app.player.viewer import Viewer\n"
        "from app.session.session import Session; viewer = Viewer(Session())\n"
        "print(sound.can_be_heard())"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "False"
