"""Pairs are found: of all shots, of one shot or still, of one film, within a range."""

import shutil
from itertools import islice

import cv2
import numpy as np
import platformdirs
import pytest
from copies import copy_of
from films import scenes

from matchcut.project.project import open_project


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
            *("id", "rank", "score", "parts", "flop", "short", "verdict", "out", "in"),
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


def test_a_project_without_reviews_says_what_makes_one(matchcut, analysed):
    said = matchcut("reviews", "-p", analysed)
    assert said.out == "No pair is reviewed yet: matchcut tag and matchcut accept do that.\n"
    assert matchcut("reviews", "-p", analysed, "--json").json() == {"reviews": []}


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


def test_pairs_across_films_are_all_that_is_listed_and_exported_where_asked(
    matchcut, two_analysed, tmp_path
):
    ask = ("--across", "--by", "motion")
    pairs = matchcut("find", "-p", two_analysed, *ask, "-k", "5", "--json").json()["pairs"]
    assert len(pairs) == 5
    assert all(pair["out"]["film"] != pair["in"]["film"] for pair in pairs)
    every = matchcut("find", "-p", two_analysed, "--by", "motion", "--json").json()["pairs"]
    assert any(pair["out"]["film"] == pair["in"]["film"] for pair in every)
    table = tmp_path / "across.csv"
    assert matchcut("export", "-p", two_analysed, table, "--top", "5", *ask).status == 0
    assert [line.split(",")[0] for line in table.read_text().splitlines()[1:]] == [
        pair["id"] for pair in pairs
    ]


def test_a_single_film_has_no_pairs_across_films(matchcut, analysed):
    said = matchcut("find", "-p", analysed, "--across", "--by", "frame")
    assert said.status == 0
    assert "Try it without --across" in said.err


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
    # It is matched by frame alone, so JSON need not be told by what.
    assert matchcut("find", "-p", analysed, "--json", "--image", still).json() == found


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
