"""Near-duplicates are looked for again only where something has changed, with the same result."""

import numpy as np
import pytest
from films import numbered_film

from matchcut import dedup
from matchcut.errors import ProjectError
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.pipeline.analysis.feature_keys import APPEARANCE
from matchcut.pipeline.analysis.grouping import group_near_duplicates
from matchcut.pipeline.analysis.recipe import Recipe
from matchcut.project.project import open_project
from matchcut.project.removal import remove_film
from matchcut.project.shots import (
    Checkpoint,
    all_shots,
    append_shots,
    begin_analysis,
    choose_representative,
    replace_by_hand,
    set_alone,
    set_groups,
)
from matchcut.shots.shot import Shot, Transition
from matchcut.timing import FrameRange


@pytest.fixture
def compared(monkeypatch):
    """How many shots were compared with earlier ones, each time that groups were looked for."""
    counted, real = [], dedup.group

    def counting(descriptors, *, settled=(), **others):
        counted.append(len(descriptors) - len(settled))
        return real(descriptors, settled=settled, **others)

    monkeypatch.setattr(dedup, "group", counting)
    return counted


@pytest.fixture
def project(tmp_path):
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        yield project


def add_shots(project, uuid, looks):
    """Add a film whose shots look as ``looks`` says: equal numbers alike."""
    with project.writing():
        project.execute(
            """INSERT INTO films (uuid, position, name, reel, rate, time_base, frame_count, width,
            height, fingerprint) VALUES (?, (SELECT count(*) FROM films), ?, '', '24', '1/24', ?,
            320, 180, ?)""",
            [uuid, uuid, 10 * len(looks), uuid],
        )
        project.execute(
            """INSERT INTO media (film, path, role, fingerprint, size, modified_ns)
            VALUES (?, ?, 'original', ?, 0, 0)""",
            [uuid, f"/{uuid}.mov", uuid],
        )
    begin_analysis(project, uuid, "detector 1")
    ranges = [FrameRange(10 * at, 10 * at + 10) for at in range(len(looks))]
    append_shots(project, uuid, map(Shot, ranges), Checkpoint(10 * len(looks), finished=True))
    describe(project, uuid, looks)


def describe(project, uuid, looks):
    features = {}
    for at, look in enumerate(looks):
        vector = np.random.default_rng(look).normal(size=(1, 360)).astype(np.float32)
        described = {"descriptors": vector / np.linalg.norm(vector)}
        features[uuid, 10 * at, 10 * at + 10] = described
    project.features.save(*APPEARANCE, features)


def groups(project):
    return [(shot.group, shot.representative) for shot in all_shots(project)]


def grouped_anew(project):
    """Return the groups as they are made without what is remembered of the last ones."""
    with project.writing():
        project.execute("DELETE FROM settings WHERE name = 'grouped_from'")
    group_near_duplicates(project)
    return groups(project)


def test_a_film_added_is_compared_and_those_before_it_are_not(project, compared):
    for number, looks in enumerate([(1, 2, 1), (3, 2, 4), (4, 1, 5, 5)]):
        add_shots(project, f"film {number}", looks)
        group_near_duplicates(project)
        found = groups(project)
        assert grouped_anew(project) == found
    assert compared == [3, 3, 3, 6, 4, 10]
    assert [group for group, _ in found] == [0, 1, 0, None, 1, 5, 5, 0, 8, 8]


@pytest.mark.parametrize("change", ["alone", "another representative", "an older detector"])
def test_what_the_editor_or_another_detection_changed_is_grouped_again(project, compared, change):
    add_shots(project, "film", (1, 2, 1, 1))
    add_shots(project, "another", (2, 3))
    group_near_duplicates(project)
    first, _, third, *_ = all_shots(project)
    if change == "alone":
        set_alone(project, [first], alone=True)
    elif change == "another representative":
        choose_representative(project, third)
    else:
        begin_analysis(project, "film", "detector 2")
        ranges = [FrameRange(10 * at, 10 * at + 10) for at in range(4)]
        append_shots(project, "film", map(Shot, ranges), Checkpoint(40, finished=True))
    group_near_duplicates(project)
    found = groups(project)
    assert grouped_anew(project) == found
    assert len(compared) == 3
    assert len({shot.representative for shot in all_shots(project)}) == 2


def test_the_parts_of_a_take_that_was_split_by_hand_all_stay_listed(project):
    add_shots(project, "film", (1, 1, 2, 3, 2))
    add_shots(project, "another", (2, 1))
    group_near_duplicates(project)
    assert [number for number, _ in groups(project)] == [0, 0, 2, None, 2, 2, 0]
    last = [Shot(FrameRange(30, 36)), Shot(FrameRange(36, 43)), Shot(FrameRange(43, 50))]
    replace_by_hand(project, "film", FrameRange(30, 50), last)
    for shot in last:
        vector = {"descriptors": np.eye(1, 360, dtype=np.float32)}
        project.features.save(*APPEARANCE, {("film", shot.frames.start, shot.frames.stop): vector})
    group_near_duplicates(project)
    assert groups(project)[3:6] == [(None, True)] * 3
    assert groups(project) == grouped_anew(project)


