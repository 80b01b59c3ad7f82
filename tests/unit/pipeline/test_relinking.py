"""Which files a film may be given."""

from fractions import Fraction

import cv2
import numpy as np
import pytest
from films import numbered_film, scenes, write_film
from watched_projects import watched_project

from matchcut.errors import MediaError
from matchcut.media.film import probe
from matchcut.pipeline.relinking import read_file
from matchcut.project.films import film
from matchcut.project.project import open_project

PACKET = 188
EMPTY_PACKET = bytes((0x47, 0x1F, 0xFF, 0x10)) + bytes(PACKET - 4)


def test_a_recording_whose_start_was_cut_off_is_known_by_the_frames_that_can_be_decoded(tmp_path):
    whole = numbered_film(
        tmp_path / "whole.ts", 240, rate=Fraction(25), options={"g": "30", "bf": "2"}
    )
    packets = whole.read_bytes()
    cut = packets[len(packets) // 7 // PACKET * PACKET :]
    recording, copy = tmp_path / "cut.ts", tmp_path / "copy.ts"
    recording.write_bytes(cut)
    copy.write_bytes(cut + EMPTY_PACKET)
    (uuid,) = watched_project(tmp_path / "p.matchcut", recording)
    with open_project(tmp_path / "p.matchcut") as project:
        assert film(project, uuid).frame_count < probe(copy).frames - 1
        assert read_file(project, uuid, copy).path == copy
        with pytest.raises(MediaError, match="has 240 frames"):
            read_file(project, uuid, whole)


def changed(path, change, **how):
    return write_film(path, map(change, scenes()), **how)


def graded(picture):
    """Darker, flatter, blue and smaller, with what a laboratory burns into a proxy."""
    smaller = cv2.resize(picture, (160, 90), interpolation=cv2.INTER_AREA)
    dim = (60 + 0.3 * smaller * (1, 0.8, 0.6)).astype(np.uint8)
    cv2.putText(dim, "TC 01:00:00:00", (20, 85), cv2.FONT_HERSHEY_PLAIN, 0.8, (255, 255, 255))
    return dim


def letterboxed(picture):
    return cv2.copyMakeBorder(picture[24:-24], 24, 24, 0, 0, cv2.BORDER_CONSTANT)


def test_a_file_of_other_pictures_is_refused_and_one_that_was_graded_is_not(tmp_path):
    watched = write_film(tmp_path / "watched.mp4", scenes())
    (uuid,) = watched_project(tmp_path / "p.matchcut", watched)
    proxy = changed(tmp_path / "graded.mp4", graded)
    other = write_film(tmp_path / "other.mp4", scenes(seed=1))
    black = changed(tmp_path / "black.mp4", np.zeros_like)
    with open_project(tmp_path / "p.matchcut") as project:
        assert read_file(project, uuid, proxy).path == proxy
        for path in (other, black):
            with pytest.raises(MediaError, match=f"{path.name} shows other pictures than watched"):
                read_file(project, uuid, path)
        watched.rename(tmp_path.parent / f"{tmp_path.name}.mp4")
        assert read_file(project, uuid, other).path == other  # nothing to compare it with


def test_black_is_no_picture_of_a_film_that_grows_brighter_downwards(tmp_path):
    ramp = np.repeat(np.linspace(20, 220, 180).astype(np.uint8)[:, None], 320, axis=1)
    sky = [np.repeat(ramp[..., None], 3, axis=2)] * 48
    watched = write_film(tmp_path / "watched.mp4", sky)
    black = write_film(tmp_path / "black.mp4", map(np.zeros_like, sky))
    (uuid,) = watched_project(tmp_path / "p.matchcut", watched)
    with (
        open_project(tmp_path / "p.matchcut") as project,
        pytest.raises(MediaError, match="shows other pictures"),
    ):
        read_file(project, uuid, black)


def test_a_squeezed_original_and_one_that_lacks_the_bars_are_taken(tmp_path):
    watched = changed(tmp_path / "watched.mp4", letterboxed)
    (uuid,) = watched_project(tmp_path / "p.matchcut", watched)
    original = changed(tmp_path / "camera.mov", lambda picture: picture[24:-24])
    squeezed = changed(
        tmp_path / "squeezed.mp4", lambda picture: cv2.resize(letterboxed(picture), (240, 180))
    )
    with open_project(tmp_path / "p.matchcut") as project:
        for path in (original, squeezed):
            assert read_file(project, uuid, path).path == path
