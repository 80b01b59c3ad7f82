"""Plays a pair's cut: asks for its frames, keeps clock and sound, has the neighbours ready."""

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.player.clock import PlaybackClock, Speed
from app.player.frames import Frames, Picture, Run, SoundOf, Wish
from app.player.loop import Loop, Stretch, Where, loop_of
from app.player.sound import BYTES_A_SAMPLE, RATE, LoopSound
from app.session.candidates import Candidate

_SMALL = 640
"""Long side of the frames that are read ahead."""

_SHARP_BYTES = 512 << 20
_WAITING_MS = 20
LOOP_SECONDS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4))


class Player(QObject):
    """Holds the frames of a project and plays one loop of it at a time.

    now: nanoseconds that only grow.
    """

    moved = Signal()  # the playhead is on another frame, to be painted now
    sharper = Signal()  # a better picture of a frame on the screen is here
    arrived = Signal(str, int)  # film, frame
    state_changed = Signal()  # plays, pauses, loops over something else
    passed = Signal()  # the loop begins again
    began = Signal(float)  # milliseconds from loading a pair to its first frame
    shape_known = Signal(float)
    failed = Signal(str, str)  # a film of the loop can't be read: why, what to try
    recovered = Signal()  # now it can

    def __init__(self, parent: QObject, now: Callable[[], int]) -> None:
        super().__init__(parent)
        self._now = now
        self.frames: Frames | None = None
        self.clock: PlaybackClock | None = None
        self.seconds = LOOP_SECONDS[1]
        self.muted = False
        self._strips: list[Stretch] = []
        self._neighbours: list[Loop] = []
        self._view_side = _SMALL
        self._beginning = False
        self._unread = False  # a film of the loop can't be read: nothing plays
        self._loaded_at = now()
        self._sound = LoopSound(self)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def loop(self) -> Loop | None:
        """The loop that is played."""
        return self.clock.loop if self.clock is not None else None

    @property
    def speed(self) -> Speed:
        """0 while paused; negative backwards."""
        return self.clock.speed if self.clock is not None else 0

    @property
    def moment(self) -> tuple[Where, int] | None:
        """The side and the frame at the playhead."""
        return self.clock.loop.at(self.clock.position) if self.clock is not None else None

    def frames_shown(self) -> list[tuple[str, int]]:
        """Return film and frame of each side as it is shown, of that at the playhead first."""
        if self.clock is None:
            return []
        loop, position = self.clock.loop, self.clock.position
        out, into = loop.shown(position)
        if out is None:
            return [into]
        return [out, into] if position < loop.cut else [into, out]

    def open(self, project: Path) -> None:
        """Serve frames of a project from now on."""
        self.close()
        self.frames = Frames(project, self)
        self.frames.arrived.connect(self._arrived)
        self.frames.heard.connect(self._heard)
        self.frames.failed.connect(self._failed)
        self.frames.shape_known.connect(self.shape_known)

    def forget(self) -> None:
        """Read all frames anew: films have other files or timecodes than before."""
        if self.frames is not None:
            self.frames.forget()

    def ask_shape(self) -> None:
        """Request the shape of the project's frame, which may have changed, for `shape_known`."""
        if self.frames is not None:
            self.frames.ask_shape()

    def close(self) -> None:
        """Stop, and end the picture server."""
        self.unload()
        if self.frames is not None:
            self.frames.close()
            self.frames.deleteLater()
            self.frames = None

    def unload(self) -> None:
        """Play nothing."""
        self._timer.stop()
        self._sound.stop()
        self.clock = None
        self._neighbours, self._strips = [], []
        self._wish()
        self.state_changed.emit()

    def load(self, loop: Loop, neighbours: Sequence[Candidate], strips: Sequence[Stretch]) -> None:
        """Play a pair's cut from its tail's first frame, as soon as that is here.

        neighbours: the pairs that may be next. strips: what the filmstrips show.
        """
        self._loaded_at = self._now()
        self._sound.stop()
        self._timer.stop()
        self.clock = PlaybackClock(loop, self._now)
        self._strips = list(strips)
        self._beginning, self._unread = True, False
        if self.frames is not None:
            self.frames.try_again()
            if loop.tail is not None and loop.tail.still:
                self.frames.want_still(loop.tail.film)
        self.expect(neighbours)
        self._begin_if_here()
        self.state_changed.emit()

    def reshape(self, loop: Loop, strips: Sequence[Stretch]) -> None:
        """Loop over another stretch of the same pair, playing on where the playhead is."""
        if self.clock is None:
            return
        where, frame = self.clock.loop.at(self.clock.position)
        speed = self.clock.speed
        self.clock = PlaybackClock(loop, self._now)
        self._strips = list(strips)
        position = loop.position_of(where, frame)
        self.clock.position = position if position is not None else max(0, loop.cut - 1)
        self._wish()
        self.play(speed)
        self.moved.emit()

    def picture(self, film: str, frame: int) -> Picture | None:
        """Return a frame as it is here."""
        return self.frames.picture(film, frame) if self.frames is not None else None

    def play(self, speed: Speed) -> None:
        """Play at a speed; 0 pauses."""
        if self.clock is not None:
            self._beginning = False
            self.clock.play(0 if self._unread else speed)
            self._go_on()

    def faster(self, direction: int) -> None:
        """Play in a direction, faster when it plays that way already."""
        if self.clock is not None and not self._unread:
            self._beginning = False
            self.clock.faster(direction)
            self._go_on()

    def step(self, frames: int) -> None:
        """Pause, so many frames from here."""
        if self.clock is not None:
            self._beginning = False
            self.clock.step(frames)
            self._go_on()
            self.moved.emit()

    def seek(self, position: int) -> None:
        """Go to a position of the loop."""
        if self.clock is not None:
            self.clock.seek(position)
            self._go_on()
            self.moved.emit()

    def replay(self) -> None:
        """Play from the loop's start."""
        self.seek(0)
        self.play(1)

    def rest_at_cut(self) -> None:
        """Pause with the two frames at the cut."""
        self._rest(lambda loop: loop.cut)

    def rest_at_start(self) -> None:
        """Pause on the loop's first frame."""
        self._rest(lambda _: 0)

    def rest_at_end(self) -> None:
        """Pause on the loop's last frame."""
        self._rest(lambda loop: len(loop) - 1)

    def expect(self, neighbours: Sequence[Candidate]) -> None:
        """Read ahead the pairs that may be next."""
        self._neighbours = [loop_of(pair, self.seconds) for pair in neighbours]
        self._wish()

    def shown(self) -> tuple[Picture | None, Picture | None]:
        """Return both sides' pictures at the playhead; see `Loop.shown`."""
        if self.clock is None:
            return None, None
        out, into = self.clock.loop.shown(self.clock.position)
        return None if out is None else self.picture(*out), self.picture(*into)

    def set_view_side(self, pixels: int) -> None:
        """Set the long side of the picture on the screen, in pixels of the screen."""
        if pixels != self._view_side:
            self._view_side = pixels
            self._wish()

    def set_muted(self, muted: bool) -> None:
        """Play without sound or with it."""
        self.muted = muted
        self._start_sound()

    def _rest(self, place_in: Callable[[Loop], int]) -> None:
        if self.clock is not None:
            self.play(0)
            self.seek(place_in(self.clock.loop))

    def _go_on(self) -> None:
        self._timer.stop()
        self._start_sound()
        if self.clock is not None and self.clock.speed:
            self._timer.start(self.clock.due_in())
        self.state_changed.emit()

    def _tick(self) -> None:
        clock = self.clock
        if clock is None or not clock.speed:
            return
        film, frame = _film_frame(clock.loop, clock.coming)
        if self.frames is None or not self.frames.here(film, frame):
            clock.wait()
            self._timer.start(_WAITING_MS)
            return
        passes = clock.passes
        if clock.advance():
            # Not where it stands on the first frame: a fast or late step goes past that.
            if clock.passes > passes:
                if clock.speed == 1:
                    self._sound.keep_step(float(clock.loop.moment(clock.position)))
                self.passed.emit()
                if self.clock is not clock:
                    return
            self.moved.emit()
        if clock.speed:
            self._timer.start(clock.due_in())

    def _arrived(self, film: str, frame: int) -> None:
        if self._unread and self.loop is not None and all(map(self._here, _filmed(self.loop))):
            self._unread = False
            self.recovered.emit()
        if self._beginning:
            self._begin_if_here()
        elif self.clock is not None:
            if any(each is not None and each.is_frame(film, frame) for each in self.shown()):
                self.sharper.emit()
            if self.speed and (film, frame) == _film_frame(self.clock.loop, self.clock.coming):
                self._tick()
        self.arrived.emit(film, frame)

    def _begin_if_here(self) -> None:
        if self.clock is None or self.frames is None or self._unread:
            return
        if not self.frames.here(*_film_frame(self.clock.loop, 0)):
            return
        self._beginning = False
        self.moved.emit()
        self.began.emit((self._now() - self._loaded_at) / 1e6)
        self.play(1)

    def _failed(self, film: str, happened: str, remedy: str) -> None:
        # Frames that are only read ahead are not reported yet.
        stretches = _filmed(self.loop) if self.loop is not None else []
        if any(film == each.film and not self._here(each) for each in stretches):
            self._unread = True
            if not self._beginning:
                self.play(0)
            self.failed.emit(happened, remedy)

    def _heard(self, of: SoundOf) -> None:
        # That of a pair that is only read ahead must not interrupt this one's.
        if self.loop is not None and of in _sounds(self.loop):
            self._start_sound()

    def _start_sound(self) -> None:
        self._sound.stop()
        if self.clock is None or self.frames is None or self.muted or self.clock.speed != 1:
            return
        sounds = [_sound_of(each, self.frames) for each in _stretches(self.clock.loop)]
        if any(sound.strip(b"\0") for sound in sounds):
            self._sound.play(b"".join(sounds), float(self.clock.loop.moment(self.clock.position)))

    def _wish(self) -> None:
        if self.frames is not None:
            self.frames.wish(list(self._wishes()))

    def _wishes(self) -> Iterator[Wish]:
        """Yield the wishes, the most urgent first."""
        loop = self.loop
        if loop is None:
            return
        # What was not read ahead comes sharp at once: decoding takes longer than the larger size.
        sharp = self._sharp_side(loop)
        yield from (_run(each, sharp) for each in _filmed(loop) if not self._here(each))
        yield from _sounds(loop)
        after, before = self._neighbours[:1], self._neighbours[1:]
        for each in after:
            yield from _small(each)
        if loop.tail is not None and not loop.tail.still:
            yield Run(loop.tail.film, loop.tail.stop - 1, loop.tail.stop, sharp)
        yield Run(loop.head.film, loop.head.first, loop.head.first + 1, sharp)
        yield from (_run(strip, _SMALL) for strip in self._strips)
        yield from (_run(each, sharp) for each in _filmed(loop))
        for each in before:
            yield from _small(each)

    def _sharp_side(self, loop: Loop) -> int:
        """Return how long frames may be to be as sharp as the screen, and fit into memory."""
        # As if square: no picture of this long side has more.
        most = int(math.sqrt(_SHARP_BYTES / (4 * len(loop))))
        return max(_SMALL, min(self._view_side, most))

    def _here(self, stretch: Stretch) -> bool:
        assert self.frames is not None
        return all(
            self.frames.here(stretch.film, frame) for frame in range(stretch.first, stretch.stop)
        )


def _stretches(loop: Loop) -> list[Stretch]:
    return [each for each in (loop.tail, loop.head) if each is not None]


def _filmed(loop: Loop) -> list[Stretch]:
    """Return the stretches that are decoded: all but a still."""
    return [each for each in _stretches(loop) if not each.still]


def _run(stretch: Stretch, long_side: int) -> Run:
    return Run(stretch.film, stretch.first, stretch.stop, long_side)


def _sounds(loop: Loop) -> Iterator[Wish]:
    return (SoundOf(each.film, each.first, each.stop) for each in _filmed(loop))


def _small(loop: Loop) -> Iterator[Wish]:
    yield from (_run(each, _SMALL) for each in _filmed(loop))
    yield from _sounds(loop)


def _film_frame(loop: Loop, position: int) -> tuple[str, int]:
    return loop.stretch_at(position).film, loop.at(position)[1]


def _sound_of(stretch: Stretch, frames: Frames) -> bytes:
    """Return a stretch's sound, or silence of its length while it is not here."""
    sound = frames.sound(SoundOf(stretch.film, stretch.first, stretch.stop)) or b""
    length = round(stretch.seconds * RATE) * BYTES_A_SAMPLE
    return sound[:length].ljust(length, b"\0")
