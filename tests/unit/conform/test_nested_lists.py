"""Sequences within sequences: their clips stand where the timeline shows them."""

import re
from fractions import Fraction

import opentimelineio as otio
import pytest

from matchcut.conform.reading import events, fcp7, fcpxml, read_events
from matchcut.conform.reading import otio as reading_otio

RATE = "<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate>"


def placed(listed):
    """For each event: its name, its place on the timeline, and what it shows of its film."""
    return [
        (one.name, (one.record.start, one.record.stop), (one.source.start, one.source.stop))
        for one in listed.events
    ]


# Frames 36 to 84 of a sequence that changes from x to y at its frame 60.
SHOWN = [
    ("a", (0, 24), (10, 34)),
    ("x", (24, 48), (41, 65)),
    ("y", (48, 72), (100, 124)),
    ("c", (72, 96), (7, 31)),
]


def clip_item(name, start, end, first, inside=None, also=""):
    inside = inside or f'<file id="{name}"><pathurl>file:///{name}.mov</pathurl>{RATE}</file>'
    return f"""<clipitem id="c-{name}"><name>{name}</name>{RATE}<start>{start}</start>
      <end>{end}</end><in>{first}</in><out>{first + max(1, end - start)}</out>
      {inside}{also}</clipitem>"""


def sequence(name, *items, rate=RATE):
    track = "".join(items)
    return f"""<sequence id="{name}"><name>{name}</name>{rate}
      <media><video><track>{track}</track></video></media></sequence>"""


def premiere(*items):
    return f'<xmeml version="4">{sequence("main", *items)}</xmeml>'


SLOWER = "<filter><effect><effectid>timeremap</effectid></effect></filter>"
INNER = sequence("inner", clip_item("x", 0, 60, 5), clip_item("y", 60, 130, 100))
NEST = clip_item("nest", 24, 72, 36, INNER)
AROUND = clip_item("a", 0, 24, 10), clip_item("c", 72, 96, 7)


def test_a_nested_sequence_of_premiere_is_read_where_it_is_shown():
    listed = fcp7.read(premiere(AROUND[0], NEST, AROUND[1]))
    assert placed(listed) == SHOWN
    assert [one.where for one in listed.events] == [
        "clip 1 (a)",
        "clip 2 (nest), clip 1 (x)",
        "clip 2 (nest), clip 2 (y)",
        "clip 3 (c)",
    ]
    assert not listed.problems


def test_a_nested_sequence_of_premiere_is_described_once_and_nested_deeper():
    again = clip_item("again", 96, 106, 60, '<sequence id="inner"/>')
    deep = sequence("deep", clip_item("deeper", 0, 48, 40, '<sequence id="inner"/>'))
    within = clip_item("within", 106, 116, 12, deep)
    listed = fcp7.read(premiere(*AROUND, NEST, again, within))
    assert placed(listed)[4:] == [
        ("y", (96, 106), (100, 110)),
        ("x", (106, 114), (57, 65)),
        ("y", (114, 116), (100, 102)),
    ]


@pytest.mark.parametrize(
    ("nest", "reason"),
    [
        ((0, '<sequence id="main"/>'), "it is a sequence within itself"),
        ((0, '<sequence id="lost"/>'), "it is a nested sequence without clips"),
        ((200, INNER), "it is a nested sequence without clips"),
        ((-9, INNER), "its in, -9, is not a frame number"),
        ((0, INNER.replace("24<", "25<", 1)), "it is a nested sequence at another rate"),
        ((0, INNER, SLOWER), "it is a nested sequence at another speed"),
    ],
)
def test_what_can_not_be_read_of_a_nested_sequence_is_told(nest, reason):
    listed = fcp7.read(premiere(clip_item("n", 0, 24, *nest), AROUND[1]))
    assert placed(listed) == [SHOWN[3]]
    assert [str(problem) for problem in listed.problems] == [f"clip 1 (n): {reason}"]


