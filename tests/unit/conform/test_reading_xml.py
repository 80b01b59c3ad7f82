"""Lists in as XML of Premiere and Final Cut: what is on screen, to the frame."""

import re
from fractions import Fraction

import pytest
from foreign_lists import FINAL_CUT_XML, NTSC_24, PREMIERE_XML

from matchcut.conform.reading import fcp7, fcpxml, read_events
from matchcut.errors import ListError
from matchcut.export.fcp7 import TICKS


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


@pytest.mark.parametrize(
    ("timecode", "start"),
    [
        ("<string>01:00:00:00</string>", 86_400),
        ("<string>01:00:00:00</string><frame>86405</frame>", 86_405),
        ("<string>x</string>", None),
    ],
)
def test_a_list_from_premiere_tells_the_timecode_that_each_film_begins_with(timecode, start):
    text = PREMIERE_XML.replace("<string>01:00:00:00</string>", timecode)
    assert [one.media_start for one in fcp7.read(text).events] == [start, start]


def test_drop_frame_that_a_list_from_premiere_tells_only_beside_its_timecode_is_counted():
    rate = "<rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate>"
    text = PREMIERE_XML.replace("<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>", rate)
    text = text.replace("</string>", "</string><displayformat>DF</displayformat>")
    assert fcp7.read(text).events[0].media_start == 107_892


@pytest.mark.parametrize(("offset", "shown"), [("300", (310, 370)), ("", (10, 70))])
def test_a_subclip_counts_from_its_own_start(offset, shown):
    subclip = f"<subclipinfo><startoffset>{offset}</startoffset></subclipinfo></clipitem>"
    event = fcp7.read(PREMIERE_XML.replace("</clipitem>", subclip, 1)).events[0]
    assert (event.source.start, event.source.stop) == shown


def test_a_multiclip_of_final_cut_7_is_told():
    multiclip = """<clipitem><name>cams</name><in>0</in><out>9</out><start>120</start><end>129</end>
      <multiclip><angle><clip><file id="file-1"/></clip></angle></multiclip></clipitem></track>"""
    listed = fcp7.read(PREMIERE_XML.replace("</track>", multiclip))
    assert str(listed.problems[-1]) == (
        "clip 5 (cams): it is a multiclip, whose angles aren't looked up"
    )


@pytest.mark.parametrize(
    ("ticks", "first", "last"),
    # Frames 40 and 41 begin with frame 20, and half a frame before frame 21, of the sequence.
    [(20 * TICKS // 25, 40, 58), (41 * TICKS // 50, 41, 59), (7 * TICKS, 40, 58)],
    ids=["on the grid", "beside it", "of another clip"],
)
def test_premieres_ticks_tell_frames_between_those_of_the_sequence(ticks, first, last):
    text = f"""<xmeml version="5"><sequence><rate><timebase>25</timebase></rate><media><video>
      <track><clipitem id="a"><rate><timebase>25</timebase></rate>
      <start>0</start><end>10</end><in>20</in><out>30</out><pproTicksIn>{ticks}</pproTicksIn>
      <file id="f"><name>a</name><pathurl>file:///a.mov</pathurl>
      <rate><timebase>50</timebase></rate></file></clipitem></track>
      </video></media></sequence></xmeml>"""
    (event,) = fcp7.read(text).events
    assert (event.source.start, event.source.stop - 1) == (first, last)


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


@pytest.mark.parametrize(
    ("timecode", "start"),
    [
        ("<string>01:00:00:00</string>", 86_400),
        ("<string>01:00:00;00</string><displayformat>DF</displayformat>", 0),
        ("<string>01:00:00:00</string><frame>86410</frame>", 86_410),
        ("<string>?</string>", 0),
    ],
)
def test_a_list_from_premiere_starts_at_the_timecode_of_its_sequence(timecode, start):
    assert fcp7.read(PREMIERE_XML).start == 0  # that of a file is none of the sequence's
    stated = f"<sequence id='sequence-1'><timecode>{timecode}</timecode>"
    text = PREMIERE_XML.replace('<sequence id="sequence-1">', stated)
    listed = fcp7.read(text)
    assert (listed.start, listed.events[0].record.start) == (start, 0)


def test_a_list_from_final_cut_starts_at_the_timecode_of_its_project():
    assert fcpxml.read(FINAL_CUT_XML).start == 0
    text = FINAL_CUT_XML.replace('tcStart="0s"', 'tcStart="86486400/24000s"')
    assert fcpxml.read(text).start == 86_400


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
