"""Every control is worked by key; after a click, and elsewhere, the keys are the picture's."""

import sys
from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTabBar,
    QWidget,
)
from rooms import forget_reviews, forget_window, wait_for

from app import theme
from app.dialogs.export import ExportDialog
from app.windows.preferences import PreferencesDialog

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(room):
    """The window at rest on its first pair, no control having the focus."""
    forget_reviews(room)
    if QApplication.focusWidget() is not None:
        QApplication.focusWidget().clearFocus()
    wait_for(lambda: room.viewer.player.speed == 1)
    press(Key.Key_K, room)
    return room


def press(key, window=None):
    QTest.keyClick(QApplication.focusWidget() or window, key)


def go_to(window, control):
    """Reach a control as the editor does who has no mouse."""
    for _ in range(200):
        if QApplication.focusWidget() is control:
            return
        press(Key.Key_F6, window)
    raise AssertionError(f"{control} is not reached")


def at_rest(window):
    """What must stay as it is while a control is worked."""
    return window.session.selected.id, window.viewer.player.moment, window.viewer.player.speed


def test_a_slider_is_moved_by_the_arrows(window):
    slider, before = window.filters.score, at_rest(window)
    go_to(window, slider)
    press(Key.Key_Right)
    press(Key.Key_Right)
    press(Key.Key_Left)
    press(Key.Key_PageUp)
    assert slider.value() == 11
    assert at_rest(window) == before
    press(Key.Key_Escape)
    press(Key.Key_Right, window)
    assert slider.value() == 11
    assert window.viewer.player.moment != before[1]


def test_the_wheel_is_turned_by_key_and_gives_the_keys_back(window):
    wheel, before = window.filters.wheel, at_rest(window)
    go_to(window, wheel)
    press(Key.Key_Up)
    press(Key.Key_Space)
    assert wheel.direction is not None
    press(Key.Key_Space)
    assert wheel.direction is None
    assert at_rest(window)[1:] == before[1:]
    press(Key.Key_Escape)
    assert not wheel.hasFocus()


def test_buttons_are_pressed_by_space(window):
    good, before = window.filters.verdict.buttons["good"], at_rest(window)
    go_to(window, good)
    press(Key.Key_Space)
    assert good.isChecked()
    go_to(window, window.filters.clear_button)
    press(Key.Key_Space)
    assert not good.isChecked()
    assert at_rest(window)[1:] == before[1:]


def test_a_choice_is_made_by_up_and_down_and_opened_by_space(window):
    sort, before = window.candidates.sort, at_rest(window)
    go_to(window, sort)
    press(Key.Key_Down)
    press(Key.Key_Down)
    press(Key.Key_Up)
    assert sort.currentIndex() == 1
    press(Key.Key_Space)
    assert sort.view().isVisible()
    QTest.keyClick(sort.view(), Key.Key_Up)
    QTest.keyClick(sort.view(), Key.Key_Return)
    assert sort.currentIndex() == 0
    assert at_rest(window) == before


def test_after_a_click_the_keys_are_the_pictures(window):
    for control in (window.filters.score, window.filters.verdict.buttons["bad"],
                    window.filters.wheel, window.filters.clear_button):  # fmt: skip
        QTest.mouseClick(control, LEFT)
        before = at_rest(window)
        press(Key.Key_Right, window)
        assert at_rest(window)[1] != before[1]
        press(Key.Key_Space, window)
        assert window.viewer.player.speed == 1
        press(Key.Key_K, window)
    assert not any(
        each.focusPolicy() & Qt.FocusPolicy.ClickFocus for each in window.findChildren(QComboBox)
    )


def test_a_verdict_key_is_one_also_after_a_click_into_the_gap(window):
    gap, session = window.filters.gap, window.session
    QTest.mouseClick(gap.lineEdit(), LEFT)
    assert gap.hasFocus()
    first = session.selected
    press(Key.Key_G)
    assert session.decisions.review(first.id).verdict == "good"
    QTest.keyClick(gap, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: session.decisions.review(first.id).verdict is None)
    QTest.mouseDClick(gap.lineEdit(), LEFT)
    press(Key.Key_2)
    assert (gap.value(), window.viewer.mode) == (2, "cut")
    press(Key.Key_Up)
    assert gap.value() == 12
    press(Key.Key_Return)
    assert not gap.hasFocus()
    press(Key.Key_2, window)
    assert (gap.value(), window.viewer.mode) == (12, "side")
    press(Key.Key_1, window)


def turn_wheel(control):
    """Turn the mouse wheel down above a control."""
    window = control.window()
    at = control.mapTo(window, control.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(at), QPoint(0, -120))


