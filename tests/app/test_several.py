"""Several pairs at once: selected by mouse and keys, judged in one step, told of in words."""

import pytest
from PySide6.QtCore import Qt
from rooms import forget_reviews, settle

from app.tables import pairs as pairs_of_tables
from matchcut.project import reviews as saved
from matchcut.project.project import open_project

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def window(room):
    room.candidates.view.select_one()
    room.cut_list.view.clearFocus()
    room.viewer.setFocus()
    forget_reviews(room)
    return room


@pytest.fixture
def ids(window):
    return [pair.id for pair in window.candidates.table.pairs]


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def click(qtbot, wall, row, modifier=Qt.KeyboardModifier.NoModifier):
    at = wall.visualRect(wall.model().index(row, 0)).center()
    assert wall.viewport().rect().contains(at)
    qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def verdicts(window, ids):
    return [window.session.candidate(each).verdict for each in ids]


def accept(window, ids):
    window.session.accept(*ids)
    settle(window)


def test_shift_and_ctrl_click_select_several_and_the_viewer_shows_one_of_them(qtbot, window, ids):
    wall, session = window.candidates.view, window.session
    click(qtbot, wall, 0)
    click(qtbot, wall, 2, SHIFT)
    assert (wall.several, session.selected.id) == (ids[:3], ids[2])
    click(qtbot, wall, 3, CONTROL)
    assert (wall.several, session.selected.id) == (ids[:4], ids[3])
    click(qtbot, wall, 3, CONTROL)
    assert (wall.several, session.selected.id) == (ids[:3], ids[2])
    click(qtbot, wall, 1)
    assert (wall.several, session.selected.id) == ([], ids[1])


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, SHIFT, CONTROL])
def test_a_click_on_a_tile_that_is_partly_seen_selects_that_and_scrolls_after_it(
    qtbot, window, ids, modifier
):
    wall, session = window.candidates.view, window.session
    seen = wall.viewport().rect()

    def area(row):
        return wall.visualRect(wall.model().index(row, 0))

    row = next(at for at in range(len(ids)) if not seen.contains(area(at)))
    part = area(row).intersected(seen)
    assert not part.isEmpty()
    for _ in range(2 if modifier == SHIFT else 1):
        at = part.center()
        qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, modifier, at)
        part = area(row)
    assert session.selected.id == ids[row]
    expected = {SHIFT: ids[: row + 1], CONTROL: [ids[0], ids[row]]}.get(modifier, [])
    assert wall.several == expected
    assert seen.contains(area(row))


def test_shift_click_begins_where_the_keys_have_gone(qtbot, window, ids):
    wall = window.candidates.view
    click(qtbot, wall, 0)
    for _ in range(2):
        press(qtbot, window, Key.Key_Down)
    click(qtbot, wall, 3, SHIFT)
    assert wall.several == ids[2:4]


def test_shift_and_arrows_make_the_selection_longer_and_shorter(qtbot, window, ids):
    wall, session = window.candidates.view, window.session
    session.select(ids[1])
    for _ in range(2):
        press(qtbot, window, Key.Key_Down, SHIFT)
    assert (wall.several, session.selected.id) == (ids[1:4], ids[3])
    for _ in range(3):
        press(qtbot, window, Key.Key_Up, SHIFT)
    assert (wall.several, session.selected.id) == (ids[:2], ids[0])
    press(qtbot, window, Key.Key_Down)
    assert (wall.several, session.selected.id) == ([], ids[1])


def test_a_verdict_goes_to_all_that_are_selected_and_the_pair_after_the_last_is_up(
    qtbot, window, ids
):
    session = window.session
    session.select(ids[3])
    for _ in range(2):
        press(qtbot, window, Key.Key_Up, SHIFT)
    settle(window)
    with open_project(session.path) as project:
        before = len(saved.history(project))
    press(qtbot, window, Key.Key_G)
    assert verdicts(window, ids[:5]) == [None, "good", "good", "good", None]
    assert (session.selected.id, window.candidates.view.several) == (ids[4], [])
    settle(window)
    with open_project(session.path) as project:
        steps = saved.history(project)
    assert (len(steps), steps[-1].deed, steps[-1].pairs) == (before + 1, "good", ids[1:4])


def test_one_undo_takes_back_what_was_said_of_several_and_redo_says_it_again(qtbot, window, ids):
    session = window.session
    session.select(ids[0])
    press(qtbot, window, Key.Key_B)
    session.select(ids[0])
    for _ in range(2):
        press(qtbot, window, Key.Key_Down, SHIFT)
    press(qtbot, window, Key.Key_M)
    assert verdicts(window, ids[:3]) == ["maybe"] * 3
    with qtbot.waitSignal(session.returned):
        press(qtbot, window, Key.Key_Z, CONTROL)
    assert verdicts(window, ids[:3]) == ["bad", None, None]
    with qtbot.waitSignal(session.returned):
        press(qtbot, window, Key.Key_Y, CONTROL)
    assert verdicts(window, ids[:3]) == ["maybe"] * 3


