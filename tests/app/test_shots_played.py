"""A shot is seen by itself: chosen in the Shots panel, and no pair is judged until one is back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog
from rooms import forget_reviews, settle, wait_for

from app.session.candidates import UNTAGGED, Filters
from app.session.last_pair import LastPair
from app.session.shots import Shots
from app.settings import last_pair
from app.windows.availability import OF_A_CUT
from matchcut.project.project import open_project
from matchcut.project.reviews import accepted, reviews
from matchcut.project.shots import all_shots

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
VERDICTS = (Key.Key_G, Key.Key_B, Key.Key_M, Key.Key_A, Key.Key_Backspace)


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def panel(window):
    window.handlers.show_panel("shots")
    wait_for(lambda: window.shots.table.rowCount() > 0)
    settle(window)
    yield window.shots
    window.session.back_to_pair()
    window.handlers.show_panel("candidates")


def press(key, widget=None, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget or QApplication.focusWidget(), key, modifier)


def click(panel, row):
    """Click a shot's tile; return the shot."""
    view, index = panel.view, panel.table.index(row)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
    return panel.table.shots[row]


def seen(window):
    """Return the frames over which the viewer plays, the cut's two sides or a shot's one."""
    loop = window.viewer.player.loop
    return [(each.first, each.stop) for each in (loop.tail, loop.head) if each is not None]


def on_disk(window):
    with open_project(window.session.path) as opened:
        return [(each.frames.start, each.frames.stop) for each in all_shots(opened)]


def test_a_click_plays_the_whole_shot_and_esc_brings_the_pair_back(panel, window):
    session, viewer = window.session, window.viewer
    pair = session.selected.id
    shot = click(panel, 2)
    assert seen(window) == [(shot.start, shot.end)]
    wait_for(lambda: viewer.player.speed == 1)
    words = f"shot {shot.shot} of {len(panel._shots.of(shot.film))}, 00:00:01:06 long"
    assert viewer.bar.place.text() == words
    assert panel.current() == shot
    press(Key.Key_Escape)
    assert session.selected.id == pair
    assert session.shot is None
    assert len(seen(window)) == 2
    assert viewer.bar.place.text().startswith("1 of ")
    assert not panel.view.hasFocus()


def test_down_and_up_play_shot_after_shot_while_the_panel_has_the_keys(panel, window):
    window.handlers.toggle_panel("shots")
    assert panel.view.hasFocus()
    panel.view.make_current(panel.table.index(0))
    assert window.session.shot is None
    press(Key.Key_Down)
    second = panel.table.shots[1]
    assert seen(window) == [(second.start, second.end)]
    press(Key.Key_PageDown)
    press(Key.Key_PageUp)
    press(Key.Key_Up)
    assert window.session.shot.start == panel.table.shots[0].start
    wait_for(lambda: window.viewer.player.speed == 1)
    press(Key.Key_Space)
    assert window.viewer.player.speed == 0
    # The pair that gave way is the one of the beginning, and the panel keeps its place.
    press(Key.Key_Escape)
    assert window.session.selected == window.session.candidates[0]
    assert panel.view.currentIndex().row() == 0


def test_down_and_up_play_the_next_shot_and_the_one_before_also_without_the_panel(panel, window):
    shot = click(panel, 2)
    press(Key.Key_Tab, window)
    assert window.workspace.bare
    press(Key.Key_Down, window)
    after = panel.table.shots[3]
    assert seen(window) == [(after.start, after.end)]
    press(Key.Key_Up, window)
    assert seen(window) == [(shot.start, shot.end)]
    assert panel.current() == shot
    press(Key.Key_Tab, window)


def test_v_plays_the_current_shot_that_was_not_chosen(panel, window):
    window.handlers.toggle_panel("shots")
    shot = panel.current()
    assert shot is not None
    press(Key.Key_V)
    assert seen(window) == [(shot.start, shot.end)]


