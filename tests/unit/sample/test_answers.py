"""What the answers say is what is in the pictures."""

import json
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.sample.answers import Answers, answers
from matchcut.sample.film import film_plan
from matchcut.sample.render import ShotPainter


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers(film_plan(1, False), hard=False)


@pytest.fixture(scope="module")
def told_hard() -> Answers:
    return answers(film_plan(1, True), hard=True)


def figures(told: Answers, frame: int) -> NDArray[np.bool_]:
    """All figures of a frame, at half the film's size to save time."""
    number = next(i for i, shot in enumerate(told.shots) if frame in shot.frames)
    painter = half_size(told.seed, told.hard, number)
    return painter.masks(frame - told.shots[number].start).any(0)


@lru_cache(maxsize=4)
def half_size(seed: int, hard: bool, number: int) -> ShotPainter:
    plan = film_plan(seed, hard)
    return ShotPainter(plan.shots[number], plan.width // 2, plan.height // 2, plan.seed_of(number))


def iou(told: Answers, first: int, second: int) -> float:
    a, b = figures(told, first), figures(told, second)
    return float((a & b).sum() / (a | b).sum())


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


@pytest.mark.parametrize("which", ["told", "told_hard"])
def test_matched_figures_overlap_at_the_cut_and_for_half_a_second_about_it(
    which: str, request: pytest.FixtureRequest
) -> None:
    told: Answers = request.getfixturevalue(which)
    for match in (match for match in told.matches if match.by == "frame"):
        assert iou(told, match.out_frame, match.in_frame) > 0.85
        for out_frame in (match.out_frame - 6, match.out_frame + 6):
            for in_frame in (match.in_frame - 6, match.in_frame + 6):
                assert iou(told, out_frame, in_frame) > 0.8


@pytest.mark.parametrize("which", ["told", "told_hard"])
def test_every_cut_lies_in_its_shots_and_leaves_twelve_frames_of_either(
    which: str, request: pytest.FixtureRequest
) -> None:
    told: Answers = request.getfixturevalue(which)
    for match in told.matches:
        a, b = told.shots[match.out_shot].frames, told.shots[match.in_shot].frames
        assert match.out_frame in a
        assert match.in_frame in b
        assert match.out_frame + 1 - a.start >= 12
        assert b.stop - match.in_frame >= 12


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


def test_answers_come_back_from_their_file_as_they_were(told: Answers, tmp_path: Path) -> None:
    told.write(tmp_path / "film.json")
    read = Answers.read(tmp_path / "film.json")
    assert read == told
    assert read != replace(told, seed=2)


def test_answers_with_more_to_say_of_a_match_are_read(told: Answers, tmp_path: Path) -> None:
    path = tmp_path / "film.json"
    told.write(path)
    document = json.loads(path.read_text())
    for match in document["matches"]:
        match |= {"out_span": [1, 2], "in_span": [1, 2], "iou": 0.9, "flop": False}
    path.write_text(json.dumps(document))
    assert Answers.read(path) == told


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ((), []),
        (("shots",), 3),
        (("shots", 0, "stop"), -1),
        (("transitions", 0, "start"), "4"),
        (("matches", 0, "in_shot"), 1000),
        (("matches", 0, "out_shot"), "4"),
        (("rate",), "fast"),
        (("rate",), "24/0"),
    ],
)
def test_what_holds_no_answers_is_told(
    told: Answers, tmp_path: Path, where: tuple[str | int, ...], what: object
) -> None:
    path = tmp_path / "film.json"
    told.write(path)
    document = inside = {"": json.loads(path.read_text())}
    *outer, last = ("", *where)
    for key in outer:
        inside = inside[key]
    inside[last] = what
    path.write_text(json.dumps(document[""]))
    with pytest.raises(MediaError, match=r"film\.json holds no answers"):
        Answers.read(path)


def test_answers_that_can_not_be_written_are_told(told: Answers, tmp_path: Path) -> None:
    (tmp_path / "film.json").mkdir()
    with pytest.raises(MediaError, match=r"film\.json can't be written"):
        told.write(tmp_path / "film.json")
    assert [each.name for each in tmp_path.iterdir()] == ["film.json"]
