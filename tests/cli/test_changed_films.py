"""A film whose content was changed: what was accepted of it, in lists and in their check."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from copies import copy_of

from matchcut.media.film import probe
from matchcut.pipeline.analysis.facts import film_facts
from matchcut.project.adding import add_film
from matchcut.project.films import films
from matchcut.project.project import open_project

QUIET = ("--segmenter", "foreground", "--progress", "none")
SILENT = ("--progress", "none")


def found(matchcut, project):
    ask = ("find", "-p", project, "--by", "frame", "--min-gap", "0", "--json")
    return matchcut(*ask).json()["pairs"]


@pytest.fixture(scope="module")
def as_accepted(matchcut, film, tmp_path_factory):
    """A project of one film, of which a pair of the first two shots and a late one are accepted."""
    folder = tmp_path_factory.mktemp("accepted")
    reel, project = shutil.copy(film, folder / "reel.mp4"), folder / "p.matchcut"
    assert matchcut("analyze", reel, "-p", project, *QUIET).status == 0
    pairs = found(matchcut, project)
    early = next(p for p in pairs if max(p["out"]["frame"], p["in"]["frame"]) < 60)
    late = next(p for p in pairs if min(p["out"]["frame"], p["in"]["frame"]) >= 60)
    for pair in (early, late):
        assert matchcut("accept", "-p", project, pair["id"]).status == 0
    return reel, project, early["id"], late["id"]


@pytest.fixture
def cut(as_accepted, tmp_path):
    """That project and its film, of the test's own."""
    reel, project, *pairs = as_accepted
    ours, copy = shutil.copy2(reel, tmp_path / reel.name), copy_of(project, tmp_path)
    with open_project(copy) as opened, opened.writing():
        opened.execute("UPDATE media SET path = ?", [str(ours)])
    return ours, copy, *pairs


def change(matchcut, cut, film):
    reel, project, *_ = cut
    shutil.copy(film, reel)
    assert matchcut("analyze", reel, "-p", project, "--segmenter", "none", *SILENT).status == 0


def test_a_cut_whose_frame_is_gone_is_left_out_by_name_and_the_others_are_written(
    matchcut, cut, another_film, tmp_path
):
    _, project, early, late = cut
    before, after = tmp_path / "before.edl", tmp_path / "after.edl"
    assert matchcut("export", "-p", project, before, *SILENT).status == 0
    for pair in (early, late):
        matchcut("tag", "-p", project, pair, "good")
    change(matchcut, cut, another_film)  # the first two of its eight shots
    said = matchcut("export", "-p", project, after, *SILENT)
    assert said.status == 0
    assert f"Left out {late}: the frame at the cut is no longer in reel.mp4" in said.err
    assert "1 cut." in said.out
    labels = tmp_path / "all.labels.json"
    assert matchcut("export", "-p", project, labels, *SILENT).status == 0
    assert len(json.loads(labels.read_text())) == 1
    said = matchcut("verify", before, "-p", project, *SILENT)
    assert said.status == 1
    assert f"cut {late}: the frame at the cut is no longer in reel.mp4" in said.out
    assert "gone from reel.mp4" in matchcut("reviews", "-p", project).out
    assert f"Not in the list: {late}." in matchcut("verify", after, "-p", project, *SILENT).out


def test_lists_are_verified_though_every_cut_of_the_cut_list_is_gone(
    matchcut, cut, another_film, tmp_path
):
    _, project, early, late = cut
    before, best = tmp_path / "before.edl", tmp_path / "best.edl"
    assert matchcut("accept", "-p", project, early, "--remove").status == 0
    assert matchcut("export", "-p", project, before, *SILENT).status == 0
    change(matchcut, cut, another_film)
    said = matchcut("verify", before, "-p", project, *SILENT)
    assert said.status == 1
    assert f"cut {late}: the frame at the cut is no longer in reel.mp4" in said.out
    top = ("--by", "motion", "--top", "1")
    assert matchcut("export", "-p", project, best, *top, *SILENT).status == 0
    said = matchcut("verify", best, "-p", project, *SILENT)
    assert said.status == 0
    assert f"Not in the list: {late}." in said.out
    assert "2 frames at cuts are right." in said.out


