"""The lists as the editor sees them: real keys, and what is on disk after them."""

import json
from dataclasses import replace

import cv2
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QStyleOptionViewItem, QWidget
from rooms import WAIT_MS, forget_reviews

from app.dialogs.export import ExportDialog
from app.panels.candidates import CandidatesPanel
from app.panels.inspector import Bar, Note
from app.player.compose import Marks
from app.session.candidates import ACCEPTED, Filters
from app.tables.candidates import CandidatesTable
from app.tables.painting import PairDelegate
from app.tables.thumbnails import wanted_of, wanted_still
from matchcut.project import reviews as saved
from matchcut.project.project import open_project
from matchcut.project.shots import all_shots
from matchcut.review import FLAVOURS, Nudge
from matchcut.scoring.words import MEANINGS


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def panel(window):
    window.candidates.set_filters(Filters())
    return window.candidates


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def wait_for_disk(qtbot, window, expected):
    """Wait until a function of the reviews and the cut list on disk is true."""

    def there():
        with open_project(window.session.path) as opened:
            return expected(saved.reviews(opened), saved.accepted(opened))

    qtbot.waitUntil(there, timeout=WAIT_MS)


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
    assert session.review(second).verdict == "bad"
    assert session.review(third).verdict == "good"
    session.select(first)
    panel.set_filters(Filters(verdicts=frozenset({"bad"})))
    assert session.selected.id == second
    # Of a flavour that is looked for now, too, only what is shown is selected.
    session.find("motion")
    qtbot.waitUntil(lambda: not session.finding and session.flavour == "motion", timeout=WAIT_MS)
    assert session.candidates
    assert session.selected is None
    session.find("frame")
    qtbot.waitUntil(lambda: not session.finding and session.flavour == "frame", timeout=WAIT_MS)
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
    assert not any(session.review(pair.id).verdict for pair in session.candidates)
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
        assert panel.progress.text() == "1 of 1 reviewed"

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
        qtbot.waitUntil(lambda pair=pair: session.selected.id == pair.id, timeout=WAIT_MS)
    assert session.selected.accepted


def test_undo_of_the_selected_pair_leaves_the_playhead_where_it_is(panel, window, qtbot):
    player = window.viewer.player
    qtbot.waitUntil(lambda: player.speed == 1, timeout=WAIT_MS)
    press(qtbot, window, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: player.speed == 0)
    press(qtbot, window, Qt.Key.Key_X)
    moved = window.viewer.trimming.out_frame
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.viewer.trimming.out_frame == moved - 1, timeout=WAIT_MS)
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
    panel, flow = window.cut_list, window.cut_list.view.Flow
    for width, columns, way in ((280, 1, flow.TopToBottom), (600, 2, flow.LeftToRight)):
        panel._fit(width)
        assert panel._delegate.columns(width) == columns
        assert panel.view.flow() == way
        assert panel.view.isWrapping() == (columns > 1)
    panel._fit(panel.view.room)


def test_where_the_list_is_hidden_the_picture_says_why_there_is_no_pair(
    panel, window, qtbot, monkeypatch
):
    session, said, dock = window.session, window.viewer.canvas, window.workspace.docks["candidates"]
    dock.hide()
    with monkeypatch.context() as patch:
        patch.setattr(session.answers, "ask", lambda *_, **__: 10**9)  # and no answer
        session._found([])
        assert said._message == "No pair matches in this way."
        session.find("motion")
        assert said._message == "Looking for pairs…"
    dock.show()
    session.find("frame")
    qtbot.waitUntil(lambda: session.flavour == "frame" and bool(session.candidates))
    qtbot.waitUntil(lambda: not said._message, timeout=WAIT_MS)


def test_where_no_pair_matches_one_button_looks_for_others(panel, window, qtbot):
    session, empty = window.session, panel.empty
    session._found([])
    assert session.selected is None
    assert "Select" not in window.inspector.empty.words.text()
    assert empty.button.text() == "Motion matches"
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.flavour == "motion" and not session.finding, timeout=WAIT_MS)
    session._found([])
    assert empty.button.text() == "Frame matches"
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.flavour == "frame" and bool(session.candidates))


