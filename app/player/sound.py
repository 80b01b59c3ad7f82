"""The sound of the loop, in step with its pictures; silence where there is no sound card."""

import math

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer

try:
    from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

    _LIBRARY = True
except ImportError:
    # Where the system lacks its sound library the pictures play all the same.
    _LIBRARY = False

RATE = 48000
BYTES_A_SAMPLE = 4
_BYTES_A_SECOND = RATE * BYTES_A_SAMPLE
_AT_ONCE_SECONDS = 60
"""How much is handed over together: the sound goes on while the window is busy."""

_BUFFER_SECONDS = 0.2
_OUT_OF_STEP_SECONDS = 0.1


class LoopSound(QObject):
    """Plays int16 stereo sound round and round."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound = b""
        self._from = 0.0
        self._rounds = QByteArray()  # of it, many, kept while it is played from other places
        self._heard: QBuffer | None = None
        self._sink: QAudioSink | None = None
        # The first question loads the system's sound, up to a second: not when a cut begins.
        QTimer.singleShot(0, can_be_heard)

    def play(self, sound: bytes, seconds: float) -> None:
        """Play ``sound`` round and round from ``seconds`` after its start."""
        self.stop()
        if not can_be_heard():
            return
        device = QMediaDevices.defaultAudioOutput()
        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(2)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if not sound or not device.isFormatSupported(form):
            return
        if sound != self._sound:
            self._sound, self._rounds = sound, rounds(sound)
        self._from = seconds
        self._heard = QBuffer(self)
        self._heard.setData(self._rounds)  # shared, not copied
        self._heard.open(QIODevice.OpenModeFlag.ReadOnly)
        self._heard.seek(byte_at(sound, seconds))
        self._sink = QAudioSink(device, form, self)
        self._sink.setBufferSize(round(_BUFFER_SECONDS * _BYTES_A_SECOND))
        self._sink.start(self._heard)

    def keep_step(self, seconds: float) -> None:
        """Seek to ``seconds`` after the sound's start if playback is too far from it."""
        if self._sink is None:
            return
        heard = self._from + self._sink.processedUSecs() / 1e6
        whole = len(self._sound) / _BYTES_A_SECOND
        state = self._sink.state()
        # Of QtAudio or QAudio, whose states are never equal: which one depends on PySide's version.
        ended = state != type(state).ActiveState
        if ended or apart(heard, seconds, whole) > _OUT_OF_STEP_SECONDS:
            self.play(self._sound, seconds)

    def stop(self) -> None:
        """Fall silent."""
        if self._sink is not None and self._heard is not None:
            self._sink.stop()
            self._sink.deleteLater()
            self._heard.deleteLater()
            self._sink = self._heard = None


def can_be_heard() -> bool:
    """Return whether this machine has something to play sound with."""
    return _LIBRARY and not QMediaDevices.defaultAudioOutput().isNull()


def rounds(sound: bytes) -> QByteArray:
    """Return ``sound`` round and round, for a while from any place of the first round."""
    times = 1 + math.ceil(_AT_ONCE_SECONDS * _BYTES_A_SECOND / len(sound))
    return QByteArray(sound).repeated(times)


def byte_at(sound: bytes, seconds: float) -> int:
    """Return which byte of ``sound`` is heard ``seconds`` after its start."""
    return round(seconds * RATE) * BYTES_A_SAMPLE % len(sound)


def apart(heard: float, wanted: float, whole: float) -> float:
    """Return the seconds between two moments of a loop of ``whole`` seconds, either way round."""
    distance = abs(heard - wanted) % whole
    return min(distance, whole - distance)
