"""Final Cut Pro 7 XML, FCPXML and OTIO: read back by readers that are not ours."""

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as Xml

import opentimelineio as otio
import pytest
from drawn_cuts import (
    EVIL_NAMES,
    FORM_NAMES,
    FORMS,
    any_cuts,
    random_cuts,
    settings,
    side,
    source,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from matchcut.errors import ExportError
from matchcut.export import EXPORTERS, fcp7, fcpxml
from matchcut.export import otio as otio_list
from matchcut.export.cut import Cut
from matchcut.export.layout import lay_out
from matchcut.review import Nudge
from matchcut.timing import film_clock

quick = examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# At each rate. The reader of FCP7, which is not ours, is slow.
CUTS, FCP7_CUTS = 60, 20
MIXED = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60)]


def shown_sides(cuts):
    return [one for cut in cuts for one in (cut.out, cut.into)]


def read_fcp7(text):
    """(timeline, picture clips, sound tracks) by the OpenTimelineIO adapter."""
    timeline = otio.adapters.read_from_string(text, "fcp_xml")
    pictures = list(timeline.video_tracks()[0])
    return timeline, pictures, list(timeline.audio_tracks())


def frames_of(clip):
    """(first, last) frame of a clip's film, counted from 0."""
    start = clip.source_range.start_time - clip.media_reference.available_range.start_time
    last = clip.source_range.end_time_inclusive() - clip.media_reference.available_range.start_time
    return start.value, last.value


def seconds(text):
    assert text.endswith("s")
    return Fraction(text[:-1])


