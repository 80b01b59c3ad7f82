"""Lists in as OTIO and tables, and whatever we write ourselves."""

import csv
import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from drawn_cuts import any_cuts, random_cuts, settings, side, source
from foreign_lists import NTSC_24, otio_text
from hypothesis import HealthCheck, given
from hypothesis import settings as examples

from matchcut.conform.matching import conform
from matchcut.conform.reading import fcp7, fcpxml, read_events
from matchcut.conform.reading import otio as reading_otio
from matchcut.errors import ListError
from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut, Side
from matchcut.export.layout import may_end_with
from matchcut.export.remarks import CutSide
from matchcut.timing import FrameRange

pytestmark = pytest.mark.usefixtures("sound_timelines")

quick = examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reference_clip(name):
    def span(first, long):
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(first, 24), otio.opentime.RationalTime(long, 24)
        )

    film = otio.schema.ExternalReference(f"/{name}.mov", span(0, 100))
    return otio.schema.Clip(name, film, span(3, 10))


def test_upper_tracks_are_read_and_a_layer_that_is_no_track_is_told(tmp_path):
    timeline, path = otio.schema.Timeline("layers"), tmp_path / "layers.otio"
    for name in ("below", "above"):
        track = otio.schema.Track(name, kind="Video")
        track.append(reference_clip(name))
        timeline.tracks.append(track)
    layer = otio.schema.Stack()
    layer.append(reference_clip("lost"))
    timeline.tracks.append(layer)
    otio.adapters.write_to_file(timeline, str(path))
    listed = read_events(path, Fraction(24))
    assert [one.name for one in listed.events] == ["below", "above"]
    assert [str(one) for one in listed.problems] == [
        "layer 3: it is not a track, so it is not read"
    ]


def test_a_timeline_made_by_opentimelineio_is_read(tmp_path):
    rate = float(NTSC_24)
    clip = otio.schema.Clip(
        "one",
        otio.schema.ExternalReference(
            "file:///films/one.mov",
            otio.opentime.TimeRange(
                otio.opentime.RationalTime(86_400, rate), otio.opentime.RationalTime(500, rate)
            ),
        ),
        otio.opentime.TimeRange(
            otio.opentime.RationalTime(86_410, rate), otio.opentime.RationalTime(20, rate)
        ),
    )
    missing = otio.schema.Clip("lost", otio.schema.MissingReference())
    timeline = otio.schema.Timeline("cuts")
    timeline.tracks.append(otio.schema.Track("V1", [clip, missing]))
    path = tmp_path / "cuts.otio"
    path.write_text(timeline.to_json_string())
    listed = read_events(path, Fraction(25))
    (event,) = listed.events
    assert (event.source.start, event.source.stop, event.rate) == (10, 30, NTSC_24)
    assert "refers to no file" in listed.problems[0].reason


@pytest.mark.parametrize(
    ("start", "duration"),
    [
        # In frames of the film and of the timeline, of the film alone, and of the timeline alone.
        ((1001, 25), (48, 24)),
        ((1001, 25), (50, 25)),
        ((960.96, 24), (48, 24)),
    ],
)
def test_a_clip_is_read_by_the_frames_of_its_film_whatever_counts_its_range(start, duration):
    time, span = otio.opentime.RationalTime, otio.opentime.TimeRange
    media = otio.schema.ExternalReference("file:///a.mov", span(time(0, 25), time(5000, 25)))
    clip = otio.schema.Clip("a", media, span(time(*start), time(*duration)))
    timeline = otio.schema.Timeline("t", tracks=[otio.schema.Track("V", [clip])])
    timeline.global_start_time = time(86_400, 24)
    (event,) = reading_otio.read(timeline.to_json_string()).events
    # Frame 47 of the timeline begins 48.96 frames of the film after the first.
    assert (event.source.start, event.source.stop, event.rate) == (1001, 1050, 25)
    assert (len(event.record), event.off_grid) == (48, False)


def test_a_clip_late_on_a_timeline_whose_rate_was_rounded_stands_on_a_whole_frame():
    time, span = otio.opentime.RationalTime, otio.opentime.TimeRange
    media = otio.schema.ExternalReference("file:///a.mov", span(time(0, 23.976), time(99, 23.976)))
    clip = otio.schema.Clip("a", media, span(time(3, 23.976), time(20, 23.976)))
    gap = otio.schema.Gap(duration=time(250_000, 23.976))
    timeline = otio.schema.Timeline("t", tracks=[otio.schema.Track("V", [gap, clip])])
    timeline.global_start_time = time(86_400, 23.976)
    (event,) = reading_otio.read(timeline.to_json_string()).events
    assert (event.rate, event.source) == (NTSC_24, FrameRange(3, 23))
    assert (event.record, event.off_grid) == (FrameRange(250_000, 250_020), False)


