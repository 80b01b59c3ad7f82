from fractions import Fraction
from time import process_time

import pytest
from drawn_cuts import EVIL_NAMES, FORM_NAMES, FORMS, any_cuts, random_cuts, settings, side, source
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from matchcut.conform.matching import conform
from matchcut.conform.reading import edl, read_events
from matchcut.errors import ListError
from matchcut.export import edl as edl_out
from matchcut.export.cut import Cut
from matchcut.export.remarks import CutSide
from matchcut.timing import FrameRange, timecode_count

FILM = Fraction(24)
NTSC_30 = Fraction(30000, 1001)

RESOLVE = """TITLE: Timeline 1
FCM: NON-DROP FRAME

001  AX       V     C        00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: sintel trailer.mp4

002  A001_C002_0101AB V     C        10:00:00:05 10:00:01:05 01:00:02:00 01:00:03:00
* FROM CLIP NAME: A001_C002.mov
* SOURCE FILE: /Volumes/RAID/A001_C002.mov

003  BL       V     C        00:00:00:00 00:00:01:00 01:00:03:00 01:00:04:00

004  AX       V     C        00:00:20:00 00:00:20:00 01:00:04:00 01:00:04:00
004  AX       V     D    024 00:00:30:00 00:00:32:00 01:00:04:00 01:00:06:00
* FROM CLIP NAME: first.mov
* TO CLIP NAME: second.mov
"""

PREMIERE = (
    "TITLE: Sequence 01\r\nFCM: DROP FRAME\r\n\r\n"
    "001  AX       V     C        00:59:58;00 01:00:00;00 00:00:00;00 00:00:02;00\r\n"
    "* FROM CLIP NAME: interview.mov\r\n\r\n"
    "002  AX       AA    C        00:59:58;00 01:00:00;00 00:00:00;00 00:00:02;00\r\n"
    "* FROM CLIP NAME: interview.mov\r\n\r\n"
    "003  AX       V     C        00:00:10:00 00:00:11:00 00:00:02;00 00:00:03;00\r\n"
    "M2   AX       059.9                00:00:10:00\r\n"
    "* FROM CLIP NAME: non-drop.mov\r\n"
)

AVID = """TITLE:   CUTS_V1
FCM: NON-DROP FRAME
001  A004C003 V     C        14:03:11:07 14:03:13:07 01:00:00:00 01:00:02:00
* FROM CLIP NAME:  4B-3
* SOURCE FILE: A004C003_150203_R1AB
* LOC: 01:00:01:00 RED     check this
EFFECTS NAME IS FLOP
AUD  3    4
002  A004C003 B     W001 012 14:04:00:00 14:04:01:00 01:00:02:00 01:00:03:00
>>> SOURCE A004C003 A004C003_150203 060A2B34
"""


def names(listed):
    return [event.name for event in listed.events]


def test_a_list_from_resolve_is_read_with_its_dissolve_and_without_its_black():
    listed = edl.read(RESOLVE, FILM)
    assert not listed.problems
    assert names(listed) == ["sintel trailer.mp4", "A001_C002.mov", "second.mov"]
    first, second, dissolve = listed.events
    assert (first.reel, first.source.start, len(first.source)) == ("", 240, 48)
    assert (second.reel, second.path) == ("A001_C002_0101AB", "/Volumes/RAID/A001_C002.mov")
    assert second.source.start == 864_005
    assert (dissolve.transition, dissolve.where) == (24, "line 14")


@pytest.mark.parametrize("words", ["* FROM CLIP NAME:", "*CLIP NAME:", "*  Clip Name :"])
def test_a_film_is_named_in_several_ways(words):
    event = "001  AX  V  C  00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00"
    assert names(edl.read(f"{event}\n{words} Night.mov\n", FILM)) == ["Night.mov"]


def test_a_list_from_premiere_mixes_drop_and_non_drop_and_changes_speed():
    listed = edl.read(PREMIERE, NTSC_30)
    assert names(listed) == ["interview.mov", "non-drop.mov"]
    drop, other = listed.events
    assert drop.source.start == timecode_count("00:59:58;00", NTSC_30, drop=True)
    assert other.source.start == 300
    assert other.retimed
    assert not drop.retimed


def test_a_list_from_avid_names_its_tapes_whatever_its_comments_say():
    listed = edl.read(AVID, FILM)
    tape, wipe = listed.events
    assert (tape.reel, tape.name, tape.path) == ("A004C003", "4B-3", "A004C003_150203_R1AB")
    assert tape.cut_side is None
    assert wipe.transition == 12
    assert not listed.problems


