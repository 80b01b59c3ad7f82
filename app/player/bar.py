"""The bar under the picture: both timecodes, or a shot's, the modes, and the playback state."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from app.player.clock import Speed
from app.player.compose import MODES, Mode
from app.player.frames import Picture
from app.player.loop import Where
from app.qt.layouts import held, row
from app.session.candidates import Mark
from app.theme import ACCENT, SECONDARY, TEXT, mono, paint_mark, quiet

_NO_TIMECODE = "--:--:--:--"
_SPACE, _MARGIN = 4, 8
_MARK = 12


class Readout(QPushButton):
    """A side's timecode at the playhead; a click copies it."""

    def __init__(self, side: str) -> None:
        super().__init__(_NO_TIMECODE)
        self.setFont(mono())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.side = side
        self._live = False
        self.clicked.connect(self.copy)
        self.show_frame("", None)

    def show_frame(self, timecode: str, frame: int | None, *, live: bool = False) -> None:
        """Show a frame's timecode, brighter if this side plays."""
        self.setText(timecode or _NO_TIMECODE)
        told = "" if frame is None else self.tr("frame {}. ").format(frame)
        self.setToolTip(f"{self.side}: {told}" + self.tr("Click to copy (Ctrl+C)."))
        self.setAccessibleName(f"{self.side} {self.text()}")
        if live != self._live or not self.styleSheet():
            self._live = live
            colour = TEXT if live else SECONDARY
            self.setStyleSheet(_READOUT_STYLE.format(colour))

    def copy(self) -> None:
        """Copy the timecode to the clipboard."""
        if self.text() != _NO_TIMECODE:
            QGuiApplication.clipboard().setText(self.text())


class _Marks(QWidget):
    """At most two marks of a pair's review; their space stays reserved, so nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[Mark] = ()
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of two marks."""
        return QSize(2 * (_MARK + _SPACE), _MARK)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show other marks."""
        self._marks = marks
        self.setToolTip(", ".join(map(self.tr, marks)))
        self.setAccessibleName(self.toolTip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the marks, right-aligned."""
        painter = QPainter(self)
        for at, mark in enumerate(reversed(self._marks), start=1):
            left = self.width() - at * (_MARK + _SPACE)
            paint_mark(painter, QRectF(left, 0, _MARK, _MARK), mark)


