"""Every film of the analysis, how far it is, and what can be done about it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.jobs.films import Analysis, FilmWork, State
from app.panels.elided import Elided
from app.panels.progress import Line, state_words
from app.qt.scrolling import scrolled

_MARK_PX = 2
_MARK_ROOM_PX = 6
ALONE_PX = 640


class FilmsPanel(QWidget):
    """Every film of the analysis with its progress, and what can be done about it."""

    add_films = Signal()
    listed = Signal(bool)  # whether there is any film
    details = Signal()  # of the films are wanted
    removed = Signal(object)  # Path: its film is to be taken out of the project

    def __init__(self, *, alone: bool = False) -> None:
        """alone: it has the window to itself, while there is no pair to show yet."""
        super().__init__()
        self._analysis: Analysis | None = None
        self._alone = alone
        self._rows: list[_FilmRow] = []
        self.heading, self.explanation = QLabel(), QLabel()
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self._empty = QLabel(self.tr("Films that are analysed are listed here."))
        self._empty.setProperty("quiet", True)
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(_MARK_ROOM_PX, 0, 0, 0)
        self._list.addWidget(self._empty)
        self.pause = QPushButton(self.tr("Pause"))
        self.cancel = QPushButton(self.tr("Stop"))
        self.retry = QPushButton(self.tr("Try again"))
        self.pause.setToolTip(self.tr("Stop for now, or go on (Ctrl+P)"))
        self.cancel.setToolTip(self.tr("Watch no more; what is finished is kept (Ctrl+.)"))
        self.retry.setToolTip(self.tr("Watch again what failed or was stopped (Ctrl+R)"))
        self.pause.clicked.connect(lambda: self._analysis and self._analysis.toggle())
        self.cancel.clicked.connect(lambda: self._analysis and self._analysis.cancel())
        self.retry.clicked.connect(lambda: self._analysis and self._analysis.retry())
        self._lay_out(alone)
        self.watch(None)

    def _lay_out(self, alone: bool) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(12 - _MARK_ROOM_PX, 12, 12, 12)
        inner.setSpacing(16)
        inner.addLayout(self._list)
        inner.addStretch()
        scroll = scrolled(body)
        scroll.setAccessibleName(self.tr("Films"))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        if alone:
            inside.setMaximumWidth(ALONE_PX)
            layout.addLayout(self._heading())
            body.setObjectName("films")
            body.setStyleSheet(f"#films {{ background: {theme.WINDOW}; }}")
            scroll.setStyleSheet(f"QScrollArea {{ background: {theme.WINDOW}; }}")
        # Above the films: however many there are, it can be paused.
        layout.addLayout(self._buttons())
        layout.addWidget(scroll)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(inside)

    def _buttons(self) -> QGridLayout:
        add = QPushButton(self.tr("Add films…"))
        add.setToolTip(self.tr("Add films (Ctrl+I)"))
        add.clicked.connect(self.add_films)
        buttons = [self.pause, self.cancel, add]
        if not self._alone:
            more = QPushButton(self.tr("Details…"))
            more.setToolTip(self.tr("Reels, start timecodes, originals, the timeline (Ctrl+T)"))
            more.clicked.connect(self.details)
            buttons.append(more)
        # Two beside each other have room beside the viewer.
        columns = len(buttons) + 1 if self._alone else 2
        grid = QGridLayout()
        grid.setContentsMargins(12, 12, 12, 0)
        grid.setSpacing(8)
        for at, button in enumerate([*buttons, self.retry]):
            grid.addWidget(button, at // columns, at % columns)
        if self._alone:
            grid.setColumnStretch(columns, 1)
        return grid

    def _heading(self) -> QVBoxLayout:
        self.heading.setProperty("heading", True)
        self.explanation.setProperty("quiet", True)
        layout = QVBoxLayout()
        layout.setContentsMargins(12, 48, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.explanation)
        return layout

    def _show_heading(self, *, going: bool) -> None:
        """Show the current work, where the panel has the window to itself."""
        if going:
            heading, words = (
                self.tr("Watching the films"),
                self.tr(
                    "The first pairs are listed as soon as one film is done. Add more at any time."
                ),
            )
        else:
            heading, words = (
                self.tr("There is no film to find pairs in"),
                self.tr("Why stands with each. Try again, or add other films."),
            )
        self.heading.setText(heading)
        self.explanation.setText(words)

    def watch(self, analysis: Analysis | None) -> None:
        """Show the films of an analysis."""
        self._analysis = analysis
        if analysis is not None:
            analysis.changed.connect(self._show)
        self._show()

    def _forget(self, path: Path) -> None:
        if self._analysis is not None:
            self._analysis.forget(path)

    def _show(self) -> None:
        films = self._analysis.films if self._analysis is not None else []
        held = self._analysis.held_words if self._analysis is not None else ""
        while len(self._rows) > len(films):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(films):
            row = _FilmRow()
            row.forgotten.connect(self._forget)
            row.removed.connect(self.removed)
            self._rows.append(row)
            self._list.addWidget(row)
        for row, work in zip(self._rows, films, strict=True):
            row.show_work(work, held)
        states = {each.state for each in films}
        paused = self._analysis is not None and self._analysis.paused
        going = bool(states & {State.WATCHING, State.WAITING, State.PAUSED})
        self._empty.setVisible(not films and not self._alone)
        self._show_heading(going=going)
        self.listed.emit(bool(films))
        self.pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self.pause.setVisible(going)
        self.cancel.setVisible(going)
        self.retry.setVisible(bool(states & {State.FAILED, State.CRASHED, State.STOPPED}))


class _FilmRow(QWidget):
    """One film: its name, a bar, and its state in words; a file that is not a film can be removed.

    Delete, once it was clicked, takes the film out of the project, as its menu does.
    """

    forgotten = Signal(object)  # Path
    removed = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        # By key it is reached in the films' details.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.remove = QAction(self.tr("Take it out of the project"), self)
        self.remove.setShortcut(QKeySequence.StandardKey.Delete)
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.remove.triggered.connect(lambda: self.removed.emit(self._path))
        self.addAction(self.remove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._name = Elided()
        self._words = QLabel()
        # A long name in it is cut rather than the panel scrolled.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words.setProperty("quiet", True)
        self._words.setWordWrap(True)
        self._line = Line()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARK_ROOM_PX, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._title())
        for each in (self._line, self._words):
            layout.addWidget(each)

    def _title(self) -> QHBoxLayout:
        self._forget = QToolButton()
        self._forget.setText("\N{MULTIPLICATION SIGN}")
        self._forget.setProperty("flat", True)
        self._forget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._forget.setToolTip(self.tr("Take it off the list (F6 there, Space)"))
        self._forget.clicked.connect(lambda: self.forgotten.emit(self._path))
        title = QHBoxLayout()
        title.setSpacing(4)
        title.addWidget(self._name, 1)
        title.addWidget(self._forget)
        return title

    def show_work(self, work: FilmWork, held: str) -> None:
        self._path = work.path
        file = work.path.name
        self._name.setText(file if work.name in ("", file) else f"{work.name} ({file})")
        self._name.setToolTip(str(work.path))
        self.setAccessibleName(self._name.text())
        self._words.setText(state_words(work, held))
        self._words.setToolTip(self._words.text())
        wrong = work.state in (State.FAILED, State.CRASHED)
        self._words.setStyleSheet(f"color: {theme.BAD}" if wrong or work.missing else "")
        self._forget.setVisible(wrong or work.state == State.STOPPED)
        self._forget.setAccessibleName(self.tr("Take {} off the list").format(work.path.name))
        # A finished film needs no more attention, and a failed one has its reason.
        self._line.setVisible(not wrong and work.state not in (State.DONE, State.STOPPED))
        self._line.set_share(work.done / work.total if work.total else 0.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Mark the film that the keys are of."""
        if self.hasFocus():
            QPainter(self).fillRect(0, 0, _MARK_PX, self.height(), QColor(theme.ACCENT))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the mark."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take it off."""
        super().focusOutEvent(event)
        self.update()
