from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from drawn_cuts import settings, side, source

from matchcut.conform.reading import edl, fcp7, fcpxml, read_events
from matchcut.conform.reading import otio as otio_list
from matchcut.conform.shot_list import shot_list
from matchcut.errors import ListError
from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut
from matchcut.shots.listed import NEVER
from matchcut.shots.shot import Transition

pytestmark = pytest.mark.usefixtures("sound_timelines")

RATE = Fraction(24)
PIECES = """TITLE: scenes
001  AX  V  C  00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: Night
002  AX  V  C  00:00:02:00 00:00:03:12 01:00:02:00 01:00:03:12
* FROM CLIP NAME: Night
003  AX  V  C  00:00:04:00 00:00:05:00 01:00:03:12 01:00:04:12
* FROM CLIP NAME: Night
004  AX  V  C  00:09:00:00 00:09:05:00 01:00:03:12 01:00:04:12
* FROM CLIP NAME: Night
"""
RUSHES = """TITLE: reel 1
001  A001  V  C      10:00:00:00 10:00:02:00 01:00:00:00 01:00:02:00
002  A002  V  C      11:00:00:00 11:00:02:00 01:00:02:00 01:00:04:00
003  A003  V  C      00:00:00:00 00:00:00:00 01:00:04:00 01:00:04:00
003  A004  V  D 012  12:00:00:00 12:00:01:00 01:00:04:00 01:00:05:00
"""


def test_a_list_of_the_films_pieces_gives_its_shots_with_the_gap_between_them():
    cuts = shot_list(edl.read(PIECES, RATE), source("Night", RATE, frames=240))
    assert cuts.transitions == (
        Transition(48, 48, "cut"),
        Transition(84, 96, "gap"),
        Transition(120, NEVER, "gap"),
    )
    assert [str(problem) for problem in cuts.problems] == [
        "line 8, Night: it asks for 00:09:00:00 to 00:09:04:23, "
        "Night has 00:00:00:00 to 00:00:09:23; check its start timecode"
    ]


@pytest.mark.parametrize("film_rate", [Fraction(25), Fraction(30), Fraction(50), Fraction(20)])
def test_pieces_of_a_film_on_a_timeline_of_another_rate_leave_no_frame_out(film_rate):
    """Frame by frame the timeline passes over some of a faster film; they are no dissolve."""
    time, span = otio.opentime.RationalTime, otio.opentime.TimeRange
    rate = int(film_rate)
    media = otio.schema.ExternalReference("file:///Night.mov", span(time(0, rate), time(900, rate)))
    clips = [
        otio.schema.Clip("Night", media.deepcopy(), span(time(seconds * rate, rate), time(48, 24)))
        for seconds in (0, 2, 4, 8)
    ]
    timeline = otio.schema.Timeline("t", tracks=[otio.schema.Track("V", clips)])
    timeline.global_start_time = time(0, 24)
    listed = otio_list.read(timeline.to_json_string())
    cuts = shot_list(listed, source("Night", film_rate, frames=900, path=Path("/Night.mov")))
    first, second, gap, last = cuts.transitions
    assert (first, second) == (
        Transition(2 * rate, 2 * rate, "cut"), Transition(4 * rate, 4 * rate, "cut"),
    )  # fmt: skip
    assert (gap.stop, gap.kind, last.stop) == (8 * rate, "gap", NEVER)
    assert 6 * rate - 2 <= gap.start <= 6 * rate


@pytest.mark.parametrize("name", ["fcpxml", "xml", "otio"])
@pytest.mark.parametrize("film_rate", [Fraction(25), Fraction(50), Fraction(60000, 1001)])
def test_two_pieces_that_were_exported_at_another_rate_meet_in_a_cut(name, film_rate, tmp_path):
    film = source("Night", film_rate, frames=900)
    cut = Cut("c", side(film, 0, 450, 449), side(film, 450, 900, 450), flavour="frame", score=0.5)
    path = tmp_path / f"list.{name}"
    EXPORTERS[name].write([cut], path, settings(RATE))
    first, *_ = shot_list(read_events(path, RATE), film).transitions[1:]
    assert first == Transition(450, 450, "cut")


