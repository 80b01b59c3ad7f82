"""An analysed project small enough for every test to have a copy of."""

from pathlib import Path

import pytest
from copies import copy_of
from films import scenes, write_film

from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.project.project import open_project
from matchcut.representations.foreground.segmenter import ForegroundSegmenter


@pytest.fixture(scope="session")
def analysed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    pictures = list(scenes(shots=5))
    # The last shot is the first again.
    film = write_film(folder / "discs.mp4", [*pictures, *pictures[:30]])
    path = folder / "discs.matchcut"
    with open_project(path, create=True) as project:
        list(analyse(project, [film], AnalysisSettings(ForegroundSegmenter())))
    return path


@pytest.fixture
def project_path(analysed, tmp_path) -> Path:
    return copy_of(analysed, tmp_path)
