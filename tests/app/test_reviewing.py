"""What the editor says of pairs: shown at once, on disk after a kill, undone and done again."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from PySide6.QtCore import SIGNAL, Qt
from rooms import forget_reviews, lay_open, settle, with_rooms

from app.session.footage import Footage
from app.settings import set_last_pair
from app.tables.candidates import CandidatesTable
from matchcut.project import reviews as saved
from matchcut.project.films import films
from matchcut.project.project import open_project
from matchcut.project.reviews import mark_to_check


@pytest.fixture
def shared(room):
    """The window of those tests that neither close a project nor open one: nothing said yet."""
    forget_reviews(room)
    settle(room)
    room.notice.hide()
    return room


def on_disk(project):
    with open_project(project) as opened:
        return saved.reviews(opened), saved.accepted(opened)


def test_a_verdict_shows_at_once_and_is_on_disk_when_the_session_is_closed(desk, session, project):
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    assert session.selected.verdict == "good"
    assert session.candidates[0].verdict == "good"
    desk.close()
    assert on_disk(project)[0][pair].verdict == "good"


def test_nothing_is_said_of_a_pair_whose_project_is_closed(qtbot, window, desk, project):
    inspector = window.inspector
    assert inspector.buttons["good"].isVisible()
    desk.close()
    with qtbot.waitSignal(desk.project_opened):
        window.open(project)
    assert inspector.empty.isVisibleTo(inspector)
    assert not window.menu["good"].isEnabled()
    qtbot.waitUntil(lambda: bool(desk.session.candidates))
    assert inspector.buttons["good"].isVisible()


def test_nothing_that_was_seen_of_a_project_outlives_it(qtbot, desk, session, project):
    with qtbot.waitSignal(session.candidates_changed):
        session.find("motion")
    session.plays = 3, 4
    with qtbot.waitSignal(desk.candidates_changed):
        session = lay_open(desk, project)
    assert session.plays is None
    assert session.candidates[0].flavour == session.search.flavour == "frame"


def test_every_kind_of_review_is_there_again_when_the_project_is_opened_again(
    qtbot, desk, session, project
):
    first, second, third = (session.candidates[at] for at in range(3))
    for pair in (first, second, third):
        session.select(pair.id)
        session.accept()
    session.select(second.id)
    session.trim(second.out.frame - 2, second.into.frame + 1)
    session.note(second.id, "holds her look")
    session.flop(True)
    session.move(third.id, 0)
    session.remove(first.id)
    shown = [pair.id for pair in session.cut_list()]
    assert shown == [third.id, second.id]
    with qtbot.waitSignal(desk.candidates_changed):
        session = lay_open(desk, project)
    assert [pair.id for pair in session.cut_list()] == shown
    again = session.candidate(second.id)
    assert (again.out.frame, again.into.frame) == (second.out.frame - 2, second.into.frame + 1)
    assert again.out.timecode != second.out.timecode
    assert again.note == "holds her look"
    assert again.flop


def test_a_pair_of_a_film_that_has_changed_asks_to_be_checked_until_it_is_judged_again(
    qtbot, desk, session, project
):
    pair = session.candidates[0].id
    session.select(pair)
    session.accept()
    desk.close()
    with open_project(project) as opened, opened.writing():
        mark_to_check(opened, films(opened)[0].uuid, was="old", now="new")
    with qtbot.waitSignal(desk.candidates_changed):
        session = lay_open(desk, project)
    assert [each.check for each in session.cut_list()] == [True]
    table = CandidatesTable()
    table.show(session.cut_list())
    assert "Check it" in table.index(0).data(Qt.ItemDataRole.ToolTipRole)
    session.select(pair)
    session.tag("good")
    assert not session.candidate(pair).check
    with qtbot.waitSignal(session.review_changed):
        session.turns.undo()
    assert session.candidate(pair).check


def test_a_project_is_opened_again_at_the_pair_where_the_editor_was(qtbot, window, project):
    first, second, third = (pair.id for pair in window.session.candidates[:3])

    def opened_again():
        with qtbot.waitSignal(window.desk.candidates_changed):
            window.open(project)
        return window.session.selected.id

    assert window.session.selected.id == first
    window.session.select(third)
    assert opened_again() == third
    # Where that pair is not listed, the first that is not reviewed yet.
    window.session.select(first)
    window.session.tag("good")
    window.session.project_closing.connect(lambda: set_last_pair(project, "of no list"))
    assert opened_again() == second


def test_undo_takes_back_the_latest_deed_and_redo_does_it_again(qtbot, shared):
    session = shared.session
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    session.tag("bad")
    with qtbot.waitSignal(session.review_changed):
        session.turns.undo()
    assert session.selected.verdict == "good"
    with qtbot.waitSignal(session.review_changed):
        session.turns.redo()
    assert session.selected.verdict == "bad"


def test_deeds_pressed_faster_than_the_disk_end_as_pressed(desk, session, project):
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    session.turns.undo()
    session.tag("maybe")
    session.turns.undo()
    session.tag("bad")
    desk.close()
    assert on_disk(project)[0][pair].verdict == "bad"


def test_undo_of_an_accepted_cut_takes_it_out_of_the_cut_list(qtbot, shared):
    session = shared.session
    session.select(session.candidates[0].id)
    session.accept()
    assert len(session.cut_list()) == 1
    with qtbot.waitSignal(session.cut_list_changed):
        session.turns.undo()
    assert session.cut_list() == []


@pytest.mark.parametrize("earlier", [False, True], ids=["a new one", "one accepted before"])
def test_a_keeps_the_cut_point_on_trial_in_one_step(qtbot, shared, earlier):
    window, session = shared, shared.session
    pair = session.candidates[0]
    session.select(pair.id)
    if earlier:
        session.accept()
    trial = pair.out.frame - 2, pair.into.frame + 1
    window.viewer.trimming.audition(*trial)
    qtbot.keyClick(window, Qt.Key.Key_A)
    kept = session.candidate(pair.id)
    assert kept.accepted
    assert (kept.out.frame, kept.into.frame) == trial
    with qtbot.waitSignal(session.returned):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    before = session.candidate(pair.id)
    assert before.accepted == earlier
    assert (before.out.frame, before.into.frame) == (pair.out.frame, pair.into.frame)


def test_b_takes_a_pair_out_of_the_cut_list_and_says_so_and_one_undo_restores_both(qtbot, shared):
    window, session = shared, shared.session
    first, second = (pair.id for pair in session.candidates[:2])
    for pair in (first, second):
        session.select(pair)
        session.accept()
    session.select(first)
    qtbot.keyClick(window, Qt.Key.Key_B)
    assert (session.candidate(first).verdict, session.candidate(first).accepted) == ("bad", False)
    assert [pair.id for pair in session.cut_list()] == [second]
    assert "out of the cut list" in window.notice.happened.text()
    with qtbot.waitSignal(session.returned):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (session.candidate(first).verdict, session.candidate(first).accepted) == (None, True)
    assert [pair.id for pair in session.cut_list()] == [first, second]
    assert session.selected.id == first
    assert not window.notice.isVisible()


def test_refusals_leave_nothing_behind_that_waits_for_undo(qtbot, shared):
    window, session = shared, shared.session

    def waiting():
        return session.receivers(SIGNAL("returned(QString)"))

    before = waiting()
    for pair in session.candidates[:3]:
        session.select(pair.id)
        session.accept()
        session.tag("bad")
    assert window.notice.isVisible()
    assert waiting() == before


def test_that_a_pair_has_left_the_cut_list_is_said_for_a_while_and_what_is_wrong_until_dismissed(
    qtbot, shared, monkeypatch
):
    window, session = shared, shared.session
    monkeypatch.setattr("app.windows.notice._PASSES_MS", 100)
    session.select(session.candidates[0].id)
    session.accept()
    qtbot.keyClick(window, Qt.Key.Key_B)
    assert window.notice.isVisible()
    qtbot.waitUntil(lambda: not window.notice.isVisible())
    session.turns.undo()
    session.select(session.candidates[0].id)
    session.accept()
    qtbot.keyClick(window, Qt.Key.Key_B)
    window.tell("The disk is full.", "Make room.")
    qtbot.wait(300)
    assert window.notice.tells("The disk is full.")


def test_an_accepted_pair_is_bad_no_more(desk, session, project):
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("bad")
    session.accept()
    assert (session.selected.verdict, session.selected.accepted) == (None, True)
    desk.close()
    reviews, accepted = on_disk(project)
    assert (reviews[pair].verdict, accepted) == (None, [pair])


def test_a_verdict_makes_its_own_pair_anew_and_the_cut_list_only_where_that_changes(
    shared, monkeypatch
):
    session, made, told = shared.session, [], []
    first, second, other = (pair.id for pair in session.candidates[:3])
    session.accept(first, second)
    session.tag("maybe", other)
    settle(shared)
    real = Footage.reviewed

    def reviewed(footage, pair, said):
        made.append(pair.id)
        return real(footage, pair, said)

    monkeypatch.setattr(Footage, "reviewed", reviewed)
    session.cut_list_changed.connect(
        lambda: told.append([each.note for each in session.cut_list()])
    )
    session.tag("good", other)
    settle(shared)
    assert set(made) == {other}
    assert told == []
    session.note(first, "her hand")
    settle(shared)
    assert set(made) == {other, first}
    assert told == [["her hand", ""]]


def test_labels_can_be_exported_as_soon_as_a_verdict_is_given(shared):
    session, export = shared.session, shared.cut_list.export
    assert not export.isEnabled()
    session.tag("bad")
    assert export.isEnabled()
    session.tag(None, session.candidates[0].id)
    assert not export.isEnabled()


def test_backspace_takes_back_the_verdict_then_accepting(qtbot, shared):
    window, session = shared, shared.session
    pair = session.candidates[0].id
    session.select(pair)
    session.tag("good")
    session.accept()
    qtbot.keyClick(window, Qt.Key.Key_Backspace)
    assert (session.selected.verdict, session.selected.accepted) == (None, True)
    qtbot.keyClick(window, Qt.Key.Key_Backspace)
    assert not session.selected.accepted


def test_a_disk_that_refuses_is_told_of_and_the_verdict_is_taken_back(qtbot, shared, monkeypatch):
    session = shared.session
    from matchcut.errors import ProjectError

    def full(*_):
        raise ProjectError("There is no space left to save short.matchcut.", "Free some space.")

    monkeypatch.setattr(saved, "change", full)
    session.select(session.candidates[0].id)
    with qtbot.waitSignal(session.failed) as told:
        session.tag("good")
    assert told.args == ["There is no space left to save short.matchcut.", "Free some space."]
    assert session.selected.verdict is None


def test_that_a_disk_refuses_is_told_until_it_takes_a_decision_again(qtbot, shared, monkeypatch):
    window, session = shared, shared.session
    from matchcut.errors import ProjectError

    words, notice = "There is no space left to save short.matchcut.", window.notice

    def full(*_):
        raise ProjectError(words, "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(saved, "change", full)
        for _ in range(2):
            with qtbot.waitSignal(session.failed):
                session.tag("good")
            qtbot.waitUntil(lambda: notice.tells(words) and window.leaving._refusal == words)
    session.tag("good")
    qtbot.waitUntil(lambda: not notice.isVisible())
    assert session.selected.verdict == "good"


def test_next_and_previous_follow_the_order_that_the_list_shows(session):
    first, second, third = (pair.id for pair in session.candidates[:3])
    session.set_order([third, first])
    session.select(third)
    session.next()
    assert session.selected.id == first
    session.next()
    assert session.selected.id == first
    session.previous()
    assert session.selected.id == third
    assert second not in [pair.id for pair in session.neighbours()]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a word of Unix")
def test_nothing_that_was_pressed_is_lost_when_the_app_is_killed_after_ten_verdicts(project):
    """Ten verdicts one after the other, then kill -9 as soon as the last is said to be written."""
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        from rooms import lay_open
        from app.session.desk import Desk

        application = QApplication([])
        desk = Desk()

        def press():
            session = desk.session
            for pair in session.candidates[:10]:
                session.select(pair.id)
                session.tag("good")
            tell()

        def tell():
            if desk.session.ledger.unwritten():
                QTimer.singleShot(5, tell)
            else:
                print("pressed", flush=True)

        desk.candidates_changed.connect(press)
        lay_open(desk, Path(sys.argv[1]))
        application.exec()
        """
    )
    app = subprocess.Popen(
        [sys.executable, "-c", script, str(project)],
        stdout=subprocess.PIPE,
        text=True,
        env=with_rooms(),
    )
    assert app.stdout.readline() == "pressed\n"
    app.send_signal(signal.SIGKILL)
    app.wait()
    reviews, _ = on_disk(project)
    assert [review.verdict for review in reviews.values()] == ["good"] * 10
