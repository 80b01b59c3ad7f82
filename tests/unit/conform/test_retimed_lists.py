"""Clips at another speed: the frames that are on screen, or why they can't be told."""

from fractions import Fraction

import opentimelineio as otio
import pytest
from drawn_cuts import source

from matchcut.conform.matching import conform, retimed
from matchcut.conform.reading import edl, fcp7, fcpxml
from matchcut.conform.reading import otio as reading_otio
from matchcut.conform.reading.speed import UnknownSpeedError, frames_shown, line_through
from matchcut.conform.shot_list import shot_list
from matchcut.shots.listed import NEVER
from matchcut.shots.shot import Transition

RATE = Fraction(25)
CHANGES = "its speed changes, so which frames it shows is not known"
NOT_TOLD = "it plays at a speed that the list doesn't tell"


def shown(listed):
    assert not listed.problems
    return [(one.source.start, one.source.stop) for one in listed.events]


def final_cut(*clips, media=""):
    return f"""<fcpxml version="1.10"><resources><format id="r1" frameDuration="1/25s"/>
<asset id="a" name="a" start="43200s" duration="40s" format="r1" src="file:///a.mov"/>{media}
</resources><project name="p"><sequence format="r1" tcStart="0s"><spine>{"".join(clips)}</spine>
</sequence></project></fcpxml>"""


def time_map(*points, interp="smooth2"):
    told = (f'<timept time="{at}s" value="{value}s" interp="{interp}"/>' for at, value in points)
    return f"<timeMap>{''.join(told)}</timeMap>"


def clip(start, duration, time_map):
    return f'<asset-clip ref="a" start="{start}s" duration="{duration}s">{time_map}</asset-clip>'


HALF = time_map((43200, 43200), (43280, 43240))
DOUBLE = time_map((43200, 43200), (43220, 43240))
REVERSE = time_map((43200, 43240), (43240, 43200))
FREEZE = time_map((43200, 43207), (43240, 43207))
RAMP = (43200, 43200), (43210, 43210), (43220, 43230)


@pytest.mark.parametrize(
    ("start", "duration", "told", "frames", "pace"),
    [
        (43210, 4, HALF, (125, 175), 0.5),
        # The last frame on screen is every other one of the film: 498.
        (43206, 4, DOUBLE, (300, 499), 2),
        (43204, 2, REVERSE, (850, 900), -1),
        (43204, 2, FREEZE, (175, 176), 0),
        (43202, 4, time_map(*RAMP, interp="linear"), (50, 150), 1),
        (43211, 4, time_map(*RAMP, interp="linear"), (300, 499), 2),
    ],
)
def test_a_clip_of_final_cut_at_another_speed_shows_what_its_map_says(
    start, duration, told, frames, pace
):
    listed = fcpxml.read(final_cut(clip(start, duration, told)))
    assert shown(listed) == [frames]
    (event,) = listed.events
    assert event.plays_at == pace * RATE
    assert event.retimed


def test_a_film_within_a_clip_of_final_cut_is_shown_at_the_speed_of_the_clip():
    inner = '<video ref="a" offset="10s" start="43210s"/>'
    told = time_map((0, 0), (20, 40))
    assert shown(
        fcpxml.read(final_cut(f'<clip start="6s" duration="4s">{told}{inner}</clip>'))
    ) == [(300, 499)]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (time_map(*RAMP), CHANGES),
        (time_map(*RAMP, interp="linear"), CHANGES),
        (time_map((43200, 43200)), NOT_TOLD),
        (time_map((43200, 43200), (43200, 43210)), NOT_TOLD),
    ],
)
def test_a_clip_whose_speed_can_not_be_followed_is_told_and_keeps_its_place(told, reason):
    text = final_cut(clip(43208, 4, told), clip(43200, 4, ""))
    listed = fcpxml.read(text)
    assert [one.record.start for one in listed.events] == [0, 100]
    (one,), (lost,) = conform(listed.events, [source("a", frames=1000)])
    assert (one.frames.start, lost.reason) == (0, reason)

    # Of a film that was cut from others it is a shot; of a film in pieces it is told.
    made = shot_list(listed, source("film", frames=200))
    assert made.transitions == (Transition(100, 100, "cut"), Transition(200, NEVER, "gap"))
    (problem,) = shot_list(listed, source("a", frames=1000)).problems
    assert problem.reason == reason


