import itertools
from fractions import Fraction

import pytest
from scenedetect import FrameTimecode
from scenedetect.output import write_scene_list

from matchcut.errors import ListError
from matchcut.export.cut import ExportSettings
from matchcut.export.table import compose_csv
from matchcut.shots.listed import NEVER, read_shot_list
from matchcut.timing import Clock

AFTER_180 = (180, NEVER, "gap")
CLOCK = Clock.starting("01:00:00:00", Fraction(25))


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8", frames=1000):
        path = tmp_path / "cuts.csv"
        path.write_bytes(text.encode(encoding))
        return read_shot_list(path, "wide.mp4", frames, CLOCK.frame)

    return read_text


def spans(shot_list):
    return [(each.start, each.stop, each.kind) for each in shot_list.transitions]


def test_frames_without_header_are_cuts(read):
    assert spans(read("120\n240\n")) == [(120, 120, "cut"), (240, 240, "cut")]


def test_a_column_named_frame_is_found_among_others(read):
    assert spans(read("note,frame\nnice,120\n,240\n")) == [(120, 120, "cut"), (240, 240, "cut")]


def test_a_note_that_reads_like_a_header_is_none(read):
    cuts = [(120, 120, "cut"), (240, 240, "cut"), (360, 360, "cut")]
    assert spans(read("120\n240,start\n360,frame\n")) == cuts


def test_the_films_first_frame_is_no_cut(read):
    assert spans(read("frame\n0\n50\n")) == [(50, 50, "cut")]


def test_shots_that_touch_are_cuts_and_what_follows_the_last_belongs_to_none(read):
    assert spans(read("start,stop\n0,100\n100,180\n")) == [(100, 100, "cut"), AFTER_180]


def test_frames_between_shots_belong_to_none(read):
    assert spans(read("0,100\n112,180\n")) == [(100, 112, "gap"), AFTER_180]


def test_frames_before_the_first_shot_belong_to_none(read):
    assert spans(read("start,end\n24,100\n")) == [(0, 24, "gap"), (100, NEVER, "gap")]


def test_columns_first_and_last_hold_shots_with_their_last_frame(read):
    assert spans(read("first,last\n0,99\n100,179\n")) == [(100, 100, "cut"), AFTER_180]
    assert spans(read("shot,First,Last\n1,40,45\n")) == [(0, 40, "gap"), (46, NEVER, "gap")]
    (problem,) = read("first,last\n0,99\n120,110\n").problems
    assert str(problem) == (
        "cuts.csv, line 3: the shot ends at 110, before its first frame 120 is over"
    )


def test_columns_that_are_not_known_are_told_with_those_that_are(read):
    with pytest.raises(ListError) as refused:
        read("in,out\n0,99\n100,199\n")
    assert str(refused.value) == (
        "cuts.csv begins with neither a frame nor columns that are known, but with in, out. "
        "Name them frame (the first of each shot), start and stop (stop excluded), or first and "
        "last (last included)."
    )


def test_our_own_table_of_match_cuts_is_told_from_a_list_of_shots(read):
    text, _ = compose_csv((), ExportSettings(rate=Fraction(25)))
    with pytest.raises(ListError, match="conform and matchcut verify take it"):
        read(text)


def test_lines_in_any_order_are_sorted(read):
    assert spans(read("240\n120\n")) == [(120, 120, "cut"), (240, 240, "cut")]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_understood(read, separator):
    text = f"start{separator}stop\n0{separator}100\n100{separator}180\n"
    assert spans(read(text)) == [(100, 100, "cut"), AFTER_180]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_list_is_read_in_the_encodings_of_spreadsheets(read, encoding):
    assert spans(read("frame;note\n120;Tür auf\n", encoding)) == [(120, 120, "cut")]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(read):
    assert spans(read("\ufeffframe\r\n\r\n120\r\n")) == [(120, 120, "cut")]


@pytest.mark.parametrize(
    "text",
    [
        "first,last\n01:00:00:00,01:00:03:24\n01:00:04:00,01:00:07:04\n",
        "start\tend\n01:00:00:00\t01:00:04:00\n01:00:04:00\t01:00:07:05\n",
        "01:00:00:00,100\n01:00:04:00,180\n",
    ],
)
def test_frames_are_given_by_timecode_too(read, text):
    assert spans(read(text)) == [(100, 100, "cut"), AFTER_180]


