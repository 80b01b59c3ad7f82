"""Nothing that was saved is lost: to kill -9 in mid-write, or to a disk that is full."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from matchcut.project.films import FilmRecord
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import Project, open_project
from matchcut.project.reviews import history, review, reviews, set_notes, undo
from matchcut.project.shots import analysis_state, film_shots
from matchcut.review import Anchor, Candidate

ANALYSE = """
import sys, pathlib
import numpy as np
from matchcut.project.project import open_project
from matchcut.project.shots import Checkpoint, append_shots, begin_analysis
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

film = sys.argv[2]
with open_project(pathlib.Path(sys.argv[1])) as project, project.analysing():
    frame = begin_analysis(project, film, "adaptive 1").next_frame
    print("ready", flush=True)
    while True:
        shots = [Shot(FrameRange(start, start + 10)) for start in range(frame, frame + 100, 10)]
        project.features.save("flow", 1, {
            (film, shot.frames.start, shot.frames.stop): {"a": np.full(500, shot.frames.start)}
            for shot in shots
        })
        frame += 100
        append_shots(project, film, shots, Checkpoint(frame))
        print(frame, flush=True)
"""

TAG = """
import resource, sys, pathlib
from matchcut.errors import ProjectError
from matchcut.project.project import open_project
from matchcut.project.reviews import set_notes

with open_project(pathlib.Path(sys.argv[1])) as project:
    if len(sys.argv) > 2:
        limit = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    print("ready", flush=True)
    try:
        for number in range(1_000_000):
            set_notes(project, ["pair"], str(number))
            print(number, flush=True)
    except ProjectError as error:
        print(error, flush=True)
"""


def start(script: str, *arguments: object) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def kill_after(child: "subprocess.Popen[str]", seconds: float) -> int:
    """Kill a child without warning, some time after its first line; return its last number."""
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.kill()
    # Not by communicate(), which passes over what was read ahead with the first line.
    rest = child.stdout.read()
    child.wait()
    # What follows the last line break was cut off by the kill.
    return int((first + rest).split("\n")[-2])


@pytest.fixture
def pair(project: Project) -> str:
    anchors = Anchor("film", 1), Anchor("film", 2)
    record_pairs(project, [ShownPair("pair", Candidate("frame", *anchors), 0.5, {})])
    return "pair"


def test_an_analysis_killed_in_mid_write_goes_on_from_a_consistent_state(
    project: Project, film: FilmRecord
) -> None:
    for seconds in (0.0, 0.02, 0.07):
        told = kill_after(start(ANALYSE, project.path, film.uuid), seconds)
        state = analysis_state(project, film.uuid)
        assert state is not None
        reached = state.checkpoint.next_frame
        # The step after the last that was told may have reached the disk, too.
        assert reached in (told, told + 100)
        shots = [shot.frames for shot in film_shots(project, film.uuid)]
        assert [shot.start for shot in shots] == list(range(0, reached, 10))
        assert shots[-1].stop == reached
        features = project.features.load("flow", 1)
        for shot in shots:
            stored = features[film.uuid, shot.start, shot.stop]["a"]
            np.testing.assert_array_equal(stored, np.full(500, shot.start))


def test_whatever_was_said_before_a_kill_is_still_there(project: Project, pair: str) -> None:
    for seconds in (0.0, 0.05):
        told = kill_after(start(TAG, project.path), seconds)
        assert int(review(project, pair).note) in (told, told + 1)
        assert history(project)[-1].changes[pair][1] == reviews(project)[pair]


def test_reviews_are_saved_while_an_analysis_writes(
    project: Project, film: FilmRecord, pair: str
) -> None:
    child = start(ANALYSE, project.path, film.uuid)
    for number in range(50):
        set_notes(project, [pair], str(number))
    last = kill_after(child, 0)
    assert last > 0
    assert review(project, pair).note == "49"


@pytest.mark.parametrize("room_bytes", [0, 20_000, 200_000])
def test_a_full_disk_is_told_and_keeps_what_was_said(
    project: Project, pair: str, project_path: Path, room_bytes: int
) -> None:
    project.close()  # folds the write-ahead log into the file
    limit = project_path.stat().st_size + room_bytes
    child = start(TAG, project_path, limit)
    assert child.stdout is not None
    printed = child.stdout.read()
    child.wait(timeout=60)
    *numbers, told = printed.strip().split("\n")
    assert child.returncode == 0
    assert "rushes.matchcut" in told
    assert "saved so far is kept" in told
    with open_project(project_path) as again:
        assert review(again, pair).note == (numbers[-1] if numbers else "")
        assert len(history(again)) == len(numbers)
        while undo(again):
            pass
        assert reviews(again) == {}
