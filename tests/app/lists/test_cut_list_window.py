"""The cut list: made, moved, played, and written by the export dialog."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from rooms import press, wait_for_disk

from app.dialogs.export import ExportDialog
from app.panels.elided import Elided


@pytest.fixture
def three_cuts(panel, window, qtbot):
    ids = [pair.id for pair in panel.table.pairs[:3]]
    for _ in ids:
        press(qtbot, window, Qt.Key.Key_A)
    assert [pair.id for pair in window.cut_list.table.pairs] == ids
    return ids


def test_cuts_are_moved_and_removed_by_key(three_cuts, window, qtbot):
    first, second, third = three_cuts
    view = window.cut_list.view
    view.setCurrentIndex(window.cut_list.table.index(0))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert [pair.id for pair in window.session.cut_list()] == [second, first, third]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    wait_for_disk(qtbot, window, lambda _said, accepted: accepted == [second, first])
    assert not window.session.candidate(third).accepted


def test_a_cut_that_the_arrows_reach_plays(three_cuts, window, qtbot):
    view, cuts = window.cut_list.view, window.session.cut_list()
    view.take_keys()
    view.make_current(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert window.session.selected.id == cuts[1].id
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert window.session.selected.id == cuts[2].id
    view.clearFocus()


def test_the_menu_over_a_cut_does_what_the_keys_do(three_cuts, window):
    view, cuts = window.cut_list.view, window.cut_list
    view.make_current(cuts.table.index(2))
    view.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert menu.actions() == list(cuts.actions_.values())
    cuts.actions_["earlier"].trigger()
    menu.close()
    first, second, third = three_cuts
    assert [pair.id for pair in window.session.cut_list()] == [first, third, second]
    view.make_current(cuts.table.index(-1))
    view.customContextMenuRequested.emit(QPoint(5, 5))
    assert QApplication.activePopupWidget() is None


def test_the_cut_list_marks_the_selected_pair_and_remove_takes_that(three_cuts, window, qtbot):
    session, cuts = window.session, window.cut_list
    window.activateWindow()
    window.viewer.setFocus()
    first, second, third = three_cuts
    session.select(second)
    assert cuts.view.currentIndex().row() == 1
    qtbot.mouseClick(cuts.remove_button, Qt.MouseButton.LeftButton)
    assert [pair.id for pair in session.cut_list()] == [first, third]
    # The pair in the viewer is no longer in the list.
    assert not cuts.view.selectionModel().hasSelection()
    assert not cuts.remove_button.isEnabled()
    assert not cuts.actions_["earlier"].isEnabled()
    assert cuts.play.isEnabled()
    session.select(third)
    assert cuts.view.currentIndex().row() == 1
    assert cuts.remove_button.isEnabled()


def test_a_dropped_cut_asks_for_the_place_it_was_dropped_at(qtbot, three_cuts, window):
    table = window.cut_list.table
    data = table.mimeData([table.index(0)])
    with qtbot.waitSignal(table.move_wanted) as told:
        taken = table.dropMimeData(data, Qt.DropAction.MoveAction, 3, 0, table.index(-1))
    assert not taken
    assert told.args == [three_cuts[0], 2]
    moved = [*three_cuts[1:], three_cuts[0]]
    assert [pair.id for pair in window.session.cut_list()] == moved


def test_play_all_hands_over_the_cuts_in_their_order(three_cuts, window, qtbot):
    with qtbot.waitSignal(window.cut_list.play_all) as told:
        qtbot.mouseClick(window.cut_list.play, Qt.MouseButton.LeftButton)
    assert [pair.id for pair in told.args[0]] == three_cuts


def test_the_history_lists_what_was_done_the_latest_first(three_cuts, window, qtbot):
    history = window.history.list
    window.workspace.docks["history"].raise_()

    def newest():
        return [history.item(row).data(Qt.ItemDataRole.UserRole) for row in range(3)]

    qtbot.waitUntil(lambda: history.count() >= 3)
    qtbot.waitUntil(lambda: newest() == three_cuts[::-1])
    assert "accepted" in history.item(0).text()
    history.itemActivated.emit(history.item(2))
    assert window.session.selected.id == three_cuts[0]


def test_the_export_dialog_writes_says_what_it_wrote_and_remembers(
    three_cuts, window, qtbot, tmp_path
):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.format.count() > 5)
    dialog.path.setText(str(tmp_path / "reel.one.edl"))
    dialog.format.setCurrentIndex(dialog.format.findData(".markers.edl"))
    assert dialog.path.text() == str(tmp_path / "reel.one.markers.edl")
    dialog.format.setCurrentIndex(dialog.format.findData(".csv"))
    dialog.seconds.setValue(1.5)
    dialog.start.setText("02:00:00:00")
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.show_file.isVisible)
    written = tmp_path / "reel.one.csv"
    assert written.exists()
    assert all(pair in written.read_text() for pair in three_cuts)
    assert dialog.summary.text().startswith("reel.one.csv is written:")
    assert dialog.show_file.isVisible()
    again = ExportDialog(window.session, window)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.format.currentData() == ".csv")
    assert again.path.text().endswith(".csv")
    assert again.seconds.value() == 1.5
    assert again.start.text() == "02:00:00:00"


def test_an_export_that_can_not_be_written_says_why(three_cuts, window, qtbot, tmp_path):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.path.setText(str(tmp_path / "gone" / "reel.edl"))
    dialog.write()
    qtbot.waitUntil(dialog.summary.isVisible)
    assert "could not be written" in dialog.summary.text()
    assert dialog.export.isEnabled()


def export_dialog(window, qtbot):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.format.count() > 5)
    return dialog


def test_the_file_is_shown_only_once_it_is_written(three_cuts, window, qtbot):
    assert not export_dialog(window, qtbot).show_file.isVisible()


def test_a_file_that_is_there_is_replaced_only_when_that_is_pressed(
    three_cuts, window, qtbot, tmp_path
):
    dialog, there = export_dialog(window, qtbot), tmp_path / "there.edl"
    there.write_text("an hour of work")
    dialog.path.setText(str(there))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace")
    assert there.read_text() == "an hour of work"
    assert "there.edl is there already" in dialog.summary.text()
    assert dialog.export.text() == "Replace"
    dialog.path.setText(str(tmp_path / "other.edl"))
    assert dialog.export.text() == "Export"
    dialog.path.setText(str(there))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace")
    assert there.read_text() == "an hour of work"
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.show_file.isVisible)
    assert "TITLE" in there.read_text()


@pytest.mark.parametrize(("name", "said"), [("", "Name the file"), ("x" * 300, "can be written")])
def test_a_name_that_is_none_is_told_in_a_sentence(three_cuts, window, qtbot, tmp_path, name, said):
    dialog, bugs = export_dialog(window, qtbot), []
    window.session.bug.connect(bugs.append)
    dialog.path.setText(name and str(tmp_path / f"{name}.edl"))
    dialog.write()
    qtbot.waitUntil(dialog.summary.isVisible)
    assert said in dialog.summary.text()
    assert bugs == []


def test_a_name_without_a_folder_lies_beside_the_project(three_cuts, window, qtbot):
    dialog = export_dialog(window, qtbot)
    dialog.path.setText("beside.edl")
    dialog.write()
    qtbot.waitUntil(dialog.show_file.isVisible)
    assert (window.session.path.parent / "beside.edl").exists()


def test_cuts_whose_film_is_gone_are_told_in_whole_above_the_buttons(three_cuts, window, qtbot):
    cut_list = window.cut_list
    assert not cut_list.away.isVisible()
    window.session.cuts_gone = 2
    window.session.cut_list_changed.emit()
    qtbot.waitUntil(cut_list.away.isVisible)
    assert cut_list.away.text() == "2 more without their film"
    qtbot.waitUntil(lambda: cut_list.away.geometry().bottom() < cut_list.play.geometry().top())
    window.session.cuts_gone = 0
    window.session.cut_list_changed.emit()
    assert not cut_list.away.isVisible()


def test_the_words_of_every_panel_are_read_whole_in_a_narrow_window(three_cuts, window, qtbot):
    size, dock = window.size(), window.workspace.docks["cut_list"]
    window.resize(1024, 600)
    window.workspace.reset()
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert dock.windowTitle() == "Cut list  3 cuts"
    for name in window.workspace.docks:
        window.handlers.show_panel(name)
        qtbot.waitUntil(lambda name=name: window.workspace.is_seen(name))
        qtbot.wait(50)  # until the panels are laid out again
        qtbot.waitUntil(lambda name=name: cut_off(window.workspace.docks[name]) == [])
    window.resize(size)
    window.workspace.reset()


def cut_off(panel):
    """The words that a panel has no room for."""
    seen = [each for each in panel.findChildren(QWidget) if each.isVisible()]
    buttons = [each for each in seen if isinstance(each, QPushButton)]
    return [
        *(each.text() for each in buttons if each.width() < each.minimumSizeHint().width()),
        *(each.text() for each in seen if isinstance(each, Elided) and each.shown() != each.text()),
    ]
