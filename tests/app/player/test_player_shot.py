"""A shot by itself: played from its first frame to its last, however long it is."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from player_room import INTO, OUT, Room, all_is_here, number_shown, pair_of, side, two_films
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.player.frames import Run
from app.player.ready import frames_at_once
from app.player.sound import BYTES_A_SAMPLE, RATE, LoopSound
from app.session.lost import Lost
from app.session.shots import SeenShot

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
LONG = 15 * 25
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shot_of(film, start, end, number=3):
    return SeenShot(film, "reel", "", Fraction(25), number, 1140, start, end, "00:00:01:05")


@pytest.fixture
def film(films):
    return films[1][0]


def see(room, shot):
    """Show a shot and wait for its first frame."""
    room.begin(lambda: room.session.show_shot(shot))


@pytest.fixture
def seen(room, film):
    """The room with a shot of thirty frames at rest on the first."""
    see(room, shot_of(film, 10, 40))
    room.press(Key.Key_K)
    room.wait_for(lambda: all_is_here(room.viewer.player.frames))
    room.press(Key.Key_Home)
    return room


def at_playhead(room):
    return room.viewer.player.moment[1]


def test_a_shot_is_played_from_its_first_frame_to_its_last_and_again(room, film):
    see(room, shot_of(film, 10, 40))
    room.wait_for(lambda: len(room.painted) > 32)
    assert room.painted[:32] == [("in", frame) for frame in [*range(10, 40), 10, 11]]


def test_a_shot_is_stepped_shuttled_and_gone_through_by_the_keys_of_a_cut(seen):
    assert number_shown(seen.picture()) == ("out", 10)
    seen.press(Key.Key_Right, Key.Key_Right)
    assert at_playhead(seen) == 12
    seen.press(Key.Key_Left)
    assert number_shown(seen.picture()) == ("out", 11)
    seen.press(Key.Key_End)
    assert number_shown(seen.picture()) == ("out", 39)
    seen.press(Key.Key_J)
    assert seen.viewer.player.speed == -1
    seen.wait_for(lambda: at_playhead(seen) < 38)
    seen.press(Key.Key_Space)
    assert seen.viewer.player.speed == 0
    seen.press((Key.Key_Space, SHIFT))
    assert (at_playhead(seen), seen.viewer.player.speed) == (10, 1)


def test_the_bar_tells_of_one_shot_and_of_two_sides_again_once_a_pair_is_seen(seen):
    bar = seen.viewer.bar
    assert bar.place.text() == "shot 3 of 1,140, 00:00:01:05 long"
    assert bar.readouts["out"].text() == "01:00:00:10"
    assert bar.readouts["out"].toolTip().startswith("Shot: frame 10")
    assert not bar.readouts["in"].isVisible()
    assert not any(button.isVisible() for button in bar._group.buttons())
    assert "s" not in bar._state.text().replace("paused", "")  # of no loop
    seen.press((Key.Key_C, Qt.KeyboardModifier.ControlModifier))
    assert QGuiApplication.clipboard().text() == "01:00:00:10"
    seen.select("first")
    assert bar.readouts["in"].isVisible()
    assert bar.readouts["out"].toolTip().startswith("A: frame")
    assert all(button.isVisible() for button in bar._group.buttons())
    assert bar.place.text() == f"1 of {len(seen.session.candidates)}"


def test_the_picture_stays_where_it_is_when_a_shot_takes_the_place_of_a_pair(room, film):
    room.select("first")
    QTest.qWait(20)
    canvas = room.viewer.canvas
    before = canvas.mapTo(room.viewer, QPoint()), canvas.size()
    see(room, shot_of(film, 10, 40))
    QTest.qWait(20)
    assert (canvas.mapTo(room.viewer, QPoint()), canvas.size()) == before
    room.select("first")
    QTest.qWait(20)
    assert (canvas.mapTo(room.viewer, QPoint()), canvas.size()) == before


def test_a_shot_fills_the_picture_also_while_pairs_are_compared(room, film):
    room.press(Key.Key_2)
    room.select("turned")
    see(room, shot_of(film, 10, 40))
    room.press(Key.Key_K)
    room.wait_for(lambda: all_is_here(room.viewer.player.frames))
    room.press(Key.Key_Home)
    assert number_shown(room.picture()) == ("out", 10)
    room.select("first")
    assert room.viewer.mode == "side"
    # Both sides are painted once the frame of either has come.
    room.wait_for(lambda: room.viewer.canvas.composite.mode == "side")


def test_nothing_trims_or_nudges_the_pair_that_is_not_seen(room, film):
    room.select("first")
    see(room, shot_of(film, 10, 40))
    room.press(Key.Key_X, Key.Key_V, Key.Key_Comma, Key.Key_I, Key.Key_P, Key.Key_U,
               (Key.Key_U, SHIFT), Key.Key_D)  # fmt: skip
    assert room.session.trims == []
    assert room.session.plays is None
    assert not room.viewer.trimming.stretches()


def test_a_click_into_the_strip_goes_there_and_a_drag_to_its_ends(seen):
    strip = seen.viewer.single.strip
    seen.wait_for(lambda: strip.isVisible() and len(strip._thumbnails) == len(strip._shown()))
    middle = strip.height() // 2
    QTest.mouseClick(strip, LEFT, pos=QPoint(strip.width() // 2, middle))
    assert number_shown(seen.picture()) == ("out", 25)
    QTest.mousePress(strip, LEFT, pos=QPoint(strip.width() // 2, middle))
    QTest.mouseMove(strip, QPoint(strip.width() + 50, middle))
    seen.wait_for(lambda: at_playhead(seen) == 39)
    QTest.mouseRelease(strip, LEFT, pos=QPoint(-50, middle))


def test_the_strip_shows_the_whole_shot_also_in_a_wider_window(seen):
    strip, size = seen.viewer.single.strip, seen.window.size()
    before = len(strip._shown())
    try:
        seen.window.resize(size.width() + 500, size.height())
        seen.wait_for(lambda: len(strip._shown()) > before)
        seen.wait_for(lambda: len(strip._thumbnails) == len(strip._shown()))
    finally:
        seen.window.resize(size)


def test_a_film_of_a_shot_that_is_gone_is_told_until_it_is_there_again(qtbot, tmp_path):
    path, (a, _) = two_films(tmp_path)
    (tmp_path / "a.mov").rename(tmp_path / "away.txt")
    room = Room(path, [])
    viewer = room.viewer
    viewer.miss({a: Lost("a.mov", "gone")})
    with qtbot.waitSignal(viewer.player.failed):
        room.session.show_shot(shot_of(a, 10, 40))
    room.wait_for(lambda: viewer.away.words.text() == "a.mov is not where it was.")
    assert not viewer.canvas.isVisible()
    (tmp_path / "away.txt").rename(tmp_path / "a.mov")
    room.session.footage_changed.emit()
    room.wait_for(lambda: ("in", 12) in room.painted)
    assert viewer.canvas.isVisible()
    room.close()


def test_a_shot_whose_end_moves_plays_on_and_stays_within_it(seen, film):
    seen.press(Key.Key_End)
    shot = seen.session.shot
    seen.session.show_shot(replace(shot, end=30))
    assert at_playhead(seen) == 29
    assert seen.viewer.player.speed == 0
    seen.session.show_shot(replace(shot, end=60))
    assert at_playhead(seen) == 29
    seen.press(Key.Key_End)
    assert at_playhead(seen) == 59
    # Chosen once more, it plays from its start.
    see(seen, seen.session.shot)
    assert at_playhead(seen) < 20


def test_a_shot_whose_end_moves_while_its_first_frame_is_read_begins_all_the_same(
    room, film, monkeypatch
):
    player = room.viewer.player
    with monkeypatch.context() as slow:
        slow.setattr(player.frames, "here", lambda *_: False)
        room.session.show_shot(shot_of(film, 10, 40))
        room.session.show_shot(shot_of(film, 12, 30))
        assert player.speed == 0
    player._arrived(film, 12)
    room.wait_for(lambda: player.speed == 1)
    room.wait_for(lambda: len(room.painted) > 18)
    assert room.painted[:19] == [("in", frame) for frame in [*range(12, 30), 12]]


def test_the_strip_shows_the_pictures_of_the_new_file_of_its_film(seen):
    strip, frames = seen.viewer.single.strip, seen.viewer.player.frames
    seen.wait_for(lambda: strip.isVisible() and len(strip._thumbnails) == len(strip._shown()))
    before = {frame: each.cacheKey() for frame, each in strip._thumbnails.items()}
    seen.session.footage_changed.emit()
    seen.wait_for(lambda: all_is_here(frames))
    seen.wait_for(lambda: len(strip._thumbnails) == len(strip._shown()))
    assert not {each.cacheKey() for each in strip._thumbnails.values()} & {*before.values()}


def test_a_shot_that_nobody_sees_plays_no_longer(room, film):
    see(room, shot_of(film, 10, 40))
    room.wait_for(lambda: room.viewer.player.speed == 1)
    room.viewer.hide()
    assert room.viewer.player.speed == 0
    room.viewer.show()


@pytest.fixture(scope="module")
def long_films(tmp_path_factory):
    tone = np.full(LONG * RATE // 25, 0.5, np.float32)
    return two_films(tmp_path_factory.mktemp("long"), frames=LONG, sounds=[tone])


@pytest.fixture
def long_room(qapp, long_films):
    path, (a, b) = long_films
    room = Room(path, [pair_of("first", side(a, OUT), side(b, INTO))])
    room.long = shot_of(a, 0, LONG)
    yield room
    room.close()


def wished(room):
    frames = room.viewer.player.frames
    return {
        frame
        for wish in frames._wishes
        if isinstance(wish, Run)
        for frame in range(wish.first, wish.stop)
    }


def test_the_end_of_a_long_shot_is_one_key_away_and_only_what_lies_round_it_is_wished_for(
    long_room,
):
    see(long_room, long_room.long)
    player, strip = long_room.viewer.player, long_room.viewer.single.strip
    assert len(wished(long_room)) < LONG // 2
    long_room.press(Key.Key_End)
    assert at_playhead(long_room) == LONG - 1
    most = frames_at_once(player.loop) + len(strip.stretches())
    assert len(wished(long_room)) <= most < LONG // 2
    long_room.wait_for(lambda: player.picture(player.loop.head.film, LONG - 1) is not None)
    assert number_shown(long_room.picture()) == ("out", LONG - 1)
    # Round the end it begins anew.
    long_room.press(Key.Key_Right)
    assert at_playhead(long_room) == 0


def test_while_a_frame_that_was_sought_is_read_the_last_is_seen_with_its_timecode(long_room):
    see(long_room, long_room.long)
    long_room.press(Key.Key_K, Key.Key_Home)
    player, bar = long_room.viewer.player, long_room.viewer.bar
    player.frames.wish = lambda _: None  # as of a film on a slow disk
    long_room.press(Key.Key_End)
    assert at_playhead(long_room) == LONG - 1
    assert number_shown(long_room.picture()) == ("out", 0)
    assert bar.readouts["out"].text() == "01:00:00:00"


def test_however_far_a_long_shot_is_gone_through_memory_stays_bounded(long_room, monkeypatch):
    see(long_room, long_room.long)
    player = long_room.viewer.player
    long_room.press(Key.Key_K)
    frames = player.frames
    one = len(next(iter(frames._pictures.values())).memory)
    most = frames_at_once(player.loop) + len(long_room.viewer.single.strip.stretches())
    monkeypatch.setattr("app.player.frames._MEMORY_KEPT", most * one)
    for position in (0, 100, 200, 300, 360):
        player.seek(position)
        long_room.wait_for(lambda: all_is_here(frames))
        assert frames.here(player.loop.head.film, position)
        assert len(frames._pictures) <= most + 1


def test_a_long_shot_plays_on_from_second_to_second_without_leaving_out_a_frame(long_room):
    see(long_room, long_room.long)
    long_room.wait_for(lambda: len(long_room.painted) > 80)
    assert long_room.painted[:80] == [("in", frame) for frame in range(80)]


def test_of_a_long_shot_one_part_after_another_is_heard_from_where_the_picture_is(
    long_room, monkeypatch
):
    monkeypatch.setattr("app.player.ready._SOUND_SECONDS", Fraction(1))
    given = []

    def play(_, *played):
        given.append((*played, at_playhead(long_room)))

    monkeypatch.setattr(LoopSound, "play", play)
    see(long_room, long_room.long)
    player = long_room.viewer.player
    # On a busy machine the second part comes late, in the midst of its pictures.
    long_room.wait_for(lambda: given and given[-1][-1] >= 25)
    sound, seconds, at = given[-1]
    assert len(sound) == RATE * BYTES_A_SAMPLE
    assert np.frombuffer(sound, "<i2").any()
    assert seconds == pytest.approx(at % 25 / 25)
    long_room.press(Key.Key_K)
    player.seek(10 * 25 + 12)
    long_room.wait_for(lambda: all_is_here(player.frames))
    player.play(1)
    assert given[-1][1] == pytest.approx(12 / 25)


def test_the_sound_of_a_long_shot_starts_once_however_many_its_parts(long_room, monkeypatch, card):
    monkeypatch.setattr("app.player.ready._SOUND_SECONDS", Fraction(1))
    # The pictures of a busy machine wait, and the sound is started where they are.
    monkeypatch.setattr("app.player.sound._OUT_OF_STEP_SECONDS", 60)
    see(long_room, long_room.long)
    long_room.wait_for(lambda: card)
    began = at_playhead(long_room)
    long_room.wait_for(lambda: at_playhead(long_room) > began + 60)
    assert len(card) == 1
    assert 0 not in card[0].take(2 * RATE)
    long_room.press(Key.Key_K)
    assert len(card) == 1


def test_after_a_wait_for_a_frame_the_sound_goes_on_where_the_picture_is(long_room, monkeypatch):
    kept = []
    monkeypatch.setattr(LoopSound, "keep_step", lambda _, seconds: kept.append(seconds))
    see(long_room, long_room.long)
    player = long_room.viewer.player
    long_room.wait_for(lambda: len(long_room.painted) > 5 and all_is_here(player.frames))
    kept.clear()
    long_room.press(Key.Key_Space, Key.Key_Space)
    with monkeypatch.context() as slow:
        slow.setattr(player.frames, "here", lambda *_: False)
        stands = at_playhead(long_room)
        long_room.wait_for(lambda: player._late)
        QTest.qWait(50)
        assert at_playhead(long_room) == stands
        assert kept == []
    long_room.wait_for(lambda: at_playhead(long_room) > stands + 1)
    assert kept == [pytest.approx((stands + 1) / 25)]
