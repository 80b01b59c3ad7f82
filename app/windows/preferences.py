"""What holds for every project: the network, the folders, the cores."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QThread
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
    QVBoxLayout,
    QWidget,
)

from app.session import Session
from app.settings import Preferences, preferences, set_preferences

NETWORK = "yolo11n-seg"


class PreferencesDialog(QDialog):
    """Everything takes effect with the next analysis or search."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.resize(560, 0)
        self._session = session
        self._download: QProcess | None = None
        now = preferences()
        self.segmenter = QComboBox()
        for name, words in (
            ("auto", self.tr("the best that is on this machine")),
            ("foreground", self.tr("foreground: needs nothing, works offline")),
            ("yolo", self.tr("yolo: a network that knows 80 kinds of things")),
        ):
            self.segmenter.addItem(words, name)
        self.segmenter.setCurrentIndex(self.segmenter.findData(now.segmenter))
        self.weights = QLineEdit(now.weights)
        self.weights.setPlaceholderText(self.tr("matchcut's own; or your ONNX file"))
        self.get = QPushButton(self.tr("Download…"))
        self.get.setToolTip(
            self.tr("{}: 6 MB, licence AGPL-3.0. Nothing else uses the network.").format(NETWORK)
        )
        self.get.clicked.connect(self._fetch)
        self._told = QLabel(self.tr("Films are never sent anywhere."))
        self._told.setProperty("quiet", True)
        self._told.setWordWrap(True)
        self.threads = QSpinBox()
        self.threads.setRange(0, QThread.idealThreadCount())
        self.threads.setSpecialValueText(self.tr("all"))
        self.threads.setValue(now.threads)
        self.projects = QLineEdit(now.projects)
        self.projects.setPlaceholderText(str(now.projects_folder))
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Figures are found by"), self.segmenter)
        form.addRow(
            self.tr("Weights of the network"), _row(self.weights, self._chooser(), self.get)
        )
        form.addRow("", self._told)
        form.addRow(self.tr("Cores for an analysis"), self.threads)
        form.addRow(self.tr("New projects and caches"), _row(self.projects, self._folder_chooser()))
        form.addRow(self.tr("Cache of this project"), self._cache_row())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Keep what was chosen."""
        set_preferences(
            Preferences(
                segmenter=self.segmenter.currentData(),
                weights=self.weights.text().strip(),
                threads=self.threads.value(),
                projects=self.projects.text().strip(),
            )
        )
        super().accept()

    def _chooser(self) -> QPushButton:
        button = QPushButton(self.tr("Choose…"))
        button.clicked.connect(self._choose_weights)
        return button

    def _choose_weights(self) -> None:
        title = self.tr("Weights of the network")
        name, _ = QFileDialog.getOpenFileName(self, title, "", "ONNX (*.onnx);;PyTorch (*.pt)")
        if name:
            self.weights.setText(name)

    def _folder_chooser(self) -> QPushButton:
        button = QPushButton(self.tr("Choose…"))
        button.clicked.connect(self._choose_folder)
        return button

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of new projects"))
        if name:
            self.projects.setText(name)

    def _cache_row(self) -> QWidget:
        path = self._session.path
        cache = None if path is None else path.with_name(path.name + ".cache")
        megabytes = 0.0 if cache is None else _megabytes(cache)
        words = QLabel(
            self.tr("no project is open")
            if cache is None
            else self.tr("{0:.0f} MB in {1}").format(megabytes, cache.name)
        )
        words.setToolTip("" if cache is None else str(cache))
        empty = QPushButton(self.tr("Empty"))
        empty.setToolTip(self.tr("Thumbnails and features are computed again when they are needed"))
        busy = self._session.analysis is not None and self._session.analysis.running
        empty.setEnabled(cache is not None and cache.exists() and not busy)

        def clear() -> None:
            if cache is not None:
                shutil.rmtree(cache, ignore_errors=True)
            words.setText(self.tr("empty"))
            empty.setEnabled(False)

        empty.clicked.connect(clear)
        return _row(words, empty)

    def _fetch(self) -> None:
        self.get.setEnabled(False)
        self._told.setText(self.tr("Downloading {}…").format(NETWORK))
        self._download = QProcess(self)
        self._download.finished.connect(self._fetched)
        self._download.start(sys.executable, ["-m", "matchcut", "models", "get", NETWORK])

    def _fetched(self, code: int) -> None:
        assert self._download is not None
        said = self._download.readAllStandardError().data().decode(errors="replace").strip()
        self._told.setText(
            self.tr("The network is here.") if code == 0 else said.splitlines()[-1] if said else ""
        )
        self.get.setEnabled(code != 0)


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if place == 0 else 0)
    return row


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
