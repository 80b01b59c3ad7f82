from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchcut.errors import TimecodeError
from matchcut.timing import (
    STANDARD_RATES,
    Clock,
    FrameRange,
    allows_drop,
    countable,
    exact_number,
    exact_rate,
    film_clock,
    frames_in_a_day,
    has_timecode,
    parse_rate,
    rate_text,
    rate_words,
    start_written,
    timecode_count,
    timecode_text,
    typed_timecode,
)

NTSC_24 = Fraction(24000, 1001)
NTSC_30 = Fraction(30000, 1001)
NTSC_60 = Fraction(60000, 1001)
COUNTED = [
    (rate, drop)
    for rate in STANDARD_RATES
    if has_timecode(rate)
    for drop in ((False, True) if allows_drop(rate) else (False,))
]


def by_hand(count: int, nominal: int) -> str:
    minutes, rest = divmod(count, 60 * nominal)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // nominal:02d}:{rest % nominal:02d}"


def test_a_range_holds_its_frames_whatever_counts_them():
    frames = FrameRange(3, 6)
    assert [frame in frames for frame in (2, 3, 5, 6)] == [False, True, True, False]
    assert [np.int64(frame) in frames for frame in (2, 3, 5, 6)] == [False, True, True, False]
    assert 3.5 not in frames


def test_a_range_excludes_its_end():
    assert 9 in FrameRange(0, 10)
    assert 10 not in FrameRange(0, 10)
    assert len(FrameRange(3, 10)) == 7


def test_a_range_does_not_run_backwards():
    with pytest.raises(ValueError, match="not a range"):
        FrameRange(3, 2)


def test_frame_29_at_25_fps_reads_one_second_and_four_frames():
    assert timecode_text(29, Fraction(25)) == "00:00:01:04"


def test_an_hour_at_23_976_reads_an_hour_after_86400_frames():
    assert timecode_text(86_400, NTSC_24) == "01:00:00:00"


def test_drop_frame_skips_two_numbers_each_minute_but_the_tenth():
    assert timecode_text(1799, NTSC_30, drop=True) == "00:00:59;29"
    assert timecode_text(1800, NTSC_30, drop=True) == "00:01:00;02"
    assert timecode_text(17_982, NTSC_30, drop=True) == "00:10:00;00"


def test_drop_frame_skips_four_numbers_at_59_94():
    assert timecode_text(3600, NTSC_60, drop=True) == "00:01:00;04"


@pytest.mark.parametrize(("rate", "drop"), COUNTED)
def test_the_last_frame_of_the_day_is_followed_by_midnight(rate, drop):
    day = frames_in_a_day(rate, drop=drop)
    last = timecode_text(day - 1, rate, drop=drop)
    assert last.startswith("23:59:59")
    assert int(last[-2:]) == round(rate) - 1
    assert timecode_text(day, rate, drop=drop) == ("00:00:00;00" if drop else "00:00:00:00")


@given(st.sampled_from(COUNTED), st.integers(0, 5_184_000 - 1))
def test_every_frame_of_the_day_is_found_again_by_its_timecode(counted, count):
    rate, drop = counted
    count %= frames_in_a_day(rate, drop=drop)
    assert timecode_count(timecode_text(count, rate, drop=drop), rate, drop=drop) == count


@given(st.sampled_from(COUNTED), st.integers(0, 5_184_000 - 1))
def test_non_drop_timecode_is_plain_division(counted, count):
    rate, _ = counted
    count %= frames_in_a_day(rate)
    assert timecode_text(count, rate) == by_hand(count, round(rate))


@pytest.mark.slow
@pytest.mark.parametrize("rate", [NTSC_30, NTSC_60])
def test_drop_frame_timecode_counts_up_by_one_over_a_whole_hour_and_over_midnight(rate):
    hour = frames_in_a_day(rate, drop=True) // 24
    texts = [timecode_text(count, rate, drop=True) for count in range(-100, hour)]
    assert len(set(texts)) == len(texts)
    assert texts[100:] == sorted(texts[100:])
    assert not [
        text for text in texts if text[6:8] == "00" and text[4] != "0" and text[9:] in ("00", "01")
    ]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.976", NTSC_24),
        ("23.98", NTSC_24),
        ("24000/1001", NTSC_24),
        ("29.97", NTSC_30),
        ("2997/100", NTSC_30),
        ("59.94 fps", NTSC_60),
        ("47.952", Fraction(48000, 1001)),
        ("119.88", Fraction(120000, 1001)),
        ("24", Fraction(24)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_a_rate_is_read_as_the_exact_rate_that_was_meant(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "0", "-25", "25/0", "fast", "nan", "inf", "1e9", "1e-9", "0.99"]
)
def test_what_is_no_rate_is_refused_in_a_sentence(text):
    with pytest.raises(TimecodeError, match="not a frame rate"):
        parse_rate(text)


def test_a_number_of_a_billion_digits_is_refused_before_they_are_written_out():
    for text in ("1e999999999", "-1E-999999999"):
        with pytest.raises(ValueError, match="not a plain number"):
            exact_number(text)
        with pytest.raises(TimecodeError, match="not a frame rate"):
            parse_rate(text)


def test_a_number_from_outside_is_read_exactly():
    assert exact_number(" 24000/1001 ") == NTSC_24
    assert exact_number("23.976") == Fraction(23976, 1000)
    for text in ("", "1/0", "nan", "2:3"):
        with pytest.raises(ValueError, match=r"divides by nothing|Invalid literal"):
            exact_number(text)


