"""What was decided, the latest first; a click goes to the pair."""

from collections.abc import Hashable
from datetime import datetime
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.panels.empty import EmptyState
from app.session.decisions import PastStep
from app.session.footage import Footage
from app.session.session import Session
from matchcut.project.edits import Edit

_SHOWN = 500
_MARK_PX = 12
_ROW_GAP_PX = 4
_DEED = Qt.ItemDataRole.UserRole + 1
_MARKED = {"good": "good", "bad": "bad", "maybe": "maybe", "accept": "accepted"}


class _Rows(QStyledItemDelegate):
    """Takes what has no room out of the words for a deed, so that its timecodes stay whole."""

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Shorten the deed of a first line that is too long."""
        super().initStyleOption(option, index)
        list_ = option.widget
        assert isinstance(list_, QAbstractItemView)
        style = list_.style()
        margin = style.pixelMetric(style.PixelMetric.PM_FocusFrameHMargin, option, list_) + 1
        text = style.subElementRect(style.SubElement.SE_ItemViewItemText, option, list_)
        metrics, deed = QFontMetrics(option.font), index.data(_DEED)
        first, *_ = index.data().splitlines()
        # Not the row's own width: it is asked for by what is shortened here.
        room = list_.viewport().width() - text.left() - 2 * margin - _ROW_GAP_PX
        over = metrics.horizontalAdvance(first) - room
        if over > 0:
            room = max(0, metrics.horizontalAdvance(deed) - over)
            short = metrics.elidedText(deed, Qt.TextElideMode.ElideRight, room)
            option.text = option.text.replace(deed, short, 1)


class HistoryPanel(QWidget):
    """Lists what can be undone, of today and of earlier days; trims in a row take one line."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("History"))
        # Two timecodes stand beside each other.
        self.list.setStyleSheet(f"font-size: {theme.small_px()}px")
        self.list.setSpacing(_ROW_GAP_PX // 2)
        self.list.setIconSize(QSize(_MARK_PX, _MARK_PX))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Films of one shoot differ at both ends of their names.
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        self.empty = EmptyState()
        self.empty.say(self.tr("Nothing is decided yet: G, B, M and A tag the pair."))
        # Keeps the words of all steps in line.
        blank = QPixmap(_MARK_PX, _MARK_PX)
        blank.fill(Qt.GlobalColor.transparent)
        self._no_mark = QIcon(blank)
        self._marks = {deed: theme.mark_icon(mark) for deed, mark in _MARKED.items()}
        self._seen = False
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.setToolTip(self.tr("Take back the latest (Ctrl+Z)"))
        self.undo.clicked.connect(session.undo)
        self.redo = QPushButton(self.tr("Redo"))
        self.redo.setToolTip(self.tr("Do it again (Ctrl+Shift+Z)"))
        self.redo.clicked.connect(session.redo)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 4, 8, 8)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.redo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack)
        layout.addLayout(buttons)
        # A move changes many pairs at once: read once for all.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        for changed in (
            session.project_opened,
            session.review_changed,
            session.cut_list_changed,
            session.films_changed,
            session.shots_changed,
        ):
            changed.connect(self._read_soon)
        session.project_closed.connect(lambda: self._show([]))
        self._show([])

    def set_seen(self, seen: bool) -> None:
        """Say whether the panel is in front: what is not seen costs no verdict its time."""
        self._seen = seen
        self._read_soon()

    def _read_soon(self, *_: object) -> None:
        if self._seen:
            self._soon.start()

    def _read(self) -> None:
        self._session.history(self._show, _SHOWN)

    def _show(self, steps: list[PastStep], can_redo: bool = False) -> None:
        self.undo.setEnabled(bool(steps))
        self.redo.setEnabled(can_redo)
        self.list.clear()
        for _, run in groupby(reversed(steps), _run):
            latest, *others = run
            self.list.addItem(self._item(latest, 1 + len(others)))
        self._stack.setCurrentWidget(self.list if steps else self.empty)

    def _item(self, past: PastStep, times: int) -> QListWidgetItem:
        step = past.step
        at = datetime.fromisoformat(step.at).astimezone()
        day = f"{at:%H:%M}" if at.date() == datetime.now(at.tzinfo).date() else f"{at:%d %b %H:%M}"
        where = _place(self._session.footage, step.shots) if step.shots else self._cut(past)
        deed = self._deed(step.deed) + (f" \N{MULTIPLICATION SIGN}{times}" if times > 1 else "")
        item = QListWidgetItem(f"{day}  {deed}  {where}")
        item.setData(Qt.ItemDataRole.UserRole, past.pair)
        item.setData(_DEED, deed)
        item.setToolTip(item.text())
        item.setIcon(self._marks.get(step.deed, self._no_mark))
        return item

    def _cut(self, past: PastStep) -> str:
        footage = self._session.footage
        sides = [at for at in (past.out, past.into) if at is not None]
        timecodes = [footage.timecode_at(at) for at in sides]
        if len(sides) < 2 or not all(timecodes):
            return past.pair
        # Of two sides of one film it is named once.
        names = dict.fromkeys(footage.label(at.film, None) for at in sides)
        return _lines(footage, " > ".join(timecodes), " > ".join(names))

    def _deed(self, deed: str) -> str:
        words = {
            "good": self.tr("good"),
            "bad": self.tr("bad"),
            "maybe": self.tr("maybe"),
            "no verdict": self.tr("verdict taken back"),
            "accept": self.tr("accepted"),
            "remove": self.tr("removed"),
            "move": self.tr("moved"),
            "trim": self.tr("trimmed"),
            "note": self.tr("note"),
            "flop": self.tr("flopped or back"),
            "nudge": self.tr("nudged or back"),
            "represent": self.tr("stands for its group"),
            "ungroup": self.tr("out of its group"),
            "group": self.tr("grouped again"),
            "hide": self.tr("hidden or shown"),
            "split": self.tr("split"),
            "merge": self.tr("merged"),
            "move boundary": self.tr("boundary moved"),
            "range": self.tr("range"),
            "film": self.tr("film"),
            "timeline": self.tr("timeline"),
        }
        return words.get(deed, deed)

    def _go(self, item: QListWidgetItem) -> None:
        pair_id = item.data(Qt.ItemDataRole.UserRole)
        if pair_id:
            self._session.select(pair_id)


def _run(past: PastStep) -> Hashable:
    """Return what steps in a row have in common that are told as one: trims of one pair."""
    return past.pair if past.step.deed == "trim" else past.step.number


def _place(footage: Footage, edit: Edit) -> str:
    """Return where an edit of shots lies."""
    name, _, timecode = footage.label(*edit.place).rpartition("  ")
    return _lines(footage, timecode, name)


def _lines(footage: Footage, timecodes: str, names: str) -> str:
    """Return timecodes with the names of their films below: with one film they tell nothing."""
    return f"{timecodes}\n{names}" if names and len(footage.films) > 1 else timecodes