def test_the_wheel_changes_no_control_in_passing_and_scrolls_its_panel(window):
    size, filters = window.size(), window.filters
    window.resize(1280, 620)
    bar = filters.findChild(QScrollArea).verticalScrollBar()
    wait_for(lambda: bar.maximum() > 0)
    controls = [filters.film, filters.between, filters.score, filters.gap, window.candidates.sort,
                window.candidates.size_slider]  # fmt: skip
    filters.film.addItem("another", "another")
    filters.gap.setValue(20)
    filters.score.setValue(20)

    def stand():
        return [each.currentIndex() if isinstance(each, QComboBox) else each.value()
                for each in controls]  # fmt: skip

    before = stand()
    for control in controls:
        bar.setValue(0)
        turn_wheel(control)
        assert stand() == before
        assert not control.hasFocus()
        if filters.isAncestorOf(control):
            assert bar.value() > 0
    go_to(window, filters.score)
    turn_wheel(filters.score)
    assert filters.score.value() < 20
    window.resize(size)
    filters.film.removeItem(filters.film.findData("another"))


def test_the_wheel_changes_nothing_in_passing_in_a_dialog(window):
    window.menu["preferences"].trigger()
    dialog = window.findChild(PreferencesDialog)
    wait_for(dialog.isVisible)
    dialog.weights.setFocus()
    limit = dialog.findChild(QSpinBox)
    before = dialog.segmenter.currentIndex(), limit.value()
    for control in (dialog.segmenter, limit):
        turn_wheel(control)
    assert (dialog.segmenter.currentIndex(), limit.value()) == before
    assert dialog.weights.hasFocus()
    dialog.close()


def test_the_panel_in_front_is_chosen_by_the_arrows_on_the_tabs(window):
    tabs, before = tab_bar(window, "Pair"), at_rest(window)
    go_to(window, tabs)
    press(Key.Key_Right)
    assert window.workspace.is_seen("history")
    press(Key.Key_Left)
    assert window.workspace.is_seen("inspector")
    assert at_rest(window) == before
    press(Key.Key_Escape)
    assert QApplication.focusWidget() is not tabs


def tab_bar(window, panel):
    """Return the tabs that a panel is behind or in front of."""
    bars = window.findChildren(QTabBar)
    return next(bar for bar in bars if panel in map(bar.tabText, range(bar.count())))


def test_the_history_is_walked_through_by_the_arrows_and_return_goes_to_the_pair(window):
    pairs = [pair.id for pair in window.session.candidates[:3]]
    for _ in pairs:
        press(Key.Key_G, window)
    window.handlers.show_panel("history")
    history = window.history.list
    wait_for(lambda: history.count() >= len(pairs))
    go_to(window, history)
    before = window.session.selected.id
    history.setCurrentRow(0)
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert history.currentRow() == 2
    assert window.session.selected.id == before
    press(Key.Key_Return)
    assert window.session.selected.id == pairs[0]
    press(Key.Key_Escape)
    assert QApplication.focusWidget() is not history
    QTest.mouseClick(history.viewport(), LEFT, pos=history.visualItemRect(history.item(1)).center())
    assert window.session.selected.id == pairs[1]
    press(Key.Key_Down, window)
    assert window.session.selected.id == pairs[2]
    window.handlers.show_panel("inspector")


def test_escape_leaves_the_gap(window):
    QTest.mouseClick(window.filters.gap.lineEdit(), LEFT)
    press(Key.Key_Escape)
    assert not window.filters.gap.hasFocus()


def test_a_click_on_a_panel_leaves_the_keys_to_the_picture(window):
    for at in (window.filters.gap.parentWidget(), window.inspector.reason):
        QTest.mouseClick(at, LEFT, pos=QPoint(2, 2))
        assert not isinstance(QApplication.focusWidget(), QScrollArea)


def test_a_panel_that_has_more_than_is_seen_is_scrolled_by_key_and_gives_the_keys_back(window):
    size, pair = window.size(), window.session.selected
    window.resize(1280, 620)
    scroll = window.filters.findChild(QScrollArea)
    bar = scroll.verticalScrollBar()
    wait_for(lambda: bar.maximum() > 0)
    bar.setValue(0)
    go_to(window, scroll)
    press(Key.Key_Down)
    assert bar.value() > 0
    assert window.session.selected == pair
    press(Key.Key_Escape)
    assert not scroll.hasFocus()
    window.resize(size)


