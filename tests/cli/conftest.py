"""Small real films, and the command line as its users run it."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest
from copies import copy_of
from films import scenes, write_film

from matchcut import cli
from matchcut.pipeline.output import cut_list


@dataclass(frozen=True)
class Said:
    """What one run of the command line left behind."""

    status: int
    out: str
    err: str

    def json(self) -> dict:
        return json.loads(self.out)


def run(*arguments: object) -> Said:
    """Run one command in this process, as `main` would: loading everything takes a second."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.run([str(argument) for argument in arguments])
    return Said(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def matchcut():
    return run


@pytest.fixture
def small_timeline(monkeypatch):
    """Make movies so small that they are soon written, where it matters only that they are."""
    monkeypatch.setattr(cut_list, "_TIMELINE_HEIGHT", 180)


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> Path:
    return write_film(tmp_path_factory.mktemp("films") / "discs.mp4", scenes())


@pytest.fixture(scope="session")
def original(tmp_path_factory) -> Path:
    """The same film, frame by frame, twice as large."""
    larger = (cv2.resize(picture, (640, 360)) for picture in scenes())
    return write_film(tmp_path_factory.mktemp("camera") / "camera.mp4", larger)


@pytest.fixture(scope="session")
def another_film(tmp_path_factory) -> Path:
    return write_film(tmp_path_factory.mktemp("films") / "other.mp4", scenes(shots=2))


@pytest.fixture(scope="session")
def twin(tmp_path_factory) -> Path:
    """Another film, of the same length and rate."""
    return write_film(tmp_path_factory.mktemp("films") / "twin.mp4", scenes(seed=1))


@pytest.fixture(scope="session")
def analysed(film, tmp_path_factory) -> Path:
    """A project with one analysed film; tests that change it work on a copy."""
    project = tmp_path_factory.mktemp("project") / "discs.matchcut"
    said = run("analyze", film, "-p", project, "--segmenter", "foreground", "--progress", "none")
    assert said.status == 0, said.err
    return project


@pytest.fixture(scope="session")
def two_analysed(analysed, twin, tmp_path_factory) -> Path:
    """The same project with the twin analysed, too."""
    project = copy_of(analysed, tmp_path_factory.mktemp("project"))
    said = run("analyze", twin, "-p", project, "--segmenter", "foreground", "--progress", "none")
    assert said.status == 0, said.err
    return project
