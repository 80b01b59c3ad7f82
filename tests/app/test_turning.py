"""A pair turned round: the reverse in its place of the list, with a verdict of its own."""

import os
import signal
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from rooms import forget_reviews, settle

from app.session.candidates import ACCEPTED, UNTAGGED, Filters
from matchcut.project import reviews as saved
from matchcut.project.project import open_project
from matchcut.project.stored_reviews import Review

Key = Qt.Key
ACCEPTED_ONLY, NOT_YET = (Filters(verdicts=frozenset({each})) for each in (ACCEPTED, UNTAGGED))


@pytest.fixture
def turn(qtbot):
    """Press R, and wait for what it selects."""

    def turn(window):
        with qtbot.waitSignal(window.session.selection_changed):
            qtbot.keyClick(window, Key.Key_R)
        return window.session.selected

    return turn


@pytest.fixture
def shared(room):
    """The window of all tests here, as in the beginning."""
    session = room.session
    with open_project(session.path) as opened:
        for _ in saved.history(opened):
            session.turns.undo()
    settle(room)
    room.candidates.set_filters(Filters())
    session.find("motion")
    settle(room)
    session.find("frame")
    settle(room)
    forget_reviews(room)
    return room


def ids(pairs):
    return [pair.id for pair in pairs]


def test_r_puts_the_reverse_in_place_of_the_pair_and_r_again_the_pair(shared, turn):
    session, table = shared.session, shared.candidates.table
    pair, rest = session.selected, ids(session.candidates)[1:]
    turned = turn(shared)
    assert (turned.out.shot, turned.into.shot) == (pair.into.shot, pair.out.shot)
    assert turned.id != pair.id
    assert 0 < turned.score <= pair.score
    assert turned.reason
    assert shared.inspector.score.text().startswith(f"{turned.score:.2f}")
    assert shared.inspector.place.text().startswith("PAIR 1 of")
    for listed in (ids(session.candidates), ids(table.pairs), list(session.order)):
        assert listed == [turned.id, *rest]
    assert shared.candidates.view.currentIndex().row() == 0
    assert turn(shared).id == pair.id
    assert ids(table.pairs) == [pair.id, *rest]


def test_a_verdict_on_the_reverse_is_its_own_and_the_next_pair_is_up(shared, turn, qtbot):
    session = shared.session
    pair, second = ids(session.candidates)[:2]
    turned = turn(shared).id
    qtbot.keyClick(shared, Key.Key_G)
    assert session.selected.id == second
    assert session.candidate(turned).verdict == "good"
    assert session.candidate(pair).verdict is None
    assert shared.candidates.progress.text().startswith("1 of")
    qtbot.keyClick(shared, Key.Key_Up)
    assert session.selected.id == turned
    assert turn(shared).id == pair
    assert shared.candidates.progress.text().startswith("0 of")