def test_a_panel_that_is_seen_whole_takes_no_keys(window):
    size = window.size()
    window.resize(1600, 1000)
    scrolls = window.filters.findChild(QScrollArea), window.inspector.findChild(QScrollArea)
    wait_for(lambda: all(each.verticalScrollBar().maximum() == 0 for each in scrolls))
    met = set()
    while QApplication.focusWidget() not in met:
        met.add(QApplication.focusWidget())
        press(Key.Key_F6, window)
    assert window.filters.score in met
    assert not met & set(scrolls)
    window.resize(size)


def test_whatever_takes_the_keys_has_a_name(window):
    ways = window.leaving.leave, window.opening.again
    dialogs = (
        PreferencesDialog(window.desk, window.caches, window.download, *ways, window),
        ExportDialog(window.session, window),
    )
    wait_for(lambda: all(bar.accessibleName() for bar in window.findChildren(QTabBar)))
    lacking = [
        control
        for control in window.findChildren(QWidget)
        # What a choice opens is a window of its own, and has the choice's name; a button says its.
        if control.window() in (window, *dialogs)
        and not isinstance(control, QPushButton)
        and (control.focusPolicy() or isinstance(control, QLineEdit))
        and not told_as(control)
    ]
    for dialog in dialogs:
        dialog.close()
        forget_window(dialog)
    assert lacking == []


def told_as(control):
    """The name of a control where the window is heard, not seen."""
    return QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)


def test_a_panel_that_another_one_covers_has_no_keys(window):
    show, shots = window.handlers.show_panel, window.shots.view
    show("shots")
    QTest.mouseClick(shots.viewport(), LEFT, pos=QPoint(40, 40))
    assert shots.hasFocus()
    show("candidates")
    wait_for(lambda: not shots.hasFocus())
    press(Key.Key_Escape, window)
    out_frame = window.viewer.trimming.out_frame
    press(Key.Key_X, window)
    assert window.viewer.trimming.out_frame == out_frame + 1
    press(Key.Key_Z, window)


@pytest.mark.parametrize("way", ["escape", "click"])
def test_a_list_gives_its_keys_back_on_escape_and_on_a_click_on_the_picture(window, way):
    shots, viewer = window.shots.view, window.viewer
    window.handlers.show_panel("shots")
    QTest.mouseClick(shots.viewport(), LEFT, pos=QPoint(40, 40))
    assert shots.hasFocus()
    if way == "escape":
        press(Key.Key_Escape)
    else:
        QTest.mouseClick(viewer.canvas, LEFT)
        window.session.back_to_pair()
    assert not shots.hasFocus()
    out_frame = viewer.trimming.out_frame
    press(Key.Key_X, window)
    assert viewer.trimming.out_frame == out_frame + 1
    assert not any(shot.hidden for shot in window.shots.table.shots)
    press(Key.Key_Z, window)
    window.handlers.show_panel("candidates")


def test_a_click_on_the_picture_ends_a_note(window):
    press(Key.Key_N, window)
    assert window.inspector.note.hasFocus()
    QTest.mouseClick(window.viewer.canvas, LEFT)
    assert not window.inspector.note.hasFocus()


def test_escape_dismisses_a_notice_also_after_a_click_on_a_pair(window):
    pairs = window.candidates.view
    QTest.mouseClick(pairs.viewport(), LEFT, pos=QPoint(40, 40))
    assert pairs.hasFocus()
    window.tell("Something happened.")
    press(Key.Key_Escape)
    assert not window.notice.isVisible()


@pytest.mark.parametrize(
    "name", ["export", "preferences", "report", "about", "films", "shortcuts", "note"]
)
def test_after_a_dialog_the_keys_are_the_pictures_unless_a_note_is_typed(window, name):
    window.session.accept()
    typing = name == "note"
    if typing:
        press(Key.Key_N, window)
    window.menu["about" if typing else name].trigger()
    (dialog,) = (each for each in window.findChildren(QDialog) if each.isVisible())
    wait_for(dialog.isActiveWindow)
    dialog.close()
    window.activateWindow()
    wait_for(lambda: window.isActiveWindow() and QApplication.focusWidget() is not None)
    assert QApplication.focusWidget() is (window.inspector.note if typing else window.viewer)


