import json
import re
import shutil
import unicodedata
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from drawn_cuts import Counted, footage, random_cuts, settings, side, source

from matchcut.conform.matching import conform
from matchcut.conform.reading import read_events
from matchcut.conform.reading.events import ListEvent
from matchcut.conform.verify import AnalysedFilm, pairs_named, verify
from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut, LeftOut
from matchcut.export.safe import reels
from matchcut.media.frames import FILMS_OPEN, FrameReader
from matchcut.media.picture_area import whole_picture
from matchcut.media.write import MovieWriter
from matchcut.timing import Clock, FrameRange

RATE = Fraction(30000, 1001)
FRAMES = 90
LISTS = ["edl", "xml", "fcpxml", "otio", "csv"]


def event(**named):
    fields = {"reel": "", "name": "", "path": "", "source": FrameRange(10, 20)}
    fields |= {"where": "line 1", "count": "time", "rate": Fraction(25)}
    return ListEvent(record=FrameRange(0, 10), **(fields | named))


def drawn_film(path, *, rate=RATE, first=0, height=72, grade=lambda picture: picture):
    """A film whose every frame shows its own number, as a pattern of bars."""
    with MovieWriter(path, height * 16 // 9, height, rate, audio_rate=None) as movie:
        for frame in range(first, first + FRAMES):
            picture = np.full((height, height * 16 // 9, 3), 40, np.uint8)
            for bit in range(8):
                if frame >> bit & 1:
                    picture[:, bit * height // 5 : (bit + 1) * height // 5 - 2] = 220
            movie.frame(grade(picture))
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return footage(drawn_film(tmp_path_factory.mktemp("films") / "Night 1.mp4"))


def as_source(film, **more):
    facts = {"frames": len(film.times), "path": film.info.path, "start": 107_892, "drop": True}
    return source("Night 1", film.info.rate, id="night", **(facts | more))


def cuts_of(one):
    return [
        Cut("aaaa", side(one, 0, 40, 30), side(one, 50, 90, 61), flavour="frame", score=0.9),
        Cut("bbbb", side(one, 50, 90, 70), side(one, 0, 40, 7), flavour="motion", score=0.8),
    ]


def test_an_event_finds_its_film_by_path_file_name_reel_or_name():
    first = source("Night 1", reel="A001C003_230101")
    second = source("Night 2", reel="A001C004_230101")
    for named in [
        {"path": "/media/film/Night 2.mov"},
        {"path": "D:\\moved\\NIGHT 2.MOV"},
        {"reel": "a001c004_230101"},
        {"name": "Night 2"},
        {"name": "Night 2.mov"},
        {"reel": "A001C003", "name": "Night 2"},
        {"reel": "A001C004"},
    ]:
        matched, unmatched = conform([event(**named)], [first, second])
        assert not unmatched, named
        assert matched[0].source is second
        assert matched[0].frames == FrameRange(10, 20)


def test_an_event_of_an_old_system_or_of_avid_finds_its_film():
    """One writes capitals only; the other cuts reels short and leaves the ending of files out."""
    films = [source(name) for name in ("A004C003_150203_R1AB", "A004C003_150204_R1AB", "Harbour")]
    for fields, film in (
        ({"name": "HARBOUR.MOV"}, films[2]),
        ({"reel": "A004C003", "name": "4B-3", "path": "A004C003_150204_R1AB"}, films[1]),
    ):
        (one,), _ = conform([event(**fields)], films)
        assert one.source == film


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "A001_C003_0101XY.NEW.01"},
        {"name": "A001_C003_0101XY.mov.sub.02.new.01"},
        {"name": "a001_c003_0101xy.mov.Subclip001"},
        {"name": "Interview.new.01", "path": "A001_C003_0101XY"},
        {"reel": "A001_C0"},
        {"reel": "A001_C003_0101X", "name": "Take 4"},
    ],
)
def test_a_reel_that_others_shorten_or_use_as_a_name_finds_its_film(fields):
    film = source("Harbour 2.mov", reel="A001_C003_0101XY")
    (one,), _ = conform([event(**fields)], [source("Night"), film])
    assert one.source is film
    twins = [film, replace(film, id="again")]
    (lost,) = conform([event(**fields)], twins)[1]
    assert lost.reason.startswith("several films fit")


def test_a_reel_of_few_letters_is_not_taken_for_the_beginning_of_others():
    films = [source("Harbour 2.mov", reel="A001_C003_0101XY")]
    for fields in (
        {"reel": "A001"},
        {"name": "Harbour.new"},
        {"reel": "A001_C004"},
        {"reel": "A001_C00", "name": "A001_C003_0202AB.mov"},
        {"reel": "A001_C00", "path": "A001_C003_0202AB"},
    ):
        assert not conform([event(**fields)], films)[0]


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_a_name_with_accents_finds_its_film_however_they_are_stored(stored):
    """macOS splits them off the letters of file names."""
    name = "Prise été"
    film = source(unicodedata.normalize(stored, name), reel=unicodedata.normalize(stored, "Été"))
    other = "NFD" if stored == "NFC" else "NFC"
    for fields in ({"path": f"/x/{name}.mov"}, {"name": name.upper()}, {"reel": "ÉTÉ"}):
        said = {key: unicodedata.normalize(other, value) for key, value in fields.items()}
        assert len(conform([event(**said)], [source("x"), film])[0]) == 1, fields


@pytest.mark.parametrize(
    "fields",
    [
        {"path": "D:\\Camera\\NIGHT 1.MXF", "name": "take"},
        {"name": "Night 1.braw"},
        {"reel": "Night 1.mov"},
        {"reel": "night 1"},
    ],
)
def test_the_name_of_a_camera_original_finds_its_proxy(fields):
    films = [source("Night 1.29.97", id="other"), source("Night 1"), source("x", id="x")]
    (one,), _ = conform([event(**fields)], films)
    assert one.source.id == "id-Night 1"
    _, (lost,) = conform([event(**fields)], [films[1], replace(films[1], id="again")])
    assert lost.reason.startswith("several films fit")
    assert not conform([event(name="Night 1.old")], films)[0]


@pytest.mark.parametrize("long", [False, True])
def test_a_reel_that_we_have_shortened_finds_its_film(long):
    films = [source(f"Prise {n}", id=n, reel=f"Bobine été de la deuxième équipe {n}") for n in "12"]
    for film in films:
        (one,), _ = conform([event(reel=reels(films, long=long)[film.id])], films)
        assert one.source is film


def test_an_event_whose_film_is_not_there_is_listed_by_name():
    matched, (lost,) = conform([event(name="Day", where="line 9")], [source("Night")])
    assert not matched
    assert str(lost) == "line 9, Day: no film of that name or reel"


def test_films_that_nothing_tells_apart_are_named():
    films = [source(name, path=Path(f"/{name}/Night.mov"), reel="R") for name in ("a", "b")]
    _, (lost,) = conform([event(name="Night")], films)
    assert lost.reason == "several films fit: a, b"
    cards = [replace(film, name="Night") for film in films]
    _, (lost,) = conform([event(name="Night")], cards)
    assert lost.reason == "several films fit: /a/Night.mov, /b/Night.mov"


HOUR = 3600 * 25


@pytest.mark.parametrize("start", [HOUR, 2 * HOUR])
def test_films_of_one_tape_are_told_apart_by_their_timecode(start):
    films = [
        source(f"tape {hour}", reel="TAPE", start=hour * HOUR, frames=500, rate=Fraction(25))
        for hour in (1, 2)
    ]
    source_frames = FrameRange(start + 100, start + 150)
    (one,), _ = conform([event(reel="TAPE", source=source_frames, count="timecode")], films)
    assert (one.source.clock.start, one.frames) == (start, FrameRange(100, 150))
    (one,), _ = conform([event(reel="TAPE", media_start=start)], films)
    assert one.source.clock.start == start


@pytest.mark.parametrize("card", ["A", "B"])
def test_camera_cards_that_count_their_files_alike_are_told_apart_by_their_folders(card):
    films = [
        source("C0001", id=name, path=Path(f"/raid/{name}/Clip/C0001.mov")) for name in ("A", "B")
    ]
    for path in (f"/Volumes/Day 1/{card}/Clip/C0001.MOV", f"D:\\{card.lower()}\\C0001.mov"):
        (one,), _ = conform([event(path=path)], films)
        assert one.source.id == card


def test_frames_beyond_the_film_and_other_rates_are_told():
    night = source("Night", frames=15)
    _, lost = conform([event(name="Night"), event(name="Night", rate=Fraction(24))], [night])
    assert lost[0].reason.startswith("it asks for frames 10 to 19, Night has 15")
    assert lost[1].reason == "the list counts 24 frames a second, the film 25"


def test_timecode_is_counted_from_the_films_start_also_over_midnight():
    night = source("Night", start=24 * 3600 * 25 - 5)
    (one,), _ = conform([event(name="Night", source=FrameRange(5, 8), count="timecode")], [night])
    assert one.frames == FrameRange(10, 13)


def test_a_timecode_before_the_film_is_told_with_the_films_own_and_not_as_of_the_next_day():
    night = source("Night", start=10 * 3600 * 25, frames=250)
    early = event(name="Night", source=FrameRange(100, 150), count="timecode")
    late = replace(early, source=FrameRange(10 * 3600 * 25 + 240, 10 * 3600 * 25 + 260))
    _, lost = conform([early, late], [night])
    has = "Night has 10:00:00:00 to 10:00:09:24; check its start timecode"
    assert [one.reason for one in lost] == [
        f"it asks for 00:00:04:00 to 00:00:05:24, {has}",
        f"it asks for 10:00:09:15 to 10:00:10:09, {has}",
    ]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_conforms_to_the_frames_that_were_exported(name, tmp_path):
    cuts = random_cuts(Fraction(25), False, 20)
    path = tmp_path / f"cuts.{name}"
    EXPORTERS[name].write(cuts, path, settings())
    films = list(
        {one.source.id: one.source for cut in cuts for one in (cut.out, cut.into)}.values()
    )
    matched, unmatched = conform(read_events(path, Fraction(25)).events, films)
    assert not unmatched
    for number, one in enumerate(matched):
        wanted = cuts[number // 2].into if number % 2 else cuts[number // 2].out
        assert one.source is wanted.source
        assert (one.frames.start if number % 2 else one.frames.stop - 1) == wanted.frame


@pytest.mark.parametrize("name", LISTS)
def test_an_exported_list_is_verified_against_its_film(name, film, tmp_path):
    cuts, path = cuts_of(as_source(film)), tmp_path / f"cuts.{name}"
    EXPORTERS[name].write(cuts, path, settings(RATE, drop=True))
    found = verify(read_events(path, RATE), cuts, {"night": film})
    assert (found.frames, list(found.differences), found.missing) == (4, [], [])
    assert found.passed


@pytest.mark.parametrize(
    ("name", "right", "wrong", "where"),
    [
        # The out point of the first event, and the in point of the last.
        ("edl", "01:00:01;01 01:00:00;00", "01:00:01;02 01:00:00;00", "line 3"),
        ("edl", "01:00:00;07 01:00:01;10", "01:00:00;08 01:00:01;10", "line 21"),
        ("xml", "<out>31</out>", "<out>32</out>", "clip 1"),
        ("fcpxml", 'duration="31031/30000s"', 'duration="32032/30000s"', "clip 1"),
        ("otio", '"value": 31.0', '"value": 32.0', "clip 1"),
        ("csv", ",30,01:00:01;00,", ",31,01:00:01;01,", "line 2"),
    ],
)
def test_a_list_changed_by_one_frame_fails_and_the_event_is_named(
    name, right, wrong, where, film, tmp_path
):
    cuts, path = cuts_of(as_source(film)), tmp_path / f"cuts.{name}"
    EXPORTERS[name].write(cuts, path, settings(RATE, drop=True))
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong, 1))
    found = verify(read_events(path, RATE), cuts, {"night": film})
    assert not found.passed
    (difference,) = found.differences
    assert difference.where.startswith(where)
    assert "the project at" in difference.reason