def test_undo_turns_to_the_reverse_in_its_place_and_redo_says_it_again(shared, turn, qtbot):
    session, control = shared.session, Qt.KeyboardModifier.ControlModifier
    pair, second = ids(session.candidates)[:2]
    turned = turn(shared).id
    session.tag("maybe")
    turn(shared)
    assert session.candidates[0].id == pair
    session.select(second)
    assert session.candidates[0].id == turned
    with qtbot.waitSignal(session.returned):
        qtbot.keyClick(shared, Key.Key_Z, control)
    assert session.selected.id == shared.candidates.table.pairs[0].id == turned
    assert session.selected.verdict is None
    with qtbot.waitSignal(session.returned):
        qtbot.keyClick(shared, Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert session.selected.verdict == "maybe"


def test_directly_after_r_undo_turns_back_and_redo_turns_again(shared, turn, qtbot):
    session, control = shared.session, Qt.KeyboardModifier.ControlModifier
    session.note(session.candidates[1].id, "kept")
    settle(shared)
    pair = session.selected.id
    turned = turn(shared).id
    with qtbot.waitSignal(session.selection_changed):
        qtbot.keyClick(shared, Key.Key_Z, control)
    assert session.selected.id == pair
    assert session.candidates[1].note == "kept"
    with qtbot.waitSignal(session.selection_changed):
        qtbot.keyClick(shared, Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert session.selected.id == turned
    assert not shared.menu["redo"].isEnabled()
    session.tag("maybe")
    qtbot.keyClick(shared, Key.Key_Z, control)
    settle(shared)
    assert (session.selected.id, session.selected.verdict) == (turned, None)
    session.select(session.candidates[1].id)
    qtbot.keyClick(shared, Key.Key_Z, control)
    settle(shared)
    assert session.candidates[1].note == ""


def test_undo_before_the_reverse_is_there_leaves_the_pair_as_it_is(shared, qtbot):
    session, pair = shared.session, shared.session.selected.id
    qtbot.keyClick(shared, Key.Key_R)
    qtbot.keyClick(shared, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(shared)
    assert session.selected.id == pair


def test_undo_and_redo_are_offered_only_where_there_is_something_to(window, session, turn, qtbot):
    undo, redo = window.menu["undo"], window.menu["redo"]
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    turn(window)
    assert undo.isEnabled()
    session.turns.undo()
    qtbot.waitUntil(redo.isEnabled)
    assert not undo.isEnabled()
    session.tag("good")
    assert undo.isEnabled()
    assert not redo.isEnabled()
    session.turns.undo()
    qtbot.waitUntil(lambda: (undo.isEnabled(), redo.isEnabled()) == (False, True))


def test_other_filters_show_the_reverse_where_it_passes_and_the_pair_stands_there_no_more(
    shared, turn
):
    session, table = shared.session, shared.candidates.table
    pair = session.selected
    turned = turn(shared)
    shared.candidates.set_filters(Filters(least_score=turned.score))
    assert turned.id in ids(table.pairs)
    assert pair.id not in ids(table.pairs)
    shared.candidates.set_filters(Filters(verdicts=frozenset({"good"})))
    assert not table.pairs
    shared.candidates.set_filters(Filters())
    # None was selected meanwhile, and nothing said of the reverse.
    assert table.pairs[0].id == session.selected.id == pair.id
    turned = turn(shared)
    session.tag("good")
    shared.candidates.set_filters(Filters(verdicts=frozenset({"good"})))
    assert ids(table.pairs) == [session.selected.id] == [turned.id]
    shared.candidates.set_filters(Filters())
    assert table.pairs[0].id == turned.id


def test_a_search_again_leaves_the_selected_pair_turned_round(shared, turn):
    session = shared.session
    turned, first = turn(shared), session.candidates[1]
    session.refresh()
    settle(shared)
    assert session.selected.id == session.candidates[0].id == turned.id
    assert session.candidates[0].rank == 1
    session.next()
    assert session.selected.id == first.id


def test_an_answer_that_comes_too_late_turns_nothing(shared, qtbot):
    session = shared.session
    before, second = ids(session.candidates), session.candidates[1].id
    qtbot.keyClick(shared, Key.Key_R)
    qtbot.keyClick(shared, Key.Key_Down)
    settle(shared)
    assert session.selected.id == second
    assert ids(session.candidates) == before


def test_a_verdict_is_on_the_reverse_though_it_is_not_there_yet(shared, qtbot):
    session = shared.session
    pair, second = session.candidates[:2]
    session.refresh()
    qtbot.keyClick(shared, Key.Key_R)
    qtbot.keyClick(shared, Key.Key_A)
    assert session.selected.id == second.id
    settle(shared)
    (cut,) = session.cut_list()
    assert (cut.out.shot, cut.into.shot) == (pair.into.shot, pair.out.shot)
    assert session.selected.id == second.id
    assert session.candidates[0] == cut
    assert shared.candidates.table.pairs[0] == cut
    assert session.decisions.review(pair.id) == Review()


def test_a_pair_that_is_turned_back_before_its_reverse_is_there_is_judged_itself(shared, qtbot):
    session = shared.session
    pair = session.selected.id
    for key in (Key.Key_R, Key.Key_R, Key.Key_A):
        qtbot.keyClick(shared, key)
    settle(shared)
    assert ids(session.cut_list()) == [pair]


def test_undo_before_the_reverse_is_there_takes_back_what_was_said_of_it(shared, qtbot):
    session = shared.session
    session.note(session.candidates[1].id, "kept")
    qtbot.keyClick(shared, Key.Key_R)
    qtbot.keyClick(shared, Key.Key_A)
    qtbot.keyClick(shared, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(shared)
    assert not session.cut_list()
    assert session.candidates[1].note == "kept"


def test_what_was_said_of_a_reverse_that_there_is_not_is_said_of_nothing(
    shared, qtbot, monkeypatch
):
    session, refusals = shared.session, []
    pair = session.selected.id

    def ask(question, *_, failed=None, **__):
        if question.name == "reverse":
            refusals.append(failed)
        return 0

    monkeypatch.setattr(session.answers, "ask", ask)
    qtbot.keyClick(shared, Key.Key_R)
    qtbot.keyClick(shared, Key.Key_A)
    (refuse,) = refusals
    refuse("They don't match.", "")
    assert shared.notice.tells("They don't match.")
    shared.notice.hide()
    assert not session.cut_list()
    session.select(pair)
    session.tag("good")
    assert session.candidate(pair).verdict == "good"


def test_a_project_that_closes_before_the_reverse_is_there_says_what_is_lost(
    desk, session, monkeypatch
):
    told = []
    desk.failed.connect(lambda happened, _: told.append(happened))
    monkeypatch.setattr(session.answers, "ask", lambda *_, **__: 0)
    session.turn()
    session.accept()
    desk.close()
    assert told == ["The last change to a pair that was being turned round is lost."]


def test_what_is_lost_by_leaving_a_project_is_told_though_another_opens(
    window, session, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(session.answers, "ask", lambda *_, **__: 0)
    session.turn()
    session.accept()
    window.tell("Something else.")
    with qtbot.waitSignal(window.desk.project_opened):
        window.open(tmp_path / "other.matchcut", create=True)
    assert window.notice.tells("The last change to a pair that was being turned round is lost.")


def test_what_was_told_of_a_project_goes_when_another_opens(window, qtbot, tmp_path):
    window.tell("Something of this project.")
    with qtbot.waitSignal(window.desk.project_opened):
        window.open(tmp_path / "other.matchcut", create=True)
    assert window.notice.isHidden()


def test_r_is_answered_though_the_server_dies_over_it(shared, qtbot):
    session, pair = shared.session, shared.session.selected
    with qtbot.waitSignal(session.selection_changed):
        qtbot.keyClick(shared, Key.Key_R)
        os.kill(session.answers.process_id(), signal.SIGKILL)
    assert session.selected.out.shot == pair.into.shot


def test_a_reverse_that_was_only_looked_at_gives_its_row_back_to_the_pair(shared, turn, qtbot):
    session, table = shared.session, shared.candidates.table
    pair, second = ids(session.candidates)[:2]
    session.accept()
    turn(shared)
    qtbot.keyClick(shared, Key.Key_Down)
    assert session.selected.id == second
    assert ids(table.pairs)[0] == ids(session.candidates)[0] == session.order[0] == pair
    assert shared.candidates.progress.text().startswith("1 of")
    shared.candidates.set_filters(ACCEPTED_ONLY)
    assert ids(table.pairs) == [pair]


def test_the_reverse_that_was_kept_has_the_row_of_a_pair_that_is_bad(shared, turn, qtbot):
    session, table = shared.session, shared.candidates.table
    session.tag("bad")
    turned = turn(shared).id
    qtbot.keyClick(shared, Key.Key_A)
    for flavour in ("motion", "frame"):
        session.find(flavour)
        settle(shared)
    shared.candidates.set_filters(ACCEPTED_ONLY)
    assert ids(table.pairs) == [turned]


def test_the_accepted_way_round_has_the_row_though_the_other_has_a_verdict(shared, turn, qtbot):
    session, table = shared.session, shared.candidates.table
    pair, second = ids(session.candidates)[:2]
    session.tag("good")
    turned = turn(shared).id
    qtbot.keyClick(shared, Key.Key_A)
    assert session.selected.id == second
    assert ids(table.pairs)[0] == turned
    assert session.candidates[0].accepted
    session.remove(turned)
    assert ids(table.pairs)[0] == pair


def test_a_row_that_is_turned_by_the_cut_list_leaves_where_it_does_not_pass(shared, turn):
    session, table = shared.session, shared.candidates.table
    pair, second, third = ids(session.candidates)[:3]
    turned = turn(shared).id
    session.accept()
    session.select(third)
    session.accept()
    session.select(turned)
    assert turn(shared).id == pair
    shared.candidates.set_filters(NOT_YET)
    assert ids(table.pairs)[:2] == [pair, second]
    session.select(turned)
    assert ids(table.pairs)[:2] == [turned, second]
    session.select(third)
    assert session.selected.id == third
    assert ids(table.pairs)[0] == second
    assert not {pair, turned, third} & set(ids(table.pairs))


def test_the_reverse_of_a_pair_that_has_left_the_list_takes_its_row(shared, turn, qtbot):
    session, table = shared.session, shared.candidates.table
    shared.candidates.set_filters(NOT_YET)
    pair, beyond = session.order[2:4]
    session.select(pair)
    qtbot.keyClick(shared, Key.Key_G)
    assert pair not in ids(table.pairs)
    session.select(pair)
    turned = turn(shared).id
    assert ids(table.pairs)[2:4] == [turned, beyond]
    qtbot.keyClick(shared, Key.Key_G)
    assert session.selected.id == beyond
    assert not {pair, turned} & set(ids(table.pairs))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (Key.Key_R, "A still is no shot, so this pair can't be kept or turned round."),
        (Key.Key_T, "The outgoing side is a still, whose partners are listed already."),
    ],
)
def test_a_still_can_be_neither_turned_round_nor_matched_again(shared, qtbot, key, words):
    session = shared.session
    session.selected = replace(session.selected, out=None, still="still.png")
    qtbot.keyClick(shared, key)
    assert shared.notice.tells(words)
    shared.notice.hide()


def test_a_motion_match_is_turned_round_in_its_row_as_well(shared, turn, qtbot):
    session = shared.session
    with qtbot.waitSignal(session.candidates_changed):
        session.find("motion")
    settle(shared)
    sides = [{pair.out.shot, pair.into.shot} for pair in session.candidates]
    assert all(sides.count(each) == 1 for each in sides)
    pair, rest = session.candidates[0], ids(session.candidates)[1:]
    session.select(pair.id)
    turned = turn(shared)
    assert (turned.out.shot, turned.into.shot) == (pair.into.shot, pair.out.shot)
    assert ids(session.candidates) == [turned.id, *rest]
    assert turn(shared).id == pair.id
    assert ids(session.candidates) == [pair.id, *rest]


def test_two_shots_that_do_not_match_the_other_way_round_are_told(shared, qtbot, monkeypatch):
    session = shared.session
    pair = session.selected
    monkeypatch.setattr(
        session.answers, "ask", lambda *_, failed, **__: failed("They don't match.", "")
    )
    qtbot.keyClick(shared, Key.Key_R)
    assert shared.notice.tells("They don't match.")
    assert session.selected == pair
    shared.notice.hide()


def test_an_accepted_reverse_is_there_after_a_restart_with_its_history(
    qtbot, window, session, project, turn
):
    pair = session.selected.id
    session.tag("bad")
    turned = turn(window)
    session.accept()
    with open_project(project) as opened:
        qtbot.waitUntil(lambda: saved.accepted(opened) == [turned.id])
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(project)
    session = window.session
    qtbot.waitUntil(lambda: ids(session.cut_list()) == [turned.id])
    again = session.candidates[0]
    assert (again.id, again.rank, again.accepted) == (turned.id, 1, True)
    assert (again.out.frame, again.into.frame) == (turned.out.frame, turned.into.frame)
    steps = []
    session.decisions.history(steps.extend, 10)
    qtbot.waitUntil(lambda: bool(steps))
    assert [(past.step.deed, past.cuts[0].pair) for past in steps] == [
        ("bad", pair),
        ("accept", turned.id),
    ]
    session.select(turned.id)
    qtbot.waitUntil(lambda: window.viewer.player.moment is not None)
    assert turn(window).id == session.candidates[0].id == pair
