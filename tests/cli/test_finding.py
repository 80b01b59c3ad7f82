import errno
import io
import json
import os
import re
import shutil
import weakref
from itertools import islice

import cv2
import numpy as np
import platformdirs
import pytest
from copies import copy_of
from films import scenes, write_film
from rich.console import Console

from matchcut.cli import finding, terminal
from matchcut.errors import ProjectError
from matchcut.media.frames import FrameReader
from matchcut.pipeline import relinking
from matchcut.pipeline.analysis.representing import MOTION
from matchcut.pipeline.output import contact
from matchcut.project import films as stored
from matchcut.project.project import open_project
from matchcut.project.reviews import accepted, redo, undo
from matchcut.representations import segmenters
from matchcut.representations.foreground import ForegroundSegmenter


def test_shots_lists_every_shot_with_its_frames(matchcut, analysed):
    (film,) = matchcut("shots", "-p", analysed, "--json").json()["films"]
    assert (film["frames"], film["rate"], film["start_timecode"]) == (240, "24/1", "00:00:00:00")
    assert [(shot["start"], shot["end"]) for shot in film["shots"]] == [
        (start, start + 30) for start in range(0, 240, 30)
    ]
    assert {shot["kind"] for shot in film["shots"]} == {"picture"}


@pytest.mark.parametrize("by", ["frame", "motion", "action"])
def test_find_prints_one_json_document_that_keeps_its_contract(matchcut, analysed, by):
    said = matchcut("find", "-p", analysed, "--by", by, "-k", "5", "--json")
    found = said.json()
    assert found["by"] == by
    assert found["pairs"]
    scores = [pair["score"] for pair in found["pairs"]]
    assert scores == sorted(scores, reverse=True)
    for rank, pair in enumerate(found["pairs"], 1):
        assert pair["rank"] == rank
        assert pair.keys() == {
            *("id", "rank", "score", "parts", "flop", "verdict", "out", "in"),
        }
        out, into = pair["out"], pair["in"]
        assert out["start"] + 11 <= out["frame"] < out["end"]
        assert into["start"] <= into["frame"] <= into["end"] - 12
        assert out["shot"] != into["shot"]


def test_find_lists_frame_and_motion_matches_until_action_is_asked_for(matchcut, analysed):
    both = matchcut("find", "-p", analysed).out
    assert "Frame match" in both
    assert "Motion match" in both
    assert "Action match" not in both
    assert "Action match" in matchcut("find", "-p", analysed, "--by", "action").out


def test_asking_twice_gives_the_same_bytes(matchcut, analysed):
    ask = ("find", "-p", analysed, "--by", "frame", "--json")
    assert matchcut(*ask).out == matchcut(*ask).out


def test_the_project_that_is_kept_is_called_after_a_film_that_can_be_read_and_found_again(
    matchcut, film, another_film, tmp_path, monkeypatch
):
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "kept")
    later, text = tmp_path / "later.mp4", tmp_path / "notes.mp4"
    text.write_text("no film")
    ask = ("find", later, text, film, "--by", "motion", "--progress", "none")
    first = matchcut(*ask)
    assert first.status == 1
    (project,) = (tmp_path / "kept" / "projects").glob("*.matchcut")
    assert project.name.startswith("discs-")
    shutil.copy(another_film, later)
    assert f"Project: {project}\n" in matchcut(*ask).err
    assert len(matchcut("shots", "-p", project, "--json").json()["films"]) == 2


def test_a_film_is_analysed_once(matchcut, analysed, film):
    before = analysed.stat().st_mtime_ns, matchcut("shots", "-p", analysed, "--json").out
    said = matchcut("analyze", film, "-p", analysed, "--progress", "json")
    assert said.status == 0
    assert '"watching"' not in said.err
    assert matchcut("shots", "-p", analysed, "--json").out == before[1]


def test_a_pair_is_turned_round_tagged_and_accepted_by_the_id_of_its_reverse(
    matchcut, analysed, tmp_path
):
    project = copy_of(analysed, tmp_path)
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    found = matchcut("reverse", "-p", project, pair["id"][:6], "--json").json()
    (turned,) = found["pairs"]
    assert (found["by"], turned.keys()) == ("frame", pair.keys())
    assert [turned[side]["shot"] for side in ("in", "out")] == [
        pair[side]["shot"] for side in ("out", "in")
    ]
    assert matchcut("tag", "-p", project, turned["id"], "good").status == 0
    assert matchcut("accept", "-p", project, turned["id"]).status == 0
    (said,) = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert (said["id"], said["verdict"], said["place"]) == (turned["id"], "good", 1)
    table = matchcut("reverse", "-p", project, pair["id"]).out
    assert "Frame match" in table
    assert f"{turned['id']} good" in table
    listed = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    assert listed[0] == pair


def test_a_pair_whose_shots_lack_figures_is_not_turned_and_the_command_for_them_is_named(
    matchcut, analysed, tmp_path
):
    project = copy_of(analysed, tmp_path)
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    shutil.rmtree(f"{project}.cache")
    said = matchcut("reverse", "-p", project, pair["id"])
    assert said.status == 1
    assert f"no figures by foreground of shot {pair['in']['shot']}" in said.err
    assert f"matchcut analyze -p {project.name} --segmenter foreground" in said.err


def test_match_this_shot_lists_only_its_partners(matchcut, analysed):
    found = matchcut("find", "-p", analysed, "--by", "frame", "--shot", "3", "--json").json()
    assert found["pairs"]
    assert all(3 in (pair["out"]["shot"], pair["in"]["shot"]) for pair in found["pairs"])


