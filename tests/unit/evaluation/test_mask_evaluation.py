import cv2
import numpy as np
import pytest

from matchcut.errors import MatchcutError
from matchcut.evaluation.masks import evaluate_masks, region_similarity
from matchcut.representations.samples import FrameMasks

SIZE = (48, 64)


class LeftHalf:
    """Answers the left half of every picture, trusted by how bright the picture is."""

    name = "left"
    version = 1
    long_side = 32

    def __init__(self):
        self.shots = []

    def segment(self, samples):
        self.shots.append(samples)
        answers = []
        for picture in samples.pictures:
            mask = np.zeros(picture.shape[:2], bool)
            mask[:, : mask.shape[1] // 2] = True
            trust = np.array([picture.mean() / 255], np.float32)
            answers.append(FrameMasks(mask[None], ("",), trust))
        return answers


def write(path, picture):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture)


def write_sequence(root, name, count, covered):
    """Frames as bright as their number; the truth covers ``covered`` columns from the left."""
    for number in range(count):
        truth = np.zeros(SIZE, np.uint8)
        truth[:, :covered] = 255
        write(
            root / "frames" / name / f"{number:05d}.jpg", np.full((*SIZE, 3), 4 * number, np.uint8)
        )
        write(root / "masks" / name / f"{number:05d}.png", truth)


def test_similarity_is_intersection_over_union():
    one, other = np.zeros((2, 4), bool), np.zeros((2, 4), bool)
    one[:, :3] = other[:, 1:] = True
    assert region_similarity(one, other) == 0.5
    assert region_similarity(one, ~one) == 0
    assert region_similarity(one & False, one & False) == 1


def test_each_sequence_counts_the_same_however_long_it_is(tmp_path):
    write_sequence(tmp_path, "all-of-it", 6, covered=64)
    write_sequence(tmp_path, "left", 2, covered=32)
    scores = evaluate_masks(LeftHalf(), tmp_path)
    assert [(group.name, group.frames) for group in scores.groups] == [
        ("all-of-it", 6),
        ("left", 2),
    ]
    assert [group.similarity for group in scores.groups] == pytest.approx([0.5, 1.0])
    assert scores.similarity == pytest.approx(0.75)
    assert scores.segmenter == "left"


def test_a_long_sequence_is_dealt_out_into_shots_of_at_most_24_frames(tmp_path):
    write_sequence(tmp_path, "long", 50, covered=32)
    segmenter = LeftHalf()
    evaluate_masks(segmenter, tmp_path)
    indices = [shot.indices.tolist() for shot in segmenter.shots]
    assert max(map(len, indices)) <= 24
    assert sorted(np.concatenate(indices).tolist()) == list(range(50))
    assert all(len(shot.frames) == 50 for shot in segmenter.shots)


def test_neighbours_lie_three_frames_away_and_never_outside_the_sequence(tmp_path):
    write_sequence(tmp_path, "long", 10, covered=32)
    segmenter = LeftHalf()
    evaluate_masks(segmenter, tmp_path)
    [shot] = segmenter.shots
    assert shot.pictures.shape == (10, 24, 32, 3)
    assert shot.before[:, 0, 0].tolist() == pytest.approx([0, 0, 0, 0, 4, 8, 12, 16, 20, 24], abs=1)
    assert shot.after[:, 0, 0].tolist() == pytest.approx(
        [12, 16, 20, 24, 28, 32, 36, 36, 36, 36], abs=1
    )


def test_the_trusted_half_is_told_from_the_other(tmp_path):
    for number in range(4):
        truth = np.zeros(SIZE, np.uint8)
        truth[:, : 32 if number >= 2 else 64] = 255
        write(
            tmp_path / "frames" / "s" / f"{number}.jpg", np.full((*SIZE, 3), 60 * number, np.uint8)
        )
        write(tmp_path / "masks" / "s" / f"{number}.png", truth)
    scores = evaluate_masks(LeftHalf(), tmp_path)
    assert scores.trusted == pytest.approx(1.0)
    assert scores.distrusted == pytest.approx(0.5)
    assert scores.trust_correlation > 0.8


def test_photos_with_one_mask_each_are_shots_of_one_still_frame(tmp_path):
    truth = np.zeros(SIZE, np.uint8)
    truth[:, :32] = 255
    write(tmp_path / "photos" / "1.jpg", np.full((*SIZE, 3), 90, np.uint8))
    write(tmp_path / "masks" / "1.png", truth)
    segmenter = LeftHalf()
    assert evaluate_masks(segmenter, tmp_path).similarity == pytest.approx(1)
    [shot] = segmenter.shots
    assert np.array_equal(shot.before, shot.after)


def test_polygons_are_filled_and_a_photo_without_a_list_shows_nothing(tmp_path):
    write(tmp_path / "images" / "train" / "1.jpg", np.full((*SIZE, 3), 90, np.uint8))
    write(tmp_path / "images" / "train" / "2.jpg", np.full((*SIZE, 3), 90, np.uint8))
    (tmp_path / "labels" / "train").mkdir(parents=True)
    (tmp_path / "labels" / "train" / "1.txt").write_text("0 0 0 0.49 0 0.49 1 0 1\n")
    scores = evaluate_masks(LeftHalf(), tmp_path)
    assert scores.groups[0].frames == 2
    assert scores.similarity == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    "line",
    ["0 0 0 0.5 0 0.5 half", "0 0 0 0.5 0 0.5", "0 0.1 0.1 0.5 0.5", "0", "0 0 0 1 0 nan 1",
     "0 0 0 640 0 640 480", "0 \udcff 0 1 0 1 1"],
)  # fmt: skip
def test_a_line_that_is_no_polygon_is_told_with_its_number(tmp_path, line):
    write(tmp_path / "images" / "a" / "1.jpg", np.zeros((*SIZE, 3), np.uint8))
    labels = tmp_path / "labels" / "a" / "1.txt"
    labels.parent.mkdir(parents=True)
    labels.write_bytes(f"0 0 0 1 0 1 1\n\n{line}\n".encode(errors="surrogateescape"))
    with pytest.raises(MatchcutError, match=r"^Line 3 of .*1\.txt is no polygon\."):
        evaluate_masks(LeftHalf(), tmp_path)


def test_a_frame_of_another_shape_than_its_sequence_is_named(tmp_path):
    write_sequence(tmp_path, "left", 3, covered=32)
    write(tmp_path / "frames" / "left" / "00001.jpg", np.zeros((48, 48, 3), np.uint8))
    with pytest.raises(MatchcutError, match=r"left/00001\.jpg has another shape than 00000\.jpg"):
        evaluate_masks(LeftHalf(), tmp_path)


def test_a_folder_of_anything_else_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(MatchcutError, match="holds no true masks"):
        evaluate_masks(LeftHalf(), tmp_path)


def test_what_a_file_manager_leaves_among_the_sequences_is_passed_over(tmp_path):
    write_sequence(tmp_path, "s", 2, covered=32)
    (tmp_path / "frames" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "frames" / "untitled folder").mkdir()
    scores = evaluate_masks(LeftHalf(), tmp_path)
    assert [(group.name, group.frames) for group in scores.groups] == [("s", 2)]


def test_a_frame_without_its_mask_is_named(tmp_path):
    write_sequence(tmp_path, "s", 2, covered=32)
    (tmp_path / "masks" / "s" / "00001.png").unlink()
    with pytest.raises(MatchcutError, match=r"00001\.png can't be read"):
        evaluate_masks(LeftHalf(), tmp_path)