def test_of_a_take_like_an_earlier_one_that_was_split_one_part_is_its_near_duplicate(project):
    add_shots(project, "film", (1, 2, 1, 1))
    halves = [Shot(FrameRange(20, 30)), Shot(FrameRange(30, 40))]
    replace_by_hand(project, "film", FrameRange(20, 40), halves)
    group_near_duplicates(project)
    assert groups(project) == [(0, True), (None, True), (0, False), (None, True)]


def test_a_boundary_that_was_moved_and_moved_back_is_the_editors_from_then_on(project):
    add_shots(project, "film", (1, 1))
    group_near_duplicates(project)
    assert groups(project) == [(0, True), (0, False)]
    same = [Shot(FrameRange(0, 10)), Shot(FrameRange(10, 20))]
    replace_by_hand(project, "film", FrameRange(0, 20), same)
    set_groups(
        project, {("film", 0): (0, True), ("film", 10): (0, False)}, project.setting("grouped_from")
    )
    group_near_duplicates(project)
    assert groups(project) == [(None, True)] * 2


def test_a_shot_whose_look_became_known_is_grouped(project, compared):
    add_shots(project, "film", (1, 2))
    add_shots(project, "another", (3, 1))
    project.features.forget("film")
    group_near_duplicates(project)
    assert groups(project) == [(None, True)] * 4
    describe(project, "film", (1, 2))
    group_near_duplicates(project)
    assert groups(project) == [(0, True), (None, True), (None, True), (0, False)]


def test_an_analysis_that_finds_everything_done_groups_nothing(project, compared, tmp_path):
    paths = [numbered_film(tmp_path / f"{name}.mp4", 60 + 20 * name) for name in range(2)]
    settings = AnalysisSettings(None, Recipe(cuts=(Transition(30, 30, "cut"),)))
    list(analyse(project, paths, settings))
    assert compared == [2, 2]
    list(analyse(project, paths, settings))
    assert compared == [2, 2]
    # Stopped after the film was watched, and before its shots were grouped.
    with project.writing():
        project.execute("DELETE FROM settings WHERE name = 'grouped_from'")
    list(analyse(project, paths, settings))
    assert compared == [2, 2, 4]


@pytest.mark.parametrize(
    "change",
    [
        "settings SET value = 'x' WHERE name = 'grouped_from'",
        "settings SET value = '[1]' WHERE name = 'grouped_from'",
        "analysis SET recipe = 'list a-b'",
    ],
)
def test_what_a_project_remembers_and_can_no_longer_be_read_is_told(project, tmp_path, change):
    path = numbered_film(tmp_path / "a.mp4", 60)
    settings = AnalysisSettings(None, Recipe(cuts=(Transition(30, 30, "cut"),)))
    list(analyse(project, [path], settings))
    with project.writing():
        project.execute(f"UPDATE {change}")
    with pytest.raises(ProjectError, match=r"p\.matchcut is damaged"):
        list(analyse(project, [path], AnalysisSettings(segmenter=None)))


@pytest.fixture
def meanwhile(project, monkeypatch):
    """Lets another process do something while shots are compared, once."""

    def during(act):
        real = dedup.group

        def group(descriptors, **others):
            monkeypatch.setattr(dedup, "group", real)
            with open_project(project.path) as window:
                act(window)
            return real(descriptors, **others)

        monkeypatch.setattr(dedup, "group", group)

    return during


@pytest.mark.parametrize("change", ["a film goes", "a shot is alone", "a film comes"])
def test_groups_are_those_of_the_shots_as_another_process_left_them_meanwhile(
    project, meanwhile, change
):
    add_shots(project, "film", (1, 2, 3))
    add_shots(project, "another", (1, 2, 4))
    group_near_duplicates(project)
    add_shots(project, "third", (5, 6))

    def act(window):
        if change == "a film goes":
            remove_film(window, "film")
        elif change == "a shot is alone":
            set_alone(window, all_shots(window)[3:4], alone=True)
        else:
            add_shots(window, "fourth", (7, 7))
        group_near_duplicates(window)

    meanwhile(act)
    group_near_duplicates(project)
    found = groups(project)
    assert grouped_anew(project) == found


def test_shots_that_an_analysis_adds_meanwhile_make_nobody_begin_again(
    project, compared, meanwhile
):
    add_shots(project, "film", (1, 2, 1))
    meanwhile(lambda worker: add_shots(worker, "another", (1, 3)))
    group_near_duplicates(project)
    assert compared == [3]
    assert groups(project) == [(0, True), (None, True), (0, False), (None, True), (None, True)]
    group_near_duplicates(project)
    assert compared == [3, 2]
    assert groups(project)[3:] == [(0, False), (None, True)]