def test_a_shot_is_matched_in_the_one_film_that_is_named(matchcut, analysed, twin, tmp_path):
    project = copy_of(analysed, tmp_path)
    matchcut("analyze", twin, "-p", project, "--segmenter", "none", "--progress", "none")
    asked = ("find", "-p", project, "--by", "motion", "--shot", "3", "--json")
    said = matchcut(*asked)
    assert (said.status, said.out) == (2, "")
    films = matchcut("shots", "-p", project, "--json").json()["films"]
    assert all(f"{film['name']} ({film['film'][:8]})" in said.err for film in films)
    for film in films:
        found = matchcut(*asked, "--film", film["film"][:8]).json()["pairs"]
        assert found
        sides = [
            [(pair[side]["film"], pair[side]["shot"]) for side in ("out", "in")] for pair in found
        ]
        assert all((film["film"], 3) in pair for pair in sides)


def test_a_shot_of_several_films_is_asked_about_before_they_are_watched(
    matchcut, film, twin, tmp_path
):
    project = tmp_path / "new.matchcut"
    said = matchcut("find", film, twin, "-p", project, "--by", "motion", "--shot", "3")
    assert (said.status, said.out) == (2, "")
    assert "which film's shot 3 to match, by name or id: discs.mp4, twin.mp4." in said.err
    assert not project.exists()


def test_a_copy_of_a_film_that_the_project_knows_is_no_other_film(
    matchcut, analysed, film, tmp_path
):
    project = copy_of(analysed, tmp_path)
    copied = shutil.copy(film, tmp_path / "copied.mp4")
    asked = ("find", "-p", project, "--by", "motion", "--shot", "3", "--progress", "none")
    assert matchcut(*asked, film, copied, "--segmenter", "foreground").status == 0


def test_films_that_a_list_has_to_leave_out_are_named(matchcut, analysed, twin, tmp_path):
    project = copy_of(analysed, tmp_path)
    quiet = ("--segmenter", "none", "--progress", "none")
    assert matchcut("analyze", twin, "-p", project, *quiet).status == 0
    lists = [
        ("find", "-p", project, "--by", "frame", "--json"),
        ("sheet", "-p", project, "--by", "frame", tmp_path / "a.html"),
        ("export", "-p", project, "--by", "frame", "--top", "3", tmp_path / "a.csv"),
    ]
    for asked in lists:
        said = matchcut(*asked)
        assert said.status == 0
        assert (
            "Left out 8 of 8 shots of twin.mp4: no figures by foreground yet.\n"
            "matchcut analyze -p discs.matchcut --segmenter foreground computes them.\n"
        ) in said.err
    assert "Left out" not in matchcut("find", "-p", project, "--by", "motion").err


def test_shots_that_were_found_anew_without_figures_are_counted_until_these_are_computed(
    matchcut, analysed, film, tmp_path
):
    project, cuts = copy_of(analysed, tmp_path), tmp_path / "cuts.csv"
    # The first four shots stay as they are, and so do their figures.
    cuts.write_text("frame\n0\n30\n60\n90\n120\n165\n")
    how = ("-p", project, "--progress", "none")
    assert matchcut("analyze", film, *how, "--cuts", cuts, "--segmenter", "none").status == 0
    ask = ("find", "-p", project, "--by", "frame", "--segmenter", "foreground")
    assert "Left out 2 of 6 shots of discs.mp4: no figures by foreground yet.\n" in (
        matchcut(*ask).err
    )
    assert matchcut("analyze", *how, "--segmenter", "foreground").status == 0
    assert "Left out" not in matchcut(*ask).err


