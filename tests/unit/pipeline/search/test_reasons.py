"""The sentence beside a pair says what lies in its masks."""

import pytest
from drawn_figures import box, masks_of, shot_of

from matchcut.pipeline.analysis.feature_keys import masks_key
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.reasons import figure_words, reason
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.project.project import open_project
from matchcut.project.shots import ShotRecord
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
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
