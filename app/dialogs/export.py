"""Write the cut list: choose the format and its settings, and show the outcome."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)
from shiboken6 import isValid

from app import theme
from app.dialogs.timeline_rate import TimelineRate
from app.qt.buttons import button
from app.qt.layouts import column, row
from app.qt.threads import find_out
from app.session.session import Session
from app.settings import keep, setting
from app.words import counted, counted_of, cut_words
from matchcut.files import is_folder, is_there
from matchcut.progress import Report
from matchcut.serving import asks, messages

# What editors call the formats; others keep the library's names.
_FORMAT_WORDS = {
    "edl": "EDL (CMX 3600): every editing system",
    "xml": "XML: Premiere, Resolve",
    "fcpxml": "FCPXML: Final Cut, Resolve",
    "otio": "OpenTimelineIO",
    "csv": "Table (CSV)",
    "tsv": "Table (TSV)",
    "resolve-markers": "Markers for Resolve",
    "avid-markers": "Markers for Avid",
    "ale": "ALE: Avid bin",
    "labels": "Labels of pairs (JSON)",
    "preview": "Preview reel (movie)",
}
# The one format that needs no accepted cut.
_OF_VERDICTS = ".labels.json"
_NAMED = 2
"""Largest number of cuts listed by name; more are only counted."""


class _Seconds(QDoubleSpinBox):
    """A length with a decimal point; a comma is accepted for it."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Read a comma as the decimal point."""
        return super().validate(text.replace(",", "."), at)


