"""The films dialog: names, reels, start timecodes, originals, and the timeline."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app import theme
from app.qt.buttons import button
from app.qt.layouts import column, held, row
from app.session.session import Session
from app.words import counted
from matchcut.project.media import Role
from matchcut.serving import asks, messages
from matchcut.serving.wire import Request

_FILM = Qt.ItemDataRole.UserRole
_LIST_PX = 200
_FILES_PX = 96

_Label = Literal["name", "reel", "start"]
_OF_FILE: Mapping[_Label, Literal["file_name", "file_reel", "file_start"]] = {
    "name": "file_name",
    "reel": "file_reel",
    "start": "file_start",
}
_Measure = Literal["rate", "shape"]
_OF_FIRST: Mapping[_Measure, Literal["film_rate", "film_shape"]] = {
    "rate": "film_rate",
    "shape": "film_shape",
}


class _OneLine(QStyledItemDelegate):
    """Limits rows to the width of their list, eliding text in the middle."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, super().sizeHint(option, index).height())


class FilmsDialog(QDialog):
    """Shows the films one by one; edits are saved at once, and Ctrl+Z undoes them.

    An empty field shows the file's own label as its placeholder. A refused text stays as typed,
    with the reason beside it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.project_closing.connect(self.reject)
        self._told: messages.Films = {
            "rate": "",
            "shape": "",
            "film_rate": "",
            "film_shape": "",
            "start": "",
            "films": [],
        }
        self._refused: dict[QLineEdit, str] = {}  # texts that were typed but not kept
        self.setWindowTitle(self.tr("Films and timeline"))
        self.resize(theme.scaled_size(760, 0))
        self.films = QListWidget()
        self.films.setFixedWidth(theme.scaled(_LIST_PX))
        self.films.setAccessibleName(self.tr("Films"))
        self.films.currentItemChanged.connect(self._turn_to_film)
        self.name = self._field(self.tr("Name of the film"))
        self.reel = self._field(self.tr("Reel"))
        self.start = self._field(self.tr("Timecode of the first frame"))
        self._of_film: dict[_Label, QLineEdit]
        self._of_film = {"name": self.name, "reel": self.reel, "start": self.start}
        self.start.setFont(theme.mono())
        self.start.setToolTip(self.tr("Of the first frame; 01:00:00;00 counts with drop-frame"))
        self.facts = theme.quiet(QLabel())
        self.files = QListWidget()
        self.files.setFixedHeight(theme.scaled(_FILES_PX))
        for each in (self.films, self.files):
            each.setItemDelegate(_OneLine(each))
            each.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.setAccessibleName(self.tr("Files of the film"))
        self.files.currentItemChanged.connect(self._enable)
        self.rate = self._field(self.tr("Frames a second of lists"))
        self.shape = self._field(self.tr("Aspect ratio of lists"))
        self._of_timeline: dict[_Measure, QLineEdit]
        self._of_timeline = {"rate": self.rate, "shape": self.shape}
        self.shape.setToolTip(self.tr("16:9, 2.39 or 1920x1080; pictures are fitted into it"))
        for label, field in self._of_film.items():
            field.editingFinished.connect(partial(self._edit_film, label))
        for measure, field in self._of_timeline.items():
            field.editingFinished.connect(partial(self._edit_timeline, measure))
        self.wrong = _message(self.tr("What is wrong with the timecode"))
        self.wrong.setStyleSheet(f"color: {theme.BAD}")
        self.wrong.hide()
        self.message = _message(self.tr("What went wrong"))
        self._lay_out()
        self._read()

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.editingFinished.connect(lambda: field.setModified(False))
        field.textEdited.connect(lambda _: self._accept_again(field))
        return field

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Reel"), self.reel)
        form.addRow(self.tr("Starts at"), self.start)
        form.addRow("", self.wrong)
        form.addRow("", self.facts)
        form.addRow(self.tr("Files"), self.files)
        form.addRow("", self._file_buttons())
        self.remove = button(
            self.tr("Take it out of the project"),
            self.tr("Its file stays; Ctrl+Z brings it back, and so does adding it again"),
            self._remove,
        )
        self.remove.setAutoDefault(False)
        beside = row(column(self.films, self.remove, spacing=4), (form, 1), spacing=16)
        heading = QLabel(self.tr("The timeline of exported lists, for the whole project"))
        rate, shape = QLabel(self.tr("Rate")), QLabel(self.tr("Aspect ratio"))
        timeline = row(rate, (self.rate, 1), 16, shape, (self.shape, 1), spacing=8)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        # Return ends the typing but doesn't close the dialog.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        parts = beside, 4, theme.quiet(heading), timeline, self.message, buttons
        self.setLayout(column(*parts, spacing=12, margins=(24, 24, 24, 16)))

    def _file_buttons(self) -> QWidget:
        self.buttons: dict[str, QPushButton] = {}
        self._tips: dict[str, str] = {}
        for name, words, tip, handler in (
            ("original", self.tr("Use as original"),
             self.tr("Exported lists name the original; the others are proxies of it"),
             self._choose_original),
            ("add", self.tr("Add a file…"),
             self.tr("The camera original or a proxy: the same film, frame by frame"), self._add),
            ("moved", self.tr("Relink…"),
             self.tr("Say where this file lies now"), self._moved),
            ("forget", self.tr("Remove"),
             self.tr("Forget this file; it stays on its disk"), self._forget),
        ):  # fmt: skip
            self._tips[name] = tip
            self.buttons[name] = button(words, tip, handler)
            self.buttons[name].setAutoDefault(False)
        return held(row(*self.buttons.values(), None, spacing=4))

    # From the project

    def _read(self) -> None:
        self._session.answers.ask(asks.FILMS({}), self._show, failed=self._failed)

    def _change(self, request: Request[messages.Films], field: QLineEdit | None = None) -> None:
        """Change something, and have the lists read again; field: the one with the typed text."""
        typed = self._typed(field) if field is not None else ""

        def then(told: messages.Films) -> None:
            self._session.refresh()
            if isValid(self):
                self.message.setText(told.get("resting", ""))
                self._show(told)

        def failed(happened: str, remedy: str) -> None:
            message = self.message
            if field is not None and self._typed(field) == typed:
                self._refused[field] = typed
                message = self.wrong if field is self.start else message
            message.setText(f"{happened} {remedy}")
            message.show()
            self._read()

        self.message.clear()
        self._session.answers.ask(request, then, failed=failed)

    def _accept_again(self, field: QLineEdit) -> None:
        """Forget that a field's text was refused, because something else is typed or shown."""
        if self._refused.pop(field, None) is not None:
            (self.wrong if field is self.start else self.message).clear()
            self.wrong.setVisible(self.start in self._refused)

    def _failed(self, happened: str, remedy: str) -> None:
        self.message.setText(f"{happened} {remedy}")

    def _show(self, told: messages.Films) -> None:
        chosen, place = self._film(), self.films.currentRow()
        self._told = told
        self.films.blockSignals(True)
        self.films.clear()
        for film in told["films"]:
            item = QListWidgetItem(film["name"] or film["file_name"])
            item.setData(_FILM, film["film"])
            item.setToolTip(item.text())
            self.films.addItem(item)
            if chosen is not None and film["film"] == chosen["film"]:
                self.films.setCurrentItem(item)
        if self.films.currentItem() is None:
            # The film after the removed one, else the one before.
            self.films.setCurrentRow(min(max(0, place), self.films.count() - 1))
        self.films.blockSignals(False)
        self._show_film()
        self._show_timeline()

    def _film(self) -> messages.ListedFilm | None:
        item = self.films.currentItem()
        uuid = item.data(_FILM) if item is not None else None
        return next((film for film in self._told["films"] if film["film"] == uuid), None)

    def _turn_to_film(self) -> None:
        """Show another film; what was typed for the last one applies to that one only."""
        for field in self._of_film.values():
            self._accept_again(field)
        self._show_film()

    def _show_film(self) -> None:
        film = self._film()
        for name, field in self._of_film.items():
            field.setEnabled(film is not None)
            says = film[_OF_FILE[name]] if film else ""
            self._fill(field, film[name] if film else "", self.tr("as the file: {}"), says)
        place = max(0, self.files.currentRow())
        self.files.clear()
        if film is not None:
            frames = counted(film["frames"], self.tr("frame"), self.tr("frames"))
            self.facts.setText(self.tr("{} at {} a second").format(frames, film["rate"]))
            for file in film["files"]:
                self.files.addItem(self._file_item(file))
            self.files.setCurrentRow(min(place, self.files.count() - 1))
        self._enable()

    def _file_item(self, file: messages.FilmFile) -> QListWidgetItem:
        said = [self.tr("original") if file["role"] == "original" else self.tr("proxy")]
        said += [self.tr("analysed")] if file["watched"] else []
        said += [] if file["here"] else [self.tr("not where it was")]
        said += [self.tr("not as it was")] if file["changed"] else []
        item = QListWidgetItem(f"{Path(file['path']).name}   {', '.join(said)}")
        item.setData(_FILM, file)
        item.setToolTip(file["path"])
        if not file["here"] or file["changed"]:
            item.setForeground(QColor(theme.BAD))
        return item

    def _show_timeline(self) -> None:
        for name, field in self._of_timeline.items():
            says = self._told[_OF_FIRST[name]]
            self._fill(field, self._told[name], self.tr("as the first film: {}"), says)

    def _fill(self, field: QLineEdit, text: str, otherwise: str, says: str | None) -> None:
        """Show the stored text, unless the field has newer or refused text.

        otherwise: the placeholder while nothing is stored, with a slot for ``says``, if any.
        """
        if field not in self._refused and not (field.hasFocus() and field.isModified()):
            field.setText(text)
        field.setPlaceholderText(otherwise.format(says) if says else "")

    def _enable(self) -> None:
        file = self._file()
        original = file is not None and file["role"] == "original"
        watched = file is not None and file["watched"]
        self.remove.setEnabled(self._film() is not None)
        self.buttons["add"].setEnabled(self._film() is not None)
        self.buttons["moved"].setEnabled(file is not None)
        self.buttons["original"].setEnabled(file is not None and not original)
        self.buttons["forget"].setEnabled(file is not None and not watched)
        refusals = {
            "original": self.tr("It is the original already") if original else "",
            "forget": self.tr("It was analysed, and its pictures are shown: relink it instead")
            if watched
            else "",
        }
        for name, refusal in refusals.items():
            self.buttons[name].setToolTip(refusal or self._tips[name])

    # From the editor

    def _edit_film(self, name: _Label) -> None:
        film, field = self._film(), self._of_film[name]
        text = self._typed(field)
        if film is not None and text not in (film[name], self._refused.get(field)):
            # Counts as set from now on, even before the answer arrives.
            film[name] = text
            asked: messages.EditFilmArguments = {"film": film["film"]}
            asked[name] = text
            self._change(asks.EDIT_FILM(asked), field)

    def _typed(self, field: QLineEdit) -> str:
        text = field.text().strip()
        # Some keyboards have a decimal comma.
        return text.replace(",", ".") if field in (self.rate, self.shape) else text

    def _edit_timeline(self, name: _Measure) -> None:
        field = self._of_timeline[name]
        text = self._typed(field)
        if text not in (self._told[name], self._refused.get(field)):
            self._told[name] = text
            asked: messages.TimelineArguments = {}
            asked[name] = text
            self._change(asks.TIMELINE(asked), field)

    def _file(self) -> messages.FilmFile | None:
        item = self.files.currentItem()
        file: messages.FilmFile | None = item.data(_FILM) if item is not None else None
        return file

    def _remove(self) -> None:
        if (film := self._film()) is not None:
            # Another press of the button would apply to another film.
            self.films.setFocus()
            self._change(asks.REMOVE_FILM({"film": film["film"]}))

    def _choose_original(self) -> None:
        film, file = self._film(), self._file()
        if film is not None and file is not None:
            self._change(asks.SET_ORIGINAL({"film": film["film"], "path": file["path"]}))

    def _add(self) -> None:
        self._give(self.tr("Another file of this film"), "proxy")

    def _moved(self) -> None:
        file = self._file()
        if file is not None:
            title = self.tr("Where is {} now?").format(Path(file["path"]).name)
            self._give(title, file["role"])

    def _give(self, title: str, role: Role) -> None:
        film, file = self._film(), self._file()
        folder = str(Path(file["path"]).parent) if file is not None else ""
        name, _ = QFileDialog.getOpenFileName(self, title, folder)
        if name and film is not None:
            self._change(asks.GIVE_FILE({"film": film["film"], "path": name, "role": role}))

    def _forget(self) -> None:
        film, file = self._film(), self._file()
        if film is not None and file is not None:
            self._change(asks.FORGET_FILE({"film": film["film"], "path": file["path"]}))


def _message(name: str) -> QLabel:
    message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    message.setAccessibleName(name)
    return message
