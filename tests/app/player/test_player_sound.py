"""The sound of the loop goes round without a seam, from where the pictures are."""

import subprocess
import sys

import numpy as np
import pytest
from player_room import Room, all_is_here, left_of, pair_of, side, two_films

from app.player.sound import RATE, LoopSound, Rounds, apart


def samples(count):
    """Stereo samples that count up, left as right."""
    return np.repeat(np.arange(count, dtype="<i2"), 2).tobytes()


def test_after_the_last_sample_comes_the_first(qapp):
    heard = Rounds(samples(5), 0.0, qapp)
    assert left_of(heard, 12) == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]
    assert left_of(heard, 1) == [2]


def test_it_begins_where_the_picture_is(qapp):
    left = left_of(Rounds(samples(RATE // 10), 0.05, qapp), 2401)
    assert left[:2] == [2400, 2401]
    assert left[2399:] == [4799, 0]


def test_after_the_last_sample_comes_the_first_of_what_follows(qapp):
    heard = Rounds(samples(3), 0.0, qapp)
    heard.follow(samples(2))
    assert left_of(heard, 4) == [0, 1, 2, 0]
    assert not heard.again
    heard.follow(samples(4))
    assert left_of(heard, 6) == [1, 0, 1, 2, 3, 0]
    assert heard.again


@pytest.mark.parametrize(
    ("heard", "wanted", "distance"), [(0.5, 0.2, 0.3), (1.9, 0.0, 0.1), (7.95, 0.0, 0.05)]
)
def test_the_distance_to_the_picture_is_the_shorter_way_round(heard, wanted, distance):
    assert apart(heard, wanted, 2.0) == pytest.approx(distance)


def test_one_part_follows_another_without_a_new_start(qapp, card):
    sound, part = LoopSound(), samples(RATE // 2)
    sound.play(part, 0.25)
    assert not sound.go_on()
    sound.follow(samples(RATE // 4))
    sound.follow(part)  # it is told again with each frame that comes
    left = card[0].take(RATE // 4 + 3)
    assert left[-4:] == [RATE // 2 - 1, 0, 1, 2]
    assert sound.go_on()
    sound.keep_step(0.0)
    assert not sound.go_on()
    sound.follow(part)
    assert card[0].take(RATE // 4)[-4:] == [RATE // 4 - 1, 0, 1, 2]
    assert sound.go_on()
    sound.keep_step(0.0)
    assert len(card) == 1
    # What comes too late, once the part is heard again, is not played in the wrong place.
    card[0].take(RATE // 2)
    sound.follow(part)
    assert not sound.go_on()
    sound.stop()


def test_sound_that_began_in_the_middle_is_in_step_there(qapp, card):
    sound = LoopSound()
    sound.play(samples(RATE), 0.5)
    sound.keep_step(0.55)
    assert len(card) == 1
    sound.keep_step(0.0)
    assert len(card) == 2
    assert card[1].take(2) == [0, 1]
    sound.stop()


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
        "from app.session.desk import Desk; viewer = Viewer(Desk())\n"
        "print(sound.can_be_heard())"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "False"
