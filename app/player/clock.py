"""Decide which position in the loop is on screen now, by elapsed time.

A frame is on screen for its exact duration from the moment at which the last one ended, so late
ticks never add up. If a tick comes later than a whole frame, time itself waits so that no frame is
dropped, as long as such waits stay below a tenth of a second per pass. Beyond that the machine is
too slow, and frames are dropped: true speed matters more.
"""

from collections.abc import Callable
from fractions import Fraction

from app.player.loop import NANOSECONDS, Loop

Speed = int | Fraction
_FASTEST = 8
_WAITS_PER_PASS = 100_000_000
"""Nanoseconds by which one pass of the loop may last too long."""


class PlaybackClock:
    """The playhead of a loop.

    speed: 0 while paused, 1 forwards as shot, -2 backwards twice as fast, 1/4 slowly.
    passes: how often it has played past the loop's end.
    now: returns monotonic nanoseconds.
    """

    def __init__(self, loop: Loop, now: Callable[[], int]) -> None:
        self.loop = loop
        self.position = 0
        self.speed: Speed = 0
        self.passes = 0
        self._now = now
        self._due = Fraction(0)
        self._waits_left = _WAITS_PER_PASS

    def play(self, speed: Speed) -> None:
        """Play from the position on screen, which is shown for its whole duration from now."""
        self.speed = speed
        self.hold()

    def faster(self, direction: int) -> None:
        """Play in a direction, twice as fast with each repeated call."""
        speed = self.speed * direction
        self.play(direction * min(_FASTEST, 2 * speed) if speed > 0 else direction)

    def step(self, frames: int) -> None:
        """Stop ``frames`` frames from here, wrapping at the loop's ends."""
        self.speed = 0
        self.position = (self.position + frames) % len(self.loop)

    def seek(self, position: int) -> None:
        """Go to a position; if playing, play on from there."""
        self.position = position % len(self.loop)
        self.hold()

    @property
    def coming(self) -> int:
        """The position that follows the one on screen."""
        return (self.position + (1 if self.speed >= 0 else -1)) % len(self.loop)

    def hold(self) -> None:
        """Restart the duration of the frame on screen, at a start or to wait for the next."""
        if self.speed:
            self._due = self._now() + self._lasts()

    def wait(self) -> None:
        """Stop time while the next frame is not decoded yet."""
        self._due = max(self._due, Fraction(self._now()))

    def due_in(self) -> int:
        """Return the milliseconds until the frame on screen is due to change."""
        return max(0, -int(-(self._due - self._now()) // 1_000_000))

    def advance(self) -> bool:
        """Move to the position for now; return whether it has changed."""
        now = self._now()
        if not self.speed or now < self._due:
            return False
        ended = self._due
        self._go_on()
        self._due += self._lasts()
        late = now - ended
        if now >= self._due and abs(self.speed) == 1 and late <= self._waits_left:
            self._waits_left -= int(late)
            self._due = now + self._lasts()
        self._skip_whole_passes(now)
        while now >= self._due:
            self._go_on()
            self._due += self._lasts()
        return True

    def _skip_whole_passes(self, now: int) -> None:
        """Skip what brings the playhead back to where it is: a machine may have slept for hours."""
        lasts = abs(self.loop.seconds * NANOSECONDS / self.speed)
        passes = (now - self._due) // lasts
        if passes > 0:
            self._due += passes * lasts
            self._waits_left = _WAITS_PER_PASS
            self.passes += passes if self.speed > 0 else 0

    def _lasts(self) -> Fraction:
        return abs(self.loop.duration(self.position) / self.speed)

    def _go_on(self) -> None:
        self.position = self.coming
        if self.position == 0:
            self._waits_left = _WAITS_PER_PASS
            self.passes += self.speed > 0
