"""The loop and its playhead, by a clock that the test sets."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.player.clock import PlaybackClock
from app.player.loop import Loop, Stretch, loop_of
from app.session.candidates import Candidate, CandidateSide

RATES = (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001))
MILLISECOND = 1_000_000


class Hand:
    """Moves the time by hand."""

    def __init__(self):
        self.time = 5_000_000_000

    def __call__(self):
        return self.time


@dataclass(frozen=True)
class CountedLoop(Loop):
    """A loop that keeps which of its positions were looked at."""

    looked: list[int]

    def duration(self, position):
        self.looked.append(position)
        return super().duration(position)


def loop_at(rate, tail=24, head=24, head_rate=None):
    return Loop(Stretch("A", 100, 100 + tail, rate), Stretch("B", 7, 7 + head, head_rate or rate))


def played(clock, hand, ticks, late=lambda tick: 0):
    """Tick when each frame is due, some milliseconds late; return the places shown."""
    places = [clock.position]
    for tick in range(ticks):
        hand.time += (clock.due_in() + late(tick)) * MILLISECOND
        if clock.advance():
            places.append(clock.position)
    return places


def once_round(loop, count):
    return [place % len(loop) for place in range(count)]


@pytest.mark.parametrize("rate", RATES)
def test_three_passes_are_tail_then_head_with_nothing_lost_or_doubled(rate):
    loop, hand = loop_at(rate), Hand()
    clock = PlaybackClock(loop, hand)
    clock.play(1)
    assert played(clock, hand, 3 * len(loop)) == once_round(loop, 3 * len(loop) + 1)


@given(st.sampled_from(RATES), st.lists(st.integers(0, 39), min_size=1, max_size=40))
def test_ticks_that_come_late_by_less_than_a_frame_neither_lose_frames_nor_add_up(rate, lateness):
    loop, hand = loop_at(rate), Hand()
    clock = PlaybackClock(loop, hand)
    begun = hand.time
    clock.play(1)
    shortest = int(1000 / rate)
    ticks = 2 * len(loop)
    places = played(clock, hand, ticks, lambda tick: lateness[tick % len(lateness)] % shortest)
    assert places == once_round(loop, ticks + 1)
    lasted = (hand.time - begun) / 1_000_000_000
    # No tick was later than a frame, so the end isn't either.
    assert lasted - float(ticks / rate) < float(1 / rate) + 0.002


def test_one_long_wait_loses_no_frame():
    loop, hand = loop_at(Fraction(25)), Hand()
    clock = PlaybackClock(loop, hand)
    clock.play(1)
    places = played(clock, hand, 48, lambda tick: 90 if tick == 10 else 0)
    assert places == once_round(loop, 49)


def test_a_machine_that_does_not_keep_up_leaves_frames_out_and_keeps_the_true_speed():
    loop, hand = loop_at(Fraction(25)), Hand()
    clock = PlaybackClock(loop, hand)
    begun = hand.time
    clock.play(1)
    shown = played(clock, hand, 60, lambda tick: 70)
    leaps = [(after - before) % len(loop) for before, after in pairwise(shown)]
    passed = sum(leaps)
    assert passed - len(leaps) > 20
    # Each pass may last a tenth of a second longer than it should, no more.
    passes = passed / len(loop) + 1
    assert (hand.time - begun) / 1e9 <= passed / 25 + 0.1 * passes + 0.08


@pytest.mark.parametrize(("speed", "passes"), [(1, 2), (8, 16), (-2, 0)])
def test_hours_of_standstill_are_made_up_for_at_once_as_if_frame_by_frame(speed, passes):
    looked, loop = [], loop_at(Fraction(25))
    ends = []
    for slept in (2 * loop.seconds, 10_800 * loop.seconds):
        hand = Hand()
        clock = PlaybackClock(CountedLoop(loop.tail, loop.head, looked), hand)
        clock.seek(5)
        clock.play(speed)
        hand.time += clock.due_in() * MILLISECOND + int(slept * 1_000_000_000)
        looked.clear()
        assert clock.advance()
        assert len(looked) < 2 * len(loop)
        ends.append((clock.position, clock.due_in()))
        assert clock.passes == passes * slept / (2 * loop.seconds)
    assert ends[0] == ends[1]


def test_backwards_every_frame_is_shown_from_the_last_to_the_first():
    loop, hand = loop_at(Fraction(25), tail=5, head=5), Hand()
    clock = PlaybackClock(loop, hand)
    clock.seek(9)
    clock.faster(-1)
    assert played(clock, hand, 12) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7]


def test_asked_again_it_goes_twice_as_fast_and_the_other_way_at_normal_speed():
    clock = PlaybackClock(loop_at(Fraction(25)), Hand())
    speeds = []
    for direction in (1, 1, 1, 1, 1, -1, -1, 1):
        clock.faster(direction)
        speeds.append(clock.speed)
    assert speeds == [1, 2, 4, 8, 8, -1, -2, 1]


@pytest.mark.parametrize("speed", [1, 2, 8])
def test_a_pass_counts_also_where_the_first_frame_is_left_out(speed):
    hand = Hand()
    clock = PlaybackClock(loop_at(Fraction(25)), hand)
    clock.seek(47)
    clock.play(speed)
    hand.time += 150 * MILLISECOND
    assert clock.advance()
    assert clock.position > 0
    assert clock.passes == 1


def test_playing_backwards_passes_nothing():
    hand = Hand()
    clock = PlaybackClock(loop_at(Fraction(25), tail=5, head=5), hand)
    clock.play(-1)
    played(clock, hand, 30)
    assert clock.passes == 0


def test_each_side_plays_at_its_own_rate():
    loop = loop_at(Fraction(25), tail=25, head=50, head_rate=Fraction(50))
    hand = Hand()
    clock = PlaybackClock(loop, hand)
    begun = hand.time
    clock.play(1)
    assert played(clock, hand, 75)[-1] == 0
    assert (hand.time - begun) / 1e9 == pytest.approx(2, abs=0.002)
    assert loop.seconds == 2
    assert loop.moment(25) == 1
    assert loop.moment(26) == Fraction(51, 50)


def test_time_waits_for_a_frame_that_is_not_decoded_yet():
    loop, hand = loop_at(Fraction(25)), Hand()
    clock = PlaybackClock(loop, hand)
    clock.play(1)
    for _ in range(40):
        hand.time += 20 * MILLISECOND
        clock.wait()
    assert clock.advance()
    assert clock.position == 1
    assert clock.due_in() == 40


def test_stepping_is_by_one_frame_from_the_frame_shown_and_round_the_ends():
    clock = PlaybackClock(loop_at(Fraction(25), tail=3, head=2), Hand())
    places = []
    for frames in (1, 1, 1, 1, 1, -1):
        clock.step(frames)
        places.append(clock.position)
    assert places == [1, 2, 3, 4, 0, 4]


def side(frame, start, end, rate=Fraction(25)):
    return CandidateSide("F", "f.mov", "f", 1, start, end, frame, frame, "", rate)


def pair(out, into):
    return Candidate("id", "frame", 1, 0.9, {}, False, out, into)


def test_the_loop_is_the_last_second_up_to_the_out_frame_then_the_first_from_the_in_frame():
    loop = loop_of(pair(side(99, 0, 200), side(300, 250, 400)), Fraction(1))
    assert (loop.tail.first, loop.tail.stop) == (75, 100)
    assert (loop.head.first, loop.head.stop) == (300, 325)
    assert [loop.at(place) for place in (0, 24, 25, 49)] == [
        ("out", 75),
        ("out", 99),
        ("in", 300),
        ("in", 324),
    ]


def test_the_loop_stays_in_its_shots():
    loop = loop_of(pair(side(99, 90, 200), side(300, 250, 310)), Fraction(1))
    assert (loop.tail.first, loop.head.stop) == (90, 310)


def test_beside_one_another_each_side_rests_at_the_cut_while_the_other_plays():
    loop = loop_at(Fraction(25), tail=3, head=3)
    frames = [(out[1], into[1]) for out, into in map(loop.shown, range(6))]
    assert frames == [(100, 7), (101, 7), (102, 7), (102, 7), (102, 8), (102, 9)]


def test_a_still_stands_for_a_second_before_the_head():
    match = replace(pair(None, side(300, 250, 400)), still="face.png")
    loop = loop_of(match, Fraction(1))
    assert (len(loop), loop.cut) == (50, 25)
    assert [loop.at(place) for place in (0, 24, 25)] == [("out", 0), ("out", 24), ("in", 300)]
    assert loop.tail.still


def test_where_nothing_comes_first_the_head_plays_alone():
    loop = loop_of(pair(None, side(300, 250, 400)), Fraction(1))
    assert len(loop) == 25
    assert loop.shown(0) == (None, (loop.head.film, 300))
