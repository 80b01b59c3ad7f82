from fractions import Fraction
from itertools import islice

import cv2
import numpy as np
import pytest
from films import numbered_film, scenes, write_film
from watched_projects import watched_project

from matchcut.errors import ListError
from matchcut.export import exporter_for
from matchcut.export.cut import Cut, ExportSettings, Side
from matchcut.media.film import probe
from matchcut.pipeline.analysis.facts import film_facts
from matchcut.pipeline.conforming import conform_list, film_cuts, verify_export
from matchcut.pipeline.output.cut_list import ChosenCuts, Sources
from matchcut.pipeline.search.library import load_library
from matchcut.progress import silent
from matchcut.project.media import add_media, set_original
from matchcut.project.project import open_project
from matchcut.shots.shot import Transition
from matchcut.timing import FrameRange


def test_the_last_event_counts_of_a_film_whose_length_is_a_guess(tmp_path):
    film = numbered_film(tmp_path / "broadcast.mpg", 60, rate=Fraction(25))
    assert probe(film).frames < 60
    listed = tmp_path / "scenes.edl"
    listed.write_text(
        "001  AX  V  C  00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
        "* FROM CLIP NAME: broadcast.mpg\n"
        "002  AX  V  C  00:00:01:00 00:00:02:10 00:00:01:00 00:00:02:10\n"
        "* FROM CLIP NAME: broadcast.mpg\n"
    )
    cuts = film_cuts(None, listed, film)
    assert cuts.transitions[0] == Transition(25, 25, "cut")
    assert cuts.transitions[1].start == 60
    assert not cuts.problems


@pytest.mark.parametrize(("suffix", "between"), [("csv", ";"), ("tsv", "\t"), ("txt", "\t")])
def test_a_table_of_frames_is_read_whatever_parts_its_columns(tmp_path, suffix, between):
    film = numbered_film(tmp_path / "a.mp4", 60)
    listed = tmp_path / f"a.{suffix}"
    listed.write_text(f"start{between}stop\n0{between}20\n20{between}60\n")
    assert film_cuts(None, listed, film).transitions[0] == Transition(20, 20, "cut")


def test_a_table_of_timecode_is_read_by_the_clock_of_the_film(tmp_path):
    rate, drop = Fraction(30000, 1001), {"timecode": "00:00:59;00"}
    film = numbered_film(tmp_path / "a.mov", 60, rate=rate, metadata=drop)
    listed = tmp_path / "a.csv"
    # Drop-frame timecode has no 00:01:00;00 and no 00:01:00;01.
    listed.write_text("start,stop\n00:00:59;00,00:01:00;02\n00:01:00;02,00:01:00;29\n")
    assert film_cuts(None, listed, film).transitions[0] == Transition(30, 30, "cut")


def test_timecode_of_a_film_not_watched_yet_whose_rate_varies_only_later_is_refused(tmp_path):
    ticks = [*range(240), *range(240, 960, 3)]
    film = numbered_film(tmp_path / "phone.mkv", len(ticks), rate=Fraction(24), ticks=ticks)
    listed = tmp_path / "scenes.edl"
    listed.write_text(
        "001  AX  V  C  00:00:00:00 00:00:20:00 00:00:00:00 00:00:20:00\n"
        "* FROM CLIP NAME: phone.mkv\n"
    )
    table, numbers = tmp_path / "scenes.csv", tmp_path / "frames.csv"
    table.write_text("frame\n00:00:05:00\n")
    numbers.write_text("frame\n120\n")
    for each in (listed, table):
        with pytest.raises(ListError, match="variable frame rate"):
            film_cuts(None, each, film)
    assert film_cuts(None, numbers, film).transitions == (Transition(120, 120, "cut"),)