def test_a_shot_that_becomes_current_of_itself_is_not_played(panel, window):
    session = window.session
    click(panel, 1)
    press(Key.Key_Escape)
    other = next(
        pair for pair in session.candidates if pair.out.start != session.selected.out.start
    )
    session.select(other.id)
    assert panel.current().start == other.out.start
    panel.read()
    settle(window)
    assert session.shot is None
    assert session.selected.id == other.id


def test_no_key_or_menu_of_a_pair_does_anything_while_a_shot_is_seen(panel, window):
    session = window.session
    pair = session.selected.id
    shot = click(panel, 2)
    press(Key.Key_Escape)
    click(panel, 2)
    panel.view.clearFocus()
    for key in (*VERDICTS, Key.Key_H, Key.Key_R, Key.Key_N, Key.Key_Z, Key.Key_X, Key.Key_C,
                Key.Key_V, Key.Key_P, Key.Key_U, Key.Key_2):  # fmt: skip
        press(key, window)
    settle(window)
    assert seen(window) == [(shot.start, shot.end)]
    for name in ("good", "bad", "maybe", "accept", "no_verdict", "note", *OF_A_CUT):
        assert not window.menu[name].isEnabled(), name
    with open_project(session.path) as opened:
        assert not reviews(opened)
        assert not accepted(opened)
    assert session.plays is None
    assert window.viewer.mode == "cut"
    assert not any(button.isVisible() for button in window.inspector.buttons.values())
    press(Key.Key_Escape, window)
    assert session.selected.id == pair
    assert window.menu["good"].isEnabled()
    assert window.menu["show_side"].isEnabled()


def test_the_pair_panel_says_what_is_seen_and_its_button_brings_the_pair_back(panel, window):
    click(panel, 2)
    empty = window.inspector.empty
    assert empty.words.text() == "A shot plays by itself."
    assert "Esc" in empty.button.toolTip()
    empty.button.click()
    assert window.session.selected == window.session.candidates[0]


