from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchcut.media.times import FrameTimes

ascending = st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=40, unique=True).map(sorted)


@given(ascending, st.fractions(Fraction(1, 10**6), 1, max_denominator=10**6))
def test_packing_keeps_every_time(pts, time_base):
    times = FrameTimes(np.array(pts), time_base)
    again = FrameTimes.from_bytes(times.to_bytes())
    assert again.pts.tolist() == pts
    assert again.time_base == time_base


@given(ascending)
def test_a_frame_number_and_its_time_lead_to_each_other(pts):
    times = FrameTimes(np.array(pts), Fraction(1, 1000))
    assert [times.index_of(times.pts_of(i)) for i in range(len(times))] == list(range(len(times)))


def test_between_two_frames_the_earlier_is_on_screen():
    times = FrameTimes(np.array([100, 140, 200]), Fraction(1, 1000))
    assert [times.index_of(pts) for pts in (0, 100, 139, 140, 199, 200, 9000)] == [
        *(0, 0, 0, 1, 1, 2, 2)
    ]


def test_seconds_count_from_the_first_frame():
    times = FrameTimes(np.array([100, 140, 200]), Fraction(1, 1000))
    assert [times.seconds_of(i) for i in range(3)] == [0, Fraction(40, 1000), Fraction(1, 10)]


def test_the_last_frame_stays_for_one_of_the_rate():
    times = FrameTimes(np.array([100, 140, 200]), Fraction(1, 1000))
    edges = [times.begins(frame, Fraction(10)) for frame in range(4)]
    assert edges == [0, Fraction(40, 1000), Fraction(1, 10), Fraction(2, 10)]


def test_there_is_no_frame_before_the_first_or_after_the_last():
    times = FrameTimes(np.array([100, 140]), Fraction(1, 1000))
    for index in (-1, 2):
        with pytest.raises(IndexError):
            times.pts_of(index)


def test_two_hours_of_film_pack_small():
    times = FrameTimes(np.arange(172_800) * 1001, Fraction(1, 24000))
    assert len(times.to_bytes()) < 4000