@pytest.mark.parametrize(
    ("value", "start"), [(None, 0), (90_000, 90_000), (math.inf, 0), (math.nan, 0)]
)
def test_a_timeline_starts_at_its_timecode(value, start):
    clips = [reference_clip("a")]
    timeline = otio.schema.Timeline("t", tracks=[otio.schema.Track("V", clips)])
    if value is not None:
        timeline.global_start_time = otio.opentime.RationalTime(value, 25)
    listed = reading_otio.read(timeline.to_json_string())
    assert (listed.start, listed.events[0].record.start) == (start, 0)


def test_a_timeline_converted_from_an_edl_is_read_by_names(tmp_path):
    """OpenTimelineIO gives the clips of an EDL no media."""
    shown = otio.opentime.TimeRange(
        otio.opentime.RationalTime(900_000, 25), otio.opentime.RationalTime(50, 25)
    )
    clip = otio.schema.Clip("one.mov", otio.schema.MissingReference(), shown)
    clip.metadata["cmx_3600"] = {"reel": "A004"}
    timeline = otio.schema.Timeline("cuts", tracks=[otio.schema.Track("V", [clip])])
    path = tmp_path / "cuts.otio"
    path.write_text(timeline.to_json_string())
    listed = read_events(path, Fraction(25))
    (event,) = listed.events
    assert (event.name, event.reel, event.count) == ("one.mov", "A004", "timecode")
    assert (event.source.start, len(event.source)) == (900_000, 50)
    assert not listed.problems


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///films/one%20a.mov", "/films/one a.mov"),
        ("file://localhost/C%3a/one.mov", "C:/one.mov"),
        ("file:///films/take #3?.mov", "/films/take #3?.mov"),
        ("/films/take #3?.mov", "/films/take #3?.mov"),
        ("C:\\films\\one.mov", "C:\\films\\one.mov"),
    ],
)
def test_a_path_is_read_from_every_form_of_url(url, path):
    assert fcp7.path_of(url) == path


@pytest.mark.parametrize("name", ["edl", "xml", "fcpxml", "otio", "csv", "tsv"])
@pytest.mark.parametrize("rates", [[], [Fraction(25), NTSC_24, Fraction(50)]])
def test_what_we_write_we_read_with_its_pairs_and_frames(name, rates, tmp_path):
    chosen = settings(Fraction(25))
    cuts = random_cuts(Fraction(25), False, 30, rates=rates)
    exporter = EXPORTERS[name]
    path = tmp_path / f"cuts{exporter.suffix}"
    left_out = [left.id for left in exporter.write(cuts, path, chosen).left_out]
    listed = read_events(path, chosen.rate)
    assert not listed.problems
    listed_cuts = [cut for cut in cuts if cut.id not in left_out]
    sides = [one for cut in listed_cuts for one in (cut.out, cut.into)]
    assert [event.cut_side for event in listed.events] == [
        CutSide(cut.id, incoming) for cut in listed_cuts for incoming in (False, True)
    ]
    for number, (event, one) in enumerate(zip(listed.events, sides, strict=True)):
        start = one.source.clock.start if event.count == "timecode" else 0
        frame = event.source.start if number % 2 else event.source.stop - 1
        assert frame - start == one.frame
        assert event.name == one.source.name


@quick
@given(any_cuts())
def test_whatever_we_write_we_read(drawn):
    cuts, chosen = drawn
    for name, read in (("xml", fcp7.read), ("fcpxml", fcpxml.read)):
        text, summary = EXPORTERS[name].compose(cuts, chosen)
        listed = read(text)
        assert not listed.problems
        assert len(listed.events) == summary.events


@examples(max_examples=75, deadline=None)
@given(any_cuts())
def test_what_we_write_is_conformed_to_the_frames_at_the_cuts_whatever_the_rates(drawn):
    cuts, chosen = drawn
    cuts = [replace(cut, out=plain(cut.out), into=plain(cut.into)) for cut in cuts]
    films = list(
        {one.source.id: one.source for cut in cuts for one in (cut.out, cut.into)}.values()
    )
    for name, read in (("xml", fcp7.read), ("fcpxml", fcpxml.read), ("otio", reading_otio.read)):
        text, summary = EXPORTERS[name].compose(cuts, chosen)
        left_out = {left.id for left in summary.left_out}
        sides = [one for cut in cuts if cut.id not in left_out for one in (cut.out, cut.into)]
        matched, unmatched = conform(read(text).events, films)
        assert not unmatched
        for number, (found, one) in enumerate(zip(matched, sides, strict=True)):
            assert found.source.id == one.source.id
            if number % 2:
                assert found.frames.start == one.frame
            else:
                assert may_end_with(one, found.frames.stop - 1, chosen.rate)
            assert not found.event.off_grid


