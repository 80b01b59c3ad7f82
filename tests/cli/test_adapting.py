"""matchcut adapt on a small real film, with a network that has hardly learnt anything."""

import json
import shutil

import numpy as np
import pytest
from copies import copy_of
from films import scenes, write_film

from matchcut.errors import Cancelled, ProjectError
from matchcut.project.caches import NETWORK_FILE
from matchcut.project.project import open_project
from matchcut.representations.adapted import learning


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setattr(learning, "MIN_STEPS", 2)
    monkeypatch.setattr(learning, "MAX_STEPS", 2)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of as few shots as can be learnt from: it takes as long as there are shots."""
    return write_film(tmp_path_factory.mktemp("films") / "discs.mp4", scenes())


@pytest.fixture(scope="module")
def analysed(matchcut, film, tmp_path_factory):
    project = tmp_path_factory.mktemp("project") / "discs.matchcut"
    said = matchcut(
        "analyze", film, "-p", project, "--segmenter", "foreground", "--progress", "none"
    )
    assert said.status == 0, said.err
    return project


@pytest.fixture
def project(analysed, tmp_path):
    return copy_of(analysed, tmp_path)


@pytest.fixture
def of_an_earlier_network(project):
    """What a network that learnt before has found, by the name that it has in the cache."""
    names = {"masks:adapted-0badcafe", "action:adapted-0badcafe"}
    with open_project(project) as opened:
        for name in names:
            opened.features.save(name, 1, {("film", 0, 30): {"a": np.ones(1)}})
    return names


def heard(monkeypatch, before, after):
    monkeypatch.setattr(learning, "_heard_of", lambda samples, adapted: (before, after))


def names_in_cache(project):
    with open_project(project) as opened:
        return opened.features.names()


def segmenter_of(matchcut, project):
    return matchcut("find", "-p", project, "--by", "frame", "--json").json()["segmenter"]


@pytest.mark.usefixtures("of_an_earlier_network")
def test_better_masks_are_used_from_now_on_and_only_those_of_an_earlier_network_go(
    matchcut, project, monkeypatch, tmp_path
):
    heard(monkeypatch, 0.4, 0.6)
    sheet = tmp_path / "before-after.html"
    said = matchcut("adapt", "-p", project, "--json", "--sheet", sheet, "--progress", "json")
    assert said.status == 0, said.err
    told = said.json()
    assert told["adapted"] is True
    assert (told["before"], told["after"]) == (0.4, 0.6)
    assert (told["learnt"], told["held_out"]) == (30, 10)
    stages = {json.loads(line).get("stage") for line in said.err.splitlines() if line[:1] == "{"}
    assert {"gathering", "learning", "judging", "representing"} <= stages
    assert segmenter_of(matchcut, project) == told["segmenter"]
    assert told["segmenter"].startswith("adapted-")
    again = matchcut("find", "-p", project, "--by", "frame", "--segmenter", "foreground", "--json")
    assert again.json()["pairs"], "the old masks are still there"
    adapted = {name for name in names_in_cache(project) if "adapted" in name}
    assert adapted == {f"masks:{told['segmenter']}", f"action:{told['segmenter']}"}
    assert sheet.read_text(encoding="utf-8").count("<article") == 8


@pytest.mark.parametrize("command", ["adapt", "sheet"])
def test_a_sheet_replaces_no_other_file_and_that_is_told_before_anything_is_learnt(
    command, matchcut, project, film, monkeypatch, tmp_path
):
    def learn(self, progress):
        pytest.fail("it has begun")

    monkeypatch.setattr(learning.TrainingSet, "learn", learn)
    page, reel, folder = (tmp_path / name for name in ("reel.mp4", "film.html", "folder.html"))
    shutil.copy(film, page)
    shutil.copy(film, reel)
    folder.mkdir()
    with open_project(project) as opened, opened.writing():
        opened.execute("UPDATE media SET path = ?, beside = NULL", [str(reel)])
    for wrong, why in (
        (page, "is not a name for a web page"),
        (project, "is not a name for a web page"),
        (reel, "is a film of this project"),
        (folder, "it is a folder"),
        (tmp_path / "nowhere" / "sheet.html", "its folder is not there"),
    ):
        before = wrong.read_bytes() if wrong.is_file() else b""
        named = ["--sheet", wrong] if command == "adapt" else [wrong]
        said = matchcut(command, "-p", project, *named, "--progress", "none")
        assert said.status == 1
        assert why in said.err.replace("\n", " ")
        assert before == (wrong.read_bytes() if wrong.is_file() else b"")


def test_no_analysis_can_begin_while_a_network_learns(matchcut, project, monkeypatch):
    refused = []

    def learning_a_while(self, progress):
        with (
            open_project(project) as other,
            pytest.raises(ProjectError, match="is being analysed by") as error,
            other.analysing(),
        ):
            pytest.fail("analysed meanwhile")
        refused.append(error.value)
        raise Cancelled

    monkeypatch.setattr(learning.TrainingSet, "learn", learning_a_while)
    assert matchcut("adapt", "-p", project, "--progress", "none").status == 130
    assert refused


def test_better_masks_that_not_all_films_can_have_are_not_used(
    matchcut, project, film, monkeypatch, tmp_path
):
    away = tmp_path / film.name
    shutil.copy(film, away)
    with open_project(project) as opened, opened.writing():
        opened.execute("UPDATE media SET path = ?, beside = NULL", [str(away)])
    heard(monkeypatch, 0.4, 0.6)
    real = learning.TrainingSet.learn

    def learn_and_lose_the_film(self, progress):
        away.rename(tmp_path / "unplugged")
        return real(self, progress)

    monkeypatch.setattr(learning.TrainingSet, "learn", learn_and_lose_the_film)
    said = matchcut("adapt", "-p", project, "--progress", "none")
    assert said.status == 1
    assert "is not where it was" in said.err
    assert segmenter_of(matchcut, project) == "foreground"


def test_masks_that_are_no_better_change_nothing(
    matchcut, project, of_an_earlier_network, monkeypatch
):
    heard(monkeypatch, 0.5, 0.4)
    said = matchcut("adapt", "-p", project, "--progress", "none")
    assert said.status == 0, said.err
    # Nor does a higher figure by itself: it has to be beyond doubt.
    assert "It is not certain that the new masks are better, so the old ones stay" in said.out
    assert segmenter_of(matchcut, project) == "foreground"
    assert of_an_earlier_network <= names_in_cache(project), "they may be in use still"


@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_network_is_told_and_passed_over_until_adapt_takes_it_away(
    matchcut, project, film, monkeypatch, tmp_path, packed
):
    with open_project(project) as opened:
        damaged = opened.cache / NETWORK_FILE
    damaged.write_bytes(b"PK\x03\x04 no more")
    what = "network figures.npz can't be read"
    if packed:
        np.savez(damaged, a=np.zeros(3))
        what = "network is from another version of matchcut"
    commands = (
        ("find", "-p", project, "--by", "motion", "--json"),
        ("find", "-p", project, "--by", "frame", "--json"),
        ("sheet", "-p", project, tmp_path / "sheet.html", "--by", "motion", "--progress", "none"),
        ("analyze", film, "-p", project, "--progress", "none"),
    )
    for command in commands:
        said = matchcut(*command)
        assert said.status == 0, said.err
        sentence = f"{what}. Learn it again: File > Improve masks"
        assert said.err.count(sentence) == 1
    heard(monkeypatch, 0.5, 0.4)
    assert matchcut("adapt", "-p", project, "--progress", "none").status == 0
    assert not damaged.exists()
    assert matchcut(*commands[0]).err == ""


def test_a_project_without_films_is_told(matchcut, tmp_path):
    assert matchcut("adapt", "-p", tmp_path / "none.matchcut").status == 1
