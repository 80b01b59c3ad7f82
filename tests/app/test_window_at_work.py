"""The window at work on a project: its keys, panels and notices."""

import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QMenuBar,
    QScrollArea,
    QSlider,
    QTabBar,
    QToolButton,
)
from rooms import forget_reviews, forget_window

from app.actions import CUT_ENTRIES, FLAVOUR_KEYS
from app.qt.buttons import action_bar
from app.session.desk import Desk
from app.windows.main import MainWindow
from matchcut.review import Nudge

KEYS = Qt.Key


@pytest.fixture
def window(room):
    """The window as it is at first; a test may move, resize and say what it likes."""
    size = room.size()
    forget_reviews(room)
    room.menu["reset_layout"].trigger()
    if QApplication.focusWidget() is not None:
        QApplication.focusWidget().clearFocus()
    yield room
    room.notice.hide()
    room.resize(size)


@pytest.fixture
def session(window):
    return window.session


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def test_verdict_keys_tag_the_pair_and_go_on_to_the_next(qtbot, window, session):
    first, second, third, fourth, *_ = (pair.id for pair in session.candidates)
    session.select(first)
    for key in (KEYS.Key_G, KEYS.Key_B, KEYS.Key_M, KEYS.Key_A):
        press(qtbot, window, key)
    said = [session.candidate(pair) for pair in (first, second, third, fourth)]
    assert [pair.verdict for pair in said] == ["good", "bad", "maybe", None]
    assert said[3].accepted
    assert session.selected.id == session.candidates[4].id


def test_up_and_down_go_through_the_pairs(qtbot, window, session):
    session.select(session.candidates[0].id)
    press(qtbot, window, KEYS.Key_Down)
    assert session.selected.id == session.candidates[1].id
    press(qtbot, window, KEYS.Key_Up)
    assert session.selected.id == session.candidates[0].id


def test_tab_leaves_only_the_picture_and_brings_the_panels_back(qtbot, window):
    seen = [name for name, dock in window.workspace.docks.items() if not dock.isHidden()]
    assert "candidates" in seen
    press(qtbot, window, KEYS.Key_Tab)
    assert all(dock.isHidden() for dock in window.workspace.docks.values())
    assert window.viewer.isVisible()
    press(qtbot, window, KEYS.Key_Tab)
    assert [name for name, dock in window.workspace.docks.items() if not dock.isHidden()] == seen


def test_escape_shows_the_panels_again_where_only_the_picture_is_seen(qtbot, window):
    press(qtbot, window, KEYS.Key_Tab)
    assert window.workspace.bare
    press(qtbot, window, KEYS.Key_Escape)
    assert not window.workspace.bare
    assert not window.menu["picture_only"].isChecked()
    press(qtbot, window, KEYS.Key_Escape)
    assert not window.workspace.bare


def test_the_picture_is_the_biggest_thing_in_the_window(window):
    window.resize(1440, 900)
    QApplication.processEvents()
    picture = window.viewer.width() * window.viewer.height()
    docks = [dock for dock in window.workspace.docks.values() if dock.isVisible()]
    assert len(docks) >= 2
    for dock in docks:
        assert dock.width() * dock.height() < picture


def test_the_note_is_seen_whole_on_a_small_screen_and_a_cut_below_it(qtbot, window, session):
    session.accept()
    window.resize(1280, 720)
    window.menu["reset_layout"].trigger()
    note, cuts = window.inspector.note, window.cut_list.view
    qtbot.waitUntil(lambda: cuts.model().rowCount() == 1)

    def seen():
        first = cuts.visualRect(cuts.model().index(0, 0))
        note_seen = note.visibleRegion().boundingRect() == note.rect()
        return note_seen and cuts.viewport().rect().contains(first)

    qtbot.waitUntil(seen)