@pytest.mark.parametrize("name", [name for name in LISTS if name != "edl"])
@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30), Fraction(50)])
def test_a_list_at_another_rate_than_its_film_is_verified(name, rate, film, tmp_path):
    cuts, path = cuts_of(as_source(film)), tmp_path / f"cuts.{name}"
    EXPORTERS[name].write(cuts, path, settings(rate))
    found = verify(read_events(path, rate), cuts, {"night": film})
    assert (found.frames, list(found.differences), found.missing) == (4, [], [])


@pytest.mark.parametrize("name", ["xml", "fcpxml", "otio"])
@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), Fraction(30), Fraction(50)])
def test_a_cut_at_the_last_frame_of_a_film_of_another_rate_is_verified(name, rate, film, tmp_path):
    one, path = as_source(film), tmp_path / f"cuts.{name}"
    cuts = [Cut("aaaa", side(one, 5, 90, 89), side(one, 0, 90, 87), flavour="frame", score=0.9)]
    assert not EXPORTERS[name].write(cuts, path, settings(rate)).left_out
    found = verify(read_events(path, rate), cuts, {"night": film})
    assert (found.frames, list(found.differences)) == (2, [])


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30)])
def test_a_list_whose_clips_last_whole_frames_of_another_rate_fails(rate, film, tmp_path):
    """So that all later ones lie between the frames of the timeline."""
    cuts, path = cuts_of(as_source(film)), tmp_path / "cuts.otio"
    EXPORTERS["otio"].write(cuts, path, settings(rate))
    timeline = json.loads(path.read_text())
    for clip in timeline["tracks"]["children"][0]["children"]:
        shown = clip["source_range"]
        shown["duration"]["value"] = int(shown["duration"]["value"] * float(RATE / rate))
        shown["duration"]["rate"] = float(RATE)
    path.write_text(json.dumps(timeline))
    found = verify(read_events(path, rate), cuts, {"night": film})
    assert {one.cut for one in found.differences} == {"aaaa", "bbbb"}


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("xml", "<start>31</start>", "<start>33</start>"),
        ("fcpxml", 'offset="108030923/30000s"', 'offset="108032925/30000s"'),
        ("edl", "01:00:01;01 01:00:02;00", "01:00:01;03 01:00:02;02"),
    ],
)
def test_a_list_whose_two_sides_of_a_cut_do_not_meet_fails(name, right, wrong, film, tmp_path):
    cuts, path = cuts_of(as_source(film)), tmp_path / f"cuts.{name}"
    EXPORTERS[name].write(cuts, path, settings(RATE, drop=True))
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong))
    (difference,) = verify(read_events(path, RATE), cuts, {"night": film}).differences
    assert difference.cut == "aaaa"
    assert "doesn't follow the other side" in difference.reason