@pytest.mark.parametrize("name", ["shots", "cut_list"])
def test_after_a_click_into_a_list_space_and_the_arrows_are_still_the_pictures(window, name):
    session, player = window.session, window.viewer.player
    first, second = (pair.id for pair in session.candidates[:2])
    for pair in (first, second):
        session.select(pair)
        session.accept()
    window.handlers.show_panel(name)
    view = {"shots": window.shots.view, "cut_list": window.cut_list.view}[name]
    wait_for(lambda: view.model().rowCount() > 1)
    view.scrollToTop()
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(40, 40))
    assert view.hasFocus()
    wait_for(lambda: player.speed == 1)
    press(Key.Key_Space)
    assert player.speed == 0
    before = player.moment
    press(Key.Key_Right)
    assert player.moment != before
    if name == "shots":  # one of which is seen now
        press(Key.Key_Escape)
    selected = session.selected.id
    press(Key.Key_Down, window)
    assert session.selected.id != selected
    # Del takes what is seen in the viewer.
    if name == "cut_list":
        assert window.cut_list._current().id == session.selected.id
    # Reached by key, the list has its own.
    press(Key.Key_Escape, window)
    window.handlers.toggle_panel(name)
    view.setCurrentIndex(view.model().index(0, 0))
    before = session.selected.id
    press(Key.Key_Up)
    assert session.selected.id == before
    press(Key.Key_Escape)
    window.handlers.show_panel("candidates")


def test_with_k_held_l_and_j_play_slowly_and_a_tap_is_one_frame(window):
    player = window.viewer.player
    press(Key.Key_D, window)
    place = player.clock.position
    QTest.keyPress(window, Key.Key_K)
    QTest.keyClick(window, Key.Key_L)
    assert (player.clock.position, player.speed) == (place + 1, 0)
    QTest.keyPress(window, Key.Key_J)
    assert (player.clock.position, player.speed) == (place, Fraction(-1, 4))
    wait_for(lambda: player.clock.position == place - 1)
    QTest.keyRelease(window, Key.Key_J)
    assert player.speed == 0
    QTest.keyPress(window, Key.Key_L)
    QTest.keyRelease(window, Key.Key_K)
    assert player.speed == 0
    QTest.keyRelease(window, Key.Key_L)
    press(Key.Key_L, window)
    assert player.speed == 1
    press(Key.Key_K, window)


def test_k_of_a_window_that_was_left_is_held_no_longer(window):
    player = window.viewer.player
    QTest.keyPress(window, Key.Key_K)
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    press(Key.Key_L, window)
    assert player.speed == 1
    QTest.keyRelease(window, Key.Key_K)
    press(Key.Key_K, window)


@pytest.mark.parametrize(
    ("modifiers", "name"),
    [
        (Qt.KeyboardModifier.NoModifier, "show_side"),
        (Qt.KeyboardModifier.ControlModifier, "motion_matches"),
    ],
)
def test_digits_that_want_shift_are_known_by_the_place_of_their_keys(
    window, monkeypatch, modifiers, name
):
    """As on French keyboards, where the key of 2 writes é."""
    monkeypatch.setattr(sys, "platform", "linux")
    taken = []
    link = window.menu[name].triggered.connect(lambda: taken.append(name))
    monkeypatch.setattr(window.session, "find", lambda flavour: None)
    press_place(window, 11, Key.Key_Eacute, modifiers)
    assert taken == [name]
    # Elsewhere on the keyboard it is a letter as any other.
    press_place(window, 40, Key.Key_Eacute, modifiers)
    assert taken == [name]
    window.menu[name].triggered.disconnect(link)
    press(Key.Key_1, window)
    press(Key.Key_K, window)