@pytest.mark.parametrize("name", ["candidates", "cut_list"])
def test_a_click_on_the_pair_that_gave_way_selects_it_again(panel, window, name):
    session = window.session
    session.accept()
    pair = session.selected
    settle(window)
    click(panel, 2)
    assert session.selected is None
    window.handlers.show_panel(name)
    view = {"candidates": window.candidates, "cut_list": window.cut_list}[name].view
    wait_for(lambda: not view.visibleRegion().isEmpty())
    at = view.visualRect(view.model().index_of(pair.id)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    wait_for(lambda: session.selected is not None)
    assert session.selected.id == pair.id
    assert session.shot is None
    assert len(seen(window)) == 2


def test_a_filter_that_changes_leaves_the_shot_in_the_viewer(panel, window):
    shot = click(panel, 2)
    window.filters.score.setValue(99)
    assert seen(window) == [(shot.start, shot.end)]
    window.filters.clear()
    assert seen(window) == [(shot.start, shot.end)]
    press(Key.Key_Escape)
    assert window.session.selected == window.session.candidates[0]


def test_esc_does_not_bring_back_a_pair_that_the_filters_hide(panel, window):
    session, filters = window.session, window.candidates.set_filters
    pair, after = session.selected.id, session.order[1]
    session.tag("bad")
    click(panel, 2)
    filters(Filters(verdicts=frozenset({UNTAGGED})))
    assert pair not in session.order
    assert session.left == after
    filters(Filters(least_score=2.0))
    assert not session.order
    press(Key.Key_Escape)
    assert session.shot is None
    assert session.selected is None
    window.candidates.clear_filters()
    assert session.selected.id == after


def test_a_pair_that_leaves_the_list_as_the_shot_takes_its_place_gives_way_to_the_next(
    panel, window
):
    session = window.session
    window.candidates.set_filters(Filters(verdicts=frozenset({UNTAGGED})))
    pair, after = session.selected.id, session.order[1]
    session.tag("bad")
    assert pair in session.order
    click(panel, 2)
    assert pair not in session.order
    press(Key.Key_Escape)
    assert session.selected.id == after


def test_esc_brings_back_a_pair_of_the_cut_list_that_the_filters_hide_from_the_other(panel, window):
    session, pair = window.session, window.session.selected.id
    session.accept()
    window.candidates.set_filters(Filters(verdicts=frozenset({UNTAGGED})))
    session.select(pair)
    assert pair not in session.order
    click(panel, 2)
    press(Key.Key_Escape)
    assert session.selected.id == pair


def test_down_and_up_go_on_from_a_shot_that_has_left_the_list(panel, window):
    shots = panel._shots
    for key, beside in ((Key.Key_Down, 5), (Key.Key_Up, 3)):
        shot = click(panel, 4)
        around = panel.table.shots[beside]
        of_film = shots.films[shot.film]
        black = [
            replace(each, kind="black") if each.start == shot.start else each
            for each in of_film.shots
        ]
        panel._shots = Shots({shot.film: replace(of_film, shots=black)})
        panel._show()
        assert panel.table.row_of(shot.film, shot.start) < 0
        press(key, window)
        assert seen(window) == [(around.start, around.end)]
        panel._shots = shots
        panel._show()


def test_the_pair_that_gave_way_is_had_ready(panel, window):
    pair = window.session.selected
    click(panel, 2)
    frames = window.viewer.player.frames
    stretches = {(wish.film, wish.stop) for wish in frames._wishes if hasattr(wish, "long_side")}
    assert (pair.out.film, pair.out.frame + 1) in stretches


def test_a_pair_that_is_turned_round_comes_back_that_way_round(panel, window):
    session, pair = window.session, window.session.selected.id
    press(Key.Key_R, window)
    wait_for(lambda: session.selected.id != pair)
    turned = session.selected.id
    click(panel, 2)
    press(Key.Key_Escape)
    wait_for(lambda: session.selected is not None)
    assert session.selected.id == turned
    assert turned in session.order
    session.turn()
    wait_for(lambda: session.selected.id == pair)


def test_esc_leaves_the_full_screen_first(panel, window):
    click(panel, 1)
    press(Key.Key_F, window)
    assert window.isFullScreen()
    press(Key.Key_Escape, window)
    assert not window.isFullScreen()
    assert window.session.shot is not None
    press(Key.Key_Escape, window)
    assert window.session.shot is None


def test_a_search_again_and_new_features_leave_the_shot_where_it_is(panel, window):
    session = window.session
    shot = click(panel, 2)
    session.refresh()
    settle(window)
    assert seen(window) == [(shot.start, shot.end)]
    assert session.selected is None


def test_a_shot_that_is_chosen_while_a_search_goes_on_stays_in_sight(panel, window, monkeypatch):
    session = window.session
    click(panel, 1)
    session.find("motion")
    found, shot = session.candidates[3:], click(panel, 2)
    session.search.found.emit(found, False)
    assert seen(window) == [(shot.start, shot.end)]
    assert session.left == found[0].id  # in place of the one that is no longer listed
    settle(window)
    press(Key.Key_Escape, window)
    assert session.selected.id in session.order
    # One that was seen already when the editor asked gives way.
    click(panel, 2)
    session.find("frame")
    settle(window)
    assert session.shot is None
    assert session.selected.id in session.order


def test_a_shot_that_is_chosen_before_the_first_list_of_its_project_stays(panel, window):
    session = window.session
    shot = click(panel, 2)
    session.findChild(LastPair)._coming = True
    session.search.found.emit(session.candidates, False)
    assert seen(window) == [(shot.start, shot.end)]
    assert session.left == session.candidates[0].id


def test_s_splits_a_shot_at_the_playhead_and_e_ends_it_there(panel, window, monkeypatch):
    def never(*_):
        raise AssertionError("the editor was asked for a frame that is on the screen")

    monkeypatch.setattr(QInputDialog, "getInt", never)
    player, shot = window.viewer.player, click(panel, 4)
    at = shot.start + 17
    player.play(0)
    player.seek(17)
    press(Key.Key_S)
    settle(window)
    assert {(shot.start, at), (at, shot.end)} <= set(on_disk(window))
    # What is seen is the shot as it is now, its last frame for the one that is another's.
    assert seen(window) == [(shot.start, at)]
    assert player.moment == ("in", at - 1)
    assert panel.current().start == shot.start
    player.seek(12)
    press(Key.Key_E)
    settle(window)
    assert {(shot.start, shot.start + 12), (shot.start + 12, shot.end)} <= set(on_disk(window))
    assert seen(window) == [(shot.start, shot.start + 12)]
    window.handlers.toggle_panel("shots")
    press(Key.Key_J, modifier=Qt.KeyboardModifier.ControlModifier)  # merge with the next
    settle(window)
    assert seen(window) == [(shot.start, shot.end)]
    assert (shot.start, shot.end) in on_disk(window)


@pytest.mark.parametrize("focus", ["list", "picture", "nothing"])
def test_the_keys_of_a_shot_that_plays_are_its_own_whatever_has_the_focus(panel, window, focus):
    player, before = window.viewer.player, on_disk(window)
    shot = click(panel, 4)
    if focus == "list":
        window.handlers.toggle_panel("shots")
    elif focus == "picture":
        QTest.mouseClick(window.viewer.canvas, LEFT)
    else:
        panel.view.clearFocus()

    def press_all(*keys):
        for key in keys:
            press(key, QApplication.focusWidget() or window)

    muted = player.muted
    wait_for(lambda: player.speed == 1)
    press_all(Key.Key_J, Key.Key_K, Key.Key_L, Key.Key_K, Key.Key_End, *[Key.Key_Left] * 8)
    assert player.moment == ("in", shot.end - 9)
    press_all(Key.Key_Home, Key.Key_Right, Key.Key_End, *[Key.Key_Left] * 8, Key.Key_S)
    settle(window)
    assert seen(window) == [(shot.start, shot.end - 9)]
    assert {(shot.start, shot.end - 9), (shot.end - 9, shot.end)} <= set(on_disk(window))
    press_all(Key.Key_Home, Key.Key_Right, Key.Key_Right, Key.Key_E)
    settle(window)
    assert {(shot.start, shot.start + 2), (shot.start + 2, shot.end)} <= set(on_disk(window))
    assert player.muted == muted
    press(Key.Key_S, window, Qt.KeyboardModifier.ShiftModifier)
    assert player.muted != muted
    press(Key.Key_S, window, Qt.KeyboardModifier.ShiftModifier)
    panel.actions_["merge"].trigger()
    settle(window)
    assert on_disk(window) == before
    press_all(Key.Key_Down)
    assert window.session.shot.start == shot.end
    press_all(Key.Key_Up)
    assert window.session.shot.start == shot.start
    window.notice.hide()  # this machine may have nothing to play sound with
    press_all(Key.Key_Escape)
    assert window.session.selected is not None
    press(Key.Key_S, window)  # the sound, again
    assert player.muted != muted
    press(Key.Key_S, window)


def test_a_shot_that_plays_and_is_not_listed_is_split_at_the_playhead(panel, window, monkeypatch):
    before, shot = on_disk(window), click(panel, 4)
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: pytest.fail("asked for a frame"))
    shots = panel._shots
    of_film = shots.films[shot.film]
    others = [each for each in of_film.shots if each.start != shot.start]
    panel._shots = Shots({shot.film: replace(of_film, shots=others)})
    panel._show()
    panel._shots = shots
    assert panel.view.currentIndex().row() < 0
    window.viewer.player.play(0)
    window.viewer.player.seek(12)
    press(Key.Key_S, window)
    settle(window)
    assert (shot.start, shot.start + 12) in on_disk(window)
    window.session.turns.undo()
    settle(window)
    assert on_disk(window) == before


