"""Dialogs that ask something and close."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.qt.scrolling import leave_wheel_to_panels


def show_dialog(dialog: QDialog) -> None:
    """Show a dialog over its window, which keeps working; closing deletes the dialog."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    leave_wheel_to_panels(dialog)
    dialog.open()
