"""Trim: move the cut point by keys, on the filmstrips or on the score map, then keep it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.player.filmstrip import Filmstrip
from app.player.heat_map import HeatMap
from app.player.loop import Loop, Stretch, Where, loop_of
from app.player.player import LOOP_SECONDS, Player
from app.qt.layouts import held, row
from app.session.candidates import Candidate, CandidateSide
from app.session.desk import Desk

_TEN = 10


class Trimming(QObject):
    """The filmstrips and the score map of a pair, and the cut point that they share.

    out_frame, in_frame: the pair's own until another is auditioned.
    dragged: the cut point is being dragged, and kept where it is released.
    stopped: what stopped the last trim, in words, "" for nothing.
    """

    point_moved = Signal()

    def __init__(self, desk: Desk, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self.out_frame = self.in_frame = 0
        self.dragged = False
        self.stopped = ""
        self.strips: dict[Where, Filmstrip] = {
            "out": Filmstrip("out", player.picture),
            "in": Filmstrip("in", player.picture),
        }
        self.heat_map = HeatMap()
        self._desk = desk
        self._player = player
        self._pair: Candidate | None = None
        for where, strip in self.strips.items():
            strip.point_moved.connect(lambda *to, where=where: self._drag(where, *to))
            strip.sought.connect(lambda frame, where=where: self._seek(where, frame))
            player.arrived.connect(strip.frame_arrived)
        self.heat_map.chosen.connect(self.audition)
        self.heat_map.kept.connect(lambda *point: self._move(*point, keep=True))

    def row(self) -> QWidget:
        """Return the strips and the map side by side."""
        parts = (self.strips["out"], 1), (self.strips["in"], 1), self.heat_map
        return held(row(*parts, spacing=8, margins=(8, 0, 8, 8)))

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return the handlers of the entries about the cut point."""
        return {
            **{
                f"{where}_{by}_{way}": partial(self._trim, where, frames * sign)
                for where in self.strips
                for by, frames in (("frame", 1), ("ten_frames", _TEN))
                for way, sign in (("earlier", -1), ("later", 1))
            },
            "both_frames_earlier": lambda: self._roll(-1),
            "both_frames_later": lambda: self._roll(1),
            "cut_here": self._cut_here,
            "keep_point": self.keep,
            "shorter_loop": lambda: self._change_length(-1),
            "longer_loop": lambda: self._change_length(1),
        }

    def show_pair(self, pair: Candidate | None) -> Loop | None:
        """Switch to another pair, at its own cut point; return its loop."""
        self._pair, self.stopped, self.dragged = pair, "", False
        self.heat_map.clear()
        self.out_frame, self.in_frame = _point(pair) if pair is not None else (0, 0)
        self.strips["out"].show_shot(pair.out if pair is not None else None, self.out_frame)
        self.strips["in"].show_shot(pair.into if pair is not None else None, self.in_frame)
        self.strips["in"].set_flop(pair is not None and pair.flop)
        self.heat_map.set_point(self.out_frame, self.in_frame)
        return None if pair is None else self._loop()

    def reviewed(self, pair: Candidate) -> None:
        """Accept a new review of the same pair; play its cut point if that has changed."""
        was, self._pair = self._pair, pair
        self.strips["in"].set_flop(pair.flop)
        if was is not None and _point(pair) != _point(was) and self.auditioned:
            self._move(*_point(pair))

    @property
    def auditioned(self) -> bool:
        """Whether the cut point that plays is not the pair's own."""
        return self._pair is not None and (self.out_frame, self.in_frame) != _point(self._pair)

    def stretches(self) -> list[Stretch]:
        """Return the frames that the filmstrips show."""
        return [each.stretch for each in self.strips.values() if each.stretch is not None]

    def set_playhead(self, where: Where, frame: int) -> None:
        """Mark the frame on the screen on its strip."""
        for each, strip in self.strips.items():
            strip.set_playhead(frame if each == where else None)

    def audition(self, out_frame: int, in_frame: int) -> None:
        """Play another cut point of the pair from the start, without keeping it."""
        self._move(out_frame, in_frame)
        self._player.replay()

    def keep(self) -> None:
        """Keep the cut point that plays with the pair."""
        if self._pair is not None and self._pair.out is not None:
            self._desk.session.trim(self.out_frame, self.in_frame)

    def _move(
        self, out_frame: int, in_frame: int, *, keep: bool = False, together: bool = False
    ) -> None:
        """Play another cut point; together: neither side moves if one can't."""
        if self._pair is None:
            return
        stops = (
            self._stop(self._pair.out, out_frame, self.tr("A")),
            self._stop(self._pair.into, in_frame, self.tr("B")),
        )
        self.stopped = next((words for words in stops if words), "")
        if together and self.stopped:
            out_frame, in_frame, keep = self.out_frame, self.in_frame, False
        if self._pair.out is not None:
            self.out_frame = _inside(self._pair.out, out_frame)
        self.in_frame = _inside(self._pair.into, in_frame)
        self.strips["out"].set_point(self.out_frame)
        self.strips["in"].set_point(self.in_frame)
        self.heat_map.set_point(self.out_frame, self.in_frame)
        # Accepting takes what plays.
        self._desk.session.plays = self.out_frame, self.in_frame
        self._player.reshape(self._loop(), self.stretches())
        self.point_moved.emit()
        if keep:
            self.keep()

    def _stop(self, side: CandidateSide | None, frame: int, name: str) -> str:
        """Return which end of a side's shot a frame lies beyond, in words; "" within it."""
        if side is None or side.start <= frame < side.end:
            return ""
        ends = frame >= side.end
        words = (
            self.tr("the shot of {} ends here") if ends else self.tr("the shot of {} begins here")
        )
        return words.format(name)

    def _loop(self) -> Loop:
        assert self._pair is not None
        return loop_of(self._pair, self._player.seconds, self.out_frame, self.in_frame)

    def _trim(self, where: Where, frames: int) -> None:
        out, into = (frames, 0) if where == "out" else (0, frames)
        self._move(self.out_frame + out, self.in_frame + into, keep=True)

    def _roll(self, frames: int) -> None:
        """Move both points by the same amount: two moves that run in step stay so."""
        self._move(self.out_frame + frames, self.in_frame + frames, keep=True, together=True)

    def _drag(self, where: Where, frame: int, released: bool) -> None:
        out, into = (frame, self.in_frame) if where == "out" else (self.out_frame, frame)
        self.dragged = not released
        self._move(out, into, keep=released)
        # While dragging, the frame at the mouse is shown; once released, the cut plays.
        self._seek(where, frame)
        if released:
            self._player.replay()

    def _seek(self, where: Where, frame: int) -> None:
        loop = self._player.loop
        stretch = None if loop is None else loop.tail if where == "out" else loop.head
        if loop is not None and stretch is not None:
            position = loop.position_of(where, min(max(frame, stretch.first), stretch.stop - 1))
            assert position is not None
            self._player.rest_at(position)

    def _cut_here(self) -> None:
        moment = self._player.moment
        if moment is not None:
            where, frame = moment
            out, into = (frame, self.in_frame) if where == "out" else (self.out_frame, frame)
            self._move(out, into, keep=True)

    def _change_length(self, by: int) -> None:
        at = LOOP_SECONDS.index(self._player.seconds) + by
        self._player.seconds = LOOP_SECONDS[min(max(at, 0), len(LOOP_SECONDS) - 1)]
        self._move(self.out_frame, self.in_frame)


def _inside(side: CandidateSide, frame: int) -> int:
    return min(max(frame, side.start), side.end - 1)


def _point(pair: Candidate) -> tuple[int, int]:
    """Return a pair's own cut point; the out frame of a still is 0."""
    return pair.out.frame if pair.out is not None else 0, pair.into.frame
