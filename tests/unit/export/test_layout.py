"""Where clips lie in their films and on the timeline, at whatever rates both count."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from drawn_cuts import times_at

from matchcut.export.cut import Cut, ExportSettings, Side, Source
from matchcut.export.layout import begins, film_frame, lay_out, may_end_with, source_clock
from matchcut.media.times import FrameTimes
from matchcut.timing import Clock, FrameRange, film_clock

RATES = [Fraction(25, 2), Fraction(24000, 1001), 24, 25, Fraction(30000, 1001), 30, 50, 60, 120]


def film(rate, frames, times=None):
    clock = Clock(Fraction(rate))
    exact = None if times is None else times_at(times)
    return Source("film", "film", Path("/film.mov"), clock, frames, 640, 360, times=exact)


def cut_between(out, into):
    return Cut("c", out, into, flavour="frame", score=0.5)


@pytest.mark.parametrize("frames", [1, 2, 7, 40])
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("timeline", RATES)
def test_clips_lie_in_their_film_and_meet_at_the_cut(rate, timeline, frames):
    source, whole = film(rate, frames), FrameRange(0, frames)
    cuts = [
        cut_between(Side(source, whole, frame), Side(source, whole, frames - 1 - frame))
        for frame in range(frames)
    ]
    settings = ExportSettings(Fraction(timeline), seconds=Fraction(1, 2))
    laid_out = lay_out(cuts, settings)
    clips = laid_out.clips
    assert len(laid_out.incoming) + len(laid_out.left_out) == frames
    assert not laid_out.left_out or timeline < rate
    ends = [0, *(clip.record.stop for clip in clips)]
    assert [clip.record.start for clip in clips] == ends[:-1]
    pace = Fraction(rate) / Fraction(timeline)
    for clip in clips:
        assert clip.source.start >= 0
        assert clip.source.start + len(clip.record) * pace <= frames
        if clip.incoming:
            assert clip.source.start == clip.side.frame
        else:
            shown = clip.source.start + int((len(clip.record) - 1) * pace)
            assert may_end_with(clip.side, shown, settings.rate)


@pytest.mark.parametrize(
    ("rate", "timeline", "frame", "allowed"),
    [
        (Fraction(30000, 1001), 24, 20, [20]),
        (Fraction(30000, 1001), 24, 38, [36, 37, 38]),  # the film ends before the timeline's next
        (Fraction(30000, 1001), 24, 37, [37]),
        (60, 24, 39, [36, 37, 38, 39]),
        (24, 60, 39, [38, 39]),
        (25, 25, 39, [39]),
    ],
)
def test_only_at_the_end_of_a_film_may_a_cut_show_an_earlier_frame(rate, timeline, frame, allowed):
    side = Side(film(rate, 40), FrameRange(0, 40), frame)
    may = [shown for shown in range(41) if may_end_with(side, shown, Fraction(timeline))]
    assert may == allowed


@pytest.mark.parametrize(
    ("rate", "timeline", "long"),
    [
        (Fraction(24), 25, 50),
        (Fraction(24000, 1001), Fraction(30000, 1001), 60),
        (Fraction(25), Fraction(30000, 1001), 60),
        (Fraction(24), 60, 120),
    ],
)
def test_a_clip_is_a_little_shorter_rather_than_end_before_the_last_frame_of_its_film(
    rate, timeline, long
):
    source = film(rate, 300)
    side = Side(source, FrameRange(0, 300), 299)
    (out, _) = lay_out([cut_between(side, side)], ExportSettings(Fraction(timeline))).clips
    shown = out.source.start + int((len(out.record) - 1) * rate / timeline)
    assert (shown, out.source.start + len(out.record) * rate / timeline <= 300) == (299, True)
    assert long / 2 <= len(out.record) <= long


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("timeline", RATES)
def test_a_cut_is_as_long_in_lists_that_count_by_films_as_in_those_on_the_grid(rate, timeline):
    source = film(rate, 60)
    cuts = [
        replace(
            cut_between(
                Side(source, FrameRange(start, start + 15), start + 14),
                Side(source, FrameRange(start, start + 15), start + late),
            ),
            id=f"{start}-{late}",
        )
        for start in range(46)
        for late in (0, 14)
    ]
    settings = ExportSettings(Fraction(timeline), seconds=Fraction(1, 2))
    by_film, by_grid = (
        {(clip.cut.id, clip.incoming): len(clip.record) for clip in laid_out.clips}
        for laid_out in (lay_out(cuts, settings), lay_out(cuts, settings, on_grid=True))
    )
    both = by_film.keys() & by_grid.keys()
    assert len(both) > len(cuts)
    assert {at: by_film[at] for at in both} == {at: by_grid[at] for at in both}


@pytest.mark.parametrize("timeline", [24, 25, 50])
def test_timestamps_in_milliseconds_are_told_by_the_frame_that_comes_on_at_them(timeline):
    # Some lie exactly as late as still counts as on time.
    source = film(22, 5000, tuple(round(frame * 0.0461, 3) for frame in range(5000)))
    for frame in range(0, 4999, 3):
        side = Side(source, FrameRange(frame, frame + 1), frame)
        laid_out = lay_out([cut_between(side, side)], ExportSettings(Fraction(timeline)))
        for clip in laid_out.clips:
            assert (clip.film.start, clip.film.stop) == (frame, frame + 1)
            assert film_frame(source, clip.source.start, clip.clock.rate) == frame


def test_times_are_those_of_the_timestamps_however_fine_their_ticks_are():
    times = FrameTimes(np.array([7, 1_234_574, 2_345_685]), Fraction(1, 10_000_000))
    source = Source("film", "film", Path("/film.mov"), Clock(Fraction(8)), 3, 640, 360, times=times)
    assert [begins(source, frame) for frame in range(4)] == [
        *(0, Fraction(1_234_567, 10_000_000), Fraction(2_345_678, 10_000_000)),
        Fraction(2_345_678, 10_000_000) + Fraction(1, 8),
    ]


def test_a_film_of_variable_rate_is_counted_from_the_timecode_of_its_track():
    clock = film_clock("01:00:10:15@30", Fraction(175, 6))
    uneven = replace(film(Fraction(30), 4, times=(0.0, 0.03, 0.07, 0.1)), clock=clock)
    assert source_clock(uneven, Fraction(30)).timecode(0) == "01:00:10:15"
    assert source_clock(uneven, Fraction(24)).timecode(0) == "01:00:10:12"


def test_a_film_above_60_is_counted_from_its_timecode_in_its_own_frames():
    fast = replace(film(Fraction(100), 4), clock=film_clock("01:00:10:20", Fraction(100)))
    assert source_clock(fast, Fraction(25)) == Clock(Fraction(100), 3610 * 100 + 40)


@pytest.mark.parametrize("timeline", [Fraction(25), Fraction(1, 2)])
def test_a_film_of_some_seconds_to_a_frame_that_are_uneven_is_laid_out(timeline):
    slow = film(Fraction(3, 10), 40, times=tuple(3.0 * n + n % 2 / 2 for n in range(40)))
    whole = FrameRange(0, 40)
    cut = cut_between(Side(slow, whole, 20), Side(slow, whole, 9))
    out, into = lay_out([cut], ExportSettings(timeline, seconds=9.0)).clips
    assert (out.film.stop, into.film.start) == (21, 9)
