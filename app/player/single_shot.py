"""Show a shot by itself in the viewer: play, paint and name it, with its strip."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.player.bar import Bar
from app.player.canvas import Canvas
from app.player.compose import Composite, Layer
from app.player.loop import loop_over
from app.player.player import Player
from app.player.shot_strip import ShotStrip
from app.qt.layouts import column, held
from app.session.candidates import Candidate
from app.session.shots import SeenShot


class SingleShot(QObject):
    """The shot seen instead of a pair. shot: None while a pair, or nothing, is shown."""

    def __init__(self, player: Player, bar: Bar, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self.shot: SeenShot | None = None
        self.strip = ShotStrip(player.picture)
        self._player = player
        self._bar = bar
        self._canvas = canvas
        self.strip.sought.connect(self._seek)
        player.arrived.connect(self.strip.frame_arrived)

    def row(self) -> QWidget:
        """Return the strip laid out for its place below the picture."""
        return held(column(self.strip, margins=(8, 0, 8, 8)))

    def show(self, shot: SeenShot | None, neighbours: Sequence[Candidate]) -> None:
        """Play another shot, or play on in one whose boundaries or number have changed.

        neighbours: the pairs that may be next.
        """
        before, self.shot = self.shot, shot
        if shot is None:
            self.strip.show_shot(None)
            return
        words = self.tr("shot {} of {}, {} long")
        place = words.format(f"{shot.number:,}", f"{shot.count:,}", shot.duration)
        self._bar.show_shot(shot.name, shot.path, place)
        loop = loop_over(shot)
        self.strip.show_shot(loop.head)
        if before is not None and before != shot and _overlap(before, shot):
            self._player.reshape(loop, self.strip.stretches())
        else:
            self._canvas.say_meanwhile(self.tr("The shot is being read."))
            self._player.load(loop, neighbours, self.strip.stretches())

    def fit(self) -> None:
        """Read the frames that the strip shows at its present size."""
        if self.shot is not None:
            self._player.show_strips(self.strip.stretches())

    def ways(self, ways: Composite) -> Composite:
        """Return the mode and switches to use: nothing is compared with a single shot."""
        if self.shot is None:
            return ways
        return replace(ways, mode="cut", playing="in", a=Layer(), show_marks=False)

    def composite(self, ways: Composite) -> Composite:
        """Return the frame at the playhead, and show its timecode.

        While a frame is being read after seeking, the last timecode stays, as the picture does.
        """
        _, picture = self._player.shown()
        if picture is None:
            return self.ways(ways)
        self._bar.show_timecodes(picture, None, ("out", picture.frame))
        return replace(self.ways(ways), b=Layer(picture.image))

    def _seek(self, frame: int) -> None:
        loop = self._player.loop
        position = loop.position_of("in", frame) if loop is not None else None
        if position is not None:
            self._player.rest_at(position)


def _overlap(one: SeenShot, other: SeenShot) -> bool:
    return one.film == other.film and one.start < other.end and other.start < one.end