def test_drop_frame_is_believed_from_its_line_where_no_semicolon_is_used():
    text = "FCM: DROP FRAME\n001  A  V  C  01:00:00:02 01:00:01:02 01:00:00:02 01:00:01:02\n"
    (event,) = edl.read(text, NTSC_30).events
    assert event.source.start == 107_894
    (event,) = edl.read(text.replace("DROP", "NON DROP"), NTSC_30).events
    assert event.source.start == 108_002


COLONS = "FCM: DROP FRAME\n001  A  V  C  {} 01:00:00:02 01:00:02:02\n"


@pytest.mark.parametrize("declared", ["FCM: DROP FRAME\n", "FCM: NON-DROP FRAME\n", ""])
@pytest.mark.parametrize(
    ("drop", "codes", "shown"),
    [
        (False, "00:10:00:00 00:10:02:00", (18_000, 18_060)),
        (True, "00:10:00:00 00:10:02:00", (17_982, 18_042)),
        (False, "00:01:00:00 00:01:02:00", (1800, 1860)),
        (False, "00:00:59:00 00:01:01:00", (1770, 1830)),
        (True, "00:00:59:00 00:01:01:02", (1770, 1830)),
    ],
)
def test_in_a_list_of_colons_a_source_is_counted_by_its_films_clock(declared, drop, codes, shown):
    listed = edl.read(COLONS.replace("FCM: DROP FRAME\n", declared).format(codes), NTSC_30)
    (matched,), _ = conform(listed.events, [source("A", NTSC_30, drop=drop)])
    assert (matched.frames.start, matched.frames.stop) == shown
    assert not matched.event.retimed


def test_in_a_list_of_colons_each_source_is_counted_by_the_clock_of_its_own_film():
    line = "  V  C  01:00:06:10 01:00:08:10 01:00:00:00 01:00:02:00\n"
    listed = edl.read(f"FCM: NON-DROP FRAME\n001  A{line}002  B{line}", NTSC_30)
    long = 200_000
    films = [source("A", NTSC_30, drop=True, frames=long), source("B", NTSC_30, frames=long)]
    matched, _ = conform(listed.events, films)
    assert [one.frames.start for one in matched] == [108_082, 108_190]
    # Where one has semicolons, colons are no drop-frame.
    listed = edl.read(f"001  A{line}002  B{line.replace(':10', ';10')}", NTSC_30)
    matched, _ = conform(listed.events, films[::-1])
    assert [one.event.codes for one in matched] == [None, None]
    assert [one.frames.start for one in matched] == [108_190, 108_082]


def test_a_source_in_colons_that_a_drop_frame_film_does_not_have_is_told():
    listed = edl.read(COLONS.format("00:01:00:00 00:01:02:00"), NTSC_30)
    _, (unmatched,) = conform(listed.events, [source("A", NTSC_30, drop=True)])
    assert str(unmatched) == "line 2, A: Drop-frame timecode has no 00:01:00;00"


def test_a_source_in_colons_of_another_length_than_its_record_is_retimed():
    listed = edl.read(COLONS.format("00:10:00:00 00:10:01:00"), NTSC_30)
    (matched,), _ = conform(listed.events, [source("A", NTSC_30)])
    assert matched.event.retimed


@pytest.mark.parametrize("begins", ["", "* "])
def test_a_reel_that_final_cut_replaced_is_read_as_it_was(begins):
    event = "  V  C  00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\n"
    text = f"""001  TAPE1FOR{event}
{begins}FINAL CUT PRO REEL: TAPE1 for all REPLACED BY: TAPE1FOR
002  OTHER{event}FINAL CUT PRO REEL: TAPE1 REPLACED BY: TAPE1FOR
003  AX{event}FINAL CUT PRO REEL: TAPE1
"""
    reels = [one.reel for one in edl.read(text, FILM).events]
    assert reels == ["TAPE1 for all", "OTHER", ""]


def test_a_problem_ends_without_a_stop_of_its_own():
    text = "001  A  V  C  00:00:01;00 00:00:02;00 01:01:00;00 01:01:01;00\n"
    (problem,) = edl.read(text, NTSC_30).problems
    assert str(problem) == "line 1: Drop-frame timecode has no 01:01:00;00"


