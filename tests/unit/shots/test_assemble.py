import itertools

from hypothesis import given
from hypothesis import strategies as st

from matchcut.shots.assemble import MIN_SHOT_FRAMES, assemble
from matchcut.shots.shot import Transition


def spans(transitions, n_frames):
    return [(shot.frames.start, shot.frames.stop) for shot in assemble(transitions, n_frames)]


def test_a_film_without_transition_is_one_shot():
    assert spans([], 100) == [(0, 100)]


def test_a_film_of_one_frame_is_one_shot():
    assert spans([], 1) == [(0, 1)]


def test_a_film_without_frames_has_no_shot():
    assert spans([], 0) == []


def test_a_cut_parts_two_shots_without_a_gap():
    assert spans([Transition(40, 40, "cut")], 100) == [(0, 40), (40, 100)]


def test_the_frames_of_a_dissolve_belong_to_no_shot():
    assert spans([Transition(40, 52, "dissolve")], 100) == [(0, 40), (52, 100)]


def test_a_piece_under_six_frames_joins_the_gap():
    cuts = [Transition(40, 40, "cut"), Transition(45, 45, "cut")]
    assert spans(cuts, 100) == [(0, 40), (45, 100)]


def test_a_piece_of_six_frames_is_a_shot():
    cuts = [Transition(40, 40, "cut"), Transition(46, 46, "cut")]
    assert spans(cuts, 100) == [(0, 40), (40, 46), (46, 100)]


def test_a_short_piece_at_either_end_of_the_film_is_no_shot():
    assert spans([Transition(3, 3, "cut"), Transition(97, 97, "cut")], 100) == [(3, 97)]


def test_transitions_past_the_end_are_left_out():
    assert spans([Transition(100, 100, "cut"), Transition(140, 150, "fade")], 100) == [(0, 100)]


def test_a_fade_that_the_end_cuts_off_ends_the_last_shot():
    assert spans([Transition(80, 120, "fade")], 100) == [(0, 80)]


def test_overlapping_transitions_leave_one_gap():
    both = [Transition(40, 60, "fade"), Transition(50, 50, "cut")]
    assert spans(both, 100) == [(0, 40), (60, 100)]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), max_size=12),
    st.integers(MIN_SHOT_FRAMES, 300),
)
def test_shots_never_overlap_nor_hold_a_transitions_frames(pairs, n_frames):
    transitions = [Transition(start, start + length, "fade") for start, length in pairs]
    shots = spans(transitions, n_frames)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(shots))
    assert all(0 <= start < stop <= n_frames for start, stop in shots)
    gone = {frame for each in transitions for frame in range(each.start, each.stop)}
    assert not any(gone & set(range(*span)) for span in shots)
