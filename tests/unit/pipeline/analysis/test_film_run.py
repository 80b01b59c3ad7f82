"""What was represented is stored, whatever goes wrong afterwards."""

from concurrent.futures import wait
from dataclasses import replace
from types import SimpleNamespace

import pytest
from films import numbered_film
from watched_projects import watched_project

from matchcut.errors import ModelError
from matchcut.pipeline.analysis import film_run
from matchcut.pipeline.analysis.film_run import FilmRun
from matchcut.pipeline.analysis.representing import ShotFeatures
from matchcut.pipeline.analysis.watching import ClosedShot
from matchcut.project.films import film
from matchcut.project.project import open_project
from matchcut.project.shots import analysis_state, begin_analysis, film_shots
from matchcut.representations.samples import blank_samples
from matchcut.timing import FrameRange


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "p.matchcut"
    (uuid,) = watched_project(path, numbered_film(tmp_path / "a.mp4", 60))
    with open_project(path) as project:
        begin_analysis(project, uuid, "detector 1")
        yield project, film(project, uuid)


def closed(start, stop):
    return ClosedShot(replace(blank_samples(), frames=FrameRange(start, stop)), stop)


def test_shots_before_one_that_fails_are_stored(project, monkeypatch):
    project, record = project

    def represent(samples, rate, segmenter):
        if samples.frames.start == 40:
            raise RuntimeError("no such shot")
        return ShotFeatures("picture", {}, {})

    monkeypatch.setattr(film_run, "represent", represent)
    monkeypatch.setattr(film_run, "STORE_EVERY_SECONDS", 1000)
    work = FilmRun(project, record, None, new_shots=True)
    with pytest.raises(RuntimeError, match="no such shot"), work:
        for frames in ((0, 20), (20, 40), (40, 60)):
            work.take(closed(*frames))
        wait([future for _, future in work._waiting])
        work.finish("")
    assert [shot.frames.start for shot in film_shots(project, record.uuid)] == [0, 20]
    assert analysis_state(project, record.uuid).checkpoint.next_frame == 40


class Broken:
    """A segmenter whose weights are damaged."""

    def segment(self, samples):
        raise ModelError("The weights are damaged.")


def test_a_network_that_can_not_be_loaded_is_told_with_the_next_frame(project):
    project, record = project
    with FilmRun(project, record, Broken(), new_shots=True) as work:
        wait([work._loading])
        with pytest.raises(ModelError, match="weights are damaged"):
            next(work.noted([SimpleNamespace(index=0, pts=0)]))
