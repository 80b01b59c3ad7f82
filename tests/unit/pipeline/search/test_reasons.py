"""The sentence beside a pair says what lies in its masks, and which way its moves go."""

from types import SimpleNamespace

import numpy as np
import pytest
from drawn_figures import box, masks_of, shot_of

from matchcut.pipeline.analysis.feature_keys import masks_key
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.reasons import act_words, figure_words, move_words, reason
from matchcut.pipeline.search.stored import ACTS, MOVES, StoredFeatures
from matchcut.project.project import open_project
from matchcut.project.shots import ShotRecord
from matchcut.representations.action import Acts
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.motion import Moves
from matchcut.representations.windows import Windowed
from matchcut.timing import FrameRange

SEGMENTER = ForegroundSegmenter()


@pytest.fixture
def told(tmp_path):
    """Store the figures of one frame on either side of a cut, and return what is said of them."""

    def say(out, into, *, flop=False):
        with open_project(tmp_path / "p.matchcut", create=True) as project:
            sides = []
            for number, frame in enumerate((out, into), start=1):
                found = shot_of(frame)
                start, stop = 100 * number, 100 * number + len(found.frames)
                key, span = masks_key(SEGMENTER), ("film", start, stop)
                project.features.save(*key, {span: found.to_arrays()})
                record = ShotRecord(
                    "film", number, FrameRange(start, stop), "picture", None, True, False, False
                )
                sides.append(FoundSide(None, record, int(found.indices[0])))
            return reason(
                StoredFeatures(project, SEGMENTER), figure_words, *sides, flop=flop
            ).sentence

    return say


def test_figures_of_one_size_in_one_place_are_told_so(told):
    assert told(masks_of(box(28, 10, 8, 16)), masks_of(box(28, 10, 8, 15))) == (
        "One figure of the same size, centred."
    )


def test_who_grows_and_moves_across_the_cut_is_told(told):
    assert told(masks_of(box(4, 10, 8, 10)), masks_of(box(44, 10, 8, 16), box(54, 10, 6, 16))) == (
        "One against two, larger after the cut, from left of centre to right of centre."
    )


def test_a_mirrored_side_is_described_as_it_will_be_seen(told):
    assert told(masks_of(box(4, 10, 8, 10)), masks_of(box(52, 10, 8, 10)), flop=True) == (
        "One figure of the same size, left of centre."
    )


def test_figures_are_named_where_the_segmenter_knows_their_names(told):
    person = masks_of(box(28, 10, 8, 16), labels=["person"])
    pair = masks_of(box(20, 10, 10, 12), box(34, 10, 10, 12), labels=["dog", "person"])
    assert told(person, person) == "One figure of the same size, centred (person)."
    assert told(person, pair).endswith(" (person, then dog and person).")


def test_an_empty_side_is_not_described(told):
    assert told(masks_of(), masks_of(box(28, 10, 8, 16))) == (
        "The figures of one side are too faint to describe."
    )


def move(*, pan=0.0, tilt=0.0, zoom=0.0, roll=0.0, subject=(0.0, 0.0)):
    """A steady move of the camera and of all that moves against it."""
    camera = np.full((1, 3, 4), (pan, tilt, zoom, roll), np.float32)
    field = np.full((1, *SUBJECT_GRID, 2), subject, np.float32)
    return Moves(camera, field, np.ones(1, np.float32))


def act(*, path=(0.0, 0.0), growth=0.0, beat=None):
    """A steady act of one figure; ``beat``: the band of the rhythm that it swings in."""
    rhythm = np.zeros((1, 3, 4), np.float32)
    if beat is not None:
        rhythm[:, 1, beat] = 1
    spin = np.full((1, 3, 2), (growth, 0), np.float32)
    once = np.ones(1, np.float32)
    return Acts(np.full((1, 3, 2), path, np.float32), spin, rhythm, once, once, once)


# What the other window of a shot holds, which a pair has nothing to do with.
AWAY_FROM_THE_CUT = {move: move(pan=0.7, tilt=-0.9), act: act(path=(0.6, -0.9), beat=3)}


def told_of(words, drawn, out, into, *, flop=False):
    """Return what is said of windows that end and start at a cut, drawn by ``drawn``."""
    other = AWAY_FROM_THE_CUT[drawn]
    kinds = {move: MOVES, act: ACTS}
    stored = SimpleNamespace(load=lambda shot, kind: shot if kind is kinds[drawn] else None)
    before, after = (
        SimpleNamespace(shot=Windowed(FrameRange(0, 50), np.array([25]), *windows), frame=25)
        for windows in ((out, other), (other, into))
    )
    return reason(stored, words, before, after, flop=flop)


