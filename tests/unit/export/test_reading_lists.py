"""Lists in as XML, OTIO and tables: ours, other systems', and damaged ones."""

import csv
import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from drawn_cuts import any_cuts, random_cuts, settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples

from matchcut.conform.matching import conform
from matchcut.conform.reading import fcp7, fcpxml, read_events
from matchcut.conform.reading import otio as reading_otio
from matchcut.errors import ListError
from matchcut.export import EXPORTERS
from matchcut.export.cut import Side
from matchcut.export.layout import may_end_with
from matchcut.export.remarks import CutSide
from matchcut.timing import FrameRange

NTSC_24 = Fraction(24000, 1001)
quick = examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PREMIERE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4"><sequence id="sequence-1"><name>Seq</name>
<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
<media><video><track>
<clipitem id="c1"><name>one</name><rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
 <start>0</start><end>-1</end><in>10</in><out>70</out>
 <file id="file-1"><name>one.mov</name><pathurl>file://localhost/C%3a/Rushes/one%20a.mov</pathurl>
 <rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
 <timecode><string>01:00:00:00</string><reel><name>A001</name></reel></timecode></file></clipitem>
<transitionitem><start>48</start><end>60</end></transitionitem>
<clipitem id="c2"><name>one again</name><start>-1</start><end>100</end><in>200</in><out>252</out>
 <file id="file-1"/></clipitem>
<clipitem id="c3"><name>nest</name><start>100</start><end>110</end><in>0</in><out>10</out>
 <sequence id="s2"><name>inner</name></sequence></clipitem>
<clipitem id="c4"><name>bad</name><start>110</start><end>120</end><in>9</in><out>9</out>
 <file id="file-1"/></clipitem>
</track></video></media></sequence></xmeml>
"""

FINAL_CUT_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.8"><resources>
<format id="r1" frameDuration="1001/24000s" width="1920" height="1080"/>
<asset id="r2" name="one" src="file:///films/one%20a.mov"
 start="3600s" duration="100s" format="r1"/>
</resources><library><event><project name="Cuts"><sequence format="r1" tcStart="0s"><spine>
<asset-clip ref="r2" offset="0s" name="one" start="86496410/24000s" duration="48048/24000s"/>
<gap offset="48048/24000s" duration="24024/24000s"/>
<clip offset="72072/24000s" name="inner" duration="24024/24000s" start="3600s">
 <video ref="r2" offset="3600s" start="3600s" duration="100s"/></clip>
<mc-clip ref="r9" name="cams" duration="1s"/>
<asset-clip ref="r7" name="lost" duration="1s"/>
</spine></sequence></project></event></library></fcpxml>
"""


def test_a_list_from_premiere_gives_paths_reels_transitions_and_names_what_is_not_read():
    listed = fcp7.read(PREMIERE_XML)
    one, again = listed.events
    assert (one.name, one.reel, one.path) == ("one", "A001", "C:/Rushes/one a.mov")
    assert (one.source.start, one.source.stop, one.rate) == (10, 70, NTSC_24)
    assert (one.record.stop, again.record.start, again.transition) == (48, 48, 12)
    assert again.path == one.path
    assert [str(problem) for problem in listed.problems] == [
        "clip 3 (nest): it is a nested sequence without clips",
        "clip 4 (bad): its in and out, 9 and 9, are not a range of frames",
    ]


@pytest.mark.parametrize(
    ("rate", "first", "last"),
    # Frame 59 of the sequence begins 59/24 of a second after its first.
    [(24, 12, 71), (25, 12, 73), (30, 15, 88), (12, 6, 35)],
)
def test_a_clip_that_is_counted_at_the_sequences_rate_ends_with_the_frame_on_screen(
    rate, first, last
):
    text = f"""<xmeml version="5"><sequence><rate><timebase>24</timebase></rate><media><video>
      <track><clipitem id="a"><rate><timebase>24</timebase></rate>
      <start>0</start><end>60</end><in>12</in><out>72</out>
      <file id="f"><name>a</name><pathurl>file:///a.mov</pathurl>
      <rate><timebase>{rate}</timebase></rate></file></clipitem></track>
      </video></media></sequence></xmeml>"""
    (event,) = fcp7.read(text).events
    assert (event.source.start, event.source.stop - 1, event.rate) == (first, last, rate)


