"""Pairs are judged, accepted, trimmed and turned round by their ids, and what was said stays."""

import errno
import shutil

from asking import one_sentence
from copies import copy_of

from matchcut.errors import ProjectError
from matchcut.pipeline.analysis.feature_keys import MOTION
from matchcut.project.project import open_project
from matchcut.project.reviews import accepted, redo, undo
from matchcut.representations import segmenters
from matchcut.representations.foreground.segmenter import ForegroundSegmenter


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
    earlier = f"00:00:{(into['frame'] + 1) // 24:02}:{(into['frame'] + 1) % 24:02}"
    assert accept("--in-frame", earlier).endswith(
        f"in discs.mp4 {earlier} (frame {into['frame'] + 1}).\n"
    )
    beyond = matchcut("accept", "-p", project, id, "--out-frame", "00:59:00:00")
    start, stop = out["start"], out["end"] - 1
    one_sentence(
        beyond,
        "00:59:00:00 lies outside the shot of the out side",
        f"(frame {start}) to",
        f"(frame {stop})",
    )
    assert matchcut("accept", "-p", project, id, "--out-frame", "-1").status == 1
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


def test_a_bad_pair_leaves_the_cut_list_and_is_told_so(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    (pair, *_) = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    matchcut("accept", "-p", project, pair["id"])
    said = matchcut("tag", "-p", project, pair["id"], "bad")
    assert said.out == f"{pair['id']}: bad, out of the cut list\n"
    (row,) = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert row["verdict"] == "bad"
    assert matchcut("tag", "-p", project, pair["id"], "bad").out == f"{pair['id']}: bad\n"


def test_a_note_is_kept_with_a_verdict_or_without_and_shown(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    listed = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    first, second = (pair["id"] for pair in listed[:2])
    said = matchcut("tag", "-p", project, first, second, "--note", "for the opening")
    assert said.out == f"{first}: note for the opening\n{second}: note for the opening\n"
    said = matchcut("tag", "-p", project, second, "bad", "--note", "too slow")
    assert said.out == f"{second}: bad, note too slow\n"

    def notes():
        rows = matchcut("reviews", "-p", project, "--json").json()["reviews"]
        return {row["id"]: (row["verdict"], row["note"]) for row in rows}

    assert notes() == {first: (None, "for the opening"), second: ("bad", "too slow")}
    headings, *_ = lines = matchcut("reviews", "-p", project).out.splitlines()
    assert lines[2].endswith("too slow")
    assert headings.split() == ["pair", "by", "verdict", "out", "in", "note"]  # none is accepted
    with open_project(project) as opened:
        undo(opened)
        undo(opened)
    assert notes() == dict.fromkeys((first, second), (None, "for the opening"))
    assert matchcut("tag", "-p", project, first, second, "--note", "").out.count("no note") == 2
    assert notes() == {}


def test_a_pair_without_a_verdict_and_a_verdict_without_a_pair_are_wrong_usage(matchcut, analysed):
    said = matchcut("tag", "-p", analysed, "kwx")
    assert said.status == 2
    assert "Say after the pairs: good, bad, maybe or none." in said.err
    for words in (("good",), ("bad", "--note", "slow")):
        said = matchcut("tag", "-p", analysed, *words)
        assert (said.status, "Name at least one pair" in said.err) == (2, True)
    assert "PAIR... [good|bad|maybe|none]" in matchcut("tag", "-p", analysed).err
