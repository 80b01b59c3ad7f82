"""Which keys a control gets while it has the focus; all others are shortcuts of the window.

Controls get the focus by the keyboard only: a click leaves it to the picture, so that space plays
and the arrows step as before. Escape gives the focus back to the picture, also from a list. The
menu bar, once Alt has opened it, gets every key.
"""

import sys
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QListWidget,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QWidget,
)

from app.panels.wheel import DirectionWheel
from app.tables.wall import Wall

Key = Qt.Key
Modifier = Qt.KeyboardModifier
_KEYS: Mapping[type[QWidget], Sequence[Key]] = {
    QAbstractButton: (Key.Key_Space,),
    QComboBox: (Key.Key_Space, Key.Key_Up, Key.Key_Down),
    QAbstractSlider: (
        Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down,
        Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End,
    ),
    QAbstractSpinBox: (Key.Key_Up, Key.Key_Down),
    QScrollArea: (Key.Key_Up, Key.Key_Down),
    QListWidget: (
        Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End,
    ),
    QTabBar: (Key.Key_Left, Key.Key_Right),
}  # fmt: skip
"""Kind of control -> the keys that operate it."""

_LEFT_OF_1 = {"linux": 9, "win32": 1}
"""System -> scan code of the key before that of 1, if scan codes follow key positions."""

_CLICKED = (QAbstractButton, QComboBox, QAbstractSlider, QScrollArea, QListWidget)
"""Kinds that a click alone operates, or that contain such controls: they need no focus after it."""


def leave_clicks_keyless(window: QWidget) -> None:
    """Prevent the controls of a window from taking the focus by a click."""
    for kind in _CLICKED:
        for control in window.findChildren(kind):
            if control.focusPolicy() & Qt.FocusPolicy.ClickFocus:
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def leave_keys_to(picture: QWidget) -> None:
    """Give the focus to the picture, if it is visible, unless a control of its window has it.

    Otherwise a window that becomes active would give it to the first control that takes any.
    """
    has_them = picture.window().focusWidget()
    if picture.isVisible() and (has_them is None or not has_them.isVisible()):
        picture.setFocus()


def claimed(event: QEvent) -> bool:
    """Keep a key for the control with the focus; keys that it ignores still reach the window."""
    if not isinstance(event, QKeyEvent):
        return False
    if event.type() == QEvent.Type.ShortcutOverride and _is_own(event):
        event.accept()
        return True
    if event.type() == QEvent.Type.KeyPress and _in_menu_bar(event):
        return True  # no menu has that letter
    if event.type() == QEvent.Type.KeyPress and event.key() == Key.Key_Escape:
        control = QApplication.focusWidget()
        kinds: tuple[type[QWidget], ...] = (*_KEYS, DirectionWheel)
        if isinstance(control, kinds) or (isinstance(control, Wall) and control.takes_keys):
            control.clearFocus()
            return True
    return False


def action_of_digit(event: QKeyEvent, window: QWidget) -> QAction | None:
    """Return the action of the digit at a key's position: French keyboards need Shift for it."""
    digit = event.nativeScanCode() - _LEFT_OF_1.get(sys.platform, 0)
    if sys.platform not in _LEFT_OF_1 or not 1 <= digit <= 9:
        return None
    keys = QKeySequence(QKeyCombination(event.modifiers(), Key(Key.Key_0 + digit)))
    taken = (each for each in window.actions() if each.isEnabled() and keys in each.shortcuts())
    return next(taken, None)


def _in_menu_bar(event: QKeyEvent) -> bool:
    """Whether a key belongs to the menu bar, which Alt has opened."""
    control = QApplication.focusWidget()
    plain = not event.modifiers() & ~(Modifier.KeypadModifier | Modifier.ShiftModifier)
    # If nothing had the focus before, the menu bar keeps it after it was left.
    return plain and isinstance(control, QMenuBar) and control.activeAction() is not None


def _is_own(event: QKeyEvent) -> bool:
    if _in_menu_bar(event):
        return True
    control = QApplication.focusWidget()
    # Some systems report that arrow keys are on the keypad.
    plain = not event.modifiers() & ~Modifier.KeypadModifier
    kinds = (kind for kind in _KEYS if isinstance(control, kind))
    return plain and any(event.key() in _KEYS[kind] for kind in kinds)
