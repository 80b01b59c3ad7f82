from matchcut.scoring.words import MEANINGS, shown_parts

PARTS = (
    "overlap", "instances", "shape", "hold", "whole", "trust", "iou", "camera", "subject",
    "magnitude", "path", "turning", "rhythm", "pace",
)  # fmt: skip


def test_every_part_that_is_told_has_a_sentence():
    words = [word for word, _ in shown_parts(dict.fromkeys(PARTS, 0.5))]
    assert sorted(words) == sorted(MEANINGS)
