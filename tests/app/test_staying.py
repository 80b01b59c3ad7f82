"""What the editor is at stays his while searches are repeated, and so does what he types."""

import pytest
from PySide6.QtCore import Qt
from rooms import WAIT_MS, forget_reviews, open_room

from matchcut.project import reviews as saved
from matchcut.project.project import open_project

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def room(qapp, analysed, tmp_path_factory):
    with open_room(analysed, tmp_path_factory.mktemp("room")) as window:
        yield window


@pytest.fixture
def window(qtbot, room):
    show_list(qtbot, room, "frame")
    forget_reviews(room)
    return room


def show_list(qtbot, window, flavour):
    window.session.find(flavour)
    qtbot.waitUntil(lambda: not window.session.finding, timeout=WAIT_MS)


def search_again(qtbot, window):
    """Search as at the end of each film."""
    with qtbot.waitSignal(window.session.candidates_changed, timeout=WAIT_MS):
        window.session.refresh()


def noted(path, *pairs):
    with open_project(path) as project:
        return [saved.review(project, pair).note for pair in pairs]


@pytest.fixture
def unlisted(qtbot, window):
    """A pair that is selected and not in the list, as after it fell out of the best."""
    show_list(qtbot, window, "motion")
    pair = window.session.candidates[2]
    show_list(qtbot, window, "frame")
    assert pair.id not in window.session.order
    window.session.select(pair.id)
    return pair.id


def test_a_repeated_search_that_does_not_list_the_selected_pair_leaves_it_selected(
    qtbot, window, unlisted
):
    search_again(qtbot, window)
    assert window.session.selected.id == unlisted
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert window.session.candidate(unlisted).verdict == "good"
    assert window.session.candidates[0].verdict is None


def test_a_note_that_is_being_typed_during_a_repeated_search_stays_with_its_pair(
    qtbot, window, unlisted
):
    first = window.session.candidates[0].id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "the red ")
    search_again(qtbot, window)
    qtbot.keyClicks(window.inspector.note, "door")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_Escape)
    expected = ["the red door", ""]
    qtbot.waitUntil(
        lambda: noted(window.session.path, unlisted, first) == expected, timeout=WAIT_MS
    )


def test_a_note_half_typed_when_another_list_is_asked_for_stays_with_its_pair(qtbot, window):
    first = window.session.selected.id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "her hand")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: window.session.selected.id != first, timeout=WAIT_MS)
    second = window.session.selected.id
    assert window.inspector.note.toPlainText() == ""
    expected = ["her hand", ""]
    qtbot.waitUntil(lambda: noted(window.session.path, first, second) == expected, timeout=WAIT_MS)


def test_a_note_is_kept_when_the_project_is_closed_from_within_it(qtbot, session, dressed):
    from app.windows.main import MainWindow

    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.show_state()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    path, pair = session.path, session.selected.id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "last words")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_W, CONTROL)
    assert session.path is None
    assert noted(path, pair) == ["last words"]
    window.close()