def test_a_transition_into_a_nested_sequence_belongs_to_what_is_shown_first():
    over = "<transitionitem><start>12</start><end>24</end></transitionitem>"
    listed = fcp7.read(
        premiere(clip_item("a", 0, -1, 10), over, clip_item("nest", -1, 72, 24, INNER))
    )
    assert placed(listed)[1:] == [("x", (12, 48), (29, 65)), ("y", (48, 72), (100, 124))]
    assert [one.transition for one in listed.events] == [0, 12, 0]


FINAL_CUT = """<fcpxml version="1.10"><resources>
<format id="r1" frameDuration="1/24s"/>
{assets}
<media id="m1"><sequence format="r1" tcStart="3600s"><spine>{inner}</spine></sequence></media>
<media id="m2"><multicam format="r1" tcStart="3600s">
 <mc-angle angleID="other"><asset-clip ref="a" name="a" offset="3600s" duration="9s"/></mc-angle>
 <mc-angle angleID="one">{inner}</mc-angle></multicam></media>
</resources><library><event><project name="p"><sequence format="r1" tcStart="0s"><spine>
<asset-clip ref="a" name="a" offset="0s" start="10/24s" duration="1s"/>
{nest}
<asset-clip ref="c" name="c" offset="3s" start="7/24s" duration="1s"/>
</spine></sequence></project></event></library></fcpxml>"""
COMPOUND = '<ref-clip ref="m1" name="n" offset="1s" start="86436/24s" duration="2s"/>'
MULTICAM = """<mc-clip ref="m2" name="n" offset="1s" start="86436/24s" duration="2s">
 <mc-source angleID="other" srcEnable="audio"/>
 <mc-source angleID="one" srcEnable="video"/></mc-clip>"""


INNER_CLIPS = """<asset-clip ref="x" name="x" offset="3600s" start="5/24s" duration="60/24s"/>
 <asset-clip ref="y" name="y" offset="86460/24s" start="100/24s" duration="70/24s"/>"""


def final_cut(nest):
    assets = "".join(
        f'<asset id="{name}" src="file:///{name}.mov" start="0s" format="r1"/>' for name in "acxy"
    )
    return FINAL_CUT.format(assets=assets, inner=INNER_CLIPS, nest=nest)


@pytest.mark.parametrize("offsets", [("3600s", "86460/24s"), ("0s", "60/24s")])
@pytest.mark.parametrize("nest", [COMPOUND, MULTICAM])
def test_compound_and_multicam_clips_of_final_cut_are_read_where_they_are_shown(nest, offsets):
    text = final_cut(nest)
    for told, offset in zip(("3600s", "86460/24s"), offsets, strict=True):
        text = text.replace(f'offset="{told}"', f'offset="{offset}"')
    listed = fcpxml.read(text)
    assert placed(listed) == SHOWN
    assert listed.events[1].where == "clip 2 (n), clip 1 (x)"
    assert not listed.problems


@pytest.mark.parametrize("around", ["<spine>{}</spine><note/>", '<note/>{}<audio lane="-1"/>'])
def test_a_synchronized_clip_of_final_cut_is_read_where_it_is_shown(around):
    nest = f"""<sync-clip name="n" offset="1s" start="86436/24s" duration="2s">
      {around.format(INNER_CLIPS)}<sync-source/></sync-clip>"""
    listed = fcpxml.read(final_cut(nest))
    assert placed(listed) == SHOWN
    assert listed.events[1].where == "clip 2 (n), clip 1 (x)"
    assert not listed.problems


@pytest.mark.parametrize("lane", ["1", "-1"])
@pytest.mark.parametrize("begins", ["3600s", "0s"])
def test_a_connected_storyline_of_final_cut_is_read_where_it_is_shown(begins, lane):
    inner = INNER_CLIPS.replace("3600s", begins).replace(' offset="86460/24s"', "")
    nest = f"""<gap offset="1s" start="7s" duration="2s">
      <spine lane="{lane}" offset="180/24s">{inner}</spine></gap>"""
    listed = fcpxml.read(final_cut(nest))
    assert placed(listed) == [
        SHOWN[0],
        ("x", (36, 96), (5, 65)),
        ("y", (96, 166), (100, 170)),
        SHOWN[3],
    ]
    assert listed.events[1].where == "clip 2, clip 1 (x)"
    assert not listed.problems


