from fractions import Fraction

import numpy as np
import pytest
from drawn_figures import box, doubted, masks_of, samples_of, shot_of

from matchcut.representations.masks import (
    MAX_INSTANCES,
    OUTSIDE,
    canvas_size,
    mask_features,
    mask_features_from_arrays,
    on_canvas,
)

WIDE = Fraction(16, 9)


def test_the_canvas_of_a_wide_frame_is_64_by_36_and_others_have_about_as_many_cells():
    assert canvas_size(WIDE) == (64, 36)
    for shape in (Fraction(239, 100), Fraction(4, 3), Fraction(1), Fraction(9, 16)):
        columns, rows = canvas_size(shape)
        assert abs(columns * rows / 2304 - 1) < 0.04
        assert abs(columns / rows / shape - 1) < 0.03


def test_a_figure_keeps_its_cells_on_a_canvas_of_its_own_size():
    shot = shot_of(masks_of(box(10, 5, 20, 8)))
    assert (on_canvas(shot, WIDE).figure[0] == box(10, 5, 20, 8)).all()


def test_a_picture_four_times_as_large_gives_the_same_cells():
    large = (256, 144)
    shot = shot_of(masks_of(box(40, 20, 80, 32, large), size=large), size=large)
    assert (on_canvas(shot, WIDE).figure[0] == box(10, 5, 20, 8)).all()


def test_a_narrower_picture_stands_in_the_middle_and_is_not_stretched():
    academy = (48, 36)
    shot = shot_of(masks_of(box(0, 0, 12, 12, academy), size=academy), size=academy)
    cells = on_canvas(shot, WIDE).figure[0]
    assert (cells[:, :8] == OUTSIDE).all()
    assert (cells[:, 56:] == OUTSIDE).all()
    assert ((cells[:, 8:56] == 1) == box(0, 0, 12, 12, academy)).all()


def test_a_wider_picture_stands_in_the_middle_and_is_not_stretched():
    scope = (64, 26)
    shot = shot_of(masks_of(box(0, 0, 10, 10, scope), size=scope), size=scope)
    cells = on_canvas(shot, WIDE).figure[0]
    assert (cells[:5] == OUTSIDE).all()
    assert (cells[31:] == OUTSIDE).all()
    assert ((cells[5:31] == 1) == box(0, 0, 10, 10, scope)).all()


def test_one_sample_alone_keeps_its_figures():
    one, two = masks_of(box(0, 0, 9, 9)), masks_of(box(10, 5, 20, 8), box(40, 5, 9, 9))
    shot = shot_of(one, two)
    alone = shot.alone(1)
    assert (len(alone.frames), alone.indices.tolist()) == (1, [0])
    assert (alone.figures()[0] == shot.figures()[1]).all()
    assert (alone.likely()[0] == shot.likely()[1]).all()
    assert alone.union_area.tolist() == shot.union_area[1:].tolist()
    assert len(alone.labels) == len(alone.trust) == 2


def test_where_figures_overlap_the_smaller_one_stands_in_front():
    shot = shot_of(masks_of(box(0, 0, 40, 30), box(10, 10, 10, 10), labels=["bus", "person"]))
    cells = on_canvas(shot, WIDE).figure[0]
    assert shot.labels == ("bus", "person")
    assert ((cells == 2) == box(10, 10, 10, 10)).all()
    assert shot.area == pytest.approx(np.array([1100, 100]) / 2304)


def test_figures_beyond_the_fifth_largest_are_kept_as_one():
    figures = [box(8 * at, 0, 7, 20 - at) for at in range(8)]
    shot = shot_of(masks_of(*figures, trust=[1, 1, 1, 1, 1, 0, 1, 1]))
    assert len(shot.area) == MAX_INSTANCES
    assert shot.area[:5] * 2304 == pytest.approx([140, 133, 126, 119, 112])
    assert shot.area[5] * 2304 == pytest.approx(7 * (15 + 14 + 13))
    assert shot.trust[5] == pytest.approx((14 + 13) / (15 + 14 + 13))


def test_the_union_decides_which_sample_frames_are_ranked():
    # Of 2,304 cells 2 % are 46.08 and 85 % are 1,958.4.
    shot = shot_of(
        masks_of(),
        masks_of(box(0, 0, 46, 1)),
        masks_of(box(0, 0, 47, 1)),
        masks_of(box(0, 0, 64, 30)),
        masks_of(box(0, 0, 64, 31)),
    )
    assert shot.usable.tolist() == [False, False, True, True, False]


def test_what_is_burnt_into_the_film_is_no_figure():
    burnt_in = box(0, 30, 64, 6)
    samples = samples_of([50], overlay=burnt_in)
    shot = mask_features(samples, [masks_of(box(10, 20, 10, 16))])
    assert ((shot.figures()[0] == 1) == box(10, 20, 10, 10)).all()
    assert (shot.hidden() == burnt_in).all()
    assert shot.area == pytest.approx([100 / (64 * 36)])


