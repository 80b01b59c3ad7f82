"""Set the timeline rate when writing a list, and show how many of its cuts fit a format."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from app.qt.layouts import column
from app.session.session import Session
from app.words import counted_of
from matchcut.errors import TimecodeError
from matchcut.serving import asks, messages
from matchcut.timing import parse_rate


class TimelineRate(QWidget):
    """A field for the rate, saved at once as in the films dialog; below is what doesn't fit."""

    changed = Signal()  # the rate has changed
    refused = Signal(str)  # why the typed text is not a rate
    starts = Signal(str)  # the timecode at which lists start unless another is given

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._kept = ""
        self.rate = QLineEdit()
        self.rate.setAccessibleName(self.tr("Frames a second of lists"))
        self.rate.setToolTip(self.tr("Of the timeline, for the whole project; Ctrl+Z undoes"))
        self.rate.editingFinished.connect(self.keep)
        self.fits = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fits.setAccessibleName(self.tr("Which cuts fit"))
        self.fits.hide()
        self.setLayout(column(self.rate, self.fits, spacing=4))
        session.answers.ask(asks.FILMS({}), self._show)

    def keep(self) -> bool:
        """Save the typed rate; if it is none, emit `refused` and return False."""
        # Some keyboards have a decimal comma.
        typed = self.rate.text().strip().replace(",", ".")
        if typed == self._kept:
            return True
        try:
            if typed:
                parse_rate(typed)
        except TimecodeError as wrong:
            self.refused.emit(f"{wrong.happened} {wrong.remedy}")
            return False
        self._kept = typed
        self.rate.setModified(False)
        # By the process that writes lists, so that the next one has this rate.
        self._session.errands.ask(asks.TIMELINE({"rate": typed}), self._changed)
        self.changed.emit()
        return True

    def look(self, listed: messages.Format, choices: messages.ExportChoices) -> None:
        """Show which cuts a list of this format would leave out, once known."""

        def show(told: messages.Fitting) -> None:
            if isValid(self):
                self._show_fitting(listed, told)

        fitting: messages.ExportArguments = {"path": f"cuts{listed['suffix']}", **choices}
        self._session.errands.ask(asks.FITTING(fitting), show, failed=self._show_why_not)

    def _show(self, told: messages.Films) -> None:
        if not self.rate.isModified():
            self.rate.setText(told["rate"])
            self._kept = told["rate"]
        otherwise = self.tr("as the first film: {}")
        self.rate.setPlaceholderText(otherwise.format(told["film_rate"]))
        self.starts.emit(told["start"])

    def _changed(self, told: messages.Films) -> None:
        self._session.refresh()
        self._show(told)

    def _show_why_not(self, happened: str, remedy: str) -> None:
        self.fits.setText(f"{happened} {remedy}".strip())
        self.fits.show()

    def _show_fitting(self, listed: messages.Format, fitting: messages.Fitting) -> None:
        left, of_verdicts = fitting["left_out"], listed["of_verdicts"]
        number = sum(len(each["ids"]) for each in left)
        self.fits.setVisible(bool(left))
        if not left:
            return
        one, many = (
            (self.tr("pair"), self.tr("pairs"))
            if of_verdicts
            else (self.tr("cut"), self.tr("cuts"))
        )
        cuts = counted_of(number, fitting["cuts"] + number, one, many)
        cuts = cuts if fitting["cuts"] else self.tr("All {}").format(many)
        words = self.tr("{} will be left out: {}.").format(cuts, left[0]["reason"])
        self.fits.setText(f"{words} {fitting['remedy']}".strip())