class Bar(QWidget):
    """Timecodes left and right, and between them the modes, in the same place for every pair.

    When space runs out the names are hidden first, then the playback state, the letters of the
    sides, and the pair's position.
    """

    mode_chosen = Signal(str)
    onion_moved = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.readouts: dict[Where, Readout] = {"out": Readout("A"), "in": Readout("B")}
        self._letters: dict[Where, QLabel] = {"out": quiet(QLabel("A")), "in": quiet(QLabel("B"))}
        self._names: dict[Where, QLabel] = {"out": quiet(QLabel()), "in": quiet(QLabel())}
        self._marks, self.place = _Marks(), quiet(QLabel())
        self._state = quiet(QLabel())
        self.onion = QSlider(Qt.Orientation.Horizontal)
        self._group = QButtonGroup(self)
        self._one = False  # a shot by itself
        self._halves: dict[Where, QWidget] = {}
        self._lay_out()
        self._fit()

    def show_shot(self, name: str, path: str, place: str) -> None:
        """Show one shot instead of two sides: its reel or film, number and length."""
        self._set_one(True)
        self._name(((name, path), ("", "")))
        self.show_timecodes(None, None, None)
        self.show_review(place, ())

    def show_names(self, out: str, into: str, out_path: str = "", in_path: str = "") -> None:
        """Show the reels or films of both sides; tooltips name their files, if known."""
        self._set_one(False)
        self._name(((out, out_path), (into, in_path)))

    def _name(self, told: Sequence[tuple[str, str]]) -> None:
        for label, (text, path) in zip(self._names.values(), told, strict=True):
            label.setToolTip("\n".join(dict.fromkeys(filter(None, (text, path)))))
            label.setText(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 140))
        self._fit()

    def show_review(self, place: str, marks: Sequence[Mark]) -> None:
        """Show the pair's position in the list, in words, and how it was reviewed."""
        # Reserve space for the last position in the list: nothing moves from the ninth to the
        # tenth.
        _, of, count = place.partition(" of ")
        self.place.setMinimumWidth(0)
        self.place.setText(f"{count}{of}{count}")
        self.place.setMinimumWidth(0 if self._one else self.place.sizeHint().width())
        self.place.setText(place)
        self._marks.show_marks(marks)
        self._fit()

    def show_mode(self, mode: Mode) -> None:
        """Press the button of a mode; the onion skin also shows the slider."""
        self._group.button(MODES.index(mode)).setChecked(True)
        self._show_onion()

    def show_timecodes(
        self, out: Picture | None, into: Picture | None, playing: tuple[Where, int] | None
    ) -> None:
        """Show the timecodes of the frames on the screen, that of the playing side brighter."""
        for (where, readout), picture in zip(self.readouts.items(), (out, into), strict=True):
            live = playing is not None and where == playing[0]
            if picture is None:
                readout.show_frame("", None, live=live)
            else:
                readout.show_frame(picture.timecode, picture.frame, live=live)

    def show_state(self, speed: Speed, seconds: Fraction, muted: bool) -> None:
        """Show the playback state: speed, seconds on each side of the cut, whether it is muted."""
        words = [] if speed == 1 else [f"{speed}×"] if speed else [self.tr("paused")]
        if not self._one:
            words.append(self.tr("{} s").format(f"{float(seconds):g}"))
        if muted:
            words.append(self.tr("mute"))
        self._state.setText("  ".join(words).replace("-", "−"))
        self._fit()

    def copy_timecode(self, where: Where) -> None:
        """Copy the timecode of a side to the clipboard."""
        self.readouts["out" if self._one else where].copy()

    def clear(self) -> None:
        """Show that there is no pair."""
        self.show_names("", "")
        self.show_review("", ())
        self.show_timecodes(None, None, None)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the timecodes and the modes, and a slider that can still be moved."""
        readouts = _width(self.readouts["out"]) if self._one else _width(*self.readouts.values())
        modes = 0 if self._one else _width(*self._group.buttons())
        onion = 0 if self.onion.isHidden() else self.onion.minimumWidth() + _SPACE
        width = readouts + modes + onion + 2 * _MARGIN - _SPACE
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what fits into each side's half, with the modes between them."""
        two = not self._one
        modes = _width(*self._group.buttons()) if two else 0
        free = self.width() - 2 * _MARGIN - modes + _SPACE
        out, into = _width(self.readouts["out"]), _width(self.readouts["in"]) if two else 0
        # Reserve the slider's space in other modes too, if possible.
        onion = _SPACE + self.onion.minimumWidth() if two else 0
        kept = onion if self.onion.isHidden() and out + into + onion <= free else 0
        into += kept if self.onion.isHidden() else onion
        review, letter = _width(self._marks, self.place), _width(self._letters["out"])
        reviewed = out + into + review <= free
        out += review if reviewed else 0
        lettered = two and out + into + 2 * letter <= free
        out, into = (out + letter, into + letter) if lettered else (out, into)
        self._halves["out"].setMinimumWidth(out - _SPACE)
        self._halves["in"].setMinimumWidth(max(0, into - _SPACE))
        left = max(min(free / 2, free - into), out)  # as the layout shares out the space
        rest = free - left - (into - kept) - _width(self._state)
        names = [_width(name) for name in self._names.values()]
        for parts, seen in (
            ([self._marks, self.place], reviewed),
            ([*self._letters.values()], lettered),
            ([self._state], rest >= 0),
            ([*self._names.values()], names[0] <= left - out and names[1] <= rest),
        ):
            for part in parts:
                part.setVisible(seen)

    def _set_one(self, one: bool) -> None:
        if one == self._one:
            return
        self._one = one
        # As high without the modes as with them, so that the picture above doesn't move.
        self.setMinimumHeight(self.sizeHint().height() if one else 0)
        self.readouts["out"].side = self.tr("Shot") if one else "A"
        self.readouts["in"].setVisible(not one)
        self._state.setIndent(2 * _SPACE if one else -1)  # no modes precede it
        for button in self._group.buttons():
            button.setVisible(not one)
        self._show_onion()

    def _show_onion(self) -> None:
        onion = self._group.checkedId() == MODES.index("onion")
        self.onion.setVisible(onion and not self._one)
        self._fit()

    def _lay_out(self) -> None:
        self._state.setMinimumWidth(72)
        self._state.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        letters, readouts, names = self._letters, self.readouts, self._names
        left = letters["out"], readouts["out"], names["out"], (None, 1), self._marks, self.place
        right = self._onion(), self._state, (None, 1), names["in"], readouts["in"], letters["in"]
        self._halves = {
            "out": held(row(*left, spacing=_SPACE)),
            "in": held(row(*right, spacing=_SPACE)),
        }
        for half in self._halves.values():
            # As wide as the other half, whatever it contains.
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        parts = (self._halves["out"], 1), self._modes(), (self._halves["in"], 1)
        self.setLayout(row(*parts, spacing=_SPACE, margins=(_MARGIN, 0, _MARGIN, 0)))

    def _modes(self) -> QHBoxLayout:
        words = {
            "cut": self.tr("cut"),
            "side": self.tr("side"),
            "onion": self.tr("onion"),
            "wipe": self.tr("wipe"),
            "difference": self.tr("diff"),
        }
        tips = {
            "cut": self.tr("The cut: the end of A, the outgoing shot, then the start of B (1)"),
            "side": self.tr("A and B side by side (2)"),
            "onion": self.tr("Onion skin: B shines through A (3)"),
            "wipe": self.tr("Wipe: drag the line (4)"),
            "difference": self.tr("Difference: black where A and B are equal (5)"),
        }
        for number, mode in enumerate(MODES):
            choice = QPushButton(words[mode])
            choice.setCheckable(True)
            choice.setChecked(mode == "cut")
            choice.setToolTip(tips[mode])
            choice.setAccessibleName(tips[mode])
            choice.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            choice.setStyleSheet(_MODE_STYLE)
            self._group.addButton(choice, number)
        self._group.idClicked.connect(lambda number: self.mode_chosen.emit(MODES[number]))
        return row(*self._group.buttons(), spacing=_SPACE)

    def _onion(self) -> QSlider:
        self.onion.setRange(0, 100)
        self.onion.setValue(50)
        self.onion.setMinimumWidth(32)
        self.onion.setMaximumWidth(96)
        self.onion.setVisible(False)
        self.onion.setAccessibleName(self.tr("How far B shines through"))
        self.onion.setToolTip(self.tr("How far B shines through"))
        self.onion.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.onion.valueChanged.connect(lambda percent: self.onion_moved.emit(percent / 100))
        return self.onion


def _width(*parts: QWidget) -> int:
    """Return the width of parts in a row, each with its spacing."""
    return sum(max(part.sizeHint().width(), part.minimumWidth()) + _SPACE for part in parts)


_READOUT_STYLE = "background: transparent; border: none; padding: 4px; color: {};"
_MODE_STYLE = f"""
QPushButton {{ background: transparent; border: none; border-bottom: 2px solid transparent;
    border-radius: 0; padding: 4px 8px; color: {SECONDARY}; }}
QPushButton:hover {{ color: {TEXT}; }}
QPushButton:checked {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
"""
