"""A still that was grabbed from a watched film is asked with what is known of that frame."""

from itertools import islice

import cv2
import numpy as np
import pytest
from films import scenes, write_film

from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.pipeline.search import finding
from matchcut.pipeline.search.finding import Question, find_and_record_pairs
from matchcut.project.project import open_project
from matchcut.representations.foreground.segmenter import ForegroundSegmenter

FRAMES = 30  # a shot
SEGMENTER = ForegroundSegmenter()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    film = write_film(folder / "discs.mp4", scenes())
    with open_project(folder / "discs.matchcut", create=True) as project:
        list(analyse(project, [film], AnalysisSettings(SEGMENTER)))
        yield project


def frame(number):
    return next(islice(scenes(), number, None))


def asked(project, folder, picture, **how):
    """Ask with a still; return its pairs and the frame that it was recognised as."""
    path, seen = folder / "still.png", []
    cv2.imwrite(str(path), picture)
    question = Question("frame", image=path, min_gap_seconds=0, per_shot=None, **how)
    found = find_and_record_pairs(project, question, SEGMENTER, recognised=seen.append)
    return found, seen[0] if seen else None


def barred(picture):
    return cv2.copyMakeBorder(picture, 40, 40, 0, 0, cv2.BORDER_CONSTANT)


def compressed(picture):
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], 1)


def enlarged(picture):
    return cv2.resize(picture, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)


def graded(picture):
    warm = (picture / 255) ** 0.85 * (0.92, 1, 1.1)
    return (warm.clip(0, 1) * 255).astype(np.uint8)


def timecoded(picture):
    written = cv2.rectangle(picture.copy(), (90, 158), (230, 178), (0, 0, 0), -1)
    return cv2.putText(written, "01:00:12:05", (96, 173), 0, 0.6, (255, 255, 255), 2)


@pytest.mark.parametrize("way", [np.copy, barred, compressed, enlarged, graded, timecoded])
@pytest.mark.parametrize("shot", [1, 4])
def test_a_still_is_recognised_as_the_frame_of_the_film_it_was_grabbed_from(
    project, tmp_path, way, shot
):
    grabbed = (shot - 1) * FRAMES + FRAMES // 2
    found, seen = asked(project, tmp_path, way(frame(grabbed)))
    assert seen.shot.number == shot
    assert abs(seen.frame - grabbed) <= 3
    assert found
    assert seen.shot not in [pair.into.shot for pair in found]
    assert {pair.out for pair in found} == {None}


def test_it_is_asked_with_the_figures_that_its_shot_has_there(project, tmp_path, monkeypatch):
    monkeypatch.setattr(finding, "still_masks", lambda *_: pytest.fail("looked for its figures"))
    found, _ = asked(project, tmp_path, frame(15))
    by_shot = find_and_record_pairs(
        project, Question("frame", shot=1, min_gap_seconds=0, per_shot=None), SEGMENTER
    )
    best = by_shot[0].into if by_shot[0].out.shot.number == 1 else by_shot[0].out
    assert found[0].into.shot == best.shot
    assert found[0].score == pytest.approx(by_shot[0].score, abs=0.1)


def test_stills_from_elsewhere_are_not_recognised(project, tmp_path):
    disc = cv2.circle(np.full((180, 320, 3), 40, np.uint8), (140, 90), 36, (230, 230, 230), -1)
    found, seen = asked(project, tmp_path, disc)
    assert found
    assert seen is None
    for picture in islice(scenes(seed=1), 15, None, 60):
        assert asked(project, tmp_path, picture)[1] is None


def test_without_pictures_of_its_frames_a_film_recognises_nothing(project, tmp_path, monkeypatch):
    monkeypatch.setattr(type(project.features), "nearest_thumbnail", lambda *_: None)
    found, seen = asked(project, tmp_path, frame(15))
    assert seen is None
    assert found