@pytest.mark.parametrize("start", [0, 86_400])
def test_a_list_of_the_rushes_gives_the_shots_by_the_timeline(start):
    """The film begins with the timeline, whether or not it carries the timeline's timecode."""
    film = source("Reel 1", RATE, frames=120, start=start)
    cuts = shot_list(edl.read(RUSHES, RATE), film)
    assert cuts.transitions == (
        Transition(48, 48, "cut"),
        Transition(96, 108, "gap"),
        Transition(120, NEVER, "gap"),
    )
    assert not cuts.problems


@pytest.mark.parametrize("start", [0, 86_400 * 24 - 72])
def test_a_timeline_that_runs_over_midnight_goes_on_the_next_day(start):
    text = """TITLE: late night
001  A001  V  C  05:00:00:00 05:00:01:00 23:59:57:00 23:59:58:00
002  A002  V  C  05:00:01:00 05:00:03:00 23:59:58:00 00:00:00:00
003  A003  V  C  05:00:06:00 05:00:07:00 00:00:00:00 00:00:01:00
"""
    cuts = shot_list(edl.read(text, RATE), source("Reel 1", RATE, frames=96, start=start))
    assert cuts.transitions == (
        Transition(24, 24, "cut"),
        Transition(72, 72, "cut"),
        Transition(96, NEVER, "gap"),
    )
    assert not cuts.problems


def test_a_drop_frame_timeline_runs_over_midnight_beside_a_film_without_timecode():
    rate = Fraction(30000, 1001)
    text = """TITLE: late night
001  A001  V  C  05:00:00:00 05:00:03:00 23:59:57;00 00:00:00;00
002  A002  V  C  05:00:06:00 05:00:07:00 00:00:00;00 00:00:01;00
"""
    cuts = shot_list(edl.read(text, rate), source("Reel 1", rate, frames=120))
    assert cuts.transitions == (Transition(90, 90, "cut"), Transition(120, NEVER, "gap"))
    assert not cuts.problems


@pytest.mark.parametrize(("frames", "ahead"), [(7200 * 24, 0), (10_860 * 24, 3600 * 24)])
def test_a_film_of_two_hours_without_timecode_begins_with_a_list_from_one_oclock(frames, ahead):
    """Only where the film has room for all of the list do both count from zero."""
    text = """TITLE: feature
001  A001  V  C  05:00:00:00 05:50:00:00 01:00:00:00 01:50:00:00
002  A002  V  C  05:00:00:00 06:10:00:00 01:50:00:00 03:00:00:00
"""
    cuts = shot_list(edl.read(text, RATE), source("Feature", RATE, frames=frames))
    at = ahead + 3000 * 24
    assert Transition(at, at, "cut") in cuts.transitions
    assert not cuts.problems


@pytest.mark.parametrize(("lacking", "ahead"), [(23, 3600 * 24), (24, 0)])
def test_a_film_that_lacks_less_than_the_last_second_of_a_list_counts_from_zero_as_it_does(
    lacking, ahead
):
    text = """TITLE: feature
001  A001  V  C  05:00:00:00 05:50:00:00 01:00:00:00 01:50:00:00
002  A002  V  C  05:00:00:00 06:10:00:00 01:50:00:00 03:00:00:00
"""
    film = source("Feature", RATE, frames=3 * 3600 * 24 - lacking)
    at = ahead + 3000 * 24
    assert Transition(at, at, "cut") in shot_list(edl.read(text, RATE), film).transitions


@pytest.mark.parametrize(("named", "first"), [(1, 48), (2, 72), (3, 72)])
def test_a_list_that_names_a_film_in_half_of_its_events_is_of_the_films_pieces(named, first):
    """Of the timeline's seconds 0-2, 2-4, 4-6 and 6-8, the film's 1-3, 3-5, 5-7."""
    text = "TITLE: half\n"
    for at in range(4):
        name, start = ("Night", 2 * at + 1) if at < named else (f"A00{at}", 50)
        text += f"00{at + 1}  AX  V  C  00:00:{start:02}:00 00:00:{start + 2:02}:00"
        text += f" 01:00:{2 * at:02}:00 01:00:{2 * at + 2:02}:00\n* FROM CLIP NAME: {name}\n"
    cuts = shot_list(edl.read(text, RATE), source("Night", RATE, frames=240)).transitions
    assert next(each.stop for each in cuts if each.start) == first