class ExportDialog(QDialog):
    """Asks for the settings, writes the list and shows a summary; remembers the choices."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        session.project_closing.connect(self.reject)
        self._asked = 0
        self._wanted = False  # not asked for yet
        self._formats: dict[str, messages.Format] = {}  # by suffix
        self._tips: dict[str, str] = {}  # of the fields that a format may not take
        self._own: set[Path] = set()  # written from here, so they may be overwritten
        self._asked_of: Path | None = None  # whether it may be replaced
        self.setWindowTitle(self.tr("Export cut list"))
        self.resize(theme.scaled_size(520, 0))
        self._make()
        self._form = self._lay_out()
        parts = self._form, self.progress, self.summary, self.buttons
        self.setLayout(column(*parts, spacing=16, margins=(24, 24, 24, 16)))
        # Only now is it a button of this dialog: before, the first one would become the default.
        self.export.setDefault(True)
        self._remembered()
        session.answers.ask(asks.FORMATS({}), self._show_formats)
        # Starts the server now, so that it is running by the time a list is written.
        session.errands.ask(asks.FORMATS({}))

    def _lay_out(self) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Format"), self.format)
        choose = button(self.tr("Choose…"), "", self._choose)
        form.addRow(self.tr("File"), row(self.path, choose, spacing=8))
        form.addRow(self.tr("Timeline rate"), self.timeline)
        form.addRow(self.tr("Title"), self.title)
        form.addRow(self.tr("Shown of each shot"), self.seconds)
        form.addRow(self.tr("Starts at"), self.start)
        form.addRow("", self.long_reels)
        form.addRow("", self.burn_in)
        return form

    def settings(self) -> messages.ExportChoices:
        """Return the choices, including those that the format doesn't use."""
        return {
            "title": self.title.text().strip(),
            "seconds": self.seconds.value(),
            "start": self.start.text().strip(),
            "long_reels": self.long_reels.isChecked(),
            "burn_in": self.burn_in.isChecked(),
        }

    def write(self) -> None:
        """Write the file; the summary shows the outcome, or a question beforehand."""
        if not self.path.text().strip():
            self._say(self.tr("Name the file that is to be written."))
            return
        if not self.timeline.keep():
            return
        path = self._path()
        if self._lacks_suffix(path.name):
            path = path.with_name(path.name + (self.format.currentData() or ""))
        self.path.setText(str(path))
        if path in (*self._own, self._asked_of):
            self._write(path)
        else:
            self.export.setEnabled(False)
            find_out(self, lambda: is_there(path), lambda there: self._look(path, there))

    def _look(self, path: Path, there: bool) -> None:
        """Write the file, or ask first if it would replace one that may be wanted."""
        self.export.setEnabled(True)
        if not there:
            self._write(path)
            return
        if path != self._path():
            return  # another name was given meanwhile
        self._asked_of = path
        self.export.setText(self.tr("Replace"))
        self._say(
            self.tr("{} is there already; press Replace, or give another name.").format(path.name)
        )

    def _write(self, path: Path) -> None:
        self._own.add(path)
        self._remember()
        self._working(True)
        self._wanted = True
        settings = self._taken()

        def decided(_: object) -> None:
            if isValid(self):
                self._ask(str(path), settings)

        # Once the last decision is on disk, where lists are read; the name may have changed then.
        self._session.ledger.ask(lambda _: None, decided)

    def _ask(self, path: str, settings: messages.ExportChoices) -> None:
        if not self._wanted:
            return
        self._asked = self._session.errands.ask(
            asks.EXPORT({"path": path, **settings}),
            self._written,
            failed=self._failed,
            progress=self._tell,
        )

    def _path(self) -> Path:
        """Return the named file; without a folder it is beside the project."""
        return self._session.path.parent / self.path.text().strip()

    def event(self, event: QEvent) -> bool:
        """Grow when a message needs more lines."""
        heard = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and (layout := self.layout()) is not None:
            whole = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(whole, self.height()))
        return heard

    def done(self, result: int) -> None:
        """Stop writing, then close."""
        self._wanted = False
        self._session.errands.cancel(self._asked)
        super().done(result)

    def _make(self) -> None:
        self.timeline = TimelineRate(self._session)
        self.timeline.changed.connect(self._look_what_fits)
        self.timeline.refused.connect(self._say)
        self.format = QComboBox()
        self.format.currentIndexChanged.connect(self._fit_suffix)
        self.path, self.title, self.start = QLineEdit(), QLineEdit(), QLineEdit()
        self.path.setAccessibleName(self.tr("File"))
        self.path.textChanged.connect(self._renamed)
        self.title.setPlaceholderText(self.tr("the file's name"))
        self.start.setToolTip(self.tr("Record timecode of the first frame; 01:00:00;00 drops"))
        self.timeline.starts.connect(self.start.setPlaceholderText)
        self.seconds = _Seconds()
        self.seconds.setRange(0.1, 60)
        self.seconds.setSingleStep(0.5)
        self.seconds.setSuffix(self.tr(" s"))
        self.seconds.editingFinished.connect(self._look_what_fits)
        self.start.editingFinished.connect(self._look_what_fits)
        theme.dress_number(self.seconds, self.tr("Shown of each shot"))
        self.seconds.setToolTip(
            self.tr("How long the shots are in the list; what they have beyond are its handles")
        )
        self.long_reels = QCheckBox(self.tr("Reel names of up to 32 characters in an EDL"))
        self.burn_in = QCheckBox(self.tr("Names and timecode in the picture of a preview reel"))
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(3)
        self.progress.hide()
        self.summary = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setAccessibleName(self.tr("What was written"))
        self.summary.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.show_file = button(self.tr("Show file"), "", self._show_file)
        self.export = button(self.tr("Export"), "", self.write)
        self.buttons.addButton(self.show_file, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ApplyRole)
        # Adding a button to the row shows it.
        self.show_file.hide()
        self.buttons.rejected.connect(self.reject)

    def _choose(self) -> None:
        suffix = self.format.currentData()
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export cut list"), self.path.text(), f"*{suffix}"
        )
        if name:
            # The file dialog has already asked whether an existing file may be replaced.
            self.path.setText(name)
            self._asked_of = Path(name)
            self._fit_suffix()

    def _renamed(self, name: str) -> None:
        self._asked_of = None
        self.export.setText(self.tr("Export"))
        # The summary is about another file.
        self.summary.hide()
        self.show_file.hide()
        if end := self._end_of(name):
            self.format.setCurrentIndex(self.format.findData(end))

    def _show_formats(self, formats: list[messages.Format]) -> None:
        self.format.blockSignals(True)
        for each in formats:
            self._formats[each["suffix"]] = each
            words = self.tr(_FORMAT_WORDS.get(each["name"], each["name"]))
            self.format.addItem(f"{words}  {each['suffix']}", each["suffix"])
        self.format.setCurrentIndex(max(0, self.format.findData(self._last)))
        self.format.blockSignals(False)
        self._fit_suffix()

    def _fit_suffix(self) -> None:
        """Give the file name the suffix of the format."""
        path, suffix = self.path.text(), self.format.currentData()
        if suffix is None:
            return
        self._offer(self._formats[suffix]["takes"])
        self._look_what_fits()
        end = self._end_of(path)
        if path and end != suffix:
            self.path.setText(path[: len(path) - len(end)] + suffix)

    def _offer(self, takes: Sequence[str]) -> None:
        """Enable the choices that a format takes."""
        for name, field in (
            ("rate", self.timeline.rate),
            ("title", self.title),
            ("seconds", self.seconds),
            ("start", self.start),
            ("long_reels", self.long_reels),
            ("burn_in", self.burn_in),
        ):
            field.setEnabled(name in takes)
            self._tips.setdefault(name, field.toolTip())
            no = self.tr("Lists of this format have none")
            field.setToolTip(self._tips[name] if name in takes else no)
            # Other formats, too, show what doesn't fit below the rate.
            label = self._form.labelForField(self.timeline if name == "rate" else field)
            if label is not None:
                label.setEnabled(name in takes)

    def _taken(self) -> messages.ExportChoices:
        """Return the choices that the format takes: a disabled field may hold an invalid value."""
        choices, listed = self.settings(), self._formats.get(self.format.currentData())
        if listed is None:
            return choices
        taken = {name: said for name, said in choices.items() if name in listed["takes"]}
        return cast(messages.ExportChoices, taken)

    def _look_what_fits(self) -> None:
        if (suffix := self.format.currentData()) is not None:
            self.timeline.look(self._formats[suffix], self._taken())

    def _end_of(self, name: str) -> str:
        """Return the format suffix that a name ends with, "" if none."""
        fitting = (end for end in self._formats if name.lower().endswith(end))
        return max(fitting, key=len, default="")

    def _lacks_suffix(self, name: str) -> bool:
        """Return whether a name has no suffix of a format or meant as one: ``reel 2.5``."""
        return not self._end_of(name) and not Path(name).suffix[1:].isalpha()

    def _remembered(self) -> None:
        """Restore the choices of the last time."""
        project = self._session.path
        self._last = setting("export/suffix", ".edl")
        if not self._session.cut_list():
            self._last = _OF_VERDICTS
        beside = project.parent if project is not None else Path()
        folder = Path(setting("export/folder", "") or beside)
        name = f"{project.stem if project is not None else 'cuts'}{self._last}"
        self.path.setText(str(folder / name))
        if folder != beside:
            # If the folder is gone, unless another was named meanwhile.
            find_out(
                self,
                lambda: is_folder(folder),
                lambda there: self._fall_back(folder, beside, there),
            )
        self.seconds.setValue(setting("export/seconds", 2.0))
        # Older versions kept under "export/start" also what nobody had typed.
        self.start.setText(setting("export/typed_start", ""))
        self.long_reels.setChecked(setting("export/long_reels", False))
        self.burn_in.setChecked(setting("export/burn_in", False))

    def _fall_back(self, folder: Path, beside: Path, there: bool) -> None:
        if not there and self._path().parent == folder:
            self.path.setText(str(beside / self._path().name))

    def _remember(self) -> None:
        settings = self.settings()
        self._last = self.format.currentData() or self._last
        keep("export/suffix", self._last)
        keep("export/folder", str(Path(self.path.text()).parent))
        keep("export/typed_start", settings["start"])
        for name in ("seconds", "long_reels", "burn_in"):
            keep(f"export/{name}", settings[name])

    def _working(self, on: bool) -> None:
        self.export.setEnabled(not on)
        self.progress.setRange(0, 0)
        self.progress.setVisible(on)
        self.show_file.hide()
        self.summary.hide()

    def _tell(self, report: Report) -> None:
        if report.total:
            self.progress.setRange(0, 1000)
            self.progress.setValue(round(1000 * report.done / report.total))

    def _written(self, answer: messages.Exported) -> None:
        self._asked = 0
        self._working(False)
        path, left_out = Path(answer["path"]), answer["left_out"]
        labels = path.name.endswith(_OF_VERDICTS)
        one, many = (
            (self.tr("label"), self.tr("labels")) if labels else (self.tr("cut"), self.tr("cuts"))
        )
        lines = [
            self.tr("{} is written: {}.").format(path.name, counted(answer["cuts"], one, many))
        ]
        total = answer["cuts"] + sum(len(left["ids"]) for left in left_out)
        lines += [
            self.tr("Left out {}: {}.").format(self._which(left["ids"], total), left["reason"])
            for left in left_out
        ]
        for told in answer["warnings"]:
            ids = told["ids"]
            lines.append(told["words"].format(self._which(ids, total)) if ids else told["words"])
        self._say("\n".join(lines))
        self.show_file.setToolTip(str(path))
        self.show_file.show()
        self.show_file.setFocus()

    def _which(self, ids: Sequence[str], total: int) -> str:
        """Return which pairs are meant: a few by where they cut, more by their number."""
        pairs = [self._session.candidate(each) for each in ids]
        known = [pair for pair in pairs if pair is not None]
        if len(known) == len(ids) <= _NAMED:
            named = len(self._session.films) > 1
            return ", ".join(cut_words(pair, named=named) for pair in known)
        return counted_of(len(ids), total, self.tr("pair"), self.tr("pairs"))

    def _failed(self, happened: str, remedy: str) -> None:
        self._asked = 0
        self._working(False)
        self._say(f"{happened} {remedy}".strip())

    def _say(self, words: str) -> None:
        self.summary.setText(words)
        self.summary.show()

    def _show_file(self) -> None:
        folder = Path(self.path.text()).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
