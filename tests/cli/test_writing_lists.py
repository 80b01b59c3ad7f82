"""Lists of cuts are written, verified and conformed, at the rate and shape of the timeline."""

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from copies import copy_of


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


def test_a_list_of_the_best_pairs_takes_the_options_of_a_search(matchcut, analysed, tmp_path):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "cuts.csv"
    best = ("-p", project, "--by", "frame", "--flop", "--min-gap", "0", "--per-shot", "0")
    found = matchcut("find", *best, "-k", "5", "--json").json()["pairs"]
    assert any(pair["flop"] for pair in found)
    said = matchcut("export", exported, *best, "--top", "5", "--progress", "none")
    assert said.status == 0, said.err
    with exported.open(newline="", encoding="utf-8-sig") as file:
        listed = list(csv.DictReader(file))
    assert [row["id"] for row in listed] == [pair["id"] for pair in found]


@pytest.mark.parametrize(
    ("name", "option", "suffixes"),
    [
        ("a.edl", ("--burn-in",), ".mp4"),
        ("a.csv", ("--long-reels",), ".edl"),
        ("a.markers.edl", ("--long-reels",), ".edl"),
        ("a.mp4", ("--start", "02:00:00:00"), ".edl, .xml, .fcpxml, .otio, .markers.edl"),
        ("a.labels.json", ("--seconds", "2"), ".edl, .xml, .fcpxml, .otio, .markers.edl"),
        ("a.ale", ("--title", "A"), ".edl, .xml, .fcpxml, .otio, .markers.edl"),
    ],
)
def test_an_option_that_a_format_has_no_use_for_is_wrong_usage(
    matchcut, analysed, tmp_path, name, option, suffixes
):
    said = matchcut("export", "-p", analysed, tmp_path / name, *option)
    assert said.status == 2
    assert f"{option[0]} goes with {suffixes}" in said.err


def test_options_go_with_the_formats_that_have_them(matchcut, analysed, tmp_path):
    project, listed = copy_of(analysed, tmp_path), tmp_path / "cuts.edl"
    best = ("export", "-p", project, "--top", "1", "--by", "frame", "--progress", "none")
    list_it = ("--long-reels", "--title", "Mine", "--start", "02:00:00:00", "--seconds", "1")
    assert matchcut(*best, listed, *list_it).status == 0
    assert listed.read_text().startswith("TITLE: Mine")
    assert " 02:00:00:00 " in listed.read_text()
    assert matchcut(*best, tmp_path / "cuts.mp4", "--burn-in", "--seconds", "0.2").status == 0
    assert matchcut(*best, tmp_path / "cuts.ale", "--seconds", "1").status == 0


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


def test_cuts_left_out_or_with_long_notes_for_one_reason_are_told_together(
    matchcut, analysed, tmp_path
):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "cuts.edl"
    pairs = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    one, two, three = (pair["id"] for pair in pairs[:3])
    matchcut("accept", "-p", project, two)
    matchcut("export", "-p", project, exported)
    with exported.open("a") as file:
        file.writelines(f"* LEFT OUT: {id}, Reel runs at 25\n" for id in (one, three))
    matchcut("accept", "-p", project, one, three)
    matchcut("tag", "-p", project, one, three, "--note", "long " * 100)
    told = matchcut("verify", exported, "-p", project).out
    assert f"Left out when the list was written: {one}, {three}, Reel runs at 25.\n" in told
    said = matchcut("export", "-p", project, exported)
    assert said.err.startswith(f"The note of {one}, {three} is too long for this list")
    assert said.err.count("\n") == 1


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
    halved = matchcut("film", "-p", project, "discs.mp4", "--start", "10:00:00:24@48")
    assert "starts at 10:00:00:12" in halved.out


@pytest.mark.parametrize("typed", ["1", "10:00", "01:00:00", "01000000", "10:00@25", "now"])
def test_a_start_timecode_is_typed_with_all_its_fields(matchcut, analysed, tmp_path, typed):
    for command in (("film", "discs.mp4"), ("export", tmp_path / "cuts.edl")):
        said = matchcut(*command, "-p", analysed, "--start", typed)
        assert said.status == 2
        assert "is not hours, minutes, seconds and frames: write it like 01:00:00:00" in said.err


def test_what_only_a_search_looks_at_and_no_timecode_at_all_are_wrong_usage(
    matchcut, analysed, tmp_path
):
    ask = ("export", "-p", analysed, tmp_path / "cuts.edl")
    for option in (("--segmenter", "foreground"), ("--weights", tmp_path / "none.onnx")):
        said = matchcut(*ask, *option)
        assert said.status == 2
        assert "--segmenter and --weights go with --top" in said.err
    assert matchcut(*ask, "--start", "").status == 2
    assert matchcut("range", "-p", analysed, "discs.mp4", "--in", " ").status == 2


