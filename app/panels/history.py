"""The history of decisions, latest first; a click goes to the pair."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.panels.empty import EmptyState
from app.qt.buttons import button
from app.qt.layouts import column, row
from app.session.decisions import PastCut, PastStep
from app.session.desk import Desk
from app.session.footage import Footage
from app.words import counted
from matchcut.project.reviews import Step
from matchcut.project.settings import shape_text
from matchcut.review import Anchor
from matchcut.timing import rate_text

_AT_ONCE = 50
"""Steps read at a time; each decision lists this many again, within a frame."""
_MARK_PX = 12
_ROW_GAP_PX = 4
_TIMECODES = Qt.ItemDataRole.UserRole + 1
_NAMES = Qt.ItemDataRole.UserRole + 2
_TO = " > "
_MARKED = {"good": "good", "bad": "bad", "maybe": "maybe", "accept": "accepted"}


class _Rows(QStyledItemDelegate):
    """Breaks a line that is too long before its timecodes, not within them.

    When two film names don't fit, each keeps both its ends.
    """

    def __init__(self, list_: QListWidget) -> None:
        super().__init__(list_)
        self._width = 0
        self._sizes: dict[str, QSize] = {}

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a row, cached: Qt asks for all of them whenever one is added."""
        width = option.rect.width()
        if not width:  # one size for all rows, to estimate the scroll range
            return super().sizeHint(option, index)
        if width != self._width:
            self._width, self._sizes = width, {}
        text: str = index.data()
        if text not in self._sizes:
            self._sizes[text] = super().sizeHint(option, index)
        return self._sizes[text]

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Keep the timecodes on one line, and shorten the names below them."""
        super().initStyleOption(option, index)
        list_ = option.widget
        assert isinstance(list_, QAbstractItemView)
        style = list_.style()
        margin = style.pixelMetric(style.PixelMetric.PM_FocusFrameHMargin, option, list_) + 1
        text = style.subElementRect(style.SubElement.SE_ItemViewItemText, option, list_)
        # Not the row's own width, which follows from what is shortened here.
        whole = list_.viewport().width() - text.left() - 2 * margin - _ROW_GAP_PX
        if timecodes := index.data(_TIMECODES):
            held = timecodes.replace(" ", "\N{NO-BREAK SPACE}")
            option.text = option.text.replace(timecodes, held, 1)
        if names := index.data(_NAMES):
            fitted = _fitting(QFontMetrics(option.font), names, whole)
            option.text = option.text.replace(_TO.join(names), fitted, 1)


class HistoryPanel(QWidget):
    """Lists what can be undone, of today and earlier days; successive trims take one line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("History"))
        # Small enough for two timecodes side by side.
        self.list.setStyleSheet(f"font-size: {theme.small_px()}px")
        self.list.setSpacing(_ROW_GAP_PX // 2)
        self.list.setIconSize(QSize(_MARK_PX, _MARK_PX))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Names of films from one shoot differ at both ends.
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        self.empty = EmptyState()
        self.empty.say(self.tr("Nothing is decided yet: G, B, M and A tag the pair."))
        # Keeps the words of all steps aligned.
        blank = QPixmap(_MARK_PX, _MARK_PX)
        blank.fill(Qt.GlobalColor.transparent)
        self._no_mark = QIcon(blank)
        self._marks = {deed: theme.mark_icon(mark) for deed, mark in _MARKED.items()}
        self._seen = False
        self._runs: list[list[PastStep]] = []  # the steps of each row, latest first
        self._earlier = False  # there may be earlier steps that haven't been requested yet
        bar = self.list.verticalScrollBar()
        bar.valueChanged.connect(self._read_on)
        bar.rangeChanged.connect(self._read_on)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        tips = self.tr("Take back the latest (Ctrl+Z)"), self.tr("Do it again (Ctrl+Shift+Z)")
        self.undo = button(self.tr("Undo"), tips[0], lambda: desk.session.turns.undo())
        self.redo = button(self.tr("Redo"), tips[1], lambda: desk.session.turns.redo())
        buttons = row(self.undo, self.redo, margins=(8, 4, 8, 8))
        self.setLayout(column(self._stack, buttons, spacing=0))
        # A move changes many pairs at once: read once for all.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        for changed in (
            desk.project_opened,
            desk.review_changed,
            desk.cut_list_changed,
            desk.films_changed,
            desk.shots_changed,
        ):
            changed.connect(self._read_soon)
        for changed in (desk.project_opened, desk.steps_changed):
            changed.connect(self._enable)
        desk.project_closed.connect(self._clear)
        self._show([])

    def set_seen(self, seen: bool) -> None:
        """Set whether the panel is in front: a hidden one costs verdicts no time."""
        self._seen = seen
        self._read_soon()

    def _read_soon(self) -> None:
        if self._seen and self._desk.is_open:
            self._soon.start()

    def _read(self) -> None:
        self._desk.session.decisions.history(self._show, _AT_ONCE)

    def _read_on(self) -> None:
        """Read earlier steps when the list is scrolled near its end."""
        bar = self.list.verticalScrollBar()
        if self._seen and self._earlier and bar.value() + bar.pageStep() >= bar.maximum():
            self._earlier, before = False, self._runs[-1][-1].step.number

            def take(steps: list[PastStep]) -> None:
                # Unless the list has been rebuilt meanwhile.
                if self._runs and self._runs[-1][-1].step.number == before:
                    self._add(steps)

            self._desk.session.decisions.history(take, _AT_ONCE, before)

    def _enable(self) -> None:
        can_undo, can_redo = self._desk.session.turns.steps()
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def _clear(self) -> None:
        self._soon.stop()
        self._show([])

    def _show(self, steps: list[PastStep]) -> None:
        self._runs, self._earlier = [], False
        self.list.clear()
        self._add(steps)
        self._stack.setCurrentWidget(self.list if steps else self.empty)

    def _add(self, steps: list[PastStep]) -> None:
        """Append earlier steps."""
        self._earlier = len(steps) == _AT_ONCE
        earlier = steps[::-1]
        if self._runs and earlier and _run(self._runs[-1][-1]) == _run(earlier[0]):
            self.list.takeItem(self.list.count() - 1)
            earlier = self._runs.pop() + earlier
        for _, run in groupby(earlier, _run):
            self._runs.append([*run])
            self.list.addItem(self._item(self._runs[-1]))
        # A tall panel may have room for more, and then there is nothing to scroll.
        QTimer.singleShot(0, self, self._read_on)

    def _item(self, run: Sequence[PastStep]) -> QListWidgetItem:
        past = run[0]
        step = past.step
        at = datetime.fromisoformat(step.at).astimezone()
        day = f"{at:%H:%M}" if at.date() == datetime.now(at.tzinfo).date() else f"{at:%d %b %H:%M}"
        deed = self._trims(run) if step.deed == "trim" else self._deed(step)
        timecodes, names, told = "", list[str](), list[str]()
        if step.edit:
            timecodes, names = _place(self._desk.session.footage, past)
        elif len(past.cuts) == 1:
            timecodes, names = self._cut(past.cuts[0])
        else:
            deed += ": " + counted(len(step.pairs), self.tr("pair"), self.tr("pairs"))
            told = self._each(past)
        lines = [f"{day}  {deed}  {timecodes}".rstrip(), _TO.join(names)]
        item = QListWidgetItem("\n".join(filter(None, lines)))
        item.setData(Qt.ItemDataRole.UserRole, past.cuts[0].pair if past.cuts else "")
        item.setData(_NAMES, names)
        item.setData(_TIMECODES, timecodes)
        item.setToolTip("\n".join([item.text(), *told]))
        item.setIcon(self._marks.get(step.deed, self._no_mark))
        return item

    def _each(self, past: PastStep) -> list[str]:
        """Return a line for each pair of a step about several, as far as they are read."""
        lines = [
            "  ".join((cut[0], _TO.join(cut[1]))).rstrip() for cut in map(self._cut, past.cuts)
        ]
        more = len(past.step.pairs) - len(lines)
        return [*lines, self.tr("and {} more").format(f"{more:,}")] if more else lines

    def _cut(self, cut: PastCut) -> tuple[str, list[str]]:
        """Return the timecodes of a pair's cut, and the names of its films from `_named`."""
        footage = self._desk.session.footage
        sides = [at for at in (cut.out, cut.into) if at is not None]
        timecodes = [footage.timecode_at(at) for at in sides]
        if len(sides) < 2 or not all(timecodes):
            return cut.pair, []
        return _TO.join(timecodes), _named(footage, [at.film for at in sides])

    def _trims(self, run: Sequence[PastStep]) -> str:
        """Return in words by how many frames trims have moved a pair's cut point in total."""
        first, last, footage = run[-1].cuts[0], run[0].cuts[0], self._desk.session.footage
        moves = [
            (self.tr("out"), _frames(footage, first.was[0], last.out)),
            (self.tr("in"), _frames(footage, first.was[1], last.into)),
        ]
        moved = ", ".join(f"{side} {by:+}" for side, by in moves if by)
        moved = moved.replace("-", "\N{MINUS SIGN}") or self.tr("trimmed")
        return moved if len(run) == 1 else self.tr("{} in {} trims").format(moved, len(run))

    def _deed(self, step: Step) -> str:
        if step.edit is not None and (labels := step.edit.labels):
            told = {
                "name": self.tr("name: {}"),
                "reel": self.tr("reel: {}"),
                "start": self.tr("start: {}"),
            }
            otherwise = self.tr("as its file")
            return ", ".join(told[what].format(to or otherwise) for what, to in labels.items())
        if step.edit is not None and (timeline := step.edit.timeline):
            return ", ".join(self._set(name, to) for name, to in timeline.items())
        if step.edit is not None and step.deed == "hide":
            return self.tr("hidden") if step.edit.hides else self.tr("shown again")
        if step.deed in ("flop", "nudge"):
            _, said = step.changes[step.pairs[0]]
            flop = self.tr("flopped") if said.flop else self.tr("flop off")
            nudge = self.tr("nudged") if said.nudge else self.tr("nudge off")
            return flop if step.deed == "flop" else nudge
        words = {
            "good": self.tr("good"),
            "bad": self.tr("bad"),
            "maybe": self.tr("maybe"),
            "no verdict": self.tr("verdict taken back"),
            "accept": self.tr("accepted"),
            "remove": self.tr("removed"),
            "move": self.tr("moved"),
            "note": self.tr("note"),
            "represent": self.tr("stands for its group"),
            "ungroup": self.tr("out of its group"),
            "group": self.tr("grouped again"),
            "split": self.tr("split"),
            "merge": self.tr("merged"),
            "move boundary": self.tr("boundary moved"),
            "range": self.tr("range"),
            "film": self.tr("film"),
            "timeline": self.tr("timeline"),
            "remove film": self.tr("film taken out"),
            "add film": self.tr("film added again"),
        }
        return words.get(step.deed, step.deed)

    def _set(self, name: str, to: Fraction | None) -> str:
        """Return in words what was set for the timeline."""
        rate = name == "timeline_rate"
        words = self.tr("timeline rate: {}") if rate else self.tr("timeline frame: {}")
        if to is None:
            return words.format(self.tr("as the first film"))
        return words.format(rate_text(to) if rate else shape_text(to))

    def _go(self, item: QListWidgetItem) -> None:
        pair_id = item.data(Qt.ItemDataRole.UserRole)
        if pair_id:
            self._desk.session.select(pair_id)


