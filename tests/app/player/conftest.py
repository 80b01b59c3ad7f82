"""A viewer with a picture server of its own, at first and at rest in the midst of a loop."""

import pytest
from player_room import (
    INTO,
    OUT,
    Room,
    left_of,
    pair_of,
    side,
    two_films,
)
from PySide6.QtCore import QObject, Qt

from app.player.sound import RATE

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def films(tmp_path_factory):
    return two_films(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def shared_room(qapp, films):
    path, (a, b) = films
    pairs = [
        pair_of("first", side(a, OUT), side(b, INTO)),
        pair_of("second", side(b, 50), side(a, 20)),
        pair_of("turned", side(a, OUT), side(b, INTO), flop=True),
    ]
    room = Room(path, pairs)
    yield room
    room.close()


@pytest.fixture
def room(shared_room):
    """A viewer as it is at first; its picture server is that of the tests before."""
    shared_room.begin_again()
    return shared_room


@pytest.fixture
def fresh(room):
    """The same, with a picture server of its own and no frame read yet."""
    room.viewer.player.open(room.session.path)
    return room


@pytest.fixture
def playing(room):
    """The room with the first pair selected and all its frames here."""
    room.select("first")
    room.wait_for(room.whole_loop_is_here)
    return room


@pytest.fixture
def paused(playing):
    """The room at rest, one frame into the loop."""
    playing.press(Key.Key_K)
    playing.press((Key.Key_Space, SHIFT), Key.Key_K, Key.Key_Right)
    assert playing.viewer.player.moment == ("out", OUT - 23)
    return playing


@pytest.fixture
def card(monkeypatch):
    """A sound card that takes what a test reads: the sinks that were started, the last of them."""
    multimedia = pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)
    started = []

    class Sink(QObject):
        def __init__(self, _device, _form, parent):
            super().__init__(parent)

        def setBufferSize(self, _size):  # noqa: N802
            pass

        def start(self, heard):
            self.heard, self.read = heard, 0
            started.append(self)

        def take(self, samples):
            self.read += samples
            return left_of(self.heard, samples)

        def processedUSecs(self):  # noqa: N802
            return round(self.read / RATE * 1e6)

        def state(self):
            return type(multimedia.QAudioSink().state()).ActiveState

        def stop(self):
            pass

    monkeypatch.setattr("app.player.sound.can_be_heard", lambda: True)
    monkeypatch.setattr(multimedia.QAudioDevice, "isFormatSupported", lambda *_: True)
    monkeypatch.setattr("app.player.sound.QAudioSink", Sink)
    return started