def test_a_typed_start_timecode_and_reel_can_be_taken_back(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    name_it = ("film", "-p", project, "discs.mp4")
    assert matchcut(*name_it, "--reel", "B042", "--start", "10:00:00:00").status == 0
    assert "reel discs, starts at 10:00:00:00" in matchcut(*name_it, "--reel", "").out
    assert "reel discs, starts at 00:00:00:00" in matchcut(*name_it, "--start", "").out
    assert "reel discs, starts at 00:00:00:00" in matchcut(*name_it).out


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
    assert said.out == "Lists are exported at 25 frames a second.\nThe aspect ratio is 16:9.\n"


def test_a_timeline_says_what_is_set(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    said = matchcut("timeline", "-p", project)
    assert said.status == 0
    of_the_film = "Lists are exported at 24 frames a second, as the first film.\n"
    assert said.out == of_the_film + "The aspect ratio is 16:9, as the first film.\n"
    matchcut("timeline", "-p", project, "1")
    said = matchcut("timeline", "-p", project)
    assert said.out.splitlines()[0] == "Lists are exported at 1 frame a second, as set."


def test_what_is_one_is_told_as_one(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    (pair, *_) = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    matchcut("tag", "-p", project, pair["id"], "good")
    said = matchcut("export", "-p", project, tmp_path / "a.csv", "--top", "1", "--by", "frame")
    assert said.out.endswith("a.csv: 1 cut.\n")


def test_labels_hold_the_bad_pairs_too(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    pairs = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    for pair, verdict in zip(pairs[:3], ("good", "bad", "maybe"), strict=True):
        matchcut("tag", "-p", project, pair["id"], verdict)
    exported = tmp_path / "mine.labels.json"
    matchcut("accept", "-p", project, pairs[3]["id"])
    said = matchcut("export", "-p", project, exported, "--progress", "none")
    assert said.status == 0
    assert "called good or bad (matchcut tag)." in said.err
    assert f"Left out {pairs[2]['id']}: judged neither good nor bad.\n" in said.err
    assert said.err.endswith("Labels are made of good and bad pairs.\n")
    labels = json.loads(exported.read_text())
    assert sorted(label["majority_label"] for label in labels) == [False, True]


def test_a_list_that_may_lack_a_cut_whose_review_is_lost_says_so(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    found = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    kept, lost = (pair["id"] for pair in found[:2])
    matchcut("accept", "-p", project, kept, lost)
    with closing(sqlite3.connect(project)) as tables, tables:
        tables.execute("UPDATE reviews SET review = '{' WHERE pair = ?", [lost])
        tables.execute("UPDATE history SET changes = '{'")
    for _ in range(2):
        said = matchcut("export", "-p", project, tmp_path / "a.edl", "--progress", "none")
        assert said.out.endswith("a.edl: 1 cut.\n")
        assert f"the verdict of {lost}, its place in the cut list, trim and note are" in said.err


def test_a_list_is_conformed_and_what_has_no_film_is_named(matchcut, analysed, tmp_path):
    project, exported = copy_of(analysed, tmp_path), tmp_path / "top.edl"
    ask = ("export", "-p", project, exported, "--top", "2", "--by", "frame", "--progress", "none")
    assert matchcut(*ask).status == 0
    whole = matchcut("conform", exported, "-p", project, "--json")
    assert whole.status == 0
    assert [row["film"] for row in whole.json()["matched"]] == ["discs.mp4"] * 4
    records = [(row["record_start"], row["record_end"]) for row in whole.json()["matched"]]
    assert records[0][0] == 3600 * 24
    for suffix in ("xml", "fcpxml", "otio"):
        other = tmp_path / f"top.{suffix}"
        assert matchcut(*ask[:3], other, *ask[4:]).status == 0
        rows = matchcut("conform", other, "-p", project, "--json").json()["matched"]
        assert [(row["record_start"], row["record_end"]) for row in rows] == records
        assert [row["number"] for row in rows] == [1, 2, 3, 4]
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
    assert said.status == 0
    assert [row["event"] for row in said.json()["matched"]] == ["line 2", "line 3"]
    assert said.json()["problems"] == []
    (remark,) = said.json()["remarks"]
    assert remark.startswith("line 3, discs.mp4: it plays at another speed")
    assert remark in said.err
    assert said.json()["rate"] == "24/1"
    keys = ("number", "start", "end", "first_timecode", "last_timecode", "speed")
    assert [tuple(row[key] for key in keys) for row in said.json()["matched"]] == [
        (1, 0, 48, "00:00:00:00", "00:00:01:23", 1.0),
        (2, 72, 120, "00:00:03:00", "00:00:04:23", 2.0),
    ]
    hour = 3600 * 24
    assert [
        (row["record_start"] - hour, row["record_end"] - hour) for row in said.json()["matched"]
    ] == [(0, 48), (48, 72)]
    table = matchcut("conform", listed, "-p", analysed).out
    assert "first frame" in table and "last frame" in table
    assert "00:00:03:00 (frame 72)" in table and "00:00:04:23 (frame 119)" in table