def test_black_and_titles_that_premiere_makes_itself_are_of_no_film():
    made = """<clipitem><name>Black</name><start>120</start><end>130</end><in>0</in><out>10</out>
 <file id="file-9"><name>Slug</name><mediaSource>Slug</mediaSource></file></clipitem>
<clipitem><name>Black</name><start>130</start><end>140</end><in>0</in><out>10</out>
 <file id="file-9"/></clipitem></track>"""
    text = PREMIERE_XML.replace("</track>", made)
    assert fcp7.read(text) == fcp7.read(PREMIERE_XML)


def test_a_list_from_final_cut_is_read_to_the_frame():
    listed = fcpxml.read(FINAL_CUT_XML)
    one, inner = listed.events
    # 3600 s is no whole number of frames at 23.976; the clip starts 4 of them and a bit later.
    assert one.source.start == int((Fraction(86496410, 24000) - 3600) * NTSC_24)
    assert len(one.source) == 48
    assert one.path == "/films/one a.mov"
    assert (inner.source.start, len(inner.source), inner.record.start) == (0, 24, 72)
    assert [str(problem) for problem in listed.problems] == [
        "clip 4 (cams): it is a multicam clip that the list doesn't describe",
        "clip 5 (lost): it refers to no film",
    ]


def test_the_project_is_read_and_not_the_compound_clip_that_stands_before_it():
    compound = """<media id="r5" name="Compound"><sequence format="r1"><spine>
    <asset-clip ref="r2" offset="0s" name="inner" start="3600s" duration="1001/24000s"/>
    </spine></sequence></media></resources>"""
    text = FINAL_CUT_XML.replace("</resources>", compound)
    assert fcpxml.read(text) == fcpxml.read(FINAL_CUT_XML)


@pytest.mark.parametrize("name", ["a.xml", "a.fcpxml"])
def test_either_xml_is_known_by_what_it_says_and_not_by_its_name(tmp_path, name):
    path = tmp_path / name
    for text, reader in ((FINAL_CUT_XML, fcpxml), (PREMIERE_XML, fcp7)):
        path.write_text(text)
        assert read_events(path, Fraction(25)) == reader.read(text)


@pytest.mark.parametrize("encoding", ["windows-1250", "UTF-16"])
def test_xml_is_read_in_the_encoding_that_it_names(tmp_path, encoding):
    path = tmp_path / "a.xml"
    name = "<pathurl>file:///media/Šíře – 1.mov</pathurl>"
    text = re.sub("<pathurl>.*?</pathurl>", name, PREMIERE_XML)
    body = text[text.index("<xmeml") :]
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding))
    assert read_events(path, Fraction(25)).events[0].path == "/media/Šíře – 1.mov"


def test_the_folder_that_final_cut_writes_is_a_list(tmp_path):
    folder = tmp_path / "Cuts.fcpxmld"
    folder.mkdir()
    with pytest.raises(ListError, match=r"Cuts\.fcpxmld can't be read"):
        read_events(folder, Fraction(25))
    (folder / "Info.fcpxml").write_text(FINAL_CUT_XML)
    assert read_events(folder, Fraction(25)) == fcpxml.read(FINAL_CUT_XML)


def test_a_clip_over_the_storyline_is_read_and_sound_alone_is_not():
    music = """<asset id="r3" name="music" hasAudio="1" src="file:///films/music.wav"/>"""
    over = """<asset-clip ref="r2" lane="1" offset="86508422/24000s" name="over" start="3600s"
      duration="12012/24000s"/>
     <title ref="r8" lane="2" offset="3604s" duration="1s"/>
     <asset-clip ref="r3" lane="1" offset="3604s" duration="1s"/>
     <asset-clip ref="r2" lane="-1" offset="3604s" duration="1s" srcEnable="audio"/></asset-clip>"""
    text = FINAL_CUT_XML.replace("</resources>", f"{music}</resources>")
    text = text.replace('duration="48048/24000s"/>', f'duration="48048/24000s">{over}')
    text = text.replace("</spine>", '<asset-clip ref="r3" duration="1s"/></spine>')
    one, above, inner = fcpxml.read(text).events
    assert fcpxml.read(FINAL_CUT_XML).events == [one, inner]
    # It begins twelve frames after the clip below, by whose time it is placed.
    assert (above.name, above.source.start, len(above.source)) == ("over", 0, 12)
    assert (above.record.start, len(above.record)) == (12, 12)
    assert len(fcpxml.read(text).problems) == 2