def test_timecode_that_there_is_none_of_is_told(read):
    listed = read("frame\n01:00:04:00\n01:00:04:25\n01:00:05\n00:59:00:00\n")
    assert spans(listed) == [(100, 100, "cut")]
    assert [str(problem) for problem in listed.problems] == [
        "cuts.csv, line 3: There is no timecode 01:00:04:25 at 25 frames a second",
        "cuts.csv, line 4: '01:00:05' is neither a frame number nor timecode",
        "cuts.csv, line 5: it lies after the end of wide.mp4",
    ]


@pytest.mark.parametrize("with_cut_list", [True, False])
def test_pyscenedetects_list_is_counted_from_zero(tmp_path, with_cut_list):
    times = [FrameTimecode(frame, 24.0) for frame in (0, 100, 180)]
    path = tmp_path / "scenes.csv"
    with path.open("w") as file:
        write_scene_list(file, list(itertools.pairwise(times)), with_cut_list)
    assert spans(read_shot_list(path, "wide.mp4", 1000, CLOCK.frame)) == [
        (100, 100, "cut"),
        AFTER_180,
    ]


def test_wrong_lines_are_told_by_number_and_the_rest_is_read(read):
    shot_list = read("frame\n120\ntwelve\n-4\n240\n")
    assert spans(shot_list) == [(120, 120, "cut"), (240, 240, "cut")]
    assert [str(problem) for problem in shot_list.problems] == [
        "cuts.csv, line 3: 'twelve' is neither a frame number nor timecode",
        "cuts.csv, line 4: frame -4 lies before the film's first",
    ]


@pytest.mark.parametrize(
    "line", ["1" * 5000 + ",9", "-" + "1" * 4000 + ",9", "1" * 4000 + "," + "1" * 3999]
)
def test_of_a_number_without_end_only_the_beginning_is_told(read, line):
    (problem,) = read(f"start,stop\n0,100\n{line}\n").problems
    assert len(str(problem)) < 200


def test_a_shot_that_ends_before_it_starts_is_told(read):
    (problem,) = read("start,stop\n0,100\n100,90\n").problems
    assert "line 3" in str(problem)


def test_a_line_that_is_too_short_is_told(read):
    (problem,) = read("note,frame\nnice,120\nalone\n").problems
    assert str(problem) == "cuts.csv, line 3: '' is neither a frame number nor timecode"


def test_a_note_of_several_lines_is_one_cell_and_its_lines_are_counted(read):
    noted = read('frame,note\n120,"two\nlines"\n240,one\u2028more\n\ntwelve,none\n')
    assert spans(noted) == [(120, 120, "cut"), (240, 240, "cut")]
    assert [str(each) for each in noted.problems] == [
        "cuts.csv, line 6: 'twelve' is neither a frame number nor timecode"
    ]


def test_what_lies_after_the_films_end_is_told_and_the_rest_is_kept(read):
    shot_list = read("start,end\n10,50\n170,400\n500,600\n", frames=180)
    assert spans(shot_list) == [(0, 10, "gap"), (50, 170, "gap"), AFTER_180]
    assert [str(problem) for problem in shot_list.problems] == [
        "cuts.csv, line 3: it is cut short at the end of wide.mp4",
        "cuts.csv, line 4: it lies after the end of wide.mp4",
    ]
    shot_list = read("frame\n0\n90\n180\n", frames=180)
    assert spans(shot_list) == [(90, 90, "cut")]
    assert len(shot_list.problems) == 1


@pytest.mark.parametrize("text", ["start,end\n500,600\n", "frame\n99999999999999999999\n"])
def test_the_list_of_a_longer_film_is_refused(read, text):
    with pytest.raises(ListError, match=r"No line of cuts\.csv .*: it lies after .* wide\.mp4"):
        read(text, frames=180)