def test_after_a_click_letters_are_the_viewers_until_the_panel_is_given_the_keys(panel, window):
    before = on_disk(window)
    shot = click(panel, 2)
    for key in (Key.Key_X, Key.Key_O, Key.Key_I, Key.Key_U):
        press(key)
    settle(window)
    assert not any(each.hidden or each.outside for each in panel.table.shots)
    assert on_disk(window) == before
    assert seen(window) == [(shot.start, shot.end)]
    window.handlers.toggle_panel("shots")
    assert panel.view.has_keys
    press(Key.Key_X)
    wait_for(lambda: panel.table.shots[2].hidden)
    settle(window)
    # Another click, and they are the viewer's again.
    click(panel, 2)
    press(Key.Key_X)
    settle(window)
    assert panel.table.shots[2].hidden
    panel.actions_["hide"].trigger()
    wait_for(lambda: not panel.table.shots[2].hidden)
    settle(window)


def test_after_a_click_the_arrows_step_the_picture_also_where_the_panel_had_the_keys(panel, window):
    window.handlers.toggle_panel("shots")
    shot = click(panel, 2)
    wait_for(lambda: window.viewer.player.speed == 1)
    press(Key.Key_K)
    before = window.viewer.player.moment[1]
    press(Key.Key_Left)
    assert window.viewer.player.moment[1] != before
    assert seen(window) == [(shot.start, shot.end)]
    window.handlers.toggle_panel("shots")
    press(Key.Key_Right)
    assert window.viewer.player.moment[1] == before
    press(Key.Key_Down)
    assert panel.current() == panel.table.shots[3]
    window.handlers.toggle_panel("shots")
    assert not window.workspace.is_seen("shots")