def test_what_is_connected_to_a_connected_clip_is_told():
    upper = """<asset-clip ref="r2" lane="1" offset="3604s" name="over" duration="1s">
     <asset-clip ref="r2" lane="1" offset="3600s" name="higher" duration="1s"/>
     </asset-clip></asset-clip>"""
    text = FINAL_CUT_XML.replace('duration="48048/24000s"/>', f'duration="48048/24000s">{upper}')
    listed = fcpxml.read(text)
    assert [one.name for one in listed.events] == ["one", "over", "inner"]
    assert str(listed.problems[0]) == "clip 1 (over): clips connected to it are not read"


def storyline(*clips, rate=24, media="24", begins="0s"):
    """A project of Final Cut at ``rate`` whose films run at ``media``."""
    return f"""<fcpxml version="1.10"><resources>
    <format id="r1" frameDuration="1/{rate}s"/>
    <format id="r2" frameDuration="{1 / Fraction(media)}s"/>
    <asset id="a" src="file:///a.mov" start="3600s" duration="100s" format="r2"/>
    <asset id="b" src="file:///b.mov" start="0s" duration="2s" format="r2"/>
    <asset id="c" src="file:///c.mov" format="r2"/>
    </resources><project name="p"><sequence format="r1" tcStart="{begins}"><spine>
    {"".join(clips)}</spine></sequence></project></fcpxml>"""


def spans(listed):
    return [
        (one.source.start, one.source.stop, one.record.start, one.record.stop)
        for one in listed.events
    ]


@pytest.mark.parametrize(
    ("media", "rate", "conform", "shown"),
    [
        # As Resolve writes it: the start is counted by the film, the next clip starts 98 on.
        ("25", 24, '<conform-rate srcFrameRate="25"/>', (1200, 1298)),
        ("24", 25, '<conform-rate scaleEnabled="1"/>', (1152, 1250)),
        ("24", 25, '<conform-rate scaleEnabled="0"/>', (1152, 1246)),
        ("24", 25, "", (1152, 1246)),
        ("48", 25, '<conform-rate srcFrameRate="48"/>', (2304, 2499)),
        ("24000/1001", 50, '<conform-rate srcFrameRate="23.98"/>', (1150, 1200)),
        # These are no near rates: each frame is on screen for its own time.
        ("30", 24, '<conform-rate srcFrameRate="30"/>', (1440, 1562)),
    ],
)
def test_a_film_conformed_to_a_near_rate_is_shown_frame_for_frame(media, rate, conform, shown):
    clip = f'<asset-clip ref="b" start="48s" duration="98/{rate}s">{conform}</asset-clip>'
    (event,) = fcpxml.read(storyline(clip, rate=rate, media=media)).events
    assert (event.source.start, event.source.stop) == shown
    assert len(event.record) == 98
    assert not event.retimed


def test_a_clip_over_a_conformed_one_is_placed_by_the_time_of_the_film_below():
    over = '<asset-clip lane="1" ref="b" offset="3625s" duration="1s"/>'
    below = (
        f'<asset-clip ref="a" duration="50s"><conform-rate srcFrameRate="25"/>{over}</asset-clip>'
    )
    _, above = fcpxml.read(storyline(below, rate=24, media="25")).events
    assert above.record.start == 625


def test_what_is_below_a_gap_or_a_title_is_read_and_what_is_below_a_clip_is_not_seen():
    def below(offset):
        return f'<asset-clip lane="-1" ref="b" name="b" offset="{offset}" duration="1s"/>'

    listed = fcpxml.read(
        storyline(
            f'<gap start="3600s" duration="2s">{below("3601s")}</gap>',
            f'<title start="3600s" duration="2s">{below("3600s")}</title>',
            f'<asset-clip ref="a" name="a" duration="2s">{below("3600s")}</asset-clip>',
        )
    )
    assert [one.name for one in listed.events] == ["b", "b", "a"]
    assert spans(listed) == [(0, 24, 24, 48), (0, 24, 48, 72), (0, 48, 96, 144)]