def test_on_the_canvas_figures_go_on_behind_what_is_burnt_in():
    samples = samples_of([50], overlay=box(20, 14, 24, 6))
    across, above = box(28, 4, 10, 28), box(2, 2, 5, 5)
    shot = mask_features(samples, [masks_of(across, above)])
    canvas = on_canvas(shot, WIDE).figure[0]
    assert np.count_nonzero((canvas == 1) != across) <= 4
    assert ((canvas == 2) == above).all()


def test_any_number_of_figures_go_on_behind_what_is_burnt_in():
    boxes = [box(2 + 10 * at, 4, 6, 28) for at in range(6)]
    shot = mask_features(samples_of([50], overlay=box(0, 30, 64, 2)), [masks_of(*boxes)])
    canvas = on_canvas(shot, WIDE).figure[0]
    assert ((canvas > 0) == np.logical_or.reduce(boxes)).mean() > 0.97
    assert len(np.unique(canvas[30:32])) == 7


def test_without_doubt_all_of_a_figure_is_likely_and_sure():
    canvas = on_canvas(shot_of(masks_of(box(10, 5, 20, 8), box(40, 5, 4, 8))), WIDE)
    assert (canvas.likely == canvas.figure).all()
    assert (canvas.sure == (canvas.figure > 0)).all()


def test_what_is_likely_beyond_all_masks_belongs_to_the_nearest_figure():
    one, other = box(10, 10, 10, 10), box(30, 10, 10, 12)
    canvas = on_canvas(shot_of(doubted(masks_of(one, other), reach=4)), WIDE)
    assert canvas.figure[0, 10, 10] == 2  # the smaller one
    assert (canvas.likely[0, 8:20, 6:24] == 2).all()
    assert (canvas.likely[0, 8:20, 27:44] == 1).all()
    assert (canvas.sure[0] == (box(14, 14, 2, 2) | box(34, 14, 2, 4))).all()


def test_of_figures_that_touch_each_has_what_is_nearest_to_it():
    one, other = box(10, 10, 10, 10), box(20, 10, 12, 10)
    canvas = on_canvas(shot_of(doubted(masks_of(one, other), reach=3)), WIDE)
    assert (canvas.likely[0, 8, 10:19] == 2).all()
    assert (canvas.likely[0, 8, 21:32] == 1).all()


def test_likely_figures_go_on_behind_what_is_burnt_in():
    samples = samples_of([50], overlay=box(20, 14, 24, 6))
    canvas = on_canvas(mask_features(samples, [doubted(masks_of(box(28, 4, 10, 28)))]), WIDE)
    assert np.count_nonzero((canvas.likely[0] == 1) != box(27, 3, 12, 30)) <= 8
    assert np.count_nonzero(canvas.sure[0] != box(29, 5, 8, 26)) <= 8


def test_a_crumb_is_no_figure():
    shot = shot_of(masks_of(box(10, 10, 10, 10), box(60, 2, 2, 1)))
    assert len(shot.area) == 1


def test_the_outline_runs_round_the_figure_and_its_hole():
    ring = box(10, 10, 20, 20) & ~box(15, 15, 5, 5)
    outer, hole = sorted(shot_of(masks_of(ring)).outlines(0), key=lambda ring: -np.ptp(ring[:, 0]))
    assert outer.min(axis=0) == pytest.approx([10.5 / 64, 10.5 / 36])
    assert outer.max(axis=0) == pytest.approx([29.5 / 64, 29.5 / 36])
    assert 14 / 64 <= hole[:, 0].min() < hole[:, 0].max() <= 21 / 64


def test_a_sample_frame_without_figures_has_no_outline():
    shot = shot_of(masks_of(), masks_of(box(1, 1, 20, 20)))
    assert shot.outlines(0) == []
    assert len(shot.outlines(1)) == 1


def test_features_come_back_from_plain_arrays_as_they_were(tmp_path):
    shot = shot_of(masks_of(), masks_of(box(1, 1, 20, 20), box(30, 8, 9, 9), labels=["ö", "dog"]))
    np.savez(tmp_path / "shot.npz", **shot.to_arrays())
    with np.load(tmp_path / "shot.npz", allow_pickle=False) as arrays:
        back = mask_features_from_arrays(arrays)
    assert back.frames == shot.frames
    assert back.labels == shot.labels == ("ö", "dog")
    assert back.size == shot.size
    for name, array in shot.to_arrays().items():
        assert (back.to_arrays()[name] == array).all(), name
        assert back.to_arrays()[name].dtype == array.dtype, name


def test_a_shot_without_figures_is_stored_and_read_too():
    shot = mask_features_from_arrays(shot_of(masks_of(), masks_of()).to_arrays())
    assert not shot.usable.any()
    assert not on_canvas(shot, WIDE).figure.any()
    assert shot.labels == ()


def test_masks_for_other_sample_frames_are_refused():
    with pytest.raises(ValueError, match="2 masks for 1 sample"):
        mask_features(samples_of([50]), [masks_of(), masks_of()])