def test_a_list_that_says_twice_where_a_clip_ends_and_not_the_same_fails(film, tmp_path):
    """Editing systems go by start and end, and hardly look at out."""
    cuts, path = cuts_of(as_source(film)), tmp_path / "cuts.xml"
    EXPORTERS["xml"].write(cuts, path, settings(RATE, drop=True))
    later = re.sub(r"(?<=<start>)\d+|(?<=<end>)\d+", one_later, path.read_text())
    path.write_text(later)
    (difference,) = verify(read_events(path, RATE), cuts, {"night": film}).differences
    assert difference.where.startswith("clip 1")
    assert "shows 31 frames of its film, but lasts 32 of the timeline" in difference.reason


def test_a_film_whose_start_timecode_was_changed_afterwards_fails(film, tmp_path):
    path = tmp_path / "cuts.edl"
    EXPORTERS["edl"].write(cuts_of(as_source(film)), path, settings(RATE, drop=True))
    found = verify(
        read_events(path, RATE), cuts_of(as_source(film, start=107_890)), {"night": film}
    )
    assert len(found.differences) == 4


def test_another_file_of_the_film_must_show_the_same_pictures(film, tmp_path):
    right = drawn_film(tmp_path / "original.mp4", height=144)
    late = drawn_film(tmp_path / "late.mp4", height=144, first=1)
    for original, passed in ((right, True), (late, False)):
        cuts, path = cuts_of(as_source(film, path=original)), tmp_path / "cuts.otio"
        EXPORTERS["otio"].write(cuts, path, settings(RATE, drop=True))
        found = verify(read_events(path, RATE), cuts, {"night": film})
        assert found.passed == passed
    assert "another picture" in found.differences[0].reason
    # As in another user's folder, the listed file can't be looked at.
    path.write_text(path.read_text().replace("late.mp4", f"{'x' * 300}.mp4"))
    assert verify(read_events(path, RATE), cuts, {"night": film}).passed