def test_one_frame_of_the_timeline_shows_a_frame_of_a_film_of_less_than_half_its_rate():
    slow = source("slow", Fraction(25, 2), frames=2, path=Path("/media/slow.mov"))
    one = side(slow, 1, 2, 1)
    cuts = [Cut("cut", one, one, "frame", 0.5)]
    text, _ = EXPORTERS["otio"].compose(cuts, settings(Fraction(30000, 1001)))
    matched, _ = conform(reading_otio.read(text).events, [slow])
    assert [found.frames for found in matched] == [FrameRange(1, 2)] * 2


def plain(one: Side) -> Side:
    """The same side of a film that nothing but its path tells from others."""
    film = one.source
    return replace(one, source=replace(film, name="", reel="", path=Path(f"/media/{film.id}.mov")))


@pytest.mark.parametrize("name", ["resolve-markers", "avid-markers", "ale", "labels"])
def test_what_we_write_without_pictures_is_told_to_have_none(name, tmp_path):
    path = tmp_path / f"Cuts{EXPORTERS[name].suffix.upper()}"
    EXPORTERS[name].write(random_cuts(Fraction(25), False, 20), path, settings())
    with pytest.raises(ListError, match=r"holds (markers|a log of clips|labels), no pictures"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("rate", ["25-Feb", "1e999999999", "0/0", "Infinity", "", "9" * 5000])
def test_a_row_is_read_by_its_frames_whatever_a_spreadsheet_made_of_its_rate(rate, tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    listed = read_events(path, Fraction(25))
    path.write_text(path.read_text().replace(",25,", f",{rate},", 1))
    assert read_events(path, Fraction(25)) == listed


def test_a_row_without_its_last_cell_is_read_without_that_name(tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    head, first, *others = csv.reader(path.read_text().splitlines())
    late = head.index("out_reel")
    rows = [[*row[:late], *row[late + 1 :], row[late]] for row in (head, first, *others)]
    rows[1].pop()
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert len(read_events(path, Fraction(25)).events) == 6


def test_a_table_that_a_spreadsheet_has_saved_again_is_read(tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    listed = read_events(path, Fraction(25))
    path.write_bytes(path.read_text("utf-8-sig").replace(",", ";").encode("latin-1"))
    assert read_events(path, Fraction(25)) == listed


def test_what_other_programs_keep_under_our_names_is_no_matter(tmp_path):
    path = tmp_path / "odd.otio"
    timeline = json.loads(otio_text())
    for clip, kept in zip(
        timeline["tracks"]["children"][0]["children"], (5, "x", None, []), strict=True
    ):
        clip["metadata"] = {"matchcut": kept, "cmx_3600": kept}
        (reference,) = clip["media_references"].values()
        reference["metadata"] = {"fcp_xml": {"timecode": kept}, "matchcut": {"reel": kept}}
    path.write_text(json.dumps(timeline))
    listed = read_events(path, Fraction(25))
    assert not listed.problems
    assert [event.cut_side for event in listed.events] == [None] * 4


@pytest.mark.parametrize("name", ["edl", "xml", "fcpxml", "otio", "csv"])
def test_a_reel_is_written_whole(name, tmp_path):
    reel = "Bobine été 1, deuxième équipe, tournage du soir"
    film = source("a", reel=reel)
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    listed = tmp_path / f"cuts.{name}"
    EXPORTERS[name].write([cut], listed, settings())
    assert {one.reel for one in read_events(listed, film.clock.rate).events} == {reel}


def test_a_timeline_whose_first_clip_has_no_rate_runs_at_that_of_the_next(tmp_path):
    path = tmp_path / "odd.otio"
    timeline = json.loads(otio_text())
    timeline["global_start_time"] = None
    timeline["tracks"]["children"][0]["children"][0]["source_range"]["start_time"]["rate"] = 0.0
    path.write_text(json.dumps(timeline))
    listed = read_events(path, Fraction(30))
    assert listed.rate == 25
    assert [problem.where[:6] for problem in listed.problems] == ["clip 1"]