def test_a_connected_storyline_of_titles_or_of_storylines_is_passed_over():
    nest = '<gap offset="1s" duration="2s"><spine lane="1" offset="0s">{}</spine></gap>'
    for inner in ('<title offset="0s" duration="1s"/>', "<spine>" * 3000 + "</spine>" * 3000):
        listed = fcpxml.read(final_cut(nest.format(inner)))
        assert placed(listed) == [SHOWN[0], SHOWN[3]]
        assert not listed.problems


def test_an_audition_of_final_cut_is_the_clip_that_it_shows():
    x = '<asset-clip ref="x" name="x" start="41/24s" duration="1s"/>'
    y = '<audition><asset-clip ref="y" name="y" start="100/24s" duration="1s"/>{}</audition>'
    nest = f"""<audition offset="1s">{x}{y.format("")}</audition>
      <audition offset="2s">{y.format(x)}{x}</audition>"""
    listed = fcpxml.read(final_cut(nest))
    assert placed(listed) == SHOWN
    assert not listed.problems
    (problem,) = fcpxml.read(final_cut("<audition/>")).problems
    assert str(problem) == "clip 2: it refers to no film"


def test_an_audition_over_a_clip_is_placed_by_it():
    over = """<gap offset="1s" start="7s" duration="2s"><audition lane="1" offset="8s">
      <asset-clip ref="y" name="y" start="100/24s" duration="1s"/></audition></gap>"""
    assert placed(fcpxml.read(final_cut(over)))[1] == ("y", (48, 72), (100, 124))


def test_the_part_that_is_seen_of_a_conformed_film_is_told_frame_for_frame():
    text = """<fcpxml><resources><format id="r1" frameDuration="1/25s"/>
    <format id="r2" frameDuration="1/24s"/><asset id="x" src="file:///x.mov" format="r2"/>
    <media id="m"><sequence format="r1"><spine><asset-clip ref="x" name="x" start="10s"
    duration="8s"><conform-rate srcFrameRate="24"/></asset-clip></spine></sequence></media>
    </resources><project><sequence format="r1"><spine><ref-clip ref="m" name="n" start="4s"
    duration="2s"/></spine></sequence></project></fcpxml>"""
    assert placed(fcpxml.read(text)) == [("x", (0, 50), (340, 390))]


def test_a_compound_clip_is_trimmed_behind_a_dissolve_and_shows_the_frames_that_it_had_there():
    """The clip y begins to be seen 12 frames before its own start, and the outer clip 12 after."""
    dissolve = '<transition offset="86448/24s" duration="1s"/><asset-clip ref="y"'
    text = final_cut(COMPOUND).replace('<asset-clip ref="y"', dissolve)
    assert placed(fcpxml.read(text)) == [
        SHOWN[0],
        ("x", (24, 36), (41, 53)),
        ("y", (36, 72), (88, 124)),
        SHOWN[3],
    ]
    text = text.replace('start="86436/24s"', 'start="86472/24s"')
    assert placed(fcpxml.read(text))[1] == ("y", (24, 72), (112, 160))


@pytest.mark.parametrize(
    ("nest", "reason"),
    [
        (COMPOUND.replace("m1", "m7"), "a compound clip that the list doesn't describe"),
        (MULTICAM.replace('"one"', '"none"'), "a multicam clip that the list doesn't describe"),
        (COMPOUND.replace("86436", "99936"), "a compound clip without clips"),
        (COMPOUND.replace("/>", "><timeMap/></ref-clip>"), "a compound clip at another speed"),
    ],
)
def test_what_can_not_be_read_of_a_compound_clip_is_told(nest, reason):
    listed = fcpxml.read(final_cut(nest))
    assert placed(listed) == [SHOWN[0], SHOWN[3]]
    assert [str(problem) for problem in listed.problems] == [f"clip 2 (n): it is {reason}"]