def test_a_clip_without_offset_or_duration_follows_the_one_before_and_lasts_as_its_film():
    listed = fcpxml.read(
        storyline(
            '<asset-clip ref="b"/>',
            '<gap duration="1s"/>',
            '<asset-clip ref="b" start="12/24s"/>',
            '<asset-clip ref="a" name="odd" start="x" duration="1s"/>',
            '<asset-clip ref="c" name="c"/>',
            '<asset-clip ref="a" duration="2s"/>',
            '<transition duration="1s"/>',
            '<asset-clip ref="a" duration="1s"/>',
            begins="3600s",
        )
    )
    assert spans(listed) == [
        (0, 48, 0, 48),
        (12, 48, 72, 108),
        (0, 48, 132, 168),
        (0, 24, 168, 204),
    ]
    assert [one.transition for one in listed.events] == [0, 0, 0, 24]
    assert str(listed.problems[1]) == "clip 5 (c): neither it nor its film has a duration"


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
    path = tmp_path / f"cuts{exporter.suffixes[0]}"
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


@examples(max_examples=150, deadline=None)
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


def plain(one: Side) -> Side:
    """The same side of a film that nothing but its path tells from others."""
    film = one.source
    return replace(one, source=replace(film, name="", reel="", path=Path(f"/media/{film.id}.mov")))


@pytest.mark.parametrize("suffix", [".xml", ".fcpxml", ".otio", ".csv", ".tsv"])
@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "<", "<a/>", "a,b\n1,2\n", '{"OTIO_SCHEMA":"Timeline.1"}', "\0" * 20]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(suffix, text, tmp_path):
    path = tmp_path / f"odd{suffix}"
    path.write_text(text)
    with pytest.raises(ListError):
        read_events(path, Fraction(25))


def test_a_timeline_that_lacks_a_part_is_told_in_opentimelineios_words(tmp_path):
    path = tmp_path / "odd.otio"
    path.write_text('{"OTIO_SCHEMA":"Timeline.1"}')
    with pytest.raises(ListError, match=r"damaged, or not what its name says: While reading"):
        read_events(path, Fraction(25))


def test_a_mistake_of_ours_is_not_told_as_damage(tmp_path, monkeypatch):
    path = tmp_path / "cuts.xml"
    path.write_text(PREMIERE_XML)
    monkeypatch.setattr(fcp7, "_event", lambda where: where)
    with pytest.raises(TypeError, match="positional"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("name", ["resolve-markers", "avid-markers", "ale", "labels"])
def test_what_we_write_without_pictures_is_told_to_have_none(name, tmp_path):
    path = tmp_path / f"Cuts{EXPORTERS[name].suffixes[0].upper()}"
    EXPORTERS[name].write(random_cuts(Fraction(25), False, 20), path, settings())
    with pytest.raises(ListError, match=r"holds (markers|a log of clips|labels), no pictures"):
        read_events(path, Fraction(25))


def test_a_row_with_a_wrong_number_is_named_and_the_rest_read(tmp_path):
    path = tmp_path / "cuts.csv"
    cuts = random_cuts(Fraction(25), False, 3)
    EXPORTERS["csv"].write(cuts, path, settings())
    lines = path.read_text().split("\n")
    lines[2] = lines[2].replace(f",{cuts[1].into.frame},", ",many,")
    path.write_text("\n".join(lines))
    listed = read_events(path, Fraction(25))
    assert len(listed.events) == 4
    assert [problem.where for problem in listed.problems] == ["line 3"]


@pytest.mark.parametrize("rate", ["25-Feb", "1e999999999", "0/0", "Infinity", "", "9" * 5000])
def test_a_row_is_read_by_its_frames_whatever_a_spreadsheet_made_of_its_rate(rate, tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    listed = read_events(path, Fraction(25))
    path.write_text(path.read_text().replace(",25,", f",{rate},", 1))
    assert read_events(path, Fraction(25)) == listed


@pytest.mark.parametrize("number", ["9" * 30, "-3", str(2**63)])
def test_a_row_with_a_frame_that_no_film_has_is_named(number, tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    head, first, *others = csv.reader(path.read_text().splitlines())
    first[head.index("in_end")] = first[head.index("out_frame")] = number
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, first, *others])
    listed = read_events(path, Fraction(25))
    assert [problem.where for problem in listed.problems] == ["line 2"]


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


@pytest.mark.parametrize(
    ("suffix", "text", "right", "wrong"),
    [
        (".xml", PREMIERE_XML, "<end>100</end>", f"<end>{'9' * 30}</end>"),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="1/0s"'),
        (".fcpxml", FINAL_CUT_XML, 'duration="48048/24000s"', f'duration="{"9" * 30}s"'),
        (".fcpxml", FINAL_CUT_XML, 'duration="48048/24000s"', 'duration="1e999999999s"'),
        (".xml", PREMIERE_XML, "<timebase>24</timebase>", f"<timebase>{'9' * 400}</timebase>"),
        (".fcpxml", FINAL_CUT_XML, '"1001/24000s"', f'"1/{"9" * 400}s"'),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="-1/24s"'),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="0s"'),
        (".fcpxml", FINAL_CUT_XML, 'start="3600s" duration="100s"', 'start="0/0s"'),
        (".fcpxml", FINAL_CUT_XML, 'tcStart="0s"', 'tcStart="1e999999999s"'),
    ],
)
def test_a_list_with_numbers_beyond_all_bounds_is_damaged_or_its_clip_is_named(
    suffix, text, right, wrong, tmp_path
):
    path = tmp_path / f"odd{suffix}"
    assert right in text
    path.write_text(text.replace(right, wrong))
    try:
        assert len(read_events(path, Fraction(25)).problems) == 3
    except ListError as error:
        assert "damaged" in str(error)
        assert "Fraction" not in str(error)


