"""Choose which pairs are shown: flavour, flop, film, score, gap, verdict, figures, camera."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.actions import FLAVOUR_KEYS
from app.panels.film_box import FilmBox
from app.panels.wheel import DirectionWheel
from app.qt.buttons import button
from app.qt.layouts import Part, column, held, row
from app.qt.scrolling import scrolled
from app.session.candidates import ACCEPTED, UNTAGGED, Filters
from app.session.desk import Desk
from app.tables.wall import SCROLL_BAR
from matchcut.review import Flavour

# How often the list updates while a slider is dragged.
_PACE_MS = 60
_COLUMNS = 2
Standard = QKeySequence.StandardKey
_NARROW = "QToolButton { padding: 4px; }"
_FLAT = "QToolButton { padding: 1px 4px; }"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDE = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class Toggles(QWidget):
    """A row of small buttons, any number of which may be on."""

    changed = Signal()

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        # Narrow, so that three fit in a row beside the viewer.
        self.setStyleSheet(_NARROW)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for at, (name, text) in enumerate(words.items()):
            toggle = self.buttons[name] = _toggle(text)
            if name in theme.VERDICT_COLOURS:
                toggle.setIcon(theme.mark_icon(name, 12))
                toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            toggle.toggled.connect(self.changed)
            toggle.setToolTip(self.tr("Only pairs like this: {}").format(text))
            grid.addWidget(toggle, at // _COLUMNS, at % _COLUMNS)

    def chosen(self) -> frozenset[str]:
        """Return the names of the buttons that are on."""
        return frozenset(name for name, button in self.buttons.items() if button.isChecked())

    def clear(self) -> None:
        """Switch all off."""
        for each in self.buttons.values():
            each.setChecked(False)


class GapField(QDoubleSpinBox):
    """Accepts digits; letters go to the window, so that G is a verdict even while it has focus."""

    def event(self, event: QEvent) -> bool:
        """Leave to the window's shortcuts whatever isn't part of a number."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = event.text()
            undo = any(map(event.matches, (Standard.Undo, Standard.Redo)))
            if undo or (typed.isprintable() and typed and not typed.isdigit()):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Give up the focus once the number is entered."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()


