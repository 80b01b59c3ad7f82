"""Action matches in the window: asked for by key, listed with their reasons."""

from PySide6.QtCore import Qt


def test_control_and_3_lists_action_matches(qtbot, window):
    session = window.session
    with qtbot.waitSignal(session.candidates_changed):
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert session.search.flavour == "action"
    assert session.candidates
    assert {pair.flavour for pair in session.candidates} == {"action"}
    assert all(pair.reason for pair in session.candidates)
    assert window.filters.flavours["action"].isChecked()