def test_a_list_that_swells_in_memory_is_refused(tmp_path):
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "swell" * 10}">' for n in range(10)
    )
    path = tmp_path / "bomb.xml"
    path.write_text(f"<!DOCTYPE xmeml [{entities}]><xmeml><sequence>&e9;</sequence></xmeml>")
    with pytest.raises(ListError, match="damaged"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_a_table_with_a_line_without_end_is_refused_in_a_sentence(tmp_path, suffix):
    path = tmp_path / f"list.{suffix}"
    path.write_text("x" * 200_000)
    with pytest.raises(ListError, match="damaged"):
        read_events(path, Fraction(25))


def otio_text():
    return EXPORTERS["otio"].compose(random_cuts(Fraction(25), False, 2), settings())[0]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"Clip.2"', '"Clip.0"'),
        ('"metadata": {', '"metadata": {"deep": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + ","),
    ],
)
def test_a_timeline_that_opentimelineio_crashes_over_is_refused_in_a_sentence(
    right, wrong, tmp_path
):
    path = tmp_path / "odd.otio"
    text = otio_text()
    assert right in text
    path.write_text(wrong.join(text.rsplit(right, 1)))
    with pytest.raises(ListError, match=r"odd\.otio is damaged"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("key", ["rate", "value"])
@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e308", "-1", "0", "1e-308"])
def test_a_timeline_with_a_number_that_is_none_is_damaged_or_its_clip_is_named(
    key, number, tmp_path
):
    path = tmp_path / "odd.otio"
    timeline = json.loads(otio_text())
    span = timeline["tracks"]["children"][0]["children"][1]["source_range"]
    for time in (span["start_time"], span["duration"]):
        time[key] = json.loads(number)
    path.write_text(json.dumps(timeline))
    try:
        named = [problem.where[:6] for problem in read_events(path, Fraction(25)).problems]
        assert named[:1] == ["clip 2"]
    except ListError as error:
        assert "damaged" in str(error)


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


def test_a_timeline_whose_first_clip_has_no_rate_runs_at_that_of_the_next(tmp_path):
    path = tmp_path / "odd.otio"
    timeline = json.loads(otio_text())
    timeline["global_start_time"] = None
    timeline["tracks"]["children"][0]["children"][0]["source_range"]["start_time"]["rate"] = 0.0
    path.write_text(json.dumps(timeline))
    listed = read_events(path, Fraction(30))
    assert listed.rate == 25
    assert [problem.where[:6] for problem in listed.problems] == ["clip 1"]
