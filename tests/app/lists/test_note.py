"""A note that is typed is neither lost to a full disk nor to what others write meanwhile."""

import pytest
from PySide6.QtCore import Qt
from rooms import WAIT_MS, full, press, settle, wait_for_disk

from matchcut.project import reviews as saved
from matchcut.project.project import open_project

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def note(qtbot, window):
    """The note of the first pair, with the cursor in it, kept only when the test says so."""
    settle(window)  # what is heard from now on is about what the test does
    note = window.inspector.note
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(note.hasFocus)
    note._rest.setInterval(WAIT_MS)
    yield note
    note._rest.setInterval(600)
    note.clearFocus()
    settle(window)


def test_a_note_that_a_full_disk_refuses_stays_and_is_kept_once_there_is_room(
    qtbot, window, note, monkeypatch
):
    pair = window.session.selected.id

    with monkeypatch.context() as patch, qtbot.waitSignal(window.session.failed, timeout=WAIT_MS):
        patch.setattr(saved, "change", full)
        qtbot.keyClicks(note, "her hand")
        note.keep()
        qtbot.waitUntil(lambda: window.session.decisions.review(pair).note == "", timeout=WAIT_MS)
    assert note.toPlainText() == "her hand"
    note.keep()
    wait_for_disk(qtbot, window, lambda said, _: pair in said and said[pair].note == "her hand")


def test_a_note_that_is_typed_stays_when_another_window_writes_one(qtbot, window, note):
    pair = window.session.selected.id
    qtbot.keyClicks(note, "her ")
    with open_project(window.session.path) as opened:
        saved.set_notes(opened, [pair], "the red door")
    window.session.ledger.look()
    qtbot.waitUntil(
        lambda: window.session.decisions.review(pair).note == "the red door", timeout=WAIT_MS
    )
    qtbot.keyClicks(note, "hand")
    assert note.toPlainText() == "her hand"
    note.keep()
    wait_for_disk(qtbot, window, lambda said, _: said[pair].note == "her hand")
    with open_project(window.session.path) as opened:
        steps = saved.history(opened, last=2)
    notes = [after.note for step in steps for _, after in step.changes.values()]
    assert sorted(notes) == ["her hand", "the red door"]


def test_a_note_that_is_kept_follows_what_is_undone_and_what_others_write(qtbot, window, note):
    pair = window.session.selected.id
    with qtbot.waitSignal(window.session.noted, timeout=WAIT_MS):
        qtbot.keyClicks(note, "her hand")
        note.keep()
    with open_project(window.session.path) as opened:
        saved.set_notes(opened, [pair], "the red door")
    window.session.ledger.look()
    qtbot.waitUntil(lambda: note.toPlainText() == "the red door", timeout=WAIT_MS)


def test_undoing_in_a_note_takes_back_what_was_typed_since_it_was_kept(qtbot, window, note):
    with qtbot.waitSignal(window.session.noted, timeout=WAIT_MS):
        qtbot.keyClicks(note, "her hand")
        note.keep()
    qtbot.keyClicks(note, ", left")
    qtbot.keyClick(note, Qt.Key.Key_Z, CONTROL)
    assert note.toPlainText() == "her hand"


def has_note(said, pair):
    return pair in said and said[pair].note == "her hand"


@pytest.fixture
def refused(qtbot, window, note, monkeypatch):
    """The first pair, whose note the disk has refused, with the second pair selected."""
    first, second = (pair.id for pair in window.session.candidates[:2])
    window.notice.hide()
    with monkeypatch.context() as patch:
        patch.setattr(saved, "change", full)
        qtbot.keyClicks(note, "her hand")
        window.session.select(second)
        qtbot.waitUntil(window.notice.isVisible)
        qtbot.waitUntil(lambda: window.notice.happened.text().startswith("The note is not saved"))
    assert note.toPlainText() == ""
    assert "It stays with its pair until then." in window.notice.remedy.text()
    return first


def test_a_refused_note_is_there_again_with_its_pair_and_kept_then(qtbot, window, note, refused):
    note._rest.setInterval(0)
    window.session.select(refused)
    assert note.toPlainText() == "her hand"
    wait_for_disk(qtbot, window, lambda said, _: has_note(said, refused))
    qtbot.waitUntil(lambda: not window.notice.isVisible())


def test_a_refused_note_is_kept_by_one_button_wherever_the_editor_is(qtbot, window, note, refused):
    window.notice.action.click()
    wait_for_disk(qtbot, window, lambda said, _: has_note(said, refused))
    qtbot.waitUntil(lambda: note.unkept == {})
    assert note.toPlainText() == ""
    assert not window.notice.isVisible()


def test_a_refused_note_that_is_given_up_is_not_handed_over_again(qtbot, window, note, refused):
    window.session.select(refused)
    note.clear()
    note.keep()
    assert note.unkept == {}


def test_a_refused_note_is_kept_when_the_project_is_closed(qtbot, window, note, refused):
    path = window.session.path
    window.menu["close_project"].trigger()
    qtbot.waitUntil(lambda: not window.desk.is_open)
    with open_project(path) as opened:
        assert saved.reviews(opened)[refused].note == "her hand"
    assert note.unkept == {}
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(path)