def test_a_compound_clip_that_holds_itself_is_told():
    text = final_cut(COMPOUND).replace("<spine>", f"<spine>{COMPOUND}", 1)
    (problem,) = fcpxml.read(text).problems
    assert str(problem) == "clip 2 (n), clip 1 (n): it is a compound clip within itself"


def test_what_a_list_of_premiere_gives_no_id_is_what_stands_there():
    listed = fcp7.read(re.sub(' id="[^"]*"', "", premiere(AROUND[0], NEST, AROUND[1])))
    assert placed(listed) == SHOWN
    assert [one.path for one in listed.events] == ["/a.mov", "/x.mov", "/y.mov", "/c.mov"]
    assert not listed.problems


def test_of_several_timelines_in_a_file_the_first_is_read_and_the_others_are_told():
    bin_ = "".join([sequence("second", AROUND[0]), sequence("kept", NEST), INNER])
    named = clip_item("nest", 24, 72, 36, '<sequence id="inner"/>')
    main = sequence("main", AROUND[0], named, AROUND[1])
    listed = fcp7.read(
        f'<xmeml version="4"><project><children>{main}{bin_}</children></project></xmeml>'
    )
    assert placed(listed) == SHOWN
    assert [str(one) for one in listed.problems] == [
        "the list: only its first timeline, main, is read, not second, kept"
    ]

    unnamed = sequence("", clip_item("nest", 24, 72, 36, sequence("inner"))).replace(' id=""', "")
    text = main.replace(' id="main"', "") + unnamed + unnamed
    (problem,) = fcp7.read(f"<xmeml>{text}{INNER}</xmeml>").problems
    assert str(problem).endswith("main, is read, not one without a name, one without a name")

    text = FINAL_CUT.format(assets="", inner="", nest="")
    another = '<project name="q"><sequence format="r1"><spine/></sequence></project></event>'
    (problem,) = fcpxml.read(text.replace("</event>", another)).problems[-1:]
    assert str(problem) == "the list: only its first timeline, p, is read, not q"


def otio_clip(name, first, long):
    def span(start, duration):
        times = (otio.opentime.RationalTime(value, 24) for value in (start, duration))
        return otio.opentime.TimeRange(*times)

    reference = otio.schema.ExternalReference(f"file:///{name}.mov", span(0, 500))
    return otio.schema.Clip(name, reference, span(first, long))


def test_of_a_collection_of_opentimelineio_the_first_timeline_is_read_and_the_others_are_told():
    def timeline(name):
        return otio.schema.Timeline(name, tracks=[otio.schema.Track("V", [otio_clip(name, 5, 60)])])

    bin_ = otio.schema.SerializableCollection("bin", [otio_clip("loose", 0, 9), timeline("a")])
    both = otio.schema.SerializableCollection("both", [bin_, timeline("b"), timeline("")])
    listed = reading_otio.read(both.to_json_string())
    assert placed(listed) == [("a", (0, 60), (5, 65))]
    assert [str(one) for one in listed.problems] == [
        "the list: only its first timeline, a, is read, not b, one without a name"
    ]
    empty = reading_otio.read(otio.schema.SerializableCollection("none").to_json_string())
    assert [str(one) for one in empty.problems] == ["the list: it holds no timeline"]


def test_a_track_or_a_stack_of_opentimelineio_is_a_timeline_of_its_own():
    track = otio.schema.Track("V", [otio_clip("x", 5, 60), otio_clip("y", 100, 70)])
    alone = reading_otio.read(track.to_json_string())
    assert placed(alone) == [("x", (0, 60), (5, 65)), ("y", (60, 130), (100, 170))]
    assert reading_otio.read(otio.schema.Stack("s", [track]).to_json_string()) == alone


