"""Play the loop's sound in step with its pictures; silent without a sound card."""

from collections import deque

from PySide6.QtCore import QIODevice, QObject, QTimer

from matchcut.serving.picture_messages import SOUND_RATE

try:
    from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

    _LIBRARY = True
except ImportError:
    # Without the system's sound library the pictures still play.
    _LIBRARY = False

RATE = SOUND_RATE
BYTES_A_SAMPLE = 4
_BYTES_A_SECOND = RATE * BYTES_A_SAMPLE
_BUFFER_SECONDS = 0.2
_OUT_OF_STEP_SECONDS = 0.1


class Rounds(QIODevice):
    """Repeats a sound endlessly, or continues with the next one after the current round."""

    def __init__(self, sound: bytes, seconds: float, parent: QObject) -> None:
        """seconds: starting point within the first round."""
        super().__init__(parent)
        self.again = False  # a round has ended, and nothing followed
        self._sound, self._at = sound, byte_at(sound, seconds)
        self._coming = deque[bytes]()
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def follow(self, sound: bytes) -> None:
        """Continue with another sound after the current round."""
        self._coming.append(sound)

    def isSequential(self) -> bool:  # noqa: N802
        """Return True: the sound can't be rewound."""
        return True

    def bytesAvailable(self) -> int:  # noqa: N802
        """Return a positive number: there is always more."""
        return len(self._sound)

    def readData(self, most: int) -> bytes:  # noqa: N802
        """Return ``most`` bytes."""
        read = bytearray()
        while len(read) < most:
            if self._at == len(self._sound):
                self.again = not self._coming
                self._sound = self._coming.popleft() if self._coming else self._sound
                self._at = 0
            piece = self._sound[self._at : self._at + most - len(read)]
            read += piece
            self._at += len(piece)
        return bytes(read)


class LoopSound(QObject):
    """Plays int16 stereo sound in a loop, or one part of it after another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound = b""
        self._from = 0.0
        self._after: bytes | None = None  # what follows it
        self._heard: Rounds | None = None
        self._sink: QAudioSink | None = None
        # The first query loads the system's sound, for up to a second: not when a cut begins.
        QTimer.singleShot(0, can_be_heard)

    def play(self, sound: bytes, seconds: float) -> None:
        """Play ``sound`` in a loop, from ``seconds`` after its start."""
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
        self._sound, self._from = sound, seconds
        self._heard = Rounds(sound, seconds, self)
        self._sink = QAudioSink(device, form, self)
        self._sink.setBufferSize(round(_BUFFER_SECONDS * _BYTES_A_SECOND))
        self._sink.start(self._heard)

    def follow(self, sound: bytes) -> None:
        """Play ``sound`` after the current one, without a gap, if that has not ended yet."""
        if self._heard is not None and self._after is None and not self._heard.again:
            self._after = sound
            self._heard.follow(sound)

    def go_on(self) -> bool:
        """Count time from the start of the sound that follows; return whether there is one."""
        if self._after is None:
            return False
        self._from -= len(self._sound) / _BYTES_A_SECOND
        self._sound, self._after = self._after, None
        return True

    def keep_step(self, seconds: float) -> None:
        """Seek to ``seconds`` after the sound's start if playback is too far off."""
        if self._sink is None:
            return
        heard = self._from + self._sink.processedUSecs() / 1e6
        whole = len(self._sound) / _BYTES_A_SECOND
        state = self._sink.state()
        # QtAudio or QAudio, depending on PySide's version; their states are never equal.
        ended = state != type(state).ActiveState
        if ended or apart(heard, seconds, whole) > _OUT_OF_STEP_SECONDS:
            self.play(self._sound, seconds)

    def stop(self) -> None:
        """Stop the sound."""
        self._after = None
        if self._sink is not None and self._heard is not None:
            self._sink.stop()
            self._sink.deleteLater()
            self._heard.deleteLater()
            self._sink = self._heard = None


def can_be_heard() -> bool:
    """Return whether this machine can play sound."""
    return _LIBRARY and not QMediaDevices.defaultAudioOutput().isNull()


def byte_at(sound: bytes, seconds: float) -> int:
    """Return the offset of the byte heard ``seconds`` after the start of ``sound``."""
    return round(seconds * RATE) * BYTES_A_SAMPLE % len(sound)


def apart(heard: float, wanted: float, whole: float) -> float:
    """Return the seconds between two moments of a loop of ``whole`` seconds, either way round."""
    distance = abs(heard - wanted) % whole
    return min(distance, whole - distance)
