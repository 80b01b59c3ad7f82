"""The shots view: groups, hiding, boundaries drawn by hand; on disk before the list shows them."""

import pytest
from PySide6.QtCore import Qt
from rooms import WAIT_MS, forget_reviews, open_room

from matchcut.pipeline.representing import MOTION
from matchcut.project.project import open_project
from matchcut.project.shots import all_shots


@pytest.fixture(scope="module")
def room(qapp, analysed, tmp_path_factory):
    with open_room(analysed, tmp_path_factory.mktemp("room")) as window:
        yield window


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def panel(window, qtbot):
    window.room.docks["shots"].raise_()
    qtbot.waitUntil(lambda: window.shots.table.rowCount() > 0, timeout=WAIT_MS)
    return window.shots


def current(panel, row):
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.table.index(row))
    return panel.table.shots[row]


def on_disk(window):
    with open_project(window.session.path) as opened:
        return all_shots(opened)


def test_x_hides_the_shot_from_matching_and_x_shows_it_again(panel, window, qtbot):
    shot = current(panel, 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: panel.table.shots[1].hidden, timeout=WAIT_MS)
    assert [each.number for each in on_disk(window) if each.hidden] == [shot.number]
    current(panel, 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: not panel.table.shots[1].hidden, timeout=WAIT_MS)


def test_return_lists_partners_of_the_shot(panel, window, qtbot):
    shot = current(panel, 0)
    with qtbot.waitSignal(window.session.candidates_changed, timeout=WAIT_MS):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert window.session.matching == (shot.film, shot.number)
    found = window.session.candidates
    assert all(shot.number in (pair.out.shot, pair.into.shot) for pair in found)
    assert window.candidates.matching.text() == f"partners of shot {shot.number}"


def test_a_split_shot_is_two_on_disk_and_can_be_matched(panel, window, qtbot):
    shot = current(panel, 0)
    with qtbot.waitSignal(window.session.candidates_changed, timeout=WAIT_MS):
        panel.split(shot.start + 13)
    ranges = [(each.frames.start, each.frames.stop) for each in on_disk(window)]
    assert (shot.start, shot.start + 13) in ranges
    assert (shot.start + 13, shot.end) in ranges
    with open_project(window.session.path) as opened:
        spans = {span[1:] for span in opened.features.spans(*MOTION)}
    assert {(shot.start, shot.start + 13), (shot.start + 13, shot.end)} <= spans


def test_what_can_not_be_done_is_told(panel, window, qtbot):
    current(panel, panel.table.rowCount() - 1)
    with qtbot.waitSignal(window.session.failed, timeout=WAIT_MS) as told:
        panel.merge()
    assert "no shot after" in told.args[0]
