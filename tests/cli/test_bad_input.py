"""What goes wrong is told in one sentence, and the rest goes on."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import platformdirs
import pytest
from asking import MASKED, QUIET, one_sentence
from films import numbered_film, write_film

from matchcut.media import folders
from matchcut.media.write import MovieWriter
from matchcut.project.films import edit_film, films
from matchcut.project.project import open_project


def test_bad_films_are_named_and_the_good_one_is_analysed(matchcut, film, tmp_path):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a film at all\n" * 100)
    (tmp_path / "clip.r3d").write_bytes(b"RED2" * 100)
    good = tmp_path / "good.mp4"
    shutil.copy(film, good)
    bad = [tmp_path / name for name in ("empty.mp4", "text.mp4", "clip.r3d", "missing.mov")]
    project = tmp_path / "p.matchcut"
    said = matchcut("analyze", *bad, good, "-p", project, *QUIET)
    assert said.status == 1
    assert len(said.err.strip().splitlines()) == 4
    assert all(path.name in said.err for path in bad)
    assert "proxy" in said.err
    (analysed,) = matchcut("shots", "-p", project, "--json").json()["films"]
    assert analysed["name"] == "good.mp4"


@pytest.mark.parametrize(
    "ask",
    [
        ("find", ""),
        ("find", "-p", ""),
        ("find", "--by", "frame", "--image", "", "-p", "p.matchcut"),
        ("analyze", "", "-p", "p.matchcut"),
        ("analyze", "a.mp4", "--cuts", "", "-p", "p.matchcut"),
        ("bench", ""),
        ("export", "-p", "p.matchcut", ""),
        ("sample", ""),
        ("eval", "shots", ""),
        ("app", ""),
    ],
)
def test_an_empty_name_is_not_the_folder_one_is_in(matchcut, film, tmp_path, monkeypatch, ask):
    monkeypatch.chdir(tmp_path)
    shutil.copy(film, tmp_path / "a.mp4")
    said = matchcut(*ask)
    assert said.status == 2
    assert "The name of a file is empty." in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_a_folder_gives_its_films(matchcut, film, tmp_path):
    folder = tmp_path / "day 1"
    folder.mkdir()
    shutil.copy(film, folder / "b.mp4")
    write_film(folder / "a.mp4", (np.full((90, 160, 3), i, np.uint8) for i in range(24)))
    (folder / "notes.txt").write_text("not a film")
    (folder / "raw.h264").write_bytes(b"not taken")
    project = tmp_path / "p.matchcut"
    said = matchcut("analyze", folder, "-p", project, *QUIET)
    assert said.status == 0
    assert said.err.count("raw.h264 was passed over") == 1
    films = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [each["name"] for each in films] == ["a.mp4", "b.mp4"]


def test_a_folder_is_looked_through_once(matchcut, film, tmp_path, monkeypatch):
    (tmp_path / "day 1").mkdir()
    shutil.copy(film, tmp_path / "day 1" / "a.mp4")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "kept")
    looked_at = []
    monkeypatch.setattr(folders, "is_preview", looked_at.append)
    ask = ("find", tmp_path / "day 1", "--by", "motion", "--segmenter", "foreground")
    assert matchcut(*ask, "--progress", "json").status == 0
    assert [path.name for path in looked_at] == ["a.mp4"]


def test_a_folder_gives_the_films_of_the_folders_in_it(matchcut, film, tmp_path):
    card = tmp_path / "day 1" / "A001" / "clips"
    card.mkdir(parents=True)
    shutil.copy(film, card / "a.mp4")
    project = tmp_path / "p.matchcut"
    assert matchcut("analyze", tmp_path / "day 1", "-p", project, *QUIET).status == 0
    films = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [each["name"] for each in films] == ["a.mp4"]


def test_a_list_of_shots_is_not_applied_to_every_film_of_a_folder(
    matchcut, film, another_film, tmp_path
):
    folder, cuts, project = tmp_path / "day 1", tmp_path / "cuts.csv", tmp_path / "p.matchcut"
    folder.mkdir()
    shutil.copy(film, folder / "a.mp4")
    shutil.copy(another_film, folder / "b.mp4")
    cuts.write_text("frame\n0\n40\n")
    said = matchcut("analyze", folder, "-p", project, "--cuts", cuts, *QUIET)
    assert said.status == 2
    assert "belongs to one film" in said.err
    assert not project.exists()
    (folder / "a.mp4").unlink()
    assert matchcut("analyze", folder, "-p", project, "--cuts", cuts, *QUIET).status == 0
    (only,) = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [(shot["start"], shot["end"]) for shot in only["shots"]] == [(0, 40), (40, 60)]


@pytest.mark.parametrize(
    ("name", "text"), [("cuts.csv", "start,end\n500,600\n"), ("cuts.edl", "TITLE: nothing\n")]
)
def test_a_list_of_another_film_is_refused_before_a_project_is_begun(
    matchcut, film, tmp_path, name, text
):
    cuts, project = tmp_path / name, tmp_path / "p.matchcut"
    cuts.write_text(text)
    one_sentence(matchcut("analyze", film, "-p", project, "--cuts", cuts, *QUIET), name)
    assert list(tmp_path.iterdir()) == [cuts]


def test_an_empty_folder_or_an_endless_name_does_not_stop_the_others(matchcut, film, tmp_path):
    (tmp_path / "nothing").mkdir()
    project, endless = tmp_path / "p.matchcut", tmp_path / ("a" * 300 + ".mp4")
    said = matchcut("analyze", tmp_path / "nothing", endless, film, "-p", project, *QUIET)
    assert said.status == 1
    first, second = said.err.strip().splitlines()
    assert "nothing" in first
    assert "too long" in second
    assert len(matchcut("shots", "-p", project, "--json").json()["films"]) == 1


def test_a_film_that_is_named_twice_or_lies_in_a_folder_that_is_too_is_told_once(
    matchcut, film, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "reels"
    folder.mkdir()
    reel, broken = folder / "reel.mp4", tmp_path / "broken.mp4"
    shutil.copy(film, reel)
    broken.write_bytes(b"no film")
    named = (reel, "reels/reel.mp4", folder, broken, broken)
    style = ("--segmenter", "none", "--progress", "json")
    said = matchcut("analyze", *named, "-p", tmp_path / "p.matchcut", *style)
    told = [json.loads(line) for line in said.err.splitlines()]
    assert [each["path"] for each in told if "film" in each] == [str(reel), str(broken)]


def test_a_name_that_would_colour_the_terminal_is_told_without_its_codes(matchcut, tmp_path):
    said = matchcut("shots", "-p", tmp_path / "\x1b[31mred\nproject.matchcut")
    one_sentence(said, "There is no project", "?[31mred?project.matchcut")
    assert "\x1b" not in said.err


def test_names_that_look_like_markup_or_emoji_are_printed_as_they_are(matchcut, analysed, tmp_path):
    named = tmp_path / analysed.name
    shutil.copytree(analysed.parent, tmp_path, dirs_exist_ok=True)
    with open_project(named) as project:
        (film,) = films(project)
        edit_film(project, film.uuid, name="[red] :cat:", reel=None, start_timecode=None)
    pair = matchcut("find", "-p", named, "--by", "frame", "--json").json()["pairs"][0]["id"]
    assert matchcut("tag", "-p", named, pair, "good").status == 0
    for ask in (("shots",), ("reviews",), ("film", "[red] :cat:", "--reel", "[b]:cat:")):
        said = matchcut(ask[0], "-p", named, *ask[1:])
        assert said.status == 0
        assert "[red] :cat:" in said.out + said.err


def test_a_name_that_is_no_text_asks_for_another(matchcut, film, tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    shutil.copy(film, odd)
    one_sentence(matchcut("analyze", odd, "-p", tmp_path / "p.matchcut", *QUIET), "Rename it")


def test_an_empty_folder_says_so(matchcut, tmp_path):
    (tmp_path / "nothing").mkdir()
    said = matchcut("analyze", tmp_path / "nothing", "-p", tmp_path / "p.matchcut", *QUIET)
    one_sentence(said, "nothing")


def test_a_list_without_a_pair_says_so(matchcut, analysed, tmp_path):
    film, project = numbered_film(tmp_path / "still.mp4", 1), tmp_path / "p.matchcut"
    assert matchcut("analyze", film, "-p", project, *MASKED).status == 0
    said = matchcut("find", "-p", project, "--by", "motion", *MASKED)
    assert said.status == 0
    assert said.err.startswith("No motion match is found: there is one shot only.")
    assert matchcut("find", "-p", project, "--by", "motion", "--json", *MASKED).err == ""
    still = tmp_path / "blank.png"
    cv2.imwrite(str(still), np.zeros((90, 160, 3), np.uint8))
    said = matchcut("find", "-p", analysed, "--image", still, *MASKED)
    assert said.err.startswith("No frame match is found: the still shows no figure, or none alike")


def test_a_missing_project_is_not_made_by_looking(matchcut, tmp_path):
    one_sentence(matchcut("shots", "-p", tmp_path / "no.matchcut"), "no.matchcut")
    assert not (tmp_path / "no.matchcut").exists()


def test_a_file_that_is_no_project_is_left_alone(matchcut, film, tmp_path):
    other = tmp_path / "other.matchcut"
    other.write_text("a shopping list")
    one_sentence(matchcut("analyze", film, "-p", other, *QUIET), "other.matchcut")
    assert other.read_text() == "a shopping list"


def test_a_project_of_a_newer_version_asks_for_an_update(matchcut, analysed, tmp_path):
    newer = tmp_path / "newer.matchcut"
    shutil.copy(analysed, newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    one_sentence(matchcut("shots", "-p", newer), "newer")


def test_a_project_that_is_being_analysed_names_who_does(matchcut, film, tmp_path):
    project = tmp_path / "p.matchcut"
    hold = (
        "import sys, pathlib; from matchcut.project.project import open_project\n"
        f"p = open_project(pathlib.Path({str(project)!r}), create=True)\n"
        "with p.analysing():\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        said = matchcut("analyze", film, "-p", project, *QUIET)
        holder.communicate()
    one_sentence(said, "p.matchcut", str(holder.pid))


@pytest.mark.parametrize(
    "wrong",
    [
        ("find",),
        ("find", "-p", "p", "--json"),
        ("find", "-p", "p", "--by", "colour"),
        ("analyze", "-p", "p"),
        ("analyze", "gone.mp4", "-p", "p", "--cuts", "gone.csv", "--detector", "adaptive"),
        ("analyze", "gone.mp4", "-p", "p", "--threshold", "20"),
        ("analyze", "gone.mp4", "-p", "p", "--cuts", "gone.csv", "--threshold", "20"),
        ("analyze", "gone.mp4", "-p", "p", "--detector", "content", "--threshold", "0"),
        ("analyze", "gone.mp4", "-p", "p", "--detector", "content", "--threshold", "-3"),
        ("analyze", "gone.mp4", "-p", "p", "--detector", "content", "--threshold", "nan"),
        ("analyze", "gone.mp4", "-p", "p", "--detector", "content", "--threshold", "inf"),
        ("analyze", "gone.mp4", "-p", "p", "--detector", "content", "--threshold", "some"),
        ("tag", "-p", "p", "abc", "splendid"),
        ("find", "-p", "p", "--by", "motion", "-k", "0"),
        ("find", "-p", "p", "--by", "motion", "-k", "99999999999999999999"),
        ("sheet", "-p", "p", "x.html", "-k", "99999999999999999999"),
        ("export", "-p", "p", "x.edl", "--by", "motion", "--top", "99999999999999999999"),
        ("find", "-p", "p", "--by", "motion", "--min-gap", "nan"),
        ("export", "-p", "p", "x.edl", "--by", "motion"),
        ("export", "-p", "p", "x.edl", "--top", "3"),
        ("export", "-p", "p", "x.edl", "--flop"),
        ("find", "-p", "p", "--by", "motion", "--segmenter", "none"),
        ("sheet", "-p", "p", "x.html", "--segmenter", "none"),
        ("export", "-p", "p", "x.edl", "--top", "1", "--by", "motion", "--segmenter", "none"),
        ("eval", "masks", "folder", "--segmenter", "none"),
        ("eval", "pairs", "x.json", "--segmenter", "none"),
        ("export", "-p", "p", "x.edl", "--seconds", "0"),
        ("export", "-p", "p", "x.edl", "--seconds", "inf"),
        ("sample", "x.mp4", "--seed", "-1"),
        ("bench", "x.mp4", "--rounds", "0"),
        ("nonsense",),
    ],
)
def test_wrong_usage_exits_with_2(matchcut, wrong):
    said = matchcut(*wrong)
    assert said.status == 2
    assert not said.out


@pytest.mark.parametrize("command", [("find",), ("analyze", "-p", "new.matchcut")])
def test_a_project_among_the_films_is_told_from_one(matchcut, analysed, monkeypatch, command):
    monkeypatch.chdir(analysed.parent)
    said = matchcut(*command, analysed.name)
    assert said.status == 2
    assert f"{analysed.name} is a project, not a film: name it with -p." in said.err
    assert not Path("new.matchcut").exists()


def test_a_film_under_another_name_says_which_it_is(matchcut, film, tmp_path):
    copy = shutil.copy(film, tmp_path / "copy.mp4")
    to_project = ("-p", tmp_path / "p.matchcut", "--segmenter", "none")
    said = matchcut("analyze", film, copy, *to_project)
    assert said.status == 0
    assert said.err.startswith("discs.mp4: 8 shots.\n")
    assert "\ncopy.mp4, known as discs.mp4: 8 shots." in said.err
    said = matchcut("analyze", film, copy, *to_project, "--progress", "none")
    assert said.err == "copy.mp4, known as discs.mp4: 8 shots.\n"


def test_an_unknown_pair_and_an_empty_cut_list_are_told(matchcut, analysed, tmp_path):
    one_sentence(matchcut("tag", "-p", analysed, "zzzzzzzzzz", "good"), "zzzzzzzzzz")
    said = matchcut("export", "-p", analysed, tmp_path / "x.edl", "--progress", "none")
    one_sentence(said, "accept")
    said = matchcut("export", "-p", analysed, tmp_path / "x.labels.json", "--progress", "none")
    one_sentence(said, "judged")
    said = matchcut("export", "-p", analysed, tmp_path / "x.doc", "--progress", "none")
    one_sentence(said, "x.doc")


def test_a_sheet_goes_only_to_a_web_page(matchcut, analysed, tmp_path):
    project = tmp_path / "copy.matchcut"
    shutil.copy(analysed, project)
    before = project.read_bytes()
    one_sentence(matchcut("sheet", "-p", project, project), "copy.matchcut", ".html")
    assert project.read_bytes() == before
    nowhere = tmp_path / "nowhere" / "sheet.html"
    one_sentence(
        matchcut("sheet", "-p", analysed, nowhere, "--by", "motion", "--progress", "none"),
        "sheet.html",
    )


def test_an_export_of_a_project_without_films_says_so(matchcut, tmp_path):
    project = tmp_path / "new.matchcut"
    open_project(project, create=True).close()
    said = matchcut("export", "-p", project, tmp_path / "cuts.edl", "--progress", "none")
    one_sentence(said, "new.matchcut has no film")
    said = matchcut("export", "-p", project, tmp_path / "cuts.pdf", "--progress", "none")
    one_sentence(said, "cuts.pdf")


def test_an_export_never_replaces_a_film_of_its_project(matchcut, film, analysed):
    before = film.read_bytes()
    best = ("--top", "1", "--by", "motion", "--progress", "none")
    one_sentence(matchcut("export", "-p", analysed, film, *best), film.name)
    assert film.read_bytes() == before


@pytest.mark.usefixtures("small_timeline")
def test_a_preview_replaces_a_preview_and_no_other_film(matchcut, film, analysed, tmp_path):
    rushes, preview = shutil.copy(film, tmp_path / "rushes.mp4"), tmp_path / "preview.mp4"
    with rushes.open("ab") as file:
        file.write(b"not of the project")
    before = rushes.read_bytes()
    best = ("--top", "1", "--by", "motion", "--progress", "none")
    one_sentence(matchcut("export", "-p", analysed, rushes, *best), "rushes.mp4 is there already")
    assert rushes.read_bytes() == before
    with MovieWriter(preview, 64, 36, Fraction(25), audio_rate=None) as earlier:
        earlier.frame(np.zeros((36, 64, 3), np.uint8))
    before = preview.read_bytes()
    assert matchcut("export", "-p", analysed, preview, *best).status == 0
    assert preview.read_bytes() != before


@pytest.mark.parametrize("there", ["film.mp4", "film.json"])
def test_a_sample_film_replaces_nothing_but_one(matchcut, film, tmp_path, there):
    mine = shutil.copy(film, tmp_path / there)
    one_sentence(matchcut("sample", tmp_path / "film.mp4"), f"{there} is there already")
    assert mine.read_bytes() == film.read_bytes()


def test_a_sample_film_goes_only_to_a_film(matchcut, tmp_path):
    one_sentence(matchcut("sample", tmp_path / "answers.json"), "answers.json", ".mp4")


def test_a_project_in_a_place_that_can_hold_no_folder_names_that_place(matchcut, film):
    said = matchcut("analyze", film, "-p", film / "p.matchcut", *QUIET)
    one_sentence(said, str(film), "Choose a folder of your own")


def test_an_output_that_is_full_or_closed_is_no_crash(analysed):
    command = [sys.executable, "-m", "matchcut", "shots", "--json", "-p", str(analysed)]
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert said.returncode == 1
    assert said.stderr == "There is no space left on the disk. Make room, then try again.\n"
    closed = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE)
    assert (closed.returncode, closed.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ImportError("libx.so: failed to map segment from shared object"),
            "can't be loaded. Close",
        ),
        (MemoryError(), "too little memory"),
        (ModuleNotFoundError("No module named 'matchcut.x'"), None),
        (ImportError("cannot import name 'x' from 'matchcut'"), None),
    ],
)
def test_what_can_not_be_loaded_is_told_where_it_is_no_bug(
    matchcut, analysed, monkeypatch, error, told
):
    def load(module):
        raise error

    monkeypatch.setattr("importlib.import_module", load)
    if told:
        one_sentence(matchcut("shots", "-p", analysed), told)
    else:
        with pytest.raises(ImportError):
            matchcut("shots", "-p", analysed)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_window_without_a_screen_is_told(matchcut, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    one_sentence(matchcut("app"), "no screen")


def test_what_can_not_be_timed_is_told(matchcut, tmp_path):
    one_sentence(matchcut("bench", tmp_path / "no.mp4"), "no.mp4 is not there")


@pytest.mark.parametrize(
    "ask",
    [
        ("analyze", "gone", "-p", "{}", "--progress", "none"),
        ("film", "-p", "{}", "discs.mp4", "--original", "gone"),
        ("film", "-p", "{}", "discs.mp4", "--proxy", "gone"),
        ("cache", "gone"),
        ("eval", "shots", "gone"),
        ("eval", "masks", "gone"),
        ("eval", "masks", "a" * 300),
        ("eval", "pairs", "gone"),
        ("bench", "gone"),
    ],
    ids=lambda ask: " ".join(ask)[:20],
)
def test_what_is_not_there_is_a_failure_told_in_one_sentence_and_not_wrong_usage(
    matchcut, analysed, ask
):
    said = matchcut(*(each.format(analysed) for each in ask))
    assert (said.status, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1
    assert "Usage" not in said.err


@pytest.mark.parametrize("command", ["find", "analyze"])
def test_a_project_that_was_made_for_a_film_that_is_none_does_not_stay(
    matchcut, command, analysed, tmp_path
):
    text = tmp_path / "notes.mov"
    text.write_text("no film")
    folder = tmp_path / "new"
    for film in (tmp_path / "no.mov", text):
        said = matchcut(command, film, "-p", folder / "new.matchcut", "--progress", "none")
        assert (said.status, "Project:" in said.err) == (1, False)
        assert list(folder.iterdir()) == []
    kept = shutil.copy(analysed, tmp_path)
    assert matchcut(command, text, "-p", kept, "--progress", "none").status == 1
    assert len(matchcut("shots", "-p", kept, "--json").json()["films"]) == 1


@pytest.mark.parametrize("command", ["find", "analyze"])
def test_a_project_that_was_made_for_weights_that_are_none_does_not_stay(
    matchcut, command, film, tmp_path
):
    weights, folder = tmp_path / "mine.onnx", tmp_path / "new"
    weights.write_bytes(bytes(range(256)))
    how = ("-p", folder / "new.matchcut", "--weights", weights, "--progress", "none")
    one_sentence(matchcut(command, film, *how), "mine.onnx can't be used as a network")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "ask",
    [
        ("tag", "-p", "{}", "h\udcff", "good"),
        ("accept", "-p", "{}", "h\udcff"),
        ("film", "-p", "{}", "discs.mp4", "--reel", "h\udcff"),
    ],
    ids=lambda ask: ask[0],
)
def test_bytes_that_are_no_text_are_told(matchcut, analysed, ask):
    one_sentence(matchcut(*(each.format(analysed) for each in ask)), "h? is not readable text")


@pytest.mark.skipif(os.name != "posix", reason="pipes have names on Unix")
def test_a_pipe_is_refused_wherever_a_file_is_asked_for(matchcut, film, tmp_path):
    pipe, project = tmp_path / "pipe.mp4", tmp_path / "p.matchcut"
    table = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    os.mkfifo(table)
    for said in (
        matchcut("analyze", pipe, "-p", project, *QUIET),
        matchcut("analyze", film, "--cuts", table, "-p", project, *QUIET),
        matchcut("shots", "-p", pipe),
    ):
        assert said.status == 1
        assert "it is not a file" in said.err or "pipe.mp4 is not a file. Choose" in said.err


def test_a_project_whose_name_leaves_no_room_for_those_beside_it_is_refused(
    matchcut, film, tmp_path
):
    project = tmp_path / f"{'x' * 235}.matchcut"
    said = matchcut("analyze", film, "-p", project, *QUIET)
    assert said.status == 1
    assert "is too long" in said.err
    assert not list(tmp_path.glob("x*"))
