"""Playing that waits for a film for long is told, and told no more once frames come."""

import pytest
from rooms import forget_reviews


@pytest.fixture
def stands(room, monkeypatch):
    """Have the player of a window await a frame of a film, or None."""
    forget_reviews(room)
    awaited = [None]
    monkeypatch.setattr("app.player.stall.STALLS_SECONDS", 0)
    monkeypatch.setattr(room.viewer.player, "awaited", lambda: awaited[0])
    lasts = room.stalled._lasts
    usual = lasts.interval()
    lasts.setInterval(0)

    def wait(film):
        awaited[0] = film
        room.viewer.stall._look()

    yield wait
    wait(None)
    lasts.setInterval(usual)


def test_a_stall_is_told_with_a_way_out_until_frames_come(qtbot, room, stands):
    stands(room.session.films[0].uuid)
    qtbot.waitUntil(lambda: room.notice.tells("No picture of short.mp4 comes."))
    assert room.notice.action.text() == "Try again"
    stands(None)
    assert not room.notice.isVisible()


def test_a_stall_that_is_over_soon_is_not_told(qtbot, room, stands):
    stands(room.session.films[0].uuid)
    stands(None)
    qtbot.wait(50)
    assert not room.notice.isVisible()


def test_a_try_has_another_process_read_and_is_told_again_if_that_hangs_too(qtbot, room, stands):
    server = room.viewer.player.frames.server
    qtbot.waitUntil(lambda: server.process_id() != 0)
    hung = server.process_id()
    stands(room.session.films[0].uuid)
    qtbot.waitUntil(room.notice.isVisible)
    room.notice.action.click()
    assert not room.notice.isVisible()
    qtbot.waitUntil(lambda: server.process_id() != hung)
    qtbot.waitUntil(room.notice.isVisible)