def test_pieces_of_a_film_at_double_speed_leave_no_frame_between_them_out():
    text = final_cut(clip(43200, 2, DOUBLE), clip(43202, 2, DOUBLE), clip(43205, 2, DOUBLE))
    assert shot_list(fcpxml.read(text), source("a", frames=1000)).transitions == (
        Transition(100, 100, "cut"),
        Transition(199, 250, "gap"),
        Transition(349, NEVER, "gap"),
    )


@pytest.mark.parametrize(
    ("told", "frames"),
    [(HALF, (12, 38)), (DOUBLE, (50, 149)), (REVERSE, (925, 975)), (FREEZE, (175, 176))],
)
def test_the_part_of_a_retimed_clip_that_a_compound_clip_shows_is_what_is_on_screen(told, frames):
    """Of a clip of three seconds the last two."""
    inner = f'<media id="m"><sequence format="r1"><spine>{clip(43200, 3, told)}</spine>'
    nest = '<ref-clip ref="m" start="1s" duration="2s"/>'
    listed = fcpxml.read(final_cut(nest, media=f"{inner}</sequence></media>"))
    assert shown(listed) == [frames]


def test_a_retimed_clip_after_a_dissolve_begins_as_early_as_it_is_seen():
    dissolve = '<transition offset="3.5s" duration="1s"/>'
    text = final_cut(clip(43200, 4, ""), dissolve, clip(43206, 4, DOUBLE))
    assert shown(fcpxml.read(text))[1] == (275, 499)


PREMIERE = """<xmeml version="4"><sequence><rate><timebase>25</timebase></rate><media><video><track>
<clipitem><rate><timebase>25</timebase></rate><start>0</start><end>50</end><in>{}</in><out>{}</out>
<file id="f"><pathurl>file:///a.mov</pathurl><rate><timebase>25</timebase></rate>
<duration>500</duration></file>{}<filter><effect><effectid>timeremap</effectid>{}</effect></filter>
</clipitem></track></video></media></sequence></xmeml>"""


def speed(percent, reverse="FALSE", variable=0, graph=()):
    keys = "".join(
        f"<keyframe><when>{at}</when><value>{value}</value>{also}</keyframe>"
        for at, value, also in graph
    )
    told = [("variablespeed", variable), ("speed", percent), ("reverse", reverse)]
    said = "".join(
        f"<parameter><parameterid>{name}</parameterid><value>{value}</value></parameter>"
        for name, value in told
    )
    return f"{said}<parameter><parameterid>graphdict</parameterid>{keys}</parameter>"


VIRTUAL = "<speedvirtualkf>TRUE</speedvirtualkf>"


@pytest.mark.parametrize(
    ("asked", "told", "frames"),
    [
        ((100, 150), speed(200), (200, 299)),
        ((100, 150), speed(50), (50, 75)),
        ((100, 150), speed(100, "TRUE"), (350, 400)),
        ((100, 150), speed(-50), (425, 450)),
        ((100, 150), speed(99, graph=[(0, 20, ""), (250, 520, "")]), (220, 319)),
        ((100, 150), speed(99, graph=[(0, 500, ""), (500, 0, "")]), (350, 400)),
        ((100, 150), speed(0, graph=[(0, 70, ""), (500, 70, "")]), (70, 71)),
        # What some write for the in and out is no frame.
        (
            (100, 150),
            speed(
                200,
                graph=[
                    (0, 0, f"{VIRTUAL}<speedkfstart/>"),
                    (100, 0, f"{VIRTUAL}<speedkfin/>"),
                    (150, -1815255671, f"{VIRTUAL}<speedkfout/>"),
                    (250, 500, f"{VIRTUAL}<speedkfend/>"),
                ],
            ),
            (200, 299),
        ),
    ],
)
def test_a_clip_of_premiere_at_another_speed_shows_what_its_filter_says(asked, told, frames):
    assert shown(fcp7.read(PREMIERE.format(*asked, "", told))) == [frames]


