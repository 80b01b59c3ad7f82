"""Every film of the analysis, its progress, and what can be done about it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.jobs.films import Analysis, FilmWork, State
from app.panels.elided import Elided
from app.panels.progress import Line, state_words
from app.qt.buttons import CROSS, button, flat_button
from app.qt.layouts import column, held, row
from app.qt.scrolling import scrolled

_MARK_PX = 2
_MARK_ROOM_PX = 6
ALONE_PX = 640


class FilmsPanel(QWidget):
    """Every film of the analysis with its progress, and what can be done about it."""

    add_films = Signal()
    listed = Signal(bool)  # whether there is any film
    details = Signal()  # details of the films are wanted
    removed = Signal(object)  # Path: its film is to be removed from the project

    def __init__(self, *, alone: bool = False) -> None:
        """alone: it fills the window while there is no pair to show yet."""
        super().__init__()
        self._analysis: Analysis | None = None
        self._alone = alone
        self._rows: list[_FilmRow] = []
        self.heading, self.explanation = QLabel(), theme.quiet(QLabel())
        empty = QLabel(self.tr("Films that are analysed are listed here."), wordWrap=True)
        self._empty = theme.quiet(empty)
        self._empty.setContentsMargins(_MARK_ROOM_PX, 0, 0, 0)
        self._list = column(self._empty, spacing=12)
        self.pause = button(
            self.tr("Pause"),
            self.tr("Stop for now, or go on (Ctrl+P)"),
            lambda: self._do(Analysis.toggle),
        )
        self.cancel = button(
            self.tr("Stop"),
            self.tr("Watch no more; what is finished is kept (Ctrl+.)"),
            lambda: self._do(Analysis.cancel),
        )
        self.retry = button(
            self.tr("Try again"),
            self.tr("Watch again what failed or was stopped (Ctrl+R)"),
            lambda: self._do(Analysis.retry),
        )
        self._lay_out(alone)
        self.watch(None)

    def _lay_out(self, alone: bool) -> None:
        margins = 12 - _MARK_ROOM_PX, 12, 12, 12
        body = held(column(self._list, None, spacing=16, margins=margins))
        scroll = scrolled(body)
        scroll.setAccessibleName(self.tr("Films"))
        heading = [self._heading()] if alone else []
        # Above the films, so that the analysis can be paused however many there are.
        inside = held(column(*heading, self._buttons(), scroll))
        if alone:
            inside.setMaximumWidth(ALONE_PX)
            body.setObjectName("films")
            body.setStyleSheet(f"#films {{ background: {theme.WINDOW}; }}")
            scroll.setStyleSheet(f"QScrollArea {{ background: {theme.WINDOW}; }}")
        self.setLayout(row(inside))

    def _buttons(self) -> QGridLayout:
        add = button(self.tr("Add films…"), self.tr("Add films (Ctrl+I)"), self.add_films)
        buttons = [self.pause, self.cancel, add]
        if not self._alone:
            tip = self.tr("Reels, start timecodes, originals, the timeline (Ctrl+T)")
            buttons.append(button(self.tr("Details…"), tip, self.details))
        # Beside the viewer there is room for two per row.
        columns = len(buttons) + 1 if self._alone else 2
        grid = QGridLayout()
        grid.setContentsMargins(12, 12, 12, 0)
        grid.setSpacing(8)
        for at, each in enumerate([*buttons, self.retry]):
            grid.addWidget(each, at // columns, at % columns)
        if self._alone:
            grid.setColumnStretch(columns, 1)
        return grid

    def _heading(self) -> QVBoxLayout:
        self.heading.setProperty("heading", True)
        return column(self.heading, self.explanation, spacing=8, margins=(12, 48, 12, 12))

    def _show_heading(self, *, going: bool) -> None:
        """Show the current work, if the panel fills the window."""
        heading = self.tr("There is no film to find pairs in")
        words = self.tr("Why stands with each. Try again, or add other films.")
        if going:
            heading = self.tr("Watching the films")
            words = self.tr(
                "The first pairs are listed as soon as one film is done. Add more at any time."
            )
        self.heading.setText(heading)
        self.explanation.setText(words)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up."""
        super().showEvent(event)
        self._show()

    def watch(self, analysis: Analysis | None) -> None:
        """Show the films of an analysis."""
        self._analysis = analysis
        if analysis is not None:
            analysis.changed.connect(self._show)
        self._show()

    def _do(self, deed: Callable[[Analysis], None]) -> None:
        if self._analysis is not None:
            deed(self._analysis)

    def _show(self) -> None:
        films = self._analysis.films if self._analysis is not None else []
        self.listed.emit(bool(films))
        if self._alone and not self.isVisible():
            return  # until it is shown: making a row for each film takes time
        held_words = self._analysis.held_words if self._analysis is not None else ""
        while len(self._rows) > len(films):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(films):
            film = _FilmRow()
            film.forgotten.connect(lambda path: self._do(lambda on: on.forget(path)))
            film.removed.connect(self.removed)
            self._rows.append(film)
            self._list.addWidget(film)
        for film, work in zip(self._rows, films, strict=True):
            film.show_work(work, held_words)
        states = {each.state for each in films}
        paused = self._analysis is not None and self._analysis.paused
        going = bool(states & {State.WATCHING, State.WAITING, State.PAUSED})
        self._empty.setVisible(not films and not self._alone)
        self._show_heading(going=going)
        self.pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self.pause.setVisible(going)
        self.cancel.setVisible(going)
        self.retry.setVisible(bool(states & {State.FAILED, State.CRASHED, State.STOPPED}))


