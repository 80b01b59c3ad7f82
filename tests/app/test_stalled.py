"""Playing that waits for a film for long is told, and told no more once frames come."""

import pytest
from rooms import forget_reviews


@pytest.fixture
def stall(room):
    """The stall of a window's viewer, which the test makes."""
    forget_reviews(room)
    room.stalled._lasts.setInterval(0)
    yield room.viewer.stall
    room.viewer.stall.film = ""
    room.viewer.stall.changed.emit()


def stands(stall, film):
    stall.film = film
    stall.changed.emit()


def test_a_stall_is_told_with_a_way_out_until_frames_come(qtbot, room, stall):
    stands(stall, room.session.films[0].uuid)
    qtbot.waitUntil(lambda: room.notice.tells("No picture of short.mp4 comes."))
    assert room.notice.action.text() == "Try again"
    stands(stall, "")
    assert not room.notice.isVisible()


def test_a_stall_that_is_over_soon_is_not_told(qtbot, room, stall):
    stands(stall, room.session.films[0].uuid)
    stands(stall, "")
    qtbot.wait(50)
    assert not room.notice.isVisible()


def test_a_try_has_another_process_read_and_is_told_again_if_that_hangs_too(qtbot, room, stall):
    server = room.viewer.player.frames.server
    qtbot.waitUntil(lambda: server.process_id() != 0)
    hung = server.process_id()
    stands(stall, room.session.films[0].uuid)
    qtbot.waitUntil(room.notice.isVisible)
    room.notice.action.click()
    assert not room.notice.isVisible()
    qtbot.waitUntil(lambda: server.process_id() != hung)
    qtbot.waitUntil(room.notice.isVisible)
