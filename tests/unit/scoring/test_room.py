from fractions import Fraction

import pytest

from matchcut.pipeline.analysis.open_shot import sample_positions
from matchcut.scoring.room import room_frames, room_in, short_side, short_words
from matchcut.scoring.scorer import may_end, may_start
from matchcut.timing import FrameRange


def test_half_a_second_and_at_least_twelve_frames_remain():
    rates = Fraction(12), Fraction(24000, 1001), Fraction(25), Fraction(60), Fraction(240)
    assert [room_frames(rate) for rate in rates] == [12, 12, 12, 30, 120]


def test_half_of_a_shorter_shot_remains():
    lengths = (1, 8, 11, 13, 40)
    assert [room_in(FrameRange(100, 100 + n), 12) for n in lengths] == [1, 4, 6, 12, 12]


def test_half_remains_of_a_shot_that_no_sample_frame_leaves_enough_of():
    # Of 12 frames, 1 and 10 are the outermost that are sampled; of 132 frames, 13 and 118.
    assert room_in(FrameRange(100, 112), 12) == 6
    assert [room_in(FrameRange(0, n), 120) for n in (132, 133)] == [66, 120]


@pytest.mark.parametrize("rate", [1, 5, 10, 24, 30, 50, 60, 120, 240])
def test_a_shot_of_any_length_can_be_cut_out_of_and_into(rate):
    room = room_frames(Fraction(rate))
    for length in range(1, 2 * room):
        shot = FrameRange(1000, 1000 + length)
        sampled = sample_positions(shot, Fraction(rate))
        assert may_end(shot, sampled, room).any()
        assert may_start(shot, sampled, room).any()


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
