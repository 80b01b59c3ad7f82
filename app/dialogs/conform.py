"""A list from elsewhere, event by event, among the films of the project."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.session.session import Session
from app.words import counted
from matchcut.serving import asks, messages

_RATE_PX = 80
_EVENT = Qt.ItemDataRole.UserRole


class ConformDialog(QDialog):
    """Shows which film and which frames each event means; Return lists partners of its shot."""

    def __init__(self, session: Session, listed: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._listed = listed
        self.setWindowTitle(self.tr("{} among the films").format(listed.name))
        self.resize(720, 480)
        self.words = QLabel(self.tr("Reading {}…").format(listed.name))
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.rate = QLineEdit()
        self.rate.setAccessibleName(self.tr("Frames a second of the list's timecode"))
        self.rate.setToolTip(self.tr("The list does not say it; empty takes what fits the films"))
        self.rate.editingFinished.connect(self._read_again)
        self._counted_at = ""
        self._rate_row = self._row_of_rate()
        self.events = QTreeWidget()
        self.events.setRootIsDecorated(False)
        self.events.setUniformRowHeights(True)
        self.events.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.events.setHeaderLabels(
            [self.tr("event"), self.tr("film"), self.tr("from"), self.tr("to"), self.tr("shot")]
        )
        self.events.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.events.header().setStretchLastSection(False)
        self.events.setAccessibleName(self.tr("Events of the list"))
        self.events.itemActivated.connect(lambda *_: self.match())
        self.events.currentItemChanged.connect(lambda *_: self._enable())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.match_button = QPushButton(self.tr("Match this"))
        self.match_button.clicked.connect(self.match)
        self.why_not = QLabel(" ")
        self.why_not.setTextFormat(Qt.TextFormat.PlainText)
        self.why_not.setProperty("quiet", True)
        self.why_not.setWordWrap(True)
        buttons.addButton(self.match_button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for each in (self.words, self._rate_row, self.events, self.why_not, buttons):
            layout.addWidget(each)
        # Return in the field reads the list again; it closes or matches nothing.
        for button in (*buttons.buttons(), self.match_button):
            cast(QPushButton, button).setAutoDefault(False)
        self._enable()
        self._read()

    def _row_of_rate(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(QLabel(self.tr("Its timecode counts")))
        self.rate.setMaximumWidth(_RATE_PX)
        layout.addWidget(self.rate)
        layout.addWidget(QLabel(self.tr("frames a second")))
        layout.addStretch()
        row.hide()
        return row

    def _read(self) -> None:
        if self._session.answers is not None:
            conform = asks.CONFORM({"path": str(self._listed), "rate": self._counted_at})
            self._session.answers.ask(conform, self._show, failed=self._failed)

    def _read_again(self) -> None:
        # Some keyboards have a comma where others have the point.
        typed = self.rate.text().strip().replace(",", ".")
        if typed != self._counted_at:
            self._counted_at = typed
            self._read()

    def match(self) -> None:
        """List partners for the shot that the current event shows."""
        event = self._event()
        if event is not None and event["shot"] is not None:
            shot = event["film"], event["shot"], (event["start"] + event["stop"]) // 2
            self._session.find(self._session.flavour, match_shot=shot)
            self.accept()

    def _event(self) -> messages.ConformedEvent | None:
        item = self.events.currentItem()
        event: messages.ConformedEvent | None = item.data(0, _EVENT) if item is not None else None
        return event

    def _enable(self) -> None:
        why_not = self._why_not()
        self.match_button.setEnabled(not why_not)
        # Its line stays, so that the events above it do.
        self.why_not.setText(why_not or " ")
        self.match_button.setToolTip(
            why_not or self.tr("List partners for the shot of the event (Return)")
        )

    def _why_not(self) -> str:
        """Return why the current event can not be matched, "" where it can."""
        event = self._event()
        if event is None and self.events.currentItem() is not None:
            return self.tr("This line has no frames of a film here, so no shot to match.")
        if event is None:
            return self.tr("Without an event there is no shot to match.")
        if event["shot"] is None:
            words = self.tr("The middle of this event lies in no shot of {}: nothing to match.")
            return words.format(event["name"])
        return ""

    def _show(self, told: messages.Conformed) -> None:
        self.rate.setText(told["rate"])
        self._counted_at = told["rate"]
        self._rate_row.setVisible(not told["stated"])
        self.events.clear()
        lost = [*told["unmatched"], *told["problems"]]
        count = counted(
            len(told["matched"]),
            self.tr("event has its film."),
            self.tr("events have their film."),
        )
        if lost:
            count += " " + counted(
                len(lost),
                self.tr("does not: it stands at the end."),
                self.tr("do not: they stand at the end."),
            )
        self.words.setText(count)
        for event in told["matched"]:
            shot = "" if event["shot"] is None else str(event["shot"])
            row = QTreeWidgetItem([event["event"], event["name"], event["from"], event["to"], shot])
            row.setData(0, _EVENT, event)
            for column in (2, 3):
                row.setFont(column, theme.mono(small=True))
            self.events.addTopLevelItem(row)
        for sentence in lost:
            row = QTreeWidgetItem([sentence])
            row.setToolTip(0, sentence)
            row.setForeground(0, QColor(theme.BAD))
            self.events.addTopLevelItem(row)
            row.setFirstColumnSpanned(True)
        for column in (0, 2, 3, 4):
            self.events.resizeColumnToContents(column)
        if (first := self.events.topLevelItem(0)) is not None:
            self.events.setCurrentItem(first)
        if not self.rate.hasFocus():
            self.events.setFocus()

    def _failed(self, happened: str, remedy: str) -> None:
        self.words.setText(f"{happened} {remedy}")
        self.events.clear()