def graded(picture):
    """Lift the dark and warm the rest, as a colourist may."""
    lifted = 255 * (picture / 255) ** 0.6 * np.array([0.8, 1, 1.05])
    return lifted.clip(0, 255).astype(np.uint8)


def test_an_original_may_be_graded_and_have_no_bars(tmp_path):
    def barred(picture):
        picture[:12] = picture[-12:] = 0
        return picture

    analysed = footage(drawn_film(tmp_path / "proxy.mp4", grade=barred))
    analysed = replace(analysed, area=replace(whole_picture(128, 48), y=12))
    for name, first, passed in (("graded", 0, True), ("late", 1, False)):
        original = tmp_path / f"{name}.mp4"
        drawn_film(original, first=first, grade=graded)
        cuts, path = cuts_of(as_source(analysed, path=original)), tmp_path / "cuts.otio"
        EXPORTERS["otio"].write(cuts, path, settings(RATE, drop=True))
        found = verify(read_events(path, RATE), cuts, {"night": analysed})
        assert found.passed == passed


def test_of_many_films_only_a_few_are_held_open(film, tmp_path, monkeypatch):
    monkeypatch.setattr("matchcut.conform.verify.FrameReader", Counted)
    monkeypatch.setattr(Counted, "most_open", 0)
    films, cuts = {}, []
    for number in range(2 * FILMS_OPEN):
        path = shutil.copy(film.info.path, tmp_path / f"{number}.mp4")
        films[str(number)] = AnalysedFilm(replace(film.info, path=path), film.times)
        one = replace(as_source(film), id=str(number), name=path.stem, path=path)
        cuts.append(replace(cuts_of(one)[0], id=f"cut{number}"))
    listed = tmp_path / "cuts.otio"
    EXPORTERS["otio"].write(cuts, listed, settings(RATE, drop=True))
    assert verify(read_events(listed, RATE), cuts, films).frames == 2 * len(cuts)
    assert 1 <= Counted.most_open <= FILMS_OPEN + 1  # the next is opened, then the last is closed
    assert Counted.open_now == 0


