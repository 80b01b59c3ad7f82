from fractions import Fraction

import numpy as np
import pytest

from matchcut.representations.motion import PART_SHARES, Moves, mirrored, motion_features
from matchcut.representations.samples import ShotSamples
from matchcut.representations.windows import windowed_from_arrays
from matchcut.timing import FrameRange

PAN = 0


def moving(pan, *, start=100, at=None, subject=0.0):
    """Return samples of a shot whose frames move by ``pan``, with samples at local frames."""
    camera = np.zeros((len(pan), 4), np.float32)
    camera[1:, PAN] = pan[1:]
    still = np.zeros((1, 2, 2), np.uint8)
    field = np.zeros((len(pan), 4, 8, 2), np.float16)
    field[1:, 1, 6] = subject, 0
    return ShotSamples(
        frames=FrameRange(start, start + len(pan)),
        indices=start + np.array([len(pan) // 2] if at is None else at),
        pictures=np.zeros((1, 2, 2, 3), np.uint8),
        before=still,
        after=still,
        overlay=np.zeros((2, 2), bool),
        camera=camera,
        subject=field,
    )


def pans(samples, rate=24):
    features = motion_features(samples, Fraction(rate))
    return features.ending.camera[..., PAN], features.starting.camera[..., PAN]


def test_a_steady_pan_is_the_same_in_every_part_of_both_windows():
    ending, starting = pans(moving(np.full(60, 0.01)))
    assert ending[0] == pytest.approx([0.24] * 3)
    assert starting[0] == pytest.approx([0.24] * 3)


def test_a_pan_that_starts_at_the_sample_belongs_to_its_starting_window_alone():
    pan = np.zeros(60)
    pan[31:] = 0.01
    ending, starting = pans(moving(pan, at=[30]))
    assert ending[0] == pytest.approx([0, 0, 0])
    assert starting[0] == pytest.approx([0.24] * 3)


def test_parts_are_counted_from_the_cut_outwards():
    ending, starting = pans(moving(np.linspace(0, 0.02, 80), at=[40]))
    assert ending[0, 0] > ending[0, 1] > ending[0, 2]
    assert starting[0, 0] < starting[0, 1] < starting[0, 2]


def test_a_second_of_motion_is_the_same_at_any_rate():
    slow, fast = (motion_features(moving(np.full(6 * r, 0.3 / r)), Fraction(r)) for r in (10, 60))
    assert slow.ending.camera == pytest.approx(fast.ending.camera, abs=1e-5)
    assert slow.ending.coverage == fast.ending.coverage == 1


@pytest.mark.parametrize(
    ("rate", "pattern"), [(24, [0, 2]), (24, [0, 0, 3]), (30, [1.25, 1.25, 1.25, 1.25, 0])]
)
def test_frames_shown_twice_change_no_speed_by_more_than_a_quarter(rate, pattern):
    pan = 0.01 * np.resize(pattern, 100)
    ending, starting = pans(moving(pan, at=range(40, 60)), rate)
    # In the mean over the window the doubling all but vanishes.
    for window in (ending, starting):
        assert window == pytest.approx(0.01 * rate, rel=0.27)
        assert window @ PART_SHARES == pytest.approx(0.01 * rate, rel=0.12)


def test_a_window_that_the_shot_cuts_short_says_so_and_goes_on_as_it_began():
    features = motion_features(moving(np.full(60, 0.01), at=[0, 6, 59]), Fraction(24))
    assert features.ending.coverage == pytest.approx([0, 6 / 18, 1])
    assert features.starting.coverage == pytest.approx([1, 1, 0])
    assert features.ending.camera[1, :, PAN] == pytest.approx([0.24] * 3)
    assert not features.ending.camera[0].any()


def test_the_subject_s_velocity_stays_in_its_cell():
    features = motion_features(moving(np.zeros(60), subject=0.005), Fraction(24))
    assert features.ending.subject[0, 1, 6] == pytest.approx([0.12, 0], rel=1e-3)
    assert np.count_nonzero(features.ending.subject) == 1


def test_a_mirror_turns_pan_roll_and_places_round():
    features = motion_features(moving(np.full(60, 0.01), subject=0.005), Fraction(24))
    seen = mirrored(features.ending)
    assert seen.camera[0, :, PAN] == pytest.approx([-0.24] * 3)
    assert seen.subject[0, 1, 1] == pytest.approx([-0.12, 0], rel=1e-3)
    again = mirrored(seen)
    assert np.array_equal(again.camera, features.ending.camera)
    assert np.array_equal(again.subject, features.ending.subject)


def test_features_come_back_from_their_arrays():
    features = motion_features(moving(np.linspace(0, 0.02, 40), subject=0.01), Fraction(25))
    arrays = features.to_arrays()
    again = windowed_from_arrays(arrays, Moves)
    assert again.frames == features.frames
    for name, array in again.to_arrays().items():
        assert np.array_equal(array, arrays[name])


def test_a_shot_of_one_frame_has_windows_of_nothing():
    features = motion_features(moving(np.zeros(1)), Fraction(24))
    for moves in (features.ending, features.starting):
        assert moves.coverage == 0
        assert not moves.camera.any()


def test_coverage_is_stored_as_earlier_versions_stored_it():
    features = motion_features(moving(np.full(60, 0.01), at=[0, 6, 59]), Fraction(24))
    arrays = features.to_arrays()
    assert (arrays["ending_length"] == features.ending.coverage).all()
    assert "ending_coverage" not in arrays
    again = windowed_from_arrays(arrays, Moves)
    assert (again.starting.coverage == arrays["starting_length"]).all()