def fcpxml_clips(text):
    """For each clip: element, first source frame, timeline start and length, in frames."""
    root = Xml.fromstring(text)
    rates = {
        one.get("id"): 1 / seconds(one.get("frameDuration"))
        for one in root.findall("resources/format")
    }
    assets = {
        one.get("id"): (rates[one.get("format")], seconds(one.get("start")))
        for one in root.findall("resources/asset")
    }
    sequence = root.find(".//sequence")
    rate = rates[sequence.get("format")]
    clips = []
    for element in sequence.find("spine"):
        film_rate, start = assets[element.get("ref")]
        clips.append(
            (
                element,
                (seconds(element.get("start")) - start) * film_rate,
                (seconds(element.get("offset")) - seconds(sequence.get("tcStart"))) * rate,
                seconds(element.get("duration")) * rate,
                film_rate / rate,
            )
        )
    return clips


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_fcp7_xml_gives_back_random_cuts_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop, FCP7_CUTS)
    text, summary = fcp7.compose(cuts, settings(rate, drop))
    timeline, pictures, _ = read_fcp7(text)
    assert summary.events == len(pictures) == 2 * FCP7_CUTS
    assert timeline.global_start_time.value == settings(rate, drop).clock.start
    for number, (clip, one) in enumerate(zip(pictures, shown_sides(cuts), strict=True)):
        first, last = frames_of(clip)
        assert (first if number % 2 else last) == one.frame
        assert clip.source_range.start_time.value - first == one.source.clock.start
        assert float(rate) == pytest.approx(clip.source_range.start_time.rate, abs=1e-9)


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_otio_gives_back_random_cuts_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop, CUTS)
    text, summary = otio_list.compose(cuts, settings(rate, drop))
    timeline = otio.adapters.read_from_string(text, "otio_json")
    assert [track.kind for track in timeline.tracks] == ["Video", "Audio"]
    for track in timeline.tracks:
        assert len(track) == summary.events == 2 * CUTS
        for number, (clip, one) in enumerate(zip(track, shown_sides(cuts), strict=True)):
            assert frames_of(clip)[1 - number % 2] == one.frame
            assert clip.metadata["matchcut"]["frame"] == one.frame


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_fcpxml_gives_back_random_cuts_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop, CUTS)
    text, summary = fcpxml.compose(cuts, settings(rate, drop))
    clips = fcpxml_clips(text)
    assert len(clips) == summary.events == 2 * CUTS
    for number, ((_, first, _, length, _), one) in enumerate(
        zip(clips, shown_sides(cuts), strict=True)
    ):
        assert (first if number % 2 else first + length - 1) == one.frame
    for (_, _, offset, length, _), (_, _, following, _, _) in pairwise(clips):
        assert offset + length == following


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_lists_that_hold_films_of_other_rates_show_the_right_frames_at_the_cut(rate, drop):
    cuts = random_cuts(rate, drop, CUTS // 4, rates=MIXED)
    for number, ((_, first, offset, length, ratio), one) in enumerate(
        zip(
            fcpxml_clips(fcpxml.compose(cuts, settings(rate, drop))[0]),
            shown_sides(cuts),
            strict=True,
        )
    ):
        assert offset.denominator == length.denominator == 1
        assert (first if number % 2 else first + (length - 1) * ratio // 1) == one.frame


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_fcp7_xml_counts_films_of_other_rates_at_the_rate_of_the_timeline(rate, drop):
    # Premiere and Resolve both do, whatever rate is declared.
    cuts = random_cuts(rate, drop, CUTS // 4, rates=MIXED)
    text, summary = fcp7.compose(cuts, settings(rate, drop))
    root = Xml.fromstring(text)
    items = root.findall("sequence/media/video/track/clipitem")
    files = {one.get("id"): one for one in root.iter("file") if len(one)}
    between = 0
    for number, (item, one) in enumerate(zip(items, shown_sides(cuts), strict=True)):
        film_rate = one.source.clock.rate
        assert fcp7_rate(item) == rate
        assert fcp7_rate(files[item.find("file").get("id")]) == film_rate
        start, stop, first, after, ticks, ticks_after = (
            int(item.findtext(tag))
            for tag in ("start", "end", "in", "out", "pproTicksIn", "pproTicksOut")
        )
        assert stop - start == after - first
        assert Fraction(ticks_after - ticks, fcp7.TICKS) == (stop - start) / rate
        at_the_cut = 0 if number % 2 else stop - start - 1
        shown = (first + at_the_cut) * film_rate / rate // 1
        exact = (Fraction(ticks, fcp7.TICKS) + at_the_cut / rate) * film_rate // 1
        assert exact == one.frame
        if shown != one.frame:
            # No frame of the timeline begins while it is on screen.
            between += 1
            assert -(-one.frame * rate // film_rate) >= (one.frame + 1) * rate / film_rate
            beside = shown - one.frame if number % 2 else one.frame - shown
            assert 0 < beside < film_rate / rate
    assert bool(between) == any("FCPXML holds each" in told for told in summary.warnings)
    assert between if rate < 29 else between < len(items) or rate < 60


def test_fcp7_xml_tells_which_frames_of_a_faster_film_it_cannot_say():
    film = source(rate=Fraction(50), frames=500)
    cut = Cut("c", side(film, 0, 200, 101), side(film, 200, 400, 211), "frame", 0.5)
    text, summary = fcp7.compose([cut], settings())
    assert summary.warnings == [
        f"2 frames of {film.name} at cuts can't be said at 25, by which this list counts: there a "
        "frame beside is shown. FCPXML holds each."
    ]
    items = Xml.fromstring(text).findall("sequence/media/video/track/clipitem")
    # Frame 101 ends with frame 50 of the timeline, whose first picture is frame 100.
    assert items[0].findtext("out") == "51"
    assert items[1].findtext("in") == "106"
    assert int(items[1].findtext("pproTicksIn")) == 211 * fcp7.TICKS // 50


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_otio_puts_films_of_other_rates_on_whole_frames_up_to_the_right_one(rate, drop):
    cuts = random_cuts(rate, drop, CUTS // 4, rates=MIXED)
    text, _ = otio_list.compose(cuts, settings(rate, drop))
    timeline = otio.adapters.read_from_string(text, "otio_json")
    wanted = [clip.record for clip in lay_out(cuts, settings(rate, drop)).clips]
    for track in timeline.tracks:
        for number, (clip, one, record) in enumerate(
            zip(track, shown_sides(cuts), wanted, strict=True)
        ):
            placed = clip.range_in_parent()
            edges = (placed.start_time, placed.end_time_exclusive())
            assert [edge.rescaled_to(float(rate)).value for edge in edges] == pytest.approx(
                [record.start, record.stop], abs=1e-6
            )
            shown, media = clip.source_range, clip.media_reference.available_range
            at = shown.end_time_inclusive() if number % 2 == 0 else shown.start_time
            frame = (at - media.start_time).to_seconds() * float(one.source.clock.rate)
            assert int(frame + 1e-4) == one.frame


def test_otio_does_not_drift_where_every_film_runs_at_another_rate():
    silent = source("Silent", Fraction(25), audio_channels=0)
    loud = source("Loud", Fraction(24000, 1001))
    cuts = [
        Cut(
            str(n), side(silent, 900, 1100, 1000), side(loud, 0, 300, 5), flavour="frame", score=0.5
        )
        for n in range(40)
    ]
    text, _ = otio_list.compose(cuts, settings(Fraction(24)))
    for track in otio.adapters.read_from_string(text, "otio_json").tracks:
        last = track[-1].range_in_parent().start_time
        assert (last.value, last.rate) == (79 * 48, 24)
        assert track.duration().to_seconds() == 160


def test_fcp7_xml_links_each_picture_to_the_sound_of_its_film():
    loud, silent = source("Loud", audio_channels=2), source("Silent", audio_channels=0)
    cut = Cut("c", side(loud, 0, 100, 60), side(silent, 0, 100, 5), flavour="frame", score=0.5)
    text, _ = fcp7.compose([cut], settings())
    _, pictures, sounds = read_fcp7(text)
    assert len(pictures) == 2
    assert [len(track) for track in sounds] == [1, 1]
    assert sounds[0][0].source_range == pictures[0].source_range
    items = {item.get("id"): item for item in Xml.fromstring(text).iter("clipitem")}
    for item in items.values():
        linked = [link.findtext("linkclipref") for link in item.findall("link")]
        assert item.get("id") in linked
        assert {items[one].findtext("name") for one in linked} == {item.findtext("name")}
    assert Xml.fromstring(text).findall(".//file[@id='file-2']/media/audio") == []


def test_fcp7_xml_marks_the_cut_and_carries_flop_nudge_and_fit_as_effects():
    film = source("Big", width=3840, height=2160)
    cut = Cut(
        "c",
        side(film, 0, 100, 60),
        side(film, 200, 300, 250),
        flavour="frame",
        score=0.75,
        flop=True,
        nudge=Nudge(1.1, 0.05, -0.025),
    )
    timeline, pictures, _ = read_fcp7(fcp7.compose([cut], settings())[0])
    (marker,) = timeline.tracks.markers
    assert marker.marked_range.start_time.value == 50
    assert "IN FRAME 250" in marker.metadata["fcp_xml"]["comment"]
    assert [effect.name for effect in pictures[0].effects] == ["Basic Motion"]
    motion, flop = pictures[1].effects
    assert flop.name == "Flop"
    scale, center = motion.metadata["fcp_xml"]["parameter"]
    assert float(scale["value"]) == pytest.approx(55)
    assert float(center["value"]["horiz"]) == pytest.approx(0.05)
    assert float(center["value"]["vert"]) == pytest.approx(-0.025)


def test_fcpxml_carries_flop_and_nudge_as_a_transform_with_up_positive():
    film = source()
    cut = Cut(
        "c",
        side(film, 0, 100, 60),
        side(film, 200, 300, 250),
        flavour="frame",
        score=0.75,
        flop=True,
        nudge=Nudge(1.1, 0.09, -0.02),
    )
    (out, *_), (into, *_) = fcpxml_clips(fcpxml.compose([cut], settings())[0])
    assert out.find("adjust-transform") is None
    transform = into.find("adjust-transform")
    assert transform.get("scale") == "-1.100000 1.100000"
    assert transform.get("position") == "16.0000 2.0000"
    assert into.find("marker").get("start") == into.get("start")


def test_a_film_has_the_same_url_where_the_system_lacks_its_letters():
    written = (
        "import pathlib; from matchcut.export.safe import file_url;"
        "print(file_url(pathlib.Path('/films/\\u00e9 1.mov')))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", written],
            env=os.environ | system,
            capture_output=True,
            check=True,
        ).stdout.strip()
        for system in (
            {"PYTHONUTF8": "1"},
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        )
    ]
    assert told[0] == told[1]
    assert told[0].endswith(b"/films/%C3%A9%201.mov")


def test_fcp7_xml_ends_with_the_film_by_premieres_ticks_too():
    film = source(rate=Fraction(60), frames=247)
    cut = Cut("c", side(film, 0, 247, 246), side(film, 0, 247, 0), "frame", 0.5)
    rate = Fraction(24000, 1001)
    text, _ = fcp7.compose([cut], settings(rate))
    item = Xml.fromstring(text).find("sequence/media/video/track/clipitem")
    first, stop = (
        Fraction(int(item.findtext(f"pproTicks{edge}")), fcp7.TICKS) for edge in ("In", "Out")
    )
    assert stop == pytest.approx(Fraction(247, 60), abs=1e-9)
    assert stop - first == pytest.approx(47 / rate, abs=1e-9)


def test_fcp7_xml_tells_of_films_that_premiere_shows_on_their_side():
    film = source("Phone", frames=500, width=1080, height=1920, rotation=270)
    cut = Cut("c", side(film, 0, 200, 101), side(film, 200, 400, 211), "frame", 0.5)
    assert fcp7.compose([cut], settings())[1].warnings == [
        "Phone is stored turned, which Premiere doesn't heed in a list: rotate its clips by 90 "
        "degrees there."
    ]
    assert fcpxml.compose([cut], settings())[1].warnings == []


@pytest.mark.parametrize(
    ("width", "nudge", "told"),
    [
        (1440, Nudge(1.1, 0.05, 0), True),
        (1440, Nudge(1.1, 0, 0), False),
        (1922, Nudge(1.1, 0, 0.1), False),
    ],
)
def test_fcpxml_tells_of_nudges_that_resolve_may_make_smaller(width, nudge, told):
    film = source(frames=500, width=width)
    cut = Cut("c", side(film, 0, 200, 101), side(film, 200, 400, 211), "frame", 0.5, nudge=nudge)
    found = fcpxml.compose([cut], settings())[1].warnings
    assert [
        str(warning).startswith("The nudge of c may be smaller in Resolve") for warning in found
    ] == ([True] * told)


def test_a_rate_that_fcp7_xml_cannot_say_is_left_out_and_named():
    odd = source("Odd", Fraction(25, 2))
    cut = Cut("c", side(odd, 0, 9, 5), side(odd, 0, 9, 5), flavour="frame", score=0.5)
    _, summary = fcp7.compose([cut], settings())
    assert "Odd runs at 12.5" in summary.left_out[0].reason
    with pytest.raises(ExportError, match=r"no timeline of 12\.5"):
        fcp7.compose([cut], settings(Fraction(25, 2)))
    assert fcpxml.compose([cut], settings())[1].left_out == []
    assert otio_list.compose([cut], settings())[1].left_out == []


def test_a_film_above_60_has_its_timecode_at_half_its_rate_in_xml():
    film = replace(
        source(rate=Fraction(100), frames=500), clock=film_clock("01:00:10:20", Fraction(100))
    )
    cut = Cut("c", side(film, 0, 200, 100), side(film, 200, 400, 212), "frame", 0.5)
    file = Xml.fromstring(fcp7.compose([cut], settings())[0]).find(".//file")
    assert file.findtext("rate/timebase") == "100"
    told = [file.findtext(f"timecode/{tag}") for tag in ("rate/timebase", "string", "frame")]
    assert told == ["50", "01:00:10:20", "180520"]


def test_rates_above_60_are_held_where_no_timecode_is_needed():
    fast = source("Fast", Fraction(120))
    cut = Cut("c", side(fast, 0, 900, 500), side(fast, 0, 900, 7), flavour="frame", score=0.5)
    chosen = settings(Fraction(120))
    _, pictures, _ = read_fcp7(fcp7.compose([cut], chosen)[0])
    assert frames_of(pictures[0])[1] == 500
    assert frames_of(pictures[1])[0] == 7
    assert fcpxml_clips(fcpxml.compose([cut], chosen)[0])[1][1] == 7
    timeline = otio.adapters.read_from_string(otio_list.compose([cut], chosen)[0], "otio_json")
    assert frames_of(timeline.video_tracks()[0][0])[1] == 500


def test_otio_keeps_everything_we_know_under_our_own_name():
    film = source("Ünïcode & co", reel="A001")
    cut = Cut(
        "c0ffee",
        side(film, 0, 100, 60),
        side(film, 200, 300, 250),
        flavour="motion",
        score=0.25,
        verdict="good",
        note="the hat",
        nudge=Nudge(1.5),
    )
    timeline = otio.adapters.read_from_string(otio_list.compose([cut], settings())[0], "otio_json")
    told = timeline.video_tracks()[0][1].metadata["matchcut"]
    assert told["pair"] == "c0ffee"
    assert (told["side"], told["by"], told["verdict"], told["note"]) == (
        "in",
        "motion",
        "good",
        "the hat",
    )
    assert told["nudge"]["scale"] == 1.5
    clip = timeline.video_tracks()[0][1]
    assert clip.media_reference.target_url.endswith("%C3%9Cn%C3%AFcode%20%26%20co.mov")
    assert clip.media_reference.metadata["matchcut"]["reel"] == "A001"


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_no_name_adds_an_element_or_breaks_a_document(name):
    film = source(name, id="film", reel=name)
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5, note=name)
    plain = Cut(
        "c",
        *(2 * [side(source("x", reel=name and "x"), 0, 9, 5)]),
        flavour="frame",
        score=0.5,
        note="x",
    )
    for compose in (fcp7.compose, fcpxml.compose):
        text, _ = compose([cut], settings(title=name))
        usual, _ = compose([plain], settings())
        text.encode()
        assert [one.tag for one in Xml.fromstring(text).iter()] == [
            one.tag for one in Xml.fromstring(usual).iter()
        ]
    text, _ = otio_list.compose([cut], settings(title=name))
    assert len(otio.adapters.read_from_string(text, "otio_json").video_tracks()[0]) == 2


@quick
@given(any_cuts())
def test_every_list_is_read_by_its_own_parser_whatever_the_cuts(drawn):
    cuts, chosen = drawn
    text, summary = fcp7.compose(cuts, chosen)
    assert len(read_fcp7(text)[1]) == summary.events
    assert summary.events + 2 * len(summary.left_out) == 2 * len(cuts)
    text, summary = fcpxml.compose(cuts, chosen)
    assert len(fcpxml_clips(text)) == summary.events
    text, summary = otio_list.compose(cuts, chosen)
    timeline = otio.adapters.read_from_string(text, "otio_json")
    assert len(timeline.video_tracks()[0]) == summary.events


def clips_in_media(name, text):
    """(start, stop, media's length) of each clip by time on the timeline, in seconds."""
    if name == "xml":
        root = Xml.fromstring(text)
        rate = fcp7_rate(root.find("sequence"))
        for item in root.findall("sequence/media/video/track/clipitem"):
            start, stop, first, last, media = (
                int(item.findtext(tag)) for tag in ("start", "end", "in", "out", "duration")
            )
            film_rate = fcp7_rate(item)
            assert 0 <= first < last <= media
            yield first / film_rate, first / film_rate + (stop - start) / rate, media / film_rate
    elif name == "fcpxml":
        root = Xml.fromstring(text)
        assets = {one.get("id"): one for one in root.findall("resources/asset")}
        for clip in root.find(".//sequence/spine"):
            asset = assets[clip.get("ref")]
            start = seconds(clip.get("start")) - seconds(asset.get("start"))
            yield start, start + seconds(clip.get("duration")), seconds(asset.get("duration"))
    else:
        timeline = otio.adapters.read_from_string(text, "otio_json")
        for clip in timeline.video_tracks()[0]:
            media = clip.media_reference.available_range
            start = (clip.source_range.start_time - media.start_time).to_seconds()
            yield (
                start,
                start + clip.source_range.duration.to_seconds(),
                media.duration.to_seconds(),
            )


def fcp7_rate(element):
    ntsc = element.findtext("rate/ntsc") == "TRUE"
    return Fraction(int(element.findtext("rate/timebase")) * 1000, 1001 if ntsc else 1000)


RATES = sorted({rate for rate, _ in FORMS})


@pytest.mark.parametrize("name", ["xml", "fcpxml", "otio"])
@pytest.mark.parametrize("rate", RATES, ids=str)
@examples(max_examples=50, deadline=None)
@given(film_rate=st.sampled_from(RATES), drawn=st.data())
def test_no_clip_leaves_its_film_at_any_rate(name, rate, film_rate, drawn):
    frames = drawn.draw(st.integers(1, 200), "frames")
    film = source(rate=film_rate, frames=frames)
    # Near the ends of the film, and anywhere.
    near = st.sampled_from([*range(min(frames, 4)), *range(max(0, frames - 6), frames)])
    out, into = (drawn.draw(near | st.integers(0, frames - 1)) for _ in range(2))
    start = drawn.draw(st.integers(0, out))
    cut = Cut("c", side(film, start, frames, out), side(film, 0, frames, into), "frame", 0.5)
    text, summary = EXPORTERS[name].compose([cut], settings(rate))
    clips = list(clips_in_media(name, text))
    assert len(clips) == summary.events == 2 - 2 * len(summary.left_out)
    for first, stop, media in clips:
        assert -1e-6 <= first < stop <= media + 1e-6
    # How much of a film may lie between the frames that a list can say.
    between = film_rate / rate if name == "xml" else 0
    if summary.left_out:
        assert min(frames - into, frames - start) < film_rate / rate + between
    else:
        # The outgoing one ends as near to its end as the grid allows, at the out frame or there.
        ends = clips[0][1] * film_rate
        assert out < ends or frames - max(1, between) < ends
        late = clips[1][0] * film_rate - into
        assert 0 <= late < between if between else late == pytest.approx(0, abs=1e-4)


def test_a_film_of_59_94_that_is_cut_at_its_last_frame_ends_with_its_media_at_25():
    film = source(rate=Fraction(60000, 1001), frames=160)
    cut = Cut("c", side(film, 0, 160, 159), side(film, 100, 160, 100), "frame", 0.5)
    text, _ = EXPORTERS["fcpxml"].compose([cut], settings())
    lengths = [length for _, _, _, length, _ in fcpxml_clips(text)]
    assert lengths == [49, 24]
    # The incoming one is as long as on the grid, which has its in frame up to a frame later.
    for frames, (_, stop, media) in enumerate(clips_in_media("fcpxml", text), start=1):
        assert media - Fraction(frames, 25) < stop <= media