class FiltersPanel(QWidget):
    """The filters of the candidates; reports their settings shortly after a change."""

    filters_changed = Signal(object)  # Filters

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._soon = QTimer(self, singleShot=True, interval=_PACE_MS)
        self._soon.timeout.connect(lambda: self.filters_changed.emit(self.filters()))
        self._make()
        self._explain()
        filters: list[Part] = []
        for title, filter_ in (
            (self.tr("film"), self.film),
            (self.tr("the two shots"), self.between),
            (self.tr("least score"), _valued(self.score, "{:.2f}", 100)),
            (self.tr("least gap in a film"), self.gap),
            (self.tr("verdict"), self.verdict),
            (self.tr("figures fill"), self._range()),
            (self.tr("camera"), row((self.moves, 1), self.wheel, spacing=8)),
        ):
            filters += [theme.quiet(QLabel(title)), filter_, 4]
        tip = self.tr("Let every pair through")
        self.clear_button = button(self.tr("Clear filters"), tip, self.clear)
        layout = column(
            held(self._match()),
            4,
            *filters,
            self.clear_button,
            None,
            spacing=4,
            margins=(12, 8, 12, 12),
        )
        body = held(layout)
        scroll = scrolled(body)
        scroll.setAccessibleName(self.tr("Filters"))
        # Nothing is clipped, even beside the scroll bar.
        scroll.setMinimumWidth(body.minimumSizeHint().width() + SCROLL_BAR + 2)
        self.setLayout(column(scroll))
        desk.films_changed.connect(self._list_films)
        desk.project_opened.connect(self.clear)
        desk.finding_changed.connect(self._show_flavour)

    def filters(self) -> Filters:
        """Return the current settings."""
        film = self.film.currentData()
        low, high = sorted((self.least.value(), self.most.value()))
        return Filters(
            films=frozenset([film]) if film else frozenset(),
            least_score=self.score.value() / 100,
            least_gap_seconds=self.gap.value(),
            verdicts=self.verdict.chosen(),
            same_film=self.between.currentData(),
            subject=(low / 100, high / 100),
            moves=self.moves.chosen(),
            direction=self.wheel.direction,
        )

    def clear(self) -> None:
        """Reset all filters."""
        self.film.setCurrentIndex(0)
        self.between.setCurrentIndex(0)
        self.score.setValue(0)
        self.gap.setValue(0)
        self.least.setValue(0)
        self.most.setValue(100)
        self.wheel.set_direction(None)
        for toggles in (self.verdict, self.moves):
            toggles.clear()
        self._desk.session.search.widen(flop=False, all_kinds=False)
        self._show_flavour()

    def _start(self) -> None:
        # Not connected directly to the timer: it would take a slider's value for its interval.
        self._soon.start()

    def _make(self) -> None:
        self.film, self.between = FilmBox(), QComboBox()
        self.between.setAccessibleName(self.tr("Of one film or of two"))
        for words, same in (
            (self.tr("of any films"), None),
            (self.tr("of one film"), True),
            (self.tr("of two films"), False),
        ):
            self.between.addItem(words, same)
        self.score = self._slider(self.tr("Least score"), 0)
        self.least = self._slider(self.tr("Figures fill at least, percent"), 0)
        self.most = self._slider(self.tr("Figures fill at most, percent"), 100)
        self.gap = GapField()
        self.gap.setRange(0, 36_000)
        self.gap.setDecimals(0)
        self.gap.setSingleStep(10)
        self.gap.setSuffix(self.tr(" s"))
        theme.dress_number(self.gap, self.tr("Least gap in a film"))
        self.verdict = Toggles(
            {
                UNTAGGED: self.tr("not yet"),
                "good": self.tr("good"),
                "maybe": self.tr("maybe"),
                "bad": self.tr("bad"),
                ACCEPTED: self.tr("accepted"),
            },
        )
        self.moves = Toggles(
            {
                "pan": self.tr("pan"),
                "tilt": self.tr("tilt"),
                "zoom": self.tr("zoom"),
                "roll": self.tr("roll"),
                "still": self.tr("still"),
            },
        )
        self.wheel = DirectionWheel()
        for signal in (
            self.film.currentIndexChanged, self.between.currentIndexChanged,
            self.score.valueChanged, self.gap.valueChanged, self.least.valueChanged,
            self.most.valueChanged, self.verdict.changed, self.moves.changed, self.wheel.changed,
        ):  # fmt: skip
            signal.connect(self._start)

    def _explain(self) -> None:
        """Set the tooltip of each control: what it lets through."""
        for control, words in (
            (self.film, self.tr("Only pairs with a shot of this film")),
            (self.between, self.tr("Whether both shots are of one film")),
            (self.score, self.tr("Only pairs of this score or better")),
            (self.gap, self.tr("Only pairs that lie so far apart, where both are of one film")),
            (self.least, self.tr("Only pairs whose figures fill at least so much of the picture")),
            (self.most, self.tr("Only pairs whose figures fill at most so much of the picture")),
        ):
            control.setToolTip(words)

    def _slider(self, name: str, value: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(value)
        slider.setAccessibleName(name)
        return slider

    def _range(self) -> QVBoxLayout:
        least = _valued(self.least, self.tr("≥ {:.0f} %"), 1)
        return column(least, _valued(self.most, self.tr("≤ {:.0f} %"), 1), spacing=0)

    def _match(self) -> QGridLayout:
        """Return the choice of flavour and flop; changing either starts a new search."""
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(theme.quiet(QLabel(self.tr("match"))), 0, 0)
        self.flop = _toggle(self.tr("flop"))
        self.flop.setToolTip(
            self.tr(
                "Also pairs that match once the incoming shot is flopped: mirrored, left for right "
                "({})"
            ).format("Shift+H")
        )
        self.all_kinds = _toggle(self.tr("all kinds"))
        self.all_kinds.setToolTip(
            self.tr("Also pairs with titles, black, bars and slates ({})").format("Shift+K")
        )
        # Beside the heading: they apply to every flavour and aren't one.
        for switch, at in ((self.all_kinds, 1), (self.flop, len(FLAVOUR_KEYS) - 1)):
            switch.setStyleSheet(_FLAT)
            switch.clicked.connect(self._widen)
            layout.addWidget(switch, 0, at)
        group = QButtonGroup(self)
        said: Mapping[Flavour, str] = {
            "frame": self.tr("Frame match: the same outline in the same place before and after"),
            "motion": self.tr("Motion match: camera and figures go on with the same move"),
            "action": self.tr("Action match: a figure goes on with its move, wherever it stands"),
        }
        self.flavours: dict[Flavour, QToolButton] = {}
        for at, (flavour, key) in enumerate(FLAVOUR_KEYS.items()):
            choice = _toggle(self.tr(flavour))
            choice.setToolTip(f"{said[flavour]} ({key})")
            choice.setStyleSheet(_NARROW)
            choice.clicked.connect(lambda _checked, by=flavour: self._desk.session.find(by))
            group.addButton(choice)
            layout.addWidget(choice, 1, at)
            self.flavours[flavour] = choice
        return layout

    def _widen(self) -> None:
        search = self._desk.session.search
        search.widen(flop=self.flop.isChecked(), all_kinds=self.all_kinds.isChecked())

    def _show_flavour(self) -> None:
        search = self._desk.session.search
        self.flavours[search.flavour].setChecked(True)
        self.flop.setChecked(search.flop)
        self.all_kinds.setChecked(search.all_kinds)

    def _list_films(self) -> None:
        films = (film.uuid for film in self._desk.session.films)
        self.film.show_films(films, self._desk.session.footage)


def _toggle(words: str) -> QToolButton:
    toggle = QToolButton()
    toggle.setText(words)
    toggle.setCheckable(True)
    toggle.setSizePolicy(_WIDE)
    return toggle


def _valued(slider: QSlider, form: str, divisor: int) -> QHBoxLayout:
    """Return a slider with its value beside it."""
    value = QLabel(form.format(slider.value() / divisor), alignment=_RIGHT)
    value.setFont(theme.mono())
    # Fixed width, or the slider would change length while being dragged.
    widest = form.format(slider.maximum() / divisor)
    value.setFixedWidth(value.fontMetrics().horizontalAdvance(widest))
    slider.valueChanged.connect(lambda now: value.setText(form.format(now / divisor)))
    return row(slider, value, spacing=6)
