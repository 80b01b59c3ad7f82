"""The look of the window: exact greys, one accent, the marks of a verdict.

Every grey has equal red, green and blue, so that the eye judges the picture's colour correctly.
"""

import math
from typing import TypeVar

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel

_Words = TypeVar("_Words", bound=QLabel)

WINDOW = "#161616"
PANEL = "#1e1e1e"
RAISED = "#2a2a2a"
HAIRLINE = "#383838"
TEXT = "#e6e6e6"
SECONDARY = "#a0a0a0"
DISABLED = "#6a6a6a"
ACCENT = "#5b9bd5"
GOOD = "#6cbf6c"
BAD = "#d56c6c"
MAYBE = "#c9a95b"

GRID = 4

_BASE_PX, _LARGEST_PX = 13, 18
"""Font height at a system font of 9 or 10 pt, and the largest that fits a small screen."""
_SMALL_PX = 11
"""Height of small type beside base type; they scale together."""
_HEADING_MORE_PX = 7
"""How much taller headings are than base type."""

VERDICT_COLOURS = {"good": GOOD, "bad": BAD, "maybe": MAYBE, "accepted": ACCENT}


def dress(app: QApplication) -> None:
    """Apply the palette, style sheet and the system's font size to an application."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    font = app.font()
    font.setPixelSize(min(_LARGEST_PX, max(_BASE_PX, QFontInfo(font).pixelSize())))
    app.setFont(font)
    app.setStyleSheet(_STYLE + _type())


def scaled(px: int) -> int:
    """Scale a length with the font size."""
    return round(px * max(_BASE_PX, QApplication.font().pixelSize()) / _BASE_PX)


def scaled_size(width: int, height: int) -> QSize:
    """Scale a size with the font size, to nine tenths of the screen at most."""
    screen = QApplication.primaryScreen().availableSize()
    return QSize(scaled(width), scaled(height)).boundedTo(screen * 0.9)


def small_px() -> int:
    """Return the height of secondary type in pixels."""
    return scaled(_SMALL_PX)


def quiet(words: _Words) -> _Words:
    """Style a label's words as secondary, and return it."""
    words.setProperty("quiet", True)
    return words


def dress_number(field: QAbstractSpinBox, name: str) -> None:
    """Align a number field's text with that of other fields, and give it a decimal point.

    The point is that of all numbers of the window, whatever the system's locale.
    name: the accessible name of the field and its line edit.
    """
    field.setLocale(QLocale(QLocale.Language.English))
    field.lineEdit().setTextMargins(GRID + 2, 0, 0, 0)
    for part in (field, field.lineEdit()):
        part.setAccessibleName(name)


def mono(*, small: bool = False) -> QFont:
    """Return the font of timecodes and scores, with digits of equal width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(small_px() if small else scaled(_BASE_PX))
    return font


def paint_mark(painter: QPainter, box: QRectF, mark: str) -> None:
    """Draw the mark of a verdict ("good", "bad", "maybe") or of an accepted pair into ``box``.

    Each has its own shape, so that it is recognised without its colour.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(VERDICT_COLOURS[mark])
    side = min(box.width(), box.height())
    inset = side * 0.14
    inner = QRectF(0, 0, side, side).adjusted(inset, inset, -inset, -inset)
    inner.moveCenter(box.center())
    pen = QPen(colour, max(1.5, side * 0.16))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(Qt.PenStyle.NoPen if mark in ("good", "accepted") else pen)
    painter.setBrush(colour if mark in ("good", "accepted") else Qt.BrushStyle.NoBrush)
    if mark == "bad":
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    elif mark == "accepted":
        painter.drawPolygon(_star(box.center(), side * 0.48))
    else:
        painter.drawEllipse(inner)
    painter.restore()


def dock_icon(name: str) -> QIcon:
    """Return the grey icon of a panel's button: "close" or "float"."""
    pixmap = QPixmap(64, 64)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(4, 4)
    painter.setPen(QPen(QColor(SECONDARY), 1.6))
    box = QRectF(2, 2, 12, 12)
    if name == "close":
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
    else:
        painter.drawRect(box.adjusted(0, 4, -4, 0))
        painter.drawPolyline(
            [QPointF(6, 5), QPointF(6, 2), QPointF(14, 2), QPointF(14, 10), QPointF(11, 10)]
        )
    painter.end()
    return QIcon(pixmap)