def _run(past: PastStep) -> Hashable:
    """Return a key that is equal for successive steps shown as one: trims of one pair."""
    return past.cuts[0].pair if past.step.deed == "trim" else past.step.number


def _frames(footage: Footage, before: Anchor | None, after: Anchor | None) -> int | None:
    """Return by how many frames a cut was moved, None if that is not known."""
    if before is None or after is None or before.film != after.film:
        return None
    times = footage.times.get(after.film)
    return None if times is None else times.index_of(after.pts) - times.index_of(before.pts)


def _place(footage: Footage, past: PastStep) -> tuple[str, list[str]]:
    """Return the timecode of an edit of shots, if any, and the name of its film.

    A film that was edited as a whole is named even if it is the only one or was removed.
    """
    film, frame = past.place
    if frame is None:
        return "", [past.film] if past.film else []
    return footage.label(film, frame).rpartition("  ")[2], _named(footage, [film])


def _named(footage: Footage, films: Sequence[str]) -> list[str]:
    """Return the distinct names of films; none if the project has only one film."""
    names = dict.fromkeys(footage.label(film, None) for film in films)
    return list(filter(None, names)) if len(footage.films) > 1 else []


def _fitting(metrics: QFontMetrics, names: Sequence[str], room: int) -> str:
    """Return names side by side in ``room`` pixels; one name gets what another leaves over."""
    left, fitted = room - (len(names) - 1) * metrics.horizontalAdvance(_TO), []
    for at, name in enumerate(names):
        others = [metrics.horizontalAdvance(each) for each in names[at + 1 :]]
        share = max(left // (1 + len(others)), left - sum(others))
        fitted.append(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, share))
        left -= metrics.horizontalAdvance(fitted[-1])
    return _TO.join(fitted)