class _FilmRow(QWidget):
    """One film: its name, a bar, and its state in words; a file that is not a film can be removed.

    After a click, Delete removes the film from the project, as its menu does.
    """

    forgotten = Signal(object)  # Path
    removed = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        # Keyboard users reach it in the films' details.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.remove = QAction(self.tr("Take it out of the project"), self)
        self.remove.setShortcut(QKeySequence.StandardKey.Delete)
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.remove.triggered.connect(lambda: self.removed.emit(self._path))
        self.addAction(self.remove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._name = Elided()
        self._words = theme.quiet(QLabel(wordWrap=True))
        # A long name in it is clipped rather than scrolling the panel.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = Line()
        tip = self.tr("Take it off the list")
        self._forget = flat_button(CROSS, tip, lambda: self.forgotten.emit(self._path))
        self._forget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        title = row((self._name, 1), self._forget, spacing=4)
        margins = _MARK_ROOM_PX, 0, 0, 0
        self.setLayout(column(title, self._line, self._words, spacing=4, margins=margins))

    def show_work(self, work: FilmWork, held: str) -> None:
        self._path = work.path
        file = work.path.name
        self._name.setText(file if work.name in ("", file) else f"{work.name} ({file})")
        self._name.setToolTip(str(work.path))
        self.setAccessibleName(self._name.text())
        self._words.setText(state_words(work, held))
        self._words.setToolTip(self._words.text())
        wrong = work.state in (State.FAILED, State.CRASHED)
        lost = work.lost is not None and work.state == State.DONE
        self._words.setStyleSheet(f"color: {theme.BAD}" if wrong or lost else "")
        self._forget.setVisible(wrong or work.state == State.STOPPED)
        self._forget.setAccessibleName(self.tr("Take {} off the list").format(work.path.name))
        # A finished film needs no more attention, and a failed one shows its reason.
        self._line.setVisible(not wrong and work.state not in (State.DONE, State.STOPPED))
        self._line.set_share(work.share or 0.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Mark the film that has the keyboard focus."""
        if self.hasFocus():
            QPainter(self).fillRect(0, 0, _MARK_PX, self.height(), QColor(theme.ACCENT))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the mark."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Remove the mark."""
        super().focusOutEvent(event)
        self.update()
