import json
from fractions import Fraction

import pytest

from matchcut.errors import ListError, MediaError
from matchcut.evaluation.truth import Truth, pooled, read_truth, score
from matchcut.sample import Answers
from matchcut.shots.shot import Transition
from matchcut.timing import FrameRange

CUT = Transition(100, 100, "cut")
FADE = Transition(200, 240, "fade")


def truth(*transitions, frames=1000, neutral=()):
    return Truth("film.mp4", FrameRange(0, frames), transitions, neutral)


def counts(result):
    return len(result.found), len(result.wrong), len(result.missed)


def cuts(*frames):
    return [Transition(frame, frame, "cut") for frame in frames]


@pytest.mark.parametrize(("frame", "right"), [(97, 0), (98, 1), (102, 1), (103, 0)])
def test_a_hard_cut_is_found_within_two_frames(frame, right):
    assert counts(score(cuts(frame), truth(CUT)))[0] == right


@pytest.mark.parametrize(("frame", "right"), [(197, 0), (198, 1), (242, 1), (243, 0)])
def test_a_gradual_transition_is_found_anywhere_in_it(frame, right):
    assert counts(score(cuts(frame), truth(FADE)))[0] == right


def test_a_detected_fade_counts_by_its_middle():
    assert counts(score([Transition(150, 210, "fade")], truth(FADE))) == (0, 1, 1)
    assert counts(score([Transition(190, 230, "fade")], truth(FADE))) == (1, 0, 0)


def test_one_detection_finds_one_transition_only():
    near = Transition(103, 103, "cut")
    assert counts(score(cuts(101), truth(CUT, near))) == (1, 0, 1)


def test_a_second_detection_of_the_same_cut_is_wrong():
    assert counts(score(cuts(99, 101), truth(CUT))) == (1, 1, 0)


def test_neighbours_are_matched_so_that_both_are_found():
    assert counts(score(cuts(99, 102), truth(CUT, Transition(103, 103, "cut")))) == (2, 0, 0)


def test_neutral_and_unmarked_frames_count_neither_way():
    marked = truth(CUT, frames=500, neutral=(FrameRange(0, 50),))
    assert counts(score(cuts(10, 49, 100, 600), marked)) == (1, 0, 0)


def test_precision_recall_and_f1():
    result = score(cuts(100, 300, 400), truth(CUT, FADE))
    assert (result.precision, result.recall) == (1 / 3, 1 / 2)
    assert result.f1 == pytest.approx(0.4)


def test_nothing_to_find_and_nothing_found_is_perfect():
    assert score([], truth()).f1 == 1


def test_pooled_counts_every_transition_the_same():
    both = pooled([score(cuts(100), truth(CUT)), score(cuts(1, 5), truth(FADE))])
    assert counts(both) == (1, 2, 1)


def test_marked_cuts_are_read(tmp_path):
    path = tmp_path / "film.json"
    marked = [
        {"frame": 100, "kind": "cut"},
        {"frame": 220, "start": 200, "end": 240, "kind": "fade"},
    ]
    text = {"video": "film.mp4", "frames": 1000, "neutral": [[0, 61]], "cuts": marked}
    path.write_text(json.dumps(text))
    assert read_truth(path) == truth(CUT, FADE, neutral=(FrameRange(0, 61),))


def test_a_sample_films_answers_are_read(tmp_path):
    path = tmp_path / "film.json"
    Answers(Fraction(24), (1280, 720), 1000, 1, False, (CUT, FADE), (), ()).write(path)
    assert read_truth(path) == truth(CUT, FADE)


def test_answers_that_are_not_whole_are_refused(tmp_path):
    path = tmp_path / "film.json"
    path.write_text('{"frames": 9, "transitions": []}')
    with pytest.raises(MediaError, match=r"film\.json holds no answers of a sample film"):
        read_truth(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"cuts": 3}',
        '{"frames": 9, "cuts": [{}]}',
        '{"frames": -1, "cuts": []}',
        '{"frames": 9, "cuts": [], "neutral": [[8, 2]]}',
        '{"video": 5, "frames": 9, "cuts": []}',
        '{"frames": "9", "cuts": []}',
        '{"frames": 9, "cuts": [{"frame": "4", "kind": "cut"}]}',
        '{"frames": 9, "cuts": [], "neutral": [["2", 8]]}',
    ],
)
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "film.json"
    path.write_text(text)
    with pytest.raises(ListError, match=r"film\.json can't be read as marked cuts"):
        read_truth(path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "no such file or directory"),
        ("{", "it is no JSON"),
        ("{}", "it lacks 'frames'"),
        ("[]", "its parts are not what they are called"),
        ('{"frames": "9", "cuts": []}', "'9' is not a frame number"),
    ],
)
def test_why_a_file_is_refused_is_told_in_words(tmp_path, text, why):
    path = tmp_path / "film.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ListError) as told:
        read_truth(path)
    assert told.value.happened == f"film.json can't be read as marked cuts ({why})."