def test_cuts_of_a_changed_film_are_to_be_checked_until_they_are_judged_again(
    matchcut, cut, twin, tmp_path
):
    _, project, early, late = cut
    exported = tmp_path / "cuts.edl"
    ask = ("export", "-p", project, exported, *SILENT)
    assert "Check" not in matchcut(*ask).err
    change(matchcut, cut, twin)
    said = matchcut(*ask)
    assert said.status == 0
    assert f"Check {early}, {late}: a film has changed" in said.err
    said = matchcut("verify", exported, "-p", project, *SILENT)
    assert said.status == 1
    assert f"cut {early}: a film of it has changed" in said.out
    assert matchcut("tag", "-p", project, early, "good").status == 0
    assert f"Check {late}: a film has changed" in matchcut(*ask).err
    assert matchcut("accept", "-p", project, late).status == 0
    assert "Check" not in matchcut(*ask).err
    assert matchcut("verify", exported, "-p", project, *SILENT).status == 0


def test_a_list_is_not_right_when_a_film_shows_other_pictures_under_its_name(
    matchcut, cut, another_film, tmp_path
):
    reel, project, *_ = cut
    exported = tmp_path / "cuts.edl"
    assert matchcut("export", "-p", project, exported, *SILENT).status == 0
    assert matchcut("verify", exported, "-p", project, *SILENT).status == 0
    shutil.copy(another_film, reel)
    said = matchcut("verify", exported, "-p", project, *SILENT)
    assert said.status == 1
    assert "reel.mp4 has changed" in said.err
    said = matchcut("export", "-p", project, exported, *SILENT)
    assert said.status == 0
    assert "reel.mp4 has changed since it was watched" in said.err


@pytest.mark.usefixtures("small_timeline")
def test_a_changed_film_costs_only_its_own_cuts(matchcut, cut, twin, another_film, tmp_path):
    reel, project, early, late = cut
    other = shutil.copy(twin, tmp_path / "other.mp4")
    assert matchcut("analyze", other, "-p", project, *QUIET).status == 0
    pairs = found(matchcut, project)
    others = [p["id"] for p in pairs if p["out"]["name"] == p["in"]["name"] == "other.mp4"]
    assert matchcut("accept", "-p", project, others[0]).status == 0
    shutil.copy(another_film, reel)
    exported, preview = tmp_path / "cuts.edl", tmp_path / "cuts.mp4"
    said = matchcut("export", "-p", project, exported, *SILENT)
    assert said.status == 0
    assert "reel.mp4 has changed since it was watched" in said.err
    assert "3 cuts." in said.out
    said = matchcut("export", "-p", project, preview, *SILENT)
    assert said.status == 0
    assert f"Left out {early}, {late}: reel.mp4 has changed since it was watched" in said.err
    assert "1 cut." in said.out
    said = matchcut("verify", exported, "-p", project, *SILENT)
    assert said.status == 1
    assert said.out.count("reel.mp4 has changed") == 4
    assert "2 frames at cuts are right." in said.out
    assert matchcut("accept", "-p", project, early, "--remove").status == 0
    assert matchcut("accept", "-p", project, late, "--remove").status == 0
    said = matchcut("export", "-p", project, exported, *SILENT)
    assert "has changed" not in said.err
    assert matchcut("verify", exported, "-p", project, *SILENT).status == 0


def test_a_film_that_was_replaced_is_told_until_it_is_analysed(matchcut, cut, another_film):
    reel, project, *_ = cut
    asked = [("reviews", "-p", project), ("find", "-p", project, "--by", "motion")]
    told = "reel.mp4 has changed since it was watched"
    assert not any(told in matchcut(*ask).err for ask in asked)
    os.utime(reel, (0, 0))  # another date alone, as after it was copied back, is no change
    assert not any(told in matchcut(*ask).err for ask in asked)
    shutil.copy(another_film, reel)
    assert all(matchcut(*ask).err.count(told) == 1 for ask in asked)
    change(matchcut, cut, another_film)
    assert not any(told in matchcut(*ask).err for ask in asked)
    reel.unlink()
    assert not any(told in matchcut(*ask).err for ask in asked)


def test_a_trim_to_a_frame_that_is_not_there_is_told(matchcut, cut, another_film):
    reel, project, _, late = cut
    change(matchcut, cut, another_film)  # late has no shot any more
    for frame in (5000, 60, -3):
        said = matchcut("accept", "-p", project, late, "--out-frame", frame)
        assert said.status == 1
        assert f"Frame {frame} lies outside the film of the out side" in said.err
        assert "from 00:00:00:00 (frame 0) to 00:00:02:11 (frame 59)" in said.err
    assert matchcut("accept", "-p", project, late, "--out-frame", 59).status == 0
    with open_project(project) as opened:
        add_film(opened, replace(film_facts(probe(reel)), media=other_content(opened)))
    said = matchcut("accept", "-p", project, late, "--out-frame", 12)
    assert said.status == 1
    assert "has not been watched since it changed" in said.err


