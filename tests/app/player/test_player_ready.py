"""Of a long shot only what lies round the playhead is had ready, of a cut all."""

from fractions import Fraction

import pytest

from app.player.clock import PlaybackClock
from app.player.frames import Run, SoundOf
from app.player.loop import Loop, Stretch
from app.player.ready import frames_at_once, frames_ready_at, heard_after, heard_at, sound_ready_at
from app.player.wishes import SMALL, wishes

RATE = Fraction(25)
HOUR = 60 * 60 * 25
FIRST = 1000


def shot_of(frames, rate=RATE):
    return Loop(None, Stretch("film", FIRST, FIRST + frames, rate))


def spans(stretches):
    return [(each.first - FIRST, each.stop - FIRST) for each in stretches]


def test_all_of_the_longest_cut_is_had_ready_wherever_the_playhead_is():
    rate = Fraction(30000, 1001)
    frames = round(4 * rate)
    cut = Loop(Stretch("a", 10, 10 + frames, rate), Stretch("b", 500, 500 + frames, rate))
    for position in (0, frames, 2 * frames - 1):
        for had in (frames_ready_at(cut, position, 1), sound_ready_at(cut, position, 1)):
            assert had == [cut.tail, cut.head]
        assert heard_at(cut, position) == [cut.tail, cut.head]
    assert frames_at_once(cut) == len(cut)


def test_a_long_shot_is_had_ready_for_the_next_seconds_and_the_last_one():
    shot = shot_of(20 * 25)
    expected = [(100, 125), (125, 150), (150, 175), (175, 200), (75, 100)]
    assert spans(frames_ready_at(shot, 110, 1)) == expected
    # Nothing else is wished for until the next second begins.
    assert frames_ready_at(shot, 124, 1) == frames_ready_at(shot, 100, 1)
    backwards = [(100, 125), (75, 100), (50, 75), (25, 50), (125, 150)]
    assert spans(frames_ready_at(shot, 110, -2)) == backwards


def test_the_frame_that_a_long_shot_stands_at_comes_first():
    assert spans(frames_ready_at(shot_of(20 * 25), 110, 0))[:2] == [(110, 111), (100, 125)]


def test_after_the_end_of_a_long_shot_its_start_is_had_ready():
    shot = shot_of(20 * 25 + 5)  # its last part is short
    expected = [(500, 505), (0, 25), (25, 50), (50, 75), (475, 500)]
    assert spans(frames_ready_at(shot, 502, 1)) == expected


@pytest.mark.parametrize("position", [0, HOUR // 2, HOUR - 1])
@pytest.mark.parametrize("speed", [-1, 0, 1])
def test_of_an_hour_no_more_is_wished_for_than_of_some_seconds(position, speed):
    shot = shot_of(HOUR)
    clock = PlaybackClock(shot, lambda: 0)
    clock.position, clock.speed = position, speed
    wanted = list(wishes(clock, lambda _: False, [], [], 1920))
    frames = {
        frame for wish in wanted if isinstance(wish, Run) for frame in range(wish.first, wish.stop)
    }
    assert FIRST + position in frames
    assert len(frames) <= frames_at_once(shot) == 125
    sounds = {wish for wish in wanted if isinstance(wish, SoundOf)}
    assert 1 <= len(sounds) <= 2
    assert all(wish.stop - wish.first <= 60 * 25 for wish in sounds)
    # Wherever it plays frames are as large: others would be decoded again.
    sides = {wish.long_side for wish in wanted if isinstance(wish, Run)}
    assert sides == {1036}
    assert SMALL < 1036


def test_a_minute_of_a_long_shot_is_heard_together_and_the_next_is_had_ready_before_its_end():
    shot = shot_of(HOUR)
    minute = 60 * 25
    assert spans(heard_at(shot, minute - 1)) == [(0, minute)]
    assert spans(heard_at(shot, minute)) == [(minute, 2 * minute)]
    assert spans(sound_ready_at(shot, minute - 26, 1)) == [(0, minute), (minute, 2 * minute)]
    assert spans(sound_ready_at(shot, minute // 2, 1)) == [(0, minute)]
    assert spans(heard_after(shot, heard_at(shot, 5))) == [(minute, 2 * minute)]
    assert spans(heard_after(shot, heard_at(shot, HOUR - 1))) == [(0, minute)]


def test_what_is_heard_as_a_whole_is_followed_by_itself():
    for loop in (
        shot_of(20 * 25),
        shot_of(3 * 25),
        Loop(Stretch("a", 9, 34, RATE), Stretch("b", 5, 30, RATE)),
    ):
        heard = heard_at(loop, 7)
        assert heard_after(loop, heard) == heard
