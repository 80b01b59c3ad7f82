"""Settings for all projects: the network, the folders, the number of cores."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

from app import theme
from app.jobs.caches import Caches
from app.jobs.download import NETWORK, Download
from app.qt.buttons import button
from app.qt.layouts import column, row
from app.qt.threads import find_out
from app.session.desk import Desk
from app.settings import Preferences, preferences, set_preferences
from matchcut.files import is_there
from matchcut.project.caches import cache_bytes


class PreferencesDialog(QDialog):
    """Edits the preferences: a network is used from the next analysis or search, others at once."""

    def __init__(
        self,
        desk: Desk,
        caches: Caches,
        download: Download,
        leave: Callable[[Callable[[], None]], None],
        open_again: Callable[[Path], None],
        parent: QWidget | None = None,
    ) -> None:
        """leave: calls what closes the project once that loses nothing and holds nothing up.

        open_again: opens a project, unless another has been opened in the meantime.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        # Wide enough for the whole text of the network's field while no file is chosen.
        self.resize(theme.scaled_size(720, 0))
        self._desk = desk
        self._caches = caches
        self._download = download
        self._leave = leave
        self._open_again = open_again
        self._make(preferences())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.wrong = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.wrong.setStyleSheet(f"color: {theme.BAD}")
        self.wrong.hide()
        parts = self._form(), self.wrong, buttons
        self.setLayout(column(*parts, spacing=16, margins=(24, 24, 24, 16)))

    def accept(self) -> None:
        """Store the choices; move the cache of the open project if caches go elsewhere.

        If a folder can't be used the dialog reports it, and stays open.
        """
        fields = [
            (self.projects, self.tr("new projects")),
            (self.caches, self.tr("caches")),
        ]
        typed = [field.text().strip() for field, _ in fields]
        folders = [str(Path(each).expanduser()) if each else "" for each in typed]

        def look() -> list[bool]:
            return [not each or _can_hold_files(Path(each)) for each in folders]

        def take(fit: list[bool]) -> None:
            if [field.text().strip() for field, _ in fields] != typed:
                return  # others were typed meanwhile
            for (field, what), folder, fits in zip(fields, folders, fit, strict=True):
                field.setText(folder)
                if not fits:
                    words = self.tr(
                        "{} can't be the folder of {}: choose one that you can write to."
                    )
                    self.wrong.setText(words.format(folder, what))
                    self.wrong.show()
                    field.setFocus()
                    return
            self._keep()

        find_out(self, look, take)

    def _keep(self) -> None:
        was = preferences().caches
        set_preferences(
            Preferences(
                segmenter=self.segmenter.currentData(),
                weights=self.weights.text().strip(),
                threads=self.threads.currentData(),
                projects=self.projects.text().strip(),
                caches=self.caches.text().strip(),
                cache_gigabytes=self.limit.value(),
            )
        )
        self._caches.keep_within_limit()
        if preferences().caches != was:
            self._change_cache(self._caches.move)
        super().accept()

    def _make(self, now: Preferences) -> None:
        self.segmenter = QComboBox()
        for name, words in (
            ("auto", self.tr("the best that is on this machine")),
            ("foreground", self.tr("what moves or stands out: needs no network file")),
            ("yolo", self.tr("a network that knows 80 kinds of things (YOLO)")),
        ):
            self.segmenter.addItem(words, name)
        self.segmenter.setCurrentIndex(self.segmenter.findData(now.segmenter))
        self.weights = QLineEdit(now.weights)
        self.weights.setPlaceholderText(self.tr("the one that is downloaded here"))
        self.weights.setAccessibleName(self.tr("Network file"))
        self.weights.setToolTip(self.tr("Empty for the usual one, or a network of your own (ONNX)"))
        tip = self.tr("{}: 6 MB, licence AGPL-3.0. Nothing else uses the network.")
        self.get = button(self.tr("Download…"), tip.format(NETWORK), self._download.begin)
        self.download_words = theme.quiet(QLabel(wordWrap=True))
        self._download.changed.connect(self._show_download)
        self._show_download()
        self.threads = QComboBox()
        cores = QThread.idealThreadCount()
        self.threads.addItem(self.tr("all {}").format(cores), 0)
        for count in range(1, cores):
            self.threads.addItem(str(count), count)
        self.threads.setCurrentIndex(max(0, self.threads.findData(now.threads)))
        self.projects = QLineEdit(now.projects)
        self.projects.setPlaceholderText(str(Preferences().projects_folder))
        self.projects.setAccessibleName(self.tr("Folder of new projects"))
        self.caches = QLineEdit(now.caches)
        self.caches.setPlaceholderText(self.tr("beside each project"))
        self.caches.setAccessibleName(self.tr("Folder of caches"))
        self.caches.setToolTip(
            self.tr("What was analysed, and thumbnails; the cache of this project moves there")
        )
        self.limit = QSpinBox()
        self.limit.setRange(0, 10_000)
        theme.dress_number(self.limit, self.tr("Disk space for all caches"))
        self.limit.setSuffix(self.tr(" GB"))
        self.limit.setSpecialValueText(self.tr("no limit"))
        self.limit.setValue(now.cache_gigabytes)
        self.limit.setToolTip(
            self.tr("Beyond it, caches of projects opened longest ago are emptied, this one never")
        )

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Figures are found by"), self.segmenter)
        choose = button(self.tr("Choose…"), "", self._choose_weights)
        weights = row((self.weights, 1), choose, self.get, spacing=8)
        form.addRow(self.tr("Network file"), weights)
        form.addRow("", self.download_words)
        form.addRow(self.tr("Cores for an analysis"), self.threads)
        for words, field in (
            (self.tr("New projects"), self.projects),
            (self.tr("Caches"), self.caches),
        ):
            form.addRow(words, row((field, 1), self._chooser_of(field), spacing=8))
        form.addRow(self.tr("Disk space for all caches"), self.limit)
        form.addRow(self.tr("Cache of this project"), self._cache_row())
        return form

    def _choose_weights(self) -> None:
        title = self.tr("Network file")
        name, _ = QFileDialog.getOpenFileName(self, title, "", "ONNX (*.onnx);;PyTorch (*.pt)")
        if name:
            self.weights.setText(name)

    def _change_cache(self, deed: Callable[[Path, Callable[[str], None]], None]) -> None:
        """Close the project, do something to its cache, and open it again.

        What the editor has opened in the meantime stays open instead.
        """
        desk, path = self._desk, self._desk.path
        if path is None:
            return

        def then(said: str) -> None:
            self._open_again(path)
            if said:
                desk.failed.emit(said, "")

        def closed() -> None:
            if desk.path == path:
                desk.close()
            deed(path, then)

        self._leave(closed)

    def _chooser_of(self, field: QLineEdit) -> QPushButton:
        """Return a button that chooses a folder for a field."""

        def choose() -> None:
            name = QFileDialog.getExistingDirectory(self, self.tr("Folder"), field.text())
            if name:
                field.setText(name)

        return button(self.tr("Choose…"), "", choose)

    def _cache_row(self) -> QHBoxLayout:
        cache = self._desk.session.cache if self._desk.is_open else None
        words = self.cache_words = QLabel(
            self.tr("no project is open") if cache is None else cache.name
        )
        words.setToolTip("" if cache is None else str(cache))
        if cache is not None:
            find_out(self, lambda: (cache_bytes(cache), is_there(cache)), self._show_cache)

        caches = self._caches

        def empty(project: Path, then: Callable[[str], None]) -> None:
            if isValid(words):
                pressed.setEnabled(False)
                words.setText(self.tr("emptying…"))

            def told(said: str) -> None:
                then(said)
                if isValid(words):
                    words.setText(said or self.tr("empty"))

            caches.empty(project, told)

        tip = self.tr("The films are analysed again then; verdicts, cuts and what was learnt stay")
        pressed = button(self.tr("Empty"), tip, lambda: self._change_cache(empty))
        pressed.setEnabled(False)
        self.empty = pressed
        return row((words, 1), self.empty, spacing=8)

    def _show_cache(self, told: tuple[int, bool]) -> None:
        size, there = told
        if self._desk.is_open:
            cache, analysis = self._desk.session.cache, self._desk.session.analysis
            self.cache_words.setText(self.tr("{:.0f} MB in {}").format(size / 1e6, cache.name))
            self.empty.setEnabled(there and not analysis.running)

    def _show_download(self) -> None:
        self.download_words.setText(
            self._download.words or self.tr("Films are never sent anywhere.")
        )
        self.get.setEnabled(not self._download.going)


def _can_hold_files(folder: Path) -> bool:
    """Return whether files can be written to a folder, which need not exist yet."""
    try:
        there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    except OSError:
        return False
    return (
        folder.is_absolute()
        and there is not None
        and there.is_dir()
        and os.access(there, os.W_OK | os.X_OK)
    )