def test_what_is_said_of_several_is_told_of_all_of_them(qtbot, window, ids):
    wall, canvas = window.candidates.view, window.viewer.canvas
    click(qtbot, wall, 0)
    qtbot.waitUntil(lambda: window.viewer.player.moment is not None)
    for key, told, mark in (
        (Key.Key_A, "3 pairs: accepted", "accepted"),
        (Key.Key_M, "3 pairs: maybe", "maybe"),
        (Key.Key_Backspace, "3 pairs: no verdict", None),
        (Key.Key_Backspace, "3 pairs: out of the cut list", None),
        (Key.Key_B, "3 pairs: bad", "bad"),
    ):
        click(qtbot, wall, 0)
        click(qtbot, wall, 2, SHIFT)
        press(qtbot, window, key)
        qtbot.waitUntil(lambda told=told: canvas.badge == told)
        assert canvas._mark == mark
    click(qtbot, wall, 0)
    press(qtbot, window, Key.Key_Backspace)
    qtbot.waitUntil(lambda: canvas.badge.endswith(f"of {len(ids)}: no verdict"))


def test_backspace_takes_back_the_verdicts_of_several_then_accepting(qtbot, window, ids):
    session = window.session
    accept(window, ids[:2])
    session.tag("good", ids[0], ids[2])
    session.select(ids[0])
    for _ in range(2):
        press(qtbot, window, Key.Key_Down, SHIFT)
    press(qtbot, window, Key.Key_Backspace)
    assert verdicts(window, ids[:3]) == [None] * 3
    assert [pair.id for pair in session.cut_list()] == ids[:2]
    press(qtbot, window, Key.Key_Backspace)
    assert session.cut_list() == []


def test_several_are_accepted_in_their_order_and_the_one_on_trial_as_it_plays(qtbot, window, ids):
    session = window.session
    session.select(ids[2])
    for _ in range(2):
        press(qtbot, window, Key.Key_Up, SHIFT)
    first = session.selected
    session.plays = first.out.frame - 1, first.into.frame + 1
    others = [session.candidate(each) for each in ids[1:3]]
    press(qtbot, window, Key.Key_A)
    assert [pair.id for pair in session.cut_list()] == ids[:3]
    cut = session.candidate(ids[0])
    assert (cut.out.frame, cut.into.frame) == (first.out.frame - 1, first.into.frame + 1)
    for before in others:
        after = session.candidate(before.id)
        assert (after.out.frame, after.into.frame) == (before.out.frame, before.into.frame)
    assert session.selected.id == ids[3]


def test_ctrl_a_selects_every_pair_and_escape_leaves_the_one_in_the_viewer(qtbot, window, ids):
    wall, session = window.candidates.view, window.session
    session.select(ids[1])
    press(qtbot, window, Key.Key_A, CONTROL)
    assert (wall.several, session.selected.id) == (ids, ids[1])
    press(qtbot, window, Key.Key_Escape)
    assert (wall.several, session.selected.id) == ([], ids[1])
    assert verdicts(window, ids) == [None] * len(ids)


def test_ctrl_a_brings_the_list_to_the_front_in_which_it_selects(qtbot, window, ids):
    window.session.select(ids[0])
    window.handlers.show_panel("shots")
    qtbot.waitUntil(lambda: not window.workspace.is_seen("candidates"))
    press(qtbot, window, Key.Key_A, CONTROL)
    qtbot.waitUntil(lambda: window.workspace.is_seen("candidates"))
    assert window.candidates.view.several == ids
    press(qtbot, window, Key.Key_B)
    assert verdicts(window, ids) == ["bad"] * len(ids)


def test_pairs_of_a_list_that_is_not_seen_are_not_judged_with_the_one_in_the_viewer(
    qtbot, window, ids
):
    window.session.select(ids[0])
    press(qtbot, window, Key.Key_Down, SHIFT)
    press(qtbot, window, Key.Key_Tab)
    press(qtbot, window, Key.Key_G)
    press(qtbot, window, Key.Key_Tab)
    assert verdicts(window, ids[:2]) == [None, "good"]


def test_how_many_are_selected_stands_over_the_list_and_is_read_aloud(
    qtbot, window, ids, monkeypatch
):
    said = []

    class Reader:
        isActive = staticmethod(lambda: True)  # noqa: N815
        updateAccessibility = staticmethod(lambda event: said.append(event.message()))  # noqa: N815

    monkeypatch.setattr(pairs_of_tables, "QAccessible", Reader)
    label = window.candidates.several
    assert not label.isVisible()
    window.session.select(ids[0])
    for _ in range(2):
        press(qtbot, window, Key.Key_Down, SHIFT)
    assert (label.text(), label.accessibleName()) == ("3 selected", "3 pairs selected")
    assert label.isVisible()
    assert said == ["2 pairs selected", "3 pairs selected"]
    press(qtbot, window, Key.Key_Down)
    assert not label.isVisible()