def test_a_nested_stack_of_opentimelineio_is_read_where_it_is_shown(tmp_path):
    inner = otio.schema.Track("V", [otio_clip("x", 5, 60), otio_clip("y", 100, 70)])
    music = otio.schema.Track("A", [otio_clip("m", 0, 90)], kind=otio.schema.TrackKind.Audio)
    shown = otio_clip("", 36, 48).source_range
    nest = otio.schema.Stack("nest", [inner, music], shown)
    track = otio.schema.Track("V", [otio_clip("a", 10, 24), nest, otio_clip("c", 7, 24)])
    path = tmp_path / "cuts.otio"
    path.write_text(otio.schema.Timeline("cuts", tracks=[track]).to_json_string())
    listed = read_events(path, Fraction(25))
    assert placed(listed) == SHOWN
    assert listed.events[1].where == "clip 2 (nest), clip 1 (x)"
    assert not listed.problems


def test_a_nested_stack_is_trimmed_behind_a_dissolve_and_shows_the_frames_that_it_had_there():
    half = otio.opentime.RationalTime(12, 24)
    dissolve = otio.schema.Transition(in_offset=half, out_offset=half)
    inner = otio.schema.Track("V", [otio_clip("x", 5, 60), dissolve, otio_clip("y", 100, 70)])
    nest = otio.schema.Stack("nest", [inner], otio_clip("", 72, 48).source_range)
    text = otio.schema.Track("V", [nest]).to_json_string()
    assert placed(reading_otio.read(text)) == [("y", (0, 48), (112, 160))]


def test_a_dissolve_into_a_nested_stack_shows_what_stands_before_its_own_start():
    half = otio.opentime.RationalTime(12, 24)
    inner = otio.schema.Track("V", [otio_clip("x", 5, 60)])
    nest = otio.schema.Stack("nest", [inner], otio_clip("", 20, 24).source_range)
    track = [otio_clip("a", 10, 24), otio.schema.Transition(in_offset=half, out_offset=half), nest]
    listed = reading_otio.read(otio.schema.Track("V", track).to_json_string())
    assert placed(listed) == [("a", (0, 12), (10, 34)), ("x", (12, 48), (13, 49))]


@pytest.mark.parametrize(("first", "shown"), [(30, (18, 54)), (5, (0, 29))])
def test_a_clip_after_a_dissolve_of_opentimelineio_begins_as_early_as_it_is_seen(first, shown):
    half = otio.opentime.RationalTime(12, 24)
    dissolve = otio.schema.Transition(in_offset=half, out_offset=half)
    track = otio.schema.Track("V", [otio_clip("a", 10, 24), dissolve, otio_clip("b", first, 24)])
    assert placed(reading_otio.read(track.to_json_string()))[1] == ("b", (12, 48), shown)


def premiere_doubling(sequences, times=2):
    """Each sequence shows the next one twice, the last one a clip of one frame."""
    last = sequence("s0", clip_item("x", 0, 1, 0))
    others = [
        sequence(
            f"s{n}",
            *(
                clip_item(f"n{n}", at, at + 1, 0, f'<sequence id="s{n - 1}"/>')
                for at in range(times)
            ),
        )
        for n in range(1, sequences)
    ]
    nest = clip_item("nest", 0, 1, 0, f'<sequence id="s{sequences - 1}"/>')
    main = sequence("main", nest, clip_item("c", 1, 25, 7))
    return f'<xmeml version="4">{main}{last}{"".join(others)}</xmeml>'


