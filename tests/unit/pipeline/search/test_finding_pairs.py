"""What is offered of two shots of a fast camera whose moves are stored."""

from fractions import Fraction

import numpy as np
import pytest

from matchcut.pipeline.analysis.feature_keys import MOTION
from matchcut.pipeline.search.close_up import heat_map
from matchcut.pipeline.search.finding import Question, find_and_record_pairs
from matchcut.pipeline.search.reversing import find_and_record_reverse
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import set_frame_times
from matchcut.project.media import MediaFacts, MediaFile
from matchcut.project.pairs import find_pair
from matchcut.project.project import open_project
from matchcut.project.shots import Checkpoint, append_shots, begin_analysis
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.motion import MotionFeatures, Moves
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

RATE = Fraction(120)
SEGMENTER = ForegroundSegmenter()
# Half a second apart.
SHOTS = FrameRange(0, 240), FrameRange(300, 540)


def pans(*speeds):
    camera = np.zeros((len(speeds), 3, 4), np.float32)
    camera[..., 0] = np.array(speeds)[:, None]
    field = np.zeros((len(speeds), *SUBJECT_GRID, 2), np.float32)
    return Moves(camera, field, np.ones(len(speeds), np.float32))


@pytest.fixture
def project(tmp_path):
    """Two shots that match best 20 frames from their start and from their end."""
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        facts = MediaFacts("A001", None, 1920, 1080, 0, 0)
        media = MediaFile(tmp_path / "fast.mov", "original", "content", 1, 1, facts)
        film = add_film(project, FilmFacts(RATE, 1 / RATE, 540, media)).uuid
        set_frame_times(project, film, np.arange(540))
        begin_analysis(project, film, "detector 1")
        append_shots(project, film, [Shot(frames) for frames in SHOTS], Checkpoint(540, True))
        for frames in SHOTS:
            at = frames.start + np.array([20, 120, 220])
            moves = MotionFeatures(frames, at, pans(0.5, 0.05, 0.05), pans(0.05, 0.05, 0.5))
            project.features.save(*MOTION, {(film, frames.start, frames.stop): moves.to_arrays()})
        yield project


def found(project, **asked):
    return find_and_record_pairs(project, Question("motion", **asked), SEGMENTER)


def test_half_a_second_of_both_shots_stays_on_screen(project):
    (pair,) = found(project)
    assert (pair.out.frame, pair.into.frame) == (120, 320)
    assert not pair.short
    reverse = find_and_record_reverse(project, find_pair(project, pair.id), SEGMENTER)
    assert (reverse.out.frame, reverse.into.frame) == (420, 20)
    stored = StoredFeatures(project, SEGMENTER)
    map = heat_map(stored, "motion", pair.out, pair.into, Fraction(16, 9), flop=False)
    assert map.out_frames.tolist() == [120, 220]
    assert map.in_frames.tolist() == [320, 420]


def test_the_gap_that_is_asked_for_is_kept_also_in_a_short_film(project):
    assert len(found(project, min_gap_seconds=0.4)) == 1
    assert found(project, min_gap_seconds=0.6) == []