@pytest.mark.parametrize("cuts", [0, 1])
def test_both_sides_of_a_pair_are_told_on_a_small_screen(qtbot, window, session, cuts):
    if cuts:
        session.accept()
    qtbot.waitUntil(lambda: window.cut_list.table.rowCount() == cuts)
    window.resize(1280, 720)
    window.menu["reset_layout"].trigger()
    inspector = window.inspector

    def whole(widget):
        return widget.visibleRegion().boundingRect() == widget.rect()

    told = inspector.in_name, inspector.note, *inspector.buttons.values()
    qtbot.waitUntil(lambda: all(map(whole, told)))
    if not cuts:
        qtbot.waitUntil(
            lambda: window.workspace.docks["cut_list"].height() < inspector.height() / 2
        )


@pytest.mark.parametrize("height", [720, 660])
def test_the_note_stays_whole_whatever_is_told_above_it(qtbot, window, session, height):
    window.resize(1280, height)
    window.menu["reset_layout"].trigger()
    inspector = window.inspector
    qtbot.waitUntil(lambda: window.height() == height)
    qtbot.wait(50)
    session.nudge(Nudge(1.04, 0.02, -0.01))
    pair = replace(session.selected, reason="Two figures, smaller after the cut, far below. " * 3)
    inspector.show_pair(pair)

    def whole(widget):
        return widget.visibleRegion().boundingRect() == widget.rect()

    qtbot.wait(200)  # what is told is laid out
    told = inspector.note, inspector.facts, *inspector.buttons.values()
    qtbot.waitUntil(lambda: inspector.facts.isVisible() and all(map(whole, told)))
    assert window.viewer.width() * window.viewer.height() > 0.35 * window.width() * height


def test_what_happened_and_what_to_try_are_both_read_whatever_the_width(qtbot, window):
    happened = "The analysis of reel_04_of_the_second_unit.mov ended unexpectedly."
    remedy = "What it had finished is kept; the other films go on. Try it again, or go on without."
    words = window.notice.happened, window.notice.remedy
    window.resize(2000, 900)
    window.tell(happened, remedy)
    qtbot.waitUntil(lambda: words[0].y() == words[1].y())
    assert [each.shown() for each in words] == [happened, remedy]
    window.resize(1024, 720)
    qtbot.waitUntil(lambda: words[0].y() < words[1].y())
    assert [each.shown() for each in words] == [happened, remedy]
    window.tell("x" * 500, remedy)
    qtbot.waitUntil(lambda: words[1].shown() == remedy)
    assert words[0].shown().endswith("x")
    assert words[0].toolTip() == "x" * 500
    assert window.width() == 1024


def test_typing_a_note_gives_no_verdicts(qtbot, window, session):
    session.select(session.candidates[0].id)
    press(qtbot, window, KEYS.Key_N)
    qtbot.keyClicks(QApplication.focusWidget(), "gbm")
    assert session.selected.verdict is None
    assert session.selected.id == session.candidates[0].id


def test_question_mark_opens_the_shortcut_sheet(qtbot, window):
    from app.actions import ShortcutSheet

    press(qtbot, window, KEYS.Key_Question)
    sheet = window.findChild(ShortcutSheet)
    assert sheet.isVisible()
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert {"Shift+P", "Alt+1", "Alt+7", "Ctrl+T", "Shift+U", "Ctrl+Up"} <= set(words)
    assert sheet.width() <= window.screen().availableSize().width()
    said = {label.text(): label.mapTo(sheet, QPoint()).x() for label in sheet.findChildren(QLabel)}
    assert said["Good, then next"] == said["Turn the pair round"] == said["Write a note"]
    assert said["Match this"] == said["Play all"] == said["Back to the pair"]
    assert said["Frame matches"] == said["Keyboard shortcuts"]
    assert said["Play or pause"] == said["Full screen"] == said["Filters"]
    whole = sheet.findChild(QScrollArea).widget()
    # Of a small screen, what the sheet takes before it is scrolled.
    assert whole.width() <= 1280 * 0.95 and whole.height() <= 720 * 0.95
    sheet.close()


