import io
from dataclasses import replace
from fractions import Fraction

import pycmx
import pytest
from drawn_cuts import FORM_NAMES, FORMS, any_cuts, random_cuts, settings, side, source
from hypothesis import HealthCheck, given
from hypothesis import settings as examples

from matchcut.conform.reading import edl as edl_in
from matchcut.errors import ExportError, TimecodeError
from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut, by_reason
from matchcut.export.edl import compose
from matchcut.export.safe import reels
from matchcut.review import Nudge
from matchcut.timing import Clock, FrameRange, is_drop_text, timecode_count


def edits(text):
    """The events as pycmx, which is not ours, reads them."""
    parsed = pycmx.parse_cmx3600(io.StringIO(text, newline=None))
    assert not list(parsed.unrecognized_statements)
    return [edit for event in parsed.events for edit in event.edits]


def one_cut(**more):
    film = source("Reel four", Fraction(25), start=90_000, reel="A004")
    other = source("Night: the return", Fraction(25), frames=500)
    return Cut(
        id="c0ffee",
        out=side(film, 100, 200, 149),
        into=side(other, 300, 330, 310),
        flavour="frame",
        score=0.87349,
        **more,
    )


@pytest.mark.parametrize(("rate", "drop"), FORMS, ids=FORM_NAMES)
def test_200_random_cuts_are_read_back_with_every_frame_equal(rate, drop):
    cuts = random_cuts(rate, drop)
    text, summary = compose(cuts, settings(rate, drop))
    read = edits(text)
    assert summary.events == len(read) == 400
    assert not summary.left_out
    position = timecode_count("01:00:00:00", rate, drop=drop)
    for number, edit in enumerate(read):
        cut = cuts[number // 2]
        clock = (cut.into if number % 2 else cut.out).source.clock
        start, stop = clock.frame(edit.source_in), clock.frame(edit.source_out)
        if number % 2:
            assert start == cut.into.frame
        else:
            assert stop - 1 == cut.out.frame
        record_in, record_out = (
            timecode_count(code, rate, drop=drop) for code in (edit.record_in, edit.record_out)
        )
        assert record_in == position
        assert record_out - record_in == stop - start
        position = record_out
    assert is_drop_text(read[0].record_in) == drop


def test_an_event_ends_with_the_frame_after_the_last_one_shown():
    text, _ = compose([one_cut()], settings())
    out, into = edits(text)
    assert (out.source_in, out.source_out) == ("01:00:04:00", "01:00:06:00")
    assert (into.source_in, into.source_out) == ("00:00:12:10", "00:00:13:05")
    assert (out.record_in, into.record_in, into.record_out) == (
        "01:00:00:00",
        "01:00:02:00",
        "01:00:02:20",
    )


def test_the_comments_tell_name_file_score_verdict_flop_nudge_and_handles():
    cut = one_cut(verdict="good", flop=True, nudge=Nudge(1.05, 0.02, -0.01), note="the hat")
    text, _ = compose([cut], settings())
    for line in [
        "* FROM CLIP NAME: Night: the return",
        "* SOURCE FILE: /media/film/Night: the return.mov",
        "* COMMENT: MATCHCUT c0ffee OUT FRAME 149",
        "* COMMENT: MATCHCUT c0ffee IN FRAME 310",
        "* COMMENT: FRAME MATCH SCORE 0.873",
        "* COMMENT: VERDICT GOOD",
        "* COMMENT: FLOP",
        "* COMMENT: NUDGE SCALE 1.0500 X +0.0200 Y -0.0100",
        "* COMMENT: HANDLES 310 FRAMES BEFORE, 170 AFTER",
        "* COMMENT: NOTE the hat",
    ]:
        assert line in text.split("\r\n")
    assert text.count("COMMENT: FLOP") == 1
    assert "COMMENT: SHORT" not in text


def test_the_comments_tell_how_few_frames_a_short_side_shows():
    cut = one_cut()
    brief = replace(cut.into, shot=FrameRange(cut.into.frame - 3, cut.into.frame + 5))
    text, _ = compose([replace(cut, into=brief)], settings())
    assert text.count("* COMMENT: SHORT: 5 FRAMES OF B\r\n") == 2


def test_the_list_starts_at_the_chosen_timecode_and_says_its_frame_code_mode():
    rate = Fraction(30000, 1001)
    text, _ = compose([], settings(rate, drop=True))
    assert "FCM: DROP FRAME" in text
    text, _ = compose(random_cuts(rate, True, 1), settings(rate, False, start="10:00:00:00"))
    assert "FCM: NON-DROP FRAME" in text
    assert edits(text)[0].record_in == "10:00:00:00"
    assert is_drop_text(edits(text)[0].source_in)


def test_films_with_like_names_get_different_reels():
    films = [source(f"A very long film name {number}") for number in range(12)]
    films += [source("BL"), source("AX"), source("AVERYLO2", reel="AVERYLO2")]
    cuts = [
        Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
        for film in films
    ]
    given = [edit.source for edit in edits(compose(cuts, settings())[0])][::2]
    assert len(set(given)) == len(films)
    assert not {"BL", "AX"} & set(given)
    assert given[-1] == "AVERYLO2"
    assert all(len(reel) <= 8 for reel in given)


def test_two_lists_of_one_project_never_give_two_films_one_reel():
    films = [source(f"A very long film name {number}") for number in range(3)]
    project = {film.id: film.on_tape for film in films}
    given = []
    for film in films:
        cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
        given += [edit.source for edit in edits(compose([cut], settings(reels=project))[0])][:1]
    assert given == ["AVERYLON", "AVERYLO2", "AVERYLO3"]


def test_a_numbered_reel_is_not_called_as_the_next_card_is():
    cards = ["A001C002_230101", "A001C002_230102", "A001C003_230101"]
    films = [source(card, reel=card) for card in cards]
    given = reels(films)
    assert [given[film.id] for film in films] == ["A001C002", "A001C__2", "A001C003"]


def test_films_of_one_tape_keep_its_name_and_others_of_that_name_do_not():
    hour = 90_000
    parts = [source(f"Part {n}", reel="A001", start=n * hour, frames=hour) for n in (1, 2)]
    # This one lies over the second part; and this is on another tape, whose name reads the same.
    other, like = (
        source(name, reel=reel, start=start, frames=hour)
        for name, reel, start in (("Other", "A001", 3 * hour - 1), ("Like", "a001", 5 * hour))
    )
    given = reels([*parts, other, like])
    assert [given[film.id] for film in parts] == ["A001", "A001"]
    assert [given[film.id] for film in (other, like)] == ["A001__2", "A001__3"]


def test_parts_of_one_clip_share_its_short_name():
    parts = [
        source(f"Part {n}", reel="A001_C010_1130K8", start=n * 100, frames=100) for n in range(2)
    ]
    assert set(reels(parts).values()) == {"A001__2"}


def test_a_tape_that_runs_over_midnight_does_not_hold_what_comes_then():
    evening = source("Evening", reel="A001", start=23 * 90_000, frames=180_000)
    night = source("Night", reel="A001", start=0, frames=25)
    given = reels([evening, night])
    assert [given[film.id] for film in (evening, night)] == ["A001", "A001__2"]


def test_a_reel_cut_within_its_number_is_not_called_as_another_clip_is():
    film = source("x", reel="A001_C010_1130K8_001")
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    text, _ = compose([cut], settings())
    assert edits(text)[0].source == "A001__2"
    assert "* FINAL CUT PRO REEL: A001_C010_1130K8_001 REPLACED BY: A001__2\r\n" in text
    assert {event.reel for event in edl_in.read(text, Fraction(25)).events} == {film.reel}


@pytest.mark.parametrize("reel", ["BL", "Blk", "BLACK", "AX"])
@pytest.mark.parametrize("long", [False, True])
def test_no_reel_is_called_what_an_edl_calls_black_or_no_tape(reel, long):
    film = source(reel, frames=100)
    cut = Cut("a", side(film, 0, 50, 40), side(film, 50, 100, 60), flavour="frame", score=0.5)
    text, _ = compose([cut], settings(long_reels=long))
    listed = edl_in.read(text, Fraction(25))
    assert [event.reel.upper() for event in listed.events] == [f"{reel.upper()}2"] * 2


@pytest.mark.parametrize("reel", ["映画_シンテル", "день", "_"])
@pytest.mark.parametrize("long", [False, True])
def test_a_reel_without_a_letter_that_an_edl_has_is_called_reel(reel, long):
    film = source(reel, frames=100)
    cut = Cut("a", side(film, 0, 50, 40), side(film, 50, 100, 60), flavour="frame", score=0.5)
    text, _ = compose([cut], settings(long_reels=long))
    assert [event.reel for event in edl_in.read(text, Fraction(25)).events] == ["REEL"] * 2


def test_long_reels_are_written_whole_when_asked_for():
    film = source("x", reel="A001_C004_1130K8_001")
    cut = Cut("c", side(film, 0, 9, 5), side(film, 0, 9, 5), flavour="frame", score=0.5)
    text, _ = compose([cut], settings(long_reels=True))
    assert edits(text)[0].source == "A001_C004_1130K8_001"


def test_a_cut_of_a_film_at_another_rate_is_left_out_and_named():
    slow = source("Slow", Fraction(24000, 1001))
    good = one_cut()
    mixed = Cut("mixed", side(slow, 0, 9, 5), good.into, flavour="frame", score=0.5)
    text, summary = compose([mixed, good], settings())
    assert summary.events == 2
    assert [left.id for left in summary.left_out] == ["mixed"]
    assert "* LEFT OUT: mixed, Slow runs at 23.976 frames a second and the list at 25" in text


def test_cuts_left_out_for_one_reason_are_told_together():
    slow = source("Slow", Fraction(24000, 1001))
    good = one_cut()
    mixed = [
        Cut(id, side(slow, 0, 9, 5), good.into, flavour="frame", score=0.5) for id in ("a", "b")
    ]
    _, summary = compose([*mixed, good], settings())
    reason = "Slow runs at 23.976 frames a second and the list at 25"
    assert by_reason(summary.left_out) == {reason: ["a", "b"]}


def test_a_list_of_which_all_is_left_out_is_not_written_and_the_old_one_stays(tmp_path):
    path = tmp_path / "cuts.edl"
    path.write_text("the old list")
    slow = source("Slow", Fraction(24000, 1001))
    cut = Cut("slow", side(slow, 0, 9, 5), side(slow, 20, 40, 30), flavour="frame", score=0.5)
    with pytest.raises(ExportError, match=r"All cuts are left out of cuts\.edl: Slow runs at 23"):
        EXPORTERS["edl"].write([cut], path, settings())
    assert path.read_text() == "the old list"


def test_each_reason_is_told_where_all_is_left_out_of_a_list(tmp_path):
    slow, fast = (source(name, Fraction(rate)) for name, rate in (("Slow", 24), ("Fast", 50)))
    cuts = [
        Cut(id, side(film, 0, 9, 5), side(film, 20, 40, 30), flavour="frame", score=0.5)
        for id, film in (("a", slow), ("b", fast), ("c", slow))
    ]
    told = (
        r"cuts\.edl: 2 cuts, Slow runs at 24 frames a second and the list at 25; "
        r"1 cut, Fast runs at 50 frames a second and the list at 25\. Choose another timeline "
        r"rate, or \.xml, \.fcpxml or \.otio, which hold films of several rates\."
    )
    with pytest.raises(ExportError, match=told):
        EXPORTERS["edl"].write(cuts, tmp_path / "cuts.edl", settings())


def test_a_timeline_faster_than_60_is_refused_in_a_sentence():
    with pytest.raises(TimecodeError, match="not counted at 120"):
        compose([], settings(Fraction(120)))


def test_a_film_of_variable_rate_is_told_by_its_timestamps_with_a_warning():
    times = tuple(n / 25 + (0.4 if n >= 50 else 0.0) for n in range(100))
    film = source("Phone", Fraction(230, 11), frames=100, times=times)
    cut = Cut("vfr", side(film, 0, 60, 54), side(film, 50, 100, 50), flavour="frame", score=0.5)
    text, summary = compose([cut], settings())
    out, into = edits(text)
    assert (out.source_out, into.source_in) == ("00:00:02:15", "00:00:02:10")
    assert "Phone has a variable frame rate" in summary.warnings[0]
    assert "* WARNING: Phone has a variable frame rate" in text


@pytest.mark.parametrize("drop", [False, True])
def test_a_film_of_variable_rate_keeps_its_start_timecode(drop):
    clock = Clock.starting(f"01:00:00{';' if drop else ':'}00", Fraction(30000, 1001))
    film = source("Phone", clock.rate, drop=drop, start=clock.start, frames=9, times=(*range(9),))
    cut = Cut("vfr", side(film, 0, 9, 5), side(film, 0, 9, 2), flavour="frame", score=0.5)
    assert edits(compose([cut], settings())[0])[1].source_in == "01:00:02:00"


def test_a_drop_frame_film_that_lacks_frames_is_told_in_its_own_drop_frame_timecode():
    """Ten minutes of drop-frame timecode skip eighteen numbers."""
    clock = Clock.starting("01:00:00;00", Fraction(30000, 1001))
    times = tuple(n * 1001 / 30000 for n in range(20_000) if n != 5)
    film = source("Card", clock.rate, drop=True, start=clock.start, frames=19_999, times=times)
    cut = Cut(
        "a", side(film, 0, 99, 50), side(film, 17_000, 18_500, 17_981), flavour="frame", score=0.5
    )
    text, _ = compose([cut], settings(clock.rate))
    assert edits(text)[1].source_in == "01:10:00;00"
    assert edl_in.read(text, clock.rate).events[1].source.start == clock.start + 17_982


def test_a_frame_shorter_than_a_frame_of_the_timeline_is_left_out():
    film = source("Fast", Fraction(60), frames=100, times=tuple(n / 60 for n in range(100)))
    cut = Cut("quick", side(film, 0, 60, 1), side(film, 50, 100, 60), flavour="frame", score=0.5)
    _, summary = compose([cut], settings())
    assert "frame 1 of Fast" in summary.left_out[0].reason


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_cuts())
def test_no_name_makes_a_line_that_its_parser_refuses_or_adds_an_event(drawn):
    cuts, chosen = drawn
    text, summary = compose(cuts, chosen)
    assert summary.events + 2 * len(summary.left_out) == 2 * len(cuts)
    lines = text.splitlines()
    starts = ("TITLE: ", "FCM: ", "* ")
    assert all(line.startswith(starts) or line[:3].isdigit() or not line for line in lines)
    assert sum(line[:3].isdigit() for line in lines) == summary.events
    text.encode("utf-8")
    if summary.events:
        assert len(edits(text)) == summary.events