def test_a_single_shot_asks_for_more_films(panel, window, monkeypatch):
    session, empty, wanted = window.session, panel.empty, []
    (film,) = session.analysis.films
    monkeypatch.setattr(session.analysis, "films", [replace(film, shots=1)])
    panel.films_wanted.connect(lambda: wanted.append(True))
    found = session.candidates
    session._found([])
    assert empty.words.text() == "A pair takes two shots, and here is one."
    assert empty.button.text() == "Add films…"
    # It does what it says, also where another shot has come since.
    monkeypatch.setattr(session.analysis, "films", [replace(film, shots=2)])
    with monkeypatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
        empty.button.click()
    assert wanted
    session._found(found)


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
    side = panel.table.pairs[0].into
    panel.thumbnails.open(window.session.path)
    assert panel.thumbnails.picture(wanted_of(side)) is None
    qtbot.waitSignal(panel.thumbnails.arrived, timeout=WAIT_MS).wait()
    qtbot.waitUntil(lambda: panel.thumbnails.picture(wanted_of(side)) is not None)
    assert panel.thumbnails.picture(wanted_of(side)).width() > 100


def test_ten_thousand_pairs_are_shown_and_only_the_visible_ones_are_painted(
    panel, window, monkeypatch
):
    one = window.session.candidates[0]
    many = [replace(one, id=f"p{at}", rank=at) for at in range(10_000)]
    monkeypatch.setattr(window.session._pairs, "rows", many)
    asked = []
    monkeypatch.setattr(panel.thumbnails, "picture", asked.append)
    panel.set_filters(Filters())
    assert panel.table.rowCount() == 10_000
    panel.view.executeDelayedItemsLayout()
    # Painted at once, whether or not another tab lies over it.
    panel.view.viewport().grab()
    assert 0 < len(asked) < 200
    assert panel.view.verticalScrollBar().maximum() > 10_000


def test_the_inspector_says_why_a_pair_matches(panel, window):
    pair, inspector = window.session.selected, window.inspector
    assert inspector.score.text().startswith(f"{pair.score:.2f} ")
    assert inspector.reason.text() == pair.reason
    assert pair.reason.endswith(".")
    assert pair.out.timecode in inspector.out.text()


def test_every_part_of_a_score_has_a_word_of_the_editors(panel, window):
    parts = window.session.selected.parts
    assert "hold" in parts
    said = {label.text() for label in window.inspector.findChildren(QLabel)}
    assert {"beyond the cut", "each figure", "fully in frame"} <= said
    assert not said & (parts.keys() - {"camera", "subject"})


def test_the_verdict_buttons_stay_where_they_are_from_pair_to_pair(panel, window, qtbot):
    inspector, pair = window.inspector, window.session.selected
    long = "A001_C002_of_the_second_unit_on_the_fourteenth_day_of_shooting_at_the_lake_take_7.mov"
    short = replace(pair, reason="One figure.")
    named = replace(pair.into, name=long)
    reason = (
        "Two against three of the same size, from left of centre and low to the centre and low."
    )
    places = set()
    for each in (short, replace(pair, reason=reason, into=named)):
        inspector.show_pair(each)
        qtbot.wait(50)
        places.add(inspector.buttons["good"].mapTo(inspector, QPoint()).y())
        assert inspector.note.width() <= inspector.width()
    assert len(places) == 1
    assert inspector.in_name.toolTip() == long
    inspector.show_pair(pair)


def test_a_note_grows_with_its_text_by_whole_lines_as_far_as_there_is_room(panel, window, qtbot):
    inspector, pair = window.inspector, window.session.selected
    note, size = inspector.note, window.size()

    def come_to_rest():
        seen = []

        def rests():
            seen.append((note.height(), inspector.buttons["good"].y()))
            return len(seen) >= 10 and len(set(seen[-10:])) == 1

        qtbot.waitUntil(rests, timeout=WAIT_MS)

    inspector.show_pair(replace(pair, note="One line."))
    window.resize(1600, 1000)
    window.menu["reset_layout"].trigger()
    come_to_rest()
    least, buttons = note.height(), inspector.buttons["good"].y()
    heights = []
    for words in (30, 3000):
        inspector.show_pair(replace(pair, note="word " * words))
        come_to_rest()
        heights.append(note.height())
        assert note.viewport().height() % note.cursorRect().height() == 0
        assert inspector.buttons["good"].y() == buttons
        assert note.visibleRegion().boundingRect() == note.rect()
    assert least < heights[0] < heights[1]
    assert note.verticalScrollBar().maximum() > 0
    inspector.show_pair(replace(pair, note="One line."))
    qtbot.waitUntil(lambda: note.height() == least)
    note.clear()
    inspector.show_pair(pair)
    window.resize(size)


