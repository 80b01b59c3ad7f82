"""Type grows with the system's, as far as a small screen allows."""

import pytest
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from app import theme


@pytest.fixture
def application(dressed):
    """The application, dressed again as it was once the test is over."""
    before = QFont(dressed.font())
    yield dressed
    dressed.setFont(before)
    theme.dress(dressed)


@pytest.mark.parametrize(
    ("system", "base", "small", "line"), [(9, 13, 11, 17), (13, 13, 11, 17), (16, 16, 14, 21)]
)
def test_type_is_as_large_as_the_systems(application, system, base, small, line):
    dress(application, system)
    assert application.font().pixelSize() == theme.mono().pixelSize() == base
    assert theme.mono(small=True).pixelSize() == theme.small_px() == small
    assert theme.scaled(17) == line
    assert f"font-size: {small}px" in application.styleSheet()


def test_what_stands_in_a_field_that_is_off_is_as_grey_as_its_words(application, qtbot):
    field = QLineEdit("2.00 s")
    qtbot.addWidget(field)
    field.show()

    def brightest():
        seen = field.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        inside = seen.copy(4, 4, seen.width() - 8, seen.height() - 8)
        return max(bytes(inside.constBits()))

    field.clearFocus()
    field.setEnabled(False)
    assert brightest() <= QColor(theme.DISABLED).red()
    field.setEnabled(True)
    field.clearFocus()
    assert brightest() > QColor(theme.DISABLED).red() + 40


def test_a_default_button_shows_that_it_has_the_focus(application, qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    first, default = QPushButton("Close", dialog), QPushButton("Export", dialog)
    default.move(0, 40)
    default.setDefault(True)
    dialog.show()
    dialog.activateWindow()
    for button in first, default, first:
        button.setFocus()
        qtbot.waitUntil(button.hasFocus)
        seen = default.grab().toImage()
        edge = seen.pixelColor(seen.width() // 2, 0)
        assert (edge == QColor(theme.ACCENT)) == (button is default)


def test_type_stays_within_what_a_small_screen_can_hold(application):
    dress(application, 40)
    assert application.font().pixelSize() == 18
    theme.dress(application)
    assert application.font().pixelSize() == 18


def dress(application, system):
    font = QFont(application.font())
    font.setPixelSize(system)
    application.setFont(font)
    theme.dress(application)
