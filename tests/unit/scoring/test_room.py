from fractions import Fraction

import pytest

from matchcut.scoring.room import room_frames, room_in, short_side, short_words
from matchcut.timing import FrameRange


def test_half_a_second_and_at_least_twelve_frames_remain():
    rates = Fraction(12), Fraction(24000, 1001), Fraction(25), Fraction(60), Fraction(240)
    assert [room_frames(rate) for rate in rates] == [12, 12, 12, 30, 120]


def test_half_of_a_shorter_shot_remains():
    lengths = (1, 8, 11, 12, 40)
    assert [room_in(FrameRange(100, 100 + n), 12) for n in lengths] == [1, 4, 6, 12, 12]


@pytest.mark.parametrize(("frame", "out", "into"), [(4, 5, None), (10, 11, 10), (11, None, 9)])
def test_a_side_that_shows_fewer_frames_than_that_is_short(frame, out, into):
    shot, rate = FrameRange(0, 20), Fraction(24)
    assert short_side(shot, frame, rate, incoming=False) == out
    assert short_side(shot, frame, rate, incoming=True) == into


def test_an_editor_reads_how_many_frames_are_left_of_which_side():
    assert short_words({}) == ""
    assert short_words({"in": 5}) == "short: 5 frames of B"
    assert short_words({"out": 1}) == "short: 1 frame of A"
    assert short_words({"out": 8, "in": 5}) == "short: 8 frames of A, 5 of B"
