"""The sound of the loop, in step with its pictures; silence where there is no sound card."""

from PySide6.QtCore import QIODevice, QObject
from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

RATE = 48000
BYTES_A_SAMPLE = 4
BUFFER_SECONDS = 0.1
OUT_OF_STEP_SECONDS = 0.08


class LoopSound(QObject):
    """Plays int16 stereo sound round and round."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = _Round(self)
        self._sink: QAudioSink | None = None

    def play(self, sound: bytes, seconds: float) -> None:
        """Play ``sound`` round and round from ``seconds`` after its start."""
        self.stop()
        device = QMediaDevices.defaultAudioOutput()
        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(2)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if not sound or device.isNull() or not device.isFormatSupported(form):
            return
        self._source.fill(sound, round(seconds * RATE) * BYTES_A_SAMPLE)
        self._sink = QAudioSink(device, form, self)
        self._sink.setBufferSize(round(BUFFER_SECONDS * RATE) * BYTES_A_SAMPLE)
        self._sink.start(self._source)

    def keep_step(self, seconds: float) -> None:
        """Go to ``seconds`` after the sound's start if what is heard is too far from it."""
        if self._sink is None:
            return
        waiting = self._sink.bufferSize() - self._sink.bytesFree()
        if self._source.distance(seconds, waiting) > OUT_OF_STEP_SECONDS:
            self.play(self._source.sound, seconds)

    def stop(self) -> None:
        """Fall silent."""
        if self._sink is not None:
            self._sink.stop()
            self._sink.deleteLater()
            self._sink = None


class _Round(QIODevice):
    """Sound without an end: after the last sample comes the first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sound = b""
        self._at = 0
        self.open(QIODevice.OpenModeFlag.ReadOnly)

    def fill(self, sound: bytes, at: int) -> None:
        self.sound = sound
        self._at = at % len(sound)

    def distance(self, seconds: float, waiting: int) -> float:
        """Return the seconds, either way round, from what is heard now to ``seconds``."""
        heard = (self._at - waiting) / (RATE * BYTES_A_SAMPLE)
        whole = len(self.sound) / (RATE * BYTES_A_SAMPLE)
        apart = abs(heard - seconds) % whole
        return min(apart, whole - apart)

    def isSequential(self) -> bool:  # noqa: N802
        return True

    def bytesAvailable(self) -> int:  # noqa: N802
        return len(self.sound) + super().bytesAvailable()

    def readData(self, most: int) -> bytes:  # noqa: N802
        # Whole samples, so that left stays left.
        most -= most % BYTES_A_SAMPLE
        taken = bytearray()
        while len(taken) < most and self.sound:
            piece = self.sound[self._at : self._at + most - len(taken)]
            taken += piece
            self._at = (self._at + len(piece)) % len(self.sound)
        return bytes(taken)

    def writeData(self, data: bytes, most: int) -> int:  # noqa: N802
        return -1
