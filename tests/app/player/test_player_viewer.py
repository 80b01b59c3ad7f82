"""What the editor sees and does in the viewer, by key and mouse."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from films import number_in
from player_room import (
    FIRST_OF_B,
    INTO,
    OUT,
    Room,
    all_is_here,
    middle,
    number_shown,
    pair_of,
    pixels,
    side,
)
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from app import theme
from app.player.bar import Bar
from app.player.compose import MODES, Marks
from matchcut.review import Nudge

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_without_a_pair_a_sentence_says_what_to_do(room):
    shown = room.screen()
    panel = QColor(theme.PANEL).red()
    assert (shown[0, 0] == panel).all()
    assert (shown != panel).any()
    assert room.painted == []


def test_selecting_a_pair_plays_it_without_a_key(playing):
    playing.wait_for(lambda: len(playing.painted) > 3)
    assert playing.painted[:3] == [("out", OUT - 24), ("out", OUT - 23), ("out", OUT - 22)]


def test_a_still_is_a_of_its_pairs_also_side_by_side(room, tmp_path):
    path = tmp_path / "face.png"
    still = QImage(160, 90, QImage.Format.Format_RGB32)
    still.fill(QColor(40, 90, 200))
    still.save(str(path))
    first = room.session.candidates[0]
    room.session.candidates.append(replace(first, id="of a still", out=None, still=str(path)))
    room.select("of a still")
    room.wait_for(lambda: ("in", INTO) in room.painted)
    assert room.painted[:25] == [("out", frame) for frame in range(25)]
    room.press(Key.Key_2)
    room.wait_for(lambda: room.viewer.mode == "side" and not room.viewer.player.speed)
    shown = room.screen()
    height, width = shown.shape[:2]
    assert shown[height // 2, width // 4].tolist() == [200, 90, 40]
    assert shown[height // 2, 3 * width // 4].tolist() != [200, 90, 40]


def test_space_pauses_and_plays_on_from_the_same_frame(playing):
    playing.wait_for(lambda: len(playing.painted) > 3)
    playing.press(Key.Key_Space)
    at = playing.painted[-1]
    QTest.qWait(120)
    assert playing.painted[-1] == at
    before = len(playing.painted)
    playing.press(Key.Key_Space)
    playing.wait_for(lambda: len(playing.painted) > before)
    assert playing.painted[before] == ("out", at[1] + 1)


def test_left_and_right_step_by_one_frame_across_the_cut(paused):
    paused.press(Key.Key_D)
    assert paused.painted[-1] == ("in", INTO)
    assert number_shown(paused.picture()) == ("in", INTO)
    paused.press(Key.Key_Left)
    assert number_shown(paused.picture()) == ("out", OUT)
    paused.press(Key.Key_Left, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert number_shown(paused.picture()) == ("in", INTO + 1)


def test_home_and_end_go_to_the_first_and_the_last_frame_and_d_to_the_cut(paused):
    player = paused.viewer.player
    for key, place in ((Key.Key_End, len(player.loop) - 1), (Key.Key_Home, 0),
                       (Key.Key_D, player.loop.cut)):  # fmt: skip
        player.play(1)
        paused.press(key)
        assert (player.speed, player.clock.position) == (0, place)


def test_a_stays_left_of_b_where_the_language_is_written_from_the_right(qapp, paused):
    viewer = paused.viewer
    sides = [viewer.bar.readouts, viewer.bar._names, viewer.trimming.strips]

    def stand():
        return [[each.mapTo(viewer, QPoint()).x() for each in both.values()] for both in sides]

    before = stand()
    assert all(a < b for a, b in before)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.qWait(50)
    try:
        assert stand() == before
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_j_really_plays_backwards_and_l_twice_goes_faster(paused):
    paused.press(Key.Key_D)
    begun = len(paused.painted)
    paused.press(Key.Key_J)
    paused.wait_for(lambda: len(paused.painted) > begun + 4)
    paused.press(Key.Key_K)
    back = [frame for where, frame in paused.painted[begun - 1 : begun + 4]]
    assert back == [INTO, OUT, OUT - 1, OUT - 2, OUT - 3]
    paused.press(Key.Key_L, Key.Key_L)
    assert paused.viewer.player.speed == 2
    paused.press(Key.Key_J)
    assert paused.viewer.player.speed == -1


def test_around_the_picture_is_the_panels_grey_and_never_black(paused):
    shown = paused.screen()
    picture = middle(shown)
    above = shown[: (len(shown) - len(picture)) // 2 - 1]
    assert len(above) > 10
    assert (above == QColor(theme.PANEL).red()).all()


def test_side_by_side_shows_the_frames_at_the_cut(paused):
    paused.press(Key.Key_2)
    shown = paused.screen()
    width = shown.shape[1]
    left, right = shown[:, : width // 2 - 4], shown[:, width // 2 + 4 :]
    numbers = [number_in(middle(half)) for half in (left, right)]
    assert numbers == [OUT, FIRST_OF_B + INTO]


def test_the_wipe_is_dragged(paused):
    paused.press(Key.Key_4)
    canvas = paused.viewer.canvas
    numbers = []
    for x in (canvas.width() - 1, 0):
        start = QPoint(canvas.width() // 2, canvas.height() // 2)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, canvas.height() // 2))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, 5))
        canvas.repaint()
        numbers.append(number_shown(paused.picture()))
    assert numbers == [("out", OUT), ("in", INTO)]


def test_the_onion_skin_goes_from_one_to_the_other_by_its_slider(paused):
    paused.press(Key.Key_3)
    slider = paused.viewer.bar.onion
    assert slider.isVisible()
    numbers = []
    for percent in (0, 100):
        slider.setValue(percent)
        paused.viewer.canvas.repaint()
        numbers.append(number_shown(paused.picture()))
    assert numbers == [("out", OUT), ("in", INTO)]


def test_the_difference_of_a_frame_and_itself_is_black(qapp, films):
    path, (a, _) = films
    room = Room(path, [pair_of("same", side(a, 40), side(a, 40))])
    room.select("same")
    room.wait_for(room.whole_loop_is_here)
    room.press(Key.Key_5)
    assert room.picture()[4:-4].max() < 3
    room.press(Key.Key_Right)
    room.viewer.canvas.repaint()
    assert room.picture()[4:-4].max() > 50
    room.close()


def test_one_goes_back_to_the_cut_and_plays(paused):
    paused.press(Key.Key_5)
    assert not paused.viewer.player.speed
    paused.press(Key.Key_1)
    assert paused.viewer.mode == "cut"
    assert paused.viewer.player.speed == 1


def test_a_mirrored_pair_shows_b_mirrored_and_a_as_it_is(paused):
    paused.select("turned")
    paused.press(Key.Key_K, Key.Key_D)
    mirrored = paused.picture()
    assert number_shown(mirrored[:, ::-1]) == ("in", INTO)
    paused.press(Key.Key_Left)
    assert number_shown(paused.picture()) == ("out", OUT)


def test_outlines_are_drawn_over_a_frame_that_stands_still_only(paused, monkeypatch):
    ring = [(0.25, 0.1), (0.75, 0.1), (0.75, 0.3), (0.25, 0.3)]
    monkeypatch.setattr(paused.viewer.close_up, "marks", lambda *_: Marks([ring]))
    paused.viewer.canvas.repaint()
    bare = paused.picture()
    paused.press(Key.Key_O)
    paused.viewer.canvas.repaint()
    marked = paused.picture()
    height, width = marked.shape[:2]
    edge = marked[height // 10 - 2 : height // 10 + 3, width // 2]
    assert edge.max() > 200
    assert (marked[height // 5, width // 2] == bare[height // 5, width // 2]).all()
    paused.press(Key.Key_L)
    assert not paused.viewer.canvas.composite.a.marks.outlines
    paused.press(Key.Key_O)


def test_outlines_of_another_frame_say_so(paused, monkeypatch):
    ring = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8)]
    monkeypatch.setattr(
        paused.viewer.close_up, "marks", lambda *_: Marks(outlines=[ring], frames_off=-2)
    )
    paused.press(Key.Key_O)
    paused.viewer.canvas.repaint()
    assert paused.viewer.canvas.badge == "outlines: 2 frames earlier"
    paused.press(Key.Key_O)


def test_a_kept_nudge_is_seen_when_the_pair_comes_again_and_the_same_key_takes_it_off(paused):
    viewer, room = paused.viewer, paused
    room.press(Key.Key_D)
    bare = room.picture()
    room.press(Key.Key_U)
    viewer.nudging._take(
        {"scale": 0.5, "dx": 0, "dy": 0, "flop": False, "before": 0.4, "after": 0.6}
    )
    room.press((Key.Key_U, SHIFT))
    kept = room.session.selected
    assert kept.nudge == Nudge(0.5, 0, 0)
    room.session.candidates[0] = kept
    room.select("second")
    room.select("first")
    room.press(Key.Key_K, Key.Key_D)
    viewer.canvas.repaint()
    nudged = room.picture()
    height, width = nudged.shape[:2]
    # Half as large, its number is read in the middle.
    half = nudged[height // 4 : height - height // 4, width // 4 : width - width // 4]
    assert number_shown(half) == ("in", INTO)
    assert (nudged[8, 8] == QColor(theme.PANEL).red()).all()
    assert viewer.canvas.badge == "nudged to 50 %"
    room.press((Key.Key_U, SHIFT))
    assert room.session.selected.nudge is None
    viewer.canvas.repaint()
    assert (room.picture() == bare).all()
    assert viewer.canvas.badge == ""


@pytest.mark.parametrize("flop", [False, True])
@pytest.mark.parametrize("name", ["first", "turned"])
def test_a_kept_nudge_mirrors_the_pair_where_it_was_found_that_way(paused, name, flop):
    paused.select(name)
    paused.press(Key.Key_U)
    paused.viewer.nudging._take(
        {"scale": 0.5, "dx": 0, "dy": 0, "flop": flop, "before": 0.4, "after": 0.6}
    )
    paused.press((Key.Key_U, SHIFT))
    kept = paused.session.selected
    assert (kept.flop, kept.nudge) == (flop, Nudge(0.5, 0, 0))


def test_outlines_of_a_picture_that_plays_are_explained_once_when_they_are_wanted(paused):
    viewer, player = paused.viewer, paused.viewer.player
    canvas, words = viewer.canvas, "pause to see outlines and arrows"
    paused.press(Key.Key_O)
    assert canvas.badge == ""
    paused.press(Key.Key_O)
    player.play(1)
    paused.press(Key.Key_O)
    assert canvas.badge == words
    player.play(0)
    assert canvas.badge != words
    player.play(1)
    assert canvas.badge == words
    paused.wait_for(lambda: canvas.badge == "")
    player.play(0)
    player.play(1)
    assert canvas.badge == ""
    for badge in "", words, "":  # off, on, off
        paused.press(Key.Key_O)
        assert canvas.badge == badge
    player.play(0)


def test_what_plays_unkept_and_a_nudge_are_told_also_while_outlines_are_wanted(paused):
    viewer, first = paused.viewer, paused.session.selected
    viewer.player.play(1)
    paused.press(Key.Key_O)
    paused.wait_for(lambda: viewer.canvas.badge == "")
    viewer.trimming.audition(OUT - 5, INTO)
    paused.wait_for(lambda: viewer.canvas.badge == "another cut point: P keeps it")
    viewer.trimming.audition(first.out.frame, first.into.frame)
    paused.session.nudge(Nudge(0.5, 0, 0))
    paused.wait_for(lambda: viewer.canvas.badge == "nudged to 50 %")
    paused.press(Key.Key_O)
    viewer.player.play(0)


def test_safe_areas_and_a_centre_cross_are_switched_on_and_off(paused):
    bare = paused.picture()
    for key in (Key.Key_Q, Key.Key_W):
        paused.press(key)
        paused.viewer.canvas.repaint()
        assert (paused.picture() != bare).any()
        paused.press(key)
        paused.viewer.canvas.repaint()
        assert (paused.picture() == bare).all()


def test_both_timecodes_follow_the_playhead_and_a_click_copies_one(paused):
    readouts = paused.viewer.bar.readouts
    assert [readouts[where].text() for where in ("out", "in")] == ["01:00:00:17", "02:00:01:05"]
    paused.press(Key.Key_D, Key.Key_Right)
    assert [readouts[where].text() for where in ("out", "in")] == ["01:00:01:15", "02:00:01:06"]
    QTest.mouseClick(readouts["out"], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "01:00:01:15"
    paused.press((Key.Key_C, Qt.KeyboardModifier.ControlModifier))
    assert QGuiApplication.clipboard().text() == "02:00:01:06"


def test_the_loop_is_made_longer_and_shorter(paused):
    paused.press(Key.Key_BracketRight)
    assert len(paused.viewer.player.loop) == 41 + 50
    paused.press(Key.Key_BracketLeft, Key.Key_BracketLeft)
    assert len(paused.viewer.player.loop) == 12 + 12


def test_frame_keys_move_the_cut_point_and_it_is_kept(paused):
    paused.press(Key.Key_X, Key.Key_C, (Key.Key_Z, SHIFT), (Key.Key_V, SHIFT))
    assert paused.session.trims == [
        (OUT + 1, INTO),
        (OUT + 1, INTO - 1),
        (OUT - 9, INTO - 1),
        (OUT - 9, INTO + 9),
    ]
    loop = paused.viewer.player.loop
    assert (loop.tail.stop - 1, loop.head.first) == (OUT - 9, INTO + 9)


def test_comma_and_full_stop_move_both_points_or_none(paused):
    paused.press(Key.Key_Comma, Key.Key_Comma, Key.Key_Period)
    assert paused.session.trims == [
        (OUT - 1, INTO - 1),
        (OUT - 2, INTO - 2),
        (OUT - 1, INTO - 1),
    ]
    trimming = paused.viewer.trimming
    trimming.audition(OUT, 0)
    paused.press(Key.Key_Comma)
    assert (trimming.out_frame, trimming.in_frame) == (OUT, 0)
    assert paused.viewer.canvas.badge == "the shot of B begins here"
    assert len(paused.session.trims) == 3


def test_the_cut_is_made_at_the_frame_on_the_screen(paused):
    paused.press(Key.Key_D, Key.Key_Right, Key.Key_Right, Key.Key_I)
    assert paused.session.trims == [(OUT, INTO + 2)]


def test_the_point_stays_inside_its_shot(paused):
    paused.viewer.trimming.audition(500, -3)
    paused.press(Key.Key_P)
    assert paused.session.trims == [(79, 0)]


def test_a_trim_that_the_shot_ends_says_so_until_the_next(paused):
    room, badge = paused, lambda: paused.viewer.canvas.badge
    room.press(*[(Key.Key_X, SHIFT)] * 4)
    assert room.viewer.trimming.out_frame == 79
    assert badge() == "the shot of A ends here"
    room.press((Key.Key_C, SHIFT))
    assert "shot" not in badge()
    room.press(*[(Key.Key_C, SHIFT)] * 3)
    assert badge() == "the shot of B begins here"
    room.session.select("second")
    assert room.viewer.trimming.stopped == ""


def test_the_bar_says_which_pair_is_seen_and_what_was_said_of_it(room):
    bar, session = room.viewer.bar, room.session
    count = len(session.candidates)
    session.select("first")
    assert bar.place.text() == f"1 of {count}"
    assert bar._marks.toolTip() == ""
    session.review(verdict="good", accepted=True)
    assert bar._marks.toolTip() == "good, accepted"
    session.select("second")
    assert (bar.place.text(), bar._marks.toolTip()) == (f"2 of {count}", "")


def test_a_verdict_is_told_over_the_picture_for_a_moment_also_when_the_next_pair_is_up(paused):
    session, canvas = paused.session, paused.viewer.canvas
    at = session.order.index(session.selected.id) + 1
    place, other = (
        f"{at} of {len(session.order)}",
        next(each for each in session.order if each != session.selected.id),
    )
    session.review(verdict="good")
    assert (canvas.badge, canvas._mark) == (f"{place}: good", "good")
    session.review(verdict=None)
    assert (canvas.badge, canvas._mark) == (f"{place}: no verdict", None)
    session.review(accepted=True)
    assert (canvas.badge, canvas._mark) == (f"{place}: accepted", "accepted")
    session.review(note="no verdict")
    session.select(other)
    paused.wait_for(lambda: paused.viewer.player.moment is not None)
    paused.wait_for(lambda: canvas.badge == "")
    assert canvas._mark is None


def test_the_filmstrip_of_a_mirrored_shot_is_mirrored_too(room):
    strip, seen = room.viewer.trimming.strips["in"], {}

    def thumbnails():
        room.wait_for(lambda: len(strip._thumbnails) == len(strip._shown()))
        return {
            frame: pixels(pixmap.toImage()).astype(int)
            for frame, pixmap in strip._thumbnails.items()
        }

    for name in ("first", "turned"):
        room.select(name)
        seen[name] = thumbnails()
    room.say(flop=False)
    seen["turned back"] = thumbnails()
    assert seen["first"].keys() == seen["turned"].keys()
    for frame, plain in seen["first"].items():
        assert np.abs(plain[:, ::-1] - plain).mean() > 1
        assert np.abs(seen["turned"][frame][:, ::-1] - plain).mean() < 0.5
        assert np.abs(seen["turned back"][frame] - plain).mean() < 0.5


def test_the_out_point_is_dragged_on_the_filmstrip_and_kept_when_let_go(paused):
    strip = paused.viewer.trimming.strips["out"]
    step = strip.width() / len(strip.stretch)
    start = QPoint(round(strip.x_of_point()), strip.height() // 2)
    goal = QPoint(round(strip.x_of_point() - 5 * step), strip.height() // 2)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(strip, left, pos=start)
    QTest.mouseMove(strip, goal)
    paused.wait_for(lambda: strip.point == OUT - 5)
    assert paused.session.trims == []
    assert paused.viewer.player.moment == ("out", OUT - 5)
    canvas = paused.viewer.canvas
    paused.wait_for(lambda: canvas.badge == "another cut point: kept where it is let go")
    QTest.mouseRelease(strip, left, pos=goal)
    assert paused.session.trims == [(OUT - 5, INTO)]


def test_only_what_can_be_kept_is_said_to_be_kept_by_p(paused):
    viewer, first = paused.viewer, paused.session.candidates[0]
    viewer.trimming.audition(OUT - 5, INTO)
    paused.wait_for(lambda: viewer.canvas.badge == "another cut point: P keeps it")
    paused.session.candidates.append(replace(first, id="of a still", out=None, still="a.png"))
    paused.select("of a still")
    viewer.trimming.audition(0, INTO + 5)
    paused.wait_for(lambda: viewer.canvas.badge == "another cut point")
    paused.press(Key.Key_P)
    assert paused.session.trims == []


@pytest.mark.parametrize(("where", "end"), [("out", 0), ("in", 79)])
def test_a_point_that_is_dragged_past_the_end_of_the_filmstrip_takes_it_along(paused, where, end):
    trimming = paused.viewer.trimming
    strip, left = trimming.strips[where], Qt.MouseButton.LeftButton
    frames = len(strip.stretch)
    assert not strip.stretch.first <= end < strip.stretch.stop
    middle = strip.height() // 2
    past = QPoint(-30 if where == "out" else strip.width() - 1, middle)
    QTest.mousePress(strip, left, pos=QPoint(round(strip.x_of_point()), middle))
    QTest.mouseMove(strip, past)
    paused.wait_for(lambda: strip.point == end)
    assert len(strip.stretch) == frames
    QTest.mouseRelease(strip, left, pos=past)
    assert paused.session.trims == [(end, INTO) if where == "out" else (OUT, end)]


def test_a_narrow_bar_drops_whole_parts_and_keeps_what_can_be_read(qtbot):
    bar = Bar()
    qtbot.addWidget(bar)
    bar.show_names("the long name of a film", "the long name of another")
    bar.show_state(1, Fraction(1), muted=False)
    bar.show_review("12 of 200", ("good",))
    bar.setMinimumWidth(1)  # as in the window
    bar.show()
    for width, names, state, place in (
        (1000, True, True, True),
        (690, False, True, True),
        (600, False, False, True),
        (460, False, False, False),
    ):
        bar.resize(width, bar.height())
        qtbot.wait(20)
        parts = [*bar.readouts.values(), *bar._group.buttons()]
        assert all(part.width() >= part.sizeHint().width() for part in parts), width
        assert [name.isVisible() for name in bar._names.values()] == [names, names], width
        assert (bar.place.isVisible(), bar._marks.isVisible()) == (place, place), width
        assert bar._state.isVisible() == state, width


@pytest.mark.parametrize("width", [500, 600, 700, 900, 1300])
def test_the_modes_stay_under_the_mouse_whatever_is_seen_beside_them(qtbot, width):
    bar, places = Bar(), set()
    qtbot.addWidget(bar)
    bar.setMinimumWidth(1)  # as in the window
    bar.show()
    bar.resize(width, bar.height())
    for names in ("a", "b"), ("the long name of a film", "the long name of another"):
        bar.show_names(*names)
        for place, marks in ("9 of 36", ()), ("10 of 36", ("good", "accepted")):
            bar.show_review(place, marks)
            for speed in (1, 0):
                bar.show_state(speed, Fraction(1), muted=not speed)
                for mode in MODES:
                    bar.show_mode(mode)
                    qtbot.wait(5)
                    assert bar.onion.isVisible() == (mode == "onion")
                    buttons = bar._group.buttons()
                    places.add(tuple(each.mapTo(bar, QPoint()).x() for each in buttons))
    assert len(places) == 1


def test_a_and_b_stand_beside_their_timecodes_and_beside_no_shot_by_itself(qtbot):
    bar = Bar()
    qtbot.addWidget(bar)
    bar.resize(900, bar.height())
    bar.show()
    bar.show_names("one", "two")
    letters, readouts = bar._letters, bar.readouts
    assert [letter.text() for letter in letters.values()] == ["A", "B"]
    assert all(letter.isVisible() for letter in letters.values())
    qtbot.wait(20)
    assert letters["out"].mapTo(bar, QPoint()).x() < readouts["out"].mapTo(bar, QPoint()).x()
    assert letters["in"].mapTo(bar, QPoint()).x() > readouts["in"].mapTo(bar, QPoint()).x()
    bar.show_shot("one", "", "shot 1")
    assert not any(letter.isVisible() for letter in letters.values())


def test_a_pair_that_is_being_read_is_not_asked_for(fresh):
    canvas = fresh.viewer.canvas
    assert canvas._message == "The cut of the selected pair plays here."
    fresh.session.select("first")
    assert canvas._message == "The cut is being read."
    fresh.wait_for(lambda: canvas._message == "")


@pytest.mark.parametrize("key", [Key.Key_1, Key.Key_2])
def test_where_no_frames_come_the_last_picture_stays_for_a_moment_and_then_words_say_so(
    paused, monkeypatch, key
):
    canvas, player = paused.viewer.canvas, paused.viewer.player
    paused.press(key, Key.Key_K)
    paused.wait_for(lambda: all_is_here(player.frames))
    monkeypatch.setattr("app.player.canvas._STAYS_MS", 100)
    monkeypatch.setattr("app.player.canvas._SILENT_MS", 200)
    before, said = paused.picture(), []
    say = canvas.say
    monkeypatch.setattr(canvas, "say", lambda words: (said.append(words), say(words)))
    with monkeypatch.context() as hung:
        hung.setattr(player.frames, "picture", lambda *_: None)
        hung.setattr(player.frames, "here", lambda *_: False)
        paused.session.select("second")
        paused.viewer._show_again()  # as when its marks or its figures arrive
        assert (paused.picture() == before).all()
        paused.wait_for(lambda: len(said) == 2)
        paused.viewer._show_again()
        assert canvas._message == said[1]
        hung.setattr(canvas, "say", say)
    assert said[0] == "The cut is being read."
    assert said[1].startswith("No picture has come for")
    paused.viewer._show_again()
    paused.wait_for(lambda: canvas._message == "")


def test_a_click_on_a_filmstrip_shows_that_frame(paused):
    strip = paused.viewer.trimming.strips["in"]
    step = strip.width() / len(strip.stretch)
    at = QPoint(round(strip.x_of_point() + 8.5 * step), strip.height() // 2)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at)
    assert number_shown(paused.picture()) == ("in", INTO + 8)


def test_a_click_on_the_score_map_plays_that_cut_and_a_double_click_keeps_it(paused):
    heat = paused.viewer.trimming.heat_map
    outs, ins = [20, 30, 40, 50], [10, 30, 55]
    heat.show_scores(outs, ins, np.linspace(0, 1, 12).reshape(4, 3).tolist())
    # The second of four columns, the last of three rows.
    at = QPoint(heat.width() * 3 // 8, heat.height() * 5 // 6)
    cell, *told = heat._describe(at.toPointF()).splitlines()
    assert cell == "Here frame 30 of A meets frame 55 of B: 0.45"
    assert "Columns" in told[1]
    assert "lighter" in told[0]
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    loop = paused.viewer.player.loop
    assert (loop.tail.stop - 1, loop.head.first) == (30, 55)
    assert paused.viewer.player.speed == 1
    assert paused.session.trims == []
    QTest.mouseDClick(heat, Qt.MouseButton.LeftButton, pos=at)
    assert paused.session.trims == [(30, 55)]


def test_a_verdict_leaves_the_cut_point_that_plays_on_trial(paused):
    paused.viewer.trimming.audition(30, 55)
    paused.say(verdict="good")
    assert paused.session.trims == []
    assert paused.session.plays == (30, 55)
    assert paused.viewer.trimming.auditioned


def test_undoing_a_trim_plays_the_cut_point_as_it_was(paused):
    paused.press(Key.Key_X)
    pair = paused.session.selected
    paused.say(out=replace(pair.out, frame=OUT + 1))
    paused.say(out=replace(pair.out, frame=OUT))
    assert paused.viewer.player.loop.tail.stop - 1 == OUT
    assert paused.session.trims == [(OUT + 1, INTO)]


def test_a_list_that_is_played_faster_goes_on_to_its_end(playing):
    playing.viewer.play_all(playing.session.candidates[:2])
    playing.wait_for(lambda: playing.viewer.player.speed == 1)
    playing.press(Key.Key_L)
    assert playing.viewer.player.speed == 2
    playing.wait_for(lambda: playing.viewer.player.speed == 0)
    assert playing.session.selected == playing.session.candidates[1]


def test_a_list_of_pairs_plays_each_cut_once(playing):
    playing.viewer.play_all(playing.session.candidates[1:3])
    playing.wait_for(lambda: playing.viewer.player.speed == 1)
    playing.wait_for(lambda: playing.viewer.player.speed == 0)
    painted = playing.painted
    cuts = [pair for pair in pairwise(painted) if (pair[0][0], pair[1][0]) == ("out", "in")]
    assert cuts[-2:] == [(("out", 50), ("in", 20)), (("out", OUT), ("in", INTO))]
    assert not playing.viewer.player.speed
