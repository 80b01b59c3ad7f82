"""The about box: version, licence, and the software that matchcut is built on."""

from importlib.metadata import PackageNotFoundError, distribution

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

import matchcut
from app import theme
from app.qt.layouts import column

PARTS = (
    ("PySide6-Essentials", "LGPL-3.0", "the window"),
    ("PySide6-Addons", "LGPL-3.0", "its sound"),
    ("av", "BSD-3-Clause, with FFmpeg (LGPL-2.1 or GPL)", "decoding"),
    ("opencv-python", "Apache-2.0", "pictures"),
    ("numpy", "BSD-3-Clause", "numbers"),
    ("scipy", "BSD-3-Clause", "numbers"),
    ("opentimelineio", "Apache-2.0", "timecode and timelines"),
    ("scenedetect", "BSD-3-Clause", "stock shot detectors"),
    ("faiss-cpu", "MIT", "search among many shots"),
    ("torch", "BSD-3-Clause", "neural networks"),
    ("ultralytics", "AGPL-3.0", "instance masks"),
    ("onnxruntime", "MIT", "neural networks"),
    ("click", "BSD-3-Clause", "the command line"),
    ("rich", "MIT", "the command line"),
    ("jinja2", "BSD-3-Clause", "contact sheets"),
    ("filelock", "MIT", "one analysis at a time"),
    ("platformdirs", "MIT", "where weights and caches lie"),
    ("psutil", "BSD-3-Clause", "processes and disks"),
    ("requests", "Apache-2.0", "fetching weights"),
    ("threadpoolctl", "BSD-3-Clause", "processor threads"),
)


class AboutDialog(QDialog):
    """Shows the version and the licences of matchcut and the software that it is built on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About matchcut"))
        self.resize(theme.scaled_size(640, 480))
        icon = QLabel()
        icon.setPixmap(theme.app_icon().pixmap(64, 64))
        heading = QLabel(f"matchcut {matchcut.__version__}")
        heading.setProperty("heading", True)
        words = QLabel(
            self.tr(
                "Finds pairs of shots that cut together because the picture matches.\n"
                "Free software under the GNU Affero General Public License, version 3 or later."
            )
        )
        for each in (icon, heading, words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        licences = QPlainTextEdit("\n".join(_line(*part) for part in PARTS), readOnly=True)
        licences.setFont(theme.mono(small=True))
        licences.setAccessibleName(self.tr("Licences"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        parts = icon, heading, words, licences, buttons
        self.setLayout(column(*parts, spacing=12, margins=(24, 24, 24, 16)))


def _line(name: str, licence: str, purpose: str) -> str:
    try:
        version = distribution(name).version
    except PackageNotFoundError:
        version = ""
    return f"{name} {version}".ljust(28) + f"{purpose}: {licence}"