def test_a_note_does_not_go_aside_while_it_is_typed(qtbot, dressed):
    note = Note()
    qtbot.addWidget(note)
    note.show()
    words = "The hand leaves frame left on the beat on which the door comes in from the right, so "
    for width in range(200, 260, 3):
        note.resize(width, 56)
        note.clear()
        for letter in 2 * words:
            # A space for which its line has no room any more is what it would go aside for.
            qtbot.keyClicks(note, letter)
            assert note.horizontalScrollBar().value() == 0


def test_every_part_of_a_score_says_what_it_measures(panel, window):
    for bar in window.inspector.findChildren(Bar):
        assert bar.toolTip().split(" (")[0] in MEANINGS.values()


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


def test_one_word_names_what_is_flopped(panel, window):
    pair = window.session.candidates[0]
    panel.table.replace(replace(pair, flop=True))
    assert any("flop" in str(words) for words in painted(panel))
    panel.table.replace(pair)
    said = [action.text() for action in window.actions()]
    said += [each.toolTip() for each in window.findChildren(QWidget)]
    assert [words for words in said if "irror" in words] == [window.filters.flop.toolTip()]


def test_the_verdict_buttons_stay_where_they_are_however_much_is_said_of_a_move(
    panel, window, qtbot
):
    inspector, pair = window.inspector, window.session.selected
    parts = {"camera": 0.0, "subject": 0.5, "magnitude": 0.7}
    places = set()
    for reason in (
        "The camera rests.",
        "The camera pans right, then rests and what moves goes right on both sides of the cut, "
        "faster after it.",
    ):
        inspector.show_pair(replace(pair, flavour="motion", parts=parts, reason=reason))
        qtbot.wait(50)
        places.add(inspector.buttons["good"].mapTo(inspector, QPoint()).y())
    assert len(places) == 1
    inspector.show_pair(pair)


def test_a_kept_nudge_is_told_until_it_is_taken_off(panel, window, qtbot):
    session = window.session
    bare = painted(panel)
    session.nudge(Nudge(1.04, 0.02, -0.01))
    assert window.inspector.nudged.text().startswith("nudged to 104 %")
    assert painted(panel) != bare
    press(qtbot, window, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert not window.inspector.nudged.isVisible()
    assert painted(panel) == bare
    wait_for_disk(qtbot, window, lambda said, _: session.selected.id not in said)


def painted(panel):
    """Return the words that stand under the first pair."""
    said = []

    class Painter(QPainter):
        def drawText(self, *how):  # noqa: N802
            said.append(how[-1])

    option = QStyleOptionViewItem()
    option.rect = panel.view.visualRect(panel.table.index(0))
    canvas = QPixmap(panel.view.size())
    painter = Painter(canvas)
    panel.view.itemDelegate().paint(painter, option, panel.table.index(0))
    painter.end()
    return said


def test_a_note_typed_after_n_is_kept_and_its_letters_are_no_verdicts(panel, window, qtbot):
    pair = window.session.selected.id
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(window.inspector.note.hasFocus)
    qtbot.keyClicks(window.inspector.note, "big bag man")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_Escape)
    assert window.session.selected.id == pair

    def as_typed(said, _accepted):
        return pair in said and (said[pair].note, said[pair].verdict) == ("big bag man", None)

    wait_for_disk(qtbot, window, as_typed)


def test_a_verdict_button_shows_the_verdict_and_takes_it_back(panel, window, qtbot):
    first = window.session.selected.id
    buttons = window.inspector.buttons
    qtbot.mouseClick(buttons["good"], Qt.MouseButton.LeftButton)
    assert window.session.selected.id != first
    assert not buttons["good"].isChecked()
    window.session.select(first)
    assert buttons["good"].isChecked()
    qtbot.mouseClick(buttons["good"], Qt.MouseButton.LeftButton)
    assert window.session.candidate(first).verdict is None
    assert not buttons["good"].isChecked()