def test_after_missing_frames_both_kinds_of_list_tell_the_shots_by_time():
    """Of six seconds the second one is missing, and timecode goes on as if it were there."""
    times = tuple((at if at < 24 else at + 24) / 24 for at in range(120))
    pieces = shot_list(edl.read(PIECES, RATE), source("Night", RATE, frames=120, times=times))
    assert pieces.transitions == (
        Transition(24, 24, "cut"),
        Transition(60, 72, "gap"),
        Transition(96, NEVER, "gap"),
    )
    rushes = shot_list(edl.read(RUSHES, RATE), source("Reel 1", RATE, frames=120, times=times))
    assert rushes.transitions == (
        Transition(24, 24, "cut"),
        Transition(72, 84, "gap"),
        Transition(96, NEVER, "gap"),
    )


def test_the_last_piece_of_an_uneven_film_may_end_with_its_last_frame_wherever_that_ends():
    times = (*(at / 24 for at in range(60)), *(at / 24 for at in range(60, 120, 2)))
    text = """001  AX  V  C  00:00:00:00 00:00:02:12 00:00:00:00 00:00:02:12
* FROM CLIP NAME: Phone
002  AX  V  C  00:00:02:12 00:00:05:00 00:00:02:12 00:00:05:00
* FROM CLIP NAME: Phone
"""
    film = source("Phone", Fraction(18), frames=90, times=times)
    cuts = shot_list(edl.read(text, RATE), film)
    assert cuts.transitions == (Transition(60, 60, "cut"), Transition(90, NEVER, "gap"))
    assert not cuts.problems
    (beyond,) = shot_list(edl.read(text.replace("05:00", "05:12"), RATE), film).problems
    assert "it asks for 00:00:02:12 to 00:00:05:11" in str(beyond)


def test_an_xml_timeline_counts_from_its_start():
    text = """<xmeml version="5"><sequence><rate><timebase>24</timebase></rate><media><video><track>
    <clipitem><name>a</name><start>0</start><end>30</end><in>5</in><out>35</out><file id="f">
    <pathurl>file:///rushes/a.mov</pathurl></file></clipitem>
    <clipitem><name>b</name><start>30</start><end>90</end><in>5</in><out>65</out><file id="f"/>
    </clipitem></track></video></media></sequence></xmeml>"""
    cuts = shot_list(fcp7.read(text), source("Reel", RATE, frames=60))
    assert cuts.transitions == (Transition(30, 30, "cut"), Transition(60, NEVER, "gap"))


FCP7_DISSOLVE = """<xmeml version="5"><sequence><rate><timebase>24</timebase></rate><media><video>
<track>
 <clipitem><start>0</start><end>-1</end><in>5</in><out>65</out><file id="f">
  <pathurl>file:///rushes/a.mov</pathurl></file></clipitem>
 <transitionitem><start>48</start><end>60</end></transitionitem>
 <clipitem><start>-1</start><end>96</end><in>5</in><out>53</out><file id="f"/></clipitem>
 <clipitem><enabled>FALSE</enabled><start>96</start><end>106</end><in>5</in><out>15</out>
  <file id="f"/></clipitem>
</track>
<track><enabled>FALSE</enabled>
 <clipitem><start>20</start><end>30</end><in>5</in><out>15</out><file id="f"/></clipitem>
</track></video></media></sequence></xmeml>"""

FCPXML_DISSOLVE = """<fcpxml version="1.10"><resources><format id="r1" frameDuration="1/24s"/>
<asset id="r2" src="file:///rushes/a.mov" start="0s" duration="100s" format="r1"/></resources>
<library><event><project><sequence format="r1" tcStart="3600s"><spine>
 <asset-clip ref="r2" offset="3600s" start="1s" duration="54/24s"/>
 <transition offset="86448/24s" duration="12/24s"/>
 <asset-clip ref="r2" offset="86454/24s" start="5s" duration="42/24s"/>
 <asset-clip ref="r2" offset="86496/24s" start="9s" duration="10/24s" enabled="0"/>
</spine></sequence></project></event></library></fcpxml>"""