def final_cut_doubling(sequences, times=2):
    clip = '<asset-clip ref="x" name="x" offset="0s" start="0s" duration="1s"/>'
    media = [f'<media id="s0"><sequence><spine>{clip}</spine></sequence></media>']
    for n in range(1, sequences):
        spine = "".join(
            f'<ref-clip ref="s{n - 1}" name="n{n}" offset="{at}s" duration="1s"/>'
            for at in range(times)
        )
        media.append(f'<media id="s{n}"><sequence><spine>{spine}</spine></sequence></media>')
    return f"""<fcpxml version="1.10"><resources><format id="r1" frameDuration="1/24s"/>
<asset id="x" name="x" format="r1" src="file:///x.mov"/>{"".join(media)}</resources>
<project name="p"><sequence format="r1"><spine>
<ref-clip ref="s{sequences - 1}" name="nest" offset="0s" duration="1s"/>
<asset-clip ref="x" name="c" offset="1s" start="0s" duration="1s"/>
</spine></sequence></project></fcpxml>"""


DOUBLING = [(fcp7, premiere_doubling), (fcpxml, final_cut_doubling)]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("reader", "doubling"), DOUBLING)
def test_sequences_that_show_each_other_again_and_again_are_told_and_the_rest_is_read(
    monkeypatch, reader, doubling
):
    monkeypatch.setattr(events, "MAX_NESTED_CLIPS", 1000)
    listed = reader.read(doubling(30))
    assert [one.name for one in listed.events] == ["c"]
    assert [str(one) for one in listed.problems] == [
        "clip 1 (nest): the list has more than 1,000 nested clips"
    ]


@pytest.mark.parametrize(("reader", "doubling"), DOUBLING)
def test_sequences_in_each_other_are_told_from_a_depth_that_no_editor_goes_to(reader, doubling):
    listed = reader.read(doubling(400, times=1))
    assert [one.name for one in listed.events] == ["c"]
    (problem,) = listed.problems
    assert problem.where.startswith("clip 1 (nest), clip 1 (n399), ")
    assert problem.reason == "it is nested in more than 32 sequences"


def test_stacks_in_each_other_are_told_from_a_depth_that_no_editor_goes_to():
    inner = otio.schema.Track("V", [otio_clip("x", 0, 24)])
    for _ in range(40):
        inner = otio.schema.Track("V", [otio.schema.Stack("nest", [inner])])
    inner.append(otio_clip("c", 7, 24))
    timeline = otio.schema.Timeline("t", tracks=[inner])
    listed = reading_otio.read(timeline.to_json_string())
    assert [one.name for one in listed.events] == ["c"]
    (problem,) = listed.problems
    assert problem.reason == "it is nested in more than 32 sequences"


@pytest.mark.timeout(60)
def test_what_is_left_out_of_a_sequence_shown_again_and_again_is_not_looked_at_for_ever(
    monkeypatch,
):
    monkeypatch.setattr(events, "MAX_NESTED_CLIPS", 10_000)
    off = "<clipitem><enabled>FALSE</enabled></clipitem>" * 4000
    many = "".join(clip_item("n", at, at + 1, 0, '<sequence id="off"/>') for at in range(4000))
    listed = fcp7.read(f"<xmeml>{sequence('main', many)}{sequence('off', off)}</xmeml>")
    assert listed.problems[-1].reason == "the list has more than 10,000 nested clips"

    many = "".join(f'<ref-clip ref="off" offset="{at}s" duration="1s"/>' for at in range(4000))
    off = f'<media id="off"><sequence><spine>{"<gap/>" * 4000}</spine></sequence></media>'
    project = f"<project><sequence><spine>{many}</spine></sequence></project>"
    listed = fcpxml.read(f"<fcpxml><resources>{off}</resources>{project}</fcpxml>")
    assert listed.problems[-1].reason == "the list has more than 10,000 nested clips"


@pytest.mark.timeout(60)
def test_thousands_of_sequences_in_each_other_are_looked_through_once():
    around, of = "<sequence>" * 20_000, "</sequence>" * 20_000
    listed = fcp7.read(f"<xmeml>{around}{of}{sequence('kept', NEST)}</xmeml>")
    assert [problem.reason[-14:] for problem in listed.problems] == ["read, not kept"]