def test_a_float_near_a_television_rate_is_that_rate():
    assert exact_rate(30000 / 1001) == NTSC_30
    assert exact_rate(23.976024) == NTSC_24
    assert exact_rate(12.5) == Fraction(25, 2)
    assert rate_text(NTSC_24) == "23.976"
    assert rate_text(Fraction(25)) == "25"


def test_a_rate_of_hours_a_frame_does_not_read_as_none():
    assert rate_text(Fraction(1, 3600)) == "1/3600"
    assert rate_words(Fraction(1, 3600)) == "one frame every 3600 seconds"
    assert rate_words(Fraction(1, 1000)) == "0.001 frames a second"


def test_faster_than_60_has_no_timecode_and_the_error_says_so():
    with pytest.raises(TimecodeError, match=r"not counted at 119\.88"):
        timecode_text(0, Fraction(120000, 1001))
    with pytest.raises(TimecodeError, match=r"not counted at 1 frame a second\."):
        timecode_text(0, Fraction(1))


@pytest.mark.parametrize("rate", [NTSC_24, Fraction(25), Fraction(30), Fraction(60)])
def test_drop_frame_is_refused_where_it_does_not_exist(rate):
    with pytest.raises(TimecodeError, match="no drop-frame"):
        timecode_count("01:00:00;00", rate, drop=True)
    with pytest.raises(TimecodeError, match="no drop-frame"):
        Clock(rate, drop=True)


@pytest.mark.parametrize(
    "text", ["24:00:00:00", "01:60:00:00", "01:00:60:00", "01:00:00:25", "1:2:3", "ten o'clock", ""]
)
def test_an_impossible_timecode_is_refused(text):
    with pytest.raises(TimecodeError):
        timecode_count(text, Fraction(25))


def test_a_number_that_drop_frame_skips_is_refused():
    with pytest.raises(TimecodeError, match="has no 00:01:00;00"):
        timecode_count("00:01:00;00", NTSC_30, drop=True)


@pytest.mark.parametrize("text", ["01:00:00;02", "01:00:00,02", "01;00;00;02", "1:00:00:2"])
def test_timecode_is_read_with_every_separator_that_editing_systems_write(text):
    assert timecode_count(text, NTSC_30, drop=True) == 107_894


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12000000", "12:00:00:00"),
        (" 1000000 ", "01:00:00:00"),
        ("100", "00:00:01:00"),
        ("7", "00:00:00:07"),
        ("1:00", "00:00:01:00"),
        ("10:00;2", "00:10:00;02"),
        ("01:00:00:00", "01:00:00:00"),
        ("1:0:0;2", "1:0:0;2"),
        ("123456789", "123456789"),
        ("12 o'clock", "12 o'clock"),
        ("1:100", "1:100"),
        ("1:", "1:"),
        ("", ""),
    ],
)
def test_digits_and_fields_that_are_typed_count_from_the_right(typed, meant):
    assert typed_timecode(typed) == meant


def test_a_clock_counts_on_from_its_start_timecode():
    clock = Clock.starting("01:00:00;00", NTSC_30)
    assert clock.drop
    assert clock.timecode(1) == "01:00:00;01"
    assert clock.frame("01:00:00;01") == 1


def test_a_film_that_runs_over_midnight_keeps_counting():
    clock = Clock.starting("23:59:59:00", Fraction(25))
    assert clock.timecode(25) == "00:00:00:00"
    assert clock.frame("00:00:00:03") == 28


def test_a_film_without_a_start_timecode_counts_from_zero():
    assert film_clock(None, Fraction(25)).timecode(25) == "00:00:01:00"
    assert film_clock("01:00:00:00", Fraction(25)).timecode(25) == "01:00:01:00"


@pytest.mark.parametrize(
    ("text", "rate", "written"),
    [
        ("01:00:10:20@25", 50, "01:00:10:40"),
        ("01:00:10:20@50", 25, "01:00:10:10"),
        ("01:00:10:20", 100, "01:00:10:20"),
        ("01:00:10;20@29.97", NTSC_60, "01:00:10;40"),
        ("01:00:10:20@30", Fraction(175, 6), "01:00:10:20@30"),
    ],
)
def test_a_start_timecode_may_name_the_rate_that_it_counts_at(text, rate, written):
    assert start_written(text, Fraction(rate)) == written


@pytest.mark.parametrize(
    ("text", "rate", "wrong"),
    [
        ("01:00:10:25@25", 50, "no timecode 01:00:10:25 at 25"),
        ("01:00:10;20@25", 50, "no drop-frame"),
        ("01:00:10:20@x", 50, "not a frame rate"),
        ("01:00:10:20", Fraction(175, 6), "not counted at 29.167"),
    ],
)
def test_a_start_timecode_that_cannot_be_counted_is_refused(text, rate, wrong):
    with pytest.raises(TimecodeError, match=wrong):
        start_written(text, Fraction(rate))
    assert countable(text, Fraction(rate)) is None


def test_a_film_above_60_counts_from_its_timecode_at_half_its_rate():
    clock = film_clock("01:00:10:20", Fraction(100))
    assert clock.track == Clock(Fraction(50), 3610 * 50 + 20)
    assert clock.label(10) == "00:00:00.100"


def test_a_film_without_timecode_is_labelled_by_the_time_since_its_start():
    assert Clock(Fraction(25, 2)).label(50_001) == "01:06:40.080"
    assert Clock(Fraction(25)).label(25) == "00:00:01:00"
