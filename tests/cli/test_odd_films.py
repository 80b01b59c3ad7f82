"""Films that are damaged, cut off, of variable rate, still, tiny, black or oddly named."""

import shutil
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from asking import MASKED, QUIET, one_sentence
from films import damaged, numbered_film, scenes, truncated, write_film

from matchcut.timing import Clock


@pytest.mark.parametrize("rate", [Fraction(1, 300), Fraction(1, 5), Fraction(1)])
def test_slides_are_a_film_however_seldom_they_change(matchcut, tmp_path, rate):
    slides = numbered_film(tmp_path / "slides.mp4", 36, rate=rate)
    project = tmp_path / "p.matchcut"
    assert matchcut("analyze", slides, "-p", project, *MASKED).status == 0
    (film,) = matchcut("shots", "-p", project, "--json").json()["films"]
    assert film["frames"] == 36
    assert matchcut("find", "-p", project, "--by", "action", "--json").status == 0


@pytest.mark.parametrize(
    "name",
    ["with spaces.mp4", 'it\'s "quoted".mp4', "line\nbreak.mp4", "фильм 映画.mp4", "-dash.mp4"],
)
def test_odd_names_are_only_names(matchcut, another_film, tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(another_film, tmp_path / name)
    said = matchcut("analyze", "-p", "p.matchcut", *QUIET, "--", name)
    assert said.status == 0, said.err
    (analysed,) = matchcut("shots", "-p", tmp_path / "p.matchcut", "--json").json()["films"]
    assert analysed["name"] == name
    found = matchcut("find", "-p", tmp_path / "p.matchcut", "--by", "motion")
    assert found.status == 0


def test_a_truncated_film_is_analysed_as_far_as_it_goes(matchcut, tmp_path):
    film = write_film(
        tmp_path / "cut off.mkv",
        (
            np.random.default_rng(i // 40).integers(0, 255, (90, 160, 3), np.uint8)
            for i in range(200)
        ),
    )
    truncated(film)
    said = matchcut("analyze", film, "-p", tmp_path / "p.matchcut", "--progress", "json")
    assert said.status == 0, said.err
    (analysed,) = matchcut("shots", "-p", tmp_path / "p.matchcut", "--json").json()["films"]
    assert 20 < analysed["frames"] < 200
    assert analysed["shots"]


@pytest.mark.parametrize("style", ["bar", "none"])
def test_a_film_damaged_in_the_middle_says_how_much(matchcut, tmp_path, style):
    film, project = damaged(numbered_film(tmp_path / "scratched.mp4", 240)), tmp_path / "p.matchcut"
    said = matchcut("analyze", film, "-p", project, "--segmenter", "none", "--progress", style)
    assert said.status == 0, said.err
    (analysed,) = matchcut("shots", "-p", project, "--json").json()["films"]
    assert analysed["damage"]
    assert analysed["damage"] in said.err
    # On a line of its own.
    assert f"\n{analysed['damage']}\n" in matchcut("shots", "-p", project).out


def test_timecode_is_that_of_the_picture_also_after_a_hole(matchcut, tmp_path):
    there = [*range(100), *range(130, 240)]
    pictures = (picture for at, picture in enumerate(scenes()) if at in there)
    film = write_film(tmp_path / "hole.mkv", pictures, ticks=there)
    project, edl = tmp_path / "p.matchcut", tmp_path / "cuts.edl"
    assert matchcut("analyze", film, "-p", project, *QUIET).status == 0
    clock = Clock(Fraction(24))
    pairs = matchcut("find", "-p", project, "--by", "motion", "--json").json()["pairs"]
    sides = [pair[side] for pair in pairs for side in ("out", "in")]
    assert {side["frame"] < 100 for side in sides} == {True, False}
    assert all(side["timecode"] == clock.label(there[side["frame"]]) for side in sides)
    late = next(pair for pair in pairs if pair["out"]["frame"] > 100)
    assert matchcut("accept", "-p", project, late["id"]).status == 0
    assert matchcut("export", "-p", project, edl, "--progress", "none").status == 0
    assert f" {clock.label(there[late['out']['frame']] + 1)} " in edl.read_text()
    assert matchcut("verify", edl, "-p", project, "--progress", "none").status == 0


def pieces_of(film, *codes):
    """An EDL of a film's pieces, from each timecode to the next."""
    lines = [
        f"{number:03d}  AX  V  C  {first} {stop} {first} {stop}\n* FROM CLIP NAME: {film.name}\n"
        for number, (first, stop) in enumerate(pairwise(codes), 1)
    ]
    listed = film.with_suffix(".edl")
    listed.write_text("TITLE: pieces\n" + "".join(lines))
    return listed


def shots_of(matchcut, project):
    (film,) = matchcut("shots", "-p", project, "--json").json()["films"]
    return [(shot["start"], shot["end"]) for shot in film["shots"]]


def test_a_list_of_shots_is_read_by_time_also_after_a_hole(matchcut, tmp_path):
    there = [*range(100), *range(130, 240)]
    film = numbered_film(tmp_path / "hole.mkv", len(there), ticks=there)
    analyse = ("analyze", film, "-p", tmp_path / "p.matchcut", *QUIET)
    assert matchcut(*analyse).status == 0
    listed = pieces_of(film, "00:00:00:00", "00:00:03:18", "00:00:07:12", "00:00:10:00")
    assert matchcut(*analyse, "--cuts", listed).status == 0
    assert shots_of(matchcut, tmp_path / "p.matchcut") == [(0, 90), (90, 150), (150, 210)]


def test_of_a_film_of_variable_rate_a_list_waits_until_its_times_are_known(matchcut, tmp_path):
    """Sixty frames at 24 a second, then sixty at 12."""
    ticks = [*range(60), *range(60, 180, 2)]
    film = numbered_film(tmp_path / "phone.mkv", len(ticks), ticks=ticks)
    project, frames = tmp_path / "p.matchcut", tmp_path / "frames.csv"
    listed = pieces_of(film, "00:00:00:00", "00:00:02:12", "00:00:05:00", "00:00:07:11")
    analyse = ("analyze", film, "-p", project, *QUIET)
    one_sentence(matchcut(*analyse, "--cuts", listed), "phone.mkv", "variable", "a CSV of frame")
    frames.write_text("frame\n0\n50\n")
    assert matchcut(*analyse, "--cuts", frames).status == 0
    assert shots_of(matchcut, project) == [(0, 50), (50, 120)]
    assert matchcut("timeline", "-p", project, "24").status == 0
    assert matchcut(*analyse, "--cuts", listed).status == 0
    assert shots_of(matchcut, project) == [(0, 60), (60, 90), (90, 120)]


def test_a_film_that_starts_late_lacks_nothing(matchcut, tmp_path):
    film = numbered_film(tmp_path / "late.mkv", 48, ticks=range(240, 288))
    assert matchcut("analyze", film, "-p", tmp_path / "p.matchcut", *QUIET).status == 0
    (analysed,) = matchcut("shots", "-p", tmp_path / "p.matchcut", "--json").json()["films"]
    assert (analysed["frames"], analysed["damage"]) == (48, "")


def test_a_film_of_one_frame_is_one_shot(matchcut, tmp_path):
    film = numbered_film(tmp_path / "one.mp4", 1)
    said = matchcut("analyze", film, "-p", tmp_path / "p.matchcut", *MASKED)
    assert said.status == 0
    assert "It is a single frame: find --image searches with a still.\n" in said.err
    (analysed,) = matchcut("shots", "-p", tmp_path / "p.matchcut", "--json").json()["films"]
    assert [(shot["start"], shot["end"]) for shot in analysed["shots"]] == [(0, 1)]
    assert matchcut("find", "-p", tmp_path / "p.matchcut", "--by", "frame").status == 0


def test_of_a_film_whose_shots_are_all_too_short_it_is_told_how_long_one_is(matchcut, tmp_path):
    film, project = tmp_path / "quick.mp4", tmp_path / "p.matchcut"
    write_film(film, scenes(shots=24, frames=4))
    for style in ("bar", "none"):
        said = matchcut("analyze", film, "-p", project, "--segmenter", "none", "--progress", style)
        assert "quick.mp4: 0 shots. None has the 6 frames that a shot needs.\n" in said.err
    for command in ("find", "adapt"):
        told = matchcut(command, "-p", project, "--progress", "none")
        one_sentence(told, "No shot in p.matchcut is long enough", "shots of 6 frames or more")


def test_of_a_film_that_is_all_black_it_is_told_what_pairs_it(matchcut, tmp_path):
    film, project = tmp_path / "black.mp4", tmp_path / "p.matchcut"
    write_film(film, [np.zeros((90, 160, 3), np.uint8)] * 24)
    assert matchcut("analyze", film, "-p", project, *MASKED).status == 0
    ask = ("find", "-p", project, "--by", "motion", *MASKED)
    assert "only titles, black and the like. --all-kinds lets in more" in matchcut(*ask).err
    assert "there is one shot only" in matchcut(*ask, "--all-kinds").err


def test_of_a_film_that_is_mostly_black_it_is_told_how_much_is_left_out(matchcut, tmp_path):
    black = [np.zeros((180, 320, 3), np.uint8)] * 60
    film = write_film(tmp_path / "night.mp4", [*black, *scenes(shots=1, frames=20)])
    said = matchcut("analyze", film, "-p", tmp_path / "p.matchcut", *QUIET)
    assert "75% of it is taken for titles, black, bars or slates" in said.err
    style = "--progress", "json"
    told = matchcut("analyze", film, "-p", tmp_path / "p.matchcut", *QUIET, *style).err
    assert '"left_out": "75% of it is taken for titles, black, bars or slates, which ' in told
    lit = write_film(tmp_path / "day.mp4", [*black[:15], *scenes(shots=1, frames=20)])
    assert matchcut("analyze", lit, "-p", tmp_path / "p.matchcut", *QUIET).err == ""


def test_a_strip_is_too_narrow_and_a_small_film_is_not(matchcut, tmp_path):
    strip = numbered_film(tmp_path / "strip.mp4", 12, size=(640, 16))
    small = numbered_film(tmp_path / "small.mp4", 12, size=(64, 48))
    said = matchcut("analyze", strip, small, "-p", tmp_path / "p.matchcut", *QUIET)
    one_sentence(said, "strip.mp4", "640 x 16")
