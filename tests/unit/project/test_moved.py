"""A project that is moved, renamed or deleted while it is open, and another in its place."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from matchcut.errors import ProjectError
from matchcut.project.disk_errors import MovedError
from matchcut.project.project import Project, open_project
from matchcut.project.settings import timeline_rate

NEW_IN_ITS_PLACE = """
import pathlib, sys
from matchcut.project.project import open_project
with open_project(pathlib.Path(sys.argv[1]), create=True) as project:
    for number in range(200):  # as an analysis writes
        project.set_setting("frame_shape", f"{number}/9")
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("then", ["renamed", "deleted", "replaced"])
def test_a_project_whose_file_goes_from_under_it_writes_no_more(
    project_path: Path, project: Project, then: str
) -> None:
    project.set_setting("timeline_rate", "25")
    project.settle()
    moved = project_path.rename(project_path.with_name("moved.matchcut"))
    if then == "deleted":
        moved.unlink()
    if then == "replaced":
        open_project(project_path, create=True).close()
    with pytest.raises(MovedError, match="was moved, renamed or deleted while it was open"):
        project.set_setting("timeline_rate", "30")
    project.close()
    if then != "deleted":
        with open_project(moved) as again:
            assert timeline_rate(again) == 25


@pytest.mark.parametrize("way", ["settled", "refused", "read", "closed"])
def test_a_renamed_project_and_a_new_one_of_its_name_leave_each_other_alone(
    project_path: Path, project: Project, way: str
) -> None:
    project.set_setting("timeline_rate", "25")
    project.settle()
    moved = project_path.rename(project_path.with_name("moved.matchcut"))
    command = [sys.executable, "-c", NEW_IN_ITS_PLACE, str(project_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"written\n"
        if way == "refused":
            with pytest.raises(MovedError), project.writing():
                pytest.fail("written into the log of another project")
            project.settle()
        elif way == "read":
            with pytest.raises(MovedError), project.reading():
                pytest.fail("read from the log of another project")
            with pytest.raises(MovedError):
                project.version()
        elif way == "closed":
            project.close()
            # Whoever opens the new project now uses the same log as whoever has it open.
            assert Path(f"{project_path}-wal").stat().st_size
            with open_project(project_path) as new:
                assert new.setting("frame_shape") == "199/9"
        else:
            project.settle()
        other.stdin.close()
    project.close()
    for path, rate, shape in ((moved, Fraction(25), None), (project_path, None, "199/9")):
        with open_project(path) as opened:
            assert opened.row("PRAGMA integrity_check")["integrity_check"] == "ok"
            assert (timeline_rate(opened), opened.setting("frame_shape")) == (rate, shape)


def test_no_new_project_takes_what_one_of_its_name_wrote_last(
    project_path: Path, project: Project
) -> None:
    with project.analysing():
        project.set_setting("timeline_rate", "25")
        moved = project_path.rename(project_path.with_name("moved.matchcut"))
        with pytest.raises(ProjectError, match=r"rushes\.matchcut-wal holds what was last written"):
            open_project(project_path, create=True)
    assert not project_path.exists()
    project.close()
    moved.rename(project_path)
    with open_project(project_path) as again:
        assert timeline_rate(again) == 25
