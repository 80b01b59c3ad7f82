"""Pairs as they are printed: in a narrow window, of long names and of films that share one."""

import io
import os
import re
import shutil

import pytest
from copies import copy_of
from rich.console import Console

from matchcut.cli import finding, terminal
from matchcut.project import films as stored
from matchcut.project.project import open_project
from matchcut.scoring.room import short_words


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
    monkeypatch.setattr(finding, "print_columns", lambda _, rows, **__: shown.extend(rows))
    with open_project(project) as opened, opened.writing():
        for record in stored.films(opened):
            name = f"{record.name} {40 * 'a'}"
            stored.edit_film(opened, record.uuid, name=name, reel=None, start_timecode=None)
    assert matchcut("find", "-p", project, "--by", "motion", "-k", 2).status == 0
    assert {len(row[3].rsplit(" ", 1)[0]) for row in shown} == {12}
    finding._print_table("motion", [], {"a": "a.mp4", "b": "b.mp4"})


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, ("2024-03-1…_proxy.mov", "A001C003_…g_tail.mxf")),
        (100, ("2024-03-1…proxy.mov", "A001C003_…_tail.mxf")),
        (120, ("2024-03-11_INT…_003_proxy.mov", "A001C003_24031…_long_tail.mxf")),
    ],
)
def test_of_several_films_with_long_names_each_pair_keeps_its_id_and_timecodes_in_a_narrow_window(
    matchcut, two_analysed, tmp_path, monkeypatch, width, shown
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
    firsts = [line.split() for line in lines[2:-1] if line[:2].strip()]
    assert [words[0] for words in firsts] == [str(pair["rank"]) for pair in pairs]
    # The end of a name tells takes apart.
    short = dict(zip(names, shown, strict=True))
    for pair, words in zip(pairs, firsts, strict=True):
        named = [word for word in words if word in shown]
        assert named == [short[pair[side]["name"]] for side in ("out", "in")]
        assert all(pair[side]["timecode"] in rows.split() for side in ("out", "in"))
        assert pair["id"] in rows.split()


def test_cuts_of_shots_that_are_too_short_show_half_of_them_and_are_flagged_everywhere(
    matchcut, film, tmp_path, monkeypatch
):
    project, cuts, sheet = (tmp_path / name for name in ("p.matchcut", "cuts.csv", "sheet.html"))
    cuts.write_text("frame\n" + "\n".join(map(str, range(8, 120, 8))))
    how = ("-p", project, "--progress", "none")
    assert matchcut("analyze", film, *how, "--cuts", cuts).status == 0
    ask = ("find", "-p", project, "--by", "frame", "-k", 6)
    pairs = [pair for pair in matchcut(*ask, "--json").json()["pairs"] if pair["short"]]
    assert pairs
    for pair in pairs:
        out, into = pair["out"], pair["in"]
        left = {"out": out["frame"] + 1 - out["start"], "in": into["end"] - into["frame"]}
        assert pair["short"] == {side: n for side, n in left.items() if n < 12}
        assert min(left.values()) >= 4
    window = Console(file=io.StringIO(), width=200)
    for module in (finding, terminal):
        monkeypatch.setattr(module, "output", window)
    assert matchcut(*ask).status == 0
    said = short_words(pairs[0]["short"])
    assert f"{said}, position" in window.file.getvalue()
    assert re.search(r"[0-9] short  +[0-9]", window.file.getvalue())
    assert matchcut("sheet", *how, sheet, "-k", 6).status == 0
    assert f">{said}<" in sheet.read_text()


TAKES = ("EP101_SC012_T03_CAM_A_proxy.mov", "EP101_SC047_T03_CAM_A_proxy.mov")


def test_shortened_names_keep_their_ends_and_what_tells_them_apart():
    assert [terminal.short_name(name, 16, TAKES) for name in TAKES] == [
        "EP1…SC012_T….mov",
        "EP1…SC047_T….mov",
    ]
    cameras = [take.replace("CAM_A", camera) for take in TAKES for camera in ("CAM_A", "CAM_B")]
    among = [*cameras, "music video, the last version.mp4"]
    for most in range(9, 31):
        short = [terminal.short_name(name, most, among) for name in among]
        assert len({*short}) == len(among)
        assert max(map(len, short)) <= most
    assert terminal.short_name(TAKES[0], 20) == "EP101_SC0…_proxy.mov"
    assert terminal.short_name(TAKES[0], 31, among) == TAKES[0]


def test_names_are_shortened_together_in_a_window_and_not_at_all_where_there_is_room(
    matchcut, two_analysed, tmp_path, monkeypatch
):
    project = copy_of(two_analysed, tmp_path)
    with open_project(project) as opened, opened.writing():
        for record, name in zip(stored.films(opened), TAKES, strict=True):
            stored.edit_film(opened, record.uuid, name=name, reel=None, start_timecode=None)
    ask = ("find", "-p", project, "--by", "motion", "-k", 12, "--per-shot", 0)
    # In a pipe, each pair is one line.
    _, _, *rows = matchcut(*ask).out.splitlines()
    pairs = [row for row in rows if not row.startswith("weaker")]
    assert len(pairs) == 12
    for row in pairs:
        assert row.count("_CAM_A_proxy.mov ") == 2
        assert "camera 0." in row

    def printed(width):
        window = Console(file=io.StringIO(), width=width)
        for module in (finding, terminal):
            monkeypatch.setattr(module, "output", window)
        assert matchcut(*ask).status == 0
        return window.file.getvalue()

    assert all(f"{name} 0" in printed(300) for name in TAKES)
    narrow = printed(80)
    assert "012" in narrow
    assert "047" in narrow


@pytest.mark.parametrize("width", [20, 40, 65, 90])
def test_a_table_in_a_narrow_window_folds_names_but_neither_ids_nor_timecode(width, monkeypatch):
    window = Console(file=io.StringIO(), width=width)
    monkeypatch.setattr(terminal, "output", window)
    out, into = "Ein Film.mov 01:00:23:15", f"{TAKES[0]} 00:59:58;00"
    row = ("kwx3eh65je", "frame", "good", "12", out, into, "check")
    terminal.print_columns(("pair", "by", "verdict", "cut list", "out", "in", ""), [row])
    lines = window.file.getvalue().splitlines()
    words = {word for line in lines for word in line.split()}
    assert {"kwx3eh65je", "01:00:23:15", "00:59:58;00", "verdict", "check"} <= words
    assert max(map(len, lines)) <= max(width, 65)


def test_films_of_one_name_are_told_apart_wherever_they_are_named(
    matchcut, analysed, twin, tmp_path
):
    project, same = copy_of(analysed, tmp_path), tmp_path / "second" / "discs.mp4"
    same.parent.mkdir()
    shutil.copy(twin, same)
    quiet = ("--segmenter", "none", "--progress", "none")
    assert matchcut("analyze", same, "-p", project, *quiet).status == 0
    told = matchcut("find", "-p", project, "--by", "motion").out
    assert f"second{os.sep}discs.mp4 0" in told
    assert " discs.mp4 0" not in told
    heads = matchcut("shots", "-p", project).out
    assert re.search(r"second.discs\.mp4  \S+  240 frames at 24\n", heads)
    one = matchcut("find", "-p", project, "--by", "motion", "--json").json()["pairs"][0]
    assert matchcut("tag", "-p", project, one["id"], "good").status == 0
    (row,) = matchcut("reviews", "-p", project, "--json").json()["reviews"]
    assert not row["out"].startswith("discs.mp4")
