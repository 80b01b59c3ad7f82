"""Make layouts in one expression: their parts, spacing and margins."""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Part = QWidget | QLayout | int | None
"""A widget, a layout, a number of pixels of space, or None for all the space that is left."""
Margins = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""
_NONE: Margins = (0, 0, 0, 0)
_Box = TypeVar("_Box", bound=QBoxLayout)


def row(
    *parts: Part | tuple[Part, int], spacing: int | None = None, margins: Margins = _NONE
) -> QHBoxLayout:
    """Return parts side by side, each alone or with its share of the remaining space.

    spacing: between two parts, in pixels, None for the style's default.
    """
    return _filled(QHBoxLayout(), parts, spacing, margins)


def column(
    *parts: Part | tuple[Part, int], spacing: int | None = None, margins: Margins = _NONE
) -> QVBoxLayout:
    """Return parts one below the other; see `row`."""
    return _filled(QVBoxLayout(), parts, spacing, margins)


def held(layout: QLayout) -> QWidget:
    """Return a widget with a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def _filled(
    box: _Box, parts: tuple[Part | tuple[Part, int], ...], spacing: int | None, margins: Margins
) -> _Box:
    box.setContentsMargins(*margins)
    if spacing is not None:
        box.setSpacing(spacing)
    for each in parts:
        part, share = each if isinstance(each, tuple) else (each, 0)
        match part:
            case None:
                box.addStretch(share)
            case int():
                box.addSpacing(part)
            case QLayout():
                box.addLayout(part, share)
            case QWidget():
                box.addWidget(part, share)
    return box