def test_a_semicolon_in_a_title_or_a_reel_says_nothing_about_drop_frame():
    text = "FCM: DROP FRAME\n001  A;1  V  C  01:00:00:02 01:00:01:02 01:00:00:02 01:00:01:02\n"
    (event,) = edl.read("TITLE: Reel 1; v2\n" + text, NTSC_30).events
    assert event.source.start == 107_894


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text.replace("  ", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text.replace("\n", "   \n"),
        lambda text: text.replace("     C        ", " C "),
    ],
    ids=["small letters", "tabs", "CRLF", "CR", "blank lines and blanks", "narrow"],
)
def test_the_layout_of_a_list_does_not_matter(change):
    listed = edl.read(change(RESOLVE), FILM)
    assert not listed.problems
    assert [event.source for event in listed.events] == [
        event.source for event in edl.read(RESOLVE, FILM).events
    ]
    assert [name.lower() for name in names(listed)] == [
        name.lower() for name in names(edl.read(RESOLVE, FILM))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_list_is_read_in_every_encoding_that_editing_systems_have_used(encoding, tmp_path):
    path = tmp_path / "list.edl"
    path.write_bytes(RESOLVE.replace("sintel", "Größe").encode(encoding))
    assert read_events(path, FILM).events[0].name == "Größe trailer.mp4"


def test_a_list_from_windows_keeps_the_quotes_and_dashes_of_names(tmp_path):
    path = tmp_path / "list.edl"
    path.write_bytes(RESOLVE.replace("sintel", "L’été – prise 1").encode("cp1252"))
    assert read_events(path, FILM).events[0].name == "L’été – prise 1 trailer.mp4"


def test_wrong_lines_are_named_with_number_and_reason_and_the_rest_is_read():
    text = (
        "TITLE: x\n"
        "001  A  V  C  00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\n"
        "002  A  V  C  00:00:01:24 00:00:02:00 01:00:01:00 01:00:02:00\n"
        "003  A  V  C  00:00:05:00 00:00:04:00 01:00:01:00 01:00:02:00\n"
        "004  A  V  C  00:00:05:00\n"
        "005  A  V  C  00:00:03:00 00:00:04:00 01:00:01:00 01:00:02:00\n"
    )
    listed = edl.read(text, FILM)
    assert [event.source.start for event in listed.events] == [24, 72]
    assert [problem.where for problem in listed.problems] == ["line 3", "line 4", "line 5"]
    assert "no timecode 00:00:01:24 at 24" in listed.problems[0].reason
    assert "before it begins" in listed.problems[1].reason


@pytest.mark.parametrize("channels", ["V2", "V1", "VA1", "A2/V3"])
def test_an_event_of_an_upper_track_is_read_as_those_of_the_first(channels):
    text = (
        "001  A001  V  C  00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\n"
        f"002  B001  {channels}  C  00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\n"
    )
    listed = edl.read(text, Fraction(24))
    assert [one.reel for one in listed.events] == ["A001", "B001"]
    assert not listed.problems


def test_a_key_is_read_with_its_background():
    span = "00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00"
    text = f"001  A1  V  K B      {span}\n001  A2  V  K    012  {span}\n"
    listed = edl.read(text, FILM)
    assert [event.reel for event in listed.events] == ["A1", "A2"]
    assert not listed.problems


def test_what_is_said_of_an_event_in_several_lines_is_said_of_its_picture():
    """Split edits give picture and sound one number, and some systems number nothing anew."""
    span = "00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00"
    text = f"""001  AX  A   C  {span}
001  AX  V   C  {span}
* FROM CLIP NAME: one.mov
002  AX  V   C  {span}
002  AX  A2  C  {span}
* FROM CLIP NAME: two.mov
* SOURCE FILE: /films/two.mov
* COMMENT: look
* COMMENT: MATCHCUT c7 IN FRAME 12
002  AX  V   C  {span}
* FROM CLIP NAME: three.mov
003  AX  A   C  {span}
* FROM CLIP NAME: music.wav
"""
    listed = edl.read(text, FILM)
    assert names(listed) == ["one.mov", "two.mov", "three.mov"]
    assert [event.path for event in listed.events] == ["", "/films/two.mov", ""]
    assert [event.cut_side for event in listed.events] == [None, CutSide("c7", True), None]


def test_what_is_said_of_an_event_that_can_not_be_read_is_not_said_of_the_one_before():
    text = """001  AX  V  C  00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00
* FROM CLIP NAME: one.mov
002  AX  V  C  00:00:01:00 00:00:02:00
* FROM CLIP NAME: two.mov
"""
    listed = edl.read(text, FILM)
    assert names(listed) == ["one.mov"]
    assert [problem.where for problem in listed.problems] == ["line 3"]


def test_an_event_may_run_over_midnight():
    text = "001  A  V  C  23:59:59:00 00:00:01:00 01:00:00:00 01:00:02:00\n"
    (event,) = edl.read(text, FILM).events
    assert len(event.source) == 48


@pytest.mark.parametrize("midnight", ["24:00:00:00", "00:00:00:00"])
def test_an_event_may_end_at_midnight(midnight):
    line = f"001 TAPE V C 23:59:59:00 {midnight} 23:59:59:00 {midnight}"
    listed = edl.read(line, Fraction(25))
    day = 24 * 3600 * 25
    assert listed.events[0].source == listed.events[0].record == FrameRange(day - 25, day)
    late = edl.read("001 TAPE V C 24:00:00:00 24:00:01:00 01:00:00:00 01:00:01:00", Fraction(25))
    assert "no timecode" in late.problems[0].reason


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_what_we_write_we_read(rate, drop):
    cuts = random_cuts(rate, drop, 50)
    events = edl.read(edl_out.compose(cuts, settings(rate, drop))[0], rate).events
    assert len(events) == 100
    for number, event in enumerate(events):
        one = cuts[number // 2].into if number % 2 else cuts[number // 2].out
        frame = event.source.start if number % 2 else event.source.stop - 1
        day = timecode_count("23:59:59:00", rate, drop=drop) + round(rate)
        assert frame % day == (one.source.clock.start + one.frame) % day
        assert event.name == one.source.name


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_a_films_name_is_never_an_event(name):
    film = source(name, reel=name)
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5, note=name)
    listed = edl.read(edl_out.compose([cut], settings(title=name))[0], Fraction(25))
    assert len(listed.events) == 2
    assert not listed.problems


@examples(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_cuts())
def test_whatever_we_write_has_no_line_that_we_can_not_read(drawn):
    cuts, chosen = drawn
    text, summary = edl_out.compose(cuts, chosen)
    listed = edl.read(text, chosen.rate)
    assert not listed.problems
    assert len(listed.events) == summary.events


@examples(max_examples=100, deadline=5_000)
@given(st.text(alphabet="01289:; \t\nVCDKBLAXO*M.TITLEFW", max_size=300))
def test_no_text_stops_the_reader(text):
    edl.read(text, FILM)


@pytest.mark.parametrize(
    "line",
    [
        "1 x{many}A{many}K{many}!",
        "1{many}x{many}V{many}K{many}B{many}!",
        "1 x V K{many}01:00:00:00{many}01:00:00:00{many}!",
        "1 {words}K{many}!",
        "1 {words}01:00:00:00",
        "{digits}x",
        "1 x V C {digits}{many}!",
        "1 x W{digits} W{digits} W{digits}{many}!",
        "* FROM CLIP NAME{many}!",
    ],
)
def test_a_line_of_many_blanks_does_not_hold_the_reader(line):
    began = process_time()
    edl.read(line.format(many=" " * 3000, words="A K " * 1500, digits="1" * 3000), FILM)
    # It takes milliseconds; where blanks could be taken in several ways, it took an hour.
    assert process_time() - began < 10


def test_a_reel_keeps_its_blanks_between_any_number_of_others():
    text = "1   A  B \t V  C V\tK   O \t 012  00:00:00:00 00:00:01:00 00:00:00:00   00:00:01:00"
    (event,) = edl.read(text, FILM).events
    assert (event.reel, event.transition) == ("A  B \t V  C", 12)


def test_a_list_without_events_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "empty.edl"
    path.write_text("TITLE: nothing\n001  A  V  C  00:00:01:24\n")
    with pytest.raises(ListError, match=r"no event that can be read \(line 2: "):
        read_events(path, FILM)
    with pytest.raises(ListError, match="can't be read: No such file"):
        read_events(tmp_path / "none.edl", FILM)
    with pytest.raises(ListError, match="not a list"):
        read_events(tmp_path / "cuts.doc", FILM)


def test_events_keep_their_own_numbers():
    listed = edl.read(RESOLVE, FILM)
    assert [(one.number, one.own_number) for one in listed.events] == [(4, 1), (7, 2), (14, 4)]