@pytest.fixture
def three_cuts(panel, window, qtbot):
    ids = [pair.id for pair in panel.table.pairs[:3]]
    for _ in ids:
        press(qtbot, window, Qt.Key.Key_A)
    assert [pair.id for pair in window.cut_list.table.pairs] == ids
    return ids


def test_the_cut_list_is_made_once_for_a_verdict(three_cuts, window, qtbot, monkeypatch):
    session, made = window.session, []
    with monkeypatch.context() as counted:
        counted.setattr(session, "cut_list", lambda: made.append(1) or [])
        session.tag("maybe")
    assert made == [1]
    session.undo()
    qtbot.waitUntil(lambda: session.review(session.selected.id).verdict is None)


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

    qtbot.waitUntil(lambda: history.count() >= 3, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: newest() == three_cuts[::-1], timeout=WAIT_MS)
    assert "accepted" in history.item(0).text()
    history.itemActivated.emit(history.item(2))
    assert window.session.selected.id == three_cuts[0]


def test_the_export_dialog_writes_says_what_it_wrote_and_remembers(
    three_cuts, window, qtbot, tmp_path
):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.format.count() > 5, timeout=WAIT_MS)
    dialog.path.setText(str(tmp_path / "reel.one.edl"))
    dialog.format.setCurrentIndex(dialog.format.findData(".markers.edl"))
    assert dialog.path.text() == str(tmp_path / "reel.one.markers.edl")
    dialog.format.setCurrentIndex(dialog.format.findData(".csv"))
    dialog.seconds.setValue(1.5)
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.show_file.isVisible, timeout=WAIT_MS)
    written = tmp_path / "reel.one.csv"
    assert written.exists()
    assert all(pair in written.read_text() for pair in three_cuts)
    assert dialog.summary.text().startswith("reel.one.csv is written:")
    assert dialog.show_file.isVisible()
    again = ExportDialog(window.session, window)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.format.currentData() == ".csv", timeout=WAIT_MS)
    assert again.path.text().endswith(".csv")
    assert again.seconds.value() == 1.5


def test_an_export_that_can_not_be_written_says_why(three_cuts, window, qtbot, tmp_path):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.path.setText(str(tmp_path / "gone" / "reel.edl"))
    dialog.write()
    qtbot.waitUntil(dialog.summary.isVisible, timeout=WAIT_MS)
    assert "could not be written" in dialog.summary.text()
    assert dialog.export.isEnabled()


def test_an_accepted_pair_is_read_aloud_with_its_verdict(window):
    session, table = window.session, CandidatesTable()
    table.show([replace(session.candidates[0], accepted=True, verdict="good")])
    words = table.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert ACCEPTED in words
    assert "good" in words
    assert session.candidates[0].out.timecode in words


def test_a_dropped_still_stands_left_of_its_partners(panel, window, qtbot, short_film, tmp_path):
    reader = cv2.VideoCapture(str(short_film))
    reader.set(cv2.CAP_PROP_POS_FRAMES, 15)
    still = tmp_path / "still.png"
    cv2.imwrite(str(still), reader.read()[1])
    window.take([still])
    session = window.session
    qtbot.waitUntil(lambda: session.matching == still and not session.finding, timeout=WAIT_MS)
    assert session.candidates
    assert {pair.still for pair in session.candidates} == {str(still)}
    said = panel.matching.text()
    assert said.startswith("partners of still.png, which shows shot 1 near 00:00:00:1")
    assert said.endswith("that shot is left out")
    qtbot.waitUntil(
        lambda: panel.thumbnails.picture(wanted_still(str(still))) is not None, timeout=WAIT_MS
    )
    player = window.viewer.player
    qtbot.waitUntil(lambda: player.picture(str(still), 0) is not None, timeout=WAIT_MS)
    assert player.loop.tail.still
    stays = session.selected
    for key in (Qt.Key.Key_G, Qt.Key.Key_A, Qt.Key.Key_R):
        window.notice.hide()
        qtbot.keyClick(window, key)
        assert window.notice.tells(
            "A still is no shot, so this pair can't be kept or turned round."
        )
        assert session.selected == stays
    for button in window.inspector.buttons.values():
        window.notice.hide()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert window.notice.isVisible()
        assert session.selected == stays
        assert not button.isChecked()
    window.notice.hide()
    session.find("frame")
    qtbot.waitUntil(lambda: session.matching is None and not session.finding, timeout=WAIT_MS)