def test_cuts_that_are_not_in_the_list_and_events_that_are_no_cuts_are_told(film, tmp_path):
    first, second = cuts_of(as_source(film))
    path = tmp_path / "cuts.edl"
    EXPORTERS["edl"].write([first], path, settings(RATE, drop=True))
    found = verify(read_events(path, RATE), [first, second], {"night": film})
    assert found.passed
    assert found.missing == ["bbbb"]
    found = verify(read_events(path, RATE), [second], {"night": film})
    assert not found.passed
    assert "no pair of the project" in found.differences[0].reason


@pytest.mark.parametrize("lost", [0, 1])
def test_a_cut_that_has_lost_one_of_its_sides_is_missing(lost, film, tmp_path):
    cuts, path = cuts_of(as_source(film)), tmp_path / "cuts.edl"
    EXPORTERS["edl"].write(cuts, path, settings(RATE, drop=True))
    listed = read_events(path, RATE)
    left = [event for number, event in enumerate(listed.events) if number != lost]
    found = verify(replace(listed, events=left), cuts, {"night": film})
    assert (found.frames, found.missing) == (3, ["aaaa"])


def test_cuts_that_an_edl_says_it_could_not_hold_are_told_apart_from_lost_ones(film, tmp_path):
    first, second = cuts_of(as_source(film))
    slow = source("Slow", Fraction(24))
    third = Cut("cccc", side(slow, 0, 9, 5), second.into, flavour="frame", score=0.5)
    path = tmp_path / "cuts.edl"
    EXPORTERS["edl"].write([first, third], path, settings(RATE, drop=True))
    found = verify(read_events(path, RATE), [first, second, third], {"night": film})
    assert found.passed
    assert found.missing == ["bbbb"]
    (left,) = found.left_out
    assert left == LeftOut("cccc", "Slow runs at 24 frames a second and the list at 29.97")
    assert not verify(read_events(path, RATE), [first], {"night": film}).left_out