def test_a_list_that_is_filled_anew_keeps_those_selected_that_it_still_has(qtbot, window, ids):
    wall = window.candidates.view
    window.session.select(ids[0])
    for _ in range(2):
        press(qtbot, window, Key.Key_Down, SHIFT)
    window.candidates._show_again()
    assert (wall.several, window.candidates.several.text()) == (ids[:3], "3 selected")


def test_bad_cuts_that_leave_the_cut_list_are_counted_until_undo(qtbot, window, ids):
    accept(window, ids[:3])
    session, notice = window.session, window.notice
    session.select(ids[0])
    press(qtbot, window, Key.Key_Down, SHIFT)
    press(qtbot, window, Key.Key_B)
    assert notice.happened.text() == "2 pairs are bad now, and out of the cut list."
    with qtbot.waitSignal(session.returned):
        press(qtbot, window, Key.Key_Z, CONTROL)
    assert not notice.isVisible()
    assert [pair.id for pair in session.cut_list()] == ids[:3]


def test_a_verdict_button_is_for_all_that_are_selected(qtbot, window, ids):
    window.workspace.docks["inspector"].raise_()
    window.session.select(ids[0])
    press(qtbot, window, Key.Key_Down, SHIFT)
    window.inspector.buttons["good"].click()
    assert verdicts(window, ids[:3]) == ["good", "good", None]
    press(qtbot, window, Key.Key_Up)
    press(qtbot, window, Key.Key_Up, SHIFT)
    window.inspector.buttons["good"].click()
    assert verdicts(window, ids[:3]) == [None] * 3


def test_several_cuts_are_removed_by_one_key_and_come_back_by_one(qtbot, window, ids):
    accept(window, ids[:4])
    session, wall = window.session, window.cut_list.view
    wall.setFocus(Qt.FocusReason.ShortcutFocusReason)
    wall.make_current(wall.model().index(1, 0))
    along = Key.Key_Down if wall.flow() == wall.Flow.TopToBottom else Key.Key_Right
    qtbot.keyClick(wall, along, SHIFT)
    assert wall.several == ids[1:3]
    dock = window.workspace.docks["cut_list"]
    assert dock.windowTitle() == "Cut list  4 cuts, 2 selected"
    qtbot.keyClick(wall, Key.Key_Delete)
    assert [pair.id for pair in session.cut_list()] == [ids[0], ids[3]]
    assert wall.currentIndex().row() == 1
    assert dock.windowTitle() == "Cut list  2 cuts"
    with qtbot.waitSignal(session.returned):
        press(qtbot, window, Key.Key_Z, CONTROL)
    assert [pair.id for pair in session.cut_list()] == ids[:4]


def test_cuts_are_selected_by_click_too_and_those_of_one_list_alone(qtbot, window, ids):
    accept(window, ids[:3])
    wall, others = window.cut_list.view, window.candidates.view
    press(qtbot, window, Key.Key_A, CONTROL)
    assert others.several == ids
    window.workspace.docks["cut_list"].raise_()
    click(qtbot, wall, 0)
    click(qtbot, wall, 0, CONTROL)
    assert wall.selectionModel().isSelected(wall.currentIndex())
    qtbot.keyClick(wall, Key.Key_A, CONTROL)
    assert (wall.several, others.several) == (ids[:3], [])
    press(qtbot, window, Key.Key_G)
    assert verdicts(window, ids[:4]) == ["good"] * 3 + [None]


def test_one_cut_is_dragged_however_many_are_selected(window, ids, monkeypatch):
    accept(window, ids[:3])
    wall, dragged = window.cut_list.view, []
    wall.make_current(wall.model().index(0, 0))
    wall.select_every()
    monkeypatch.setattr(
        pairs_of_tables.Wall, "startDrag", lambda wall, _: dragged.append(wall.selectedIndexes())
    )
    wall.startDrag(Qt.DropAction.MoveAction)
    assert [index.row() for index in dragged[0]] == [0]


def test_the_history_tells_a_verdict_on_several_in_one_row(qtbot, window, ids):
    window.workspace.docks["history"].raise_()
    listed, session = window.history.list, window.session
    session.tag("good", *ids[:5])
    qtbot.waitUntil(lambda: listed.count() and listed.item(0).text().endswith("  good: 5 pairs"))
    told = listed.item(0).toolTip()
    for pair in map(session.candidate, ids[:5]):
        assert f"{pair.out.timecode} > {pair.into.timecode}" in told
    session.select(ids[3])
    listed.itemClicked.emit(listed.item(0))
    assert session.selected.id == ids[0]
    window.workspace.docks["inspector"].raise_()
