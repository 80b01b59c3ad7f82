"""The selected pair: its score in words and bars, its position, the verdict, the note."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app import theme
from app.panels.elided import Elided
from app.panels.empty import EmptyState
from app.panels.note import Note
from app.qt.layouts import column, held
from app.session.candidates import ACCEPTED, Candidate, CandidateSide, Mark
from app.session.desk import Desk
from app.session.turning import refusal_of_still
from app.words import placed
from matchcut.scoring.words import MEANINGS, shown_parts, strength

_REASON_LINES = 3
_BAR_PX = 6

_VERDICTS: Mapping[Mark, str] = {"good": "G", "bad": "B", "maybe": "M", ACCEPTED: "A"}


class _Scrolled(QScrollArea):
    """The details of a pair: as tall as they are, and scrolling where there is less room."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidget(body)
        self.setAccessibleName(self.tr("Why the pair matches"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height of the details."""
        body, frame = self.widget(), 2 * self.frameWidth()
        assert body is not None
        width = self.width() - frame
        height = body.heightForWidth(width) if body.hasHeightForWidth() else -1
        return QSize(body.sizeHint().width(), max(height, body.sizeHint().height()) + frame)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Update the height when the details change."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask again: a narrower sentence takes more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class InspectorPanel(QWidget):
    """Shows the session's selected pair."""

    pressed = Signal(str)  # the Mark of a verdict's button

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pair: Candidate | None = None
        self.place = theme.quiet(_label())
        self.score = Elided(mode=Qt.TextElideMode.ElideRight)
        self.score.setProperty("heading", True)
        self.reason = _label()
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._parts = QGridLayout()
        self._bars: list[tuple[QLabel, QProgressBar]] = []
        self._parts.setHorizontalSpacing(12)
        self._parts.setVerticalSpacing(4)
        self._parts.setColumnStretch(1, 1)
        self.out, self.into = _label(), _label()
        self.out_name, self.in_name = Elided(), Elided()
        self.facts = theme.quiet(_label())
        self.facts.setWordWrap(True)
        for side in (self.out, self.into):
            side.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: dict[str, QPushButton] = {}
        self._tips: dict[str, str] = {}
        self.note = Note()
        self.note.written.connect(lambda pair, text: desk.session.note(pair, text))
        desk.noted.connect(self.note.know)
        desk.project_closing.connect(self.note.keep_all)
        desk.project_closed.connect(self.note.forget)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._body())
        self._stack.addWidget(self.empty)
        self.setLayout(column(self._stack))
        desk.project_opened.connect(lambda: self.show_pair(None))
        desk.selection_changed.connect(self.show_pair)
        desk.review_changed.connect(self._reviewed)
        desk.order_changed.connect(self._show_place)

    def write_note(self) -> None:
        """Put the cursor into the note."""
        if self._pair is not None:
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_pair(self, pair: Candidate | None) -> None:
        """Show a pair, or what to do to see one."""
        self._pair = pair
        self._stack.setCurrentIndex(1 if pair is None else 0)
        if pair is None:
            self._say_why_empty()
            return
        self._show_place()
        words = self.tr("{:.2f}  {} {} match")
        strong, flavour = self.tr(strength(pair.score, pair.flavour)), self.tr(pair.flavour)
        self.score.setText(words.format(pair.score, strong, flavour))
        self._show_facts(pair)
        self._show_reason(pair)
        self._show_parts(pair)
        out = pair.out
        self.out.setText(self.tr("A  still") if out is None else self._where(self.tr("A out"), out))
        self.out_name.setText(Path(pair.still).name if out is None else out.name)
        self.out_name.setToolTip(pair.still if out is None else _film_of(out))
        self.into.setText(self._where(self.tr("B in"), pair.into))
        self.in_name.setText(pair.into.name)
        self.in_name.setToolTip(_film_of(pair.into))
        self.note.show_note(pair.id, pair.note)
        self._allow(reviews=out is not None)
        self._show_verdict(pair)

    def _say_why_empty(self) -> None:
        session = self._desk.session
        if session.shot is None or not session.left:
            self.empty.say(self.tr("Why the selected pair matches is told here."))
            return
        words, button = self.tr("A shot plays by itself."), self.tr("Back to the pair")
        self.empty.say(words, button, session.back_to_pair)
        self.empty.button.setToolTip(self.tr("Select the pair again (Esc)"))

    def _reviewed(self, pair_id: str) -> None:
        if self._pair is not None and pair_id == self._pair.id:
            self.show_pair(self._desk.session.candidate(pair_id))

    def _show_reason(self, pair: Candidate) -> None:
        # However long the details, the buttons below must not move away from the mouse.
        above = 0 if self.facts.isHidden() else self.facts.fontMetrics().height()
        self.reason.setMinimumHeight(0)
        self.reason.setText("\n".join("x" * _REASON_LINES))
        self.reason.setMinimumHeight(self.reason.sizeHint().height() - above)
        self.reason.setText(pair.reason)

    def _show_place(self) -> None:
        pair, order = self._pair, self._desk.session.order
        if pair is None:
            return
        if place := placed(pair.id, order):
            words = self.tr("PAIR {}").format(place)
        else:
            cut = pair.accepted
            words = self.tr("PAIR of the cut list") if cut else self.tr("PAIR not in the list")
        self.place.setText(words)

    def _where(self, word: str, side: CandidateSide) -> str:
        shot = self.tr("shot {}").format(side.shot)
        return f"{word}  {side.timecode}  {shot}"

    def _show_parts(self, pair: Candidate) -> None:
        parts = shown_parts(pair.parts)
        # Kept from pair to pair: making them anew takes longer than a frame lasts.
        while len(self._bars) < len(parts):
            self._add_part()
        for (word, bar), (part, value) in zip(self._bars, parts, strict=False):
            word.setText(self.tr(part))
            bar.setValue(round(100 * value))
            bar.setAccessibleName(f"{word.text()} {value:.0%}")
            for each in (word, bar):
                each.setToolTip(f"{self.tr(MEANINGS.get(part, part))} ({value:.2f})")
        for at, row in enumerate(self._bars):
            for each in row:
                each.setVisible(at < len(parts))

    def _add_part(self) -> None:
        word, bar = theme.quiet(_label()), QProgressBar(textVisible=False, maximum=100)
        bar.setFixedHeight(_BAR_PX)
        bar.setProperty("quiet", True)
        self._parts.addWidget(word, len(self._bars), 0)
        self._parts.addWidget(bar, len(self._bars), 1)
        self._bars.append((word, bar))

    def _show_facts(self, pair: Candidate) -> None:
        """Show everything unusual about a pair: a few frames make a difference."""
        facts, tips = list[str](), list[str]()
        if pair.short:
            facts.append(pair.short)
            tips.append(self.tr("So few frames are left of the shot from the cut to its other end"))
        if pair.nudge is not None:
            facts.append(self.tr("nudged to {} %").format(round(100 * pair.nudge.scale)))
            tips.append(self.tr("Shift+U takes the nudge off"))
        self.facts.setText(" · ".join(facts))
        self.facts.setToolTip("\n".join(tips))
        self.facts.setVisible(bool(facts))

    def _allow(self, *, reviews: bool) -> None:
        """Allow reviewing the pair, or say at every control why it can't be reviewed."""
        why, remedy = ("", "") if reviews else refusal_of_still()
        self.note.allow(why)
        for verdict, button in self.buttons.items():
            button.setEnabled(reviews)
            button.setToolTip(f"{why} {remedy}" if why else self._tips[verdict])

    def _show_verdict(self, pair: Candidate) -> None:
        said = {pair.verdict, ACCEPTED if pair.accepted else None}
        for verdict, button in self.buttons.items():
            button.setChecked(verdict in said)

    def _press(self, verdict: Mark) -> None:
        self.pressed.emit(verdict)
        if self._desk.session.selected is not None:
            self._show_verdict(
                self._desk.session.selected
            )  # the button that was pressed stays down

    def _body(self) -> QWidget:
        # However small the window, the editor's controls never scroll out of sight.
        buttons = self._verdict_buttons()
        said = column(buttons, (self.note, 1), spacing=8, margins=(12, 8, 12, 12))
        body = held(column(_Scrolled(self._what_is_told()), (said, 1), None, spacing=0))
        body.setAutoFillBackground(True)
        return body

    def _what_is_told(self) -> QWidget:
        layout = column(
            column(self.place, self.facts, spacing=0),
            self.score,
            # Above the reasons: in a small window those need scrolling, and this is visible.
            column(self.out, self.out_name, spacing=0),
            column(self.into, self.in_name, spacing=0),
            4,
            self.reason,
            self._parts,
            None,
            spacing=8,
            margins=(11, 8, 11, 4),  # its frame is the twelfth pixel
        )
        return held(layout)

    def _verdict_buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        words = {
            "good": self.tr("Good"),
            "bad": self.tr("Bad"),
            "maybe": self.tr("Maybe"),
            ACCEPTED: self.tr("Accept"),
        }
        for at, (verdict, key) in enumerate(_VERDICTS.items()):
            button = QPushButton(theme.mark_icon(verdict), f"{words[verdict]}  {key}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._tips[verdict] = self.tr("{}, then the next pair ({})").format(words[verdict], key)
            button.clicked.connect(lambda _checked, verdict=verdict: self._press(verdict))
            self.buttons[verdict] = button
            grid.addWidget(button, at // 2, at % 2)
        return grid


def _label() -> QLabel:
    return QLabel(textFormat=Qt.TextFormat.PlainText)


def _film_of(side: CandidateSide) -> str:
    """Return what a side's film is called, and below that where its file is."""
    return "\n".join(filter(None, (side.name, side.path)))
