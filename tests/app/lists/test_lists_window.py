"""The lists as the editor sees them: real keys, and what is on disk after them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from rooms import press, wait_for_disk

from app.session.candidates import Filters
from app.tables.candidates import WEAK_FROM_HERE
from app.tables.painting import PairDelegate
from app.tables.thumbnails import wanted_of


def test_each_verdict_key_tags_the_pair_and_goes_on_to_the_next(panel, window, qtbot):
    ids = [pair.id for pair in panel.table.pairs[:4]]
    for key in (Qt.Key.Key_G, Qt.Key.Key_B, Qt.Key.Key_M, Qt.Key.Key_A):
        press(qtbot, window, key)
    assert window.session.selected.id == panel.table.pairs[4].id
    assert panel.progress.text() == f"4 of {len(panel.table.pairs)} reviewed"
    assert window.inspector.place.text() == f"PAIR 5 of {len(panel.table.pairs)}"

    def as_pressed(said, accepted):
        verdicts = [said[pair].verdict for pair in ids if pair in said]
        return verdicts == ["good", "bad", "maybe", None] and accepted == [ids[3]]

    wait_for_disk(qtbot, window, as_pressed)


def test_undo_and_redo_by_key_change_what_is_counted(panel, window, qtbot):
    press(qtbot, window, Qt.Key.Key_G)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(qtbot, window, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: panel.progress.text().startswith("0 of"))
    press(qtbot, window, Qt.Key.Key_Z, control | shift)
    qtbot.waitUntil(lambda: panel.progress.text().startswith("1 of"))


def test_a_click_on_a_pair_selects_it_and_next_goes_on_from_there(panel, window, qtbot):
    index = panel.table.index(2)
    panel.view.scrollTo(index)
    at = panel.view.visualRect(index).topLeft() + QPoint(20, 20)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert window.session.selected.id == panel.table.pairs[2].id
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.session.selected.id == panel.table.pairs[3].id


def test_a_pair_that_no_longer_passes_stays_until_the_next_is_selected(panel, window, qtbot):
    panel.set_filters(Filters(verdicts=frozenset({"untagged"})))
    first, second, third = panel.table.pairs[:3]
    window.session.select(first.id)
    press(qtbot, window, Qt.Key.Key_G)
    assert window.session.selected.id == second.id
    assert panel.table.pairs[0].id == second.id
    press(qtbot, window, Qt.Key.Key_B)
    assert window.session.selected.id == third.id


def test_what_is_reviewed_is_counted_over_all_pairs_also_where_only_the_others_are_listed(
    panel, window, qtbot
):
    number = len(panel.table.pairs)
    panel.set_filters(Filters(verdicts=frozenset({"untagged"})))
    window.session.select(panel.table.pairs[0].id)
    press(qtbot, window, Qt.Key.Key_G)
    press(qtbot, window, Qt.Key.Key_B)
    assert len(panel.table.pairs) == number - 2
    assert panel.progress.text() == f"2 of {number} reviewed"
    panel.set_filters(Filters(least_score=2.0))
    assert panel.progress.text() == f"2 of {number} reviewed"


def test_filters_that_let_nothing_through_say_so_and_are_cleared_by_one_button(panel, qtbot):
    number = len(panel.table.pairs)
    panel.set_filters(Filters(least_score=2))
    assert panel.empty.isVisible()
    assert panel.empty.words.text() == "No pair passes the filters."
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert len(panel.table.pairs) == number


def test_a_pair_that_the_filters_hide_gives_way_to_the_next_that_is_shown(panel, window, qtbot):
    session = window.session
    first, second, third = (pair.id for pair in panel.table.pairs[:3])
    session.select(second)
    press(qtbot, window, Qt.Key.Key_B)
    session.select(second)
    panel.set_filters(Filters(verdicts=frozenset({"untagged"})))
    assert session.selected.id == third
    press(qtbot, window, Qt.Key.Key_G)
    assert session.decisions.review(second).verdict == "bad"
    assert session.decisions.review(third).verdict == "good"
    session.select(first)
    panel.set_filters(Filters(verdicts=frozenset({"bad"})))
    assert session.selected.id == second
    # Of a flavour that is looked for now, too, only what is shown is selected.
    session.find("motion")
    qtbot.waitUntil(lambda: not session.search.going and session.search.flavour == "motion")
    assert session.candidates
    assert session.selected is None
    session.find("frame")
    qtbot.waitUntil(lambda: not session.search.going and session.search.flavour == "frame")
    assert session.selected.id == second


def test_where_the_filters_hide_every_pair_no_key_judges_one_and_the_viewer_says_so(
    panel, window, qtbot
):
    session, said = window.session, window.viewer.canvas
    second = panel.table.pairs[1].id
    session.select(second)
    panel.set_filters(Filters(least_score=2))
    assert session.selected is None
    assert said._message == "No pair passes the filters."
    for key in (Qt.Key.Key_G, Qt.Key.Key_A, Qt.Key.Key_Down):
        press(qtbot, window, key)
    assert session.selected is None
    assert not any(session.decisions.review(pair.id).verdict for pair in session.candidates)
    assert session.cut_list() == []
    panel.set_filters(Filters())
    assert session.selected.id == second


def test_that_filters_are_on_stands_over_the_list_and_one_press_clears_them(panel, window, qtbot):
    filters, header, number = window.filters, panel.header, len(panel.table.pairs)
    press(qtbot, window, Qt.Key.Key_G)
    assert not panel.filtered.isVisibleTo(header)

    def filter_by_good():
        filters.verdict.buttons["good"].setChecked(True)
        qtbot.waitUntil(lambda: panel.filtered.isVisibleTo(header))
        assert panel.filtered.text() == f"1 of {number} shown \N{MULTIPLICATION SIGN}"
        assert panel.progress.text() == f"1 of {number} reviewed"

    filter_by_good()
    qtbot.mouseClick(panel.filtered, Qt.MouseButton.LeftButton)
    assert len(panel.table.pairs) == number
    assert not filters.verdict.chosen()
    assert not panel.filtered.isVisibleTo(header)
    filter_by_good()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, window, Qt.Key.Key_F, control)
    assert len(panel.table.pairs) == number


def test_undo_and_redo_turn_to_the_pair_that_they_are_about(panel, window, qtbot):
    first, second, third = panel.table.pairs[:3]
    for key in (Qt.Key.Key_G, Qt.Key.Key_A):
        press(qtbot, window, key)
    assert window.session.selected.id == third.id
    session, control = window.session, Qt.KeyboardModifier.ControlModifier
    for key, pair, modifier in (
        (Qt.Key.Key_Z, second, control),
        (Qt.Key.Key_Z, first, control),
        (Qt.Key.Key_Y, first, control),
        (Qt.Key.Key_Y, second, control),
    ):
        press(qtbot, window, key, modifier)
        qtbot.waitUntil(lambda pair=pair: session.selected.id == pair.id)
    assert session.selected.accepted


def test_undo_of_the_selected_pair_leaves_the_playhead_where_it_is(panel, window, qtbot):
    player = window.viewer.player
    qtbot.waitUntil(lambda: player.speed == 1)
    press(qtbot, window, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: player.speed == 0)
    press(qtbot, window, Qt.Key.Key_X)
    moved = window.viewer.trimming.out_frame
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.viewer.trimming.out_frame == moved - 1)
    assert player.speed == 0
    press(qtbot, window, Qt.Key.Key_1)


def test_a_slider_keeps_its_length_whatever_its_value(qtbot, window):
    panel = window.filters
    widths = set()
    for value in (0, 9, 10, 100):
        panel.most.setValue(value)
        panel.score.setValue(value)
        qtbot.wait(10)
        widths.add((panel.least.width(), panel.most.width(), panel.score.width()))
    panel.clear()
    assert len(widths) == 1
    assert panel.least.width() == panel.most.width()


def test_the_selected_pair_stays_in_sight_when_the_pictures_grow(qtbot, window, panel):
    panel.size_slider.setValue(96)
    view, last = panel.view, len(panel.table.pairs) - 1
    window.session.select(panel.table.pairs[last].id)
    seen = lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex()))  # noqa: E731
    qtbot.waitUntil(seen)
    panel.size_slider.setValue(320)
    qtbot.wait(50)
    qtbot.waitUntil(seen)
    panel.size_slider.setValue(144)


def test_in_one_column_cuts_are_dropped_between_rows(window, qtbot):
    view, before = window.cut_list.view, window.cut_list.view.size()
    flow = view.Flow
    for width, columns, way in ((280, 1, flow.TopToBottom), (600, 2, flow.LeftToRight)):
        view.resize(view.width() + width - view.room, view.height())
        view.fit()  # without a cut it is not seen
        assert view.tiles.columns(width) == columns
        assert view.flow() == way
        assert view.isWrapping() == (columns > 1)
    view.resize(before)
    view.fit()


def test_where_the_list_is_hidden_the_picture_says_why_there_is_no_pair(
    panel, window, qtbot, monkeypatch
):
    session, said, dock = window.session, window.viewer.canvas, window.workspace.docks["candidates"]
    dock.hide()
    with monkeypatch.context() as patch:
        patch.setattr(session.search.server, "ask", lambda *_, **__: 10**9)  # and no answer
        session._found([])
        assert said._message == "No pair matches in this way."
        session.find("motion")
        assert said._message == "Looking for pairs…"
    dock.show()
    session.find("frame")
    qtbot.waitUntil(lambda: session.search.flavour == "frame" and bool(session.candidates))
    qtbot.waitUntil(lambda: not said._message)


def test_the_filters_panel_tells_what_is_set_and_clears(qtbot, window):
    panel = window.filters
    with qtbot.waitSignal(panel.filters_changed) as told:
        panel.score.setValue(60)
        qtbot.mouseClick(panel.verdict.buttons["good"], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(panel.moves.buttons["pan"], Qt.MouseButton.LeftButton)
        panel.wheel.setFocus()
        qtbot.keyClick(panel.wheel, Qt.Key.Key_Left)
        qtbot.keyClick(panel.wheel, Qt.Key.Key_Space)
    filters = told.args[0]
    assert filters.least_score == 0.6
    assert filters.verdicts == {"good"}
    assert filters.moves == {"pan"}
    assert filters.direction == pytest.approx(0.785, abs=0.001)
    assert panel.wheel.accessibleName() == "Camera turns up right"
    with qtbot.waitSignal(panel.filters_changed) as told:
        panel.clear()
    assert told.args[0] == Filters()


def test_thumbnails_of_the_visible_pairs_arrive(panel, window, qtbot):
    side, thumbnails = panel.table.pairs[0].into, window.thumbnails
    thumbnails.open(window.session.path)
    assert thumbnails.picture(wanted_of(side)) is None
    qtbot.waitSignal(thumbnails.arrived).wait()
    qtbot.waitUntil(lambda: thumbnails.picture(wanted_of(side)) is not None)
    assert thumbnails.picture(wanted_of(side)).width() > 100


def test_ten_thousand_pairs_are_shown_and_only_the_visible_ones_are_painted(
    panel, window, monkeypatch
):
    one = window.session.candidates[0]
    many = [replace(one, id=f"p{at}", rank=at) for at in range(10_000)]
    monkeypatch.setattr(window.session._pairs, "rows", many)
    asked = []
    monkeypatch.setattr(window.thumbnails, "picture", asked.append)
    panel.set_filters(Filters())
    assert panel.table.rowCount() == 10_000
    panel.view.executeDelayedItemsLayout()
    # Painted at once, whether or not another tab lies over it.
    panel.view.viewport().grab()
    assert 0 < len(asked) < 200
    assert panel.view.verticalScrollBar().maximum() > 10_000


def test_upright_pictures_are_as_large_as_wide_ones_and_stand_without_bars(qapp):
    delegate = PairDelegate(None)
    delegate.fit(1000, 144)
    wide = delegate.sizeHint(None, None)
    delegate.set_shape(9 / 16)
    delegate.fit(1000, 144)
    (left, _) = delegate._boxes(QRect(QPoint(), delegate.sizeHint(None, None)))
    assert left.width() / left.height() == pytest.approx(9 / 16, abs=0.01)
    assert left.height() > 130
    assert delegate.columns(1000) * delegate.sizeHint(None, None).width() <= 1000
    delegate.set_shape(16 / 9)
    delegate.fit(1000, 144)
    assert delegate.sizeHint(None, None) == wide
    for room in (254, 300, 700):
        delegate.set_shape(9 / 16)
        delegate.fit(room, 96)
        assert delegate.width >= delegate.words_px


def test_where_the_list_gets_weak_is_told_at_that_pair_as_long_as_the_best_are_first(panel, window):
    pairs = [
        replace(pair, score=score)
        for pair, score in zip(window.session.candidates, (0.6, 0.3, 0.2951, 0.29), strict=False)
    ]
    table = panel.table
    table.show(pairs, best_first=True)

    def weak():
        return [table.index(row).data(WEAK_FROM_HERE) for row in range(table.rowCount())]

    assert weak() == [False, False, False, True]
    tips = [table.index(row).data(Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    words = "Weaker from here: few pairs below this are worth auditioning."
    assert [words in tip for tip in tips] == weak()
    panel.view.repaint()
    table.remove(pairs[3].id)
    assert weak() == [False] * 3
    table.show(pairs)
    assert weak() == [False] * 4
    panel.sort.setCurrentIndex(panel.sort.findData("gap"))
    assert table.weak_from is None
    panel.sort.setCurrentIndex(0)
