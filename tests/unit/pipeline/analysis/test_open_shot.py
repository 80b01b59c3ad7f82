from fractions import Fraction

import numpy as np

from matchcut.pipeline.analysis.open_shot import (
    KEPT_FRAMES,
    LOOK_BACK,
    OpenShot,
    WatchedFrame,
    sample_positions,
)
from matchcut.timing import FrameRange

REACH = 3
NO_OVERLAY = np.zeros((4, 6), bool)


def frame(index: int) -> WatchedFrame:
    """A frame whose every pixel says its number, modulo 251."""
    level = np.uint8(index % 251)
    return WatchedFrame(index, 512 * index, np.full((4, 6, 3), level), np.full((4, 6), level), None)


def shot_of(start: int, stop: int, seen: int) -> tuple[OpenShot, list[WatchedFrame]]:
    frames = [frame(index) for index in range(start, seen)]
    shot = OpenShot(start, REACH)
    for position in range(len(frames)):
        shot.add(frames[position], frames[: position + 1])
    return shot, frames


def closed(start: int, stop: int, seen: int):
    shot, frames = shot_of(start, stop, seen)
    return shot.close(stop, frames, Fraction(24), NO_OVERLAY)


def test_a_two_second_shot_has_six_sample_frames_spread_over_it():
    samples = closed(100, 148, 148)
    assert samples.indices.tolist() == [104, 112, 120, 128, 136, 144]


def test_neighbours_lie_a_few_frames_earlier_and_later_inside_the_shot():
    samples = closed(100, 110, 130)
    assert samples.indices.tolist() == [101, 103, 105, 107, 109]
    assert samples.pictures[:, 0, 0, 0].tolist() == [101, 103, 105, 107, 109]
    assert samples.before[:, 0, 0].tolist() == [100, 100, 102, 104, 106]
    assert samples.after[:, 0, 0].tolist() == [104, 106, 108, 109, 109]


def test_frames_seen_after_the_end_leave_no_trace():
    for stop in (6, 60, 97, 1000):
        exact = closed(0, stop, stop)
        for late in (closed(0, stop, stop + 1), closed(0, stop, stop + LOOK_BACK)):
            assert late.indices.tolist() == exact.indices.tolist()
            assert np.array_equal(late.after, exact.after)
            assert len(late.camera) == len(exact.camera) == stop


def test_a_long_shot_is_thinned_but_still_covered():
    shot, frames = shot_of(0, 0, 5000)
    assert len(shot.to_arrays()["indices"]) <= KEPT_FRAMES
    samples = shot.close(5000, frames, Fraction(24), NO_OVERLAY)
    assert len(samples.indices) == 24
    gaps = np.diff(samples.indices)
    assert gaps.max() < 2 * 5000 / 24


def test_a_shot_put_away_and_taken_up_again_is_the_same():
    whole, frames = shot_of(10, 0, 700)
    first, _ = shot_of(10, 0, 411)
    again = OpenShot.from_arrays(first.to_arrays())
    seen_again = frames[411 - 10 - LOOK_BACK - 20 :]
    for position in range(len(seen_again)):
        again.add(seen_again[position], seen_again[: position + 1])
    expected, resumed = whole.to_arrays(), again.to_arrays()
    assert expected.keys() == resumed.keys()
    assert all(np.array_equal(expected[name], resumed[name]) for name in expected)


def test_the_number_of_samples_grows_with_the_shot_up_to_24():
    assert len(sample_positions(FrameRange(0, 3), Fraction(24))) == 3
    assert len(sample_positions(FrameRange(0, 24), Fraction(24))) == 5
    assert len(sample_positions(FrameRange(0, 24 * 10), Fraction(24))) == 10
    assert len(sample_positions(FrameRange(0, 24 * 600), Fraction(24))) == 24
