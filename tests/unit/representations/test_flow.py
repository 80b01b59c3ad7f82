import numpy as np
import pytest
from drawn_motion import HEIGHT, WIDTH, view, with_disc

from matchcut.representations.flow import FlowMeter

PAN, TILT, ZOOM, ROLL = range(4)


def measured(meter, before, now):
    return meter.measure([before, now])[0]


def camera(**move):
    return measured(FlowMeter(), view(), view(**move)).camera


@pytest.mark.parametrize("pan", [0.01, -0.01, 0.04, -0.1, 0.2])
def test_a_pan_is_recovered_within_5_percent(pan):
    assert camera(pan=pan)[PAN] == pytest.approx(pan, rel=0.05)


@pytest.mark.parametrize("tilt", [0.01, -0.04])
def test_a_tilt_is_recovered_in_picture_widths_within_5_percent(tilt):
    assert camera(tilt=tilt)[TILT] == pytest.approx(tilt, rel=0.05)


@pytest.mark.parametrize("zoom", [0.015, -0.02, 0.03])
def test_a_zoom_is_recovered_within_5_percent(zoom):
    assert camera(zoom=zoom)[ZOOM] == pytest.approx(zoom, rel=0.05)


@pytest.mark.parametrize("roll", [0.01, -0.02, 0.03])
def test_a_roll_is_recovered_within_5_percent(roll):
    assert camera(roll=roll)[ROLL] == pytest.approx(roll, rel=0.05)


def test_what_does_not_move_is_measured_as_nothing():
    found = camera(pan=0.02, zoom=0.02)
    assert found[TILT] == pytest.approx(0, abs=5e-4)
    assert found[ROLL] == pytest.approx(0, abs=5e-4)


def test_a_pan_leaves_nothing_for_the_subject():
    subject = measured(FlowMeter(), view(), view(pan=0.03)).subject.astype(float)
    assert np.abs(subject).max() < 0.001


def test_a_disc_over_a_pan_is_the_subject_and_does_not_bend_the_camera():
    before = with_disc(view(), 128, 72, radius=36)
    now = with_disc(view(pan=0.01), 128 - 2, 72 + 3, radius=36)  # against the pan, and down
    found = measured(FlowMeter(), before, now)
    assert found.camera[PAN] == pytest.approx(0.01, rel=0.05)
    assert found.camera[[TILT, ZOOM, ROLL]] == pytest.approx(0, abs=1e-3)
    subject = found.subject.astype(float)
    x, y = subject[1:3, 3:5].mean(axis=(0, 1))
    truth = np.array([-2 / WIDTH - 0.01, 3 / WIDTH])
    # The disc shares its cells with the ground, so speed falls short.
    assert 0.6 < np.hypot(x, y) / np.hypot(*truth) < 1
    assert np.degrees(np.arctan2(y, x) - np.arctan2(*truth[::-1])) == pytest.approx(0, abs=5)
    assert np.abs(subject[:, [0, 1, 6, 7]]).max() < 0.001


def test_a_subject_that_fills_half_of_the_frame_does_not_take_the_camera():
    before = with_disc(view(), 128, 90, radius=78)
    now = with_disc(view(), 128 + 6, 90, radius=78)
    covered = np.pi * 78**2 / (WIDTH * HEIGHT)
    assert covered > 0.5
    assert np.abs(measured(FlowMeter(), before, now).camera).max() < 0.002


def test_black_and_flat_frames_move_by_nothing():
    flat = np.full((HEIGHT, WIDTH), 90, np.uint8)
    for before, now in [(flat * 0, flat * 0), (flat, flat), (view(), flat), (flat * 0, flat)]:
        found = measured(FlowMeter(), before, now)
        assert not found.camera.any()
        assert not found.subject.any()


def test_frames_that_share_nothing_give_no_fast_move():
    for seed in range(1, 6):
        assert np.abs(measured(FlowMeter(), view(), view(seed=seed)).camera).max() < 0.06


def test_an_answer_does_not_depend_on_what_was_measured_before():
    used, fresh = FlowMeter(), FlowMeter()
    measured(used, view(), view(pan=0.2))
    one, other = (measured(meter, view(), view(pan=0.01, roll=0.01)) for meter in (used, fresh))
    assert np.array_equal(one.camera, other.camera)
    assert np.array_equal(one.subject, other.subject)


def test_a_burnt_in_counter_does_not_move_against_a_pan():
    overlay = np.zeros((HEIGHT, WIDTH), bool)
    overlay[4:24, 8:72] = True
    before, now = (np.where(overlay, view(seed=3), picture) for picture in (view(), view(pan=0.03)))
    seen = measured(FlowMeter(), before, now).subject.astype(float)
    hidden = measured(FlowMeter(overlay), before, now).subject.astype(float)
    assert np.abs(seen).max() > 0.004
    assert np.abs(hidden).max() < 0.0005


def test_a_figure_moves_as_fast_when_something_is_burnt_in_over_a_part_of_it():
    figure = np.zeros((HEIGHT, WIDTH), bool)
    figure[HEIGHT // 2 :, WIDTH // 4 : 3 * WIDTH // 4] = True
    overlay = np.zeros((HEIGHT, WIDTH), bool)
    overlay[-24:-8, WIDTH // 3 : 2 * WIDTH // 3] = True
    before = np.where(figure, view(seed=2), view())
    now = np.where(figure, view(seed=2, pan=0.02), view())
    burnt = [np.where(overlay, view(seed=3), picture) for picture in (before, now)]
    clear = measured(FlowMeter(), before, now).subject.astype(float)
    covered = measured(FlowMeter(overlay), *burnt).subject.astype(float)
    assert clear[3, 3, 0] > 0.01
    assert covered[2:, 2:6, 0].mean() == pytest.approx(clear[2:, 2:6, 0].mean(), rel=0.1)


@pytest.mark.parametrize("shape", [(256, 144), (60, 256), (192, 256)])
def test_tall_wide_and_small_pictures_are_measured_in_their_own_widths(shape):
    height, width = shape
    field = np.tile(view(), (2, 2))[:, : 2 * WIDTH]
    before = field[10 : 10 + height, 20 : 20 + width]
    now = field[10 : 10 + height, 16 : 16 + width]
    assert measured(FlowMeter(), before, now).camera[PAN] == pytest.approx(4 / width, rel=0.06)