def test_a_search_that_takes_long_is_told_and_the_heading_stays_with_its_list(
    panel, window, qtbot, monkeypatch
):
    session, words = window.session, window.words
    pair, told = session.candidates[0], words.text()
    with monkeypatch.context() as patch:
        patch.setattr(session.answers, "ask", lambda *_, **__: 10**9)  # and no answer
        session.find(pair.flavour, match_shot=(pair.out.film, pair.out.shot, pair.out.frame))
        assert words.text() == told  # a quick one would only flicker
        qtbot.waitUntil(lambda: words.text() == "looking for pairs…")
        assert window.line._share == 0
        assert not panel.matching.isVisible()
    session.search.ask_again()
    qtbot.waitUntil(lambda: not session.finding, timeout=WAIT_MS)
    assert words.text() == told
    assert panel.matching.text() == f"partners of shot {pair.out.shot}"
    session.find(pair.flavour)
    qtbot.waitUntil(lambda: not session.finding, timeout=WAIT_MS)
    assert not panel.matching.isVisible()


def test_where_a_still_can_not_be_matched_the_list_stays_and_says_why(
    panel, window, qtbot, tmp_path
):
    session, before = window.session, window.session.candidates
    nothing = tmp_path / "nothing.png"
    nothing.write_text("no picture")
    with qtbot.waitSignal(session.not_found, timeout=WAIT_MS):
        window.take([nothing])
    assert window.notice.isVisible()
    assert session.candidates is before
    assert session.matching is None
    assert not panel.matching.isVisible()
    assert not window.notice.action.isVisible()
    window.notice.hide()


def test_after_a_search_that_failed_the_filters_show_what_is_listed(window, qtbot):
    session = window.session
    before = session.flavour
    other = next(each for each in FLAVOURS if each != before)
    with qtbot.waitSignal(session.not_found, timeout=WAIT_MS):
        session.find(other, match_shot=("no such film", 1, 0))
    qtbot.waitUntil(lambda: not session.finding, timeout=WAIT_MS)
    assert session.flavour == before
    assert window.filters.flavours[before].isChecked()
    window.notice.hide()


def test_a_key_that_is_held_steps_on_but_searches_once(window):
    assert all(window.menu[name].autoRepeat() for name in ("next", "frame_on", "out_frame_later"))
    assert not any(window.menu[f"{flavour}_matches"].autoRepeat() for flavour in FLAVOURS)


def test_a_pair_of_a_flavour_that_a_later_version_has_added_is_shown_and_its_shot_matched(
    window, qtbot, monkeypatch
):
    session, close_up = window.session, window.viewer.close_up
    before, pair = session.selected, replace(session.selected, flavour="sound")
    asked = []
    with monkeypatch.context() as patch:
        patch.setattr(session.answers, "ask", lambda what, *_, **__: asked.append(what))
        close_up.look_at(pair)
        assert close_up.marks(pair.into.film, pair.into.frame, "in") == Marks()
    assert not asked
    monkeypatch.setattr(session, "selected", pair)
    with qtbot.waitSignal(session.candidates_changed, timeout=WAIT_MS):
        press(qtbot, window, Qt.Key.Key_T)
    assert session.matching == (pair.out.film, pair.out.shot)
    assert session.flavour == before.flavour
    session.find(before.flavour)
    qtbot.waitUntil(lambda: not session.finding, timeout=WAIT_MS)


