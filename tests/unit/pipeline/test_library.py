"""What is read of a project belongs together while a worker goes on writing."""

import numpy as np
import pytest
from films import numbered_film
from watched_projects import watched_project

from matchcut.pipeline import library
from matchcut.pipeline.library import load_library
from matchcut.project.films import frame_times, set_frame_times
from matchcut.project.project import open_project
from matchcut.project.shots import Checkpoint, append_shots, begin_analysis
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


@pytest.mark.parametrize("read_before", ["film_shots", "frame_times"])
def test_no_shot_reaches_beyond_the_frames_that_are_known(tmp_path, monkeypatch, read_before):
    path, real = tmp_path / "p.matchcut", getattr(library, read_before)
    (uuid,) = watched_project(path, numbered_film(tmp_path / "a.mp4", 60))

    def watched_on(project, film):
        """Let the worker store 40 frames more before this is read."""
        with open_project(path, patience_seconds=0) as worker, worker.writing():
            times = frame_times(worker, uuid)
            set_frame_times(worker, uuid, np.append(times, times[-1] + 1 + np.arange(40)))
            append_shots(worker, uuid, [Shot(FrameRange(60, 100))], Checkpoint(100))
        return real(project, film)

    with open_project(path) as project:
        begin_analysis(project, uuid, "detector 1")
        append_shots(project, uuid, [Shot(FrameRange(0, 60))], Checkpoint(60))
        monkeypatch.setattr(library, read_before, watched_on)
        read = load_library(project).films[uuid]
        assert read.record.frame_count == len(read.times) == read.shots[-1].frames.stop == 60
        monkeypatch.undo()
        read = load_library(project).films[uuid]
        assert read.record.frame_count == len(read.times) == read.shots[-1].frames.stop == 100
