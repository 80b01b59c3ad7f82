"""The about box names everything that the product stands on."""

import re
import tomllib
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from app.windows.about import PARTS, AboutDialog

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"


def test_every_package_that_the_product_needs_is_named_with_its_licence():
    needed = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", each).group() for each in needed}
    assert {name for name, licence, _ in PARTS if licence} == names


def test_every_licence_stands_in_a_line_of_its_own(qtbot, dressed):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.grab()  # lays them out
    document = dialog.findChild(QPlainTextEdit).document()
    blocks = [document.findBlockByNumber(at) for at in range(document.blockCount())]
    assert len(blocks) == len(PARTS)
    assert [each.text() for each in blocks if each.layout().lineCount() > 1] == []