def other_content(project):
    return replace(films(project)[0].media[0], fingerprint="of other pictures")


def test_a_list_of_which_no_frame_is_left_is_not_written_and_says_why(
    matchcut, cut, another_film, tmp_path
):
    _, project, _, late = cut
    matchcut("tag", "-p", project, late, "good")
    change(matchcut, cut, another_film)
    labels = tmp_path / "all.labels.json"
    said = matchcut("export", "-p", project, labels, *SILENT)
    assert said.status == 1
    assert "of the first, the frame at the cut is no longer in reel.mp4" in said.err
    assert not labels.exists()


def damage_without_keys(project, statement, *values):
    """Change what keeps rows together, as a damaged disk does."""
    with closing(sqlite3.connect(project)) as file, file:
        file.execute(statement, values)


def test_a_film_whose_file_shows_another_of_the_project_is_not_to_be_analysed_again(
    matchcut, cut, another_film, tmp_path
):
    reel, project, *_ = cut
    other = shutil.copy(another_film, tmp_path / "other.mp4")
    assert matchcut("analyze", other, "-p", project, *QUIET).status == 0
    shutil.copy(other, reel)
    said = matchcut("reviews", "-p", project)
    told = "its file shows other.mp4 now. Bring back what it was, or remove reel.mp4."
    assert said.err == f"reel.mp4 has changed since it was watched: {told}\n"


def test_a_review_whose_pair_is_lost_hides_no_other(matchcut, cut, tmp_path):
    _, project, early, late = cut
    damage_without_keys(project, "UPDATE pairs SET id = 'x' WHERE id = ?", early)
    said = matchcut("reviews", "-p", project, "--json")
    assert [row["id"] for row in said.json()["reviews"]] == [late]
    assert said.err.startswith(f"{early} is left out")
    labels = tmp_path / "cuts.csv"
    said = matchcut("export", "-p", project, labels, *SILENT)
    assert said.status == 0
    assert f"Left out {early}: what was shown is damaged or gone" in said.err
    assert late in labels.read_text()
    said = matchcut("remove", "-p", project, "reel.mp4")
    assert said.status == 0
    assert "1 accepted cut." in said.out


def test_a_film_whose_uuid_is_damaged_is_left_out_and_costs_no_other(
    matchcut, cut, another_film, tmp_path
):
    _, project, *accepted = cut
    assert matchcut("analyze", another_film, "-p", project, *QUIET).status == 0
    damage_without_keys(project, "UPDATE films SET uuid = 'x' WHERE name = 'other.mp4'")
    for command in ("shots", "reviews"):
        said = matchcut(command, "-p", project, "--json")
        assert said.err == "p.matchcut is damaged: other.mp4 is left out.\n"
        (listed,) = said.json().values()
        kept = ["reel.mp4"] if command == "shots" else accepted
        assert [row.get("name", row.get("id")) for row in listed] == kept
    said = matchcut("export", "-p", project, tmp_path / "cuts.csv", *SILENT)
    assert said.status == 0
    assert "2 cuts." in said.out


def test_a_film_that_is_taken_out_is_in_no_list_and_comes_back_with_its_cuts(
    matchcut, cut, another_film, tmp_path
):
    reel, project, *_ = cut
    other = shutil.copy(another_film, tmp_path / "other.mp4")
    assert matchcut("analyze", other, "-p", project, *QUIET).status == 0
    said = matchcut("remove", "-p", project, "reel.mp4")
    assert said.status == 0
    assert "reel.mp4 is out of the project." in said.out
    assert "2 accepted cuts" in said.out
    films = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [film["name"] for film in films] == ["other.mp4"]
    # Of near-duplicates that it represented, one that is left is paired in its place.
    of_groups = {shot["group"] for shot in films[0]["shots"]} - {None}
    stand = [shot["group"] for shot in films[0]["shots"] if shot["representative"]]
    assert of_groups <= set(stand)
    for pair in found(matchcut, project):
        assert pair["out"]["name"] == pair["in"]["name"] == "other.mp4"
    said = matchcut("export", "-p", project, tmp_path / "cuts.edl", *SILENT)
    assert said.status == 1
    assert "a film is not in the project" in said.err
    assert matchcut("remove", "-p", project, "reel.mp4").status == 1
    assert matchcut("analyze", reel, "-p", project, *QUIET).status == 0
    said = matchcut("export", "-p", project, tmp_path / "cuts.edl", *SILENT)
    assert said.status == 0
    assert "2 cuts." in said.out
