"""An analysed project small enough for every test to have a copy of."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from films import write_film

from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.project.project import open_project
from matchcut.representations.foreground import ForegroundSegmenter

SHOTS, FRAMES, SIZE = 6, 30, (320, 180)


def scenes():
    """Yield shots of a bright disc that crosses a textured ground; the last is the first again."""
    chance = np.random.default_rng(0)
    width, height = SIZE
    looks = [
        (
            chance.normal((40, 110, 170)[shot % 3], 40, (height // 6, width // 6, 3)),
            chance.uniform(0.3, 0.5),
            chance.uniform(0.4, 0.6),
        )
        for shot in range(SHOTS - 1)
    ]
    for noise, x, y in [*looks, looks[0]]:
        ground = cv2.resize(noise, SIZE, interpolation=cv2.INTER_CUBIC).clip(0, 255)
        for frame in range(FRAMES):
            picture = np.ascontiguousarray(ground.astype(np.uint8))
            centre = (int(width * (x + 0.006 * frame)), int(height * y))
            cv2.circle(picture, centre, height // 5, (220, 240, 250), -1, cv2.LINE_AA)
            yield picture


@pytest.fixture(scope="session")
def analysed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    film = write_film(folder / "discs.mp4", scenes())
    path = folder / "discs.matchcut"
    with open_project(path, create=True) as project:
        list(analyse(project, [film], AnalysisSettings(ForegroundSegmenter())))
    return path


@pytest.fixture
def project_path(analysed, tmp_path) -> Path:
    path = tmp_path / analysed.name
    shutil.copy(analysed, path)
    shutil.copytree(f"{analysed}.cache", f"{path}.cache")
    return path