def otio_dissolve():
    def frames(start, long):
        return otio.opentime.range_from_start_end_time(
            otio.opentime.RationalTime(start, 24), otio.opentime.RationalTime(start + long, 24)
        )

    def clip(start, long):
        media = otio.schema.ExternalReference("file:///rushes/a.mov", frames(0, 999))
        return otio.schema.Clip("", media, frames(start, long))

    six = otio.opentime.RationalTime(6, 24)
    dissolve = otio.schema.Transition(in_offset=six, out_offset=six)
    picture = otio.schema.Track(children=[clip(24, 54), dissolve, clip(120, 42), clip(216, 10)])
    over = otio.schema.Track(children=[clip(0, 10)])
    picture[-1].enabled = over.enabled = False
    return otio.schema.Timeline(tracks=[picture, over]).to_json_string()


@pytest.mark.parametrize(
    "listed",
    [fcp7.read(FCP7_DISSOLVE), fcpxml.read(FCPXML_DISSOLVE), otio_list.read(otio_dissolve())],
    ids=["fcp7", "fcpxml", "otio"],
)
def test_a_dissolve_belongs_to_no_shot_and_what_is_switched_off_makes_none(listed):
    cuts = shot_list(listed, source("Reel", RATE, frames=120))
    assert cuts.transitions == (Transition(48, 60, "gap"), Transition(96, NEVER, "gap"))
    assert not cuts.problems


def test_a_second_track_cuts_what_it_covers_and_takes_no_shot_away():
    """A sign lies over all of the film but its start, another shot over a part of it."""

    def track(*spans):
        file = "<file id='f'><pathurl>file:///rushes/a.mov</pathurl></file>"
        clips = (
            f"<clipitem><start>{start}</start><end>{end}</end><in>5</in><out>9</out>{file}</clipitem>"
            for start, end in spans
        )
        return f"<track>{''.join(clips)}</track>"

    tracks = track((0, 30), (30, 60), (70, 90)) + track((10, 90)) + track((40, 50))
    text = f"""<xmeml><sequence><rate><timebase>24</timebase></rate><media><video>{tracks}</video>
    </media></sequence></xmeml>"""
    cuts = shot_list(fcp7.read(text), source("Reel", RATE, frames=90))
    assert [cut.start for cut in cuts.transitions] == [10, 30, 40, 50, 60, 70, 90]
    assert not cuts.problems


def test_pieces_that_overlap_are_told_and_the_earlier_one_keeps_its_frames():
    text = PIECES.replace("00:00:02:00 00:00:03:12", "00:00:01:00 00:00:03:12")
    cuts = shot_list(edl.read(text, RATE), source("Night", RATE, frames=240))
    assert cuts.transitions[:2] == (Transition(48, 48, "cut"), Transition(84, 96, "gap"))
    told = [str(problem) for problem in cuts.problems]
    assert told[0] == "line 4: its frames 24 to 47 stay with a shot that begins earlier"
    assert told[1].startswith("line 8, Night: it asks for 00:09:00:00")
    assert [problem.number for problem in cuts.problems] == [4, 8]


def test_an_event_that_goes_on_after_the_films_end_is_told():
    cuts = shot_list(edl.read(RUSHES, RATE), source("Reel 1", RATE, frames=110))
    assert cuts.transitions[-1] == Transition(96, NEVER, "gap")
    assert [str(problem) for problem in cuts.problems] == [
        "line 5: it is cut short at the end of Reel 1",
        "line 5: it has 2 of the 6 frames of a shot",
    ]


def test_the_timeline_of_another_rate_is_refused():
    with pytest.raises(ListError, match="timeline runs at 24 frames a second, Reel 1 at 25"):
        shot_list(edl.read(RUSHES, RATE), source("Reel 1", Fraction(25)))


def test_a_list_outside_the_film_is_refused():
    film = source("Night", RATE, frames=240, start=20 * 86_400)
    with pytest.raises(ListError, match="No event of the list lies in Night"):
        shot_list(edl.read(PIECES, RATE), film)


@pytest.mark.parametrize("rate", [RATE, Fraction(25)])
def test_why_no_piece_lies_in_the_film_is_told(rate):
    """Pieces by timecode, at 24 frames a second."""
    film = source("Night", rate, frames=10)
    told = {
        RATE: "it asks for 00:00:00:00 to 00:00:01:23, Night has 00:00:00:00 to 00:00:00:09; ",
        Fraction(25): "the list counts 24 frames a second, the film 25",
    }[rate]
    with pytest.raises(ListError, match=f"No event of the list lies in Night: {told}"):
        shot_list(edl.read(PIECES, RATE), film)