@pytest.mark.parametrize(("late", "differences"), [(0, 0), (2, 2)])
def test_a_graded_original_that_lacks_the_bars_is_verified_and_one_that_is_late_fails(
    tmp_path, late, differences
):
    brighter = (255 * (np.arange(256) / 255) ** 0.7).astype(np.uint8)
    barred = (cv2.copyMakeBorder(p, 30, 30, 0, 0, cv2.BORDER_CONSTANT) for p in scenes())
    proxy = write_film(tmp_path / "proxy.mp4", barred)
    graded = (brighter[picture] for picture in scenes(shots=9))
    original = write_film(tmp_path / "camera.mov", islice(graded, late, late + 240))
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    with open_project(tmp_path / "p.matchcut") as project:
        add_media(project, uuid, film_facts(probe(original)).media)
        set_original(project, uuid, original)
        source = Sources(project).relinked(load_library(project).films[uuid])
        out = Side(source, FrameRange(30, 60), 45)
        cut = Cut("c", out, Side(source, FrameRange(120, 150), 130), flavour="frame", score=0.5)
        listed = tmp_path / "cuts.edl"
        exporter_for(listed).write([cut], listed, ExportSettings(source.clock.rate))
        found = verify_export(project, listed, ChosenCuts([cut]), silent)
    told = ["another picture" in each.reason for each in found.differences]
    assert told == [True] * differences
    assert found.frames == 2 - differences


def conformed(tmp_path, rates, lines, rate=None):
    """Return an EDL's events among films a, b, … of these rates; the first is the timeline's."""
    films = [
        numbered_film(tmp_path / f"{name}.mp4", 60, rate=each)
        for name, each in zip("abc", rates, strict=False)
    ]
    listed = tmp_path / "cuts.edl"
    listed.write_text("TITLE: cut\nFCM: NON-DROP FRAME\n" + "\n".join(lines))
    watched_project(tmp_path / "p.matchcut", *films)
    with open_project(tmp_path / "p.matchcut") as project:
        return conform_list(project, listed, rate)


def test_a_list_that_states_no_rate_counts_as_its_films_do(tmp_path):
    lines = [
        "001  B  V  C  00:00:01:00 00:00:01:10 01:00:00:00 01:00:00:10",
        "002  C  V  C  00:00:00:12 00:00:01:00 01:00:00:10 01:00:00:22",
        "003  A  V  C  00:00:00:12 00:00:01:00 01:00:00:22 01:00:01:10",
    ]
    # At 24 timecode reads as at 23.976; at 29.97 it doesn't.
    rates = [Fraction(30000, 1001), Fraction(24000, 1001), Fraction(24)]
    among = conformed(tmp_path, rates, lines)
    assert (among.rate, among.stated) == (rates[1], False)
    frames = [(one.source.name, one.frames) for one in among.matched]
    assert frames == [("b.mp4", FrameRange(24, 34)), ("c.mp4", FrameRange(12, 24))]
    (lost,) = among.unmatched
    assert "line 5, A: the list counts 23.976 frames a second, the film 29.97" in str(lost)


def test_a_list_without_a_rate_counts_at_no_rate_that_its_timecode_can_not_have(tmp_path):
    lines = ["001  B  V  C  00:00:01:00 00:00:01:28 01:00:00:00 01:00:00:28"]
    among = conformed(tmp_path, [Fraction(30), Fraction(24)], lines)
    assert among.rate == 30
    assert not among.matched


def test_a_change_of_speed_is_a_remark_and_says_nothing_of_the_rate_of_a_list(tmp_path):
    lines = [
        "001  B  V  C  00:00:01:00 00:00:01:10 01:00:00:00 01:00:00:10",
        "002  B  V  C  00:00:00:00 00:00:01:00 01:00:00:10 01:00:00:22",
        "M2   B  047.9  00:00:00:00",
    ]
    rates = [Fraction(24), Fraction(24000, 1001), Fraction(25)]
    among = conformed(tmp_path, rates, lines)
    assert (among.rate, len(among.matched)) == (rates[1], 2)
    assert not among.problems
    (remark,) = among.remarks
    assert remark.startswith("line 4, b.mp4: it plays at another speed")


def test_a_remark_goes_with_an_event_of_a_film_whose_timecode_reads_alike(tmp_path):
    lines = [
        "001  A  V  C  00:00:01:00 00:00:01:10 01:00:00:00 01:00:00:10",
        "002  B  V  C  00:00:00:00 00:00:01:00 01:00:00:10 01:00:00:22",
        "M2   B  047.9  00:00:00:00",
    ]
    among = conformed(tmp_path, [Fraction(24), Fraction(24000, 1001)], lines)
    assert (among.rate, len(among.matched), len(among.remarks)) == (24, 2, 1)


def test_a_list_without_a_rate_counts_as_it_is_told_to(tmp_path):
    lines = ["001  B  V  C  00:00:01:00 00:00:01:10 01:00:00:00 01:00:00:10"]
    among = conformed(tmp_path, [Fraction(30), Fraction(24)], lines, Fraction(30))
    assert among.rate == 30
    assert not among.matched
