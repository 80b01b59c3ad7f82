"""The progress of the analysis in words, and as the thin line at the top of the window."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app import theme
from app.jobs.films import Analysis, FilmWork, State
from app.jobs.pace import Pace
from app.panels.elided import Elided
from app.qt.buttons import CROSS, flat_button
from app.qt.layouts import row
from app.words import counted
from matchcut.project.films import Loss

_LINE_PX = 3
_LOST: Mapping[Loss, str] = {"gone": "Not where it was.", "changed": "Its file has changed."}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Progress", text)


def describe(work: FilmWork) -> str:
    """Return one film's progress in words: ``reel_04.mov: watching, 41 of 130 frames, …``."""
    words = state_words(work)
    # A failure's reason already begins with the film's name.
    return words if work.path.name in words else f"{work.name or work.path.name}: {words}"


def state_words(work: FilmWork, held: str = "") -> str:
    """Return a film's progress, without its name. held: what waiting films say instead."""
    if work.state == State.DONE:
        shots = counted(work.shots, _tr("shot"), _tr("shots")) if work.shots else _tr("Analysed")
        lost = _tr(_LOST[work.lost]) if work.lost else ""
        return " ".join(part for part in (lost, f"{shots}.", work.words) if part)
    standing = {
        State.FAILED: work.words,
        State.CRASHED: _tr("the analysis ended unexpectedly; what it had finished is kept"),
        State.STOPPED: _tr("stopped"),
        State.WAITING: held or _tr("waiting"),
    }
    if work.state in standing:
        return standing[work.state]
    if not work.stage:
        return _tr("paused") if work.state == State.PAUSED else _tr("opening")
    parts = [_tr(work.stage)]
    going = work.state != State.PAUSED
    # If space is short the middle is dropped: progress and remaining time stay longest.
    if going and work.speed is not None:
        parts.append(_tr("{} times real time").format(f"{work.speed:.1f}"))
    if work.share is not None:
        parts.append(f"{work.share:.0%}")
    if not going:
        parts.append(_tr("paused"))
    elif work.seconds_left is not None:
        parts.append(duration(work.seconds_left))
    return ", ".join(parts)


def learning_words(pace: Pace) -> str:
    """Return the progress of improving the masks: ``improving masks: learning, 25%, …``."""
    if not pace.stage:
        return _tr("improving masks: {}").format(_tr("starting"))
    parts = [_tr(pace.stage), f"{pace.share or 0:.0%}"]
    if pace.seconds_left is not None:
        parts.append(duration(pace.seconds_left))
    return _tr("improving masks: {}").format(", ".join(parts))


def duration(seconds: float) -> str:
    """Return a duration in words: ``about 2 min``."""
    if seconds < 50:
        tens = max(10, round(seconds / 10) * 10)
        return _tr("about {} s").format(tens)
    if seconds < 3600:
        return _tr("about {} min").format(max(1, round(seconds / 60)))
    return _tr("about {} h").format(f"{seconds / 3600:.1f}")


class Line(QProgressBar):
    """A bar of a few pixels, without words."""

    def __init__(self) -> None:
        super().__init__(textVisible=False, maximum=1000)
        self.setFixedHeight(_LINE_PX)
        self.set_share(None)

    def set_share(self, share: float | None) -> None:
        """Fill this share of it; None leaves it empty."""
        self.setEnabled(share is not None)  # a disabled one is not drawn
        self.setValue(round(1000 * (share or 0)))


class ProgressWords(QWidget):
    """The progress of the analysis in a few words; a click opens the panel with every film.

    The reason for a film's failure stays until it is dismissed.
    """

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._dismissed = ""
        self.words = theme.quiet(Elided())
        self.words.setCursor(Qt.CursorShape.PointingHandCursor)
        self.words.setAccessibleName(_tr("Analysis"))
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.dismiss_button = flat_button(CROSS, _tr("Dismiss (Esc)"), self.dismiss)
        self.dismiss_button.setAccessibleName(_tr("Dismiss"))
        self.stop_button = flat_button(_tr("Stop"), _tr("Stop it (Ctrl+.)"))
        self.setLayout(row((self.words, 1), self.stop_button, self.dismiss_button, spacing=4))
        self.show_words("")

    def text(self) -> str:
        """Return the words, whether or not there is room for them."""
        return self.words.text()

    def show_words(self, words: str, *, failed: bool = False, stoppable: bool = False) -> None:
        """Show the progress, or why a film ``failed``. stoppable: show the stop button."""
        self.stop_button.setVisible(stoppable)
        if not failed:
            self._dismissed = ""
        self.words.setText("" if words == self._dismissed else words)
        self.dismiss_button.setVisible(failed and bool(self.words.text()))

    def dismiss(self) -> bool:
        """Remove a film's failure message; return False if there is none."""
        if self.dismiss_button.isHidden():
            return False
        self._dismissed = self.words.text()
        self.show_words(self._dismissed, failed=True)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Emit `clicked`."""
        self.clicked.emit()


def summary(analysis: Analysis) -> tuple[str, float | None]:
    """Return what the top of the window shows: words, and how full the line is."""
    if not analysis.films:
        return "", None
    # Between two films, for a moment none is being watched.
    waiting = (each for each in analysis.films if each.state == State.WAITING)
    current = analysis.current or next(waiting, None)
    # A worker that died is reported by the notice.
    failed = [each for each in analysis.films if each.state == State.FAILED]
    if analysis.paused and current is not None and current.state == State.WAITING:
        films = counted(len(analysis.waiting), _tr("film"), _tr("films"))
        return _tr("analysis paused, {} to go").format(films), 0.0
    if current is None:
        return (describe(failed[-1]), None) if failed else ("", None)
    place = analysis.films.index(current) + 1
    total = len(analysis.films)
    words = describe(current)
    if analysis.paused and current.state != State.PAUSED:
        words = _tr("{}, pausing").format(words)
    if total > 1:
        words = _tr("analysing {} of {}").format(place, total) + "   " + words
    return words, current.share or 0.0
