"""The rate of the timeline where a list is written, and how many of its cuts fit a format at it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.qt.layouts import column
from app.session.session import Session
from app.words import counted_of
from matchcut.errors import TimecodeError
from matchcut.serving import asks, messages
from matchcut.timing import parse_rate


class TimelineRate(QWidget):
    """A field for the rate, kept at once as in the films dialog; what does not fit stands below."""

    changed = Signal()  # it has another rate now
    refused = Signal(str)  # why what was typed is no rate

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
        if session.answers is not None:
            session.answers.ask(asks.FILMS({}), self._show)

    def keep(self) -> bool:
        """Keep the rate that is typed; False, and `refused` is emitted, where it is none."""
        # Some keyboards have a comma where others have the point.
        typed = self.rate.text().strip().replace(",", ".")
        if typed == self._kept or self._session.errands is None:
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

    def look(self, suffix: str, choices: messages.ExportChoices) -> None:
        """Show which cuts a list with this ending would leave out, as soon as that is known."""
        if self._session.errands is not None:
            fitting: messages.ExportArguments = {"path": f"cuts{suffix}", **choices}
            self._session.errands.ask(
                asks.FITTING(fitting), self._show_fitting, failed=self._show_why_not
            )

    def _show(self, told: messages.Films) -> None:
        if not self.rate.isModified():
            self.rate.setText(told["rate"])
            self._kept = told["rate"]
        otherwise = self.tr("as the first film: {}")
        self.rate.setPlaceholderText(otherwise.format(told["film_rate"]))

    def _changed(self, told: messages.Films) -> None:
        self._session.refresh()
        self._show(told)

    def _show_why_not(self, happened: str, remedy: str) -> None:
        self.fits.setText(f"{happened} {remedy}".strip())
        self.fits.show()

    def _show_fitting(self, fitting: messages.Fitting) -> None:
        left = fitting["left_out"]
        number = sum(len(each["ids"]) for each in left)
        self.fits.setVisible(bool(left))
        if left:
            cuts = counted_of(number, fitting["cuts"] + number, self.tr("cut"), self.tr("cuts"))
            cuts = cuts if fitting["cuts"] else self.tr("All cuts")
            words = self.tr("{} will be left out: {}. Another rate or format may hold more.")
            self.fits.setText(words.format(cuts, left[0]["reason"]))