@pytest.mark.parametrize("by_key", [False, True])
def test_a_pair_that_takes_the_place_of_a_clicked_shot_has_the_keys(panel, window, by_key):
    session = window.session
    click(panel, 2)
    if by_key:
        window.handlers.toggle_panel("shots")
    window.inspector.empty.button.click()
    assert panel.view.hasFocus() == by_key
    click(panel, 3)
    if by_key:
        window.handlers.toggle_panel("shots")
    session.select(session.candidates[1].id)  # as undo and a search do
    assert panel.view.hasFocus() == by_key


def test_undo_of_a_split_shows_the_shot_that_holds_the_one_that_was_seen(panel, window):
    shot = click(panel, 5)
    panel.split(shot.start + 14)
    settle(window)
    window.session.show_shot(panel._seen(shot.film, shot.start + 14))
    assert seen(window) == [(shot.start + 14, shot.end)]
    window.session.turns.undo()
    wait_for(lambda: seen(window) == [(shot.start, shot.end)])
    settle(window)
    assert window.session.shot is not None


def test_t_and_return_match_the_shot_that_is_seen(panel, window):
    session = window.session
    for key in (Key.Key_T, Key.Key_Return):
        shot = click(panel, 2)
        press(key)
        settle(window)
        assert session.search.matching == (shot.film, shot.shot)
        assert session.shot is None
        assert session.selected.id in session.order
    session.find("frame")
    settle(window)


def test_where_nothing_matches_it_the_shot_stays_in_sight(panel, window):
    session = window.session
    shot = click(panel, 2)
    panel.match()
    settle(window)
    click(panel, 2)
    session._found([])
    assert seen(window) == [(shot.start, shot.end)]
    session.find("frame")
    settle(window)
    assert session.selected is not None


def test_where_the_film_of_the_shot_is_gone_the_pair_is_back(panel, window):
    session = window.session
    click(panel, 2)
    panel._take({"films": []})  # as after it was taken out of the project
    wait_for(lambda: session.shot is None)
    assert session.selected == session.candidates[0]
    panel.read()
    wait_for(lambda: panel.table.rowCount() > 0)


def test_a_project_that_is_left_while_a_shot_is_seen_keeps_the_pair_that_gave_way(
    empty_window, project
):
    window = empty_window
    window.open(project)
    wait_for(lambda: window.desk.is_open and bool(window.session.candidates))
    session = window.session
    panel, pair, path = window.shots, session.candidates[1].id, session.path
    session.select(pair)
    window.handlers.show_panel("shots")
    wait_for(lambda: panel.table.rowCount() > 2)
    click(panel, 2)
    wait_for(lambda: window.viewer.player.speed == 1)
    window.desk.close()
    assert window.viewer.player.loop is None
    assert window.viewer.bar.place.text() == ""
    assert last_pair(path) == pair
