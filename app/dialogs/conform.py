"""Show a list from elsewhere, event by event, matched to the project's films."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app import theme
from app.qt.buttons import button
from app.qt.layouts import column, held, row
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
        session.project_closing.connect(self.reject)
        self._listed = listed
        self.setWindowTitle(self.tr("{} among the films").format(listed.name))
        self.resize(theme.scaled_size(720, 480))
        plain = Qt.TextFormat.PlainText
        reading = self.tr("Reading {}…").format(listed.name)
        self.words = QLabel(reading, wordWrap=True, textFormat=plain)
        self.rate = QLineEdit()
        self.rate.setAccessibleName(self.tr("Frames a second of the list's timecode"))
        self.rate.setToolTip(self.tr("The list does not say it; empty takes what fits the films"))
        self.rate.editingFinished.connect(self._read_again)
        self._counted_at = ""
        self.rate.setMaximumWidth(theme.scaled(_RATE_PX))
        before, after = QLabel(self.tr("Its timecode counts")), QLabel(self.tr("frames a second"))
        self._rate_row = held(row(before, self.rate, after, None, spacing=8))
        self._rate_row.hide()
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
        self.events.itemActivated.connect(self.match)
        self.events.currentItemChanged.connect(self._enable)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.match_button = button(self.tr("Match this"), "", self.match)
        self.why_not = theme.quiet(QLabel(" ", wordWrap=True, textFormat=plain))
        buttons.addButton(self.match_button, QDialogButtonBox.ButtonRole.ActionRole)
        parts = self.words, self._rate_row, self.events, self.why_not, buttons
        self.setLayout(column(*parts, spacing=12, margins=(24, 24, 24, 16)))
        # Return in the field reads the list again; it doesn't close the dialog or match.
        for each in (*buttons.buttons(), self.match_button):
            cast(QPushButton, each).setAutoDefault(False)
        self._enable()
        self._read()

    def _read(self) -> None:
        conform = asks.CONFORM({"path": str(self._listed), "rate": self._counted_at})
        self._session.answers.ask(conform, self._show, failed=self._failed)

    def _read_again(self) -> None:
        # Some keyboards have a decimal comma.
        typed = self.rate.text().strip().replace(",", ".")
        if typed != self._counted_at:
            self._counted_at = typed
            self._read()

    def match(self) -> None:
        """List partners for the shot that the current event shows."""
        event = self._event()
        if event is not None and event["shot"] is not None:
            shot = event["film"], event["shot"], (event["start"] + event["stop"]) // 2
            self._session.find(self._session.search.flavour, match_shot=shot)
            self.accept()

    def _event(self) -> messages.ConformedEvent | None:
        item = self.events.currentItem()
        event: messages.ConformedEvent | None = item.data(0, _EVENT) if item is not None else None
        return event

    def _enable(self) -> None:
        why_not = self._why_not()
        self.match_button.setEnabled(not why_not)
        # Keep the line, so that the events above don't move.
        self.why_not.setText(why_not or " ")
        self.match_button.setToolTip(
            why_not or self.tr("List partners for the shot of the event (Return)")
        )

    def _why_not(self) -> str:
        """Return why the current event can't be matched, "" if it can."""
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
            line = QTreeWidgetItem(
                [event["event"], event["name"], event["from"], event["to"], shot]
            )
            line.setData(0, _EVENT, event)
            for timecode in (2, 3):
                line.setFont(timecode, theme.mono(small=True))
            self.events.addTopLevelItem(line)
        for number, sentence in enumerate([*lost, *told["remarks"]]):
            line = QTreeWidgetItem([sentence])
            line.setToolTip(0, sentence)
            if number < len(lost):
                line.setForeground(0, QColor(theme.BAD))
            self.events.addTopLevelItem(line)
            line.setFirstColumnSpanned(True)
        for narrow in (0, 2, 3, 4):
            self.events.resizeColumnToContents(narrow)
        if (first := self.events.topLevelItem(0)) is not None:
            self.events.setCurrentItem(first)
        if not self.rate.hasFocus():
            self.events.setFocus()

    def _failed(self, happened: str, remedy: str) -> None:
        self.words.setText(f"{happened} {remedy}")
        self.events.clear()