def test_flop_is_searched_for_until_it_is_switched_off_or_the_filters_are_cleared(
    window, qtbot, monkeypatch
):
    session, flop, asked = window.session, window.filters.flop, []
    ask = session.answers.ask
    monkeypatch.setattr(
        session.answers,
        "ask",
        lambda question, *then, **how: (
            asked.append((question.arguments["flop"], question.arguments["frame"]))
            if question.name == "find"
            else None,
            ask(question, *then, **how),
        )[1],
    )
    pair = session.candidates[0]

    def settled():
        qtbot.waitUntil(lambda: not session.finding, timeout=WAIT_MS)
        assert window.menu["flop_matches"].isChecked() == flop.isChecked() == session.search.flop
        return asked[-1]

    press(qtbot, window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert settled() == (True, None)
    assert flop.isChecked()
    session.find(pair.flavour, match_shot=(pair.out.film, pair.out.shot, pair.out.frame))
    assert settled() == (True, pair.out.frame)
    qtbot.mouseClick(flop, Qt.MouseButton.LeftButton)
    # Still the partners of that shot.
    assert settled() == (False, pair.out.frame)
    qtbot.mouseClick(flop, Qt.MouseButton.LeftButton)
    settled()
    with qtbot.waitSignal(session.not_found, timeout=WAIT_MS):
        session.search.ask("frame", match_shot=("no such film", 1, 0), image=None)
    assert settled()[0]
    window.filters.clear()
    assert not settled()[0]
    session.find(pair.flavour)
    assert settled() == (False, None)


@pytest.mark.parametrize("lacking", [True, False])
def test_analysing_again_is_offered_where_features_are_missing_and_not_on_a_full_disk(
    window, qtbot, lacking
):
    session = window.session
    session.search.ask_again()
    question = session.answers._open[session.search._asked]
    told = {"error": "It went wrong.", "remedy": "Try this.", "details": "", "analyse": lacking}
    with qtbot.waitSignal(session.not_found):
        session.answers._hear({"id": json.loads(question.line)["id"], **told})
    assert window.notice.tells("It went wrong.")
    assert window.notice.action.isVisible() is lacking
    window.notice.hide()


def test_shots_that_are_in_no_pair_for_want_of_figures_are_counted_over_the_list(
    session, project, qtbot
):
    panel = CandidatesPanel(session)
    qtbot.addWidget(panel)

    def listed(flavour):
        with qtbot.waitSignal(session.candidates_changed, timeout=WAIT_MS):
            session.find(flavour)
        return panel.left_out.text()

    assert listed("frame") == ""
    assert panel.left_out.isHidden()
    with open_project(project) as opened:
        spans = sorted(shot.span for shot in all_shots(opened))
        opened.features.keep_only(spans[0][0], spans[2:], {})
    assert "Left out 2 of " in listed("frame")
    assert "no figures by foreground yet." in panel.left_out.toolTip()
    assert not panel.left_out.isHidden()


def export_dialog(window, qtbot):
    dialog = ExportDialog(window.session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.format.count() > 5, timeout=WAIT_MS)
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
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace", timeout=WAIT_MS)
    assert there.read_text() == "an hour of work"
    assert "there.edl is there already" in dialog.summary.text()
    assert dialog.export.text() == "Replace"
    dialog.path.setText(str(tmp_path / "other.edl"))
    assert dialog.export.text() == "Export"
    dialog.path.setText(str(there))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace", timeout=WAIT_MS)
    assert there.read_text() == "an hour of work"
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.show_file.isVisible, timeout=WAIT_MS)
    assert "TITLE" in there.read_text()


@pytest.mark.parametrize(("name", "said"), [("", "Name the file"), ("x" * 300, "can be written")])
def test_a_name_that_is_none_is_told_in_a_sentence(three_cuts, window, qtbot, tmp_path, name, said):
    dialog, bugs = export_dialog(window, qtbot), []
    window.session.bug.connect(bugs.append)
    dialog.path.setText(name and str(tmp_path / f"{name}.edl"))
    dialog.write()
    qtbot.waitUntil(dialog.summary.isVisible, timeout=WAIT_MS)
    assert said in dialog.summary.text()
    assert bugs == []


def test_a_name_without_a_folder_lies_beside_the_project(three_cuts, window, qtbot):
    dialog = export_dialog(window, qtbot)
    dialog.path.setText("beside.edl")
    dialog.write()
    qtbot.waitUntil(dialog.show_file.isVisible, timeout=WAIT_MS)
    assert (window.session.path.parent / "beside.edl").exists()