def test_a_film_that_is_watched_in_part_is_told(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    told = "The rest of discs.mp4 has not been watched yet."
    ask = ("find", "-p", project, "--by", "motion")
    assert told not in matchcut(*ask).err
    with open_project(project) as opened, opened.writing():
        opened.execute("UPDATE analysis SET finished = 0")
    said = matchcut(*ask, "--json")
    assert told in said.err
    assert said.json()["pairs"]


def still_of_a_disc(folder):
    still = np.full((180, 320, 3), 40, np.uint8)
    cv2.circle(still, (140, 90), 36, (230, 230, 230), -1)
    path = folder / "still.png"
    cv2.imwrite(str(path), still)
    return path


def test_match_this_still_has_no_out_side(matchcut, analysed, tmp_path):
    still = still_of_a_disc(tmp_path)
    found = matchcut("find", "-p", analysed, "--by", "frame", "--json", "--image", still).json()
    assert found["pairs"]
    assert all(pair["out"] is None for pair in found["pairs"])


def test_a_still_of_a_watched_shot_is_told_and_that_shot_not_listed(matchcut, analysed, tmp_path):
    still = tmp_path / "grabbed.png"
    cv2.imwrite(str(still), next(islice(scenes(), 45, None)))
    ask = ("find", "-p", analysed, "--by", "frame", "--min-gap", "0", "--image")
    said = matchcut(*ask, still, "--json")
    assert said.err.startswith("The still shows shot 2 of discs.mp4 near frame 4")
    assert said.json()["pairs"]
    assert all(pair["in"]["shot"] != 2 for pair in said.json()["pairs"])
    assert "The still shows" not in matchcut(*ask, still_of_a_disc(tmp_path)).err


@pytest.mark.parametrize("deed", [("tag", "good"), ("accept",)])
def test_a_pair_with_a_still_is_listed_without_its_id_and_can_not_be_kept(
    deed, matchcut, analysed, tmp_path
):
    still = still_of_a_disc(tmp_path)
    ask = ("find", "-p", analysed, "--by", "frame", "--image", still)
    pair = matchcut(*ask, "--json").json()["pairs"][0]
    listed = matchcut(*ask).out
    assert f"still > {pair['in']['shot']}" in listed
    assert pair["id"] not in listed
    command, *said = deed
    refused = matchcut(command, "-p", analysed, pair["id"], *said)
    assert refused.status == 1
    assert f"has no pair {pair['id']}." in refused.err
    assert "those with a still are not kept, for a still is no shot." in refused.err


def test_a_still_that_is_a_mere_strip_is_asked_with_as_any_other(matchcut, analysed, tmp_path):
    strip = tmp_path / "strip.png"
    cv2.imwrite(str(strip), np.zeros((4, 3000, 3), np.uint8))
    said = matchcut("find", "-p", analysed, "--by", "frame", "--json", "--image", strip)
    assert (said.status, said.json()["pairs"]) == (0, [])


def test_a_still_that_is_too_large_is_told(matchcut, analysed, tmp_path):
    """Of its 40,000 by 40,000 pixels, the file has only the numbers."""
    huge = tmp_path / "huge.pgm"
    huge.write_bytes(b"P5 40000 40000 255\n")
    said = matchcut("find", "-p", analysed, "--by", "frame", "--image", huge)
    assert said.status == 1
    assert said.err.endswith("huge.pgm is too large a picture. Make a smaller copy of it.\n")


def test_a_deleted_cache_is_built_again_with_the_same_answer(matchcut, analysed, film, tmp_path):
    project = copy_of(analysed, tmp_path)
    expected = matchcut("find", "-p", project, "--by", "frame", "--json").out
    shutil.rmtree(f"{project}.cache")
    assert matchcut("analyze", film, "-p", project, "--progress", "none").status == 0
    assert matchcut("find", "-p", project, "--by", "frame", "--json").out == expected


def test_an_emptied_cache_is_built_again_by_the_command_that_is_told_without_naming_films(
    matchcut, film, another_film, tmp_path
):
    reels = tmp_path / "reels"
    reels.mkdir()
    away, moved = (shutil.copy(each, reels / each.name) for each in (another_film, film))
    project = tmp_path / "my reels.matchcut"
    quiet = ("--segmenter", "foreground", "--progress", "none")
    assert matchcut("analyze", reels, "-p", project, *quiet).status == 0
    ask = ("find", "-p", project, "--by", "frame", "--json")
    expected = matchcut(*ask).out
    assert matchcut("cache", project, "--empty").status == 0
    said = matchcut(*ask)
    assert (said.status, said.out) == (1, "")
    assert said.err.endswith(
        "The cache of my reels.matchcut holds no figures by foreground. "
        "matchcut analyze -p 'my reels.matchcut' --segmenter foreground computes them.\n"
    )
    shot = ("--film", "discs.mp4", "--shot", "2")
    assert "no figures by foreground of shot 2." in matchcut(*ask, *shot).err
    assert "holds no moves. " in matchcut("find", "-p", project, "--by", "motion").err

    moved.rename(tmp_path / "discs.mp4")  # beside the project, where films are looked for
    away.rename(tmp_path / "renamed.mp4")
    said = matchcut("analyze", "-p", project, *quiet)
    assert said.status == 1
    assert said.err.startswith("other.mp4 is not there.")
    away.with_name("other.mp4").write_bytes((tmp_path / "renamed.mp4").read_bytes())
    assert matchcut("analyze", "-p", project, *quiet).status == 0
    assert matchcut(*ask).out == expected


def test_a_project_without_films_has_none_to_analyse(matchcut, tmp_path):
    project = tmp_path / "new.matchcut"
    assert matchcut("analyze", "-p", project).status == 2
    assert list(tmp_path.iterdir()) == []
    open_project(project, create=True).close()
    said = matchcut("analyze", "-p", project)
    assert said.status == 2
    assert "Name at least one film or folder." in said.err


def test_verdicts_survive_another_detector_and_lost_ones_are_listed(
    matchcut, analysed, film, tmp_path
):
    project = copy_of(analysed, tmp_path)
    pairs = matchcut("find", "-p", project, "--by", "motion", "--json").json()["pairs"]
    for pair in pairs:
        assert matchcut("tag", "-p", project, pair["id"], "good").status == 0
    cuts = tmp_path / "two shots.csv"
    cuts.write_text("frame\n0\n60\n")
    said = matchcut("analyze", film, "-p", project, "--cuts", cuts, "--progress", "none")
    assert said.status == 0, said.err
    with open_project(project) as opened:
        spans = opened.features.spans(*MOTION)
    assert {(start, stop) for _, start, stop in spans} == {(0, 60), (60, 240)}
    rows = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert {row["id"] for row in rows} == {pair["id"] for pair in pairs}
    assert {row["verdict"] for row in rows} == {"good"}

    # Two shots are left, so one pair, and its reverse; the rest can't be proposed any more.
    seen, lost = {(0, 0), (1, 1)}, set()
    for pair in pairs:
        ways = (int(pair["out"]["frame"] >= 60), int(pair["in"]["frame"] >= 60))
        if ways in seen:
            lost.add(pair["id"])
        seen.add(ways)
    assert lost
    assert {row["id"] for row in rows if row["orphan"]} == lost
    (kept,) = matchcut("find", "-p", project, "--by", "motion", "--json").json()["pairs"]
    turned = matchcut("reverse", "-p", project, kept["id"], "--json").json()["pairs"]
    good = {pair["id"] for pair in (kept, *turned) if pair["verdict"] == "good"}
    assert good == {pair["id"] for pair in pairs} - lost


def test_a_film_keeps_its_list_of_shots_until_a_detector_is_named(matchcut, film, tmp_path):
    project, cuts = tmp_path / "p.matchcut", tmp_path / "three shots.csv"
    cuts.write_text("start,stop\n0,60\n60,130\n150,240\n")
    how = ("-p", project, "--segmenter", "none", "--progress", "none")

    def shots(*more):
        said = matchcut("analyze", film, *how, *more)
        assert said.status == 0, said.err
        (only,) = matchcut("shots", "-p", project, "--json").json()["films"]
        return [(shot["start"], shot["end"]) for shot in only["shots"]]

    listed = shots("--cuts", cuts)
    assert listed == [(0, 60), (60, 130), (150, 240)]
    cuts.unlink()
    assert shots() == listed
    shutil.rmtree(f"{project}.cache")
    assert shots() == listed
    assert len(shots("--detector", "film")) == 8
    assert len(shots()) == 8


def test_a_film_keeps_its_detector_and_threshold_until_others_are_named(matchcut, film, tmp_path):
    project = tmp_path / "p.matchcut"
    how = ("-p", project, "--segmenter", "none", "--progress", "none")

    def starts(*more):
        said = matchcut("analyze", *more, *how)
        assert said.status == 0, said.err
        (only,) = matchcut("shots", "-p", project, "--json").json()["films"]
        return [shot["start"] for shot in only["shots"]]

    usual = list(range(0, 240, 30))
    assert starts(film, "--detector", "content") == usual
    few = starts(film, "--detector", "content", "--threshold", 81)
    assert len(few) < len(usual)
    assert starts() == starts(film) == few
    shutil.rmtree(f"{project}.cache")
    assert starts() == few
    assert starts("--detector", "content") == usual
    assert starts("--detector", "film", "--threshold", 5) == [0, 90, 180]
    with open_project(project) as opened:
        (recipe,) = opened.rows("SELECT recipe FROM analysis")
    # What the usual threshold found is not looked for again because someone names it.
    assert starts("--detector", "film", "--threshold", 1) == usual
    assert recipe["recipe"] == "film 2 5.0"
    with open_project(project) as opened:
        (recipe,) = opened.rows("SELECT recipe FROM analysis")
    assert recipe["recipe"] == "film 2"


class _Other(ForegroundSegmenter):
    """Finds the same under another name."""

    name = "yolo"


def test_ten_verdicts_survive_another_threshold_and_another_segmenter(
    matchcut, analysed, tmp_path, monkeypatch
):
    monkeypatch.setitem(segmenters.SEGMENTERS, "yolo", lambda _: _Other())
    project = copy_of(analysed, tmp_path)
    by = ("--by", "frame", "--min-gap", 0, "--per-shot", 0, "-k", 10, "--json", "--segmenter")
    pairs = matchcut("find", "-p", project, *by, "foreground").json()["pairs"]
    verdicts = {pair["id"]: ("good", "bad", "maybe")[at % 3] for at, pair in enumerate(pairs)}
    assert len(verdicts) == 10
    for id, verdict in verdicts.items():
        assert matchcut("tag", "-p", project, id, verdict).status == 0
    other = ("--segmenter", "yolo", "--detector", "film", "--threshold", 5)
    said = matchcut("analyze", "-p", project, *other, "--progress", "none")
    assert said.status == 0, said.err

    rows = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert {row["id"]: row["verdict"] for row in rows} == verdicts
    # Frames 0 to 90, 90 to 180 and 180 to 240 are one shot each now.
    first = {}
    for pair in pairs:
        ways = pair["out"]["frame"] // 90, pair["in"]["frame"] // 90
        if ways[0] != ways[1]:
            first.setdefault(ways, pair["id"])
    assert {row["id"] for row in rows if not row["orphan"]} == set(first.values())
    assert len(first) < 10
    listed = matchcut("find", "-p", project, *by, "yolo").json()["pairs"]
    assert len(listed) == 3
    assert all(pair["verdict"] == verdicts.get(pair["id"]) for pair in listed)
    assert {pair["id"] for pair in listed} & set(first.values())


def test_an_accepted_cut_is_exported_and_verified(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    out = pair["out"]["frame"] - 1
    assert matchcut("accept", "-p", project, pair["id"], "--out-frame", out).status == 0
    for suffix in ("edl", "otio", "xml", "fcpxml", "csv"):
        exported = tmp_path / f"list.{suffix}"
        assert matchcut("export", "-p", project, exported).status == 0
        checked = matchcut("verify", exported, "-p", project)
        assert checked.status == 0, checked.err
        assert checked.out == "2 frames at cuts are right.\n"
    assert matchcut("accept", "-p", project, pair["id"], "--out-frame", out - 3).status == 0
    checked = matchcut("verify", tmp_path / "list.edl", "-p", project)
    assert checked.status == 1
    assert pair["id"] in checked.out


def test_a_list_of_the_best_pairs_is_verified_though_none_is_accepted(matchcut, analysed, tmp_path):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "top.edl"
    ask = ("export", "-p", project, exported, "--by", "frame", "--top", "3")
    assert matchcut(*ask).status == 0
    ids = re.findall(r"MATCHCUT (\S+) OUT", exported.read_text())
    checked = matchcut("verify", exported, "-p", project)
    assert checked.status == 0, checked.out
    assert checked.out == (
        f"Not in the cut list, so compared with what was shown: {', '.join(ids)}.\n"
        f"{2 * len(ids)} frames at cuts are right.\n"
    )
    exported.write_text(exported.read_text().replace(f"MATCHCUT {ids[0]}", "MATCHCUT zzzzzzzzzz"))
    checked = matchcut("verify", exported, "-p", project)
    assert checked.status == 1
    assert "cut zzzzzzzzzz: it belongs to no pair of the project" in checked.out


def test_an_accepted_cut_is_trimmed_brought_back_moved_and_taken_out(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    first, second = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][:2]
    id, out, into = first["id"], first["out"], first["in"]

    def accept(*more):
        said = matchcut("accept", "-p", project, id, *more)
        assert said.status == 0, said.err
        return said.out

    found = (
        f"{id} is number 1 in the cut list: "
        f"out discs.mp4 {out['timecode']} (frame {out['frame']}), "
        f"in discs.mp4 {into['timecode']} (frame {into['frame']}).\n"
    )
    assert accept() == found
    trimmed = accept("--out-frame", out["frame"] - 1)
    assert f"(frame {out['frame'] - 1})" in trimmed
    assert accept() == trimmed
    assert accept("--as-found") == found
    matchcut("accept", "-p", project, second["id"])
    assert "is number 2 in" in accept("--place", 2)
    assert "is number 2 in" in accept()
    with open_project(project) as opened:
        assert accepted(opened) == [second["id"], id]
        assert undo(opened).deed == "accept"
        assert accepted(opened) == [id, second["id"]]
        redo(opened)
    assert accept("--remove") == f"{id} is no longer in the cut list.\n"
    rows = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    places = {row["id"]: row["place"] for row in rows}
    assert places == {id: None, second["id"]: 1}
    said = matchcut("accept", "-p", project, id, "--remove")
    assert said.status == 1
    assert said.err.startswith(f"{id} is not in the cut list.")
    assert matchcut("accept", "-p", project, id, "--remove", "--place", 1).status == 2


def test_several_pairs_are_tagged_and_accepted_at_once(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    listed = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    first, second, third = (pair["id"] for pair in listed[:3])

    def reviews():
        told = matchcut("reviews", "-p", project, "--json").json()["reviews"]
        return {each["id"]: (each["verdict"], each["place"]) for each in told}

    said = matchcut("accept", "-p", project, second, first, second[:6])
    assert [line.split(":")[0] for line in said.out.splitlines()] == [
        f"{second} is number 1 in the cut list",
        f"{first} is number 2 in the cut list",
    ]
    said = matchcut("tag", "-p", project, third, first, "bad")
    assert said.out.splitlines() == [f"{third}: bad", f"{first}: bad, out of the cut list"]
    assert reviews() == {third: ("bad", None), first: ("bad", None), second: (None, 1)}
    refused = matchcut("accept", "-p", project, second, first, "--remove")
    assert (refused.status, f"{first} is not in the cut list" in refused.err) == (1, True)
    assert matchcut("accept", "-p", project, first, third, "--place", 1).status == 2
    assert reviews() == {third: ("bad", None), first: ("bad", None), second: (None, 1)}


def test_reviews_tell_a_script_of_both_sides_as_found_and_as_trimmed(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    pairs = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][:3]
    judged, accepted, trimmed = (pair["id"] for pair in pairs)
    frame = pairs[2]["out"]["frame"] - 2
    matchcut("tag", "-p", project, judged, "bad")
    matchcut("accept", "-p", project, accepted)
    matchcut("accept", "-p", project, trimmed, "--out-frame", frame)

    def told():
        rows = matchcut("reviews", "-p", project, "--json").json()["reviews"]
        return {row["id"]: row for row in rows}

    rows = told()
    assert [rows[pair["id"]]["found"] for pair in pairs] == [
        {"out": pair["out"], "in": pair["in"]} for pair in pairs
    ]
    assert [rows[pair["id"]]["accepted"] for pair in pairs] == [False, True, True]
    assert rows[judged]["trimmed"] is rows[accepted]["trimmed"] is None
    assert rows[trimmed]["trimmed"]["in"] == pairs[2]["in"]
    shorter = rows[trimmed]["trimmed"]["out"]
    assert shorter["frame"] == frame
    assert rows[trimmed]["out"] == f"discs.mp4 {shorter['timecode']}"

    with open_project(project) as opened, opened.writing():  # as a film that was cut off would be
        opened.execute("UPDATE pairs SET shown_out_pts = 1 << 40")
    assert told()[judged]["found"] == {"out": None, "in": pairs[0]["in"]}


def test_a_list_is_written_also_while_the_disk_of_its_film_is_away(matchcut, film, tmp_path):
    reel, project, out = tmp_path / "reel.mp4", tmp_path / "p.matchcut", tmp_path / "cuts.edl"
    shutil.copy(film, reel)
    quiet = ("--progress", "none")
    matchcut("analyze", reel, "-p", project, "--segmenter", "none", *quiet)
    asked = ("export", "-p", project, out, "--by", "motion", "--top", "2", *quiet)
    assert "not where it was" not in matchcut(*asked).err
    with_film = out.read_text()
    reel.unlink()
    said = matchcut(*asked)
    assert said.status == 0
    assert "reel.mp4 is not where it was: the list names it all the same" in said.err
    assert out.read_text() == with_film


def test_the_contact_sheet_is_one_file_that_escapes_what_it_is_given(matchcut, film, tmp_path):
    named = tmp_path / "a<script>alert(1)<&'\".mp4"
    shutil.copy(film, named)
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    assert matchcut("analyze", named, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "-k", "4", "--progress", "none").status == 0
    html = sheet.read_text()
    assert "<script" not in html
    assert "a&lt;script&gt;" in html
    assert "data:image/jpeg;base64," in html
    assert 'src="http' not in html
    assert "<polygon" in html
    assert "<line" in html


def test_the_sheet_and_the_list_call_the_parts_of_a_score_what_the_window_calls_them(
    matchcut, analysed, tmp_path, monkeypatch
):
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "2", "--progress", "none").status == 0
    words = re.findall(r'<span class="part">([^<]*)<b>[01][.][0-9]{2}<', sheet.read_text())
    figure = ["position", "each figure", "silhouette", "beyond the cut", "fully in frame"]
    move = ["camera", "subject", "speed"]
    assert words == 2 * figure + 2 * move
    monkeypatch.setattr(finding, "output", Console(width=200))
    listed = matchcut("find", "-p", analysed, "--by", "frame", "-k", "2").out
    assert all(word in listed for word in figure)
    assert "instances" not in listed


def test_a_sheet_says_that_films_are_left_without_a_pair(matchcut, analysed, film, tmp_path):
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    grey = write_film(tmp_path / "grey.mp4", [np.full((90, 160, 3), 99, np.uint8)] * 40)
    assert matchcut("analyze", film, grey, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "-k", "1", "--progress", "none").status == 0
    assert "(1 of 2 films have a pair here)" in sheet.read_text()


def test_a_sheet_tells_films_of_one_name_apart(matchcut, tmp_path):
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    cards = [tmp_path / card / "C1.mp4" for card in ("card 1", "card 2")]
    for seed, card in enumerate(cards):
        card.parent.mkdir()
        write_film(card, scenes(seed, shots=3))
    assert matchcut("analyze", *cards, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "--progress", "none").status == 0
    text, told = sheet.read_text(), {"card 1/C1.mp4", "card 2/C1.mp4"}
    assert set(re.search(r'class="sub">([^<]*)<', text)[1].split(", ")) == told
    assert set(re.findall(r'class="film">([^<]*)<', text)) == told


def test_a_contact_sheet_keeps_no_decoded_frames(matchcut, analysed, tmp_path, monkeypatch):
    decoded, most = [], []

    class Watched(FrameReader):
        def frame_at(self, *asked):
            most.append(sum(picture() is not None for picture in decoded))
            frame = super().frame_at(*asked)
            decoded.append(weakref.ref(frame.picture))
            return frame

    monkeypatch.setattr(contact, "FrameReader", Watched)
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "8", "--progress", "none").status == 0
    assert len(decoded) >= 8
    assert max(most) <= 2
    assert sheet.read_text().count("data:image/jpeg;base64,") >= len(decoded)


def test_a_still_has_no_action(matchcut, analysed, tmp_path):
    said = matchcut("find", "-p", analysed, "--by", "action", "--image", tmp_path / "still.png")
    assert said.status == 2
    assert "A still does not move" in said.err


def test_shots_outside_the_range_of_a_film_are_not_paired(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    # Shot 3 begins at frame 60; of shot 7, to frame 209, more than half is inside.
    said = matchcut("range", "-p", project, "discs.mp4", "--in", "00:00:02:12", "--out", "200")
    assert said.status == 0, said.err
    assert said.out == "Only shots from 00:00:02:12 to 00:00:08:08 are paired.\n"
    assert "00:00:02:12 to 00:00:08:08" in matchcut("shots", "-p", project).out
    (film,) = matchcut("shots", "-p", project, "--json").json()["films"]
    assert film["range"] == [60, 201]
    ask = ("find", "-p", project, "--by", "motion", "-k", "50", "--json")
    pairs = matchcut(*ask).json()["pairs"]
    assert {pair[side]["shot"] for pair in pairs for side in ("out", "in")} == {3, 4, 5, 6, 7}
    asked = matchcut(*ask, "--shot", "1").json()["pairs"]
    assert asked  # the shot itself may be outside: it was asked for
    assert matchcut("range", "-p", project, "discs.mp4", "--clear").status == 0
    pairs = matchcut(*ask).json()["pairs"]
    assert 1 in {pair[side]["shot"] for pair in pairs for side in ("out", "in")}


def test_a_range_that_a_film_does_not_have_is_refused(matchcut, analysed):
    said = matchcut("range", "-p", analysed, "discs.mp4", "--in", "100", "--out", "90")
    assert said.status == 1
    assert "begins before it ends" in said.err
    assert matchcut("range", "-p", analysed, "discs.mp4", "--out", "240").status == 1
    assert matchcut("range", "-p", analysed, "discs.mp4").status == 2


def test_a_typed_start_timecode_and_reel_reach_the_list(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    set_it = ("film", "-p", project, "discs.mp4", "--reel", "B042", "--start", "10:00:00:00")
    assert matchcut(*set_it).status == 0
    found = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    assert found[0]["out"]["timecode"].startswith("10:00:")
    exported = tmp_path / "top.edl"
    ask = ("export", "-p", project, exported, "--top", "1", "--by", "frame", "--progress", "none")
    assert matchcut(*ask).status == 0
    assert "001  B042" in exported.read_text()
    wrong = matchcut("film", "-p", project, "discs.mp4", "--start", "10:00:00;00")
    assert wrong.status == 1
    assert "drop-frame" in wrong.err


def test_a_typed_start_timecode_and_reel_can_be_taken_back(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    name_it = ("film", "-p", project, "discs.mp4")
    assert matchcut(*name_it, "--reel", "B042", "--start", "10:00:00:00").status == 0
    assert "reel discs, starts at 10:00:00:00" in matchcut(*name_it, "--reel", "").out
    assert "reel discs, starts at 00:00:00:00" in matchcut(*name_it, "--start", "").out
    assert matchcut(*name_it).status == 2


def test_where_a_cache_lies_and_what_it_takes_is_a_result(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    told = matchcut("cache", project)
    assert told.out.startswith("discs.matchcut: ")
    assert told.out.endswith(f" MB in {project}.cache\n")
    assert told.err == ""
    assert "discs.matchcut: 0.0 MB in " in matchcut("cache", project, "--empty").out


def test_what_is_on_a_full_disk_is_listed_and_exported_but_not_judged(
    matchcut, analysed, tmp_path, monkeypatch
):
    project = copy_of(analysed, tmp_path)
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    assert matchcut("accept", "-p", project, pair["id"]).status == 0

    def full(*how):
        raise ProjectError("There is no space left.", "Free some.") from OSError(errno.ENOSPC, "")

    monkeypatch.setattr("matchcut.project.project._open_to_write", full)
    for command in (
        ("reviews",), ("shots",), ("timeline",), ("find", "--by", "frame", "--json"),
        ("export", tmp_path / "cuts.edl"), ("verify", tmp_path / "cuts.edl"),
        ("conform", tmp_path / "cuts.edl"), ("sheet", tmp_path / "cuts.html"),
    ):  # fmt: skip
        said = matchcut(*command, "-p", project)
        assert said.status == 0, said.err
        assert "discs.matchcut can't be written to: changes are not saved in it." in said.err
    for command in (("tag", pair["id"], "good"), ("film", "discs.mp4", "--reel", "B042")):
        said = matchcut(*command, "-p", project)
        assert (said.status, "no space left" in said.err) == (1, True)


def test_lists_name_the_original_and_a_film_that_moved_is_found(
    matchcut, analysed, film, original, tmp_path
):
    project, camera = copy_of(analysed, tmp_path), tmp_path / "camera.mp4"
    shutil.copy(original, camera)
    said = matchcut("film", "-p", project, "discs.mp4", "--original", camera)
    assert said.status == 0, said.err
    assert f"original: {camera}" in said.out
    exported = tmp_path / "cuts.edl"
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    assert matchcut("accept", "-p", project, pair["id"]).status == 0
    ask = ("export", "-p", project, exported, "--progress", "none")
    assert matchcut(*ask).status == 0
    assert "camera.mp4" in exported.read_text()
    assert matchcut("verify", exported, "-p", project, "--progress", "none").status == 0
    camera.unlink()
    assert matchcut(*ask).status == 0
    assert "camera.mp4" in exported.read_text()  # its disk is only away
    moved = tmp_path / "elsewhere" / "discs.mp4"
    moved.parent.mkdir()
    shutil.copy(film, moved)
    assert matchcut("film", "-p", project, "discs.mp4", "--original", moved).status == 0
    assert matchcut(*ask).status == 0
    assert str(moved) in exported.read_text()


def test_an_original_that_is_not_as_it_was_is_told_when_a_list_names_it(
    matchcut, analysed, film, original, tmp_path
):
    project, camera = copy_of(analysed, tmp_path), tmp_path / "camera.mp4"
    shutil.copy(original, camera)
    name_it = ("film", "-p", project, "discs.mp4", "--original", camera)
    assert matchcut(*name_it).status == 0
    ask = ("export", "-p", project, tmp_path / "cuts.edl", "--by", "frame", "--top", "2")
    os.utime(camera, ns=(0, 0))  # another date alone is no other content
    assert "not as it was" not in matchcut(*ask).err
    shutil.copy(film, camera)  # made again, at another size
    said = matchcut(*ask)
    assert said.status == 0
    assert "camera.mp4 is not as it was, or can't be read: the list names it" in said.err
    reel = tmp_path / "cuts.mp4"
    said = matchcut("export", "-p", project, reel, "--by", "frame", "--top", "1")
    assert (said.status, "the list names it" in said.err) == (0, False)  # it plays what was watched
    assert matchcut(*name_it).status == 0
    assert "not as it was" not in matchcut(*ask).err


def test_a_file_of_another_film_is_refused(matchcut, analysed, another_film, tmp_path):
    project = copy_of(analysed, tmp_path)
    said = matchcut("film", "-p", project, "discs.mp4", "--proxy", another_film)
    assert said.status == 1
    assert "other.mp4 has 60 frames" in said.err


def test_verdicts_are_kept_while_the_file_of_a_film_is_read(
    matchcut, analysed, original, tmp_path, monkeypatch
):
    project = copy_of(analysed, tmp_path)
    read = relinking.film_facts

    def slowly(info):
        with open_project(project, patience_seconds=0.1) as other, other.writing():
            other.execute("INSERT INTO settings VALUES ('said', 'meanwhile')")
        return read(info)

    monkeypatch.setattr(relinking, "film_facts", slowly)
    ask = ("film", "-p", project, "discs.mp4", "--original", original, "--reel", "B042")
    said = matchcut(*ask)
    assert said.status == 0, said.err
    assert f"original: {original}" in said.out


def test_a_film_as_long_as_another_is_not_given_to_it(matchcut, two_analysed, film, twin, tmp_path):
    project = copy_of(two_analysed, tmp_path)
    copied = shutil.copy(twin, tmp_path / "copied.mp4")
    for path in (twin, copied):
        for role in ("--original", "--proxy"):
            said = matchcut("film", "-p", project, "discs.mp4", role, path)
            assert said.status == 1
            assert "another film" in said.err
            assert "twin.mp4" in said.err
    documents = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [document["path"] for document in documents] == [str(film), str(twin)]


def test_the_shape_of_the_timeline_reaches_the_list(matchcut, analysed, tmp_path):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "top.xml"
    said = matchcut("timeline", "-p", project, "25", "--shape", "4:3")
    assert said.status == 0
    ask = ("export", "-p", project, exported, "--top", "1", "--by", "frame", "--progress", "none")
    assert matchcut(*ask).status == 0
    assert "<width>1440</width>" in exported.read_text()
    assert "<timebase>25</timebase>" in exported.read_text()
    assert matchcut("timeline", "-p", project, "--shape", "round").status == 1


def test_of_a_timeline_that_is_not_set_nothing_is_told(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    said = matchcut("timeline", "-p", project, "25", "--shape", "0:0")
    assert said.status == 1
    assert said.err == "'0:0' is not an aspect ratio. Write it like 16:9, 2.39 or 1920x1080.\n"
    said = matchcut("timeline", "-p", project, "25", "--shape", "16:9")
    assert said.out == "Lists are exported at 25 frames a second.\nThe frame is 16:9.\n"


def test_a_timeline_says_what_is_set(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    said = matchcut("timeline", "-p", project)
    assert said.status == 0
    of_the_film = "Lists are exported at 24 frames a second, as the first film.\n"
    assert said.out == of_the_film + "The frame is 16:9, as the first film.\n"
    matchcut("timeline", "-p", project, "1")
    said = matchcut("timeline", "-p", project)
    assert said.out.splitlines()[0] == "Lists are exported at 1 frame a second, as set."


def test_what_is_one_is_told_as_one(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    (pair, *_) = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    matchcut("tag", "-p", project, pair["id"], "good")
    said = matchcut("export", "-p", project, tmp_path / "a.csv", "--top", "1", "--by", "frame")
    assert said.out.endswith("a.csv: 1 event.\n")


def test_a_bad_pair_leaves_the_cut_list_and_is_told_so(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    (pair, *_) = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    matchcut("accept", "-p", project, pair["id"])
    said = matchcut("tag", "-p", project, pair["id"], "bad")
    assert said.out == f"{pair['id']}: bad, out of the cut list\n"
    (row,) = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert row["verdict"] == "bad"
    assert matchcut("tag", "-p", project, pair["id"], "bad").out == f"{pair['id']}: bad\n"


def test_labels_hold_the_bad_pairs_too(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    pairs = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    for pair, verdict in zip(pairs[:3], ("good", "bad", "maybe"), strict=True):
        matchcut("tag", "-p", project, pair["id"], verdict)
    exported = tmp_path / "mine.labels.json"
    assert matchcut("export", "-p", project, exported, "--progress", "none").status == 0
    labels = json.loads(exported.read_text())
    assert sorted(label["majority_label"] for label in labels) == [False, True]


def test_a_list_is_conformed_and_what_has_no_film_is_named(matchcut, analysed, tmp_path):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "top.edl"
    ask = ("export", "-p", project, exported, "--top", "2", "--by", "frame", "--progress", "none")
    assert matchcut(*ask).status == 0
    whole = matchcut("conform", exported, "-p", project, "--json")
    assert whole.status == 0
    assert [row["film"] for row in whole.json()["matched"]] == ["discs.mp4"] * 4
    text = exported.read_text().replace("discs.mp4", "other.mov", 2).replace("DISCS", "OTHER", 1)
    exported.write_text(text)
    partly = matchcut("conform", exported, "-p", project, "--json")
    assert partly.status == 1
    assert len(partly.json()["matched"]) == 3
    assert "other.mov" in partly.err
    table = matchcut("conform", exported, "-p", project)
    assert (table.status, table.err) == (1, "")
    assert "other.mov" in table.out


def test_an_event_at_another_speed_is_conformed_and_named(matchcut, analysed, tmp_path):
    listed = tmp_path / "speed.edl"
    listed.write_text(
        "TITLE: speed\n"
        "001  DISCS  V  C  00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n"
        "002  DISCS  V  C  00:00:03:00 00:00:05:00 01:00:02:00 01:00:03:00\n"
        "M2   DISCS       048.0                 00:00:03:00\n"
    )
    said = matchcut("conform", listed, "-p", analysed, "--json")
    assert said.status == 1
    assert [row["event"] for row in said.json()["matched"]] == ["line 2", "line 3"]
    (problem,) = said.json()["problems"]
    assert problem.startswith("line 3, discs.mp4: it plays at another speed")


def test_in_a_narrow_window_each_pair_is_one_line_and_in_a_wide_one_has_its_reasons(
    matchcut, analysed, monkeypatch
):
    def printed(width):
        window = Console(file=io.StringIO(), width=width)
        for module in (finding, terminal):
            monkeypatch.setattr(module, "output", window)
        assert matchcut("find", "-p", analysed, "--by", "motion", "-k", 4).status == 0
        return window.file.getvalue().splitlines()

    narrow, wide = printed(70), printed(160)
    assert len(narrow) == 2 + 4 + 1
    assert "in a wider window" in narrow[-1]
    assert len(wide) == 2 + 4
    assert "camera 0." in wide[-1]


@pytest.mark.parametrize("width", [16, 28, 40])
def test_in_the_narrowest_window_names_are_as_long_as_timecode_and_no_pair_is_no_bug(
    matchcut, two_analysed, tmp_path, monkeypatch, width
):
    project = copy_of(two_analysed, tmp_path)
    shown = []
    monkeypatch.setattr(finding, "output", Console(file=io.StringIO(), width=width))
    monkeypatch.setattr(finding, "print_columns", lambda _, rows: shown.extend(rows))
    with open_project(project) as opened, opened.writing():
        for record in stored.films(opened):
            name = f"{record.name} {40 * 'a'}"
            stored.edit_film(opened, record.uuid, name=name, reel=None, start_timecode=None)
    assert matchcut("find", "-p", project, "--by", "motion", "-k", 2).status == 0
    assert {len(row[3].rsplit(" ", 1)[0]) for row in shown} == {12}
    finding._print_table("motion", [], {"a": "a.mp4", "b": "b.mp4"})


@pytest.mark.parametrize("width", [80, 100, 120])
def test_of_several_films_with_long_names_each_pair_keeps_its_id_and_timecodes_in_a_narrow_window(
    matchcut, two_analysed, tmp_path, monkeypatch, width
):
    project = copy_of(two_analysed, tmp_path)
    names = ("2024-03-11_INTERVIEW_cam A_take_003_proxy.mov", "A001C003_240311_R1AB_long_tail.mxf")
    with open_project(project) as opened, opened.writing():
        for record, name in zip(stored.films(opened), names, strict=True):
            stored.edit_film(opened, record.uuid, name=name, reel=None, start_timecode=None)
    ask = ("find", "-p", project, "--by", "motion", "-k", 12, "--per-shot", 0)
    pairs = matchcut(*ask, "--json").json()["pairs"]
    matchcut("tag", "-p", project, pairs[0]["id"], "maybe")
    window = Console(file=io.StringIO(), width=width)
    for module in (finding, terminal):
        monkeypatch.setattr(module, "output", window)
    assert matchcut(*ask).status == 0
    lines = window.file.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    rows = "\n".join(lines[2:-1])
    starts = [line.split()[0] for line in lines[2:-1] if line[:2].strip()]
    assert starts == [str(pair["rank"]) for pair in pairs]
    for pair in pairs:
        assert all(pair[side]["timecode"] in rows.split() for side in ("out", "in"))
        assert pair["id"] in rows.split()
    assert "…" in rows
    # The end of a name tells takes apart.
    assert ".mov" in rows


def test_films_of_one_name_are_told_apart_wherever_they_are_named(
    matchcut, analysed, twin, tmp_path
):
    project, same = copy_of(analysed, tmp_path), tmp_path / "second" / "discs.mp4"
    same.parent.mkdir()
    shutil.copy(twin, same)
    quiet = ("--segmenter", "none", "--progress", "none")
    assert matchcut("analyze", same, "-p", project, *quiet).status == 0
    told = matchcut("find", "-p", project, "--by", "motion").out
    assert "…" in told or f"second{os.sep}discs.mp4 0" in told
    assert " discs.mp4 0" not in told
    heads = matchcut("shots", "-p", project).out
    assert re.search(r"second.discs\.mp4  \S+  240 frames at 24\n", heads)
    one = matchcut("find", "-p", project, "--by", "motion", "--json").json()["pairs"][0]
    assert matchcut("tag", "-p", project, one["id"], "good").status == 0
    (row,) = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert not row["out"].startswith("discs.mp4")