def test_of_shots_that_overlap_the_one_that_begins_first_keeps_its_frames(read):
    shot_list = read("start,end\n40,80\n10,50\n12,20\n90,100\n")
    assert spans(shot_list) == [
        (0, 10, "gap"),
        (50, 50, "cut"),
        (80, 90, "gap"),
        (100, NEVER, "gap"),
    ]
    assert [str(problem) for problem in shot_list.problems] == [
        "cuts.csv, line 2: its frames 40 to 49 stay with a shot that begins earlier",
        "cuts.csv, line 4: other shots have all its frames",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("100,101", "other shots have all its frames"),
        ("98,101", "it has 1 of the 6 frames of a shot"),
    ],
)
def test_what_is_too_short_for_a_shot_takes_no_frame_of_one(read, line, reason):
    """Such as a freeze frame of a shot's first."""
    shot_list = read(f"start,end\n0,100\n{line}\n100,180\n")
    assert spans(shot_list) == [(100, 100, "cut"), AFTER_180]
    assert str(shot_list.problems[-1]) == f"cuts.csv, line 3: {reason}"


def test_of_shots_that_begin_together_the_longer_one_counts(read):
    shot_list = read("start,end\n0,100\n100,110\n100,180\n")
    assert spans(shot_list) == [(100, 100, "cut"), AFTER_180]
    (problem,) = shot_list.problems
    assert str(problem) == "cuts.csv, line 3: other shots have all its frames"


def test_a_list_of_nothing_long_enough_is_refused(read):
    with pytest.raises(ListError, match="it has 3 of the 6 frames of a shot"):
        read("start,end\n0,3\n", frames=180)


def test_problems_are_told_in_the_order_of_the_lines_whatever_the_list_is_called(tmp_path):
    path = tmp_path / "line 9.csv"
    path.write_text("start,end\n170,200\n20,ten\n0,90\n")
    assert [
        problem.number for problem in read_shot_list(path, "wide.mp4", 180, CLOCK.frame).problems
    ] == [2, 3]


def test_a_cut_that_is_listed_twice_is_one(read):
    assert spans(read("120\n240\n120\n")) == [(120, 120, "cut"), (240, 240, "cut")]


@pytest.mark.parametrize("text", ["", "\n\n", "frame\n", "nothing\nof use\n"])
def test_a_file_without_any_frame_is_refused(read, text):
    with pytest.raises(ListError):
        read(text)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "cuts.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ListError, match="can't be read as a list of shots"):
        read_shot_list(path, "wide.mp4", 1000, CLOCK.frame)


def test_a_line_without_end_is_refused(read):
    with pytest.raises(ListError, match="can't be read as a list of shots"):
        read("x" * 200_000)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ListError):
        read_shot_list(tmp_path / "none.csv", "wide.mp4", 1000, CLOCK.frame)


@pytest.mark.parametrize(
    "text", ["frame\n50\n100\n103\n200\n", "start,end\n0,100\n100,103\n103,200\n"]
)
def test_a_shot_of_too_few_frames_is_told(read, text):
    (problem,) = read(text).problems
    assert str(problem) == "cuts.csv, line 3: it has 3 of the 6 frames of a shot"


def test_too_few_frames_before_the_first_cut_are_told(read):
    (problem,) = read("frame\n3\n100\n").problems
    assert str(problem) == ("cuts.csv, line 2: what lies before it has 3 of the 6 frames of a shot")
    assert read("frame\n6\n100\n").problems == ()
    # Of a list of shots with their ends, what lies before the first is no shot.
    assert read("start,end\n3,100\n").problems == ()


def test_the_whole_of_a_very_short_film_is_a_shot(read):
    assert read("start,end\n0,4\n", frames=4).problems == ()


def test_what_is_passed_over_is_told_in_the_order_of_the_lines(read):
    found = read("start,stop\n0,x\n500,600\n550,640\n100,200\n150,240\n2000,2100\n")
    lines = [str(problem).split(":")[0] for problem in found.problems]
    assert lines == [f"cuts.csv, line {number}" for number in (2, 4, 6, 7)]


def test_of_a_list_that_is_not_there_no_number_of_an_error_is_told(tmp_path):
    with pytest.raises(ListError) as told:
        read_shot_list(tmp_path / "gone.csv", "wide.mp4", 1000, CLOCK.frame)
    assert told.value.happened == (
        "gone.csv can't be read as a list of shots (No such file or directory)."
    )