@pytest.mark.parametrize(
    ("camera", "words", "flopped"),
    [
        ({"pan": 0.2}, "pans left", "pans right"),
        ({"pan": -0.2}, "pans right", "pans left"),
        ({"tilt": 0.2}, "tilts up", "tilts up"),
        ({"tilt": -0.2}, "tilts down", "tilts down"),
        ({"zoom": 0.2}, "moves in", "moves in"),
        ({"zoom": -0.2}, "moves out", "moves out"),
        ({"roll": 0.2}, "rolls", "rolls"),
        ({"roll": -0.2}, "rolls", "rolls"),
    ],
)
def test_the_camera_goes_against_the_picture_and_a_mirrored_one_the_other_way(
    camera, words, flopped
):
    found = told_of(move_words, move, move(**camera), move(**camera))
    assert found.sentence == f"The camera {words} through the cut at the same speed."
    whole = [camera.get(name, 0) for name in ("pan", "tilt", "zoom", "roll")]
    assert found.camera == pytest.approx(whole)
    found = told_of(move_words, move, move(**camera), move(**camera), flop=True)
    goes = f"{words} through the cut" if words == flopped else f"{words}, then {flopped}"
    assert found.sentence == f"The camera {goes} at the same speed."
    # Pan and roll turn round in the mirror, so that the two sides cancel out.
    assert found.camera == pytest.approx([0, *whole[1:3], 0])


@pytest.mark.parametrize(
    ("subject", "words", "flopped"),
    [
        ((0.2, 0.1), "right", "left"),
        ((-0.2, 0.1), "left", "right"),
        ((0.1, 0.2), "down", "down"),
        ((0.1, -0.2), "up", "up"),
    ],
)
def test_what_moves_goes_as_it_is_seen(subject, words, flopped):
    goes = move(subject=subject)
    assert told_of(move_words, move, goes, goes).sentence == (
        f"What moves goes {words} on both sides at the same speed."
    )
    told = told_of(move_words, move, goes, goes, flop=True).sentence
    both = f"{words} on both sides" if words == flopped else f"{words}, then {flopped}"
    assert told == f"What moves goes {both} at the same speed."


@pytest.mark.parametrize(
    ("out", "into", "pace"),
    [
        (0.1, 0.3, ", faster after"),
        (0.3, 0.1, ", slower after"),
        (0.3, 0.24, " at the same speed"),
        (0.24, 0.3, " at the same speed"),
    ],
)
def test_the_faster_side_of_a_cut_is_told(out, into, pace):
    told = told_of(move_words, move, move(pan=out), move(pan=into)).sentence
    assert told == f"The camera pans left through the cut{pace}."


def test_a_camera_and_a_subject_that_rest_on_one_side_are_told_so():
    told = told_of(move_words, move, move(), move(tilt=0.2)).sentence
    assert told == "The camera rests, then tilts up, faster after."
    told = told_of(move_words, move, move(subject=(0.2, 0)), move()).sentence
    assert told == "What moves goes right, then nowhere, slower after."
    assert told_of(move_words, move, move(), move()).sentence == (
        "Hardly anything moves on either side."
    )


@pytest.mark.parametrize(
    ("deed", "words", "flopped"),
    [
        ({"path": (0.5, 0.3)}, "goes right", "goes left"),
        ({"path": (-0.5, 0.3)}, "goes left", "goes right"),
        ({"path": (0.3, 0.5)}, "goes down", "goes down"),
        ({"path": (0.3, -0.5)}, "goes up", "goes up"),
        ({"growth": 0.5}, "comes nearer", "comes nearer"),
        ({"growth": -0.5}, "goes away", "goes away"),
    ],
)
def test_what_a_figure_does_is_told_as_it_is_seen(deed, words, flopped):
    does = act(**deed)
    assert told_of(act_words, act, does, does).sentence == f"The figure {words} on both sides."
    told = told_of(act_words, act, does, does, flop=True).sentence
    goes = f"{words} on both sides" if words == flopped else f"{words}, then {flopped}"
    assert told == f"The figure {goes}."


def test_how_often_a_figure_swings_is_told():
    told = told_of(act_words, act, act(beat=0), act(growth=0.5, beat=2)).sentence
    assert told == (
        "The figure stays, then comes nearer and it swings about once, then 2.5 times, a second."
    )
    assert told_of(act_words, act, act(), act()).sentence == "The figures hardly do anything."
