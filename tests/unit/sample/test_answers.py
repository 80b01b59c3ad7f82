"""What the answers say is what is in the pictures."""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.sample.answers import HOLDS, REMAINS, Answers, answers, iou_table
from matchcut.sample.film import film_plan, truth_masks
from matchcut.sample.render import ShotPainter


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers(film_plan(1, False), hard=False)


@pytest.fixture(scope="module")
def told_hard() -> Answers:
    return answers(film_plan(1, True), hard=True)


def figures(told: Answers, frame: int) -> NDArray[np.bool_]:
    """All figures of a frame, at half the film's size to save time."""
    number = next(i for i, s in enumerate(told.shots) if s.start <= frame < s.stop)
    painter = half_size(told.seed, told.hard, number)
    return painter.masks(frame - told.shots[number].start).any(0)[None]


@lru_cache(maxsize=4)
def half_size(seed: int, hard: bool, number: int) -> ShotPainter:
    plan = film_plan(seed, hard)
    return ShotPainter(plan.shots[number], plan.width // 2, plan.height // 2, plan.seed_of(number))


def iou(told: Answers, first: int, second: int) -> float:
    return float(iou_table(figures(told, first), figures(told, second))[0, 0])


def test_shots_and_transitions_cover_the_film_without_gap(told: Answers) -> None:
    covered = sorted(
        [(shot.start, shot.stop) for shot in told.shots]
        + [(change.start, change.stop) for change in told.transitions if change.kind != "cut"]
    )
    assert covered[0][0] == 0
    assert covered[-1][1] == told.frames
    assert all(before[1] == after[0] for before, after in pairwise(covered))


def test_the_sample_is_about_a_minute_with_a_title_a_fade_and_a_dissolve(told: Answers) -> None:
    assert 55 <= told.frames / told.rate <= 70
    assert sum(shot.kind == "picture" for shot in told.shots) >= 24
    assert [shot.kind for shot in told.shots].count("title") == 1
    assert {change.kind for change in told.transitions} == {"cut", "fade", "dissolve"}


def test_dialogue_comes_back_to_both_of_its_set_ups(told: Answers) -> None:
    groups = [shot.group for shot in told.shots if shot.group is not None]
    assert groups == [1, 2, 1, 2]


def test_at_least_four_matches_of_either_flavour_are_planted(told: Answers) -> None:
    flavours = [match.by for match in told.matches]
    assert min(flavours.count("frame"), flavours.count("motion")) >= 4


def test_matched_figures_overlap_at_the_cut_and_all_over_their_spans(told: Answers) -> None:
    for match in (match for match in told.matches if match.by == "frame"):
        assert iou(told, match.out_frame, match.in_frame) > 0.85
        for out_frame in (match.out_span[0], match.out_span[1] - 1):
            for in_frame in (match.in_span[0], match.in_span[1] - 1):
                # Spans are measured at a quarter of the size: a hundredth may be lost.
                assert iou(told, out_frame, in_frame) > HOLDS - 0.01


@pytest.mark.parametrize("which", ["told", "told_hard"])
def test_every_match_holds_for_half_a_second_and_leaves_twelve_frames(
    which: str, request: pytest.FixtureRequest
) -> None:
    told: Answers = request.getfixturevalue(which)
    for match in told.matches:
        a, b = told.shots[match.out_shot], told.shots[match.in_shot]
        least = 12 if match.by == "frame" else 8
        assert match.out_span[1] - match.out_span[0] >= least
        assert match.in_span[1] - match.in_span[0] >= least
        assert match.out_span[0] <= match.out_frame < match.out_span[1] <= a.stop
        assert b.start <= match.in_span[0] <= match.in_frame < match.in_span[1]
        assert match.out_span[0] - a.start + 1 >= REMAINS
        assert b.stop - (match.in_span[1] - 1) >= REMAINS


def test_the_hard_film_plants_ten_of_each_and_uses_no_shot_twice(told_hard: Answers) -> None:
    assert len(told_hard.shots) == 100
    for flavour in ("frame", "motion"):
        pairs = [(m.out_shot, m.in_shot) for m in told_hard.matches if m.by == flavour]
        assert len(pairs) == 10
        assert len({shot for pair in pairs for shot in pair}) == 20


def test_distractors_cover_half_to_seven_tenths_of_both_figures(told_hard: Answers) -> None:
    for match in (match for match in told_hard.matches if match.by == "frame"):
        (near,) = match.distractors
        shot = told_hard.shots[near]
        middle = (shot.start + shot.stop) // 2
        assert iou(told_hard, match.out_frame, match.in_frame) > 0.85
        for frame in (match.out_frame, match.in_frame):
            assert 0.5 <= iou(told_hard, frame, middle) <= 0.7


def test_true_masks_are_drawn_at_the_size_of_the_film(told_hard: Answers) -> None:
    masks = truth_masks(told_hard, told_hard.matches[0].out_frame)
    assert masks.shape == (1, 360, 640)
    assert 0.04 < masks.mean() < 0.4


def test_a_frame_of_a_transition_has_no_figures(told: Answers) -> None:
    fade = next(change for change in told.transitions if change.kind == "fade")
    assert truth_masks(told, fade.start).shape == (0, 720, 1280)


def test_answers_come_back_from_their_file_as_they_were(told: Answers, tmp_path: Path) -> None:
    told.write(tmp_path / "film.json")
    read = Answers.read(tmp_path / "film.json")
    assert read == told
    assert read != replace(told, seed=2)


def test_answers_that_can_not_be_written_are_told(told: Answers, tmp_path: Path) -> None:
    (tmp_path / "film.json").mkdir()
    with pytest.raises(MediaError, match=r"film\.json can't be written"):
        told.write(tmp_path / "film.json")
    assert [each.name for each in tmp_path.iterdir()] == ["film.json"]