def test_a_clip_at_the_speed_of_its_film_is_not_retimed_whatever_else_says_so():
    as_filmed = clip(43204, 2, time_map((43200, 43200), (43240, 43240)))
    premiere = speed(100), speed(50, graph=[(0, 0, ""), (500, 500, "")])
    lists = [fcp7.read(PREMIERE.format(100, 150, "", told)) for told in premiere]
    for listed in (*lists, fcpxml.read(final_cut(as_filmed))):
        assert shown(listed) == [(100, 150)]
        assert not listed.events[0].retimed


def test_a_subclip_of_final_cut_7_in_reverse_ends_where_it_begins():
    subclip = "<subclipinfo><startoffset>100</startoffset><endoffset>150</endoffset></subclipinfo>"
    text = PREMIERE.format(0, 50, subclip, speed(100, "TRUE"))
    assert shown(fcp7.read(text)) == [(300, 350)]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("", NOT_TOLD),
        (speed(0), NOT_TOLD),
        (speed("fast"), NOT_TOLD),
        (speed(120, variable=1), NOT_TOLD),
        (speed(120, variable=1, graph=[(0, 0, ""), (50, 50, ""), (100, 200, "")]), CHANGES),
    ],
)
def test_a_clip_of_premiere_whose_speed_can_not_be_followed_is_told(told, reason):
    listed = fcp7.read(PREMIERE.format(100, 150, "", told))
    _, (lost,) = conform(listed.events, [source("a", frames=500)])
    assert lost.reason == reason


def test_a_clip_of_premiere_in_reverse_from_an_end_that_is_not_told_is_told():
    text = PREMIERE.replace("<duration>500</duration>", "").format(0, 50, "", speed(-100))
    (event,) = fcp7.read(text).events
    assert event.unknown == "it plays in reverse from an end that the list doesn't tell"


def switched_off():
    effect = otio.schema.LinearTimeWarp(time_scalar=2)
    effect.enabled = False
    return effect


def retimed_otio(*effects):
    span = otio.opentime.TimeRange
    time = otio.opentime.RationalTime
    film = otio.schema.ExternalReference("file:///a.mov", span(time(0, 25), time(1000, 25)))
    one = otio.schema.Clip("a", film, span(time(200, 25), time(100, 25)))
    one.effects.extend(effects)
    return reading_otio.read(otio.schema.Track("V", [one]).to_json_string())


@pytest.mark.parametrize(
    ("effects", "frames", "pace"),
    [
        ([otio.schema.LinearTimeWarp(time_scalar=2)], (200, 399), 2),
        ([otio.schema.LinearTimeWarp(time_scalar=0.5)], (200, 250), 0.5),
        ([otio.schema.LinearTimeWarp(time_scalar=-1)], (200, 300), -1),
        ([otio.schema.LinearTimeWarp(time_scalar=-2)], (201, 400), -2),
        ([otio.schema.LinearTimeWarp(time_scalar=2) for _ in range(2)], (200, 597), 4),
        ([otio.schema.FreezeFrame()], (200, 201), 0),
        ([switched_off()], (200, 300), 1),
        ([otio.schema.LinearTimeWarp(time_scalar=1)], (200, 300), 1),
    ],
)
def test_a_clip_of_opentimelineio_at_another_speed_shows_what_its_effects_say(
    effects, frames, pace
):
    listed = retimed_otio(*effects)
    assert shown(listed) == [frames]
    assert listed.events[0].plays_at == pace * RATE
    assert listed.events[0].retimed == (pace != 1)


def test_a_clip_at_another_speed_is_named_once():
    listed = retimed_otio(otio.schema.LinearTimeWarp(time_scalar=2))
    (told,) = retimed(conform(listed.events, [source("a")])[0])
    assert told.startswith("clip 1 (a): it plays at another speed")
    _, (lost,) = conform(listed.events, [])
    assert str(lost) == "clip 1 (a): no film of that name or reel"


