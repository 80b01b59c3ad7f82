"""Frames are read ahead, once, and without a server or a film for a while."""

import os
import signal
from pathlib import Path

import pytest
from player_room import (
    INTO,
    OUT,
    Room,
    all_is_here,
    pair_of,
    side,
    two_films,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app import theme
from app.player.loop import loop_of

Key = Qt.Key
# Its processes are stopped, which warm ones can't be.
pytestmark = pytest.mark.usefixtures("cold_file")
posix = pytest.mark.skipif(os.name != "posix", reason="SIGSTOP is a word of Unix")


def test_the_next_pair_is_read_before_it_is_selected(fresh):
    fresh.select("first")
    player, second = fresh.viewer.player, fresh.session.candidates[1]
    loop = loop_of(second, player.seconds)
    frames = [(loop.stretch_at(place).film, loop.at(place)[1]) for place in range(len(loop))]
    fresh.wait_for(lambda: all(player.frames.here(*frame) for frame in frames))
    fresh.press(Key.Key_K)
    before = len(fresh.painted)
    fresh.session.select("second")
    # Painted before anything could have been asked for.
    assert fresh.painted[before] == ("out", second.out.frame - 24)


def test_a_frame_that_is_sharp_is_not_read_again_for_the_filmstrip(qapp, tmp_path):
    path, (a, b) = two_films(tmp_path, size=(960, 540))
    room = Room(path, [pair_of("only", side(a, OUT), side(b, INTO))])
    frames = room.viewer.player.frames
    # The size that frames have on the screen is known once the window rests.
    room.wait_for(lambda: not room.viewer._settle.isActive())
    sizes = {}
    frames.arrived.connect(
        lambda *key: sizes.setdefault(key, []).append(frames.picture(*key).image.width())
    )
    room.select("only")
    room.wait_for(lambda: all_is_here(frames))
    # The strips lie on both sides of the loop: their frames are smaller, the loop's are not.
    assert {640} < {each[-1] for each in sizes.values()}
    assert all(len(each) == 1 for each in sizes.values())
    room.close()


def test_what_is_called_off_leaves_no_memory_behind(fresh):
    frames, blocks = fresh.viewer.player.frames, Path(fresh.viewer.player.frames._folder.path())
    for name in ("first", "second", "turned", "second", "first"):
        fresh.session.select(name)
        fresh.wait_for(lambda: list(blocks.iterdir()) or all_is_here(frames))
    fresh.wait_for(lambda: all_is_here(frames))
    fresh.wait_for(lambda: not list(blocks.iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nothing counts open files here")
def test_frames_that_are_kept_hold_no_file_open(fresh):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("first", "second"):
        fresh.select(name)
        fresh.wait_for(lambda: all_is_here(fresh.viewer.player.frames))
    assert len(fresh.viewer.player.frames._pictures) > 100
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 20


def test_a_frame_that_can_not_be_read_is_told_and_no_other_shown_in_its_place(fresh, monkeypatch):
    player, lost = fresh.viewer.player, INTO + 3
    take, told = player.frames._take_frame, []
    player.failed.connect(lambda *words: told.append(words))

    def take_late(run, part):
        if part["frame"] == lost and run.film == fresh.session.selected.into.film:
            Path(player.frames._folder.path(), part["block"]).unlink()
        take(run, part)

    monkeypatch.setattr(player.frames, "_take_frame", take_late)
    fresh.session.select("first")
    fresh.wait_for(lambda: told and all_is_here(player.frames))
    assert "can't be read" in told[0][0]
    film = fresh.session.selected.into.film
    assert not player.frames.here(film, lost)
    assert player.frames.picture(film, lost) is None
    # What failed once is read again by one button.
    away = fresh.viewer.away
    fresh.wait_for(away.button.isVisible)
    assert away.button.text() == "Try again"
    monkeypatch.setattr(player.frames, "_take_frame", take)
    away.button.click()
    fresh.wait_for(lambda: fresh.viewer.canvas.isVisible() and player.speed == 1)


def test_a_killed_picture_server_is_started_again_and_playing_goes_on(playing):
    player = playing.viewer.player
    killed = player.frames.server.process_id()
    os.kill(killed, signal.SIGKILL)
    playing.wait_for(lambda: player.frames.server.process_id() != killed)
    before = len(playing.painted)
    playing.wait_for(lambda: len(playing.painted) > before + 3)
    # What is not here yet comes from the new one.
    playing.select("second")
    playing.wait_for(playing.whole_loop_is_here)
    assert player.frames.server.process_id() not in (0, killed)


@pytest.fixture
def stalled(fresh):
    """The viewer in the midst of a loop whose server hangs; its process id, and what wakes it."""
    server = fresh.viewer.player.frames.server
    hear, late, stopped = server._hear, [], []

    def hang(told):
        hear(told)
        if told.get("part", {}).get("frame") == OUT - 20:
            os.kill(server.process_id(), signal.SIGSTOP)
            stopped.append(True)
            server._hear = late.append  # it may have said more before it was stopped

    def go_on():
        if server.process_id() == hung:
            os.kill(hung, signal.SIGCONT)
        while late:
            hear(late.pop(0))

    server._hear = hang
    fresh.select("first")
    fresh.wait_for(lambda: stopped)  # a machine with other work stalls before, too
    fresh.wait_for(lambda: not fresh.viewer.stall.film)
    fresh.wait_for(lambda: fresh.viewer.stall.film)
    hung = server.process_id()
    server._hear = hear
    yield fresh, hung, go_on
    go_on()


@posix
def test_a_loop_that_waits_for_its_film_says_so_and_plays_on_once_frames_come(stalled):
    room, _, go_on = stalled
    room.session.footage.called[room.session.selected.out.film] = "a.mov"
    room.viewer._show_again()
    assert room.viewer.canvas.badge == "waiting for a.mov"
    assert room.viewer.canvas.isVisible()
    before = len(room.painted)
    go_on()
    room.wait_for(lambda: len(room.painted) > before + 25)
    assert (room.viewer.stall.film, room.viewer.canvas.badge) == ("", "")


@posix
def test_a_server_that_hangs_is_replaced_and_the_loop_plays_on(stalled):
    room, hung, _ = stalled
    room.viewer.player.frames.server.restart()
    room.wait_for(room.whole_loop_is_here)
    assert room.viewer.player.frames.server.process_id() not in (0, hung)
    room.wait_for(lambda: room.viewer.stall.film == "")


@posix
def test_a_frame_that_is_sought_and_does_not_come_is_waited_for_too(stalled):
    room, *_ = stalled
    room.press(Key.Key_K, Key.Key_End)
    room.wait_for(lambda: room.viewer.stall.film == room.session.selected.into.film)
    room.press(Key.Key_Home)
    room.wait_for(lambda: room.viewer.stall.film == "")
    assert not room.viewer.stall._looks.isActive()


def test_a_server_that_is_killed_while_it_decodes_costs_no_frame(fresh):
    player = fresh.viewer.player
    fresh.session.select("first")
    killed = player.frames.server.process_id()
    os.kill(killed, signal.SIGKILL)
    fresh.wait_for(lambda: player.frames.server.process_id() != killed)
    fresh.wait_for(fresh.whole_loop_is_here)
    fresh.wait_for(lambda: len(fresh.painted) >= 50)
    assert fresh.painted[:50] == [("out", f) for f in range(OUT - 24, OUT + 1)] + [
        ("in", f) for f in range(INTO, INTO + 25)
    ]


def test_a_film_that_is_gone_is_told_in_place_of_its_pair_and_not_before(qtbot, tmp_path):
    path, (a, b) = two_films(tmp_path, frames=30)
    (tmp_path / "a.mov").rename(tmp_path / "away.txt")
    fine = pair_of("fine", side(b, 20, end=30), side(b, 5, end=30))
    lost = pair_of("lost", side(a, 20, end=30), side(b, 5, end=30))
    room = Room(path, [fine, lost])
    told = []
    room.viewer.player.failed.connect(lambda *words: told.append(words))
    with qtbot.waitSignal(room.viewer.player.frames.failed):
        room.session.select("fine")
    assert told == []
    room.wait_for(lambda: len(room.painted) > 2)
    with qtbot.waitSignal(room.viewer.player.failed):
        room.session.select("lost")
    assert told[0][0].startswith("a.mov is not where it was")
    room.close()


def test_a_film_that_is_gone_stops_its_pair_also_where_it_comes_in(qtbot, tmp_path):
    path, (a, b) = two_films(tmp_path)
    (tmp_path / "b.mov").rename(tmp_path / "away.txt")
    room = Room(path, [pair_of("half", side(a, OUT), side(b, INTO))])
    player = room.viewer.player
    with qtbot.waitSignal(player.failed):
        room.session.select("half")
    room.wait_for(lambda: player.picture(a, OUT) is not None)
    room.press(Key.Key_Space, Key.Key_L)
    QTest.qWait(100)
    assert player.speed == 0
    assert room.viewer.away.words.text().startswith("b.mov is not where it was")
    assert not room.viewer.canvas.isVisible()
    (tmp_path / "away.txt").rename(tmp_path / "b.mov")
    room.session.footage_changed.emit()
    room.wait_for(lambda: ("in", INTO) in room.painted)
    room.close()


def test_the_picture_takes_the_place_of_the_sentence_once_its_film_is_there_again(qtbot, tmp_path):
    path, (a, b) = two_films(tmp_path)
    (tmp_path / "a.mov").rename(tmp_path / "away.txt")
    room = Room(path, [pair_of("lost", side(a, OUT), side(b, INTO))])
    room.press(Key.Key_5)
    with qtbot.waitSignal(room.viewer.player.failed):
        room.session.select("lost")
    # The other film has come, and still the sentence stands.
    room.wait_for(lambda: room.viewer.player.picture(b, INTO) is not None)
    room.wait_for(room.viewer.away.isVisible)
    bare = room.screen()
    assert (bare == QColor(theme.PANEL).red()).mean() > 0.9
    (tmp_path / "away.txt").rename(tmp_path / "a.mov")
    room.session.footage_changed.emit()
    room.wait_for(room.whole_loop_is_here)
    room.viewer.canvas.repaint()
    assert (room.picture()[4:-4] != QColor(theme.PANEL).red()).mean() > 0.9
    room.close()


def test_a_frame_that_comes_when_a_pair_without_its_film_is_left_is_no_error(qtbot, room):
    room.select("first")
    player, film = room.viewer.player, room.session.selected.out.film
    room.wait_for(room.whole_loop_is_here)
    player.frames.forget()
    player.frames.failed.emit(film, "a.mov is gone.", "")
    room.begin_again()
    with qtbot.captureExceptions() as errors:
        player.frames.arrived.emit(film, 0)
    assert errors == []
