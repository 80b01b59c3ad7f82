import codecs
import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from drawn_cuts import EVIL_NAMES, FORM_NAMES, FORMS, random_cuts, settings, side, source

from matchcut.conform.reading import read_events
from matchcut.errors import ExportError
from matchcut.export import EXPORTERS, exporter_for, title_of
from matchcut.export.cut import Cut
from matchcut.export.remarks import CutSide
from matchcut.export.table import compose_csv, compose_tsv


def rows(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_200_random_cuts_are_read_back_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop)
    read = rows(compose_csv(cuts, settings(rate, drop))[0])
    assert len(read) == 200
    for cut, row in zip(cuts, read, strict=True):
        for prefix, one in (("out", cut.out), ("in", cut.into)):
            assert int(row[f"{prefix}_frame"]) == one.frame
            assert int(row[f"{prefix}_start"]) == one.shot.start
            assert int(row[f"{prefix}_end"]) == one.shot.stop
            assert one.source.clock.frame(row[f"{prefix}_timecode"]) == one.frame
            assert Fraction(row[f"{prefix}_rate"]) == rate


@pytest.mark.parametrize("name", EVIL_NAMES)
@pytest.mark.parametrize(("compose", "delimiter"), [(compose_csv, ","), (compose_tsv, "\t")])
def test_no_name_breaks_a_row_or_becomes_a_formula(name, compose, delimiter):
    film = source(name, reel=name)
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5, note=name)
    text, _ = compose([cut], settings())
    assert len(text.splitlines()) == 2
    (row,) = rows(text, delimiter)
    assert row["in_frame"] == "5"
    assert not row["note"].startswith(("=", "+", "-", "@"))
    assert not row["out_name"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("sign", "\uff1d\uff0b\uff0d\uff20")
def test_a_sign_in_full_width_begins_no_formula_either(sign):
    film = source(f"{sign}1")
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    (row,) = rows(compose_csv([cut], settings())[0])
    assert row["out_name"] == f"'{sign}1"


@pytest.mark.parametrize("name", ["'71", "=1+1", "'=1+1", "''", "-", "plain 'quoted'"])
def test_a_name_comes_back_with_the_apostrophe_that_is_its_own(name, tmp_path):
    film = source(name, reel=name)
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write([cut], path, settings())
    events = read_events(path, Fraction(25)).events
    assert {(event.name, event.reel) for event in events} == {(name, name)}


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_spreadsheet_is_told_that_a_table_is_unicode_and_a_script_can_read_it(name, tmp_path):
    film = source("日本語の映画 – ünïcode")
    cut = Cut(
        "c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5, note="Ödön"
    )
    path = tmp_path / f"cuts.{name}"
    EXPORTERS[name].write([cut], path, settings())
    assert path.read_bytes().startswith(codecs.BOM_UTF8 + b"id")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter="," if name == "csv" else "\t")
    assert (row["id"], row["out_name"], row["note"]) == ("c", film.name, "Ödön")
    out, into = read_events(path, Fraction(25)).events
    assert out.name == film.name
    assert (out.cut_side, into.cut_side) == (CutSide("c", False), CutSide("c", True))


def test_a_film_of_variable_rate_is_told_by_timestamp():
    film = source("Phone", frames=3, times=(0.0, 0.5, 0.6))
    cut = Cut("c", side(film, 0, 3, 1), side(film, 0, 3, 2), flavour="motion", score=0.5)
    (row,) = rows(compose_csv([cut], settings())[0])
    assert (row["out_seconds"], row["in_seconds"]) == ("0.500000", "0.600000")


def test_the_timecode_after_missing_frames_tells_the_time_that_the_seconds_tell():
    times = tuple((n if n < 50 else n + 50) / 25 for n in range(200))
    film = source("Gap", frames=200, times=times)
    cut = Cut("c", side(film, 0, 60, 49), side(film, 60, 120, 100), flavour="frame", score=0.5)
    (row,) = rows(compose_csv([cut], settings())[0])
    assert (row["out_timecode"], row["out_seconds"]) == ("00:00:01:24", "1.960000")
    assert (row["in_timecode"], row["in_seconds"]) == ("00:00:06:00", "6.000000")


def test_at_a_rate_without_timecode_the_milliseconds_are_those_of_the_timestamp():
    film = source("Phone", Fraction(100), frames=3, times=(0.0, 0.29, 0.58))
    cut = Cut("c", side(film, 0, 3, 1), side(film, 0, 3, 2), flavour="motion", score=0.5)
    (row,) = rows(compose_csv([cut], settings())[0])
    assert (row["out_timecode"], row["in_timecode"]) == ("00:00:00.290", "00:00:00.580")


def test_every_format_writes_an_empty_list_and_replaces_what_was_there(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("old")
    assert EXPORTERS["csv"].write([], path, settings()).events == 0
    assert path.read_text("utf-8-sig").startswith("id,by,")
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.csv"]


def test_the_exporter_is_chosen_by_how_the_name_ends(tmp_path):
    assert exporter_for(tmp_path / "Cuts.EDL").name == "edl"
    assert exporter_for(tmp_path / "cuts.csv").name == "csv"
    with pytest.raises(ExportError, match="has no suffix of a list"):
        exporter_for(tmp_path / "cuts.doc")


@pytest.mark.parametrize(
    ("name", "title"),
    [("cuts.markers.edl", "cuts"), ("Day 1.v2.EDL", "Day 1.v2"), ("a.labels.json", "a")],
)
def test_a_list_without_a_title_is_called_as_its_file_without_the_suffix(tmp_path, name, title):
    assert title_of(tmp_path / name) == title


def test_a_table_has_ranks_where_a_search_gave_them_and_no_empty_column_where_not():
    film = source("reel")
    accepted = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    (row,) = rows(compose_csv([accepted], settings())[0])
    assert "rank" not in row
    (row,) = rows(compose_csv([replace(accepted, rank=3)], settings())[0])
    assert (row["by"], row["rank"], row["score"]) == ("frame", "3", "0.500000")