def test_every_menu_has_its_actions_and_the_lists_theirs(window):
    menus = window.menu.menus
    for menu, panel in (("Shots", window.shots), ("Cut list", window.cut_list)):
        shown = {key.toString() for each in menus[menu].actions() for key in each.shortcuts()}
        assert set(panel.view.own_keys) <= shown


def test_every_menu_fits_a_screen_of_600_lines_and_trims_are_one_level_down(window):
    menus, bar = window.menu.menus, window.findChild(QMenuBar)
    assert "Trim" in menus
    for name, menu in menus.items():
        assert menu.sizeHint().height() <= 600 - bar.height(), name
    assert menus["Trim"].menuAction() in menus["Pair"].actions()
    assert window.menu["out_ten_frames_later"] in menus["Trim"].actions()


def test_shots_are_seen_while_the_first_film_is_watched(qtbot, window):
    window.pages.setCurrentWidget(window.watching)
    qtbot.waitUntil(lambda: window.watching.table.rowCount() > 0)
    first, *_, last = window.watching.table.shots
    assert first.start > last.start
    assert "so far" in window.watching.words.text()
    window.show_state()


def test_the_viewer_can_not_go_where_there_is_no_second_display(qtbot, window):
    press(qtbot, window, KEYS.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert "no second display" in window.notice.happened.text()
    assert not window.viewer.isWindow()
    assert window.notice._passing.isActive()  # nothing is wrong: it goes by itself


def test_a_failure_is_one_sentence_that_can_be_dismissed(qtbot, window, session):
    session.failed.emit("The disk is full.", "Free some space.")
    assert window.notice.isVisible()
    assert window.notice.happened.text() == "The disk is full."
    press(qtbot, window, KEYS.Key_Escape)
    assert not window.notice.isVisible()


def test_a_bug_offers_a_report_that_can_be_copied_and_the_session_goes_on(qtbot, window, session):
    from app.windows.bug_report import ReportDialog

    session.bug.emit("Traceback: ValueError: seven")
    qtbot.mouseClick(window.notice.action, Qt.MouseButton.LeftButton)
    report = window.findChild(ReportDialog)
    qtbot.mouseClick(report.copy, Qt.MouseButton.LeftButton)
    assert "ValueError: seven" in QApplication.clipboard().text()
    report.close()
    session.select(session.candidates[0].id)
    press(qtbot, window, KEYS.Key_G)
    assert session.candidates[0].verdict == "good"


def test_an_exception_in_the_window_is_reported_and_not_the_end(qtbot, window, monkeypatch):
    from app.windows.bug_report import BugCatcher

    catcher = BugCatcher()
    catcher.caught.connect(window.report)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catcher.install()
    try:
        raise ValueError("seven")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert window.notice.isVisible()
    assert "nothing you decided is lost" in window.notice.happened.text()


def test_full_screen_and_back_leaves_picture_only_as_it_was(qtbot, window):
    press(qtbot, window, KEYS.Key_Tab)
    for _ in range(2):
        press(qtbot, window, KEYS.Key_F)
    assert not window.isFullScreen()
    assert window.workspace.bare
    assert window.menu["picture_only"].isChecked()
    press(qtbot, window, KEYS.Key_Tab)
    press(qtbot, window, KEYS.Key_F)
    assert window.workspace.bare
    press(qtbot, window, KEYS.Key_F)
    assert not window.workspace.bare


def test_every_control_says_what_it_does_and_which_key_it_has(window):
    lacking = [
        button.text() or button.objectName()
        for button in window.findChildren(QAbstractButton)
        if not button.toolTip() and button.isVisibleTo(window)
    ]
    assert lacking == []
    for kind in (QSlider, QComboBox, QAbstractSpinBox):
        for control in window.findChildren(kind):
            assert control.toolTip(), control.accessibleName()
    for flavour, key in FLAVOUR_KEYS.items():
        tip = window.filters.flavours[flavour].toolTip()
        assert tip.startswith(f"{flavour.title()} match: ")
        assert tip.endswith(f"({key})")
    match = window.shots.buttons.widgetForAction(window.shots.actions_["match"])
    assert match.toolTip().startswith("List the best partners of this shot")
    assert "(N)" in window.inspector.note.toolTip()
    (key,) = (entry.keys[0] for entry in CUT_ENTRIES if entry.name == "remove")
    assert f"({key})" in window.cut_list.remove_button.toolTip()


@pytest.mark.parametrize(("name", "place"), [("filters", 1), ("candidates", 3), ("shots", 4)])
def test_a_panel_floats_and_is_put_back_by_key(qtbot, window, name, place):
    window.handlers.show_panel(name)
    dock, number = window.workspace.docks[name], KEYS(KEYS.Key_0 + place)
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    told = f"(Alt+Shift+{place})"
    qtbot.waitUntil(
        lambda: any(
            told in each.toolTip() and each.isVisible()
            for each in dock.findChildren(QAbstractButton)
        )
    )
    for floats in (True, False):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        press(qtbot, window, number, both)
        assert dock.isFloating() is floats


def test_the_header_of_a_panel_has_a_button_by_which_it_floats(qtbot, window):
    dock = window.workspace.docks["candidates"]
    window.handlers.show_panel("candidates")
    for floats in (True, False):
        qtbot.mouseClick(dock._afloat, Qt.MouseButton.LeftButton)
        assert dock.isFloating() is floats


def test_the_tabs_of_panels_are_named_by_their_area(window):
    named = {
        tabs.tabText(at): tabs.accessibleName()
        for tabs in window.findChildren(QTabBar)
        for at in range(tabs.count())
    }
    assert named["Films"] == "Panels on the left"
    assert named["Shots"] == "Panels below"
    assert named["History"] == "Panels on the right"


def coloured(image):
    """The pixels of an image whose red, green and blue differ."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [each.name() for each in pixels if len({each.red(), each.green(), each.blue()}) > 1]


def test_the_buttons_of_the_panels_are_exact_greys(qtbot, window):
    dock = window.workspace.docks["filters"]
    for floating in (False, True, False):
        dock.setFloating(floating)
        qtbot.wait(50)
        for name in ("close", "float"):
            button = dock.findChild(QAbstractButton, f"qt_dockwidget_{name}button")
            assert coloured(button.icon().pixmap(16, 16).toImage()) == []


@pytest.mark.parametrize("kind", [QTabBar, QScrollArea])
def test_what_f6_stops_at_shows_that_it_has_the_focus(window, kind):
    stops = [each for each in window.findChildren(kind) if each.isVisible()]
    for stop in stops:
        window.centralWidget().setFocus()
        before = stop.grab().toImage()
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        assert stop.hasFocus()
        assert stop.grab().toImage() != before
    assert stops


def test_a_placeholder_can_be_read(window):
    from app import theme

    image = window.inspector.note.grab().toImage()
    lightest = max(image.pixelColor(x, y).lightness() for x in range(8, 60) for y in range(5, 26))
    # Its type is thin: at its middle it comes near to its colour.
    assert lightest > QColor(theme.SECONDARY).lightness() - 12


def test_the_menus_show_what_is_on(qtbot, window, session):
    def ticked(*names):
        return [name for name in names if window.menu[name].isChecked()]

    modes = ("show_cut", "show_side", "show_onion", "show_wipe", "show_difference")
    press(qtbot, window, KEYS.Key_3)
    assert ticked(*modes) == ["show_onion"]
    qtbot.mouseClick(window.viewer.bar._group.button(1), Qt.MouseButton.LeftButton)
    assert ticked(*modes) == ["show_side"]
    for _ in range(2):
        press(qtbot, window, KEYS.Key_1)
        assert ticked(*modes) == ["show_cut"]
    for name, key in (
        ("marks", KEYS.Key_O),
        ("safe_areas", KEYS.Key_Q),
        ("centre_cross", KEYS.Key_W),
        ("sound", KEYS.Key_S),
    ):
        on = name == "sound"
        for expected in (not on, on):
            press(qtbot, window, key)
            assert window.menu[name].isChecked() is expected
    flavours = ("frame_matches", "motion_matches", "action_matches")
    assert ticked(*flavours) == ["frame_matches"]
    qtbot.mouseClick(window.filters.flavours["motion"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ticked(*flavours) == ["motion_matches"])
    qtbot.waitUntil(lambda: not session.search.going)
    press(qtbot, window, KEYS.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not session.search.going and session.search.flavour == "frame")
    assert ticked(*flavours) == ["frame_matches"]


def test_the_menu_shows_whether_the_incoming_shot_is_flopped_also_after_undo_and_of_a_still(
    qtbot, window, session
):
    flop, pair = window.menu["flop"], session.selected
    press(qtbot, window, KEYS.Key_H)
    assert (flop.isChecked(), session.selected.flop) == (True, True)
    press(qtbot, window, KEYS.Key_Down)
    assert not flop.isChecked()
    press(qtbot, window, KEYS.Key_Up)
    assert flop.isChecked()
    with qtbot.waitSignal(session.returned):
        press(qtbot, window, KEYS.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not flop.isChecked()
    session._select(replace(pair, out=None, still="still.png"))
    with qtbot.waitSignal(session.failed):
        press(qtbot, window, KEYS.Key_H)
    assert not flop.isChecked()


def test_a_nudge_is_kept_only_where_one_is_seen_and_grey_else(qtbot, window, session, monkeypatch):
    monkeypatch.setattr(session.answers, "ask", lambda *_, **__: 0)  # told below
    keep, shift = window.menu["keep_nudge"], Qt.KeyboardModifier.ShiftModifier
    session.nudge(None)
    assert not keep.isEnabled()
    press(qtbot, window, KEYS.Key_U)
    assert not keep.isEnabled()  # it is being looked for
    window.viewer.nudging._take(
        {"scale": 0.5, "dx": 0, "dy": 0, "flop": False, "before": 0.4, "after": 0.6}
    )
    assert keep.isEnabled()
    press(qtbot, window, KEYS.Key_U, shift)
    assert session.selected.nudge == Nudge(0.5, 0, 0)
    assert keep.isEnabled()
    press(qtbot, window, KEYS.Key_U, shift)
    assert session.selected.nudge is None
    assert not keep.isEnabled()


def test_after_a_search_that_failed_the_menu_shows_what_is_listed(qtbot, window, session):
    with qtbot.waitSignal(session.not_found):
        session.find("action", match_shot=("no such film", 1, 0))
    assert window.menu["frame_matches"].isChecked()


def test_the_menus_are_of_the_raised_grey(qtbot, window):
    from app import theme

    menu = window.menu.menus["View"]
    menu.popup(window.mapToGlobal(QPoint(40, 40)))
    qtbot.waitUntil(menu.isVisible)
    grey = menu.grab().toImage().pixelColor(menu.width() - 4, menu.height() // 2)
    menu.close()
    assert grey == QColor(theme.RAISED)


def test_a_notice_lies_over_the_room_and_moves_nothing(qtbot, window):
    window.notice.hide()
    canvas = window.viewer.canvas
    qtbot.wait(50)
    before = canvas.mapTo(window, QPoint()), canvas.size()
    window.tell("Something happened.", "Try something else. " * 12)
    qtbot.wait(50)
    notice = window.notice
    assert (canvas.mapTo(window, QPoint()), canvas.size()) == before
    assert notice.visibleRegion().boundingRect() == notice.rect()
    assert notice.y() == window.menuWidget().geometry().bottom() + 1
    room = window.centralWidget().geometry()
    assert notice.geometry().right() == room.right()
    two = notice.height()
    window.tell("Something happened.")
    qtbot.waitUntil(lambda: notice.height() < two)
    assert room.left() > 0
    assert (notice.x(), notice.width()) == (room.left(), room.width())


@pytest.mark.parametrize("remedy", ["", "Try something else. " * 12])
def test_a_notice_leaves_what_is_told_of_a_pair_in_sight(qtbot, window, remedy):
    window.tell("Something happened.", remedy)
    notice, place = window.notice, window.inspector.place
    window.handlers.show_panel("history")
    window.handlers.show_panel("inspector")
    qtbot.waitUntil(place.isVisible)
    covered = notice.geometry().intersects(place.rect().translated(place.mapTo(window, QPoint())))
    assert not covered
    qtbot.waitUntil(lambda: notice.isAncestorOf(window.childAt(notice.geometry().center())))


def test_the_name_of_the_project_stays_however_long_the_work_is_told_of(qtbot, window):
    window.resize(1440, 900)
    places = set()
    for words in ("", "reel.mov: watching, 8%", "reel.mov: " + "a long story of a film, " * 12):
        window.words.show_words(words)
        qtbot.wait(20)
        places.add(window.project_name.x())
    window.words.show_words("")
    assert len(places) == 1


def test_a_small_screen_has_room_for_every_panel(qtbot, window, session):
    session.accept()
    qtbot.waitUntil(lambda: window.cut_list.table.rowCount() == 1)
    window.handlers.show_panel("shots")
    # 1440 x 900 at 150 %, or 1920 x 1080 at 200 %.
    assert window.minimumSizeHint().width() <= 960


def test_a_new_window_is_no_larger_than_its_screen(window, monkeypatch):
    screen = QSize(960, 540)
    monkeypatch.setattr(type(window.screen()), "availableSize", lambda _: screen)
    small = MainWindow(Desk())
    assert small.size().boundedTo(screen) == small.size()
    small.close()
    forget_window(small)


@pytest.mark.parametrize("wide", [1920, 960, 910])
def test_on_no_screen_the_window_is_wider_or_cut_off(qtbot, window, monkeypatch, wide):
    screen = window.screen()
    monkeypatch.setattr(type(screen), "availableSize", lambda _: QSize(wide, 512))
    window.menu["reset_layout"].trigger()
    assert window.minimumSizeHint().width() <= wide
    docks = window.workspace.docks
    with_pair = docks["filters"] in window.tabifiedDockWidgets(docks["inspector"])
    assert with_pair == (wide < 960)
    assert window.workspace.is_seen("inspector")


@pytest.mark.parametrize("width", [1199, 1024, 1200])
def test_in_a_narrow_window_the_filters_stand_behind_the_pair_and_the_picture_is_the_largest(
    qtbot, window, width
):
    window.resize(width, 600)
    window.menu["reset_layout"].trigger()
    qtbot.waitUntil(lambda: window.size() == QSize(width, 600))
    qtbot.wait(50)
    docks = window.workspace.docks
    behind = docks["filters"] in window.tabifiedDockWidgets(docks["inspector"])
    assert behind == (width < 1200)
    if behind:
        picture = window.viewer.canvas
        assert picture.width() >= 0.65 * width
        seen = [dock for name, dock in docks.items() if window.workspace.is_seen(name)]
        assert {docks["inspector"], docks["candidates"]} <= set(seen)
        area = picture.width() * picture.height()
        assert all(area > dock.width() * dock.height() for dock in seen)


def test_actions_without_room_for_a_button_are_in_the_menu_of_the_last_one(qtbot):
    actions = [QAction(words) for words in ("Match this", "Show the group", "Hide")]
    bar = action_bar(actions)
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint())
    bar.show()
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert all(bar.widgetForAction(action).isVisible() for action in actions)
    assert not more.isVisible()
    bar.resize(bar.width() - 1, bar.height())
    qtbot.waitUntil(more.isVisible)
    assert bar.widgetForAction(actions[0]).isVisible()
    assert more.menu().actions() == actions[2:]