def mark_icon(mark: str, px: int = 16) -> QIcon:
    """Return the mark of a verdict as an icon."""
    pixmap = QPixmap(4 * px, 4 * px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_mark(painter, QRectF(pixmap.rect()), mark)
    painter.end()
    return QIcon(pixmap)


def app_icon() -> QIcon:
    """Return the product's icon: two frames that share one silhouette across the cut."""
    icon = QIcon()
    for px in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(px, px)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_app_icon(painter, px)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def paint_app_icon(painter: QPainter, px: float) -> None:
    """Draw the product's icon into the square from 0 to ``px``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(px / 64, px / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(WINDOW))
    painter.drawRoundedRect(QRectF(0, 0, 64, 64), 10, 10)
    left, right = QRectF(7, 14, 24, 36), QRectF(33, 14, 24, 36)
    for half, ground, figure in ((left, RAISED, TEXT), (right, TEXT, RAISED)):
        painter.setClipRect(half)
        painter.setBrush(QColor(ground))
        painter.drawRect(half)
        painter.setBrush(QColor(figure))
        painter.drawEllipse(QPointF(32, 26), 6.5, 6.5)
        painter.drawRoundedRect(QRectF(20, 35, 24, 26), 11, 11)
    painter.setClipping(False)
    painter.setBrush(QColor(ACCENT))
    painter.drawRect(QRectF(31, 8, 2, 48))
    painter.restore()


def _star(centre: QPointF, radius: float) -> QPolygonF:
    corners = []
    for i in range(10):
        length = radius if i % 2 == 0 else radius * 0.42
        angle = math.pi * (i / 5 - 0.5)
        corners.append(centre + QPointF(length * math.cos(angle), length * math.sin(angle)))
    return QPolygonF(corners)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in {
        role.Window: PANEL,
        role.Base: PANEL,
        role.AlternateBase: RAISED,
        role.Button: RAISED,
        role.WindowText: TEXT,
        role.Text: TEXT,
        role.ButtonText: TEXT,
        role.BrightText: TEXT,
        role.PlaceholderText: SECONDARY,
        role.ToolTipBase: RAISED,
        role.ToolTipText: TEXT,
        role.Highlight: ACCENT,
        role.HighlightedText: WINDOW,
        role.Link: ACCENT,
        role.Light: HAIRLINE,
        role.Midlight: RAISED,
        role.Mid: HAIRLINE,
        role.Dark: WINDOW,
        role.Shadow: WINDOW,
    }.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(DISABLED))
    return palette


def _type() -> str:
    """Return the part of the style sheet that scales with the system's font."""
    return f"""
QDockWidget, QLabel[quiet="true"] {{ font-size: {small_px()}px; }}
QLabel[heading="true"] {{ font-size: {scaled(_BASE_PX) + _HEADING_MORE_PX}px; }}
"""


_STYLE = f"""
QMainWindow {{ background: {WINDOW}; }}
QMainWindow::separator {{ background: {WINDOW}; width: 4px; height: 4px; }}
QMainWindow::separator:hover {{ background: {HAIRLINE}; }}
QMenuBar {{ background: {WINDOW}; color: {TEXT}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 3px; background: transparent; }}
QMenuBar::item:selected {{ background: {RAISED}; }}
QMenu {{ background: {RAISED}; color: {TEXT}; border: 1px solid {HAIRLINE}; padding: 4px; }}
QMenu::item {{ padding: 4px 28px 4px 24px; border-radius: 3px; }}
QMenu::item:selected {{ background: {HAIRLINE}; }}
QMenu::item:disabled {{ color: {DISABLED}; }}
QMenu::separator {{ height: 1px; background: {HAIRLINE}; margin: 4px 8px; }}
QDockWidget {{ color: {SECONDARY}; }}
QDockWidget::title {{ background: {PANEL}; padding: 3px 8px; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {HAIRLINE}; padding: 4px; }}
QPushButton, QToolButton {{
    background: {RAISED}; color: {TEXT}; border: 1px solid transparent; border-radius: 3px;
    padding: 4px 12px;
}}
QToolButton {{ padding: 4px 8px; }}
QToolBar {{ background: transparent; border: none; padding: 0; spacing: 12px; }}
QToolBar QToolButton {{ padding: 4px 12px; }}
QToolBar #qt_toolbar_ext_button {{ padding: 0; }}
QToolButton[flat="true"] {{ background: transparent; color: {SECONDARY}; padding: 0 4px; }}
QToolButton[flat="true"]:hover {{ color: {TEXT}; }}
QPushButton:hover, QToolButton:hover {{ background: {HAIRLINE}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {WINDOW}; }}
QPushButton:default {{ border-color: {HAIRLINE}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {ACCENT}; outline: none; }}
QPushButton:checked, QToolButton:checked {{ background: {HAIRLINE}; color: {TEXT};
    border-bottom: 2px solid {ACCENT}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {DISABLED}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {{
    background: {WINDOW}; color: {TEXT}; border: 1px solid {HAIRLINE}; border-radius: 3px;
    padding: 3px 6px; selection-background-color: {ACCENT}; selection-color: {WINDOW};
    placeholder-text-color: {SECONDARY};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus {{ border-color: {ACCENT}; }}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{
    color: {DISABLED}; placeholder-text-color: {DISABLED};
}}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button {{ width: 0; border: none; }}
QComboBox QAbstractItemView {{ background: {RAISED}; border: 1px solid {HAIRLINE};
    selection-background-color: {HAIRLINE}; selection-color: {TEXT}; }}
QListView, QTreeView, QTableView {{ background: {PANEL}; border: none; outline: none; }}
Wall, QListWidget {{ border: 1px solid {PANEL}; }}
Wall:focus, QListWidget:focus {{ border-color: {ACCENT}; }}
QDialog QListView, QDialog QTreeView {{ background: {WINDOW}; border: 1px solid {HAIRLINE};
    border-radius: 3px; padding: 4px; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
    background: {RAISED}; color: {TEXT}; }}
QHeaderView::section {{ background: {PANEL}; color: {SECONDARY}; border: none; padding: 4px 8px; }}
QTabBar {{ background: {WINDOW}; }}
QTabBar::tab {{ background: {WINDOW}; color: {SECONDARY}; padding: 3px 12px; border: none; }}
QTabBar::tab:selected {{ background: {PANEL}; color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
QTabBar::tab:focus {{ border: 1px solid {ACCENT}; border-bottom-width: 2px; padding: 2px 11px; }}
QScrollArea {{ border: 1px solid transparent; background: {PANEL}; }}
QScrollArea:focus {{ border-color: {ACCENT}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {HAIRLINE}; border-radius: 3px; margin: 2px; min-height: 24px;
    min-width: 24px; }}
QScrollBar::handle:hover {{ background: {DISABLED}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 2px; background: {HAIRLINE}; }}
QSlider::handle:horizontal {{ width: 10px; height: 10px; margin: -4px 0; border-radius: 5px;
    background: {SECONDARY}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {ACCENT}; }}
QProgressBar {{ background: {HAIRLINE}; border: none; }}
QProgressBar::chunk {{ background: {ACCENT}; }}
QProgressBar:disabled {{ background: transparent; }}
QProgressBar[quiet="true"] {{ background: {RAISED}; }}
QProgressBar[quiet="true"]::chunk {{ background: {SECONDARY}; }}
QCheckBox::indicator {{ width: 12px; height: 12px; border: 1px solid {SECONDARY};
    border-radius: 3px; background: {WINDOW}; }}
QCheckBox::indicator:checked {{ background: {ACCENT}; border-color: {ACCENT}; }}
QCheckBox::indicator:disabled {{ border-color: {DISABLED}; }}
QCheckBox:focus {{ color: {ACCENT}; }}
QLabel[quiet="true"] {{ color: {SECONDARY}; }}
QLabel[heading="true"] {{ color: {TEXT}; }}
"""
