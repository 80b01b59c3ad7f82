"""The viewer: plays, compares and trims one pair's cut, or shows a shot by itself."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.player.badge import Badge
from app.player.bar import Bar
from app.player.canvas import Canvas
from app.player.close_up import CloseUp
from app.player.compose import MODES, Composite, Mode, frames_of
from app.player.lost_page import LostPage
from app.player.nudging import Nudging
from app.player.player import Player
from app.player.playhead import composite_at_playhead
from app.player.shuttle import Shuttle
from app.player.single_shot import SingleShot
from app.player.sound import can_be_heard
from app.player.stall import Stall
from app.player.trimming import Trimming
from app.qt.layouts import column
from app.qt.threads import find_out
from app.session.candidates import Candidate, CandidateSide, marks_of
from app.session.desk import Desk
from app.session.lost import Lost, lost_among
from app.session.shots import SeenShot
from app.theme import PANEL
from app.words import placed

SETTLE_MS = 150
_SWITCHES = {"marks": "show_marks", "safe_areas": "safe_areas", "centre_cross": "centre_cross"}
"""Entry of `app.actions.VIEWER_ENTRIES` -> the field of `Composite` that it switches."""


class Viewer(QWidget):
    """Shows the session's selected pair, or the shot that replaces it.

    Passes the editor's cut point to the session.
    """

    unread = Signal()  # a film of the pair can't be read
    ways_changed = Signal()  # from `ways`

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """now: returns monotonic nanoseconds, for playback."""
        super().__init__()
        # A click on the picture takes keyboard focus back from a list or a note.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Viewer"))
        # Films run from the left, even in right-to-left languages.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._desk = desk
        self._pair: Candidate | None = None
        self._without_pair = ""
        self._queue: list[Candidate] = []
        self._ways = Composite()
        self.player = Player(self, now)
        self.stall = Stall(self.player)
        self.shuttle = Shuttle(self.player, self)
        # When the viewer has its own display, it is the window that receives the keys.
        self.installEventFilter(self.shuttle)
        self.close_up = CloseUp(desk, self)
        self.trimming = Trimming(desk, self.player, self)
        self.nudging = Nudging(desk, self.trimming, self)
        self.canvas = Canvas()
        self.badge = Badge(self)
        self.away = LostPage()
        self._picture = QStackedWidget()
        self._picture.setStyleSheet(f"QStackedWidget {{ background: {PANEL}; }}")
        self._picture.addWidget(self.canvas)
        self._picture.addWidget(self.away)
        self.bar = Bar()
        self.single = SingleShot(self.player, self.bar, self.canvas, self)
        # While a window is being resized, every size in between would be decoded.
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._rows = QStackedWidget()
        self._rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rows.addWidget(self.trimming.row())
        self._rows.addWidget(self.single.row())
        self.setLayout(column((self._picture, 1), self.bar, self._rows, spacing=4))
        self._connect()
        self.say_without_pair("")

    @property
    def mode(self) -> Mode:
        """How the two sides are compared."""
        return self._ways.mode

    def ways(self) -> dict[str, bool]:
        """Return which checkable entries of `app.actions.VIEWER_ENTRIES` are on."""
        switches = {entry: getattr(self._ways, way) for entry, way in _SWITCHES.items()}
        modes = {f"show_{mode}": mode == self.mode for mode in MODES}
        return modes | switches | {"sound": not self.player.muted}

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return the handler of every entry of `app.actions.VIEWER_ENTRIES`."""
        player = self.player
        return {
            **{f"show_{mode}": partial(self.set_mode, mode) for mode in MODES},
            **self.trimming.handlers(),
            **{entry: partial(self._switch, way) for entry, way in _SWITCHES.items()},
            "play_pause": lambda: player.play(0 if player.speed else 1),
            "play_from_start": player.replay,
            "play_backwards": lambda: self.shuttle.play(-1),
            "pause": lambda: player.play(0),
            "play_forwards": lambda: self.shuttle.play(1),
            "frame_back": lambda: player.step(-1),
            "frame_on": lambda: player.step(1),
            "to_start": partial(player.rest_at, 0),
            "to_end": partial(player.rest_at, -1),
            "to_cut": player.rest_at_cut,
            "sound": self._toggle_sound,
            "copy_timecode": self._copy_timecode,
            "nudge": self.nudging.toggle,
            "keep_nudge": self.nudging.keep,
        }

    def set_mode(self, mode: Mode) -> None:
        """Compare in another mode; all but the cut begin with the two frames at the cut."""
        was = self.mode
        self._ways = replace(self._ways, mode=mode)
        self.bar.show_mode(mode)
        self._ask_for_size()
        if mode == "cut" and was != "cut":
            self.player.replay()
        elif mode != "cut" and was == "cut":
            self.player.rest_at_cut()
        self._show_again()
        self.ways_changed.emit()

    def play_all(self, pairs: Sequence[Candidate]) -> None:
        """Play the cuts of some pairs, each once, in order."""
        self._queue = list(pairs)
        self.set_mode("cut")
        if self._queue:
            self._desk.session.select(self._queue[0].id)

    def miss(self, films: Mapping[str, Lost]) -> None:
        """Accept which films can't be read, by UUID; those that can be again play."""
        back = self.away.lost.keys() - films.keys()
        self.away.lost = films
        if self._picture.currentWidget() is self.away:
            self._offer()
            if any(side.film in back for side in self._seen_sides()):
                self.player.try_again()

    def say_without_pair(self, words: str) -> None:
        """Set the message for when no pair is selected; "" for the default one."""
        self._without_pair = words or self.tr("The cut of the selected pair plays here.")
        if not self._is_shown:
            self.canvas.say(self._without_pair)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop playing while hidden."""
        self.player.play(0)
        super().hideEvent(event)

    def _connect(self) -> None:
        desk, player = self._desk, self.player
        desk.project_opened.connect(self._opened)
        desk.project_closed.connect(player.close)
        desk.selection_changed.connect(self._select)
        desk.review_changed.connect(self._reviewed)
        desk.order_changed.connect(self._show_place)
        desk.films_changed.connect(self.close_up.forget_marks)
        desk.films_changed.connect(player.ask_shape)
        desk.footage_changed.connect(player.forget)
        desk.candidates_changed.connect(self._expect)
        player.moved.connect(self._show_moment)
        player.sharper.connect(self._show_again)
        player.passed.connect(self._passed)
        player.state_changed.connect(self._show_state)
        player.shape_known.connect(self._take_shape)
        player.failed.connect(self._say_unread)
        player.recovered.connect(self._recovered)
        self.stall.changed.connect(self._show_again)
        self.close_up.marks_here.connect(self._show_again)
        self.close_up.scores_here.connect(self.trimming.heat_map.show_scores)
        self.nudging.changed.connect(self._show_again)
        self.nudging.changed.connect(self.ways_changed)
        self.badge.changed.connect(self._show_again)
        self.away.retry_wanted.connect(player.try_again)
        self.bar.mode_chosen.connect(self.set_mode)
        self.bar.onion_moved.connect(lambda share: self._set(replace(self._ways, onion=share)))
        self.canvas.wipe_dragged.connect(lambda share: self._set(replace(self._ways, wipe=share)))
        for resized in (self.canvas.resized, self.single.strip.resized):
            resized.connect(self._settle.start)
        self._settle.timeout.connect(self._ask_for_size)

    # From the session

    def _opened(self) -> None:
        self.player.open(self._desk.session.path)
        self._select(None)

    def _select(self, pair: Candidate | None) -> None:
        if self._queue and (pair is None or pair.id != self._queue[0].id):
            self._queue = []
        self._pair, shot = pair, self._desk.session.shot
        self._picture.setCurrentWidget(self.canvas)
        self.close_up.look_at(pair)
        loop = self.trimming.show_pair(pair)
        self.nudging.show_pair(pair)
        self.single.show(shot, self._coming() if shot is not None else ())
        row = 0 if shot is None else 1
        if row != self._rows.currentIndex():
            self._rows.setCurrentIndex(row)
            self._ask_for_size()
        if shot is not None:
            return
        if pair is None or loop is None:
            self.player.unload()
            self.bar.clear()
            self.canvas.say(self._without_pair)
            return
        out = Path(pair.still).name if pair.out is None else _name(pair.out)
        path = pair.still if pair.out is None else pair.out.path
        self.bar.show_names(out, _name(pair.into), path, pair.into.path)
        self._show_place()
        self.canvas.say_meanwhile(self.tr("The cut is being read."))
        self.player.load(loop, self._coming(), self.trimming.stretches())
        if self.mode != "cut":
            self.player.rest_at_cut()

    def _reviewed(self, pair_id: str) -> None:
        pair = self._desk.session.selected
        if self._pair is None or pair is None or not pair_id == pair.id == self._pair.id:
            return
        self.badge.tell(self._pair, pair, placed(pair.id, self._desk.session.order))
        if pair.flop != self._pair.flop:
            self.close_up.look_at(pair)
        self._pair = pair
        self._show_place()
        self.trimming.reviewed(pair)
        self.nudging.reviewed(pair)
        self._show_again()

    def _show_place(self) -> None:
        if self._pair is not None:
            place = placed(self._pair.id, self._desk.session.order)
            self.bar.show_review(place, marks_of(self._pair))

    def _coming(self) -> list[Candidate]:
        if self._desk.session.shot is not None:
            left = self._desk.session.candidate(self._desk.session.left)
            return [left] if left is not None else []
        return self._queue[1:2] or self._desk.session.neighbours()

    def _expect(self) -> None:
        self.player.expect(self._coming())

    # A film that can't be read

    def _say_unread(self, happened: str, remedy: str) -> None:
        """Say why nothing plays; if a film is lost, offer what can be done about that instead."""
        seen = self._seen_sides()
        footage = self._desk.session.footage
        films = [film for side in seen if (film := footage.film(side.film)) is not None]

        def say(lost: Mapping[str, Lost]) -> None:
            if not self.player.unread or self._seen_sides() != seen:
                return
            self.away.lost = {**self.away.lost, **lost}
            self.away.say_why(happened, remedy, [side.film for side in seen])
            self._picture.setCurrentWidget(self.away)

        # A disk that doesn't respond must not block the window.
        find_out(self, lambda: lost_among(films), say)
        self.unread.emit()

    def _offer(self) -> None:
        self.away.offer([side.film for side in self._seen_sides()])

    def _seen_sides(self) -> list[CandidateSide | SeenShot]:
        """Return the pair's sides that have a film, or the shot seen by itself."""
        seen = (self._pair.out, self._pair.into) if self._pair is not None else (self.single.shot,)
        return [each for each in seen if each is not None]

    def _recovered(self) -> None:
        self._picture.setCurrentWidget(self.canvas)
        if self.single.ways(self._ways).mode == "cut":
            self.player.replay()
        self._show_again()

    # The picture

    def _show_moment(self) -> None:
        """Show the frame at the playhead on the screen."""
        moment = self.player.moment
        if moment is None or not self._is_shown:
            return
        if self._pair is None:
            self.single.strip.set_playhead(moment[1])
        else:
            self.trimming.set_playhead(*moment)
        self.canvas.show_moment(self._composite(), moment)

    def _show_again(self) -> None:
        if self.player.moment is not None and self._is_shown:
            self.canvas.show_again(self._composite())

    @property
    def _is_shown(self) -> bool:
        return self._pair is not None or self.single.shot is not None

    def _composite(self) -> Composite:
        """Return the composite to paint, updating the readouts."""
        called = self._desk.session.footage.called
        waits = self.tr("waiting for {}").format(called.get(self.stall.film, ""))
        waits = waits if self.stall.film else ""
        if self._pair is None:
            self.canvas.set_badge(waits)
            return self.single.composite(self._ways)
        laid = self.nudging.laid
        self.bar.show_timecodes(*self.player.shown(), self.player.moment)
        composite = composite_at_playhead(self._ways, self._pair, self.player, self.close_up, laid)
        plays = bool(self.player.speed)
        words = self.badge.words(self._pair, composite, laid, self.trimming, plays=plays)
        self.canvas.set_badge(waits or words, None if waits else self.badge.mark)
        return composite

    def _show_state(self) -> None:
        self.bar.show_state(self.player.speed, self.player.seconds, self.player.muted)
        self._show_again()

    def _switch(self, what: str) -> None:
        switched: dict[str, Any] = {what: not getattr(self._ways, what)}
        if what == _SWITCHES["marks"] and self.player.speed and self._pair is not None:
            self.badge.tell_marks(shown=switched[what])
        self._set(replace(self._ways, **switched))
        self.ways_changed.emit()

    def _set(self, ways: Composite) -> None:
        self._ways = ways
        self._show_again()

    def _take_shape(self, shape: float) -> None:
        self.single.strip.set_shape(shape)
        self._set(replace(self._ways, shape=shape))
        self._ask_for_size()

    def _ask_for_size(self) -> None:
        """Request frames at the size that they have on the screen."""
        frame, _ = frames_of(QRectF(self.canvas.rect()), self.single.ways(self._ways))
        side = max(frame.width(), frame.height()) * self.canvas.devicePixelRatioF()
        self.player.set_view_side(2 * round(side / 2))
        self.single.fit()

    # The list, and the rest

    def _passed(self) -> None:
        if not self._queue:
            return
        self._queue = self._queue[1:]
        if self._queue:
            self._desk.session.select(self._queue[0].id)
        else:
            self.player.play(0)

    def _toggle_sound(self) -> None:
        if not can_be_heard():
            self._desk.failed.emit(
                self.tr("This machine has nothing to play sound with."),
                self.tr("Connect a sound card or headphones, then select the pair again."),
            )
        self.player.set_muted(not self.player.muted)
        self._show_state()
        self.ways_changed.emit()

    def _copy_timecode(self) -> None:
        if self.player.moment is not None:
            self.bar.copy_timecode(self.player.moment[0])


def _name(side: CandidateSide) -> str:
    return side.reel or side.name
