"""Play a cut or a shot: request its frames, keep clock and sound, and preload its neighbours."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.player.clock import PlaybackClock, Speed
from app.player.frames import Frames, Picture, SoundOf
from app.player.loop import Loop, Stretch, Where, loop_of
from app.player.ready import frames_ready_at, heard_after, heard_at
from app.player.sound import BYTES_A_SAMPLE, RATE, LoopSound
from app.player.wishes import SMALL, filmed, sounds, wishes
from app.session.candidates import Candidate

_WAITING_MS = 20
LOOP_SECONDS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4))


class Player(QObject):
    """Holds the frames of a project and plays one loop of it at a time.

    now: returns monotonic nanoseconds.
    """

    moved = Signal()  # the playhead is on another frame, to be painted now
    sharper = Signal()  # a better picture of a frame on the screen has arrived
    arrived = Signal(str, int)  # film, frame
    state_changed = Signal()  # plays, pauses, loops over something else
    passed = Signal()  # the loop begins again
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
        self._ready: list[Stretch] = []  # whose frames are wished for, around the playhead
        self._heard_now: list[Stretch] = []  # whose sound is played
        self._late = False  # playback waited for a frame while the sound went on
        self._neighbours: list[Loop] = []
        self._view_side = SMALL
        self._beginning = False
        self.unread = False  # a film of the loop can't be read: nothing plays
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

    def awaited(self) -> str | None:
        """Return the film whose frame is due and hasn't come; None while nothing is waited for."""
        if self.clock is None or self.frames is None or self.unread:
            return None
        plays = self.clock.speed and not self._beginning
        position = self.clock.coming if plays else self.clock.position
        film, frame = self.clock.loop.film_frame(position)
        return None if self.frames.here(film, frame) else film

    def frames_shown(self) -> list[tuple[str, int]]:
        """Return film and frame of each side as shown, the one at the playhead first."""
        if self.clock is None:
            return []
        loop, position = self.clock.loop, self.clock.position
        out, into = loop.shown(position)
        if out is None:
            return [into]
        return [out, into] if position < loop.cut else [into, out]

    def open(self, project: Path) -> None:
        """Serve the frames of a project from now on."""
        self.close()
        self.frames = Frames(project, self)
        self.frames.arrived.connect(self._arrived)
        self.frames.heard.connect(self._heard)
        self.frames.failed.connect(self._failed)
        self.frames.shape_known.connect(self.shape_known)

    def try_again(self) -> None:
        """Request again what could not be read."""
        if self.frames is not None:
            self.frames.try_again()

    def forget(self) -> None:
        """Read all frames again: films have other files or timecodes than before."""
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
        self._get_ready()
        self.state_changed.emit()

    def load(self, loop: Loop, neighbours: Sequence[Candidate], strips: Sequence[Stretch]) -> None:
        """Play a pair's cut, or a shot, from its first frame, as soon as that arrives.

        neighbours: the pairs that may be next. strips: what the filmstrips show.
        """
        self._sound.stop()
        self._timer.stop()
        self.clock = PlaybackClock(loop, self._now)
        self._strips = list(strips)
        self._beginning, self.unread = True, False
        if self.frames is not None:
            self.frames.try_again()
            if loop.tail is not None and loop.tail.still:
                self.frames.want_still(loop.tail.film)
        self._neighbours = [loop_of(pair, self.seconds) for pair in neighbours]
        self._get_ready()
        self._begin_if_here()
        self.state_changed.emit()

    def reshape(self, loop: Loop, strips: Sequence[Stretch]) -> None:
        """Loop over another stretch of the same pair or shot, playing on from the playhead.

        A loop that hasn't begun because its first frame is missing begins with the new stretch's.
        """
        if self.clock is None:
            return
        where, frame = self.clock.loop.at(self.clock.position)
        speed = self.clock.speed
        self.clock = PlaybackClock(loop, self._now)
        self._strips = list(strips)
        if self._beginning:
            self._get_ready()
            self._begin_if_here()
            return
        position = loop.position_of(where, frame)
        if position is None and loop.tail is None:
            position = 0 if frame < loop.head.first else len(loop) - 1
        self.clock.position = position if position is not None else max(0, loop.cut - 1)
        self._get_ready()
        self.play(speed)
        self.moved.emit()

    def show_strips(self, strips: Sequence[Stretch]) -> None:
        """Read what the filmstrips show now."""
        self._strips = list(strips)
        self._wish()

    def picture(self, film: str, frame: int) -> Picture | None:
        """Return a frame as it is available."""
        return self.frames.picture(film, frame) if self.frames is not None else None

    def play(self, speed: Speed) -> None:
        """Play at a speed; 0 pauses."""
        if self.clock is not None:
            self._beginning = False
            self.clock.play(0 if self.unread else speed)
            self._go_on()

    def faster(self, direction: int) -> None:
        """Play in a direction, faster if it already plays that way."""
        if self.clock is not None and not self.unread:
            self._beginning = False
            self.clock.faster(direction)
            self._go_on()

    def step(self, frames: int) -> None:
        """Pause ``frames`` frames from here."""
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

    def rest_at(self, position: int) -> None:
        """Pause at a position of the loop; -1 is its last."""
        self.play(0)
        self.seek(position)

    def rest_at_cut(self) -> None:
        """Pause with the two frames at the cut."""
        if self.loop is not None:
            self.rest_at(self.loop.cut)

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
        """Set the long side of the picture on the screen, in screen pixels."""
        if pixels != self._view_side:
            self._view_side = pixels
            self._wish()

    def set_muted(self, muted: bool) -> None:
        """Switch the sound off or on."""
        self.muted = muted
        self._start_sound()

    def _go_on(self) -> None:
        self._timer.stop()
        self._follow()
        self._start_sound()
        if self.clock is not None and self.clock.speed:
            self._timer.start(self.clock.due_in())
        self.state_changed.emit()

    def _tick(self) -> None:
        clock = self.clock
        if clock is None or not clock.speed:
            return
        if self.awaited() is not None:
            clock.wait()
            self._late = True
            self._timer.start(_WAITING_MS)
            return
        passes = clock.passes
        if clock.advance():
            self._follow()
            # Not by its position on the first frame: a fast or late step goes past that.
            passed = clock.passes > passes
            self._keep_step(passed=passed)
            if passed:
                self.passed.emit()
                if self.clock is not clock:
                    return
            self.moved.emit()
        if clock.speed:
            self._timer.start(clock.due_in())

    def _arrived(self, film: str, frame: int) -> None:
        if self.unread and self.loop is not None and all(map(self._here, filmed(self._ready))):
            self.unread = False
            self.recovered.emit()
        if self._beginning:
            self._begin_if_here()
        elif self.clock is not None:
            if any(each is not None and each.is_frame(film, frame) for each in self.shown()):
                self.sharper.emit()
            if self.speed and (film, frame) == self.clock.loop.film_frame(self.clock.coming):
                self._tick()
        self.arrived.emit(film, frame)

    def _begin_if_here(self) -> None:
        if self.clock is None or self.frames is None or self.unread:
            return
        if not self.frames.here(*self.clock.loop.film_frame(0)):
            return
        self._beginning = False
        self.moved.emit()
        self.play(1)

    def _failed(self, film: str, happened: str, remedy: str) -> None:
        # Frames that are only read ahead are not reported yet.
        if any(film == each.film and not self._here(each) for each in filmed(self._ready)):
            self.unread = True
            if not self._beginning:
                self.play(0)
            self.failed.emit(happened, remedy)

    def _heard(self, of: SoundOf) -> None:
        # Sound of a pair that is only read ahead must not interrupt this one's.
        if self.clock is not None and of in sounds(heard_at(self.clock.loop, self.clock.position)):
            self._start_sound()
        else:
            self._let_follow()

    def _start_sound(self) -> None:
        self._sound.stop()
        self._late = False
        if self.clock is None or self.frames is None:
            return
        self._heard_now = heard_at(self.clock.loop, self.clock.position)
        if self.muted or self.clock.speed != 1:
            return
        parts = [_sound_of(each, self.frames) for each in self._heard_now]
        if any(part.strip(b"\0") for part in parts):
            self._sound.play(b"".join(parts), self._seconds_heard(self.clock))
            self._let_follow()

    def _let_follow(self) -> None:
        """Queue the next part of the sound, once it has arrived."""
        if self.clock is None or self.frames is None or not self._heard_now:
            return
        after = heard_after(self.clock.loop, self._heard_now)
        here = all(self.frames.sound(of) is not None for of in sounds(after))
        if here and after != self._heard_now:
            self._sound.follow(b"".join(_sound_of(each, self.frames) for each in after))

    def _keep_step(self, *, passed: bool) -> None:
        """Keep the sound in step with the pictures, in another part or after a wait."""
        assert self.clock is not None
        if self.clock.speed != 1:
            return
        heard = heard_at(self.clock.loop, self.clock.position)
        went_on = heard != self._heard_now
        if went_on and not self._sound.go_on():
            self._start_sound()
        elif went_on or passed or self._late:
            self._heard_now, self._late = heard, False
            self._sound.keep_step(self._seconds_heard(self.clock))
            self._let_follow()

    def _seconds_heard(self, clock: PlaybackClock) -> float:
        """Return how many seconds before the playhead the current sound began."""
        loop, first = clock.loop, self._heard_now[0].first
        began = loop.moment(first - loop.head.first) if loop.tail is None else 0
        return float(loop.moment(clock.position) - began)

    def _follow(self) -> None:
        """Update the wishes if other parts around the playhead are now needed."""
        if self.clock is not None and self._ready_at_playhead(self.clock) != self._ready:
            self._get_ready()
            self._let_follow()

    def _get_ready(self) -> None:
        self._ready = self._ready_at_playhead(self.clock) if self.clock is not None else []
        self._wish()

    def _ready_at_playhead(self, clock: PlaybackClock) -> list[Stretch]:
        return frames_ready_at(clock.loop, clock.position, clock.speed)

    def _wish(self) -> None:
        if self.frames is not None:
            clock, around = self.clock, (self._neighbours, self._strips, self._view_side)
            self.frames.wish(list(wishes(clock, self._here, *around)) if clock is not None else [])

    def _here(self, stretch: Stretch) -> bool:
        assert self.frames is not None
        return all(
            self.frames.here(stretch.film, frame) for frame in range(stretch.first, stretch.stop)
        )


def _sound_of(stretch: Stretch, frames: Frames) -> bytes:
    """Return a stretch's sound, or silence of its length if it hasn't arrived."""
    sound = frames.sound(SoundOf(stretch.film, stretch.first, stretch.stop)) or b""
    length = round(stretch.seconds * RATE) * BYTES_A_SAMPLE
    return sound[:length].ljust(length, b"\0")