def press_place(window, scan_code, key, modifiers):
    """Press the key at a place of the keyboard, as the system tells of it."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan_code, 0, 0)
    QApplication.sendEvent(QApplication.focusWidget() or window, event)


def test_controls_behind_a_tab_are_passed_over(window):
    met = set()
    while QApplication.focusWidget() not in met:
        met.add(QApplication.focusWidget())
        press(Key.Key_F6, window)
    assert window.candidates.view in met
    assert window.filters.score in met
    assert not met & {window.shots.view, window.films.pause, window.history.undo}
    assert not any(
        each.window() is window and window.workspace.covers(each) for each in met - {None}
    )


def test_the_keys_go_through_the_panels_as_one_reads(window):
    size, docks = window.size(), window.workspace.docks
    window.resize(1440, 900)
    window.workspace.reset()
    window.session.accept()
    wait_for(window.cut_list.view.isVisible)
    # Tabs that are laid out again are other ones for a moment.
    wait_for(lambda: all(bar.accessibleName() for bar in window.findChildren(QTabBar)))
    names = ["Pair", "Good  G", "Note", "Cut list", "Export…", "Candidates", "Size of pictures",
             "Candidates", "Filters", "flop", "frame", "Clear filters"]  # fmt: skip
    assert [name for name in passed(window, Key.Key_F6) if name in names] == names
    back = passed(window, Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert [name for name in back if name in names] == names[::-1]
    # Tabs are found by what they say, which follows what a panel counts.
    window.tabifyDockWidget(docks["inspector"], docks["cut_list"])
    docks["cut_list"].raise_()
    wait_for(lambda: window.workspace.is_seen("cut_list"))
    assert passed(window, Key.Key_F6)[:2] == ["Cut list  1 cut", "Cut list"]
    window.workspace.reset()
    window.resize(size)


def passed(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    """The names of what has the keys in turn, from the viewer on, as a key is pressed."""
    window.viewer.setFocus()
    met = []
    while (control := window.focusWidget()) not in met:
        met.append(control)
        QTest.keyClick(control, key, modifier)
    return [told_as(control) for control in met[1:]]


def test_a_control_that_gets_the_keys_is_scrolled_into_sight(window):
    size, clear = window.size(), window.filters.clear_button
    window.resize(1024, 600)
    window.workspace.reset()
    window.workspace.docks["filters"].raise_()
    wait_for(lambda: window.workspace.is_seen("filters"))
    assert clear.visibleRegion().isEmpty()
    go_to(window, clear)
    assert clear.visibleRegion().boundingRect() == clear.rect()
    window.workspace.reset()
    window.resize(size)


def test_the_list_that_has_the_focus_shows_it(window):
    wall = window.candidates.view

    def edge():
        at = wall.mapTo(window, QPoint(wall.width() // 2, 0))
        return window.grab().toImage().pixelColor(at)

    assert edge() == QColor(theme.PANEL)
    QTest.mouseClick(wall.viewport(), LEFT, pos=wall.viewport().rect().center())
    assert edge() == QColor(theme.ACCENT)


def test_the_menu_bar_has_all_keys_once_alt_has_given_it_the_focus(window):
    session, bar = window.session, window.findChild(QMenuBar)
    before, mode, pair = at_rest(window), window.viewer.mode, session.selected.id
    QTest.keyClick(window, Key.Key_Alt)
    assert QApplication.focusWidget() is bar
    for key in (Key.Key_M, Key.Key_G, Key.Key_Space, Key.Key_2, Key.Key_Right):
        press(key)
    press_place(bar, 11, Key.Key_2, Qt.KeyboardModifier.NoModifier)
    assert (at_rest(window), window.viewer.mode) == (before, mode)
    press(Key.Key_Down)
    opened = QApplication.activePopupWidget()
    assert opened is window.menu.menus["Edit"]
    QTest.keyClick(opened, Key.Key_Escape)
    press(Key.Key_Escape)
    press(Key.Key_Right)
    assert at_rest(window)[1] != before[1]
    QTest.keyClick(window, Key.Key_Alt)
    press(Key.Key_P)
    assert QApplication.activePopupWidget() is window.menu.menus["Pair"]
    for key in (Key.Key_M, Key.Key_Escape):
        QTest.keyClick(QApplication.activePopupWidget(), key)
    press(Key.Key_Escape)
    assert session.decisions.review(pair).verdict is None
    letters = [QKeySequence.mnemonic(menu.title()) for menu in window.menu.menus.values()]
    assert all(letters) and len(set(map(str, letters))) == len(letters)
    press(Key.Key_M, window)
    assert session.decisions.review(pair).verdict == "maybe"


def test_space_presses_nothing_where_the_filters_have_emptied_the_list(window):
    panel = window.candidates
    panel.view.setFocus()
    window.filters.score.setValue(100)
    wait_for(panel.empty.isVisible)
    assert QApplication.focusWidget() is None
    press(Key.Key_Space, window)
    assert window.filters.score.value() == 100
    window.filters.clear()


def test_the_key_of_a_panel_gives_its_list_the_keys_and_puts_it_away_after_that(window):
    shots, dock = window.shots.view, window.workspace.docks["shots"]
    point = window.viewer.trimming.out_frame
    QTest.keyClick(window, Key.Key_4, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: bool(shots.model().rowCount()))
    assert window.workspace.is_seen("shots")
    assert QApplication.focusWidget() is shots
    hidden = window.shots.current().hidden
    press(Key.Key_X)
    wait_for(lambda: window.shots.current().hidden != hidden)
    assert window.viewer.trimming.out_frame == point
    press(Key.Key_X)
    wait_for(lambda: window.shots.current().hidden == hidden)
    QTest.keyClick(shots, Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert not dock.isVisible()
    QTest.keyClick(window, Key.Key_4, Qt.KeyboardModifier.AltModifier)
    press(Key.Key_Escape)
    window.workspace.docks["candidates"].raise_()