def test_pairs_that_were_only_shown_are_verified_and_told(film, tmp_path):
    first, second = cuts_of(as_source(film))
    path = tmp_path / "cuts.edl"
    EXPORTERS["edl"].write([first, second], path, settings(RATE, drop=True))
    assert pairs_named(read_events(path, RATE)) == ["aaaa", "bbbb"]
    found = verify(read_events(path, RATE), [first], {"night": film}, shown=[second])
    assert (found.frames, found.missing, found.only_shown) == (4, [], ["bbbb"])
    assert found.passed
    other = replace(second, into=replace(second.into, frame=8))
    (difference,) = verify(
        read_events(path, RATE), [first], {"night": film}, shown=[other]
    ).differences
    assert (difference.cut, "the project at 8" in difference.reason) == ("bbbb", True)


def one_later(edge):
    return str(int(edge[0]) + (edge[0] != "0"))


@pytest.fixture(scope="module")
def uneven_film(tmp_path_factory):
    """A film whose every third frame stays half as long again."""
    path = tmp_path_factory.mktemp("films") / "Phone.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"bf": "2"})
        stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 60)
        at = 0
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(
                np.full((72, 128, 3), number * 2, np.uint8), format="bgr24"
            )
            frame.pts, frame.time_base = at, Fraction(1, 60)
            at += 3 if number % 3 == 2 else 2
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return footage(path)


@pytest.mark.parametrize("name", LISTS)
def test_a_film_of_variable_rate_is_verified_by_its_timestamps(name, uneven_film, tmp_path):
    one = as_source(uneven_film, times=uneven_film.times, drop=False, start=0)
    cuts, path = cuts_of(one), tmp_path / f"cuts.{name}"
    summary = EXPORTERS[name].write(cuts, path, settings(Fraction(30)))
    found = verify(read_events(path, Fraction(30)), cuts, {"night": uneven_film})
    assert uneven_film.info.variable_rate
    assert not summary.left_out
    assert (found.frames, list(found.differences)) == (4, [])
    assert name == "csv" or "variable" in summary.warnings[0]
    moved = [replace(cuts[0], out=side(one, 0, 40, 31)), cuts[1]]
    found = verify(read_events(path, Fraction(30)), moved, {"night": uneven_film})
    assert [difference.cut for difference in found.differences] == ["aaaa"]


def test_the_drawn_films_really_differ_from_frame_to_frame(film):
    with FrameReader(film.info) as reader:
        frames = [reader.frame_at(int(pts), 128).picture for pts in film.times.pts[:20]]
    small = [cv2.resize(cv2.cvtColor(f, cv2.COLOR_BGR2GRAY), (64, 36)).astype(int) for f in frames]
    assert min(np.abs(a - b).mean() for a, b in pairwise(small)) > 10
    assert Clock(RATE).rate == film.info.rate
