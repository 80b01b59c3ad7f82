"""Marker lists, ALE and labels: read back by pycmx, the csv module and OpenTimelineIO."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction

import opentimelineio as otio
import pycmx
import pytest
from drawn_cuts import FORM_NAMES, FORMS, any_cuts, random_cuts, settings, side, source
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from otio_ale_adapter.ale import AVID_VIDEO_FORMAT_FROM_WIDTH_HEIGHT

from matchcut.export import ale, edl, exporter_for, labels, markers
from matchcut.export.cut import Cut

quick = examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def record_ins(text):
    parsed = pycmx.parse_cmx3600(io.StringIO(text, newline=None))
    return [edit.record_in for event in parsed.events for edit in event.edits]


def avid_lines(text):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_markers_stand_at_the_in_frames_of_the_edl_of_the_same_cuts(rate, drop):
    cuts, chosen = random_cuts(rate, drop), settings(rate, drop)
    wanted = record_ins(edl.compose(cuts, chosen)[0])[1::2]
    assert record_ins(markers.compose_resolve(cuts, chosen)[0]) == wanted
    assert [line[1] for line in avid_lines(markers.compose_avid(cuts, chosen)[0])] == wanted


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_an_ale_gives_back_200_random_cuts_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop)
    rows = ale_rows(ale.compose(cuts, settings(rate, drop))[0])
    assert len(rows) == 400
    for number, row in enumerate(rows):
        one = cuts[number // 2].into if number % 2 else cuts[number // 2].out
        clock = one.source.clock
        shown = clock.frame(row["Start"]) if number % 2 else clock.frame(row["End"]) - 1
        assert shown == one.frame


def test_an_ale_leaves_out_and_names_what_the_edl_that_it_goes_with_does():
    good, *_ = random_cuts(Fraction(25), False, 1)
    slow = source("Slow", Fraction(24))
    mixed = replace(good, id="mixed", out=side(slow, 0, 9, 5))
    text, summary = ale.compose([mixed, good], settings())
    assert [row["Name"].split()[-2] for row in ale_rows(text)] == [good.id] * 2
    (left,) = summary.left_out
    assert left.id == "mixed"
    assert left.reason == "Slow runs at 24 frames a second and the list at 25"
    assert summary.left_out == edl.compose([mixed, good], settings())[1].left_out


def ale_rows(text):
    """The data rows of an ALE as a plain reader of tab-separated text sees them."""
    heading, rest = text.split("Column\r\n")
    columns, data = rest.split("\r\n\r\nData\r\n")
    assert "FIELD_DELIM\tTABS" in heading
    names = columns.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in data.splitlines()]


@pytest.mark.parametrize(
    "sizes",
    [
        [(1920, 1080), (640, 360)],
        [(1280, 720)],
        [(720, 576)],
        [(648, 486)],
        [(3840, 2160)],
        [(2048, 1080)],
        [(1920, 800)],
    ],
)
def test_an_ale_is_of_the_raster_of_its_tallest_film_as_opentimelineio_would_call_it(sizes):
    films = [source(str(size), width=size[0], height=size[1]) for size in sizes]
    sides = side(films[0], 0, 50, 40), side(films[-1], 50, 90, 60)
    text, _ = ale.compose([Cut("c", *sides, flavour="frame", score=0.5)], settings())
    widest, tallest = map(max, zip(*sizes, strict=True))
    named = AVID_VIDEO_FORMAT_FROM_WIDTH_HEIGHT(widest, tallest)
    assert f"VIDEO_FORMAT\t{named}\r\n" in text


def test_an_ale_is_read_by_the_opentimelineio_adapter():
    cuts = random_cuts(Fraction(25), False, 20)
    text, _ = ale.compose(cuts, settings())
    bin_ = otio.adapters.read_from_string(text.replace("\r\n", "\n"), "ale")
    clips = list(bin_.find_clips())
    assert len(clips) == 40
    for number, clip in enumerate(clips):
        one = cuts[number // 2].into if number % 2 else cuts[number // 2].out
        span = clip.source_range
        frame = span.start_time if number % 2 else span.end_time_inclusive()
        assert frame.value - one.source.clock.start == one.frame


def test_no_cut_is_compared_with_every_other_to_find_those_without_a_label():
    """Ten thousand judged pairs would take minutes."""

    class Incomparable(Cut):
        def __eq__(self, other):
            raise AssertionError("a cut is compared with another")

        __hash__ = Cut.__hash__

    film = source()
    cuts = [
        Incomparable(
            str(n), side(film, 0, 9, 5), side(film, 0, 9, 5), "frame", 0.5, verdict=verdict
        )
        for n, verdict in enumerate(["good", "maybe", "bad", None])
    ]
    text, summary = labels.compose(cuts, settings())
    assert [label["majority_label"] for label in json.loads(text)] == [True, False]
    assert [left.id for left in summary.left_out] == ["1", "3"]


def test_labels_have_the_shape_of_the_published_data_set(test_media):
    published = json.loads((test_media / "netflix-matchcut" / "dataset-frame.json").read_text())[0]
    film = source("A", Fraction(24))
    cut = Cut(
        "c",
        side(film, 24, 96, 60, index=3),
        side(film, 240, 300, 250, index=9),
        flavour="frame",
        score=0.5,
        rank=7,
        verdict="good",
    )
    (label,) = json.loads(labels.compose([cut], settings())[0])
    assert shape(label) == shape(published | {"annotator_labels": {"1": True}})
    assert (label["clip1_index"], label["clip1_start"], label["clip1_end"]) == (3, 1.0, 4.0)
    assert label["majority_label"] is True
    assert label["source_info"] == [{"source_name": "matchcut frame", "rank": 7, "score": 0.5}]


def shape(value):
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value)


def test_labels_of_a_film_of_variable_rate_end_after_its_last_frame():
    film = source("Phone", Fraction(10), frames=3, times=(0.0, 0.5, 0.6))
    cut = Cut("a", side(film, 0, 2, 1), side(film, 2, 3, 2), "frame", 0.5, verdict="good")
    (label,) = json.loads(labels.compose([cut], settings())[0])
    assert (label["clip1_start"], label["clip1_end"]) == (0, 0.6)
    assert (label["clip2_start"], label["clip2_end"]) == (0.6, 0.7)


def test_a_pair_without_a_verdict_is_no_label():
    cuts = random_cuts(Fraction(25), False, 50)
    text, summary = labels.compose(cuts, settings())
    assert len(json.loads(text)) == sum(cut.verdict in ("good", "bad") for cut in cuts)
    assert summary.events + len(summary.left_out) == 50


@quick
@given(any_cuts())
def test_no_name_adds_a_line_or_a_field(drawn):
    cuts, chosen = drawn
    text, summary = markers.compose_resolve(cuts, chosen)
    assert len(text.splitlines()) == 2 + 3 * summary.events
    assert all(line.count("|") == 3 for line in text.splitlines()[4::3])
    text, summary = markers.compose_avid(cuts, chosen)
    assert [len(line) for line in avid_lines(text)] == [6] * summary.events
    text, summary = ale.compose(cuts, chosen)
    assert len(ale_rows(text)) == summary.events
    text, summary = labels.compose(cuts, chosen)
    assert len(json.loads(text)) == summary.events


@pytest.mark.parametrize("name", ["* star | bar.mov", "001 opening.mov", "TITLE: x"])
def test_a_marker_is_of_its_event_whatever_the_film_and_the_list_are_called(name):
    (cut, *_), chosen = random_cuts(Fraction(25), False, 1), settings()
    film = source(name)
    cut = replace(cut, out=replace(cut.out, source=film))
    text, _ = markers.compose_resolve([cut], replace(chosen, title=name))
    lines = text.splitlines()
    assert lines[4].startswith(f"From {name.replace('|', '/')} to ")
    assert "*" not in lines[0]


def test_a_longer_ending_of_the_name_decides(tmp_path):
    assert exporter_for(tmp_path / "a.markers.edl").name == "resolve-markers"
    assert exporter_for(tmp_path / "a.markers.txt").name == "avid-markers"
    assert exporter_for(tmp_path / "a.labels.json").name == "labels"
    assert exporter_for(tmp_path / "a.edl").name == "edl"