def test_a_clip_of_opentimelineio_whose_speed_is_told_otherwise_is_told():
    (event,) = retimed_otio(otio.schema.TimeEffect("ramp")).events
    assert (event.unknown, len(event.record)) == (NOT_TOLD, 100)


EDL = """001  A  V  C  01:00:10:00 {} 01:00:00:00 01:00:04:00
M2   A   {}   01:00:10:00
"""


@pytest.mark.parametrize(
    ("out", "speed", "long"),
    [
        # As Resolve writes it, as if it played at full speed, and as others do.
        ("01:00:14:00", "050.0", 199),
        ("01:00:14:00", "012.5", 50),
        ("01:00:14:00", "008.3", 34),
        ("01:00:14:00", "-025.0", 100),
        ("01:00:18:00", "050.0", 200),
        ("01:00:12:00", "012.5", 50),
        ("01:00:18:00", "-050.0", 200),
        ("01:00:14:00", "000.0", 1),
        ("01:00:10:01", "000.0", 1),
        ("01:00:14:00", "fast", 100),
    ],
)
def test_an_event_of_an_edl_at_another_speed_shows_the_frames_on_screen(out, speed, long):
    (event,) = edl.read(EDL.format(out, speed), RATE).events
    assert event.retimed
    (one,), _ = conform([event], [source("A", start=90_000, frames=1000)])
    assert (one.frames.start, len(one.frames)) == (250, long)


@pytest.mark.parametrize(("out", "retimed"), [("01:00:14:00", False), ("01:00:12:00", True)])
def test_an_event_of_an_edl_at_its_films_own_pace_is_retimed_by_its_length_alone(out, retimed):
    (event,) = edl.read(EDL.format(out, "025.0"), RATE).events
    assert event.retimed == retimed


def test_an_event_of_an_edl_in_reverse_that_does_not_tell_how_far_is_told():
    (event,) = edl.read(EDL.format("01:00:14:00", "-050.0"), RATE).events
    _, (lost,) = conform([event], [source("A", start=90_000, frames=1000)])
    assert lost.reason == "it plays in reverse, and its in and out don't tell how far"


@pytest.mark.parametrize("speed", ["059.9", "060.0"])
@pytest.mark.parametrize("drop", [True, False])
def test_double_speed_in_a_drop_frame_list_is_followed_whatever_the_film_counts(speed, drop):
    """The list counts in colons, so only the film's clock tells where its in and out are."""
    ntsc = Fraction(30000, 1001)
    text = "FCM: DROP FRAME\n" + EDL.format("01:00:14:00", speed)
    film = source("A", ntsc, start=107_892 if drop else 108_000, frames=1000, drop=drop)
    (one,), _ = conform(edl.read(text, ntsc).events, [film])
    assert (one.frames.start, len(one.frames)) == (300, 239)


def test_the_speed_of_each_side_of_a_dissolve_is_its_own():
    text = """001  A  V  C  01:00:10:00 01:00:11:00 01:00:00:00 01:00:01:00
001  B  V  D 012  01:00:10:00 01:00:12:00 01:00:01:00 01:00:03:00
M2   A   050.0   01:00:10:00
M2   B   012.5   01:00:10:00
"""
    assert [len(one.source) for one in edl.read(text, RATE).events] == [49, 25]


def test_a_line_goes_on_straight_at_both_ends_of_its_map():
    points = [(Fraction(10), Fraction(0)), (Fraction(20), Fraction(20))]
    for start, stop in ((0, 5), (12, 15), (30, 40), (0, 40)):
        assert line_through(points, Fraction(start), Fraction(stop)) == (-20, 2)
    with pytest.raises(UnknownSpeedError):
        line_through([*points, (Fraction(30), Fraction(25))], Fraction(15), Fraction(25))


def test_in_reverse_the_frame_on_screen_ends_where_the_film_is():
    assert frames_shown(Fraction(100), Fraction(-1), Fraction(10)) == (90, 99)
    assert frames_shown(Fraction(100), Fraction(-1, 2), Fraction(4)) == (98, 99)
